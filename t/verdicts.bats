#!/usr/bin/env bats
#
# No false green: whoever reads only the exit status of at-job, or only the
# last line of at-report, learns of all that is not good.
load helper

# job STATUS [OPTION...] - at-job runs the control file on standard input
job() {
	local want=$1
	shift
	cat >c
	run "-$want" --separate-stderr at-job -q -d j "$@" c
}

# every TEXT - each form that tells of verdicts has the text
every() {
	for form in text jsonl tsv tap tap13 ktap junit html csv markdown \
	    openmetrics sql; do
		at-report -f "$form" j >out
		grep -qF -- "$1" out || {
			echo "$form: without $1"
			return 1
		}
	done
}

# last - the line that counts
last() {
	at-report j | tail -n 1
}

# full KILOBYTES - the directory disk is a file system of that size
full() {
	[ "$(id -u)" = 0 ] || skip 'needs root'
	mkdir disk
	mount -t tmpfs -o "size=$1k" verdicts disk 2>/dev/null ||
	    skip 'no tmpfs can be mounted'
}

teardown() {
	! mountpoint -q disk 2>/dev/null || umount disk
}

@test "V1: a control file that ends with a status of its own is an ERROR" {
	job 1 <<<$'set -e\ncd /nonexistent\nat-run a -- true'
	has "$(log j/status.log)" '.ERROR ---- ----: control file: exit '
	every 'control file: exit '
}

@test "V1: one that ends with the status of its last test is explained" {
	job 1 <<<$'at-run -q a -- false\n'
	is "$(log j/status.log | grep -c 'control file')" 0
	is "$(at-keyval -g control_exit j/keyval)" 1
}

