#!/bin/sh
# coremark - how fast a processor core is
# shellcheck disable=SC2154 # the parameters

initialize() {
	command -v "$program" >/dev/null || exec at-raise TEST_NA \
	    "$program is not there: make it from EEMBC's coremark, and give program=PATH"
}

run_once() {
	set -eu
	cd "$AT_TMPDIR"
	trap 'cat out' 0
	"$program" >out
}

postprocess_iteration() {
	set -eu
	cd "$AT_TMPDIR"
	at-parse coremark out >values
	at-perf -k -i <values
}
