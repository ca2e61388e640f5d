#!/usr/bin/env bats
# at-job -R: a job that died, or whose machine did, is taken up again
load helper

# `dies' and its sleep are left running each time: V13 looks at that line
eval "whole_$(declare -f log)"
log() {
	whole_log "$@" | grep -v '^\.INFO ---- ----: left from before: '
}

setup() {
	unset ${!AT_@}
	cd "$BATS_TEST_TMPDIR" || return
	export AT_SYNC=none AT_HOOKS=0
	# dies - end the whole job, as often as NAME allows it: dies NAME [TIMES]
	mkdir bin
	cat >bin/dies <<-'X'
	#!/bin/sh
	n=$(wc -l <"$TRY/died.$1" 2>/dev/null || echo 0)
	[ "$n" -lt "${2:-1}" ] || exit 0
	echo x >>"$TRY/died.$1"
	kill -9 -"$JOBGROUP"
	sleep 60
	X
	chmod +x bin/dies
	TRY=$PWD
	PATH=$PWD/bin:$PATH
	export TRY
}

# job ARG... - at-job with a process group of its own, that dies ends
job() {
	rc=0
	setsid sh -c 'JOBGROUP=$$; export JOBGROUP; exec at-job "$@"' sh "$@" \
	    >out 2>err 3>&- || rc=$?
}

# dead ARG... - the same, and it dies
dead() {
	job "$@"
	is "$rc" 137
}

# reboot JOB - the machine was booted since
reboot() {
	sed 's/^boot=.*/boot=another/' "$1/state" >new
	mv new "$1/state"
}

# good JOB - the log is one that the parser takes
good() {
	is "$("$TOP/t/consumer.sh" "$1")" ''
}

@test "what finished gives back its status and does not run again" {
	cat >control <<-'X'
	at-run -q good -- sh -c 'echo good >>$TRY/ran'; echo "good $?" >>said
	at-run -q bad -- sh -c 'echo bad >>$TRY/ran; exit 1'; echo "bad $?" >>said
	at-run -q -t 0.2 slow -- sh -c 'echo slow >>$TRY/ran; sleep 60'; echo "slow $?" >>said
	at-run -q err -- at-raise ERROR why; echo "err $?" >>said
	at-run -q na -- at-raise TEST_NA why; echo "na $?" >>said
	at-run -q warn -- at-raise WARN why; echo "warn $?" >>said
	at-run -q suite/a -- true; echo "suite/a $?" >>said
	at-run -q missing; echo "missing $?" >>said
	at-step three sh -c 'echo three >>$TRY/ran; exit 3'; echo "three $?" >>said
	echo >>said
	dies here
	at-run -q last -- true
	X
	dead -q -d j control
	job -q -R -d j
	is "$rc $(cat out err)" '1 j'
	is "$(<ran)" "$(printf '%s\n' good bad slow three)"
	is "$(sed -n '/^$/,$p' said | sed '1d;$d')" "$(sed '/^$/,$d' said)"
	is "$(sed '/^$/,$d' said | tr '\n' ' ')" \
	    'good 0 bad 1 slow 124 err 99 na 77 warn 76 suite/a 0 missing 99 three 3 '
	is "$(log j/status.log | grep -c '^\.START')" 9
	is "$(log j/status.log | grep -c '^START')" 1
	is "$(log j/status.log | tail -n 1)" 'END GOOD ---- ----:'
	is "$(ls j/tmp)" ''
	good j
}

@test "the test that was open is ABORT killed, and is not run again" {
	cat >control <<-'X'
	at-run -q open -- sh -c 'echo open >>$TRY/ran; dies here'
	echo "open $?" >>said
	at-run -q last -- true
	X
	dead -d j control
	echo evidence >j/open/evidence
	job -R -d j
	is "$rc $(<said)" '1 open 98'
	is "$(cat ran j/open/evidence)" "$(printf 'open\nevidence')"
	is "$(log j/status.log)" "$(cat <<-'X'
	START ---- ----:
	.START open open:
	..ABORT open open: killed
	.END ABORT open open:
	.START last last:
	..GOOD last last: completed successfully
	.END GOOD last last:
	END GOOD ---- ----:
	X
	)"
	good j
}

