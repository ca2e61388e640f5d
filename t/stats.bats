#!/usr/bin/env bats
# the statistics of lib/, by tables: see stats/README
load helper

# agree NUMBER TABLE - so many rows, and all agree
agree() {
	run -0 --separate-stderr timeout 120 "$TOP/t/statunit" "$2"
	is "$output$stderr" "$1 of $1 rows agree"
}

# numbers N EXPRESSION - made by awk, from i (0 to N - 1) and r (0 to 1), of
# which no two are the same and no two awks differ
numbers() {
	awk -v n="$1" "BEGIN { for (i = 0; i < n; i++) {
		r = i * 7919 % 100003 / 100003
		printf \" %.4f\", $2 } }"
}

@test "stats: what others published" {
	agree 255 "$TOP/t/stats/published.table"
}

@test "stats: what SciPy says" {
	agree 905 "$TOP/t/stats/scipy.table"
}

@test "stats: what counting and sorting everything says" {
	agree 688 "$TOP/t/stats/computed.table"
}

@test "stats: samples that are empty, of one value, all equal, not finite" {
	agree 142 "$TOP/t/stats/limits.table"
}

@test "stats: 100000 values need neither all slopes nor all differences" {
	{
		echo "drift ~0.010 ~0.010 ~0.010 0 / 0.95 /$(
			numbers 100000 '100 * r + i * 0.01') /"
		echo "shift ~3.0 ~3.0 ~3.0 / 0.95 /$(
			numbers 100000 '10 * r') /$(
			numbers 100000 '10 * (1 - r) + 3')"
		echo "medianinterval ~5.0 ~5.0 / 0.95 /$(
			numbers 100000 '10 * r') /"
		echo "warmup 1000 0.001 / 1 /$(
			numbers 100000 '10 * r + 40 * (i < 1000)') /"
	} >table
	agree 4 table
}

@test "stats: the check can fail" {
	for row in 'median 2.0000001 / / 1 2 3 /' 'mad 1.1 / / 1 2 3 /' \
	    'percentile ~1.6 / 25 / 1 2 3 /' \
	    'mannwhitney 4 ~0.02 / / 1 2 / 3 4' \
	    'shift 2 1 3 / 0.95 / 1 2 / 3 4' 'critical none / 4 4 0.95 / /' \
	    'critical 1 / 4 4 0.95 / /' 'mean 2.00000001 / / 1 2 3 /' \
	    'mean nan / / 1 2 3 /' 'sd 1 / / 1 nan /' 'sd inf / / 1 2 3 /' \
	    'fdr 0.2 0.1 / / 0.1 0.2 /'; do
		echo "$row" >table
		run -1 --separate-stderr "$TOP/t/statunit" table
		is "$output" '0 of 1 rows agree'
		[[ $stderr == 'statunit: table:1: '* ]]
	done
	: >table
	run -1 "$TOP/t/statunit" table
	for row in 'nothing 1 / / 1 /' 'drift 1 2 3 4 / / 1 2 /' \
	    'mean 1 2 / / 1 /' 'mean / / 1 /' 'mean 1 / / x /'; do
		echo "$row" >table
		run -2 "$TOP/t/statunit" table
	done
}
