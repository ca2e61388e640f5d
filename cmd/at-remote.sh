#!/bin/sh
# at-remote - run a job on another machine, through a pipe to its shell
#
# put, follow, stop and drop are scripts for the shell at the other end.
# The job has a directory there, ID in TMPDIR, /var/tmp or /tmp:
#
#	bin control share work whole	what was sent; whole came last
#	job lines			the job directory; what it tells
#	runner pid			what runs at-job, in which boot; at-job
#	session				who follows it: only one does
#	rc				its exit status: it is over
#
# Here .at-remote, in the local job directory, has -e and ID in the file
# `job', until the results are home and nothing is left there.
# shellcheck disable=SC2016,SC2317 # what is quoted is for the other shell
set -u
usage='usage: at-remote [-e command] [-d dir | -g tag] control [test ...]
       at-remote -R [-e command] [-d dir | -g tag] [control [test ...]]'
home=$(dirname "$(command -v -- "$0")")
bin=${AT_REMOTE_BIN:-$home}
share=${AT_SHARE:-$home/../share/at}
d='' e='' g='' again='' begun='' caught='' dir='' said=''
child='' link='' tab='	'

board='
umask 022
alive() {
	read -r pid was <runner && [ "$was" = "$boot" ] && kill -0 "$pid"
} 2>/dev/null
boot=$(cat /proc/sys/kernel/random/boot_id 2>/dev/null)
for base in "${TMPDIR:-/var/tmp}" /var/tmp /tmp; do
	[ ! -d "$base/$id" ] || break
done
there=$base/$id'

# it may have read ahead: what is not script is sent when it says ready
put='{
	rm -rf "$there"
	for base in "${TMPDIR:-/var/tmp}" /var/tmp /tmp; do
		there=$base/$id
		mkdir "$there" && break
	done 2>/dev/null
	cd "$there" || exit
	undo() { cd / && rm -rf "$there"; }
	trap undo 0
	trap exit 1 2 13 15
	if command -v tar >/dev/null; then
		echo ready
		tar xf - && [ -e whole ] || exit
	else
		echo "at-remote: there is no tar at the other end" >&2
		exit
	fi
	[ ! -e bin/at ] || for name in $(bin/at); do
		ln -s at "bin/$name"
	done
	if bin/at-job -V >/dev/null 2>&1; then
		trap - 0
		echo put
	else
		echo "at-remote: $there/bin/at-job does not run there" >&2
	fi
	exit
}'

# begin the job or resume it, unless it runs; tell its lines; send it home
follow='
run() {
	exec </dev/null >>lines 2>&1 6<&-
	trap "" 1
	cd work || exit
	AT_STATUS_FIFO=$there/lines "$there/bin/at-job" -R -d "$there/job" \
	    "$there/control" >/dev/null &
	echo $! >../pid
	wait $!
	rc=$?
	[ -d ../job ] && [ ! -e ../job/.autoserv_execute ] ||
	    { echo $rc >../rc.new && mv ../rc.new ../rc; }
}
{
	cd "$there" 2>/dev/null && [ -e whole ] || { echo none; exit; }
	echo $$ >session
	exec 6<&0
	(exec <&6 6<&- >/dev/null 2>&1; read -r line; kill $$) &
	trap "kill $!" 0
	[ -e rc ] || alive || {
		run &
		echo "$! $boot" >runner
	}
	exec 5>>lines 5<lines
	part= over=
	while [ -z "$over" ] && read -r who <session && [ "$who" = $$ ]; do
		alive || over=left
		[ ! -e rc ] || over=end
		while IFS= read -r line <&5; do
			printf "|%s\n" "$part$line" || exit
			part=
		done
		part=$part$line
		[ -n "$over" ] || sleep .2 || sleep 1
	done 2>/dev/null
	[ -z "$part" ] || printf "|%s\n" "$part"
	echo "$over"
	[ "$over" != end ] || { mkdir -p job && tar cf - job rc; }
	exit
}'

stop='cd "$there" && alive && read -r pid <pid && kill -INT "$pid"
echo heard'

drop='rm -rf "$there" || { chmod -R u+rwx "$there"; rm -rf "$there"; }
[ -d "$there" ] || echo dropped'

# an awk program: what is not printable in UTF-8 becomes ?, as in at-report
text='{
	for (i = 1; i <= length($0); i += n) {
		c = substr($0, i, 4)
		n = 1
		ok = 1
		if (c ~ /^(\302[\240-\277]|[\303-\337][\200-\277])/)
			n = 2
		else if (c ~ /^(\340[\240-\277]|[\341-\357][\200-\277])[\200-\277]/) {
			n = 3
			ok = c !~ /^(\355[\240-\277]|\342\200[\252-\256]|\342\201[\246-\251])/
		} else if (c ~ /^(\360[\220-\277]|[\361-\363][\200-\277]|\364[\200-\217])[\200-\277][\200-\277]/)
			n = 4
		else
			ok = c ~ /^[\t -~]/
		printf "%s", ok ? substr(c, 1, n) : "?"
	}
	print ""
}'

