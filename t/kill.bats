#!/usr/bin/env bats
# kill -9 of a whole job, many times: what was recorded stays, -R completes it
load helper

: "${KILLS:=200}"	# each job is killed twice, unless it was over

setup_file() {
	command -v setsid >/dev/null || skip 'no setsid'
	[ -r /proc/self/environ ] || skip 'no /proc to find all processes by'
}

setup() {
	unset ${!AT_@}
	cd "$BATS_TEST_TMPDIR" || return
	export AT_SYNC=none AT_HOOKS=0 TRY=$PWD
	cat >control <<-'X'
	t() {
		name=$1
		shift
		at-run -q "$name" -- sh -c "echo $name >>\$TRY/ran; $*"
		echo "$name $?" >>"$TRY/said"
	}
	t a true
	t b 'at-keyval -p x=1; at-keyval -p x=2; exit 1'
	at-step s sh -c 'echo step.s >>$TRY/ran; exit 3'
	echo "s $?" >>"$TRY/said"
	t c 'at-run -q sub -- sh -c "echo c/sub >>\$TRY/ran"'
	at-group g sh -c 'for i in 1 2; do
		at-run -q -g $i g -- sh -c "echo g.$i >>\$TRY/ran"
	done'
	for i in 1 2 3; do
		t p$i 'at-perf -u s -L x 1' &
	done
	wait
	t d at-raise ERROR why
	at-step u sh -c 'echo step.u >>$TRY/ran'
	echo "u $?" >>"$TRY/said"
	t e true
	X
}

# alive - the job's processes that are in sessions of their own
alive() {
	grep -l -a -z "^AT_JOBDIR=$PWD/j\$" /proc/[0-9]*/environ 2>/dev/null |
	    sed 's,/proc/\([0-9]*\)/.*,\1,'
}

# none - nothing of the job is alive; what is, is killed
none() {
	local pids

	pids=$(alive) || :
	[ -n "$pids" ] || return 0
	# shellcheck disable=SC2086 # one word each
	kill -9 $pids || :
	return 1
}

# killed MILLISECONDS ARG... - at-job, and after a time nothing of it is left
killed() {
	ms=$1
	shift
	setsid at-job -q -d j "$@" >/dev/null 2>&1 3>&- &
	sleep "$((ms / 1000)).$(printf %03d $((ms % 1000)))"
	kill -9 -$! 2>/dev/null || kill -9 $! 2>/dev/null || :
	wait $! 2>/dev/null || :
	await none
}

# keep DIR - what there is now
keep() {
	mkdir "$1"
	: >>ran
	cp ran "$1/ran"
	[ ! -d j ] || cp -R j "$1/j"
}

# kept DIR - all of that is there, in whole lines
kept() {
	[ -d "$1/j" ] || return 0
	find "$1/j" -path "$1/j/tmp" -prune -o -type f '(' -name status.log -o \
	    -path '*/results/keyval' -o -name perf -o -name steps ')' -print |
	    awk '{
		now = was = $0
		sub("^[^/]*/", "", now)
		while ((getline a <was) > 0) {
			if ((getline b <now) > 0 && a == b)
				continue
			# a line that was not whole is no loss
			if (system("tail -c 1 " was " | od -An -c | grep -q n") == 0)
				print now ": " a
			else if ((getline a <was) > 0)
				print now ": " a
			break
		}
		close(now)
		close(was)
	    }' >lost
	is "$(<lost)" ''
	# and no step that was done then was done since
	[ -e "$1/j/steps" ] || return 0
	while IFS='=' read -r s _; do
		is "$s $(grep -cx "step.$s" ran)" "$s $(grep -cx "step.$s" "$1/ran")"
	done <"$1/j/steps"
}

# hit ARG... - kill it after a while; 1 if it had ended before
hit() {
	killed "$@"
	[ ! -e j/.autoserv_execute ] || return 1
	kills=$((kills + 1))
}

# again - before there is a job there is nothing to resume
again() {
	[ -e j/state ] || echo control
}

# round - one job
round() {
	rm -rf j k1 k2 ran said
	first=$((RANDOM % span))
	over=
	hit $first control || over=1
	# the machine has become faster
	[ -z "$over" ] || span=$((span * 7 / 8 + 10))
	keep k1
	# shellcheck disable=SC2046 # none or one
	[ -n "$over" ] ||
	    hit $((RANDOM % (span - first + 30))) -R $(again) || over=1
	keep k2
	[ -n "$over" ] || {
		# shellcheck disable=SC2046
		run timeout -s KILL 60 at-job -q -R -d j $(again) 3>&-
		is "$status $output" '1 j'
	}
	kept k1
	kept k2
	is "$(grep -v '^step' ran | sort | uniq -d)" ''
	is "$(grep -v ' 137$' said | sort -u | cut -d ' ' -f 1 | uniq -d)" ''
	# a subtest that had not begun is part of what its test left
	[ -s j/c/sub/status.log ] || rm -rf j/c/sub
	is "$(log j/status.log | sed -n 's/^\.*START \([a-z].*\) .*/\1/p' | sort | tr '\n' ' ')" \
	    "$(cd j && ls -d a b c c/sub d e g.? p? 2>/dev/null | sort | tr '\n' ' ')"
	for f in a b c d e g.1 g.2 p1 p2 p3; do
		[ -e "j/$f/status.log" ]
	done
	is "$("$TOP/t/consumer.sh" j)" ''
}

@test "kills at any time: what was recorded is there, the job is completed, nothing runs twice" {
	limit 1800 '200 jobs, one after the other'
	begin=$(date +%s%N)
	run timeout 60 at-job -q -d j control
	is "$status" 1
	span=$((($(date +%s%N) - begin) / 1000000))
	[ "$span" -lt 3000 ] || span=3000
	RANDOM=7
	kills=0
	for ((i = 0; kills < KILLS && i < 2 * KILLS; i++)); do
		echo "job $i"
		round
	done
	echo "# $kills kills of $i jobs in $SECONDS s" >&3
	[ "$kills" -ge "$KILLS" ]
}
