#!/usr/bin/env bats
#
# All forms of at-report have the same points with the same verdicts.
load helper
load jobs

# all - a job in which everything has happened
all() {
	{
		tested 1 GOOD good ''
		line 1 START flaky flaky 1500000000 ''
		line 2 INFO ---- ---- 1500000000 'Run 0 failed with x'
		tested 2 FAIL flaky/sub 'no'
		line 2 GOOD flaky flaky 1500000003 ''
		line 1 'END GOOD' flaky flaky 1500000003 ''
		line 1 START leaky.tag leaky.tag 1500000000 ''
		line 2 INFO ---- ---- 1500000000 'leaked 2: sleep, sh'
		line 2 GOOD leaky.tag leaky.tag 1500000003 ''
		line 1 'END GOOD' leaky.tag leaky.tag 1500000003 ''
		tested 1 ERROR late 'Test timeout expired in run_once'
		tested 1 FAIL crash 'run_once: killed by SIGSEGV (core dumped)'
		line 1 START slow slow $'1500000000\ttimeout=10' ''
		line 2 GOOD slow slow 1500000009 ''
		line 1 'END GOOD' slow slow 1500000009 ''
		tested 1 WARN warn 'odd'
		tested 1 TEST_NA none 'no disk'
		line 1 START fail fail 1500000000 ''
		line 2 FAIL fail fail 1500000001 'compile failed'
		echo '  foo.c:3: error'
		line 1 'END FAIL' fail fail 1500000003 ''
		line 1 START ---- bad 1500000000 ''
		tested 2 GOOD inbad ''
		line 1 'END FAIL' ---- bad 1500000009 'exit 3'
		line 1 START ---- infected 1500000000 ''
		tested 2 FAIL infail 'no'
		line 1 'END FAIL' ---- infected 1500000009 ''
		line 1 ERROR unborn unborn 1500000009 'No space left on device'
		line 1 FAIL ---- mirror 1500000009 'down'
		line 1 FAIL ---- ---- 1500000009 'one'
		line 1 ERROR ---- ---- 1500000009 'two'
	} | job j
	sed '$d' j/status.log >s
	{ cat s; line 0 'END ABORT' ---- ---- 1500000020 'no board'; } >j/status.log
}

points='good GOOD
flaky GOOD
leaky.tag GOOD
late ERROR
crash FAIL
slow GOOD
warn WARN
none TEST_NA
fail FAIL
inbad GOOD
bad FAIL
infail FAIL
unborn ERROR
mirror FAIL
job FAIL
job ERROR
job ABORT'

# classes SED... - the points as a form has them
classes() {
	printf '%s\n' "$points" | sed "$@"
}

# passes GOOD SKIP FAIL - the same with words of the form first
passes() {
	classes "s/\(.*\) \(GOOD\|WARN\)$/$1 \1/; s/\(.*\) TEST_NA$/$2 \1/
	    s/\(.*\) [A-Z]*$/$3 \1/"
}

# form NAME SED... - lines of a form
form() {
	at-report -f "$1" j >out
	shift
	sed -n "$@" out
}