say() { printf 'at-remote: %s\n' "$1" >&2; }
die() { say "$1"; exit 125; }

# outside LINE - from the board: printed with ? for what is no text
outside() (
	LC_ALL=C
	case $1 in
	*[!"$tab "-~]*) printf '%s\n' "$1" | LC_ALL=C awk "$text" ;;
	*) printf '%s\n' "$1" ;;
	esac
) >&2

# ours FILE - it belongs to this user; from now on nobody else can write to it
ours() { [ -n "$(find "$1" -prune -user "$(id -u)")" ] && chmod go-w "$1"; }

script() { printf 'id=%s\n%s\n%s\n' "$id" "$board" "$1"; }

# ended PID - wait for a child; a trap may do something meanwhile
ended() { while wait "$1" 2>/dev/null; kill -0 "$1" 2>/dev/null; do :; done; }

# dropped - nothing is left there
dropped() {
	script "$drop" | sh -c "$e" >"$state/dropped" &
	link=$!
	ended $link
	case $(cat "$state/dropped") in
	*dropped) ;;
	*) return 1 ;;
	esac
}

# talk SCRIPT - to the shell there: 7 goes to it, state/out comes from it
talk() {
	rm -f "$state/in" "$state/out"
	mkfifo "$state/in" "$state/out" || exit 125
	exec 7<>"$state/in"
	sh -c "$e" <"$state/in" >"$state/out" 7>&- &
	link=$!
	script "$1" >&7
}

# newdir - make the local job directory, as at-job would
newdir() {
	dir=${d:-results/${g:-default}} n=0
	mkdir -p "$(dirname "$dir")" || exit 125
	until mkdir "$dir" 2>/dev/null; do
		[ -d "$dir" ] || die "$dir: cannot be made"
		[ -z "$d" ] || ours "$dir/." || die "$dir: not yours"
		[ -z "$d" ] || {
			[ -z "$(ls -A "$d")" ] && break
			die "$d: not empty; -R resumes it"
		}
		n=$((n + 1))
		dir=results/${g:-default}.$n
	done
	state=$dir/.at-remote
	[ -n "$d" ] || ln -sfn "${dir#results/}" results/latest 2>/dev/null || :
}

# place TEST - a name or a path: $from where, and to $to below work
place() {
	IFS=:
	for at in ${AT_TESTPATH-site_tests:tests:$share/tests}; do
		from=${at:-.}/$1 to=tests/$1
		[ ! -d "$from" ] || break
	done
	unset IFS
	[ ! -d "$from" ] || return 0
	from=${1%/}
	to=${from##*/}
	[ -e "$from" ] || die "$1: no such test"
	[ ! -d "$from" ] || to=tests/$to
}

# stage CONTROL [TEST...] - what is to be sent
stage() {
	s=$state/stage
	rm -rf "$s"
	mkdir -p "$s/bin" "$s/share/at" "$s/work/tests"
	: >"$s/whole"
	cp "$1" "$s/control" || exit 125
	shift
	if [ ! -e "$bin/at-job" ]; then
		cp "$bin/at" "$s/bin"
	elif cmp -s "$bin/at-job" "$bin/at-run"; then
		cp "$bin/at-job" "$s/bin/at"
	else
		for p in "$bin"/at-*; do
			case ${p##*/} in
			*.* | at-remote) ;;
			*) cp "$p" "$s/bin" || exit 125 ;;
			esac
		done
	fi || exit 125
	for p in hooks profilers rules sysinfo; do
		[ ! -d "$share/$p" ] || cp -R "$share/$p" "$s/share/at" ||
		    exit 125
	done
	for p; do
		place "$p"
		mkdir -p "$(dirname "$s/work/$to")" &&
		    cp -R "$from" "$s/work/$to" || exit 125
	done
}

# sending - what put says, and what it gets
sending() {
	while IFS= read -r line; do
		case $line in
		ready)
			echo >"$state/ready"
			exec 8>"$state/in" 7>&-
			(cd "$s" && tar cf - bin control share work whole) >&8
			exec 8>&-
			;;
		put) echo >"$state/put" ;;
		*) outside "$line" ;;
		esac
	done
}

# send CONTROL [TEST...] - so that it can be followed there
send() {
	rm -f "$state/ready" "$state/put"
	stage "$@"
	printf '%s\n' "$e" "$id" >"$state/job" || exit 125
	talk "$put"
	sending <"$state/out" &
	child=$!
	exec 7>&-
	ended $child
	rm -rf "$s"
	begun=1
	[ ! -e "$state/put" ] || return 0
	# if it may still be there -R has to know
	[ -e "$state/ready" ] && ! dropped || begun=''
	die "$e: the job could not be sent"
}

# receive - what follow says; results go to home, rc the last of them
receive() {
	while IFS= read -r line; do
		case $line in
		'|'*) outside "${line#?}" ;;
		end)
			"$unpack" - "$state/home" job rc
			[ $? -ne 1 ] || echo refused >"$state/said"
			;;
		left | none) echo "$line" >"$state/said" ;;
		*) outside "$line" ;;
		esac
	done
}

