#!/usr/bin/env bats
# What is kept of a test that hangs, and of one that crashes.
load helper

setup_file() {
	${CC:-cc} -o "$BATS_FILE_TMPDIR/hang" "$BATS_TEST_DIRNAME/hang.c" \
	    -pthread || :
}

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	unset ${!AT_@}
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
	"$TOP/t/await" [ -e "$AT_JOBDIR/up" ]
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
	"$TOP/t/await" [ -e "$AT_JOBDIR/up" ]
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
	"$TOP/t/await" sh -c '! kill -0 $1 ||
	    grep -q "^TracerPid:.[1-9]" /proc/$2/status' sh $! $PPID
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

@test "the hook comes first, whatever was started after it" {
	linux
	hangs
	hook t initialize <<<'while sleep 0.05; do :; done &'
	expires
	is "$(sed -n '/^== process/{ s/ [0-9]* / /; p; q; }' "$DEBUG/hang.txt")" \
	    '== process run_once, the hook'
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
	# a sanitizer's program does not start without it
	[ "$(id -u)" -eq 0 ] && unshare -m sh -c \
	    'mount -t tmpfs none /proc && at-run -h' >/dev/null 2>&1 ||
	    skip 'cannot hide /proc'
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
		"$TOP/t/await" [ -e "$AT_JOBDIR/up$i" ]
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

# cores - skip unless the kernel leaves cores where the dead process was
cores() {
	linux
	case $(</proc/sys/kernel/core_pattern) in
	*[/\|@]*) skip 'cores go elsewhere here' ;;
	esac
	[ "$(ulimit -Hc)" != 0 ] || skip 'no cores here'
}

# fakegdb - a gdb that tells how it was called
fakegdb() {
	mkdir -p bin
	cat >bin/gdb <<-'X'
	#!/bin/sh
	case $* in
	*' info proc mappings -c '*)
		echo ' Start Addr End Addr Size Offset objfile'
		echo ' 0x1 0x2 0x1000 0x0 /some/program with blanks' ;;
	*)
		printf '<%s>' "$@"
		head -c "${LONG:-0}" /dev/zero ;;
	esac
	X
	chmod +x bin/gdb
	PATH=$PWD/bin:$PATH
}

# elf FILE - for a hook: make something that looks like a core
elf='elf() { printf "\177ELF------------\004\000 and so on" >"$1"; }'

@test "a hook that crashes: which, how, the core, and gdb's backtrace" {
	cores
	fakegdb
	hook t run_once <<<'kill -SEGV $$'
	hook t cleanup <<<': >cleaned'
	run -1 --separate-stderr at-run t
	has "$stderr" 'FAIL: run_once: killed by SIGSEGV (core dumped); see'
	onlyline
	[ -e results/t/t/cleaned ]
	r=$(cat $DEBUG/crash.1.txt)
	has "$r" ' run_once 1: killed by SIGSEGV (core dumped)'
	has "$r" "command: $PWD/tests/t/run_once"
	core=$PWD/$DEBUG/crash.1.core
	has "$r" "core: $core, $(wc -c <"$core" | tr -d ' ') bytes"
	is "$(head -c 4 "$core" | tail -c 3)" ELF
	has "$r" '== gdb /some/program with blanks'
	has "$r" "><-ex><thread apply all bt full 64></some/program with blanks><$core>"
	run ! grep -q 'Start Addr' $DEBUG/crash.1.txt
	grep -q 'run_once 1: see debug/crash.1.txt$' $DEBUG/t.DEBUG
	# nothing stays where the test was
	run ! grep -q core <<<"$(ls results/t/t)"
}

@test "the backtrace of a real gdb has frames" {
	cores
	needs gdb
	hook t run_once <<<'kill -ABRT $$'
	run -1 at-run -q t
	grep -q '^#0 ' $DEBUG/crash.1.txt
	grep -q 'SIGABRT' $DEBUG/crash.1.txt
}

