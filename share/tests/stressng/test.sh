#!/bin/sh
# stressng - how many operations of a kind stress-ng does
# shellcheck disable=SC2154 # the parameters

run_once() {
	set -eu
	cd "$AT_TMPDIR"
	trap 'cat out' 0
	stress-ng --"$stressor" "$workers" -t "$seconds" --metrics-brief \
	    --temp-path . >out 2>&1
}

postprocess_iteration() {
	set -eu
	cd "$AT_TMPDIR"
	at-parse stressng out >values
	at-perf -k -i <values
}
