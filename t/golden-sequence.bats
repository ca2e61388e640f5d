#!/usr/bin/env bats
load helper

# rows GROUP - run the rows named GROUP/...
rows() {
	"$TOP/t/golden/seqtest/rows" "$TOP/t/golden/sequence.table" "$1"
}

@test "every vector of whole jobs is a row, and each group has a test here" {
	local t=$TOP/t/golden/sequence.table n met differs left

	n=$(grep -c '^row ' "$t")
	met=$(grep -c '^kind met$' "$t")
	differs=$(grep -c '^kind differs ' "$t")
	left=$(grep -c '^kind left ' "$t")
	echo "# golden sequence: $n rows: $met met, $differs differ, $left left" >&3
	is "$n" 174
	is "$((met + differs + left))" 174
	is "$(sed -n 's/^	rows //p' "$BATS_TEST_FILENAME" | sort)" \
	    "$(sed -n 's,^row \([^/]*\)/.*,\1,p' "$t" | sort -u)"
}

@test "a job's tests run the hooks in the original's order" {
	rows basic
}

# bats test_tags=slow
@test "a test repeats until its time is up" {
	rows length
}

@test "profiled runs come where the original has them" {
	rows profile
}

@test "the profiled run is postprocessed when asked" {
	rows postprofile
}

@test "a failure ends the test where the original's did" {
	rows fail
}

@test "each way to end a hook has its verdict" {
	rows exc
}

@test "a failure in a later iteration, or the profiled run, ends the test" {
	rows nth
}

@test "cleanup runs when the original's did" {
	rows cleanup
}

@test "constraints are judged after each iteration and told at the end" {
	rows constraint
}

@test "only what says so is tried again" {
	rows retry
}

@test "setup runs once per version" {
	rows setup
}

@test "names, tags and places of tests are the original's" {
	rows name
}

@test "a test runs other tests" {
	rows subtest
}

@test "control files, groups and records" {
	rows job
}

@test "steps run in order" {
	rows steps
}

@test "a time limit is kept" {
	rows timeout
}

@test "parameters and attributes are recorded" {
	rows params
}

@test "what hooks record comes out" {
	rows data
}

@test "iteration hooks run in order, and backwards" {
	rows hooks
}

@test "jobs that made TAP in the original run the same" {
	rows tap
}
