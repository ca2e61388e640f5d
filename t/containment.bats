#!/usr/bin/env bats
# What a test starts does not outlive it.  Whatever a hook leaves running
# holds a fifo open for writing: its reader ends when the last of them has.
load helper

setup_file() {
	${CC:-cc} -o "$BATS_FILE_TMPDIR/leave" "$BATS_TEST_DIRNAME/leave.c" \
	    -pthread || :
}

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	[ "$(uname)" = Linux ] || skip 'no subreaper here'
	unset ${!AT_@}
	PATH=$BATS_FILE_TMPDIR:$PATH
	mkfifo held
	HELD=$PWD/held
	export HELD AT_HOOKS=0
	cat held >/dev/null 3>&- &
	reader=$!
	sleep 60 3>&- &
	bystander=$!
	mkdir -p tests/t
	echo grace=0.3 >tests/t/manifest
	hook t cleanup <<<': >"$AT_JOBDIR/cleaned"'
}

teardown() {
	[ -n "${reader-}" ] || return 0
	kill "$bystander" "$reader" 2>/dev/null || :
}

# needs PROGRAM - skip without it
needs() {
	command -v "$1" >/dev/null || skip "no $1"
}

# gone - nobody has the fifo open, the bystander lives, cleanup ran
gone() {
	for _ in $(seq 50); do
		kill -0 "$reader" 2>/dev/null || break
		sleep 0.02
	done
	run ! kill -0 "$reader"
	kill -0 "$bystander"
	[ -e "$1/cleaned" ]
}

# took DIR - milliseconds from at-run's start to the last line of the log
took() {
	sed -n 's/.*@ .* test .* iterations, \(.*\)\.\(...\) s$/\1\2/p' \
	    "$1"/t/debug/t.DEBUG | sed 's/^0*\(.\)/\1/'
}

# a machine where a trivial test takes more than 50 ms is slow: it gets 20
# times as many milliseconds more as that is over them; any other gets none
setup_file() {
	local began

	began=$(date +%s%N)
	AT_HOOKS=0 at-run -q -d "$BATS_FILE_TMPDIR/j" t -- true
	export SLACK=$((($(date +%s%N) - began) / 50000 - 1000))
	[ "$SLACK" -ge 0 ] || SLACK=0
	[ "$SLACK" -le 3500 ] || SLACK=3500
}

# ends DIR MS - nothing lives on, and it took no longer than that
ends() {
	gone "$1"
	[ "$(took "$1")" -le "$(($2 + SLACK))" ]
}

@test "a daemon in a session of its own is ended, and told" {
	hook t run_once <<-'X'
	exec 9>"$HELD"
	setsid sleep 60 &
	"$TOP/t/await" grep -qx sleep /proc/$!/comm
	X
	run -0 --separate-stderr at-run t
	ends results/t 1300
	has "$stderr" 'at-run: t: leaked 1: '
	has "$stderr" ' sleep (S)'
	is "$(at-keyval -g leaked results/t/t/keyval)" 1
	has "$(log results/t/status.log)" '..INFO ---- ----: leaked 1: '
}

@test "one that forked twice, too" {
	hook t run_once <<-'X'
	exec 9>"$HELD"
	(setsid sh -c 'sleep 60 & echo $$ >"$AT_JOBDIR/first"' &)
	"$TOP/t/await" [ -s "$AT_JOBDIR/first" ]
	read -r first <"$AT_JOBDIR/first"
	"$TOP/t/await" sh -c "! grep -q ') [^Z] ' /proc/$first/stat"
	X
	run -0 at-run -q t
	ends results/t 1300
	is "$(at-keyval -g leaked results/t/t/keyval)" 1
}

@test "one that ignores TERM is killed, and one below it has had its TERM" {
	hook t run_once <<-'X'
	exec 9>"$HELD"
	setsid sh -c 'trap "" TERM; sh -c "exec leave term" & : >"$AT_JOBDIR/up"
	    while :; do sleep 1; done' &
	"$TOP/t/await" [ -e "$AT_JOBDIR/up" ]
	X
	needs leave
	run -0 at-run -q t
	ends results/t 1300
	[ "$(at-keyval -g leaked results/t/t/keyval)" -ge 2 ]
}

@test "a stopped one is continued to get its TERM" {
	hook t run_once <<-'X'
	exec 9>"$HELD"
	setsid sh -c 'trap "echo bye >\"$AT_JOBDIR/bye\"; exit" TERM
	    kill -STOP $$; sleep 60 & wait' &
	"$TOP/t/await" grep -q ') T ' /proc/$!/stat
	X
	run -0 --separate-stderr at-run t
	gone results/t
	has "$stderr" ' (T)'
	is "$(<results/t/bye)" bye
}