# came - the results are here; rc is the job's exit status
came() {
	[ -f "$state/home/rc" ] || return
	rc=$(dd if="$state/home/rc" bs=8 count=1 2>/dev/null)
	case $rc in
	[0-9] | [0-9][0-9] | 1[0-9][0-9] | 2[0-5][0-9]) ;;
	*) rc=125 ;;
	esac
}

# interrupted SIGNAL - tell the board; without an answer the link is gone
interrupted() {
	caught=$1
	: >"$state/heard"
	script "$stop" | sh -c "$e" >"$state/heard" 2>/dev/null 7>&- &
	asked=$!
	(
		exec >/dev/null 2>&1 7>&-
		for _ in 1 2 3 4 5 6 7 8 9 10; do
			[ ! -s "$state/heard" ] && [ -e "$state/heard" ] ||
			    exit
			sleep 1
		done
		kill "$asked" "$child" "$link"
	) &
}

# follow - until the job is over or the link is gone; $said why
follow() {
	rm -rf "${state:?}/home" "$state/said"
	mkdir -m 700 "$state/home" || exit 125
	talk "$follow"
	(exec 7>&-; receive) <"$state/out" &
	child=$!
	trap 'interrupted INT' INT
	trap 'interrupted TERM' TERM
	ended $child
	exec 7>&-
	rm -f "$state/heard"
	said=$(cat "$state/said" 2>/dev/null)
}

# signalled - end by the signal that was caught, if one was
signalled() { [ -z "$caught" ] || { trap - "$caught"; kill -s "$caught" $$; }; }

# settle - results go where they belong, and nothing stays there; exit
settle() {
	trap 'caught=INT; kill $link' INT
	trap 'caught=TERM; kill $link' TERM
	rm -rf "$state/home/job/.at-remote"
	for f in "$state"/home/job/* "$state"/home/job/.[!.]*; do
		[ ! -e "$f" ] && [ ! -h "$f" ] || mv "$f" "$dir" || exit 125
	done
	if dropped; then
		rm -rf "$state"
	else
		say "$e: the job's directory is still there; -R removes it"
	fi
	rmdir "$dir" 2>/dev/null || printf '%s\n' "$dir"
	signalled
	exit "$rc"
}

# finish - a directory of which the other end knows nothing goes
finish() {
	# shellcheck disable=SC2086 # one may not be there
	[ -z "$child$link" ] || kill $child $link 2>/dev/null
	[ -n "$begun" ] || [ -z "$dir" ] || {
		rm -rf "$dir/.at-remote"
		rmdir "$dir" 2>/dev/null
	}
}

while getopts 'Re:d:g:hV' c; do
	case $c in
	R) again=1 ;;
	e) e=$OPTARG ;;
	d) d=$OPTARG ;;
	g) g=$OPTARG ;;
	h) echo "$usage"; exit ;;
	V) v=$("$home/at-job" -V) && echo "at-remote ${v#* }"; exit ;;
	*) echo "$usage" >&2; exit 125 ;;
	esac
done
shift $((OPTIND - 1))
[ $# -gt 0 ] || [ -n "$again" ] || { echo "$usage" >&2; exit 125; }
[ -z "$d" ] || [ -z "$g" ] || { echo "$usage" >&2; exit 125; }
case $g in
*/* | .*) die "-g '$g': want a name for a directory" ;;
esac
[ $# -eq 0 ] || { [ -f "$1" ] && [ -r "$1" ]; } || die "$1: cannot be read"
[ -d "$share" ] || share=$home/../share
for unpack in "$share/unpack" "$home/../share/at/unpack" "$home/../share/unpack"; do
	[ ! -x "$unpack" ] || break
done
[ -x "$unpack" ] || die "$share/unpack: not installed"

trap finish 0
trap 'exit 125' HUP INT TERM
if [ -n "$again" ]; then
	dir=${d:-results/${g:-latest}}
	state=$dir/.at-remote begun=1
	[ ! -e "$state/job" ] || { [ ! -h "$state" ] && ours "$dir/." &&
	    ours "$state/." && ours "$state/job"; } || die "$state: not yours"
	if { read -r was && read -r id; } 2>/dev/null <"$state/job"; then
		e=${e:-$was}
		came || follow
		[ "$said" != none ] || [ $# -eq 0 ] || { send "$@"; follow; }
	elif [ -e "$dir/.autoserv_execute" ]; then
		say "$dir: nothing to resume"
		exit 1
	elif [ $# -eq 0 ]; then
		die "$dir: no job to resume"
	else
		[ -z "$g" ] || d=$dir
		again='' begun=''
	fi
fi
if [ -z "$again" ]; then
	id=at-remote.$(uname -n).$(date +%s).$$
	e=${e:-sh}
	newdir
	mkdir -m 700 "$state" || exit 125
	send "$@"
	follow
fi
! came || settle
case $said in
left) die "$dir: at-job ended there, its job did not; -R resumes it" ;;
none) die "$dir: there is no such job at the other end" ;;
refused) die "$dir: the results were refused; they are still at the other end" ;;
*) say "$e: the link is gone; 'at-remote -R -d $dir' takes the job up" ;;
esac
signalled
exit 125