@test "after a reboot it is FAIL unexpected reboot, with the kernel's last words" {
	mkdir pstore
	echo old >pstore/dmesg-ramoops-0
	export AT_PSTORE=$PWD/pstore
	cat >control <<-'X'
	at-run -q suite/open -- dies here
	echo "open $?" >>said
	X
	dead -d j control
	reboot j
	echo panic >pstore/dmesg-ramoops-1
	job -R -d j
	is "$rc $(<said)" '1 open 1'
	is "$(log j/status.log)" "$(cat <<-'X'
	START ---- ----:
	.START suite/open suite/open:
	..FAIL suite/open suite/open: unexpected reboot
	.END FAIL suite/open suite/open:
	END GOOD ---- ----:
	X
	)"
	is "$(cd j/suite/open/sysinfo/pstore && ls && cat -- *)" \
	    "$(printf 'dmesg-ramoops-1\npanic')"
	is "$(cat pstore/*)" "$(printf 'old\npanic')"
	good j
}

@test "a second claim in one run is the error it always is, in each run" {
	cat >control <<-'X'
	at-run -q a -- true; echo "$?" >>said
	at-run -q a -- false; echo "$?" >>said
	at-step s true; echo "$?" >>said
	at-step s true; echo "$?" >>said
	dies here
	at-run -q b -- true; echo "$?" >>said
	at-run -q b -- true; echo "$?" >>said
	X
	dead -q -d j control
	job -q -R -d j
	is "$(tr '\n' ' ' <said)" '0 99 0 125 0 99 0 125 0 99 '
	is "$(ls -d j/a* j/b* | tr '\n' ' ')" 'j/a j/a.dup.1 j/b j/b.dup.1 '
	good j
}

@test "a group goes on in a second block; one that had finished is not told twice" {
	cat >control <<-'X'
	at-group one at-run -q a -- sh -c 'echo a >>$TRY/ran; exit 1'
	echo "one $?" >>said
	at-group two sh -c 'at-run -q b -- false; dies here; at-run -q c -- true'
	echo "two $?" >>said
	at-group outer at-group inner at-run -q d -- true
	at-group outer at-group inner sh -c "at-run -q e -- false; dies there"
	echo "outer $?" >>said
	X
	dead -d j control
	dead -R -d j
	job -R -d j
	is "$(<ran)" a
	is "$(<said)" "$(printf '%s\n' 'one 1' 'one 1' 'two 1' 'one 1' 'two 1' 'outer 1')"
	is "$(log j/status.log | grep '^\.*[ES][NT].* [a-z]*:$')" "$(cat <<-'X'
	.START ---- one:
	..START a a:
	..END FAIL a a:
	.END FAIL ---- one:
	.START ---- two:
	..START b b:
	..END FAIL b b:
	.END ABORT ---- two:
	.START ---- two:
	..START c c:
	..END GOOD c c:
	.END FAIL ---- two:
	.START ---- outer:
	..START ---- inner:
	...START d d:
	...END GOOD d d:
	..END GOOD ---- inner:
	.END GOOD ---- outer:
	.START ---- outer:
	..START ---- inner:
	...START e e:
	...END FAIL e e:
	..END ABORT ---- inner:
	.END ABORT ---- outer:
	.START ---- outer:
	..START ---- inner:
	..END FAIL ---- inner:
	.END FAIL ---- outer:
	X
	)"
	good j
}

