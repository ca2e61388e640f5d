#!/usr/bin/env bats
# Any number of at-run in one job directory, some of them killed.
load helper

# nested LOG - every START has its END, blocks do not cross
nested() {
	log "$1" | awk '/^\|/ { next }
	{
		n = match($0, /[^.]/) - 1
		if ($1 ~ /START$/) {
			if (n != depth) exit bad = 1
			open[depth++] = $2 " " $3
		} else if ($1 ~ /END$/) {
			if (n != --depth || open[depth] != $3 " " $4)
				exit bad = 1
		} else if (n != depth) exit bad = 1
	}
	END {
		if (bad || depth) print "line " NR ": " $0
		exit bad || depth
	}'
}

@test "16 at a time, one of them killed, again and again: well nested, the others whole" {
	limit 600 '20 rounds'
	hook t run_once <<<'at-record INFO one; at-record INFO two; at-keyval -p a=1'
	hook slow run_once <<<': >"$AT_OUTPUTDIR/up"; sleep 60'
	cat >control <<-'X'
	at-run -q -g k slow & victim=$!
	for i in 1 2 3 4 5 6 7 8; do at-run -q -g $i t & done
	"$TOP/t/await" [ -e "$AT_JOBDIR/slow.k/up" ]
	kill -9 $victim
	for i in 9 10 11 12 13 14 15; do at-run -q -g $i t & done
	wait
	X
	AT_SYNC=none
	export AT_SYNC
	for round in $(seq "${ROUNDS:-20}"); do
		rc=0
		timeout -s KILL 60 at-job -q -d $round control 3>&- >out 2>&1 || rc=$?
		is "$rc" 1
		nested $round/status.log
		# whole: five lines each, in one piece
		is "$(log $round/status.log | grep -v slow |
		    awk '/^\.START/ { name = $2; n = 0 }
			/^\./ { n += index($0, name) || /INFO/ }
			/^\.END GOOD/ && n == 5 { print name }' | sort -u | wc -l | tr -d ' ')" 15
		is "$(log $round/status.log | grep -A 2 'START slow')" "$(printf '.START slow.k slow.k:\n..ABORT slow.k slow.k: killed\n.END ABORT slow.k slow.k:')"
		is "$(cat $round/t.*/results/keyval | grep -c '^a{perf}=1$')" 15
		is "$(ls $round/tmp | grep -c open)" 0
	done
}

# bats test_tags=slow
@test "16 at a time, one of them killed at any instant, in a directory no at-job made" {
	limit 600 '10 rounds'
	hook t run_once <<<'at-record INFO one; at-run -q -g "$AT_TAG" sub -- true'
	AT_SYNC=none
	export AT_SYNC
	for round in $(seq 10); do
		pids=
		for i in $(seq 16); do
			at-run -q -d j$round -g $i t 3>&- & pids="$pids $!"
		done
		# another instant each time, as far as the work of the rest goes
		for ((i = 0; i < 100000; i++)); do
			[ "$(ls -d j$round/t.* 2>/dev/null | wc -l)" -lt $((round + 3)) ] || break
		done
		# shellcheck disable=SC2086 # numbers
		set -- $pids
		shift $((round + 2))
		kill -9 "$1" || :
		wait
		# the block of the dead is still open, or was closed before
		nested j$round/status.log
		[ "$(log j$round/status.log | grep -c '^END GOOD')" -ge 15 ]
	done
}
