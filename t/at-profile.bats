#!/usr/bin/env bats
load helper

# profiler NAME - one that traces its steps; step `fail' in $FAILS fails
profiler() {
	mkdir -p profs
	cat >"profs/$1" <<-'X'
	#!/bin/sh
	# NAME - traces its steps
	echo "${0##*/} $1 $AT_ITERATION" >>"$TRACE"
	[ "$1" != "$FAILS" ] || { echo "no $1 today"; exit 3; }
	[ "$1" != report ] || echo data >"$AT_PROFDIR/${0##*/}${tag:+.$tag}"
	X
	chmod +x "profs/$1"
	export AT_PROFILERPATH=$PWD/profs TRACE=$PWD/trace
}

@test "a profiled run is the one after the iterations, steps in order" {
	profiler p1
	profiler p2
	hook t run_once <<<'echo "run_once $AT_ITERATION" >>"$TRACE"'
	printf 'at-profile add p1 tag=x\nat-profile add p2\nat-run t\n' >control
	run -0 at-job -d j control
	is "$(tr '\n' , <trace)" 'p1 setup ,p2 setup ,run_once 1,p1 before_start 2,p2 before_start 2,p1 start 2,p2 start 2,run_once 2,p1 stop 2,p2 stop 2,p1 report 2,p2 report 2,'
	is "$(<j/t/profiling/iteration.2/p1.x)" data
	is "$(ls j/t/profiling/iteration.2 | tr '\n' ' ')" 'p1.x p2 '
}

@test "-P only profiles every iteration, -P no none; no profilers is one WARN each" {
	profiler p1
	hook t run_once <<<'echo "run_once $AT_ITERATION" >>"$TRACE"'
	printf 'at-profile add p1\nat-run -P only -n 2 t\nat-run -g no -P no t\nat-profile del p1\nat-run -g none -P only t\n' >control
	run -0 at-job -d j control
	is "$(grep -c run_once trace) $(grep -c 'p1 start' trace)" '3 2'
	is "$(log j/t.none/status.log | sed -n 2p)" '..WARN ---- ----: No profilers have been added but profile_only is set - nothing will be run'
}

@test "a profiler's failing step is a WARN, and those started are stopped" {
	profiler p1
	profiler p2
	export FAILS=start
	sed -i.bak 's/^\[ "$1" != "$FAILS"/[ "${0##*\/}" = p1 ] || &/' profs/p2
	cp profs/p2 profs/p1
	hook t run_once <<<:
	printf 'at-profile add p1\nat-profile add p2\nat-run t\n' >control
	run -0 at-job -d j control
	is "$(log j/t/status.log | sed -n 2p)" '..WARN ---- ----: profiler p2 start: exit 3: no start today'
	is "$(log j/t/status.log | tail -n 1)" '.END GOOD t t:'
	is "$(grep -c 'stop' trace) $(grep 'stop' trace)" '1 p1 stop 2'
}

@test "list shows the job's profilers, -a all there are with what they do" {
	profiler p1
	printf 'at-profile add p1 a=1\nat-profile list >list\nat-profile list -a >all\nat-record INFO x\n' >control
	run -0 at-job -d j control
	is "$(<list)" 'p1 a=1'
	has "$(<all)" "$(printf 'p1\ttraces its steps')"
	has "$(<all)" "$(printf 'vmstat\t')"
}

@test "adding one that is not there ends the job, as in the original" {
	printf 'at-profile add nosuch\nat-run t -- true\n' >control
	run -98 at-job -d j control
	is "$(log j/status.log)" "$(printf 'START ---- ----:\nEND ABORT ---- ----: nosuch not present')"
}

@test "del takes one off the list, the others stay with their parameters" {
	for n in 1 2 3; do
		profiler p$n
	done
	printf 'at-profile add p1 a=1\nat-profile add p2\nat-profile add p3 b=2\nat-profile del p2\nat-profile list >list\nat-record INFO x\n' >control
	run -0 at-job -d j control
	is "$(tr '\n' , <list)" 'p1 a=1,p3 b=2,'
}

@test "del of one that was not added, bad parameters, no job: 125" {
	profiler p1
	mkdir j
	mkdir j/profilers
	export AT_JOBDIR=$PWD/j
	run -125 --separate-stderr at-profile del p1
	is "$stderr" "at-profile: p1: not among the job's profilers"
	run -125 --separate-stderr at-profile add p1 novalue
	is "$stderr" "at-profile: bad parameter 'novalue': want name=value"
	unset AT_JOBDIR
	run -125 --separate-stderr at-profile add p1
	is "$stderr" 'at-profile: AT_JOBDIR is not set: run it in a job'
	run -125 at-profile
	run -125 at-profile frobnicate
}

@test "run profiles any command without a job and passes its status on" {
	profiler p1
	profiler p2
	run -7 at-profile run -d out p1,p2 sh -c 'exit 7'
	is "$(cat out/p1 out/p2)" "$(printf 'data\ndata')"
	is "$(cut -d ' ' -f 1,2 trace | tr '\n' ,)" 'p1 setup,p2 setup,p1 before_start,p2 before_start,p1 start,p2 start,p1 stop,p2 stop,p1 report,p2 report,'
	run -127 --separate-stderr at-profile run p1 ./nothing
	has "$stderr" 'at-profile: ./nothing: No such file or directory'
	run -125 --separate-stderr at-profile run nosuch true
	is "$stderr" 'at-profile: nosuch not present'
}

@test "stop and report happen when run_once fails, after_run_once does not" {
	profiler p1
	hook t run_once <<<'[ "$AT_ITERATION" = 1 ]'
	hook t after_run_once <<<'echo after >>"$TRACE"'
	printf 'at-profile add p1\nat-run -q t || :\n' >control
	run -1 at-job -d j control
	is "$(cut -d ' ' -f 1,2 trace | tr '\n' ,)" 'p1 setup,after,p1 before_start,p1 start,p1 stop,p1 report,'
}

@test "-p and the manifest decide whether the profiled run is postprocessed" {
	profiler p1
	hook t run_once <<<:
	hook t postprocess_iteration <<<'echo "post $AT_ITERATION" >>"$TRACE"'
	echo postprocess_profiled_run=1 >tests/t/manifest
	printf 'at-profile add p1\nat-run t\nat-run -g no -p no t\n' >control
	run -0 at-job -d j control
	is "$(grep -c post trace)" 3
}

@test "many profilers added at once are all on the list" {
	for n in 1 2 3 4 5 6 7 8; do
		profiler p$n
	done
	printf 'for n in 1 2 3 4 5 6 7 8; do at-profile add p$n & done; wait; at-profile list | sort | tr "\\n" " " >list; at-record INFO x\n' >control
	run -0 at-job -d j control
	is "$(<list)" 'p1 p2 p3 p4 p5 p6 p7 p8 '
}

@test "a signal ends the command that is profiled, profilers stop, then it dies by it" {
	profiler p1
	at-profile run -d out p1 sh -c ': >up; exec sleep 60' 3>&- &
	await [ -e up ]
	kill -TERM $!
	rc=0; wait $! || rc=$?
	is "$rc" 143
	is "$(cut -d ' ' -f 2 trace | tr '\n' ,)" 'setup,before_start,start,stop,report,'
}

@test "a directory that cannot be made is 125" {
	: >file
	run -125 --separate-stderr at-profile run -d file/x sample true
	is "$stderr" "at-profile: $PWD/file/x: Not a directory"
}
