#!/bin/sh
# unixbench - an index of what the system does in a second
# shellcheck disable=SC2154 # the parameters

initialize() {
	[ -x "$dir/Run" ] || exec at-raise TEST_NA \
	    "$dir/Run is not there: make byte-unixbench, and give dir=PATH"
}

run_once() {
	set -eu
	cd "$dir"
	export UB_RESULTDIR="${AT_TMPDIR:?}" UB_TMPDIR="${AT_TMPDIR:?}"
	trap 'cat "$UB_RESULTDIR/out"' 0
	# shellcheck disable=SC2086 # names of tests
	./Run $tests >"$UB_RESULTDIR/out" 2>&1
}

postprocess_iteration() {
	set -eu
	cd "$AT_TMPDIR"
	at-parse unixbench out >values
	at-perf -k -i <values
}
