#!/usr/bin/env bats
load helper

@test "each word exits with its verdict's status" {
	for w in FAIL:1 ERROR:99 WARN:76 TEST_NA:77 RETRY:75 ABORT:98; do
		rc=0
		at-raise "${w%:*}" why || rc=$?
		is "$w $rc" "$w ${w#*:}"
	done
}

@test "the verdict and the reason are left for the runner, all words of it" {
	AT_RAISED=$PWD/left run -1 at-raise FAIL disk too slow
	is "$(<left)" "$(printf 'FAIL\ndisk too slow')"
}

@test "an unknown word or none is a usage error that leaves nothing" {
	AT_RAISED=$PWD/left run -2 --separate-stderr at-raise GOOD
	has "$stderr" 'usage: at-raise'
	AT_RAISED=$PWD/left run -2 at-raise
	[ ! -e left ]
}

@test "the exit status stands even where the file cannot be written" {
	AT_RAISED=$PWD/no/such run -77 --separate-stderr at-raise TEST_NA x
	is "$stderr" "at-raise: $PWD/no/such: No such file or directory"
}

@test "a link in the place of the file is not followed" {
	: >victim
	ln -s victim left
	AT_RAISED=$PWD/left run -1 --separate-stderr at-raise FAIL x
	[ ! -s victim ]
}

@test "outside of a hook a log that cannot be read is an error that names it" {
	mkdir -p j/status.log
	AT_JOBDIR=$PWD/j run -2 --separate-stderr at-raise ABORT why
	is "$stderr" "at-raise: $PWD/j/status.log: Is a directory"
}
