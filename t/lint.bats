#!/usr/bin/env bats
# What t/lint.tests refuses in a file of tests, and what it lets pass.
load helper

# as this file must pass itself
until=until while=while

# refused WHY - of the test on standard input
refused() {
	{ echo '@test "x" {'; cat; echo '}'; } >x.bats
	run -1 "$TOP/t/lint.tests" "$PWD/x.bats"
	is "$output" "$PWD/x.bats:$1"
}

# passed - the test on standard input does
passed() {
	{ echo '@test "x" {'; cat; echo '}'; } >x.bats
	run -0 "$TOP/t/lint.tests" "$PWD/x.bats"
	is "$output" ''
}

@test "a list of which only the last can fail is refused before the end" {
	printf '\t[ -e a ] &%s [ -e b ]\n\ttrue\n' '&' |
	    refused '2: only the last of a list can fail: a line each'
	printf '\t[ -e a ] &%s [ -e b ]\n' '&' | passed
}

@test "a run whose status nobody looks at is refused" {
	printf '\t%s true\n\t[ -e a ]\n' run |
	    refused '2: run, and nobody looks at the status'
	printf '\t%s true\n\t[ "$status" = 0 ]\n\trun -0 true\n' run | passed
}

@test "a loop over tools needs a skip" {
	printf '\tfor t in a b; do\n\t\tcommand -v $t |%s continue\n\tdone\n' '|' |
	    refused '3: may find no tool at all, without a skip'
	printf '\tfor t in a b; do\n\t\tcommand -v $t |%s continue\n\tdone\n\tskip x\n' '|' |
	    passed
}

@test "a loop without a limit is refused, in a hook, too" {
	printf '\t%s [ -e a ]; do sleep 1; done\n' "$until" |
	    refused '2: a loop without a limit; use await'
	printf "\thook t run_once <<-'X'\n\t%s [ -e a ]; do :; done\n\tX\n" "$while" |
	    refused '3: a loop without a limit; use await'
	printf '\t%s [ "$i" -lt 9 ]; do i=$((i + 1)); done\n\tawait [ -e a ]\n' "$while" |
	    passed
}

@test "the tests of this tree pass" {
	run -0 "$TOP/t/lint.tests"
	is "$output" ''
}

@test "await waits, says what did not happen, and takes functions" {
	there() { [ -e "$1" ]; }
	(sleep 0.1; : >a) 3>&- &
	await there a
	"$TOP/t/await" [ -e a ]
	run -1 await -t 1 there b
	is "$output" 'await: did not happen in time: there b'
}

@test "a test that takes too long fails, with what it waited for" {
	cp "$TOP/t/helper.bash" .
	printf 'load helper\n@test "long" {\n\tsleep 60 3>&- &\n\twait\n}\n' >x.bats
	mkdir t
	cp "$TOP/t/await" "$TOP/t/limits" t
	cp helper.bash x.bats t
	unset BATS_TEST_NAME
	run -1 env TEST_LIMIT=2 bats --formatter tap t/x.bats
	has "$output" 'not ok 1 long'
	has "$output" 'the time limit of the test is over; these still ran:'
	has "$output" '(sleep)'
}
