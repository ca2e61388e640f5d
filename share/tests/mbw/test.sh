#!/bin/sh
# mbw - how fast memory is copied
# shellcheck disable=SC2154 # the parameters

run_once() {
	set -eu
	cd "$AT_TMPDIR"
	trap 'cat out' 0
	mbw -n "$runs" "$mbytes" >out
}

postprocess_iteration() {
	set -eu
	cd "$AT_TMPDIR"
	at-parse mbw out >values
	at-perf -k -i <values
}
