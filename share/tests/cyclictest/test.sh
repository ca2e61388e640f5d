#!/bin/sh
# cyclictest - how late a thread wakes up
# shellcheck disable=SC2154 # the parameters

run_once() {
	set -eu
	cd "$AT_TMPDIR"
	! cyclictest -q -l 1 2>&1 | grep -q 'scheduling policy' ||
	    exec at-raise TEST_NA 'needs the right to real time: see ulimit -r'
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
