#!/usr/bin/env bats
load helper

@test "makes the job directory, runs the control file, prints where" {
	echo 'echo to people; at-run t -- true' >control
	run -0 --separate-stderr at-job control
	is "$output" results/default
	is "$stderr" 'to people'
	is "$(log results/default/status.log)" "$(cat <<-'X'
	START ---- ----:
	.START t t:
	..GOOD t t: completed successfully
	.END GOOD t t:
	END GOOD ---- ----:
	X
	)"
	cmp control results/default/control
}

@test "each job gets a directory of its own, latest is a link to the newest" {
	echo 'at-step s true' >control
	is "$(at-job control; at-job control; at-job -g nightly control; at-job -g nightly control)" \
	    "$(printf '%s\n' results/default results/default.1 results/nightly results/nightly.1)"
	is "$(readlink results/latest)" nightly.1
}

@test "-d makes that directory; one that is not empty is refused untouched" {
	echo 'at-step s true' >control
	run -0 at-job -d a/b/c control
	is "$output" a/b/c
	cp -R a/b/c before
	run -125 --separate-stderr at-job -d a/b/c control
	is "$stderr" 'at-job: a/b/c: not empty; -R resumes it'
	diff -r before a/b/c
}

@test "exits 1 when a test was FAIL or worse, 0 for WARN and TEST_NA unless -S" {
	echo 'at-run a -- false; true' >control
	run -1 at-job control
	echo 'at-run a -- at-raise ERROR x; true' >control
	run -1 at-job control
	echo 'at-run a -- at-raise WARN x; at-run b -- at-raise TEST_NA x' >control
	run -0 at-job control
	run -1 at-job -S control
}

@test "the control file's own status is on record, an ERROR if no test explains it" {
	echo 'exit 7' >control
	run -1 at-job -d j control
	is "$(at-keyval -g control_exit j/keyval)" 7
	is "$(log j/status.log | sed -n 2p)" '.ERROR ---- ----: control file: exit 7'
	is "$(log j/status.log | tail -n 1)" 'END GOOD ---- ----:'
}

@test "an ABORT ends the job with its reason: every further program is 98" {
	cat >control <<-'X'
	at-run a -- at-raise ABORT 'no power'
	at-run b -- true
	echo $? >rc
	at-group g true
	echo $? >>rc
	X
	run -98 --separate-stderr at-job -d j control
	is "$(<rc)" "$(printf '98\n98')"
	has "$stderr" 'at-run: b: the job was aborted: no power'
	is "$(log j/status.log)" "$(cat <<-'X'
	START ---- ----:
	.START a a:
	.END ABORT a a:
	END ABORT ---- ----: no power
	X
	)"
}

@test "the control file may raise: ABORT ends the job, other words are a line" {
	echo 'exec at-raise ABORT stop here' >control
	run -98 at-job -d j control
	is "$(log j/status.log | tail -n 1)" 'END ABORT ---- ----: stop here'
	echo 'exec at-raise TEST_NA not here' >control
	run -0 at-job -d k control
	is "$(log k/status.log | sed -n 2p)" '.TEST_NA ---- control: not here'
	is "$(log k/status.log | tail -n 1)" 'END GOOD ---- ----:'
}

@test "a signal that ends the control file, or a missing command at its end, is ABORT" {
	echo 'kill -9 $$' >control
	run -98 at-job -d j control
	is "$(log j/status.log | tail -n 1)" 'END ABORT ---- ----: control: killed by SIGKILL'
	echo 'no-such-command' >control
	run -98 at-job -d k control
	is "$(log k/status.log | tail -n 1)" 'END ABORT ---- ----: control: exit 127'
}

@test "a control file that cannot be read makes nothing: 125" {
	run -125 --separate-stderr at-job nothing
	is "$stderr" 'at-job: nothing: No such file or directory'
	mkdir adir
	run -125 --separate-stderr at-job adir
	is "$stderr" 'at-job: adir: Is a directory'
	[ ! -e results ]
}

@test "a control file with a syntax error makes nothing: 125" {
	printf 'at-run a -- true\nif then\n' >control
	run -125 --separate-stderr at-job control
	onlyline
	has "$stderr" 'at-job: '
	has "$stderr" 'control'	# mksh has a word before it
	is "$stderr" "at-job: $(sh -n control 2>&1 | head -n 1)"
	[ ! -e results ]
}

@test "an executable control file runs by its own interpreter, with arguments" {
	printf '#!/bin/cat\nhello\n' >control
	chmod +x control
	run -1 --separate-stderr at-job control
	has "$stderr" hello
	printf 'printf "%%s." "$@" >args; at-step s true\n' >control
	chmod -x control
	run -0 at-job control -n 'two words'
	is "$(<args)" '-n.two words.'
}