@test "control file, arguments, directory and settings are those of the start" {
	mkdir -p there/tests here
	cat >there/control <<-'X'
	printf '%s|' "$PWD" "$AT_TIMEOUT" "$AT_TESTPATH" "${AT_LOG_MAX-none}" "$@" >>"$TRY/said"
	at-record INFO x
	dies here
	X
	(cd there && AT_TIMEOUT=7 AT_TESTPATH=tests dead -d ../j control one 'two
	lines' 'back\slash' '')
	(cd here && AT_TIMEOUT=9 AT_LOG_MAX=5 AT_TESTPATH=/x job -R -d ../j && is "$rc" 0)
	want="$PWD/there|7|$PWD/there/tests|none|one|two
	lines|back\\slash||"
	is "$(<said)" "$want$want"
	# others, from now on
	rm died.here
	(cd there && dead -d ../k control one)
	echo 'printf "%s|" "$PWD" "$@" >"$TRY/said"; at-record INFO x' >here/control
	(cd here && job -R -d ../k control two && is "$rc" 0)
	is "$(<said)" "$PWD/there|two|"
	cmp here/control k/control
}

@test "an executable control file is resumed by its own interpreter" {
	printf '#!/bin/bash\n[ -n "$BASH_VERSION" ] && echo bash >>said; at-record INFO x; dies here\n' >control
	command -v bash >/dev/null && [ -x /bin/bash ] || skip 'no /bin/bash'
	chmod +x control
	dead -d j control
	rm control
	job -R -d j
	is "$rc $(<said)" "$(printf '0 bash\nbash')"
}

@test "a job that is over is not resumed: 1, a line, nothing written" {
	echo : >control
	job -d j control
	cp -R j before
	run -1 --separate-stderr at-job -R -d j
	is "$output$stderr" 'at-job: j: nothing to resume'
	diff -r j before
}

@test "what is no job is not resumed: 125; with a control file it is begun" {
	run -125 --separate-stderr at-job -R -d j
	is "$stderr" 'at-job: j: no job to resume'
	[ ! -e j ]
	echo 'at-run -q a -- true' >control
	mkdir other
	: >other/file
	run -125 --separate-stderr at-job -R -d other control
	is "$stderr" 'at-job: other: no job to resume'
	run -125 at-job -R
	run -0 at-job -R -d j control
	is "$output" j
	run -1 at-job -R -d j control
	run -0 at-job -R control
	is "$output" results/default
	run -0 at-job -R -g nightly control
	is "$output $(readlink results/latest)" 'results/nightly nightly'
}

@test "without -d it is the newest job" {
	echo 'at-record INFO x; dies here' >control
	dead control
	job -R
	is "$rc $(<out)" '0 results/latest'
	has "$(tail -n 1 results/default/status.log)" 'END GOOD'
}

@test "a job that runs is not resumed" {
	mkfifo ready go
	echo 'at-record INFO x; echo >ready; read x <go' >control
	at-job -d j control 3>&- &
	read -r x <ready
	run -125 --separate-stderr at-job -R -d j
	has "$stderr" 'at-job: j: its at-job is running, process '
	onlyline
	echo >go
	wait $!
	is "$(log j/status.log | grep -c START)" 1
}

@test "what the dead at-job left running is waited for" {
	cat >control <<-'X'
	at-run -q a -- sh -c 'echo a >>$TRY/ran; echo >$TRY/ready; read x <$TRY/go'
	echo "a $?" >>said
	X
	mkfifo ready go
	at-job -d j control 3>&- &
	read -r x <ready
	kill -9 $!
	wait $! || :
	at-job -R -d j 2>err 3>&- &
	await [ -s err ]
	has "$(<err)" 'at-job: j: waiting for process '
	echo >go
	wait $!
	is "$(cat ran said)" "$(printf 'a\na 0\na 0')"
	is "$(log j/status.log | grep -c 'GOOD a')" 2
	good j
}

@test "a reboot by at-step -b: verified after it, and the step is not run again" {
	cat >control <<-'X'
	at-run -q before -- true
	at-step -b boot dies here
	echo "boot $?" >>said
	at-run -q after -- true
	X
	dead -d j control
	reboot j
	job -R -d j
	is "$rc $(<said)" '0 boot 0'
	is "$(log j/status.log | sed -n '5,8p')" "$(cat <<-X
	.START ---- reboot:
	..GOOD ---- reboot.start:
	..GOOD ---- reboot.verify:
	.END GOOD ---- reboot: kernel=$(uname -r)
	X
	)"
	is "$(log j/status.log | tail -n 1)" 'END GOOD ---- ----:'
	good j
	is "$("$TOP/t/unit" tko_log j | awk -F '\t' '$1 == "boot.0" { print $3 }')" GOOD
}

@test "a group around such a reboot goes on" {
	echo 'at-group g sh -c "at-run -q a -- true; at-step -b boot dies here; at-run -q b -- true"' >control
	dead -d j control
	reboot j
	job -R -d j
	is "$rc" 0
	is "$(log j/status.log | grep '^\.*END.*g:' | tr '\n' ' ')" '.END GOOD ---- g: .END GOOD ---- g: '
	good j
}

@test "without a reboot its block is ABORT killed" {
	echo 'at-step -b boot dies here; echo "boot $?" >said' >control
	dead -d j control
	job -R -d j
	is "$(<said)" 'boot 0'
	is "$(log j/status.log | sed -n '2,5p')" "$(cat <<-'X'
	.START ---- reboot:
	..GOOD ---- reboot.start:
	..ABORT ---- reboot: killed
	.END ABORT ---- reboot:
	X
	)"
	good j
}

