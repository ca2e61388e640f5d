#!/usr/bin/env bats
load helper

@test "a line lands in the log of the job at the job's level" {
	echo 'at-record -O op -F a=1 WARN "careful now"' >control
	run -0 --separate-stderr at-job -d j control
	is "$(log j/status.log | sed -n 2p)" '.WARN ---- op: a=1 careful now'
}

@test "in a hook it lands in the log of the test, and in the job's with its block" {
	hook t run_once <<<'at-record INFO inside'
	echo 'at-run t' >control
	run -0 at-job -d j control
	is "$(log j/t/status.log | sed -n 2p)" '..INFO ---- ----: inside'
	is "$(log j/status.log | sed -n 3p)" '..INFO ---- ----: inside'
}

@test "-s writes to the named test's log too" {
	echo 'at-run t -- true; at-record -s t -O t WARN late' >control
	run -0 at-job -d j control
	is "$(log j/t/status.log | tail -n 1)" '.WARN t t: late'
	is "$(log j/status.log | grep late)" '.WARN t t: late'
}

@test "-s of a test that is not there writes nothing" {
	mkdir j
	AT_JOBDIR=$PWD/j run -2 --separate-stderr at-record -s nope WARN x
	is "$stderr" "at-record: nope: no such test in $PWD/j"
	[ ! -e j/status.log ]
}

@test "START, END and unknown codes are refused" {
	mkdir j
	export AT_JOBDIR=$PWD/j
	run -2 --separate-stderr at-record START x
	is "$stderr" 'at-record: START: blocks come from at-job, at-group and at-run'
	run -2 --separate-stderr at-record 'END GOOD' x
	run -2 --separate-stderr at-record PASS x
	is "$stderr" "at-record: status code 'PASS' is not valid"
	[ ! -e j/status.log ]
}

@test "a tab in a column is refused, a line break in the message makes extra lines" {
	mkdir j
	export AT_JOBDIR=$PWD/j
	run -2 --separate-stderr at-record -O 'a	b' GOOD x
	is "$stderr" 'at-record: Invalid character in operation string'
	run -2 --separate-stderr at-record -F 'k=a	b' GOOD x
	is "$stderr" "at-record: Invalid character in 'k'='a\tb' field"
	run -2 --separate-stderr at-record -F novalue GOOD x
	is "$stderr" "at-record: bad field 'novalue': want field=value"
	at-record GOOD "$(printf 'one\ntwo')"
	is "$(log j/status.log)" "$(printf 'GOOD ---- ----: one\n|  two')"
}

@test "outside a job it says so" {
	run -2 --separate-stderr at-record GOOD x
	is "$stderr" 'at-record: AT_JOBDIR is not set: run it in a job'
}

@test "a log that cannot be written is an error that names it" {
	mkdir -p j/status.log
	AT_JOBDIR=$PWD/j run -2 --separate-stderr at-record GOOD x
	is "$stderr" "at-record: $PWD/j/status.log: Is a directory"
}

@test "a listener on AT_STATUS_FIFO gets every line as it is written" {
	mkfifo f
	cat f >got 3>&- &
	exec 4>f
	echo 'at-run t -- at-record INFO inside' >control
	AT_STATUS_FIFO=f run -0 at-job -d j control
	exec 4>&-
	wait
	is "$(grep -c START got)" 2
	is "$(grep -c inside got)" 1
}

@test "lines longer than the FIFO reach the listener whole, and not mixed" {
	mkfifo f
	cat f >got 3>&- &
	exec 4>f
	mkdir j
	long=$(printf %0100000d 0)
	for x in a b c d e f g h; do
		AT_STATUS_FIFO=f AT_JOBDIR=$PWD/j at-record INFO \
		    "$x$long$x" 3>&- 4>&- &
		pids+=" $!"
	done
	# shellcheck disable=SC2086 # numbers
	wait $pids
	exec 4>&-
	wait
	is "$(sed 's/.*	//; s/00*/0/' got | sort | tr '\n' ' ')" \
	    'a0a b0b c0c d0d e0e f0f g0g h0h '
	is "$(sort got | cksum)" "$(sort j/status.log | cksum)"
}

@test "AT_SYNC=record syncs the line, too" {
	command -v strace >/dev/null || skip 'no strace'
	strace -o trace true 2>/dev/null || skip 'strace cannot trace here'
	# a leak checker cannot look at what is traced
	export ASAN_OPTIONS="${ASAN_OPTIONS-}:detect_leaks=0"
	mkdir j
	AT_JOBDIR=$PWD/j AT_SYNC=record strace -o trace -e trace=fsync at-record INFO x
	is "$(grep -c '^fsync' trace)" 1
	AT_JOBDIR=$PWD/j strace -o trace -e trace=fsync at-record INFO x
	is "$(grep -c '^fsync' trace)" 0
}