@test "each form has every point, with its verdict" {
	all
	is "$(at-report -f tsv j | awk -F '\t' '$4 == 1 { print $3, $5 }')" "$points"
	is "$(at-report -f csv j | awk -F , '$4 == 1 { print $3, $5 }')" "$points"
	is "$(form jsonl '/"point":true/s/.*"name":"\([^"]*\)".*"verdict":"\([^"]*\)".*/\1 \2/p')" \
	    "$points"
	is "$(form html '/ sub"/d; s/^<summary><b>\([A-Z_]*\)<.b> <span class="name">\([^<]*\)<.*/\2 \1/p' |
	    grep -v /)" "$points"
	is "$(form markdown '1,4d; s/\\//g; s/\*//g; s/^| \([^ ]*\) | \([A-Z_]*\) .*/\1 \2/p' |
	    grep -v /)" "$points"
	is "$(form sql "s/^INSERT INTO at_test VALUES ('j','[a-z]*','\([^']*\)',1,'\([A-Z_]*\)'.*/\1 \2/p")" \
	    "$points"
	is "$(form openmetrics 's/^at_verdict{at_job="j",test="\([^"]*\)",verdict="\([A-Z_]*\)".*/\1 \2/p' |
	    grep -v /)" "$points"
	for f in tap tap13 ktap; do
		is "$(form $f 's/ # SKIP.*/ TEST_NA/
		    s/^\(not ok\|ok\) [0-9]* \(- \)\{0,1\}/\1 /p' |
		    sed 's/^ok \(.*\) TEST_NA$/skip \1/')" \
		    "$(passes ok skip 'not ok')"
		is "$(grep -o '^1\.\.[0-9]*' out)" 1..17
	done
	is "$(form ptest 's/: / /p')" "$(passes PASS SKIP FAIL)"
	is "$(form lava 's/.*CASE_ID=\([^ ]*\) RESULT=\([a-z]*\).*/\2 \1/p')" \
	    "$(passes pass skip fail)"
	is "$(form junit 's/^<testcase name="\([^"]*\)".*/\1/p')" \
	    "$(classes 's/ .*//')"
	grep -q '^<testsuite name="j" tests="17" failures="6" errors="4" skipped="1"' out
	is "$(form failed p)" $'late\ncrash\nfail\ninfail\nunborn'
}

@test "each form has the rows of the table, in its own order" {
	all
	at-report j | sed '1d; /^$/,$d; s/^ *//' | awk '{ print $1, $2 }' |
	    grep -v '^sub \|^infected ' | sort >rows
	is "$(<rows)" "$(printf '%s\n' "$points" | sort)"
}

@test "one line counts the points, and names what is no test" {
	all
	want='12 tests: 5 GOOD (1 flaky, 1 leaked, 1 slow), 1 TEST_NA, 1 WARN, 3 FAIL (1 SIGSEGV), 2 ERROR (1 time limit)'
	named='; group bad FAIL: exit 3; mirror FAIL: down; job FAIL: one; 2 more'
	is "$(at-report -q j)" "$want$named"
	is "$(at-report j | tail -n 1)" "$want$named"
	has "$(at-report -f html j)" "<p>$want$named</p>"
	has "$(at-report -f html j)" '>All 17<'
	is "$(at-report -f markdown j | sed -n '1s/\\//gp')" \
	    "**12 tests**: 5 GOOD, 1 TEST_NA, 1 WARN, 3 FAIL, 2 ERROR; group bad FAIL: exit 3; mirror FAIL: down; job FAIL: one; job ERROR: two; job ABORT: no board"
}

@test "marks are in every form that people read" {
	all
	has "$(at-report j)" 'leaky.tag  GOOD (leaked) '
	has "$(at-report j)" 'ERROR (time limit) late: Test timeout expired in run_once'
	is "$(form tap 's/^  marks: //p')" "\
[flaky]
[leaked]
[time limit]
[SIGSEGV]
[slow]"
	is "$(form ktap 's/^# marks: //p' | tr '\n' ,)" \
	    'flaky,leaked,time limit,SIGSEGV,slow,'
	is "$(form junit 's/^<system-err>marks: \(.*\)<.*/\1/p' | tr '\n' ,)" \
	    'flaky,leaked,time limit,SIGSEGV,slow,'
	is "$(form html 's/.*<span class="mark">\([^<]*\)<.*/\1/p' | tr '\n' ,)" \
	    'flaky,leaked,time limit,SIGSEGV,slow,'
	is "$(form jsonl 's/.*"marks":\([^]]*\)].*/\1/p')" '["flaky"
["leaked"
["time limit"
["SIGSEGV"
["slow"'
}

@test "slow goes by the time in the log of the test, where there is one" {
	{
		line 1 START t t $'1500000000\ttimeout=10' ''
		line 2 GOOD t t 1500000009 ''
		line 1 'END GOOD' t t 1500000009 ''
	} | job j
	is "$(at-report -q j)" '1 test: 1 GOOD (slow)'
	echo '@ 2026-11-22 18:47:48.1 test GOOD: 1 iterations, 8.0 s' | debug j t
	is "$(at-report -q j)" '1 test: 1 GOOD'
	is "$(at-report j | tail -n 1)" '1 test: 1 GOOD'
	echo '@ 2026-11-22 18:47:48.1 test GOOD: 1 iterations, 8.001 s' | debug j t
	is "$(at-report -q j)" '1 test: 1 GOOD (slow)'
}

@test "all lines of the reason of a group and of the job are told" {
	{
		line 1 START ---- g 1500000000 ''
		line 1 'END FAIL' ---- g 1500000009 'first'
		echo '  second'
	} | job j
	has "$(at-report j)" $'FAIL g: first\n    second\n'
	has "$(at-report -f junit j)" $'message="first">first\nsecond</failure>'
	has "$(at-report -f jsonl j)" '"reason":"first\nsecond"'
	has "$(at-report -f html j)" $'<span class="why">first\nsecond</span>'
	is "$(at-report -f tsv j | sed -n 2p | cut -f 6)" first
	is "$(at-report -q j)" '0 tests; group g FAIL: first'
}

@test "the reason of a test that raised ABORT is told by every form" {
	run -98 at-run -q -d j t -- at-raise ABORT $'no board\nsecond'
	has "$(at-report j)" $'ABORT t: no board\n    second\n'
	has "$(at-report -f junit j)" 'message="no board">'
	has "$(at-report -f tsv j)" $'\tno board\t'
	is "$(at-report -f tap j | sed -n 's/^  reason: //p')" '"no board"'
}

@test "what runs is RUNNING, and -s does not take it for good" {
	mkfifo go
	printf 'at-run -q a -- true\nat-group g at-run -q b -- sh -c "read x <%s"\n' \
	    "$PWD/go" >control
	at-job -q -d j control >/dev/null 3>&- &
	await [ -s j/b/status.log ]
	is "$(at-report -q j)" '2 tests: 1 GOOD, 1 RUNNING'
	is "$(at-report j | awk '/^ *(job|g|b) / { print $1, $2 }')" \
	    $'job RUNNING\ng RUNNING\nb RUNNING'
	run -98 at-report -s -q j
	echo >go
	wait
	is "$(at-report -q j)" '2 tests: 2 GOOD'
	run -0 at-report -s -q j
}

@test "-s: the highest status of several jobs; a missing job is 2" {
	tested 1 GOOD a '' | job good
	tested 1 FAIL a 'no' | job bad
	run -0 at-report -s -q good
	run -1 at-report -s -q good bad good
	run -2 at-report -s -q good missing
	all
	run -98 at-report -s -q bad j good
}

@test "-s: at-run that is killed without an at-job is no good job" {
	[ -r /proc/self/environ ] || skip 'no /proc'
	at-run -q -d j a -- true
	at-run -q -d j b -- sleep 613 >/dev/null 3>&- &
	await [ -s j/b/status.log ]
	is "$(at-report -q j)" '2 tests: 1 GOOD, 1 RUNNING'
	# shellcheck disable=SC2046 # numbers
	kill -KILL $! $(grep -l -a -z "^AT_JOBDIR=$PWD/j\$" \
	    /proc/[0-9]*/environ | sed 's,/proc/\([0-9]*\)/.*,\1,')
	wait $! || :
	is "$(at-report -q j)" '2 tests: 1 GOOD, 1 ABORT'
	run -98 at-report -s -q j
}