@test "other mounts or another number of CPUs after it end the job" {
	echo 'at-step -b boot dies $N; touch "$TRY/on"' >control
	export N=1
	dead -d j control
	reboot j
	echo 'mount /dev/gone /data' >>j/tmp/reboot.boot.machine
	job -R -d j
	is "$rc" 98
	text='mounted partitions are different after reboot (old entries: /dev/gone /data, new entries: none)'
	is "$(log j/status.log | tail -n 3)" "$(cat <<-X
	..ABORT ---- reboot.verify_config: $text
	.END ABORT ---- reboot: kernel=$(uname -r)
	END ABORT ---- ----: Reboot failed: $text
	X
	)"
	good j
	N=2
	dead -d k control
	reboot k
	sed 's/^cpus .*/cpus 99/' k/tmp/reboot.boot.machine >new
	mv new k/tmp/reboot.boot.machine
	job -R -d k
	has "$(tail -n 1 k/status.log)" 'Reboot failed: Number of CPUs changed after reboot (old count: 99, new count: '
	[ ! -e on ]
}

@test "a machine that goes down for a step ends at-job, but not the job" {
	cat >control <<-'X'
	at-step -b boot sh -c 'echo >$TRY/ready'
	echo "boot $?" >>$TRY/said
	X
	mkfifo ready
	at-job -d j control 2>err 3>&- &
	read -r x <ready
	kill -TERM $!
	rc=0; wait $! || rc=$?
	is "$rc" 143
	has "$(<err)" 'the machine reboots; -R resumes the job'
	[ ! -e j/.autoserv_execute ]
	[ ! -e j/aborted ]
	reboot j
	job -R -d j
	is "$rc $(<said)" '0 boot 0'
	good j
}

@test "a step that ends the machine each time is skipped at the third" {
	cat >control <<-'X'
	at-step fine sh -c 'echo fine >>$TRY/ran'
	at-step panic sh -c 'echo panic >>$TRY/ran; dies here 99'
	echo "panic $?" >>said
	at-run -q last -- true
	X
	dead -d j control
	for i in 1 2; do
		reboot j
		dead -R -d j
	done
	reboot j
	job -R -d j
	is "$rc $(<said)" '1 panic 98'
	is "$(tr '\n' ' ' <ran)" 'fine panic panic panic '
	is "$(log j/status.log)" "$(cat <<-'X'
	START ---- ----:
	.ABORT ---- panic: skipped: it was open each time that the job ended early
	.START last last:
	..GOOD last last: completed successfully
	.END GOOD last last:
	END GOOD ---- ----:
	X
	)"
	good j
}

@test "a job that ends so with no step open is ABORT" {
	echo 'at-run -q a -- true; dies here 99' >control
	dead -d j control
	dead -R -d j
	dead -R -d j
	job -R -d j
	is "$rc" 98
	is "$(log j/status.log | tail -n 1)" 'END ABORT ---- ----: 2 resumes in a row finished nothing'
	good j
}

@test "as long as something finishes it may be resumed any number of times" {
	echo 'for i in 1 2 3 4 5; do at-run -q -g $i t -- dies $i; done' >control
	dead -d j control
	for i in 1 2 3 4; do
		reboot j
		dead -R -d j
	done
	reboot j
	job -R -d j
	is "$rc" 1
	is "$(log j/status.log | grep -c 'FAIL.*unexpected reboot')" 5
	good j
}

@test "a job that was aborted ends so" {
	echo 'at-run -q a -- sh -c "echo enough >$AT_JOBDIR/aborted; dies here"; touch on' >control
	dead -d j control
	job -R -d j
	is "$rc" 98
	is "$(log j/status.log | tail -n 1)" 'END ABORT ---- ----: enough'
	[ ! -e on ]
	good j
}

@test "a test that had made its directory and no more is run" {
	echo 'at-run -q a -- true; dies here; at-run -q b -- true; at-run -q c/d -- true' >control
	dead -d j control
	mkdir -p j/b/results j/b/profiling j/b/debug j/c/d j/mine
	: >j/b/debug/b.DEBUG
	: >j/b/status.log
	: >j/mine/file
	job -R -d j
	is "$rc" 0
	is "$(log j/status.log | grep -c 'GOOD .*successfully')" 3
	[ -e j/mine/file ]
	good j
}