@test "the keyvals are what a parser needs, attributes and settings with them" {
	echo 'at-step s true' >control
	AT_TEST_RETRY=2 run -0 at-job -k board=x1 -d j control
	is "$(at-keyval -g status_version j/keyval)" 1
	is "$(at-keyval -g board j/keyval)" x1
	is "$(at-keyval -g AT_TEST_RETRY j/keyval)" 2
	is "$(sed -n 2,3p j/.autoserv_execute)" "$(printf '0\n0')"
	run -125 --separate-stderr at-job -k 'bad key=1' -d k control
	is "$stderr" 'at-job: Invalid key: bad key'
}

@test "variables of an enclosing test are cleared, settings are not" {
	echo 'env | grep ^AT_ | sort >vars; at-step s true' >control
	AT_OUTPUTDIR=/x AT_RESULTSDIR=/x AT_HOOK=h AT_ITERATION=3 AT_TEST_RETRY=1 \
	    run -0 at-job -d j control
	is "$(sed "/^AT_HOOKS=/d" vars | cut -d = -f 1 | tr '\n' ' ')" \
	    'AT_DEPDIR AT_JOBDIR AT_RAISED AT_STATUS_LEVEL AT_STATUS_LOG AT_TESTPATH AT_TEST_RETRY '
}

@test "a test that was killed is closed as ABORT when the job ends" {
	cat >control <<-'X'
	at-run a -- sh -c 'kill -9 $PPID; sleep 0.2' || :
	at-run b -- true
	X
	run -1 at-job -d j control
	is "$(log j/status.log)" "$(cat <<-'X'
	START ---- ----:
	.START b b:
	..GOOD b b: completed successfully
	.END GOOD b b:
	.START a a:
	..ABORT a a: killed
	.END ABORT a a:
	END GOOD ---- ----:
	X
	)"
}

@test "tests left in the background are waited for" {
	echo 'at-run slow -- sh -c "sleep 0.3" & :' >control
	run -0 --separate-stderr at-job -d j control
	has "$stderr" 'waiting for what it left running'
	is "$(log j/status.log | sed -n 3p)" '..GOOD slow slow: completed successfully'
}

@test "-t ends the job as ABORT and exits 124" {
	echo 'at-run slow -- sleep 60' >control
	run -124 at-job -t 1 -d j control
	is "$(log j/status.log | tail -n 1)" 'END ABORT ---- ----: control: time limit of the job expired'
	is "$(log j/status.log | grep -c '\.END ABORT slow')" 1
}

@test "SIGTERM ends the tests with cleanup, then the job, then at-job by that signal" {
	hook t run_once <<<': >"$AT_JOBDIR/up"; sleep 60'
	hook t cleanup <<<': >"$AT_JOBDIR/cleaned"'
	echo 'at-run t; at-run u -- touch ran' >control
	at-job -d j control 3>&- &
	await [ -e j/up ]
	kill -TERM $!
	rc=0; wait $! || rc=$?
	is "$rc" 143
	[ -e j/cleaned ]
	is "$(log j/status.log | tail -n 3)" "$(cat <<-'X'
	..ABORT t t: run_once: ended by SIGTERM
	.END ABORT t t:
	END ABORT ---- ----: at-job: ended by SIGTERM
	X
	)"
}

@test "usage errors are 125 and make nothing" {
	echo : >control
	run -125 at-job
	run -125 at-job -z control
	run -125 at-job -d a -g b control
	run -125 --separate-stderr at-job -t soon control
	is "$stderr" "at-job: -t 'soon': want seconds, at most 10 years"
	run -125 --separate-stderr at-job -g a/b control
	[ ! -e results ]
}

@test "a place that cannot be written is 125 and names it" {
	echo : >control
	: >results
	run -125 --separate-stderr at-job control
	has "$stderr" 'at-job: results'
	onlyline
}

@test "an at-run that was killed and that nobody waited for does not hold the job" {
	cat >control <<-'X'
	at-run a -- sleep 60 &
	"$TOP/t/await" [ -s "$AT_JOBDIR/a/status.log" ]
	kill -9 $!
	X
	run -1 timeout -s KILL 20 at-job -d j control
	is "$(log j/status.log | sed -n 3p)" '..ABORT a a: killed'
}