@test "200 orphans are ended together" {
	hook t run_once <<-'X'
	exec 9>"$HELD"
	i=0
	while [ $((i += 1)) -le 100 ]; do
		(sleep 60 & sh -c 'trap "" TERM; sleep 60; :' &)
	done
	X
	run -0 --separate-stderr at-run t
	gone results/t
	[ "$(took results/t)" -le $((4000 + 10 * SLACK)) ]
	[ "$(at-keyval -g leaked results/t/t/keyval)" -ge 200 ]
	has "$stderr" ' more'
}

@test "who holds the log and writes on does not hold the test" {
	hook t run_once <<-'X'
	exec 9>"$HELD"
	setsid sh -c 'trap "" TERM HUP; while :; do echo again; done' &
	X
	run -0 at-run -q t
	ends results/t 1500
	# and nothing comes behind the last line
	has "$(tail -n 1 results/t/t/debug/t.DEBUG)" '@ '
}

@test "who forks while it is ended is ended, with sessions or without" {
	needs leave
	for how in term chain chains; do
		rm -rf results
		printf '#!/bin/sh\nexec 9>"$HELD"\nleave %s &\n' $how >tests/t/run_once
		chmod +x tests/t/run_once
		kill -0 "$reader" || { cat held >/dev/null 3>&- & reader=$!; }
		run -0 at-run -q t
		ends results/t 1300
		[ "$(at-keyval -g leaked results/t/t/keyval)" -ge 1 ]
	done
}

@test "a process whose first thread ended is one" {
	needs leave
	hook t run_once <<-'X'
	exec 9>"$HELD"
	setsid leave thread &
	"$TOP/t/await" grep -q ') Z ' /proc/$!/stat
	X
	run -0 at-run -q t
	ends results/t 1300
	is "$(at-keyval -g leaked results/t/t/keyval)" 1
}

@test "a child in another session that cleared its environment is ended" {
	hook t run_once <<-'X'
	exec 9>"$HELD"
	await=$TOP/t/await sleep=$(command -v sleep)
	cd /
	setsid env -i "$sleep" 60 >/dev/null 2>&1 &
	"$await" grep -qx sleep /proc/$!/comm
	X
	run -1 at-run -q -S t
	ends results/t 1300
	is "$(at-keyval -g leaked results/t/t/keyval)" 1
}

@test "a server that initialize starts serves run_once, and cleanup too" {
	hook t initialize <<-'X'
	exec 9>"$HELD"
	setsid sh -c 'trap "" TERM; echo $$ >"$AT_TMPDIR/server"
	    while :; do sleep 0.1; done' &
	"$TOP/t/await" [ -s "$AT_TMPDIR/server" ]
	X
	hook t run_once <<<'kill -0 "$(cat "$AT_TMPDIR/server")"'
	hook t cleanup <<<'kill -0 "$(cat "$AT_TMPDIR/server")" && : >"$AT_JOBDIR/cleaned"'
	run -0 at-run -q -n 3 t
	gone results/t
	# said where it began, not at every hook
	is "$(grep -c 'leaves running' results/t/t/debug/t.DEBUG)" 1
	grep -q '@ .* initialize 0: leaves running: .* sh (.)' results/t/t/debug/t.DEBUG
}

@test "a time limit ends the hook, then what escaped from it" {
	hook t run_once <<-'X'
	exec 9>"$HELD"
	setsid sh -c 'trap "" TERM; while :; do sleep 0.1; done' &
	sleep 60
	X
	run -124 at-run -q -t 0.4 t
	ends results/t 1700
	is "$(log results/t/status.log | sed -n 4p)" '..ERROR t t: Test timeout expired in run_once'
}

@test "the whole group of a hook has its grace, not only the leader" {
	hook t run_once <<-'X'
	exec 9>"$HELD"
	sh -c 'trap "sleep 0.1; : >\"$AT_JOBDIR/saved\"; exit" TERM
	    : >"$AT_JOBDIR/up"; while :; do sleep 0.01; done' &
	"$TOP/t/await" [ -e "$AT_JOBDIR/up" ]
	sleep 60
	X
	echo grace=10 >tests/t/manifest
	run -124 at-run -q -t 1 t
	gone results/t
	[ -e results/t/saved ]
}

