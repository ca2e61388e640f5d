#!/usr/bin/env bats
# Ctrl-C on a real terminal reaches make, the shell, at-job and at-run.
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
	# shellcheck disable=SC2046 # names without blanks
	unset MAKEFLAGS MFLAGS MAKELEVEL \
	    $(env | sed -n 's/^\(AT_[A-Z_]*\)=.*/\1/p')
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
		[ ! -e second ] && [ ! -e j/ran ]
		is "$(cat j/cleaned)" ABORT
		run ! kill -0 "$(cat j/pid)"
		is "$(log j/status.log)" "$(cat <<-'X'
		START ---- ----:
		.START t t:
		..ABORT t t: run_once: ended by SIGINT
		.END ABORT t t:
		END ABORT ---- ----: at-job: ended by SIGINT
		X
		)"
		is "$(ls j/tmp)" ''
	done
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
	until [ -e "$AT_JOBDIR/up" ]; do :; done
	X
	echo grace=100 >tests/t/manifest
	typed j/told at-run -d j t
	is "$status" 130
	has "$output" 'at-run: t: leaked '
	is "$(log j/status.log | tail -n 2)" "$(printf '.GOOD t t: completed successfully\nEND GOOD t t:')"
}