@test "a backtrace beyond any measure is cut" {
	cores
	fakegdb
	hook t run_once <<<'kill -SEGV $$'
	LONG=3000000 run -1 at-run -q t
	[ "$(wc -c <$DEBUG/crash.1.txt)" -lt 1100000 ]
	is "$(tail -n 1 $DEBUG/crash.1.txt)" '... and more, which is cut'
}

@test "without gdb there are report and core" {
	cores
	hook t run_once <<<'kill -SEGV $$'
	PATH=$TOP/cmd run -1 "$TOP/cmd/at-run" -q t
	grep -q '^no backtrace: gdb: No such file' $DEBUG/crash.1.txt
	[ -s $DEBUG/crash.1.core ]
}

@test "a signal while gdb works ends at-run, and the crash is on record" {
	cores
	mkdir bin
	printf '%s\n' '#!/bin/sh' 'kill -TERM $PPID' 'exec sleep 60' >bin/gdb
	chmod +x bin/gdb
	PATH=$PWD/bin:$PATH
	hook t run_once <<<'kill -SEGV $$'
	hook t cleanup <<<': >cleaned'
	run -143 timeout 30 at-run -q t
	[ -e results/t/t/cleaned ]
	grep -q '^no backtrace: gdb: ' $DEBUG/crash.1.txt
	has "$(log results/t/t/status.log)" 'END FAIL t t'
}

@test "what a shell tells of a crash counts if there is a core" {
	cores
	fakegdb
	hook t run_once <<-'X'
	cd "$AT_TMPDIR" && sh -c 'kill -BUS $$'
	X
	run -1 at-run -q t
	grep -q ' run_once 1: exit 135$' $DEBUG/crash.1.txt
	[ -s $DEBUG/crash.1.core ]
	# the test's own file is none, nor is an old one
	for own in 'echo text >core' \
	    "$elf; elf core; touch -t 200001010000 core"; do
		rm -rf results
		hook u run_once <<<"$own; exit 135"
		run -1 at-run -q u
		[ -s results/u/u/core ]
		[ ! -e results/u/u/debug/crash.1.txt ]
	done
}

@test "no core: the report says why" {
	fakegdb
	hook t run_once <<<'kill -KILL $$'
	run -1 at-run -q t
	grep -q ' run_once 1: killed by SIGKILL$' $DEBUG/crash.1.txt
	grep -q '^no core: the signal makes none$' $DEBUG/crash.1.txt
	cores
	hook u run_once <<<'kill -SEGV $$'
	ulimit -Hc 0 2>/dev/null || ulimit -c 0
	run -1 at-run -q u
	grep -q '^no core: its limit is 0, and cannot be raised$' \
	    results/u/u/debug/crash.1.txt
	run ! grep -q '== gdb' results/u/u/debug/crash.1.txt
}

@test "a hook that we end, that fails, or that is good is no crash" {
	hook t initialize <<<'exit 0'
	hook t run_once <<<'exec at-raise FAIL why'
	run -1 at-run -q t
	[ ! -e $DEBUG/crash.1.txt ]
	rm -rf results
	hangs
	expires
	[ ! -e $DEBUG/crash.1.txt ]
}

@test "the core limit is raised for a test, to 1 GiB or what is allowed" {
	[ "$(ulimit -Hc)" = unlimited ] || skip 'a hard limit'
	limit() {
		rm -rf results
		at-run t -- sh -c 'ulimit -c' >/dev/null || return
		sed -n '2p' $DEBUG/t.DEBUG
	}
	want=$(ulimit -Sc unlimited; sh -c 'ulimit -Sc 1; cat /proc/self/limits' |
	    awk '/core file/ { print 1073741824 / $5 }')
	is "$(ulimit -Sc 0; limit)" "$want"
	is "$(ulimit -Sc unlimited; limit)" unlimited
	is "$(ulimit -Sc 9999999; limit)" \
	    "$(ulimit -c 9999999; sh -c 'ulimit -c')"
	is "$(ulimit -Hc 8; ulimit -Sc 0; limit)" \
	    "$(ulimit -c 8; sh -c 'ulimit -c')"
}

