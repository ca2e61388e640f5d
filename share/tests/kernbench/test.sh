#!/bin/sh
# kernbench - how long the kernel takes to be compiled
# shellcheck disable=SC2154 # the parameters

initialize() {
	[ -e "$tree/Kbuild" ] || exec at-raise TEST_NA \
	    "$tree has no kernel's source: give tree=PATH"
	make -C "$tree" O="$AT_TMPDIR/built" "$config"
}

run_once() {
	set -eu
	: "${jobs:=$((2 * $(getconf _NPROCESSORS_ONLN)))}"
	make -s -C "$tree" O="$AT_TMPDIR/built" clean
	rm -f "$AT_TMPDIR/used"
	at-iterate -q -m -o "$AT_TMPDIR/used" \
	    make -s -j "$jobs" -C "$tree" O="$AT_TMPDIR/built" "$target"
}

# as Autotest's kernbench names them
postprocess_iteration() {
	sed -n -e 's/^seconds_wall{perf}=/elapsed	/p' \
	    -e 's/^seconds_user{perf}=/user	/p' \
	    -e 's/^seconds_system{perf}=/system	/p' "$AT_TMPDIR/used" |
	    sed 's/$/	s	down/' >"$AT_TMPDIR/values" &&
	    at-perf -k -i <"$AT_TMPDIR/values"
}
