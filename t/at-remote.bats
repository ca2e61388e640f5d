#!/usr/bin/env bats
#
# The board is a shell with an environment of its own and the directory
# board for what is temporary; each connection is a line of `calls'.
load helper

setup_file() {
	[ -x "$BATS_TEST_DIRNAME/../cmd/at-remote" ] ||
	    make -s -C "$BATS_TEST_DIRNAME/.." cmd/at-remote
}

teardown() {
	# none of it may outlive a test that failed
	touch go
}

# board - its address; connection N runs ./wire.N instead, if it is there
board() {
	mkdir board
	cat >link <<-'end'
	echo . >>calls
	n=$(wc -l <calls)
	set -- env -i PATH="$PATH" TMPDIR="$PWD/board" AT_HOOKS=0 ${BOARD_SH:-sh}
	[ ! -e "wire.$((n))" ] || . "./wire.$((n))"
	exec "$@"
	end
	printf 'at-run %s\n' one two three >control
	for t in one two three; do
		printf '#!/bin/sh\necho %s >>"%s/ran"\n' $t "$PWD" >$t
		hook $t run_once <$t
	done
}

# remote [OPTION...] CONTROL [TEST...] - on the board
remote() {
	at-remote -e '. ./link' "$@"
}

# held - test two waits for ./go, and says in ./held that it does
held() {
	hook two run_once <<-end
	echo two >>"$PWD/ran"
	echo \$PPID \$\$ >"$PWD/held"
	"$TOP/t/await" [ -e "$PWD/go" ]
	end
}

# ends STATUS PID - that child does
ends() {
	local rc=0
	wait "$2" || rc=$?
	is "$rc" "$1"
}

gone() {
	! kill -0 "$1" 2>/dev/null
}

# once - each test ran once, and nothing is left on the board
once() {
	is "$(tr '\n' ' ' <ran)" 'one two three ' &&
	    is "$(ls -A board)" ''
}

# rebooted - the board was: its processes are killed, its boot is another
rebooted() {
	read -r pid _ <"$1/runner"
	kill -9 "$pid" $(cat "$1/pid" held)
	await gone "$(cat "$1/pid")"
	echo "$pid another-boot" >"$1/runner"
}

@test "the job runs elsewhere, its lines are told, its results come home" {
	board
	run -0 --separate-stderr remote control one two three
	is "$output" results/default
	once
	is "$(readlink results/latest)" default
	printf '%s\n' "$stderr" >told
	is "$(log told)" "$(log results/default/status.log)"
	is "$(log told | grep -c END)" 4
	is "$(ls -A results/default | grep -v '^[a-z]')" .autoserv_execute
	at-report -q results/default | grep '3 tests: 3 GOOD'
	run -1 at-job -R -d results/default
}

@test "the exit status is at-job's; what commands say is told, too" {
	board
	printf 'at-run -q no -- false\necho from the board\nat-run -q -- true\n' >control
	run -1 --separate-stderr remote control
	has "$stderr" 'from the board'
	has "$(log results/default/status.log)" 'END FAIL no no'
	echo 'at-raise ABORT no power' >control
	run -98 --separate-stderr remote control
	is "$output" results/default.1
	echo 'if' >control
	run -125 --separate-stderr remote control
	has "$stderr" yntax
	is "$output$(ls -d results/default.2 2>/dev/null)" ''
	is "$(ls -A board)" ''
}

@test "-d and -g name the directory; one that is not empty is refused" {
	board
	mkdir j
	run -0 --separate-stderr remote -d j control one two three
	is "$output" j
	[ -s j/status.log ]
	[ ! -e results ]
	run -125 --separate-stderr remote -d j control
	is "$stderr" 'at-remote: j: not empty; -R resumes it'
	run -0 --separate-stderr remote -g night control one two three
	is "$output" results/night
	run -125 --separate-stderr remote -g a/b control
	is "$stderr" "at-remote: -g 'a/b': want a name for a directory"
	run -125 remote -d j -g night control
	run -125 remote
	is "${lines[0]%%.*}" 'usage: at-remote [-e command] [-d dir | -g tag] control [test '
}

