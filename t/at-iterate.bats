#!/usr/bin/env bats
load helper

@test "each run is a record with its seconds, after what the command recorded" {
	run -0 at-iterate -n 3 -o f at-keyval -p a=1 -a b=x
	is "$(sed 's/=0\..*/=T/' f)" "$(for i in 1 2 3; do printf 'b{attr}=x\na{perf}=1\nseconds_wall{perf}=T\n\n'; done; echo .)" ||
	is "$(sed 's/=0\..*/=T/' f; echo .)" "$(for i in 1 2 3; do printf 'b{attr}=x\na{perf}=1\nseconds_wall{perf}=T\n\n'; done; echo .)"
}

@test "-o - streams records, the command's own output goes to standard error" {
	run -0 --separate-stderr at-iterate -n 2 -o - echo hello
	is "$stderr" "$(printf 'hello\nhello')"
	is "$(printf '%s\n' "$output" | grep -c '^seconds_wall{perf}=0\.')" 2
}

@test "in a hook, what the job and the test do around an iteration is done around each run" {
	for d in j/hooks b; do
		for when in before after; do
			mkdir -p $d/${when}_iteration.d
			printf '#!/bin/sh\necho %s >>%s/trace\n' "$d.$when" "$PWD" \
			    >$d/${when}_iteration.d/x
			chmod +x $d/${when}_iteration.d/x
		done
	done
	export AT_JOBDIR=$PWD/j AT_BINDIR=$PWD/b
	run -0 at-iterate -n 1 -o f sh -c "echo run >>$PWD/trace"
	is "$(tr '\n' ' ' <trace)" 'j/hooks.before b.before run b.after j/hooks.after '
}

@test "the two pipelines of at(7) work as printed" {
	printf '#!/bin/sh\n:\n' >bench
	cp bench bench-1
	cp bench bench-2
	chmod +x bench bench-1 bench-2
	run -0 sh -c "at-iterate -n 20 -o - ./bench | at-constraint 'seconds_wall < 2' && echo fast"
	is "$output" fast
	at-iterate -n 20 -o old ./bench-1
	at-iterate -n 20 -o new ./bench-2
	is "$(grep -c '^seconds_wall' old) $(grep -c '^seconds_wall' new)" '20 20'
	run -3 at-compare old new
}

@test "the pipe says no when ./bench does not exist" {
	run -2 --separate-stderr sh -c "at-iterate -n 20 -o - ./bench | at-constraint 'seconds_wall < 2' && echo fast"
	is "$output" ''
	has "$stderr" 'at-iterate: ./bench: No such file or directory'
	has "$stderr" 'no record'
	run -127 at-iterate -q -o f ./bench
	[ ! -s f ]
}

@test "the pipe says no when ./bench dies at run 4 of 20" {
	printf '#!/bin/sh\necho x >>n; [ "$(grep -c x n)" != 4 ]\n' >bench
	chmod +x bench
	run -1 --separate-stderr sh -c "at-iterate -n 20 -o - ./bench | at-constraint 'seconds_wall < 2' && echo fast"
	is "$output" 'iteration 3:run ended with exit 1'
	is "$(grep -c x n)" 4
}

@test "it exits with the status of the run that failed, 128+n for a signal" {
	run -7 at-iterate -q -o f sh -c 'exit 7'
	run -137 at-iterate -q -o f sh -c 'kill -9 $$'
	is "$(grep -o 'exit{attr}=.*' f | tr '\n' ' ')" 'exit{attr}=7 exit{attr}=137 '
	run -126 --separate-stderr at-iterate -o f ./
	has "$stderr" 'Permission denied'
}

@test "constraints: 1 if only they failed, each told once" {
	run -1 --separate-stderr at-iterate -n 2 -c 'a > 1' -o f sh -c 'at-keyval -p a=$AT_ITERATION'
	is "$stderr" 'at-iterate: a > 1: not met in 1 of 2 iterations (1), first in iteration 1'
	run -0 at-iterate -n 2 -c 'a > 0' -o f sh -c 'at-keyval -p a=$AT_ITERATION'
}

@test "constraints of all runs are judged once, at the end, without warm-ups" {
	run -0 at-iterate -n 5 -u 2 -c 'max(a) == 5 and median(a) == 3' -c 'count(a) == 5 == count(seconds_wall)' -o f sh -c 'at-keyval -p a=$AT_ITERATION'
	run -1 --separate-stderr at-iterate -n 5 -c 'a < 5' -c 'mean(a) > 3' -c 'min(b) > 1' -o g sh -c 'at-keyval -p a=$AT_ITERATION'
	is "${stderr_lines[0]}" 'at-iterate: a < 5: not met in 1 of 5 iterations (5), first in iteration 5; mean(a) > 3: not met over all iterations (3); could not evaluate constraint: min(b) > 1 over all iterations'
	is "${stderr_lines[1]}" "at-iterate: 'min(b) > 1': no value of 'b' at 1"
	is "$(grep -c '^a{perf}' g)" 5
	# a run that failed says so; there is no whole to judge
	run -7 --separate-stderr at-iterate -n 2 -c 'count(seconds_wall) == 2' -o h sh -c 'exit 7'
	[[ $stderr != *'all iterations'* ]]
}

