#!/bin/sh
# flaky - the first try fails, the second is good

run_once() {
	tried=$AT_TMPDIR/tried.$AT_ITERATION
	if ! [ -e "$tried" ]; then
		: >"$tried"
		exec at-raise RETRY "first try"
	fi
	echo "second try"
}
