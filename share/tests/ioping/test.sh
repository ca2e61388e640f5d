#!/bin/sh
# ioping - how long a disk takes to answer
# shellcheck disable=SC2154 # the parameters

run_once() {
	set -eu
	cd "$AT_TMPDIR"
	trap 'cat out' 0
	ioping -B -c "$count" -i "$interval" "${where:-.}" >out
}

postprocess_iteration() {
	set -eu
	cd "$AT_TMPDIR"
	at-parse ioping out >values
	at-perf -k -i <values
}
