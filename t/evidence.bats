#!/usr/bin/env bats
# What is kept of a test that hangs, and of one that crashes.
load helper

setup_file() {
	${CC:-cc} -o "$BATS_FILE_TMPDIR/hang" "$BATS_TEST_DIRNAME/hang.c" \
	    -pthread || :
}

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	# shellcheck disable=SC2046 # names without blanks
	unset $(env | sed -n 's/^\(AT_[A-Z_]*\)=.*/\1/p')
	PATH=$BATS_FILE_TMPDIR:$PATH
	DEBUG=results/t/t/debug
}

# needs PROGRAM - skip without it
needs() {
	command -v "$1" >/dev/null || skip "no $1"
}

# linux - skip where /proc is another one
linux() {
	[ "$(uname)" = Linux ] || skip 'no /proc here'
}

# hangs - t has a run_once that hangs, and a limit for it
hangs() {
	mkdir -p tests/t
	printf '%s\n' timeout.run_once=0.2 grace=0.3 >tests/t/manifest
	hook t run_once <<<'sleep 60'
	hook t cleanup <<<': >cleaned'
}

# expires - run t; the limit strikes as ever
expires() {
	run -124 --separate-stderr at-run "$@" t
	[ -e results/t/t/cleaned ]
	has "$stderr" 't: ERROR: Test timeout expired in run_once; see '
}

# process PATTERN - the section of hang.txt whose heading matches
process() {
	awk -v want="^== process [0-9]+ $1" '/^== / { on = $0 ~ want }
	    on' "$DEBUG/hang.txt"
}

@test "a hook that hangs is seen before TERM comes: process, log, system" {
	linux
	hangs
	hook t initialize <<<'echo last words'
	expires
	has "$(head -n 1 "$DEBUG/hang.txt")" 'Test timeout expired in run_once'
	p=$(process 'run_once, the hook$')
	has "$p" "command: /bin/sh $PWD/tests/t/run_once"
	has "$p" "directory: $PWD/results/t/t"
	has "$p" '    0: /dev/null, position 0'
	has "$p" "    1: $PWD/$DEBUG/t.DEBUG, position "
	grep -Eq '^state [SRD], parent [0-9]+, session [0-9]+, threads 1, cpu ' \
	    <<<"$p"
	grep -q '^last words$' "$DEBUG/hang.txt"
	grep -q '^== the log, its last [0-9]* of [0-9]* bytes$' \
	    "$DEBUG/hang.txt"
	grep -q '^== /proc/loadavg$' "$DEBUG/hang.txt"
	is "$(sed -n '/^== .proc.meminfo/,/^$/p' "$DEBUG/hang.txt" |
	    sed -n '2s/:.*//p')" MemTotal
	[ ! -e /proc/pressure/io ] ||
	    grep -q '^== /proc/pressure/io$' "$DEBUG/hang.txt"
	# and nothing is lost of what there was
	grep -q 'run_once 1: see debug/hang.txt$' "$DEBUG/t.DEBUG"
	grep -q 'run_once 1: killed by SIGTERM, ' "$DEBUG/t.DEBUG"
}

@test "what an earlier hook left running is seen, and what is below it" {
	linux
	needs hang
	hangs
	echo 0123456789 >file
	hook t initialize <<-'X'
	sh -c 'hang "$AT_JOBDIR/../../file" "$AT_JOBDIR/up"; :' &
	until [ -e "$AT_JOBDIR/up" ]; do sleep 0.02; done
	X
	expires
	p=$(process 'hang$')
	has "$p" "command: hang $PWD/results/t/../../file $PWD/results/t/up"
	has "$p" ", threads 2, "
	grep -Eq '^thread [0-9]+ worker: state S, cpu [0-9.]+ s and ' <<<"$p"
	grep -Eq '^    syscall: ' <<<"$p"
	has "$p" ": $PWD/file, position 5"
	[ -n "$(process 'sh$')" ]
	# but nobody who was there before
	run ! grep -Eq '^== process [0-9]+ (at-run|bats|bash)' "$DEBUG/hang.txt"
}

@test "the kernel's stack is there for root, and for others why not" {
	linux
	[ -e /proc/self/stack ] || skip 'the kernel has none'
	hangs
	expires
	p=$(process 'run_once, the hook$')
	if head -n 1 /proc/self/stack 2>/dev/null | grep -q .; then
		grep -Eq '^	\[<.*>\] [a-z_0-9]+' <<<"$p"
	else
		has "$p" '    stack: '
	fi
}