@test "tests are sent by name or path, files as they are; what is not there is told" {
	board
	mkdir -p else/four
	mv tests/three else
	printf '#!/bin/sh\necho plain >>"%s/ran"\n' "$PWD" >else/plain
	chmod +x else/plain
	printf 'at-run %s\n' one two three ./plain >control
	run -0 --separate-stderr remote control tests/one two else/three/ else/plain
	is "$(tr '\n' ' ' <ran)" 'one two three plain '
	run -125 --separate-stderr remote control one nobody
	is "$stderr" 'at-remote: nobody: no such test'
	run -125 --separate-stderr remote nobody
	is "$stderr" 'at-remote: nobody: cannot be read'
	is "$(ls results)" $'default\nlatest'
}

@test "without -e it is this machine, and nothing stays" {
	board
	TMPDIR=$PWD/board run -0 at-remote control one two three
	once
}

@test "the link is cut: the job goes on, and -R brings it home" {
	board
	held
	echo 'echo $$ >wire; exec "$@"' >wire.2
	at-remote -e '. ./link' control one two three >out 2>err &
	await [ -s held ]
	kill -9 "$(<wire)"
	ends 125 $!
	is "$(tail -n 1 err)" "at-remote: . ./link: the link is gone; 'at-remote -R -d results/default' takes the job up"
	is "$(<out)" ''
	touch go
	await sh -c 'cat board/*/rc'
	run -0 --separate-stderr at-remote -R
	is "$output" results/latest
	once
	is "$(grep -c 'at-job: resumed' results/latest/status.log)" 0
	at-report -q results/latest | grep '3 tests: 3 GOOD'
	run -1 --separate-stderr at-remote -R
	is "$stderr" 'at-remote: results/latest: nothing to resume'
}

# bats test_tags=slow
@test "at-remote is killed: the job goes on, its follower does not" {
	board
	held
	echo 'echo $$ >wire; exec "$@"' >wire.2
	at-remote -e '. ./link' control one two three >out 2>err &
	await [ -s held ]
	kill -9 $!
	await gone "$(<wire)"
	touch go
	run -0 at-remote -R
	once
}

@test "-R follows a job that runs; who followed it before does not any more" {
	board
	held
	at-remote -e '. ./link' control one two three >out 2>err &
	first=$!
	await [ -s held ]
	at-remote -R >out2 2>err2 &
	second=$!
	ends 125 $first
	touch go
	ends 0 $second
	is "$(<out2)" results/latest
	once
}

@test "the board was booted: -R resumes the job, and runs nothing twice" {
	board
	held
	echo 'echo $$ >wire; exec "$@"' >wire.2
	at-remote -e '. ./link' control one two three >out 2>err &
	await [ -s held ]
	kill -9 "$(<wire)"
	ends 125 $!
	rebooted board/*
	touch go
	run -1 --separate-stderr at-remote -R
	once
	is "$(at-report -q results/latest)" '3 tests: 2 GOOD, 1 ABORT'
}

@test "at-job dies on the board: it is told, and -R resumes the job" {
	board
	held
	at-remote -e '. ./link' control one two three >out 2>err &
	await [ -s held ]
	kill -9 $(cat board/*/pid)
	ends 125 $!
	is "$(tail -n 1 err)" 'at-remote: results/default: at-job ended there, its job did not; -R resumes it'
	touch go
	run -0 at-remote -R -g default
	once
}

