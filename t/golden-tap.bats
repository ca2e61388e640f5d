#!/usr/bin/env bats
load helper

TABLE=$BATS_TEST_DIRNAME/golden/tap.table

@test "every TAP vector is a row, which waits until TAP is written" {
	local left

	left=$(grep -c '^kind left it waits for at-report -f tap-autotest$' \
	    "$TABLE")
	echo "# golden tap: $left rows: 0 met, 0 differ, $left left" >&3
	is "$(grep -c '^row ' "$TABLE")" 35
	is "$(grep -c '^want$' "$TABLE")" 35
	is "$left" 35
}

@test "no row waits once TAP is written" {
	run -2 --separate-stderr at-report -f tap-autotest .
	is "$stderr" "at-report: format 'tap-autotest': not known"
}
