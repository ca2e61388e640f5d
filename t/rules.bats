#!/usr/bin/env bats
#
# The rules that come with the suite, on what the benchmarks printed:
# parse/NAME.txt, captured with Debian 12's programs, and the values in it,
# parse/NAME.perf.  CoreMark and UnixBench are not in Debian: theirs are
# written by hand, in the form that is published everywhere.
load helper

# rules - the files of rules; the kernel's and the witness's are of other forms
rules() {
	ls "$TOP/share/rules" | grep -vx -e disturbed -e kernel
}

# each COMMAND - run it for every file of rules; tell whose failed
each() {
	bad=
	for f in $(rules); do
		"$@" "$f" || bad="$bad $f"
	done
	is "$bad" ''
}

@test "all rules find in real output the values that are in it" {
	one() {
		run -0 --separate-stderr at-parse "$1" \
		    "$BATS_TEST_DIRNAME/parse/$1.txt" && is "$stderr" '' &&
		    is "$output" "$(cat "$BATS_TEST_DIRNAME/parse/$1.perf")"
	}
	each one
	is "$(rules | sed 's/$/.perf/')" \
	    "$(cd "$BATS_TEST_DIRNAME/parse" && ls -- *.perf)"
}

@test "output with carriage returns at its line ends has the same values" {
	one() {
		sed 's/$/\r/' "$BATS_TEST_DIRNAME/parse/$1.txt" >crlf
		run -0 at-parse "$1" crlf &&
		    is "$output" "$(cat "$BATS_TEST_DIRNAME/parse/$1.perf")"
	}
	each one
}

@test "output that was cut off is an error, or has fewer values" {
	one() {
		text=$BATS_TEST_DIRNAME/parse/$1.txt
		n=$(($(wc -c <"$text") / 5))
		head -c $((n < 200 ? n : 200)) "$text" >cut
		! at-parse "$1" cut >values 2>/dev/null ||
		    ! cmp -s values "${text%.txt}.perf"
	}
	each one
}

@test "names and units need no byte replaced, and rules say what to call" {
	one() {
		sed 1q "$TOP/share/rules/$1" | grep -q '^# [a-z./].*' &&
		    run ! grep -Ev '^#|^[A-Za-z0-9_.-]+\??  +[A-Za-z0-9_.-]+(\*[0-9e.-]+)?  +(up  |down)  [^ ]' \
		    "$TOP/share/rules/$1"
	}
	each one
}