@test "SIGINT and SIGTERM end the job on the board, and its results come home" {
	for sig in INT TERM; do
		# a shell cannot catch what was ignored before it began
		! sh -c "kill -$sig \$\$" || continue
		rm -rf board tests calls held ran
		board
		held
		set -m	# or the shell would have it ignored
		at-remote -e '. ./link' -g $sig control one two three >out 2>err &
		set +m
		await [ -s held ]
		kill -$sig $!
		ends $((128 + $(kill -l $sig))) $!
		is "$(<out)" results/$sig
		is "$(<ran)" $'one\ntwo'
		has "$(log results/$sig/status.log)" 'ABORT two two: run_once: ended by SIGINT'
		is "$(ls -A board)" ''
	done
}

@test "what comes home is whole, or it is not there" {
	board
	echo 'exec 3<&0; { "$@" <&3 3<&-; } | head -c 9000; exit' >wire.2
	run -125 --separate-stderr remote control one two three
	is "$(ls -A results/default)" .at-remote
	run -0 --separate-stderr at-remote -R
	once
	[ -e results/default/one/status.log ]
	[ ! -e results/default/.at-remote ]
}

@test "when the board cannot be cleaned up it is told, and -R does only that" {
	board
	echo 'exit 255' >wire.3
	printf 'at-run -q %s\n' one no two three >control
	run -1 --separate-stderr remote control one two three
	is "$output" results/default
	has "$stderr" "at-remote: . ./link: the job's directory is still there; -R removes it"
	[ -n "$(ls board)" ]
	at-report -q results/latest >before
	run -1 --separate-stderr at-remote -R
	is "$stderr" ''
	once
	is "$(wc -l <calls | tr -d ' ')" 4
	is "$(at-report -q results/latest)" "$(<before)"
}

@test "no answer: nothing is made" {
	board
	echo 'exit 255' >wire.1
	run -125 --separate-stderr remote control one
	is "$stderr" 'at-remote: . ./link: the job could not be sent'
	is "$(ls results 2>/dev/null | grep -v latest)" ''
}

@test "cut while it is sent: nothing is left, or -R with the control file goes on" {
	board
	head -c 300000 /dev/zero >tests/one/data
	echo 'dd bs=1 count=100000 | "$@"; exit' >wire.1
	run -125 --separate-stderr remote control one two three
	is "$(ls -A board)" ''
	is "$(ls -A results | grep -v latest)" ''
	[ ! -e ran ]
	rm calls
	echo 'exit 255' >wire.2
	run -125 --separate-stderr remote control one two three
	rm wire.1
	run -0 --separate-stderr at-remote -R control one two three
	once
}

@test "-R with a control file begins the job where there is none" {
	board
	run -125 --separate-stderr remote -R -d j
	is "$stderr" 'at-remote: j: no job to resume'
	run -0 --separate-stderr remote -R -d j control one two three
	is "$output" j
	once
	run -1 remote -R -d j control one two three
	once
}

@test "a job that the board lost is told" {
	board
	held
	echo 'echo $$ >wire; exec "$@"' >wire.2
	at-remote -e '. ./link' control one two three >out 2>err &
	await [ -s held ]
	kill -9 "$(<wire)"
	ends 125 $!
	rebooted board/*
	rm -rf board/*
	run -125 --separate-stderr at-remote -R
	is "$stderr" 'at-remote: results/latest: there is no such job at the other end'
}

@test "no tar there: that is told, and nothing stays" {
	board
	mkdir few
	for p in sh env mkdir rm cat; do ln -s "$(command -v $p)" few; done
	builtins few
	echo "set -- env -i PATH=$PWD/few TMPDIR=$PWD/board sh" >wire.1
	run -125 --separate-stderr remote control one
	has "$stderr" 'at-remote: there is no tar at the other end'
	is "$(ls -A board)" ''
}

@test "programs of another machine: that is told, and nothing stays" {
	board
	mkdir other
	printf '#!/no/such/interpreter\n' >other/at-job
	printf '#!/no/such/interpreter\n\n' >other/at-run
	chmod +x other/*
	AT_REMOTE_BIN=$PWD/other run -125 --separate-stderr remote control one
	has "$stderr" '/bin/at-job does not run there'
	is "$(ls -A board)" ''
}

@test "the one file at is sent once, and linked there" {
	board
	mkdir bin
	cat >bin/at <<-end
	#!/bin/sh
	case \$0 in
	*/at) for p in "$TOP"/cmd/at-*.c; do p=\${p##*/}; echo "\${p%.c}"; done ;;
	*) echo "\${0%/*}" >>"$PWD/called"; exec "$TOP/cmd/\${0##*/}" "\$@" ;;
	esac
	end
	chmod +x bin/at
	ln -s at bin/at-job
	ln -s at bin/at-run
	AT_REMOTE_BIN=$PWD/bin run -0 remote control one two three
	once
	grep "$PWD/board/at-remote" called
	rm bin/at-* ran
	AT_REMOTE_BIN=$PWD/bin run -0 remote control one two three
	once
}