@test "V2: bad usage inside a job is an ERROR that names the program" {
	for bad in 'at-run -n x b -- true' 'at-run --timeout 5 b -- true' \
	    'AT_TIMEOUT=x at-run b -- true' 'at-group' 'at-step "a b" true' \
	    'at-iterate -n x true' 'at-profile run' 'at-record NOPE x'; do
		rm -rf j
		job 1 <<<"$bad"$'\nat-run ok -- true'
		name=${bad#*=* }
		log j/status.log | grep '^\.ERROR' | grep -q "${name%% *}" || {
			echo "no ERROR: $bad"
			return 1
		}
		every "${name%% *}"
	done
}

@test "V3: a job that ran and recorded nothing fails" {
	job 1 </dev/null
	has "$(log j/status.log)" 'no tests'
	has "$(last)" 'no tests'
}

@test "V3: a line, a step or a group is something" {
	for c in 'at-record INFO x' 'at-step s true' 'at-group g true'; do
		rm -rf j
		job 0 <<<"$c"
	done
}

@test "V4: a command that is not there is seen with set -e" {
	job 98 <<<$'set -eu\nat-rnu a -- true\nat-run b -- true'
	[ ! -d j/b ]
	grep -q 'set -eu' "$TOP/man/at-job.1"
	every 'exit 127'
}

@test "V5: at-raise ABORT outside of a hook ends the job" {
	for call in 'at-raise ABORT "no board"' '(at-raise ABORT "no board")' \
	    'at-raise ABORT "no board" | cat' \
	    'if ! at-raise ABORT "no board"; then :; fi' \
	    'at-group g sh -c "at-raise ABORT \"no board\"; true"'; do
		rm -rf j
		job 98 <<<"$call"$'\nat-run later -- true'
		[ ! -d j/later ]
		has "$(log j/status.log)" 'END ABORT ---- ----: no board'
	done
	every 'no board'
}

@test "V5: any other word outside of a hook is a line" {
	for word in FAIL:1 ERROR:1 WARN:0 TEST_NA:0; do
		rm -rf j
		job "${word#*:}" <<<"at-raise ${word%:*} because"$'\nat-run -q later -- true'
		log j/status.log | grep -q "^\.${word%:*} .*because"
		[ -d j/later ]
	done
}

@test "V6: a name of the job's own files is refused, and harms nothing" {
	for name in aborted state keyval control status.log; do
		rm -rf j
		job 1 <<<"at-run -q $name/x -- true"$'; echo $? >said\nat-run -q later -- true; echo $? >>said'
		is "$(<said)" $'99\n0'
		has "$(log j/status.log)" "$name/x: reserved"
		[ ! -d "j/$name" ]
		is "$(log j/status.log | tail -n 1)" 'END GOOD ---- ----:'
	done
	rm -rf j
	job 0 <<<'at-run -q t -- sh -c "at-run -q keyval/x; at-run -q status.log/x; true"'
	is "$(log j/status.log | grep -c '^\.\..*: reserved')" 2
}

@test "V7: the counting line tells of the job's own trouble" {
	job 124 -t 1 <<<$'at-run -q a -- true\nsleep 30'
	has "$(last)" '1 test: 1 GOOD; job ABORT: '
	is "$(at-report -q j)" "$(last)"
	rm -rf j
	job 98 <<<$'at-run -q a -- true\nkill -KILL $$'
	has "$(last)" '1 test: 1 GOOD; job ABORT: '
	for c in 'at-group g false' 'at-record FAIL x'; do
		rm -rf j
		job 1 <<<"at-run -q a -- true; $c"
		has "$(last)" '; '
		has "$(last)" 'FAIL'
	done
}

@test "V8: a test that was running is told by all forms" {
	[ -r /proc/self/environ ] || skip 'no /proc'
	printf 'at-run -q one -- true\nat-run -q soak -- sleep 613\n' >c
	at-job -q -d j c 3>&- >/dev/null 2>&1 &
	await [ -s j/soak/status.log ]
	# shellcheck disable=SC2046 # numbers
	kill -KILL $! $(grep -l -a -z "^AT_JOBDIR=$PWD/j\$" \
	    /proc/[0-9]*/environ | sed 's,/proc/\([0-9]*\)/.*,\1,')
	wait $! || :
	every soak
	every 'not finished'
	has "$(last)" '1 ABORT'
	is "$(at-report -f failed j)" soak
}

@test "V9: a test that cuts or removes its own log is an ERROR" {
	for cut in ': >' 'rm '; do
		rm -rf j
		job 1 <<<"at-run -q a -- true
		at-run -q b -- sh -c '$cut\"\$AT_OUTPUTDIR/status.log\"'"
		log j/status.log | grep -q '^\.END ERROR b b'
		has "$(last)" '2 tests: 1 GOOD, 1 ERROR'
	done
}

@test "V10: what cannot be opened, made or synced is an ERROR" {
	command -v strace >/dev/null || skip 'no strace'
	for fault in mkdir,mkdirat:ENOSPC fsync:EIO openat:EMFILE; do
		for n in 1 2 3 4 5 6 7 8; do
			rm -rf j said
			cat >c <<-E
			IN='strace -qq -o /dev/null -e inject=${fault%:*}:error=${fault#*:}:when=$n'
			\$IN env AT_SYNC=end at-group g at-run -q in -- true
			echo \$? >said
			E
			rc=0
			at-job -q -d j c >/dev/null 2>&1 || rc=$?
			case $(<said) in
			0) is "$rc" 0 ;;
			*)	is "$fault $n $rc" "$fault $n 1"
				log j/status.log | grep -q ERROR ;;
			esac
		done
	done
}

@test "V12: at-report -s exits with the verdict of the job" {
	job 1 <<<'at-run -q bad -- false'
	run -1 at-report -s j
	run -0 at-report j
	rm -rf j
	job 98 <<<$'at-run -q a -- sh -c "at-raise ABORT why"\n'
	run -98 at-report -s j
	rm -rf j
	job 0 <<<'at-run -q good -- true'
	run -0 at-report -s j
	grep -q 'at-report -s' "$TOP/man/at-job.1"
}

