# shellcheck shell=sh
# sampler.sh - what profilers share; sourced
#
# A profiler defines on_start, on_stop and, if it has one, on_report, and
# ends with: step "$@".  Most start a tool, the sampler, that watches until
# stop.  The sampler holds a fifo open for writing while it lives.  Whoever
# reads the fifo to its end has waited for it, though it is nobody's child.
#
# What became of the tool is told at stop, in one word: absent, refused,
# silent or died.  A start that failed would take the others with it.

LC_ALL=C
export LC_ALL
me=${0##*/}
log=
signal=TERM		# what ends the tool

# what tools say when something is not there, and when they may not
absence='not available|not supported|no such file or directory'
refusal='not permitted|permission denied|access denied|is limited'
refusal=$refusal'|must be root|requires a root|run as root|root privileges|EPERM|EACCES'

on_report() { :; }	# after stop
on_end() { :; }		# in the sampler, when the tool is gone
on_unable() { :; }	# undo what a start that could not be has begun

# trouble REASON... - one line, and the step has failed
trouble() {
	echo "$me: $*" >&2
	exit 1
}

# step WORD - what at-profile calls
step() {
	doing=${1-}
	case $doing in
	setup | before_start) ;;
	start | stop | report)
		dir=${AT_PROFDIR:?}
		note=$dir/.$me.note
		"on_$doing"
		;;
	*) trouble "want setup, before_start, start, stop or report" ;;
	esac
}

# unable WHY... - nothing can be seen; known at start, it is told at stop
unable() {
	[ "$doing" = start ] || trouble "$@"
	on_unable
	echo "$*" >"$note"
	exit 0
}

# excuse - has start left a reason not to go on?
excuse() {
	[ -e "$note" ] || return 0
	read -r why <"$note"
	rm -f "$note"
	trouble "$why"
}

# tool NAME... - programs that are needed
tool() {
	for need; do
		command -v "$need" >/dev/null ||
		    unable "absent: $need is not installed"
	done
}

# there FILE... - files that are needed
there() {
	for need; do
		[ -e "$need" ] || unable "absent: no $need"
		[ -r "$need" ] || unable "refused: $need: Permission denied"
	done
}

# files NAME - where the sampler that writes NAME is known
files() {
	out=$dir/$1
	pid=$dir/.$1.pid
	fifo=$dir/.$1.fifo
	gone=$dir/.$1.gone
}

# period SECONDS - more than none, or a sampler would never rest
period() {
	case $1 in
	*[!0-9.]* | *.*.*) ;;
	*[1-9]*) return ;;
	esac
	trouble "interval=$1: want seconds"
}

# whole SECONDS - for a tool that knows no parts of one
whole() {
	period "$1"
	case $1 in
	*.*) trouble "interval=$1: want whole seconds" ;;
	esac
}

# said REGEX FILE - the first of its last lines that says so
said() {
	tail -n 30 "$2" | grep -aEi "$1" | sed -n 1p
}

# fate HOW FILE - why did a tool end that wrote FILE?
fate() {
	case $1 in
	exit*)	# by itself, so it may have said why
		why=$(said "$refusal" "$2")
		[ -z "$why" ] || unable "refused: $why"
		why=$(said "$absence" "$2")
		[ -z "$why" ] || unable "absent: $why"
		;;
	esac
	why=$(grep -a '[^ ]' "$2" | tail -n 1)
	unable "died: $1${why:+: $why}; see $2"
}

# attempt COMMAND... - a tool that does one thing and ends; its words in $log
attempt() {
	"$@" </dev/null >>"$log" 2>&1 || fate "exit $?" "$log"
}

# run PROGRAM [ARGUMENT...] - in the background of a sampler, where TERM finds
# it: yash would find a shell around it
run() {
	exec "$@" 3>&- &
	wait "$!"
}

# every SECONDS COMMAND... - later, again and again
every() {
	pause=$1
	shift
	while run sleep "$pause"; do
		"$@" || :
	done
}

# stop PID - by the signal that it minds, sent again should it have come before
# the tool was there; 5 s later by one that all mind
stop() {
	kill -s "$signal" "$1" 2>/dev/null || return 0
	waited=0
	while :; do
		if sleep 0.02 2>/dev/null; then
			waited=$((waited + 1))
		else	# one that knows whole seconds only
			sleep 1
			waited=$((waited + 50))
		fi
		kill -s 0 "$1" 2>/dev/null || return 0
		[ "$waited" -ne 50 ] || kill -s "$signal" "$1" || :
		[ "$waited" -lt 250 ] || kill -s KILL "$1" || :
	done 2>/dev/null
}

# begin NAME COMMAND... - start the command as a sampler that writes NAME
begin() {
	tool mkfifo sleep kill	# which posh has not built in
	files "$1"
	shift
	: >>"$out"	# or nobody would open the other end below
	rm -f "$fifo" "$gone"
	mkfifo "$fifo"
	{	# with ( ) it would not be yash's $!
		: &	# as above
		wait "$!"	# its end would interrupt the open below
		trap 'stop "$!"; on_end; echo ended >"$gone"; exit' TERM
		exec 3>"$fifo"
		"$@" && rc=0 || rc=$?
		echo "exit $rc" >"$gone"
		rm -f "$pid"
	} </dev/null >>"$out" 2>&1 &
	echo "$!" >"$pid"
	: <"$fifo"	# waits for the other end to be opened: it has begun
}

# finish NAME - end the sampler that writes NAME, and wait until it is gone
finish() {
	excuse
	files "$1"
	[ -p "$fifo" ] || trouble "was not started"
	: >"$fifo" &	# the other end, should the sampler be gone
	exec 4<"$fifo"
	wait "$!"
	if read -r sampler <"$pid"; then
		kill "$sampler" || :
	fi 2>/dev/null
	cat <&4
	how='a signal'		# unless it says otherwise itself
	[ ! -e "$gone" ] || read -r how <"$gone"
	rm -f "$fifo" "$pid" "$gone"
	[ "$how" = ended ] || fate "$how" "$out"
}

# pack FILE [BYTES] - compress it; beyond so many bytes it is dropped
pack() {
	if command -v bzip2 >/dev/null; then
		bzip2 -f "$1"
		set -- "$1.bz2" "${2-}"
	fi
	[ -n "${2-}" ] && [ "$(wc -c <"$1")" -gt "$2" ] || return 0
	rm "$1"
	trouble "dropped ${1##*/}: more than $2 bytes"
}

# heard NAME [REGEX] - has it anything, or such a line?
heard() {
	! grep -aqs -e "${2-.}" "$dir/$1" || return 0
	[ -s "$dir/$1" ] || rm -f "$dir/$1"
	if [ "$#" -gt 1 ]; then
		trouble "silent: no figures in $1"
	fi
	trouble "silent: nothing in $1"
}
