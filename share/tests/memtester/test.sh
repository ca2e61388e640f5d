#!/bin/sh
# memtester - whether memory keeps what is written to it
# shellcheck disable=SC2154 # the parameters

run_once() {
	set -eu
	cd "$AT_TMPDIR"
	trap 'tr -d "\b" <out' 0
	memtester "$mbytes"M "$loops" >out
}

postprocess_iteration() {
	set -eu
	cd "$AT_TMPDIR"
	at-parse memtester out >values
	at-perf -k -i <values
}
