#!/usr/bin/env bats
load helper

@test "a step runs its command, passes its status on and is recorded" {
	printf 'at-step one sh -c "exit 3"\necho $? >rc\n' >control
	run -0 at-job -d j control
	is "$(<rc) $(<j/steps)" '3 one=3'
}

@test "a second claim of a step name in one run is an error" {
	printf 'at-step one true\nat-step one touch again\necho $? >rc\n' >control
	run -1 --separate-stderr at-job -d j control
	has "$stderr" 'at-step: one: this step ran already in this job'
	is "$(<rc)" 125
	[ ! -e again ]
}

@test "-b has its record and the reboot lines on disk before the command" {
	cat >control <<-'X'
	at-step -b boot sh -c 'cp "$AT_JOBDIR/steps" seen; cat "$AT_JOBDIR"/tmp/reboot.boot.log >>seen; exit 4'
	echo $? >rc
	X
	run -1 at-job -d j control
	is "$(head -n 1 seen) $(<rc)" 'boot=0 4'
	is "$(log seen | sed -n '2,3p')" "$(printf '.START ---- reboot:\n..GOOD ---- reboot.start:')"
	is "$(log j/status.log | sed -n 4p)" '.END FAIL ---- reboot: sh: exit 4'
}

@test "a bad name, no command, no job: 125" {
	run -125 at-step
	run -125 at-step name
	run -125 --separate-stderr at-step 'a b' true
	is "$stderr" 'at-step: a b: want a name of A-Za-z0-9_.-'
	run -125 --separate-stderr at-step a true
	is "$stderr" 'at-step: AT_JOBDIR is not set: run it in a job'
}

@test "a missing command is 127, one that cannot run 126, with a line each" {
	mkdir j
	: >plain
	export AT_JOBDIR=$PWD/j
	run -127 --separate-stderr at-step a ./nothing
	is "$stderr" 'at-step: ./nothing: No such file or directory'
	run -126 --separate-stderr at-step b ./plain
	is "$stderr" 'at-step: ./plain: Permission denied'
}

@test "after an ABORT no step runs: 98" {
	printf 'at-run t -- at-raise ABORT enough\nat-step a touch ran\necho $? >rc\n' >control
	run -98 at-job -d j control
	is "$(<rc)" 98
	[ ! -e ran ]
}

@test "a step that a signal ended is not done" {
	mkdir j
	export AT_JOBDIR=$PWD/j
	at-step a sh -c ': >up; exec sleep 60' 3>&- &
	await [ -e up ]
	kill -TERM $!
	rc=0; wait $! || rc=$?
	is "$rc $(<j/steps)" '143 '
	run -0 at-step a true
	is "$(<j/steps)" a=0
}
