#!/usr/bin/env bats
load helper

TABLE=$BATS_TEST_DIRNAME/golden/tap.table

@test "every TAP vector is a row" {
	local met differs

	met=$(grep -c '^kind met$' "$TABLE")
	differs=$(grep -c '^kind differs S8$' "$TABLE")
	echo "# golden tap: $((met + differs)) rows: $met met," \
	    "$differs differ, 0 left" >&3
	is "$(grep -c '^row ' "$TABLE")" 35
	is "$((met + differs))" 35
	is "$differs" 1
}

@test "tap-autotest has the files that the original wrote" {
	is "$("$TOP/t/golden/taprows" "$PWD")" '34 rows'
}

@test "a write of nothing leaves no keyval, so there is no TAP of it" {
	run -0 at-keyval -o keyval -i </dev/null
	[ ! -e keyval ]
}
