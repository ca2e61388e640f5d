#!/usr/bin/env bats
# A real terminal: what it is shown while a test runs, and where Ctrl-C goes.
load helper

setup_file() {
	${CC:-cc} -o "$BATS_FILE_TMPDIR/pty" "$BATS_TEST_DIRNAME/pty.c" || :
}

# typed FILE COMMAND... - the command on a terminal, Ctrl-C when FILE is there
typed() {
	[ -x "$BATS_FILE_TMPDIR/pty" ] || skip 'no compiler'
	run timeout -s KILL 60 "$BATS_FILE_TMPDIR/pty" "$@"
	[ "$status" -ne 125 ] || skip 'no terminal to be had'
}

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	unset MAKEFLAGS MFLAGS MAKELEVEL ${!AT_@}
	export AT_HOOKS=0
	hook t run_once <<<'echo $$ >"$AT_JOBDIR/pid"; : >"$AT_JOBDIR/up"; sleep 60'
	hook t cleanup <<<'echo "$AT_VERDICT" >>"$AT_JOBDIR/cleaned"'
}

@test "Ctrl-C ends a job under make: cleanup ran once, blocks have their END, make stops" {
	printf 'all: first second\nfirst:\n\tat-job -d j control\nsecond:\n\ttouch second\n' >Makefile
	printf 'at-run t\nat-run u -- touch "$AT_JOBDIR/ran"\n' >control
	for make in make bmake; do
		command -v $make >/dev/null || continue
		rm -rf j
		typed j/up $make
		[ "$status" -ne 0 ]
		[ ! -e second ]
		[ ! -e j/ran ]
		is "$(<j/cleaned)" ABORT
		run ! kill -0 "$(<j/pid)"
		is "$(log j/status.log)" "$(cat <<-'X'
		START ---- ----:
		.START t t:
		..ABORT t t: run_once: ended by SIGINT
		.END ABORT t t:
		END ABORT ---- ----: at-job: ended by SIGINT
		X
		)"
		is "$(ls j/tmp)" ''
		any=$make
	done
	[ -n "${any-}" ] || skip 'no make to be had'
}

@test "Ctrl-C ends tests side by side under make -j, each with its cleanup" {
	cat >Makefile <<-'X'
	all: 1 2 3
	1 2 3: ; at-run -q -d j -g $@ t
	X
	hook t run_once <<-'X'
	: >"$AT_JOBDIR/up.$AT_TAG"
	[ ! -e "$AT_JOBDIR/up.1" ] || [ ! -e "$AT_JOBDIR/up.2" ] ||
	    [ ! -e "$AT_JOBDIR/up.3" ] || : >"$AT_JOBDIR/up"
	sleep 60
	X
	typed j/up make -j 3
	[ "$status" -ne 0 ]
	is "$(wc -l <j/cleaned | tr -d ' ')" 3
	is "$(log j/status.log | grep -c '^END ABORT t\.[123] t\.[123]:$')" 3
	is "$(log j/status.log | grep -c '^\.ABORT t\.[123] t\.[123]: run_once: ended by SIGINT$')" 3
}

@test "Ctrl-C ends what a test left and at-run waits for, then at-run by it" {
	[ "$(uname)" = Linux ] || skip 'no subreaper here'
	hook t run_once <<-'X'
	setsid sh -c 'trap ": >\"$AT_JOBDIR/told\"" TERM
	    : >"$AT_JOBDIR/up"; while :; do sleep 0.1; done' &
	"$TOP/t/await" [ -e "$AT_JOBDIR/up" ]
	X
	echo grace=100 >tests/t/manifest
	typed j/told at-run -d j t
	is "$status" 130
	has "$output" 'at-run: t: leaked '
	is "$(log j/status.log | tail -n 2)" "$(printf '.GOOD t t: completed successfully\nEND GOOD t t:')"
}

# shown COMMAND... - what it writes on a terminal, in `seen' as it comes and
# in `lines' with a line for each time that the cursor went to the left;
# Ctrl-C is typed there when the file $TYPE is there
shown() {
	[ -x "$BATS_FILE_TMPDIR/pty" ] || skip 'no compiler'
	rc=0
	TERM=${TERMINAL-linux} AT_HOOKS=0 timeout -s KILL 60 \
	    "$BATS_FILE_TMPDIR/pty" "${TYPE-never}" "$@" >seen 3>&- || rc=$?
	[ "$rc" -ne 125 ] || skip 'no terminal to be had'
	tr '\r' '\n' <seen | sed "s/$(printf '\033')\[K/<clear>/" >lines
}

