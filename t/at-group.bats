#!/usr/bin/env bats
load helper

@test "a group's block holds what the command recorded, one level deeper" {
	echo 'at-group net sh -c "at-run a -- true; at-run b -- true"' >control
	run -0 at-job -d j control
	is "$(log j/status.log)" "$(cat <<-'X'
	START ---- ----:
	.START ---- net:
	..START a a:
	...GOOD a a: completed successfully
	..END GOOD a a:
	..START b b:
	...GOOD b b: completed successfully
	..END GOOD b b:
	.END GOOD ---- net:
	END GOOD ---- ----:
	X
	)"
}

@test "it ends with, and exits with, the worst verdict inside" {
	cat >control <<-'X'
	at-group g sh -c 'at-run a -- false; at-run b -- true'
	echo $? >rc
	at-group h sh -c 'at-run na -- at-raise TEST_NA x; true'
	echo $? >>rc
	at-group i sh -c 'at-record WARN x'
	echo $? >>rc
	X
	run -1 at-job -d j control
	is "$(<rc)" "$(printf '1\n77\n76')"
	is "$(log j/status.log | grep '\.END .* ----' | cut -d ' ' -f 2)" \
	    "$(printf 'FAIL\nTEST_NA\nWARN')"
}

@test "a command that fails without a verdict inside is FAIL, with how it ended" {
	echo 'at-group g sh -c "exit 7" || exit 0' >control
	run -1 at-job -d j control
	is "$(log j/status.log | sed -n 3p)" '.END FAIL ---- g: exit 7'
}

@test "a raised verdict is the group's, ABORT ends the job" {
	cat >control <<-'X'
	at-group g at-raise ERROR broken
	at-group h at-raise ABORT enough
	at-run t -- true
	X
	run -98 --separate-stderr at-job -d j control
	is "$(log j/status.log | grep '\.END')" "$(cat <<-'X'
	.END ERROR ---- g: broken
	.END ABORT ---- h: enough
	X
	)"
	is "$(log j/status.log | tail -n 1)" 'END ABORT ---- ----: enough'
	[ ! -e j/t ]
}

@test "a missing command is FAIL with 127, and the group is still recorded" {
	echo 'at-group g ./nothing' >control
	run -1 --separate-stderr at-job -d j control
	has "$stderr" 'at-group: ./nothing: No such file or directory'
	is "$(log j/status.log | sed -n 3p)" '.END FAIL ---- g: exit 127'
}

@test "what the command left running in the background still nests inside" {
	cat >inside <<-'X'
	at-run slow -- sh -c ': >"$AT_JOBDIR/up"; sleep 0.3' &
	at-run fast -- "$TOP/t/await" [ -e "$AT_JOBDIR/up" ]
	X
	echo 'at-group g sh ./inside' >control
	run -0 at-job -d j control
	is "$(log j/status.log | tail -n 2 | head -n 1)" '.END GOOD ---- g:'
	is "$(log j/status.log | grep -c '^\.\.END GOOD')" 2
}

@test "usage, a bad name and no job are 125, and nothing is written" {
	run -125 at-group
	run -125 at-group name
	run -125 --separate-stderr at-group g true
	is "$stderr" 'at-group: AT_JOBDIR is not set: run it in a job'
	mkdir j
	AT_JOBDIR=$PWD/j run -125 --separate-stderr at-group "a	b" true
	is "$stderr" 'at-group: a?b: control character in the name'
	[ ! -e j/status.log ]
}

@test "a signal ends what is in the group, then the group as ABORT, and at-group by it" {
	hook t run_once <<<': >"$AT_JOBDIR/up"; sleep 60'
	hook t cleanup <<<': >"$AT_JOBDIR/cleaned"'
	mkdir j
	export AT_JOBDIR=$PWD/j
	at-group g sh -c 'at-run -q t; at-run -q u -- touch ran' 3>&- &
	await [ -e j/up ]
	kill -TERM $!
	rc=0; wait $! || rc=$?
	is "$rc" 143
	[ -e j/cleaned ]
	[ ! -e ran ]
	is "$(log j/status.log)" "$(cat <<-'X'
	START ---- g:
	.START t t:
	..ABORT t t: run_once: ended by SIGTERM
	.END ABORT t t:
	END ABORT ---- g: ended by SIGTERM
	X
	)"
	# it was for this group alone
	run -0 at-group h true
}

@test "AT_SYNC: the place of a group's log is on the disk before the command runs" {
	command -v strace >/dev/null || skip 'no strace'
	strace -o trace -e trace=fsync true 2>/dev/null || skip 'strace cannot trace here'
	export ASAN_OPTIONS="${ASAN_OPTIONS-}:detect_leaks=0"
	mkdir j
	AT_JOBDIR=$PWD/j run -0 strace -o trace -y -e trace=fsync at-group g true
	is "$(sed -n 's/^fsync([0-9]*<.*\/j\/\(.*\)>).*/\1/p' trace | sed 's/[0-9][0-9]*/N/' | tr '\n' ' ')" \
	    'tmp tmp/group.N.log status.log '
	AT_JOBDIR=$PWD/j AT_SYNC=maybe run -125 at-group g touch ran
	[ ! -e ran ]
	is "$(find j/tmp -type l)" ''
}