@test "of a long log the last 64 KiB, of many open files 256" {
	linux
	needs hang
	hangs
	hook t initialize <<-'X'
	seq 100000 199999
	hang 300 "$AT_JOBDIR/up" &
	until [ -e "$AT_JOBDIR/up" ]; do sleep 0.02; done
	X
	expires
	grep -q '^== the log, its last 65536 of ' "$DEBUG/hang.txt"
	grep -q '^199999$' "$DEBUG/hang.txt"
	run ! grep -q '^180000$' "$DEBUG/hang.txt"
	is "$(process 'hang$' | grep -c '^    [0-9]*: /dev/null, ')" 254
	process 'hang$' | grep -q '^and 4[0-9] more in /proc/'
}

@test "a process that cannot be read does not hold the others up" {
	linux
	needs strace
	hangs
	# whoever wants the command line waits longer than anybody can
	hook t initialize <<-'X'
	sleep 61 & slow=$!
	sleep 62 &
	strace -f -qq -o "$AT_JOBDIR/trace" -p "$PPID" -P "/proc/$slow/cmdline" \
	    -e trace='?open,openat' \
	    -e inject='?open,openat:delay_enter=60000000' &
	while kill -0 $! && ! grep -q '^TracerPid:.[1-9]' /proc/$PPID/status
	do sleep 0.02; done
	kill -0 $! || exec at-raise TEST_NA 'cannot trace'
	X
	run --separate-stderr timeout 60 at-run -q t
	[ "$status" -ne 77 ] || skip 'strace cannot trace here'
	is "$status" 124
	[ -e results/t/t/cleaned ]
	p=$(process 'sleep$')
	is "$(grep -c '^command: takes too long to be read$' <<<"$p")" 1
	is "$(grep -c '^command: sleep 62$' <<<"$p")" 1
	run ! grep -q '^command: sleep 61$' <<<"$p"
	[ "$(grep -c '^    0: /dev/null, ' <<<"$p")" -ge 2 ]
	grep -q '^== /proc/meminfo$' "$DEBUG/hang.txt"
}

@test "limits that strike one after the other are in one file" {
	linux
	hangs
	echo timeout.cleanup=0.2 >>tests/t/manifest
	hook t cleanup <<<'sleep 62'
	run -124 --separate-stderr at-run t
	[ -n "$(process 'run_once, the hook$')" ]
	[ -n "$(process 'cleanup, the hook$')" ]
}

@test "evidence that cannot be written is one warning" {
	linux
	for how in 'mkdir debug/hang.txt' 'mkfifo debug/hang.txt' \
	    'ln -s ../../keyval debug/hang.txt'; do
		rm -rf tests results
		hangs
		hook t initialize <<<"$how"
		expires
		is "$(grep -c 'debug/hang.txt: ' <<<"$stderr")" 1
		is "$(wc -l <<<"$stderr" | tr -d ' ')" 2
		run ! grep -q 'see debug' "$DEBUG/t.DEBUG"
	done
}

@test "a signal, or an end in time, leaves no evidence of hanging" {
	hangs
	hook t run_once <<<'kill -TERM $PPID; sleep 60'
	run -143 at-run -q t
	[ ! -e "$DEBUG/hang.txt" ]
	rm -rf results
	hook t run_once <<<'exit 1'
	run -1 at-run -q t
	[ ! -e "$DEBUG/hang.txt" ]
}

@test "without /proc there is the log, and the limit strikes all the same" {
	[ "$(id -u)" -eq 0 ] && unshare -m mount -t tmpfs none /proc \
	    2>/dev/null || skip 'cannot hide /proc'
	hangs
	hook t initialize <<<'echo last words'
	run -124 unshare -m sh -c \
	    'mount -t tmpfs none /proc && exec at-run -q t'
	[ -e results/t/t/cleaned ]
	grep -q '^== no processes: ' "$DEBUG/hang.txt"
	grep -q '^last words$' "$DEBUG/hang.txt"
}

@test "processes that would fill the disk with what they have open are counted" {
	linux
	needs hang
	hangs
	hook t initialize <<-'X'
	cd "$AT_TMPDIR" || exit
	d=$(printf %0200d 0)
	for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
		mkdir $d && cd -P $d || exit
	done
	: >file
	for i in 1 2 3 4 5 6 7 8 9; do
		hang 300 "$AT_JOBDIR/up$i" <file &
		until [ -e "$AT_JOBDIR/up$i" ]; do sleep 0.02; done
	done
	X
	expires
	[ "$(wc -c <"$DEBUG/hang.txt")" -lt 7000000 ]
	grep -Eq '^== [1-8] more processes$' "$DEBUG/hang.txt"
	# the others are those that are left to tell of
	[ -n "$(process 'run_once, the hook$')" ]
	[ -n "$(process 'sleep$')" ]
	grep -q '^== /proc/loadavg$' "$DEBUG/hang.txt"
}