@test "at-iterate in a test keeps what its command left, once" {
	cores
	fakegdb
	hook t run_once <<-'X'
	at-iterate -n 3 sh -c 'kill -SEGV $$' crashing
	X
	run -1 at-run -q t
	grep -q '^command: sh -c kill -SEGV $$ crashing$' $DEBUG/crash.1.txt
	[ -s $DEBUG/crash.1.core ]
	[ ! -e $DEBUG/crash.2.txt ]
}

@test "at-iterate alone leaves core, limit and directory as they are" {
	cores
	fakegdb
	mkdir alone
	cd alone
	run -139 --separate-stderr at-iterate -o records sh -c \
	    'ulimit -Sc 0; kill -SEGV $$'
	is "$(ls)" records
	is "$stderr" 'at-iterate: sh: killed by SIGSEGV'
	is "$(ulimit -Sc 8; at-iterate -qo - sh -c 'ulimit -c' 2>&1 |
	    head -n 1)" "$(ulimit -Sc 8; sh -c 'ulimit -c')"
	ulimit -Sc unlimited 2>/dev/null || ulimit -Sc "$(ulimit -Hc)"
	run -139 --separate-stderr at-iterate -o records sh -c 'kill -SEGV $$'
	is "$stderr" 'at-iterate: sh: killed by SIGSEGV (core dumped)'
	is "$(ls | sed 's/^core.*/core/')" "$(printf '%s\n' core records)"
}

@test "a test has 16 reports, then it has enough" {
	hook t run_once <<-'X'
	for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18; do
		at-iterate -q sh -c 'kill -KILL $$'
	done
	X
	run -1 at-run -q t
	is "$(ls $DEBUG | grep -c '^crash')" 16
	is "$(wc -l <$DEBUG/crash.16.txt | tr -d ' ')" 3
}

# pattern TEXT - run t where that is the kernel's core_pattern
pattern() {
	rm -rf results
	printf '%s\n' "$1" >pattern
	run -1 unshare -m sh -c 'mount --bind pattern \
	    /proc/sys/kernel/core_pattern && exec at-run -q t'
}

@test "core_pattern is respected: a pipe, a directory, a name" {
	linux
	fakegdb
	: >pattern
	[ "$(id -u)" -eq 0 ] && unshare -m mount --bind pattern \
	    /proc/sys/kernel/core_pattern 2>/dev/null ||
	    skip 'cannot change it for a test'
	mkdir all
	hook t run_once <<-X
	$elf
	mkdir sub; elf sub/core.\$\$; elf sub/core.1
	elf "a%b-sh-\$\$.core"; elf "a%b-sh-1.core"
	elf plain.\$\$
	mkdir only; elf only/1; elf lone.1
	elf $PWD/all/sh.\$\$; elf $PWD/all/sh.1
	kill -SEGV \$\$
	X
	# given to a program: it is told
	pattern '|/bin/collect %p %s'
	grep -q '^no core: .*: |/bin/collect %p %s$' $DEBUG/crash.1.txt
	# in the directory where the process was
	for p in 'sub/core.%p' 'a%%b-%e-%p.core' 'a%%b-%e%s-%p.core' plain; do
		pattern "$p"
		grep -q "^core: $PWD/$DEBUG/crash.1.core, 28 bytes" \
		    $DEBUG/crash.1.txt
	done
	run ! grep -q plain <<<"$(ls results/t/t)"
	# but another's is none
	for p in only/%p lone; do
		pattern $p
		grep -q "^no core: the kernel's name for it is $p, but " \
		    $DEBUG/crash.1.txt
	done
	# one for all programs is left alone, and told if it is ours
	rm -f all/*
	pattern "$PWD/all/%e.%p"
	core=$(sed -n 's/^core: \(.*\), 28 bytes$/\1/p' $DEBUG/crash.1.txt)
	[ "${core%/*}" -ef "$PWD/all" ]
	[ "${core##*.}" != 1 ]
	[ -e "$core" ]
	has "$(tail -n 1 $DEBUG/crash.1.txt)" "<$core>"
	pattern "$PWD/all/%e"
	grep -q "^no core: the kernel's name for it is $PWD/all/%e$" \
	    $DEBUG/crash.1.txt
	[ -e "$core" ]
}