@test "a signal ends also what the control file left in the background, and prints the directory" {
	hook t run_once <<<': >"$AT_JOBDIR/up"; sleep 60'
	hook t cleanup <<<': >"$AT_JOBDIR/cleaned"'
	echo 'at-run -q t &' >control
	at-job -q -d j control 3>&- >out &
	await [ -e j/up ]
	kill -TERM $!
	rc=0; wait $! || rc=$?
	is "$rc $(<out)" '143 j'
	[ -e j/cleaned ]
	is "$(log j/status.log | tail -n 1)" 'END ABORT ---- ----: at-job: ended by SIGTERM'
}

@test "-t ends also what the control file left in the background" {
	echo 'at-run -q slow -- sleep 60 &' >control
	run -124 at-job -q -t 1 -d j control
	is "$(log j/status.log | tail -n 1)" 'END ABORT ---- ----: control: time limit of the job expired'
	is "$(log j/status.log | grep -c '\.END ABORT slow')" 1
}

# bats test_tags=slow
@test "a control file that ignores the signal is killed, its tests have their cleanup" {
	hook t run_once <<<': >"$AT_JOBDIR/up"; sleep 60'
	hook t cleanup <<<': >"$AT_JOBDIR/cleaned"'
	echo 'trap "" TERM; at-run -q t; at-run -q u -- touch ran; sleep 60' >control
	SECONDS=0
	at-job -q -d j control 3>&- &
	await [ -e j/up ]
	kill -TERM $!
	rc=0; wait $! || rc=$?
	is "$rc" 143
	[ -e j/cleaned ]
	[ ! -e ran ]
	[ "$SECONDS" -lt 30 ]
}

@test "a control file is checked by the shell that will run it" {
	printf '#!/bin/no/such/bash\nat-step s true\n' >control
	run -0 at-job -d j control
	chmod +x control
	run -125 --separate-stderr at-job control
	is "$stderr" 'at-job: control: /bin/no/such/bash: No such file or directory'
	[ ! -e results ]
	printf 'at-step s touch ran\n' >-n
	run -0 at-job -- -n
	[ -e ran ]
}

@test "latest is the link's name alone" {
	echo 'at-step s true' >control
	run -0 --separate-stderr at-job -g latest control
	is "$output" results/latest.1
	is "$(readlink results/latest)" latest.1
	run -0 at-run latest -- true
	is "$output" results/latest.2
}

@test "a control file that removes the job is not told to be good" {
	echo 'at-run -q t -- true; rm -rf "$AT_JOBDIR"; at-run -q u -- true' >control
	run -125 --separate-stderr at-job -d j control
	is "$stderr" "at-job: $PWD/j/status.log: was removed while the job ran"
}

@test "a subtest that begins after its test was killed is in its block all the same" {
	hook p run_once <<-'X'
	at-run -q sub -- true
	: >"$AT_JOBDIR/now"
	"$TOP/t/await" [ -e "$AT_JOBDIR/over" ]
	sleep 0.1
	at-run -q sub2 -- true
	X
	cat >control <<-'X'
	at-run -q p & p=$!
	"$TOP/t/await" [ -e "$AT_JOBDIR/now" ]
	kill -9 $p
	: >"$AT_JOBDIR/over"
	X
	run -1 at-job -q -d j control
	is "$(log j/status.log | cut -d' ' -f1,2 | tail -n 6)" \
	    '..START p/sub2
...GOOD p/sub2
..END GOOD
..ABORT p
.END ABORT
END GOOD'
	is "$("$TOP/t/consumer.sh" j)" ''
}

@test "many tests, groups and subtests at once, one killed: well nested, the others whole" {
	hook p run_once <<-'X'
	at-run -q sub -- at-keyval -p a=1 || exit
	at-run -q sub2 -- true &
	at-record INFO hello
	wait
	X
	cat >control <<-'X'
	for i in 1 2 3 4 5 6; do
		at-run -q -g $i p & eval "p$i=$!"
		at-group g$i sh -c "at-run -q q$i -- true; at-run -q r$i -- true & wait" &
	done
	"$TOP/t/await" [ -s "$AT_JOBDIR/p.3/status.log" ]
	kill -9 "$p3"
	wait
	X
	for round in 1 2 3; do
		run timeout -s KILL 60 at-job -q -d j$round control
		[ "$status" -le 1 ]
		is "$("$TOP/t/consumer.sh" j$round)" ''
		is "$(log j$round/status.log | grep -c '^\.END GOOD ---- g')" 6
		[ "$(log j$round/status.log | grep -c '^\.END GOOD p')" -ge 5 ]
		is "$(log j$round/status.log | grep -c '^\.START p\.3')" 1
	done
}