@test "children that were there before are spared, and what they leave" {
	hook t run_once <<-'X'
	(exec 9>"$HELD"; setsid sleep 60 & :)
	: >"$AT_JOBDIR/go"
	"$TOP/t/await" [ -e "$AT_JOBDIR/orphan" ]
	X
	mkdir j
	cat >orphan <<-'X'
	: >j/began
	"$TOP/t/await" sh -c '! grep -q ") . $2 " /proc/$1/stat' sh $$ $PPID
	: >j/orphan
	exec sleep 50
	X
	cat >before <<-'X'
	sh ./orphan & echo $! >two
	"$TOP/t/await" [ -e j/go ]
	"$TOP/t/await" [ -e j/began ]
	X
	sh -c 'sleep 50 & echo $! >one; sh ./before & exec at-run -q -d j t' 3>&-
	gone j
	is "$(at-keyval -g leaked j/t/keyval)" 1
	kill "$(<one)"
	kill "$(<two)"
}

@test "without /proc what is left is ended all the same" {
	[ -z "${ASAN_OPTIONS-}" ] || skip 'a sanitizer needs it'
	[ "$(id -u)" = 0 ] && unshare -m true 2>/dev/null || skip 'no mount namespace'
	hook t run_once <<<'exec 9>"$HELD"; setsid sleep 60 & :'
	run -0 unshare -m sh -c 'mount -t tmpfs none /proc && at-run -q t'
	ends results/t 1300
	is "$(at-keyval -g leaked results/t/t/keyval)" 1
}

# bats test_tags=slow
@test "what may not be killed is named, the test is ERROR, and we go on" {
	needs leave
	[ "$(id -u)" = 0 ] && command -v setpriv >/dev/null || skip 'wants root'
	cp "$(command -v leave)" root
	chmod 4755 root
	chmod 777 . tests/t
	hook t run_once <<-X
	$PWD/root root >"\$AT_JOBDIR/up" &
	echo \$! >"\$AT_JOBDIR/root"
	"$TOP/t/await" sh -c '[ -s "\$1" ] || ! kill -0 \$2' sh "\$AT_JOBDIR/up" \$!
	X
	chmod 755 "$BATS_RUN_TMPDIR" "$BATS_FILE_TMPDIR"
	kill "$reader"
	run --separate-stderr timeout 25 setpriv --reuid 65534 --clear-groups "$(command -v at-run)" t
	[ -s results/t/up ] || skip 'no setuid programs here, or a directory above is closed'
	kill "$(<results/t/root)"
	is "$status" 99
	has "$stderr" 'at-run: t: leaked 1: '
	has "$stderr" 'ERROR: 1 survived KILL: '
	has "$(log results/t/status.log)" '.END ERROR t t:'
	[ -e results/t/cleaned ]
}

# cgroup - an empty control group below which we may move processes
cgroup() {
	at=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)
	[ -n "$at" ] && mkdir "$at/at-test.$$" 2>/dev/null ||
	    skip 'no control group to write'
	group=$at/at-test.$$
	[ -e "$group/cgroup.kill" ] || {
		rmdir "$group"
		skip 'no cgroup.kill here'
	}
}

@test "in a control group of its own another user's process is ended, too" {
	needs leave
	[ "$(id -u)" = 0 ] && command -v setpriv >/dev/null || skip 'wants root'
	cgroup
	chown 65534 "$group" "$group/cgroup.procs"
	cp "$(command -v leave)" root
	chmod 4755 root
	chmod 777 . tests/t
	hook t run_once <<-X
	exec 9>"\$HELD"
	$PWD/root root >"\$AT_JOBDIR/up" &
	"$TOP/t/await" sh -c '[ -s "\$1" ] || ! kill -0 \$2' sh "\$AT_JOBDIR/up" \$!
	X
	chmod 755 "$BATS_RUN_TMPDIR" "$BATS_FILE_TMPDIR"
	chmod 666 held
	run --separate-stderr timeout 25 sh -c 'echo $$ >"$1/cgroup.procs"
	    AT_CGROUP=$1 exec setpriv --reuid 65534 --clear-groups "$2" t' \
	    sh "$group" "$(command -v at-run)"
	# nothing of it stays
	rmdir "$group"
	[ -s results/t/up ] || skip 'no setuid programs here, or a directory above is closed'
	is "$status" 0
	has "$stderr" 'at-run: t: leaked 1: '
	gone results/t
}

@test "tests in tests, and at-iterate alone, have control groups in each other" {
	cgroup
	hook in run_once <<<'cat /proc/self/cgroup >"$AT_JOBDIR/in"'
	hook t run_once <<-'X'
	cat /proc/self/cgroup >"$AT_JOBDIR/out"
	at-run -q in
	X
	kill "$reader"
	AT_CGROUP=$group run -0 at-run -q t
	AT_CGROUP=$group run -0 at-iterate -q -n 1 -o f sh -c 'cat /proc/self/cgroup >alone'
	# the groups that were made are gone
	rmdir "$group"
	out=$(sed -n 's/^0:://p' results/t/out)
	has "$out" "/at-test.$$/at."
	has "$(<results/t/in)" "$out/at."
	has "$(<alone)" "/at-test.$$/at."
}

