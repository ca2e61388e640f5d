#!/bin/sh
# perfbench - a benchmark of perf bench
# shellcheck disable=SC2154 # the parameters

run_once() {
	set -eu
	cd "$AT_TMPDIR"
	trap 'cat out' 0
	# shellcheck disable=SC2086 # words
	perf bench $benchmark >out 2>&1
}

postprocess_iteration() {
	set -eu
	cd "$AT_TMPDIR"
	at-parse perfbench out >values
	[ -s values ] ||
	    exec at-raise FAIL "perf bench $benchmark: nothing in it is known"
	at-perf -k -i <values
}