@test "a run that raised RETRY is tried again, its record marked" {
	run -0 --separate-stderr at-iterate -r 1 -o f sh -c '[ -e x ] || { touch x; exec at-raise RETRY flaky; }'
	is "$stderr" 'at-iterate: INFO: Run 0 failed with flaky'
	is "$(grep -c '^try{attr}=0$' f) $(grep -c '^seconds_wall' f)" '1 2'
	rm x
	run -75 at-iterate -q -o f sh -c 'exec at-raise RETRY flaky'
	run -75 at-iterate -q -r 2 -o f sh -c 'exit 75'
}

@test "in a test the records go to the test, and a raised verdict is the hook's" {
	hook t run_once <<<'at-iterate -n 2 -q at-raise WARN tired'
	run -76 --separate-stderr at-run t
	has "$stderr" 'at-run: t: WARN: tired'
	is "$(grep -c '^seconds_wall' results/t/t/results/keyval)" 1
}

@test "in a test the seconds join the record that the run itself wrote" {
	run -0 at-run t -- at-iterate -n 2 at-keyval -p a=1
	is "$(sed 's/=0\..*/=T/' results/t/t/results/keyval | tr '\n' ,)" \
	    'a{perf}=1,seconds_wall{perf}=T,,a{perf}=1,seconds_wall{perf}=T,,'
}

@test "-l repeats until the time is over, -u runs are marked" {
	run -0 at-iterate -l 1 -u 1 -o f sleep 0.6
	is "$(grep -c '^seconds_wall' f) $(grep -c '^warmup{attr}=1$' f)" '3 1'
}

@test "-m adds times, memory, faults and switches" {
	run -0 at-iterate -m -o f true
	for k in seconds_user seconds_system max_rss_kbytes faults_minor \
	    faults_major switches_voluntary switches_involuntary; do
		grep -q "^$k{perf}=[0-9.]*$" f
	done
}

@test "a signal that comes as the command ends is not lost" {
	cat >bench <<-'E'
	#!/bin/sh
	[ ! -e sent ] || exec sleep 0.01
	: >sent
	kill -TERM $PPID
	E
	chmod +x bench
	for _ in 1 2 3 4 5; do
		rm -f sent out
		run -143 at-iterate -n 1000 -o out ./bench
		[ "$(grep -c wall out)" -lt 100 ]
	done
}

@test "SIGTERM ends the command, then at-iterate by that signal" {
	at-iterate -q -o f sh -c 'echo $$ >up; exec sleep 60' 3>&- &
	await [ -s up ]
	kill -TERM $!
	rc=0; wait $! || rc=$?
	is "$rc" 143
	run ! kill -0 "$(<up)"
}

@test "options behind the command are the command's, and nothing is left in TMPDIR" {
	mkdir tmp
	TMPDIR=$PWD/tmp run -0 --separate-stderr at-iterate -o f echo -n 3
	is "$output" 3
	is "$(ls -A tmp)" ''
}

@test "usage errors are 125: no command, no place for records, bad numbers" {
	run -125 at-iterate -n 3
	run -125 --separate-stderr at-iterate true
	is "$stderr" 'at-iterate: AT_RESULTSDIR is not set: say where the records go with -o'
	run -125 --separate-stderr at-iterate -n x -o f true
	is "$stderr" "at-iterate: -n 'x': want a whole number up to 1000000000"
	run -125 --separate-stderr at-iterate -o no/such/f true
	is "$stderr" 'at-iterate: no/such/f: No such file or directory'
}

@test "a full disk is an error that names the file" {
	[ -c /dev/full ] || skip 'no /dev/full'
	run -125 --separate-stderr at-iterate -n 3 -o /dev/full true
	has "$stderr" 'at-iterate: /dev/full: No space left on device'
}

@test "an error before the first run leaves nothing in TMPDIR" {
	mkdir tmp
	export TMPDIR=$PWD/tmp
	run -125 at-iterate -o no/such true
	AT_DROP_CACHES_BETWEEN_ITERATIONS=x run -125 at-iterate -o f true
	is "$(ls -A tmp)" ''
}

@test "a closed standard output is an error with that name" {
	run -125 --separate-stderr sh -c 'at-iterate -o - true >&-'
	is "$stderr" 'at-iterate: standard output: Bad file descriptor'
}