# bats test_tags=slow
@test "every shell will do, here and there" {
	board
	for sh in dash 'busybox sh' mksh yash posh ksh93 'bash --posix' 'zsh --emulate sh'; do
		command -v "${sh%% *}" >/dev/null || continue
		rm -f ran
		any=$sh
		# shellcheck disable=SC2086 # words
		BOARD_SH=$sh run -0 $sh "$TOP/cmd/at-remote" -e '. ./link' \
		    control one two three
		once || { echo "^ $sh" >&2; return 1; }
	done
	[ -n "${any-}" ] || skip 'no shell to be had'
}

# several - boards b1 and b2, of which a test needs both at once
several() {
	board
	mkdir b1 b2
	for t in one two; do
		hook $t run_once <<-end
		echo $t \$PWD >>"$PWD/ran"
		"$TOP/t/await" awk 'END { exit NR < 2 }' "$PWD/ran"
		end
	done
}

# both - one test ran on each, and nothing stays
both() {
	is "$(sed -n 's,.*/\(b[12]\)/at-remote.*,\1,p' ran | sort | tr '\n' ' ')" \
	    'b1 b2 '
	is "$(ls -A b1 b2)" $'b1:\n\nb2:'
	is "$(at-report -q results/$1)$(at-report -q results/$2)" \
	    "1 test: 1 GOOD1 test: 1 GOOD"
}

@test "share/examples: make -j runs a job on each board, and again what failed" {
	several
	echo 'at-run $(ls tests | head -n 1)' >control
	run -0 env -u MAKEFLAGS make -s -j 2 -f "$TOP/share/examples/boards.mk" \
	    BOARDS='b1 b2' LINK="TMPDIR=$PWD/\$@ sh" TESTS=one
	both b1 b2
	run -0 env -u MAKEFLAGS make -s -f "$TOP/share/examples/boards.mk" \
	    BOARDS='b1 b2' LINK=false
	rm -r results/b1
	run -2 env -u MAKEFLAGS make -s -f "$TOP/share/examples/boards.mk" \
	    BOARDS='b1 b2' LINK=false
	has "$output" 'at-remote: false: the job could not be sent'
}

@test "share/examples: xargs -P runs each test on a board that is free" {
	several
	export LINK="TMPDIR=$PWD/\$BOARD sh"
	run -0 --separate-stderr "$TOP/share/examples/boards.xargs" 'b1 b2' one two
	both one two
	is "$(ls results/busy)" ''
	hook bad run_once <<<false
	run -123 "$TOP/share/examples/boards.xargs" 'b1 b2' bad
}

@test "share/examples: GNU parallel runs each test on a board that is free" {
	command -v parallel >/dev/null || skip 'parallel is not installed'
	several
	export LINK="TMPDIR=$PWD/\$BOARD sh"
	run -0 --separate-stderr "$TOP/share/examples/boards.parallel" 'b1 b2' one two
	both one two
	hook bad run_once <<<false
	run -1 "$TOP/share/examples/boards.parallel" 'b1 b2' bad
}
