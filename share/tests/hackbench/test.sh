#!/bin/sh
# hackbench - how long the scheduler takes to pass messages
# shellcheck disable=SC2154 # the parameters

run_once() {
	set -eu
	cd "$AT_TMPDIR"
	trap 'cat out' 0
	hackbench -g "$groups" -l "$loops" >out
}

postprocess_iteration() {
	set -eu
	cd "$AT_TMPDIR"
	at-parse hackbench out >values
	at-perf -k -i <values
}
