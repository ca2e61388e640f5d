#!/bin/sh
# stressapptest - whether memory is right under load
# shellcheck disable=SC2154 # the parameters

run_once() {
	set -eu
	cd "$AT_TMPDIR"
	trap 'cat out' 0
	stressapptest -s "$seconds" -M "$mbytes" >out
}

postprocess_iteration() {
	set -eu
	cd "$AT_TMPDIR"
	at-parse stressapptest out >values
	at-perf -k -i <values
}
