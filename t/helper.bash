# Sourced by every test: the built tools first, an empty directory to work in.
bats_require_minimum_version 1.5.0
TOP=${BATS_TEST_DIRNAME%/*}
export TOP
PATH=$TOP/cmd:$PATH
# a language that is not installed makes some shells warn
unset LANG LANGUAGE ${!LC_@}
# shellcheck source=t/await
. "$TOP/t/await"

# limit SECONDS REASON - the time limit of this test, if five minutes are not
# enough for it; t/limits ends a test that takes longer
limit() {
	local now

	printf -v now '%(%s)T' -1
	printf '%s\n' $((now + $1)) "$BATS_OUT" \
	    >"$BATS_RUN_TMPDIR/limits/$$"
}

# the first test of a run starts what ends tests.  Bats has a limit, too,
# but its watch is a child of the test, which `wait' waits for
export TEST_LIMIT=${TEST_LIMIT:-${BATS_TEST_TIMEOUT:-300}}
unset BATS_TEST_TIMEOUT
if [ -n "${BATS_TEST_NAME-}" ] && [ -d /proc/self ]; then
	[ -d "$BATS_RUN_TMPDIR/limits" ] ||
	    ! mkdir "$BATS_RUN_TMPDIR/limits" 2>/dev/null ||
	    ("$TOP/t/limits" "$BATS_RUN_TMPDIR/limits" </dev/null >/dev/null \
		2>&1 3>&- 4>&- &)
	limit "$TEST_LIMIT" 'that of every test'
fi

# A test starts many processes, and bats makes each of them dear: it notes the
# stack before each command, also of what is forked.  It is enough to note it
# when a command has failed.
if [ "${BATS_TRACE_LEVEL:-0}" -eq 0 ] &&
    declare -F bats_capture_stack_trace bats_error_trap >/dev/null; then
	bats_debug_trap() {
		trap - DEBUG
	}
	bats_error_trap() {
		bats_check_status_from_trap
		bats_capture_stack_trace
		BATS_DEBUG_LAST_STACK_TRACE_IS_VALID=1
	}
fi

# run [! | -N] [--separate-stderr] COMMAND... - as that of bats, which starts
# three more processes: status, output, lines, stderr and stderr_lines are of
# the command; fails if its status is not N, or with ! if it is 0
run() {
	# what is run may be a function, which knows the test's names
	local run_want='' run_errors='' run_program='' run_flags=$-

	while [ $# -gt 0 ]; do
		case $1 in
		!) run_want=! ;;
		-[0-9]*) run_want=${1#-} ;;
		--separate-stderr) run_errors=$BATS_RUN_TMPDIR/run.$BASHPID ;;
		*) break ;;
		esac
		shift
	done
	# Bash takes a SIGINT that ends the process of $( ) as sent to itself.
	# So a command that is to end by it does not take the place of that
	# process, neither here nor, by the `exit' behind it, by bash.
	[ "$run_want" = 130 ] || declare -F -- "$1" >/dev/null ||
	    ! hash -- "$1" 2>/dev/null || run_program=${BASH_CMDS[$1]-}
	set +eET
	output=$(
		if [ "$run_errors" ]; then exec 2>"$run_errors"; else exec 2>&1; fi
		[ -z "$run_program" ] || exec "$@"
		"$@"
		exit
	)
	status=$?
	IFS=$'\n' read -d '' -r -a lines <<<"$output"
	if [ "$run_errors" ]; then
		read -d '' -r stderr <"$run_errors"
		IFS=$'\n' read -d '' -r -a stderr_lines <<<"$stderr"
	fi
	set "-$run_flags"
	case $run_want in
	"$status") return ;;
	!) [ "$status" -eq 0 ] || return 0 ;;
	'') [ "$status" -eq 127 ] || return 0 ;;
	esac
	# bats tells the others
	[ "$status" -gt 1 ] || BATS_ERROR_SUFFIX=": status $status"
	printf '%s\n' "$output${run_errors:+
$stderr}" >&2
	return 1
}

setup() {
	# nothing of a job that runs this suite may leak into its tests
	unset ${!AT_@}
	# what is tested here is not what the machine was doing
	export AT_HOOKS=0
	cd "$BATS_TEST_TMPDIR" || return
}

# is ACTUAL EXPECTED - compare, and show both when they differ
is() {
	[ "$1" = "$2" ] && return
	printf 'got:  %s\nwant: %s\n' "$1" "$2" >&2
	return 1
}

# has TEXT PART - PART stands somewhere in TEXT
has() {
	case $1 in
	*"$2"*) return 0 ;;	# not that of the command before
	esac
	printf 'got:     %s\nwithout: %s\n' "$1" "$2" >&2
	return 1
}

# log FILE - a status log without its times, columns as `code subdir name: text'
log() {
	awk -F '\t' '/^  / { print "|" $0; next } {
		sub(/\ttimestamp=[-0-9]*/, "")
		sub(/\tlocaltime=[^\t]*/, "")
		n = 0; while ($(n + 1) == "") n++
		s = ""; for (i = 0; i < n; i++) s = s "."
		s = s $(n + 1) " " $(n + 2) " " $(n + 3) ":"
		for (i = n + 4; i <= NF; i++) if ($i != "") s = s " " $i
		print s }' "$1"
}

# hook TEST NAME - make the hook of tests/TEST from standard input
hook() {
	local text=''

	IFS= read -rd '' text || :
	[ -d "tests/$1" ] || mkdir -p "tests/$1"
	printf '#!/bin/sh\n%s' "$text" >"tests/$1/$2"
	chmod +x "tests/$1/$2"
}

# builtins DIR - what this sh has not built in, as some have not; the PATH
# of a script that is to be nothing but DIR
builtins() {
	for p in echo printf test '[' kill; do
		PATH=$1 "$(command -v sh)" -c "command -v '$p'" >/dev/null ||
		    ln -s "$(type -P "$p")" "$1/$p"
	done
}

# loopback - skip where nobody can be reached at 127.0.0.1
loopback() {
	local said

	said=$( (: </dev/tcp/127.0.0.1/1) 2>&1) || :
	case $said in
	*unreachable*) skip 'no loopback interface' ;;
	esac
}

# onlyline - standard error is one line (kept in $stderr by bats)
onlyline() {
	is "$(printf '%s\n' "$stderr" | wc -l | tr -d ' ')" 1
}

# nobody COMMAND... - as a user who may write nothing of ours
nobody() {
	if [ "$(id -u)" != 0 ]; then
		"$@"
		return
	fi
	command -v setpriv >/dev/null || skip 'needs another user'
	chmod 755 "$BATS_RUN_TMPDIR" "$BATS_TEST_TMPDIR"/.. "$BATS_TEST_TMPDIR"
	setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
}
