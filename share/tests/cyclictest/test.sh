#!/bin/sh
# cyclictest - how late a thread wakes up
# shellcheck disable=SC2154 # the parameters

run_once() {
	set -eu
	cd "$AT_TMPDIR"
	trap 'cat out' 0
	cyclictest -q -D "$seconds" -i "$interval" -p "$priority" \
	    -t "$threads" >out
}

postprocess_iteration() {
	set -eu
	cd "$AT_TMPDIR"
	at-parse cyclictest out >values
	at-perf -k -i <values
}