@test "AT_CGROUP that is none is an error of the test" {
	kill "$reader"
	hook t run_once <<<':'
	mkdir plain
	AT_CGROUP=$PWD/none run -125 at-run -q t
	is "$output" "at-run: AT_CGROUP $PWD/none: No such file or directory"
	AT_CGROUP=$PWD/plain run -125 at-run -q t
	is "$output" "at-run: AT_CGROUP $PWD/plain: No such file or directory"
	AT_CGROUP=$PWD/plain run -125 at-iterate -n 1 -o f true
	is "$output" "at-iterate: AT_CGROUP $PWD/plain: No such file or directory"
	has "$(log results/t/status.log)" ".ERROR t t: AT_CGROUP $PWD/none: No such"
	is "$(ls plain)" ''
}

# bats test_tags=slow
@test "at-iterate alone ends what the command left, at its end" {
	cat >bench <<-'X'
	#!/bin/sh
	exec 9>"$HELD"
	setsid sh -c 'trap "" TERM; exec sleep 60' &
	kill -0 "$(cat server)" || echo $! >server
	X
	: >cleaned
	chmod +x bench
	run -0 --separate-stderr at-iterate -n 3 -o f ./bench
	gone .
	has "$stderr" 'at-iterate: ./bench: leaked 3: '
	is "$(grep -c seconds_wall f)" 3
}

@test "in a test what at-iterate's command leaves is the test's" {
	hook t run_once <<-'X'
	exec 9>"$HELD"
	at-iterate -n 2 sh -c 'setsid sleep 60 &'
	X
	run -0 --separate-stderr at-run t
	gone results/t
	has "$stderr" 'at-run: t: leaked 2: '
}

@test "orphans that died are reaped while the runs go on" {
	cat >bench <<-'X'
	#!/bin/sh
	(sh -c : &)
	cat /proc/[0-9]*/stat 2>/dev/null | awk -v of="$PPID" '
	    sub(/.*\) Z /, "") && $1 == of { n++ } END { print n + 0 }' >>zombies
	X
	chmod +x bench
	kill "$reader"
	run -0 at-iterate -q -n 200 -o f ./bench
	[ "$(sort -n zombies | tail -n 1)" -lt 20 ]
}

@test "what an at-run that was killed left is ended at the end of the job, and told" {
	hook t run_once <<-'X'
	exec 9>"$HELD"
	sleep=$(command -v sleep)
	setsid sleep 60 &
	(setsid env -i "$sleep" 61 &)
	: >"$AT_JOBDIR/up"
	sleep 62
	X
	cat >control <<-'X'
	setsid sleep 50 & echo $! >one
	sleep 50 & echo $! >two
	at-run -q t &
	"$TOP/t/await" [ -e "$AT_JOBDIR/up" ]
	kill -9 $!
	: >"$AT_JOBDIR/cleaned"
	X
	run -1 --separate-stderr at-job -d j control 3>&-
	gone j
	kill "$(<one)"
	kill "$(<two)"
	has "$stderr" '/j: leaked 4: '
	is "$(log j/status.log | sed -n '3p; 5p' | cut -c 1-26)" "$(printf '..ABORT t t: killed\n.INFO ---- ----: leaked 4:')"
	is "$(log j/status.log | tail -n 1)" 'END GOOD ---- ----:'
}

@test "what the control file itself started is nobody's leak" {
	kill "$reader"
	cat >control <<-'X'
	setsid sleep 50 & echo $! >one
	setsid env -i "$(command -v sleep)" 50 & echo $! >two
	at-run -q t -- true
	X
	run -0 --separate-stderr at-job -q -d j control 3>&-
	kill "$(<one)"
	kill "$(<two)"
	run ! grep leaked j/status.log
}

@test "where orphans do not come to us, what stayed in a hook's group is ended" {
	[ -z "${ASAN_OPTIONS-}" ] || skip 'a sanitizer traces, too'
	strace -o strace.out true 2>/dev/null || skip 'no strace, or it may not trace'
	hook t run_once <<-'X'
	exec 9>"$HELD"
	sleep 60 &
	sh -c 'trap "" TERM; sleep 61 & :'
	X
	run -0 --separate-stderr strace -o strace.out -e trace=prctl \
	    -e inject=prctl:error=EINVAL at-run t
	# until init has reaped them they are a group still
	ends results/t 5000
	has "$stderr" 'at-run: t: leaked 1: '
	is "$(at-keyval -g leaked results/t/t/keyval)" 1
}
