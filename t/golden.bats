#!/usr/bin/env bats
load helper

@test "the README of the golden tables tells what the tables hold" {
	cd "$TOP/t/golden"
	# a table names its rows and their kinds in one of two ways
	for t in *.table; do
		sed -n -E 's/^kind (met|differs|left).*/\1/p; s/^row[|][^|]*[|](met|differs|left).*/\1/p' "$t" |
		    awk -v t="${t%.table}" '{ n[$1]++ } END {
			print t, NR, n["met"] + 0, n["differs"] + 0, n["left"] + 0 }'
	done >"$BATS_TEST_TMPDIR/counted"
	awk '{ r += $2; m += $3; d += $4; l += $5; print }
		END { print "all", r, m, d, l }' "$BATS_TEST_TMPDIR/counted" >"$BATS_TEST_TMPDIR/all"
	is "$(awk 'NF == 5 && $2 ~ /^[0-9]+$/ && $5 ~ /^[0-9]+$/ { $1 = $1; print }' README)" \
	    "$(<"$BATS_TEST_TMPDIR/all")"
	is "$(awk '/^all/ { print $2 }' "$BATS_TEST_TMPDIR/all")" 908
	echo "# golden all: $(awk '/^all/ { print $2 " rows: " $3 " met, " $4 " differ, " $5 " left" }' "$BATS_TEST_TMPDIR/all")" >&3
}

@test "each reason why a row differs or is left is explained in the README" {
	cd "$TOP/t/golden"
	for why in $(sed -n 's/^kind differs //p; s/^row|[^|]*|differs //p' ./*.table | tr ' ' '\n' | sort -u); do
		grep -q "^	$why[	 ]" README || { echo "not explained: $why"; return 1; }
	done
}