@test "a block whose START, END or hand-over the kill left out is made whole" {
	cat >control <<-'X'
	at-run -q a -- true
	at-group g at-run -q b -- true
	dies here
	X
	dead -d j control
	: & gone=$!
	wait $gone
	start=$(grep -n '	START' j/status.log | sed -n '2s/:.*//p')
	# the group had written its END; half of it is in the job's log,
	# and what somebody else appended behind it
	sed "1,$((start - 1))d" j/status.log >j/tmp/group.7.log
	head -n "$((start + 1))" j/status.log >new
	head -n "$((start + 2))" j/status.log | tail -n 1 | head -c 20 >>new
	printf '\n\tINFO\t----\t----\ttimestamp=1\tlater\n' >>new
	mv new j/status.log
	ln -s "$PWD/j/tmp/group.7.log
$PWD/j/status.log
1

g" "j/tmp/$gone.0.open"
	# and one test had no line at all, but a link
	mkdir j/c
	: >j/c/status.log
	ln -s "$PWD/j/c/status.log
$PWD/j/status.log
1
c
c" "j/tmp/$gone.1.open"
	job -R -d j
	is "$rc" 1
	is "$(log j/status.log | grep -v ' c c:')" "$(cat <<-'X'
	START ---- ----:
	.START a a:
	..GOOD a a: completed successfully
	.END GOOD a a:
	.INFO ---- ----: later
	.START ---- g:
	..START b b:
	...GOOD b b: completed successfully
	..END GOOD b b:
	.END GOOD ---- g:
	END GOOD ---- ----:
	X
	)"
	# before the group or behind it
	is "$(log j/status.log | grep -A 2 'START c c:')" "$(cat <<-'X'
	.START c c:
	..ABORT c c: killed
	.END ABORT c c:
	X
	)"
	good j
}

@test "a job that was killed after its END has its last files written" {
	echo 'at-run -q a -- false; touch again' >control
	job -d j control
	rm j/.autoserv_execute again
	cp j/status.log before
	job -R -d j
	is "$rc" 1
	cmp before j/status.log
	[ -e j/.autoserv_execute ]
	[ ! -e again ]
	good j
}

@test "more open tests than there may be open files are closed" {
	[ -z "${ASAN_OPTIONS-}" ] || skip 'a sanitizer needs more for itself'
	cat >control <<-'X'
	for i in $(seq 12); do
		at-run -q -g $i t -- sh -c ': >up.$AT_TAG; exec sleep 60' &
	done
	for i in $(seq 12); do
		"$TOP/t/await" [ -e up.$i ]
	done
	dies here
	wait
	X
	dead -d j control
	(ulimit -n 12; job -R -d j; is "$rc" 1)
	is "$(log j/status.log | grep -c '^\.END ABORT t\.')" 12
	good j
}

@test "a job that was killed after its END ABORT ends as aborted" {
	echo 'at-run -q a -- at-raise ABORT enough; at-run -q b -- true' >control
	job -d j control
	is "$rc" 98
	rm j/.autoserv_execute j/aborted
	job -R -d j
	is "$rc" 98
	[ -e j/.autoserv_execute ]
}

@test "a profiler that the control file adds again is there once" {
	mkdir -p prof
	printf '#!/bin/sh\necho "$AT_HOOK" >>$TRY/said\n' >prof/p
	chmod +x prof/p
	export AT_PROFILERPATH=$PWD/prof
	echo 'at-record INFO x; at-profile add p x=1; dies here; at-profile list' >control
	dead -d j control
	job -R -d j
	is "$rc $(<err)" '0 p x=1'
}

@test "the sample init script begins the job, resumes it, and then leaves it alone" {
	mkdir own
	echo 'at-run -q a -- true; dies here; at-run -q b -- true' >own/control
	# what it starts is no child of ours; its tools come from PATH
	sed "s,^PATH=.*,PATH=$PATH," "$TOP/share/examples/at-job.init" >own/init
	for i in 1 2; do
		job=$PWD/own/job control=$PWD/own/control pidfile=$PWD/own/pid \
		    setsid sh -c 'JOBGROUP=$$; export JOBGROUP; sh "$@"; exec sleep 60' sh own/init start 3>&- &
		await [ -e died.here ]
		[ "$i" = 1 ] || {
			await grep -qxF "$PWD/own/job" own/job.log
			kill -9 $!
		}
		wait $! || :
	done
	is "$(tail -n 1 own/job.log)" "$PWD/own/job"
	good own/job
	job=$PWD/own/job run -0 sh own/init start
	is "$output" ''
}

@test "what cannot be begun leaves nothing behind" {
	echo : >control
	run -125 at-job -k 'bad key=1' -d j control
	[ ! -e j ]
	AT_SYNC=bad run -125 at-job -d j control
	[ ! -e j ]
	[ "$(id -u)" = 0 ] || skip 'to make a full file system takes root'
	mkdir small
	mount -t tmpfs -o size=64k,nr_inodes=8 tmpfs small || skip 'no tmpfs'
	run -125 --separate-stderr at-job -d small/j control
	left=$(ls -A small)
	umount small
	onlyline
	has "$stderr" 'at-job: '
	is "$left" ''
}
