#!/usr/bin/env bats
# What t/lint.tests refuses in a file of tests and t/lint.words in a text, and
# what they let pass.
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

# worded FILE FAULT... - t/lint.words finds these in a file that has the text on
# standard input
worded() {
	mkdir -p "$(dirname "$1")"
	cat >"$1"
	file=$PWD/$1
	shift
	run "$TOP/t/lint.words" "$file"
	is "$output" "$(for f; do echo "$file:$f"; done)"
	[ "$status" = "$(($# > 0))" ]
}

# words N - that many
words() {
	seq -f w%g -s ' ' "$1"
}

@test "a sentence of a page has no more than 30 words" {
	printf '.Sh A\nOne.\nA\n.Xr at-run 1 ,\n%s\nb\n.Em c .\n' "$(words 27)" |
	    worded x.1 '3: 31 words: A at-run_1, w1 w2 w3 w4 w5 w6 w7 w8 w9 w10 w11 w12 w13 w14 w ...'
	printf '.Sh A\nA\n.Ql a b c\n%s.\nAnd\n.Pp\n%s\n' \
	    "$(words 28)" "$(words 30)" | worded x.1
}

@test "code, tables and heads of lists in a page have any words" {
	{
		printf '.Dl told %s\n.Bd -literal\ntold %s\n.Ed\n' \
		    "$(words 30)" "$(words 31)"
		printf '.Bl -column a b\n.It told Ta %s\n.El\n' "$(words 31)"
		printf '.Bl -tag\n.It told %s\n%s\n.It Li told\n.El\n' \
		    "$(words 31)" "$(words 20)"
		printf '.Ql told\n.\\" told\n'
	} | worded x.5
}

@test "each word that is ruled out is found" {
	for w in told 'by turns' whoever reckons 'of its own' 'that which' meets; do
		printf 'The first.  It is %s\nthere.\n' "$w" |
		    worded README "1: \"$w\": It is $w there. ..."
	done
	printf 'A test that\nfailed so ends.\n\n    it told code\n    - told\n' |
	    worded README '1: "failed so": A test that failed so ends. ...' \
	    '5: "told": told ...'
}

@test "a message is judged as a sentence, a comment is not" {
	printf '%s\n' '/* told "told" */' "c = '\"';" 'f("it was "' '    "told\n%s");' |
	    worded x.c '3: "told": it was told ...'
	printf '#!/bin/sh\n# told\ntold=1\necho "was told" >&2\n' |
	    worded x '4: "told": was told ...'
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