@test "V13: what a killed at-run left is ended before the job goes on" {
	[ -r /proc/self/environ ] || skip 'no /proc'
	cat >c <<-'E'
	export DIR="$PWD"
	at-run -q soak -- sh -c 'echo $$ >"$DIR/pids"; exec sleep 613'
	at-run -q next -- sh -c 'grep -qs "^State:.[^Z]" "/proc/$(cat "$DIR/pids")/status" && echo alive >"$DIR/seen"; true'
	E
	at-job -q -d j c 3>&- >/dev/null 2>&1 &
	await [ -s pids ]
	# shellcheck disable=SC2046 # numbers
	set -- $(ps -o ppid= -p "$(<pids)")
	# shellcheck disable=SC2046,SC2086 # numbers
	kill -KILL $! $(ps -o ppid= -p $1) $1
	wait $! || :
	run -1 --separate-stderr timeout -s KILL 60 at-job -q -R -d j
	[ ! -e seen ]
	! grep -qs '^State:.[^Z]' "/proc/$(<pids)/status"
	has "$(log j/status.log)" 'leaked 1'
}

@test "V14: a full disk: one count everywhere" {
	full 60
	for i in 1 2 3 4 5; do
		echo "at-run -q t$i -- sh -c 'head -c 20000 /dev/zero >\"\$AT_OUTPUTDIR/f\"'"
	done >c
	at-job -q -d disk/j c >/dev/null 2>&1 || rc=$?
	is "$rc" 1
	n=$(at-report -q disk/j | sed 's/ test.*//')
	is "$n" 5
	is "$(at-report -f tap disk/j | grep -c '^\(not \)\{0,1\}ok ')" "$n"
	at-report -f junit disk/j | grep -q "tests=\"$n\""
	at-report -f html disk/j | grep -q ">All $n<"
}

@test "V15: all lines of a reason are told" {
	run -1 --separate-stderr at-run -d j ml -- \
	    at-raise FAIL $'compile failed\r\nfoo.c:3: error'
	for form in text junit jsonl html; do
		has "$(at-report -f "$form" j)" 'compile failed'
		has "$(at-report -f "$form" j)" 'foo.c:3: error'
		is "$(at-report -f "$form" j | grep -c $'\r')" 0
	done
	# without a reason it is the last line that says something
	run -1 --separate-stderr at-run -d j mk -- sh -c \
	    'echo "foo.c:3: error"; echo "make: Leaving directory /x"; exit 1'
	has "$(at-report j)" 'run_once: exit 1: foo.c:3: error'
}

@test "V16: what the kernel says of another process is a WARN" {
	{ echo "<6>verdicts.bats $$" >/dev/kmsg; } 2>/dev/null &&
	    dmesg 2>/dev/null | grep -q "verdicts.bats $$" ||
	    skip 'the kernel log cannot be written and read'
	cat >bug <<-'E'
	{
		echo "<3>BUG: Bad page state in process $2 pfn:1"
		echo "<4>page:0 refcount:0"
		echo "<4>CPU: 0 PID: $1 Comm: $2 Not tainted 6.1.0"
	} | while read -r line; do echo "$line" >/dev/kmsg; done
	E
	cat >c <<-'E'
	# began PID - the tick in which a process began
	began() {
		sed 's/.*) //' /proc/$1/stat | cut -d ' ' -f 20
	}
	sleep 600 &
	other=$!
	until read -r comm </proc/$other/comm && [ "$comm" = sleep ]; do :; done
	until [ "$(began self)" -gt "$(began $other)" ]; do :; done
	at-run -q other -- sh "$PWD/bug" $other sleep
	at-run -q own -- sh -c "exec sh $PWD/bug \$\$ sh"
	at-run -q renamed -- sh "$PWD/bug" $other somebody
	at-run -q both -- sh -c "sh $PWD/bug $other sleep; exec sh $PWD/bug \$\$ sh"
	at-run -q hung -- sh -c "echo '<3>INFO: task sleep:$other blocked for more than 120 seconds.' >/dev/kmsg"
	kill $other
	E
	AT_HOOKS=1 run -1 --separate-stderr at-job -q -d j c
	is "$(log j/status.log | sed -n 's/^\.END \([A-Z]* [a-z]*\) .*/\1/p')" \
	    "WARN other
FAIL own
FAIL renamed
FAIL both
WARN hung"
	has "$(at-report j)" "(of sleep["
}
