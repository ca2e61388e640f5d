# shellcheck shell=sh
# sampler.sh - a process beside a test: started, stopped, waited for; sourced
#
# The sampler holds a fifo open for writing while it lives.  Whoever reads
# the fifo to its end has waited for it, though it is nobody's child.

# trouble REASON... - one line, and the step has failed
trouble() {
	echo "${0##*/}: $*" >&2
	exit 1
}

# files NAME - where the sampler that writes NAME is known
files() {
	out=${AT_PROFDIR:?}/$1
	pid=$AT_PROFDIR/.$1.pid
	fifo=$AT_PROFDIR/.$1.fifo
}

# period SECONDS - more than none, or a sampler would never rest
period() {
	case $1 in
	*[!0-9.]* | *.*.*) ;;
	*[1-9]*) return ;;
	esac
	trouble "interval=$1: want seconds"
}

# run COMMAND... - in the background of a sampler, where TERM finds it
run() {
	"$@" 3>&- &
	wait "$!"
}

# every SECONDS COMMAND... - again and again
every() {
	pause=$1
	shift
	while run "$@" || :; do
		run sleep "$pause" || return
	done
}

# begin NAME COMMAND... - start the command as a sampler that writes NAME
begin() {
	files "$1"
	shift
	: >>"$out"	# or nobody would open the other end below
	rm -f "$fifo"
	mkfifo "$fifo"
	(
		: &	# before there is another: something to end
		trap 'kill "$!" 2>/dev/null || :; wait; exit' TERM
		"$@" || :
		rm -f "$pid"
	) </dev/null >>"$out" 2>&1 3>"$fifo" &
	echo "$!" >"$pid"
	: <"$fifo"	# waits for the other end to be opened: it has begun
}

# finish NAME - end the sampler that writes NAME, and wait until it is gone
finish() {
	files "$1"
	[ -p "$fifo" ] || trouble "was not started"
	: >"$fifo" &	# the other end, should the sampler be gone
	exec 4<"$fifo"
	wait "$!"
	ended=1
	if read -r sampler <"$pid" && kill "$sampler"; then
		ended=0
	fi 2>/dev/null
	cat <&4
	rm -f "$fifo" "$pid"
	[ "$ended" = 0 ] || trouble "ended by itself; see $out"
}