# bats test_tags=slow
@test "on a terminal one line tells the test, its iteration, the time, the verdicts" {
	hook t run_once <<-'X'
	[ "$AT_ITERATION" = 1 ] || one='.* 1 GOOD'
	"$TOP/t/await" grep -a "t  iteration $AT_ITERATION of 3$one" "$AT_JOBDIR/../seen"
	X
	cat >control <<-'X'
	at-run -q u -- false
	{
		"$TOP/t/await" grep -q iteration seen
		at-run -q v -- true
	} &
	at-run -t 30 -n 3 t
	wait
	X
	shown at-job -d j control
	is "$rc" 1
	run -0 grep '^t  iteration' lines
	[[ ${lines[0]} =~ ^'t  iteration 1 of 3  '[0-9]+' s  1 FAIL<clear>'$ ]]
	[[ ${lines[${#lines[@]} - 1]} =~ ^'t  iteration 3 of 3  '[0-9]+' s, '[0-9]+' s left  1 GOOD, 1 FAIL<clear>'$ ]]
	# and it is gone
	is "$(grep -v '^t  ' lines | tr -d '\n')" '<clear>j'
}

@test "a warning begins a line of its own, and the line that tells is short" {
	hook t run_once <<-'X'
	"$TOP/t/await" grep -a 't  itera\.\.\.' "$AT_JOBDIR/../seen"
	exit 1
	X
	shown sh -c 'stty cols 12; at-run -t 30 -d j -l 9 t'
	is "$rc" 1
	has "$(<lines)" $'\n''t  itera...<clear>'
	has "$(<lines)" $'\n''<clear>at-run: t: FAIL: run_once: exit 1; see '
}

@test "what at-job says begins a line of its own, too" {
	hook t run_once <<-'X'
	"$TOP/t/await" grep -a 'left running' "$AT_JOBDIR/../seen"
	X
	printf 'at-run -t 30 t &\n"$TOP/t/await" grep -q "t  it" seen\n' >control
	shown at-job -d j control
	is "$rc" 0
	has "$(<lines)" $'\n''<clear>at-job: '
}

@test "Ctrl-C: the line is gone before the reason" {
	hook t run_once <<-'X'
	"$TOP/t/await" grep -a 't  it' "$AT_JOBDIR/../seen"
	: >"$AT_JOBDIR/../type"
	sleep 60
	X
	TYPE=type
	shown at-run -t 30 -d j t
	is "$rc" 130
	is "$(grep -c '<clear>at-run: t: ABORT: ' lines)" 1
	has "$(<lines)" $'\n''<clear>at-run: t: ABORT: '
}

@test "a terminal that takes nothing, or a pipe, does not hold up a time limit" {
	[ -x "$BATS_FILE_TMPDIR/pty" ] || skip 'no compiler'
	mkfifo out err
	exec 8<>out 9<>err	# nobody reads
	TERM=linux "$BATS_FILE_TMPDIR/pty" never sh -c 'at-run -t 1.1 -d j t -- sh -c "
			head -c 300000 /dev/zero >$(tty) & exec sleep 60"' \
	    >out 3>&- 8>&- 9>&- &
	at-run -v -t 1.1 -d j u -- sh -c 'head -c 300000 /dev/zero; sleep 60' \
	    >/dev/null 2>err 3>&- 8>&- 9>&- &
	for ((i = 0; i < 1000; i++)); do
		ended=$(cut -f 1-2 j/status.log 2>/dev/null | grep END | sort)
		[ "$(grep -c . <<<"$ended")" != 2 ] || break
		sleep 0.01
	done
	exec 6<out 7<err 8>&- 9>&-
	cat <&6 >/dev/null 3>&- &
	cat <&7 >/dev/null 3>&- &
	wait
	is "$ended" "$(printf 'END ERROR\tt\nEND ERROR\tu')"
}

@test "of tests side by side one has the line, then the other" {
	hook t run_once <<-'X'
	"$TOP/t/await" grep -a "t\.$AT_TAG  " "$AT_JOBDIR/../seen"
	X
	printf 'at-run -t 30 -g 1 t &\nat-run -t 30 -g 2 t &\nwait\n' >control
	shown at-job -d j control
	is "$rc" 0
	is "$(sed -n 's/^t\.\([12]\)  .*/\1/p' lines | uniq | sort)" "$(printf '1\n2')"
}

@test "what goes to a file or a dumb terminal does not clear the line" {
	hook t run_once <<-'X'
	"$TOP/t/await" [ -e "$AT_JOBDIR/../done" ]
	X
	cat >control <<-'X'
	at-run -t 30 t &
	"$TOP/t/await" grep -a 't  it' seen
	at-run u -- false 2>err
	TERM=dumb at-run v -- false
	: >done
	wait
	X
	shown at-job -d j control
	is "$rc" 1
	[[ $(<err) == 'at-run: u: FAIL: '* ]]
	run -0 grep -a 'at-run: v: FAIL: ' lines
	[[ $output != '<clear>at-run: '* ]]
}

@test "-q, -v, a dumb terminal and none at all: there is no such line" {
	TERMINAL=dumb
	shown sh -c 'at-run -d j -g dumb t -- sleep 1.2 &
		TERM=linux at-run -q -d j -g q t -- sleep 1.2 &
		TERM=linux at-run -d j -g none t -- sleep 1.2 2>&1 | cat &
		TERM=linux timeout 30 at-run -d j -g behind t -- sleep 1.2 &
		wait'
	is "$(<seen)" ''
	TERMINAL=linux
	shown at-run -v -d j t -- sh -c 'echo out; sleep 1.2; printf more'
	is "$(tr -d '\r' <seen | sed 's/^@ [-0-9]* [0-9:.]* /@ /; s/[0-9.]* s$/T/')" \
	    "$(printf '@ run_once 1: start\nout\nmore\n@ run_once 1: exit 0, T\n@ test GOOD: 1 iterations, T')"
}
