#!/usr/bin/env bats
load helper

# rows GROUP - run the rows named GROUP/...
rows() {
	"$TOP/t/golden/seqtest/rows" "$TOP/t/golden/args.table" "$1"
}

@test "every vector of arguments is a row, and each group has a test here" {
	local t=$TOP/t/golden/args.table n met differs left

	n=$(grep -c '^row ' "$t")
	met=$(grep -c '^kind met$' "$t")
	differs=$(grep -c '^kind differs ' "$t")
	left=$(grep -c '^kind left ' "$t")
	echo "# golden args: $n rows: $met met, $differs differ, $left left" >&3
	is "$n" 64
	is "$((met + differs + left))" 64
	is "$(sed -n 's/^	rows //p' "$BATS_TEST_FILENAME" | sort)" \
	    "$(sed -n 's,^row \([^/]*\)/.*,\1,p' "$t" | sort -u)"
}

@test "hooks see the arguments that the original's functions got" {
	rows pick
}

@test "arguments that no hook knows are refused" {
	rows validate
}

@test "tags make the original's names and subdirs" {
	rows tag
}

@test "a job's arguments reach the control file" {
	rows jobargs
}

@test "arguments are recorded with the test" {
	rows param_keyval
}

@test "disk use is watched" {
	rows disk_usage
}
