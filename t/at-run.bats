#!/usr/bin/env bats
load helper

# one NAME - the only outcome line of a job of one
outcome() {
	log "results/$1/status.log" | grep '^\.\.[A-Z_]* [^-]'
}

@test "outside a job it is a job of one and prints the directory" {
	run -0 --separate-stderr at-run t -- true
	is "$output" results/t
	is "$stderr" ''
	is "$(log results/t/status.log)" "$(cat <<-'X'
	START ---- ----:
	.START t t:
	..GOOD t t: completed successfully
	.END GOOD t t:
	END GOOD ---- ----:
	X
	)"
	run -0 at-run t -- true
	is "$output" results/t.1
}

@test "hooks run in their order, numbered, each in the output directory" {
	for h in initialize setup warmup before_run_once run_once \
	    after_run_once postprocess_iteration postprocess cleanup; do
		hook t $h <<<'echo "$AT_HOOK $AT_ITERATION" >>"$AT_JOBDIR/trace"; pwd >>"$AT_JOBDIR/cwd"'
	done
	run -0 at-run -n 2 t
	is "$(tr '\n' , <results/t/trace)" 'initialize ,setup ,warmup ,before_run_once 1,run_once 1,after_run_once 1,postprocess_iteration 1,before_run_once 2,run_once 2,after_run_once 2,postprocess_iteration 2,postprocess 3,cleanup 3,'
	is "$(sort -u results/t/cwd)" "$PWD/results/t/t"
}

@test "a test may be one shell file, a plain file, a path or a command" {
	mkdir -p tests/s
	printf 'run_once() { echo shell; }\ncleanup () {\n:\n}\n' >tests/s/test.sh
	run -0 at-run s
	grep -q '^shell$' results/s/s/debug/s.DEBUG
	grep -q 'cleanup 2: exit 0' results/s/s/debug/s.DEBUG
	printf '#!/bin/sh\necho plain\n' >tests/p
	chmod +x tests/p
	run -0 at-run p
	grep -q '^plain$' results/p/p/debug/p.DEBUG
	cp tests/p ./alone
	run -0 at-run ./alone
	run -0 at-run "$PWD/tests/s/"
	is "$output" results/s.1
	for path in / //; do
		run -99 --separate-stderr at-run "$path"
		has "$stderr" 'ERROR: : empty name'
		onlyline
	done
	run -0 at-run c -- sh -c 'echo command'
	grep -q '^command$' results/c/c/debug/c.DEBUG
}

@test "set -e in a test.sh ends a hook" {
	mkdir -p tests/s
	printf 'set -e\nrun_once() {\n\tfalse\n\techo went on\n}\n' >tests/s/test.sh
	run -1 at-run s
	run ! grep -q 'went on' results/s/s/debug/s.DEBUG
}

@test "a hook's environment is made: AT_ variables, C locale, no MAKEFLAGS, null input" {
	hook t run_once <<'X'
env | grep -E '^(AT_|LC_ALL|TMPDIR|MAKEFLAGS)' | cut -d = -f 1 | sort >"$AT_JOBDIR/names"
cat; umask >"$AT_JOBDIR/umask"; ls /proc/self/fd >"$AT_JOBDIR/fds" 2>/dev/null
case $AT_BINDIR in */tests/t) ;; *) exit 1 ;; esac
[ "$LC_ALL" = C ] && [ "$TMPDIR" = "$AT_TMPDIR" ] && [ -d "$TMPDIR" ]
X
	MAKEFLAGS=x run -0 at-run t 9</dev/null
	is "$(tr '\n' ' ' <results/t/names)" 'AT_BINDIR AT_DEPDIR AT_HOOK AT_HOOKS AT_ITERATION AT_JOBDIR AT_OUTPUTDIR AT_PROFDIR AT_RAISED AT_RESULTSDIR AT_SRCDIR AT_STATUS_LEVEL AT_STATUS_LOG AT_TESTNAME AT_TESTPATH AT_TMPDIR LC_ALL TMPDIR '
	[ "$(<results/t/umask)" = 022 ] || is "$(<results/t/umask)" 0022
	[ ! -d /proc/self/fd ] || run ! grep -qx 9 results/t/fds
	[ -z "$(ls results/t/tmp)" ]
}

@test "exit statuses are verdicts for a hook" {
	for row in '3 1 FAIL' '75 1 FAIL' '76 1 FAIL' '77 77 TEST_NA' \
	    '98 1 FAIL' '99 99 ERROR'; do
		# shellcheck disable=SC2086 # three words
		set -- $row
		hook t run_once <<<"exit $1"
		rc=0
		at-run -q t >out || rc=$?
		is "$row $rc" "$row $2"
		is "$(log "$(<out)/t/status.log" | sed -n 2p)" \
		    "..$3 t t: run_once: exit $1"
	done
}

@test "a command did not agree to them: anything but 0 is FAIL, at-raise counts" {
	run -1 at-run t -- sh -c 'exit 77'
	run -1 at-run t -- sh -c 'exit 99'
	run -76 at-run t -- at-raise WARN so so
	is "$(log results/t.2/status.log | sed -n 3p)" '..WARN t t: so so'
}

@test "a failing hook is ERROR in initialize, setup and cleanup, FAIL elsewhere" {
	for row in initialize:ERROR setup:ERROR warmup:FAIL before_run_once:FAIL \
	    after_run_once:FAIL postprocess_iteration:FAIL postprocess:FAIL \
	    cleanup:ERROR; do
		h=${row%:*}
		rm -rf tests
		hook t run_once <<<:
		hook t "$h" <<<'echo because; exit 4'
		at-run -q t >out || :
		is "$(log "$(<out)/t/status.log" | sed -n 2p)" \
		    "..${row#*:} t t: $h: exit 4: because"
	done
}

@test "without a reason it is the hook, how it ended and the last line it wrote" {
	run -1 --separate-stderr at-run t -- sh -c 'echo first; printf "the last" >&2; exit 2'
	is "$stderr" "at-run: t: FAIL: run_once: exit 2: the last; see $PWD/results/t/t/debug/t.DEBUG"
	run -1 --separate-stderr at-run k -- sh -c 'kill -9 $$'
	has "$stderr" 'run_once: killed by SIGKILL'
}

@test "a verdict raised in an earlier hook that went well does not count later" {
	hook t initialize <<<'at-raise WARN stale; exit 0'
	hook t run_once <<<'exit 76'
	run -1 at-run -q t
	is "$(outcome t)" '..FAIL t t: run_once: exit 76'
}

@test "parameters: declared ones reach the hooks, defaults too, others are refused" {
	hook t run_once <<<'echo "$a $b" >"$AT_JOBDIR/ab"'
	printf 'param.a=1\nparam.b=2\n' >tests/t/manifest
	run -0 at-run t b=x\ y
	is "$(<results/t/ab)" '1 x y'
	is "$(<results/t/t/keyval)" "$(printf 'param-b=x y\nversion=1')"
	run -99 --separate-stderr at-run t c=1
	has "$stderr" 'Unknown parameter: c'
	run -99 --separate-stderr at-run t 5
	has "$stderr" 'Unnamed arguments not accepted. Please call job.run_test with named args only'
	echo params=any >>tests/t/manifest
	run -0 at-run t c=1
	run -99 --separate-stderr at-run t PATH=/evil
	has "$stderr" 'Unknown parameter: PATH'
}

@test "refused parameters: the test's hooks do not run, the .d hooks around it do" {
	hook t run_once <<<'touch "$AT_JOBDIR/ran"'
	hook t cleanup <<<'touch "$AT_JOBDIR/ran"'
	mkdir tests/t/before_test.d tests/t/after_test.d
	for d in before after; do
		printf '#!/bin/sh\ntouch "$AT_JOBDIR/%s"\n' $d >tests/t/${d}_test.d/x
		chmod +x tests/t/${d}_test.d/x
	done
	run -99 at-run t c=1
	[ ! -e results/t/ran ]
	[ -e results/t/before ]
	[ -e results/t/after ]
}

@test "a bad attribute key is ERROR and writes no keyval" {
	run -99 --separate-stderr at-run -k 'good=1' -k 'bad key=1' t -- true
	has "$stderr" 'ERROR: Invalid key: bad key'
	[ ! -s results/t/t/keyval ]
}

@test "an unknown test is an ERROR block and 99, the job goes on" {
	printf 'at-run nosuch\necho $? >rc\nat-run t -- true\n' >control
	run -1 at-job -d j control
	is "$(<rc)" 99
	is "$(log j/status.log | sed -n '3p;6p')" "$(cat <<-'X'
	..ERROR nosuch nosuch: nosuch: test does not exist
	..GOOD t t: completed successfully
	X
	)"
}

@test "a test without run_once, or a hook that is not executable, is ERROR" {
	mkdir -p tests/empty
	run -99 --separate-stderr at-run empty
	has "$stderr" 'ERROR: empty: no run_once'
	hook t run_once <<<:
	: >tests/t/setup
	run -99 --separate-stderr at-run t
	has "$stderr" 'ERROR: setup: not executable'
}

@test "a hook whose interpreter is missing is ERROR and names it" {
	mkdir -p tests/t
	printf '#!/no/such/interpreter\n' >tests/t/run_once
	chmod +x tests/t/run_once
	run -99 --separate-stderr at-run t
	has "$stderr" "ERROR: run_once: $PWD/tests/t/run_once: No such file or directory"
}

@test "an unreadable manifest line is ERROR and names file and line" {
	hook t run_once <<<:
	printf 'version=2\nno equals sign\n' >tests/t/manifest
	run -99 --separate-stderr at-run t
	has "$stderr" "ERROR: $PWD/tests/t/manifest:2: Invalid format line: no equals sign"
	printf 'timeout=soon\n' >tests/t/manifest
	run -99 --separate-stderr at-run t
	has "$stderr" "manifest:1: timeout: bad value 'soon'"
}

@test "an unknown manifest key is a warning with file and line" {
	hook t run_once <<<:
	printf 'colour=red\n' >tests/t/manifest
	run -0 --separate-stderr at-run t
	is "$stderr" "at-run: $PWD/tests/t/manifest:1: unknown key 'colour'"
}

@test "requirements that are not met are TEST_NA with the reason" {
	hook t run_once <<<:
	echo 'require.program=sh no-such-program-x' >tests/t/manifest
	run -77 --separate-stderr at-run t
	has "$stderr" 'TEST_NA: requires the program no-such-program-x'
	echo 'require.file=/no/such/file' >tests/t/manifest
	run -77 --separate-stderr at-run t
	has "$stderr" 'TEST_NA: requires the file /no/such/file;'
	echo 'package=such files' >>tests/t/manifest
	run -77 --separate-stderr at-run t
	has "$stderr" 'TEST_NA: requires the file /no/such/file (package such files);'
	printf 'require.config=CONFIG_NO_SUCH\npackage=x\n' >tests/t/manifest
	run -77 --separate-stderr at-run t
	[[ $stderr != *package* ]]
	echo 'require.program=sh' >tests/t/manifest
	run -0 at-run t
}

@test "a command and a plain file run where at-run was called; hooks do not" {
	mkdir -p tests/t/before_test.d here
	printf '#!/bin/sh\npwd >"$AT_OUTPUTDIR/$AT_HOOK"\n' |
	    tee tests/t/run_once tests/t/before_test.d/a >here/plain
	chmod +x tests/t/run_once tests/t/before_test.d/a here/plain
	echo data >here/data
	cd here
	run -0 at-run -d ../j command -- cat data
	run -0 at-run -d ../j ./plain
	AT_TESTPATH=../tests run -0 at-run -d ../j t
	cd ..
	grep -x data j/command/debug/command.DEBUG
	is "$(<j/plain/run_once)" "$PWD/here"
	is "$(cat j/t/run_once j/t/before_test)" "$PWD/j/t"$'\n'"$PWD/j/t"
	# a control file, and a shell that has changed its directory
	echo 'cd here; at-run -q c -- grep -q data data' >control
	run -0 at-job -d k control
}

@test "the same subdir twice: ERROR in a block of its own, nothing overwritten" {
	cat >control <<-'X'
	at-run t -- sh -c 'echo first >"$AT_OUTPUTDIR/file"'
	at-run t -- sh -c 'echo second >"$AT_OUTPUTDIR/file"'
	X
	run -1 --separate-stderr at-job -d j control
	has "$stderr" 't already exists; multiple tests cannot run with the same subdirectory; give it a tag with -g'
	is "$(<j/t/file)" first
	is "$(log j/status.log | sed -n 6p)" '..ERROR t.dup.1 t.dup.1: t already exists; multiple tests cannot run with the same subdirectory; give it a tag with -g'
}

@test "names: tags and subdir tags; bad and reserved ones are ERROR, shown with ?" {
	run -0 at-run -g x -G s t -- true
	is "$(outcome t)" '..GOOD t.x.s t.x: completed successfully'
	mkdir -p j
	for row in 'a	b:a?b.dup.1' '../up:?./up.dup.1' 'a//b:a/?b.dup.1' \
	    'debug:debug.dup.1' '/abs:?abs.dup.1'; do
		run -99 at-run -q -d j "${row%%:*}" -- true
		[ -e "j/${row#*:}/status.log" ]
	done
	run -99 --separate-stderr at-run -d j keyval -- true
	has "$stderr" 'keyval: reserved'
	[ ! -e up ]
}

@test "an over-long name is one ERROR line, not a broken log" {
	long=$(printf '%0300d' 0)
	run -99 --separate-stderr at-run "$long" -- true
	onlyline
	has "$stderr" 'name too long'
	# one that is a directory, but whose log would not be a file
	long=$(printf '%0252d' 0)
	run -99 --separate-stderr at-run -d j "$long" -- true
	onlyline
	has "$stderr" "ERROR: $long: name too long"
}

@test "-n, -l, -c and -P are on record as given; no option writes nothing" {
	run -0 at-run -n 2 -P no -c 'a > 1' -c 'b > 1' -k who=me t -- true
	is "$(<results/t/t/keyval)" "$(cat <<-'X'
	param-constraints=a > 1, b > 1
	param-iterations=2
	param-profile_only=no
	version=1
	who=me
	X
	)"
}

@test "constraints see the iteration's values, are judged after each, told at the end" {
	hook t run_once <<<'at-keyval -p "a=$AT_ITERATION"'
	run -1 at-run -q -n 3 -c 'a != 2' -c 'b > 1' t
	is "$(outcome t)" '..FAIL t t: a != 2: not met in 1 of 3 iterations (2), first in iteration 2; could not evaluate constraint: b > 1 in 3 of 3 iterations, first in iteration 1'
}

@test "a constraint that is not met is told once, with what was measured" {
	hook t run_once <<<'at-keyval -p "a=$AT_ITERATION.5" -p "b=$((9 - AT_ITERATION))" -p c=text'
	run -1 at-run -q -n 8 -c 'a < 3' -c 'a + b < 3' -c 'c == "other"' -c 'b > 0' \
	    -c 'max(a) < mean(b)' t
	is "$(outcome t)" '..FAIL t t: a < 3: not met in 6 of 8 iterations (3.5 to 8.5), first in iteration 3; a + b < 3: not met in 8 of 8 iterations (a 1.5 to 8.5, b 1 to 8), first in iteration 1; c == "other": not met in 8 of 8 iterations, first in iteration 1; max(a) < mean(b): not met over all iterations (8.5, 4.5)'
	hook one run_once <<<'at-keyval -p a=2'
	run -1 at-run -q -c 'a > 2' one
	is "$(outcome one)" '..FAIL one one: a > 2: not met (2)'
}

@test "constraints of all iterations are judged once, after the others" {
	hook t run_once <<<'at-keyval -p "a=$AT_ITERATION"'
	run -0 at-run -q -n 3 -c 'max(a) == 3 and mean(a) == 2 == median(a)' t
	hook w run_once <<<'at-keyval -p "a=$AT_ITERATION"'
	run -1 at-run -q -n 3 -c 'p(a, 50) > 2' -c 'a < 3' w
	is "$(outcome w)" '..FAIL w w: p(a, 50) > 2: not met over all iterations; a < 3: not met in 1 of 3 iterations (3), first in iteration 3'
	# also when there was nothing else to judge
	hook u run_once </dev/null
	run -1 at-run -q -c 'count(a) > 0' u
	is "$(outcome u)" '..FAIL u u: count(a) > 0: not met over all iterations (0)'
	# but not over what failed before
	hook v run_once <<<'exit 3'
	run -1 at-run -q -c 'count(a) > 0' v
	[[ $(outcome v) != *iterations* ]]
}

@test "a constraint with a syntax error is FAIL when there is something to judge" {
	run -1 --separate-stderr at-run -c 'a >> 1' t -- at-keyval -p a=2
	has "$stderr" 'could not evaluate constraint: a >> 1'
}

@test "RETRY is tried again, told, counted; the failed try is marked and not judged" {
	hook t run_once <<'X'
if [ -e "$TMPDIR/x" ]; then at-keyval -p a=5; exit; fi
touch "$TMPDIR/x"
at-keyval -p a=0
exec at-raise RETRY flaky
X
	run -0 at-run -r 2 -c 'a > 1' t
	is "$(log results/t/t/status.log | sed -n 2p)" '..INFO ---- ----: Run 0 failed with flaky'
	is "$(<results/t/t/results/keyval)" "$(printf 'a{perf}=0\ntry{attr}=0\n\na{perf}=5')"
	is "$(at-keyval -g test_retries_before_success results/t/t/keyval)" 1
}

@test "-l repeats until the time is over, numbered from 1; -u runs are not counted" {
	hook t run_once <<<'echo "$AT_ITERATION" >>"$AT_JOBDIR/its"
	[ "$AT_ITERATION" -lt 1 ] || sleep 1'
	run -0 at-run -u 1 -l 1.5 t
	is "$(tr '\n' ' ' <results/t/its)" '0 1 2 '
}

@test "-t: never early, TERM to the whole group, cleanup and after hooks run, 124" {
	hook t run_once <<<'sleep 60 & echo $! >"$AT_JOBDIR/pid"; wait'
	hook t cleanup <<<'echo "$AT_VERDICT" >"$AT_JOBDIR/verdict"'
	run -124 --separate-stderr at-run -t 0.4 t
	has "$stderr" 'ERROR: Test timeout expired in run_once'
	is "$(<results/t/verdict)" ERROR
	run ! kill -0 "$(<results/t/pid)"
	is "$(log results/t/status.log | sed -n 2p)" '.START t t: timeout=0.4'
}

# elapsed ARG... - how long at-run takes, in milliseconds
elapsed() {
	at-iterate -q -o - at-run -q "$@" |
	    awk -F = '/^seconds_wall/ { print int($2 * 1000) }'
}

# bats test_tags=slow
@test "a time limit is never early, 20 times, and late by less than a second" {
	for i in $(seq 20); do
		ms=$(elapsed -d j -g "$i" -t 0.3 t -- sleep 60)
		[ "$ms" -ge 300 ]
		[ "$ms" -lt 1300 ]
	done
}

@test "a test that writes on and on times out like a silent one" {
	export AT_LOG_MAX=100000
	ms=$(elapsed -d j -t 1.3 t -- sh -c 'while :; do echo x; done')
	[ "$ms" -ge 1300 ]
	[ "$ms" -lt 4000 ]
	is "$(log j/status.log | sed -n 2p)" '.ERROR t t: Test timeout expired in run_once'
	ms=$(elapsed -d j -t 1.3 u -- sh -c 'while :; do echo x >&2; sleep 0.01; done')
	[ "$ms" -ge 1300 ]
	[ "$ms" -lt 4000 ]
}

@test "cleanup has a limit of its own when the test has used up its time" {
	hook t run_once <<<'sleep 60'
	hook t cleanup <<<'sleep 0.3; : >"$AT_JOBDIR/cleaned"; sleep 60'
	mkdir tests/t/after_test.d
	hook t after_test.d/x <<<': >"$AT_JOBDIR/after"'
	printf 'timeout=0.2\ntimeout.cleanup=1\n' >tests/t/manifest
	ms=$(elapsed -d j t)
	[ "$ms" -ge 1200 ]
	[ "$ms" -lt 5000 ]
	[ -e j/cleaned ]
	[ -e j/after ]
	is "$(log j/status.log | sed -n 2p)" '.ERROR t t: Test timeout expired in run_once'
}

@test "a hook that ignores TERM is killed after the manifest's grace" {
	hook t run_once <<<'trap "" TERM; while :; do sleep 0.1; done'
	printf 'timeout.run_once=0.1\ngrace=0.2\n' >tests/t/manifest
	SECONDS=0
	run -124 at-run -q t
	[ "$SECONDS" -lt 4 ]
	grep -q 'run_once 1: killed by SIGKILL' results/t/t/debug/t.DEBUG
}

@test "SIGINT ends the test as ABORT with cleanup, then at-run dies by it" {
	hook t run_once <<<': >"$AT_JOBDIR/up"; sleep 60'
	hook t cleanup <<<': >"$AT_JOBDIR/cleaned"'
	at-run -q t 3>&- >out &
	await [ -e results/t/up ]
	kill -INT $!
	rc=0; wait $! || rc=$?
	is "$rc" 130
	[ -e results/t/cleaned ]
	is "$(outcome t)" '..ABORT t t: run_once: ended by SIGINT'
}

@test "an inherited ignored SIGCHLD does not lose the status" {
	run -1 sh -c 'trap "" CHLD; exec at-run -q t -- sh -c "exit 7"'
	is "$(outcome t)" '..FAIL t t: run_once: exit 7'
}

@test "options behind the test belong to the command" {
	run -0 at-run t -- echo -n -t 3
	grep -q -e '-t 3' results/t/t/debug/t.DEBUG
}

@test "-C leaves cleanup out, so does AT_RUN_TEST_CLEANUP=0" {
	hook t run_once <<<:
	hook t cleanup <<<'touch "$AT_JOBDIR/cleaned"'
	run -0 at-run -C t
	[ ! -e results/t/cleaned ]
	AT_RUN_TEST_CLEANUP=0 run -0 at-run t
	[ ! -e results/t.1/cleaned ]
	AT_RUN_TEST_CLEANUP=2 run -125 --separate-stderr at-run t
	is "$stderr" "at-run: AT_RUN_TEST_CLEANUP '2': want 0 or 1"
}

@test ".d hooks: the job's first before, last after; after_test may only worsen" {
	cat >control <<-'X'
	for d in before_test after_test before_iteration after_iteration; do
		printf '#!/bin/sh\necho "job $AT_HOOK $AT_VERDICT" >>"$AT_JOBDIR/trace"\n' \
		    >"$AT_JOBDIR/hooks/$d.d/10"
		chmod +x "$AT_JOBDIR/hooks/$d.d/10"
	done
	at-run t
	X
	hook t run_once <<<:
	for d in before_test after_test before_iteration after_iteration; do
		hook t $d.d/10 <<<'echo "test $AT_HOOK" >>"$AT_JOBDIR/trace"' 2>/dev/null || {
			mkdir -p tests/t/$d.d
			printf '#!/bin/sh\necho "test $AT_HOOK" >>"$AT_JOBDIR/trace"\n' >tests/t/$d.d/10
			chmod +x tests/t/$d.d/10
		}
	done
	printf '#!/bin/sh\nexec at-raise WARN tainted\n' >tests/t/after_test.d/20
	chmod +x tests/t/after_test.d/20
	run -0 at-job -d j control
	is "$(tr '\n' , <j/trace)" 'job before_test ,test before_test,job before_iteration ,test before_iteration,test after_iteration,job after_iteration GOOD,test after_test,job after_test WARN,'
	is "$(log j/t/status.log | sed -n 2p)" '..WARN t t: tainted'
}

@test "a failing before_test hook is ERROR and skips the test, after_test still runs" {
	hook t run_once <<<'touch "$AT_JOBDIR/ran"'
	mkdir tests/t/before_test.d tests/t/after_test.d
	printf '#!/bin/sh\nexit 1\n' >tests/t/before_test.d/x
	printf '#!/bin/sh\necho "$AT_VERDICT $AT_REASON" >"$AT_JOBDIR/after"\n' >tests/t/after_test.d/x
	chmod +x tests/t/*.d/x
	run -99 at-run -q t
	[ ! -e results/t/ran ]
	is "$(<results/t/after)" 'ERROR before_test: exit 1'
}

@test "a subtest nests in its parent's block; the parent decides on its failure" {
	hook p run_once <<<'at-run -q sub -- false; at-run -q sub2 -- true; exit 0'
	echo 'at-run p' >control
	run -0 at-job -d j control
	is "$(log j/status.log)" "$(cat <<-'X'
	START ---- ----:
	.START p p:
	..START p/sub sub:
	...FAIL p/sub sub: run_once: exit 1
	..END FAIL p/sub sub:
	..START p/sub2 sub2:
	...GOOD p/sub2 sub2: completed successfully
	..END GOOD p/sub2 sub2:
	..GOOD p p: completed successfully
	.END GOOD p p:
	END GOOD ---- ----:
	X
	)"
	is "$(<j/p/sub/status.log)" "$(sed -n '3,5p' j/status.log)"
}

@test "setup runs once per version, src or not" {
	hook t setup <<<'mkdir -p "$AT_SRCDIR"; echo built >"$AT_SRCDIR/x"; echo s >>"$AT_BINDIR/count"'
	hook t run_once <<<'cat "$AT_SRCDIR/x"'
	run -0 at-run t
	run -0 at-run t
	is "$(grep -c s tests/t/count)" 1
	echo version=2 >tests/t/manifest
	run -0 at-run t
	is "$(grep -c s tests/t/count)" 2
	is "$(<tests/t/src/.version)" 2
}

@test "a read-only test directory: setup builds below AT_CACHEDIR, else ERROR says so" {
	[ "$(id -u)" != 0 ] || command -v setpriv >/dev/null || skip 'needs another user'
	hook t setup <<<'mkdir -p "$AT_SRCDIR"; echo built >"$AT_SRCDIR/x"'
	hook t run_once <<<'cat "$AT_SRCDIR/x"'
	chmod -w tests/t tests
	as=
	if [ "$(id -u)" = 0 ]; then
		chmod 755 "$BATS_RUN_TMPDIR" "$BATS_TEST_TMPDIR" 2>/dev/null
		as='setpriv --reuid 65534 --clear-groups'
		mkdir out cache && chmod 777 out cache
		$as test -x "$BATS_TEST_TMPDIR" || skip 'another user cannot get here'
	else
		mkdir out cache
	fi
	export AT_TESTPATH=$PWD/tests
	cd out
	run -99 --separate-stderr $as at-run t
	has "$stderr" AT_CACHEDIR
	AT_CACHEDIR=../cache run -0 $as at-run t
	[ -e ../cache/t/src/x ]
	chmod +w ../tests ../tests/t
}

@test "-d is a job without START when no at-job made it; -q says nothing" {
	run -1 --separate-stderr at-run -q -d j t -- false
	is "$output$stderr" ''
	is "$(log j/status.log)" "$(cat <<-'X'
	START t t:
	.FAIL t t: run_once: exit 1
	END FAIL t t:
	X
	)"
}

@test "split_stderr sends standard error to .ERROR" {
	hook t run_once <<<'echo out; echo err >&2'
	echo split_stderr=1 >tests/t/manifest
	run -0 at-run t
	is "$(<results/t/t/debug/t.ERROR)" err
	grep -qx out results/t/t/debug/t.DEBUG
	run ! grep -qx err results/t/t/debug/t.DEBUG
}

@test "a log beyond AT_LOG_MAX keeps its head and tail and says what was cut" {
	AT_LOG_MAX=4000 run -0 at-run t -- sh -c 'echo head; i=0; while [ $i -lt 900 ]; do echo "line $i"; i=$((i+1)); done; echo tail'
	[ "$(wc -c <results/t/t/debug/t.DEBUG)" -lt 4000 ]
	grep -qx head results/t/t/debug/t.DEBUG
	grep -qx tail results/t/t/debug/t.DEBUG
	grep -q '^@ .* bytes cut here$' results/t/t/debug/t.DEBUG
}

@test "network_destabilizing brackets the test with INFO lines" {
	hook t run_once <<<'exit 1'
	echo network_destabilizing=1 >tests/t/manifest
	run -1 at-run -q t
	is "$(log results/t/t/status.log | grep INFO)" "$(cat <<-'X'
	..INFO ---- ----: warnings.disable=NETWORK disabling NETWORK warnings
	..INFO ---- ----: warnings.enable=NETWORK enabling NETWORK warnings
	X
	)"
}

@test "an execute hook replaces the iterations" {
	hook t execute <<<'at-iterate -n 3 sh -c "echo \$AT_ITERATION >>\"$AT_JOBDIR/its\""'
	hook t run_once <<<'touch "$AT_JOBDIR/ran"'
	run -0 at-run t
	is "$(tr '\n' ' ' <results/t/its)" '1 2 3 '
	[ ! -e results/t/ran ]
	is "$(grep -c '^seconds_wall{perf}=' results/t/t/results/keyval)" 3
}

@test "performance values become one chart at the test's end" {
	run -0 at-run -n 2 t -- at-perf -u ms -L lat 5
	has "$(<results/t/t/results/results-chart.json)" '"list_of_scalar_values"'
	is "$(grep -c . results/t/t/results/perf)" 2
}

@test "-m adds to each iteration what run_once used" {
	run -0 at-run -m -n 2 t -- at-keyval -p a=1
	is "$(grep -c '^seconds_wall{perf}=0\.' results/t/t/results/keyval)" 2
	is "$(grep -c '^a{perf}=1$' results/t/t/results/keyval)" 2
	is "$(grep -c '^$' results/t/t/results/keyval)" 2
}

@test "many at-run at once in one job give a well-nested log" {
	cat >control <<-'X'
	for i in 1 2 3 4 5 6 7 8; do at-run t$i -- at-record INFO x & done
	wait
	X
	run -0 at-job -d j control
	is "$(log j/status.log | sed 's/t[1-8]/t/g' | sort | uniq -c | awk '{print $1}' | tr '\n' ' ')" \
	    '8 8 8 8 1 1 '
	is "$(log j/status.log | awk '/^\.START/{d++} d>1{bad=1} /^\.END/{d--} END{print bad+0}')" 0
}

@test "usage errors are 125 and make nothing" {
	run -125 at-run
	run -125 at-run -z t
	run -125 at-run t --
	run -125 --separate-stderr at-run -n -1 t
	is "$stderr" "at-run: -n '-1': want a whole number up to 1000000000"
	run -125 at-run -t 3x t
	run -125 at-run -P maybe t
	run -125 at-run -p maybe t
	[ ! -e results ]
}

@test "a results directory that cannot be written is 125 and names it" {
	: >results
	run -125 --separate-stderr at-run t -- true
	onlyline
	has "$stderr" 'at-run: results/t: '
	run -125 --separate-stderr at-run -d results/x t -- true
	has "$stderr" 'at-run: results/x: Not a directory'
}

@test "-h prints the usage on standard output, -V the version" {
	run -0 --separate-stderr at-run -h
	has "$output" 'usage: at-run [-CSmqvw]'
	run -0 --separate-stderr at-run -V
	has "$output" 'at-run 0'
	is "$stderr" ''
}

@test "what a hook left running is ended after cleanup, told and counted; -S is FAIL" {
	hook t run_once <<'X'
setsid sh -c 'trap "" TERM; echo $$ >"$AT_JOBDIR/daemon"; while :; do sleep 0.1; done' &
"$TOP/t/await" [ -s "$AT_JOBDIR/daemon" ]
X
	hook t cleanup <<<'kill -0 "$(cat "$AT_JOBDIR/daemon")"'
	mkdir -p tests/t
	echo grace=0.2 >tests/t/manifest
	run -0 --separate-stderr at-run t
	[ "$(uname)" = Linux ] || skip 'no subreaper here'
	has "$stderr" 'at-run: t: leaked '
	run ! kill -0 "$(<results/t/daemon)"
	[ "$(at-keyval -g leaked results/t/t/keyval)" -ge 1 ]
	run -1 at-run -q -S t
}

@test "children that were there before are spared" {
	sh -c 'sleep 50 & echo $! >pid; exec at-run t -- true' >out 3>&-
	kill "$(<pid)"
	run ! grep -q leaked results/t/t/keyval
}

@test "AT_SYNC: what a test wrote is synced before END, END before at-run ends" {
	command -v strace >/dev/null || skip 'no strace'
	strace -o trace -f -e trace=fsync,write,openat true 2>/dev/null || skip 'strace cannot trace here'
	# a leak checker cannot look at what is traced
	export ASAN_OPTIONS="${ASAN_OPTIONS-}:detect_leaks=0"
	run -0 strace -o trace -y -e trace=fsync,write at-run t -- at-keyval -p a=1
	# the job's keyval; the records, the own log after its END, the job's;
	# the end of the job
	is "$(sed -n 's/^fsync([0-9]*<.*\/results\/t\/\(.*\)>).*/\1/p' trace | tr '\n' ' ')" \
	    'keyval t/debug/t.DEBUG t/keyval t/results/keyval t/results t/debug t t/status.log status.log keyval status.log ..autoserv_execute.tmp '
	is "$(sed -n "s|^fsync([0-9]*<$PWD\(/*[a-z]*\)>).*|\1|p" trace | tr '\n' ' ')" \
	    '/results  '
	AT_SYNC=none run -0 strace -o trace -e trace=fsync at-run t -- true
	# .autoserv_execute of a job of one is replaced, always by way of the disk
	is "$(grep -c '^fsync' trace)" 2
	AT_SYNC=maybe run -125 --separate-stderr at-run t -- true
	is "$stderr" "at-run: AT_SYNC 'maybe': want end, record or none"
}

@test "AT_SYNC may be end, record or none, for a test and for a job" {
	echo 'at-group g at-run -q t -- true' >control
	for v in end record none; do
		AT_SYNC=$v run -0 at-run -q -g "$v" t -- true
		AT_SYNC=$v run -0 at-job -q -d "$v" control
	done
}

@test "deps= of a manifest: there, fetched, and nowhere, which is ERROR" {
	hook t run_once <<<'ls "$AT_DEPDIR" >"$AT_JOBDIR/deps"'
	mkdir -p deps/here repo files
	echo deps=here,fetched >tests/t/manifest
	: >files/file
	tar -cf - -C files . | gzip >repo/dep-fetched.tar.gz
	(cd repo && md5sum dep-fetched.tar.gz >packages.checksum)
	run -99 --separate-stderr at-run t
	has "$stderr" 'fetched(type:dep) failed'
	AT_REPOSITORY=$PWD/repo run -0 at-run t
	is "$(<results/t.1/deps)" "$(printf 'fetched\nhere')"
	run -0 at-run t
	echo 'deps=here nowhere' >tests/t/manifest
	AT_REPOSITORY=$PWD/repo run -99 --separate-stderr at-run t
	has "$stderr" 'nowhere(type:dep) failed'
}

@test "constraints judge what an execute hook recorded" {
	hook t execute <<<'at-keyval -p x=1'
	run -1 --separate-stderr at-run -c 'x > 5' t
	has "$stderr" 'x > 5: not met (1)'
	run -0 at-run -c 'x < 5' t
}

@test "AT_SYNC: the log of standard error, and all directories around a test in a test" {
	command -v strace >/dev/null || skip 'no strace'
	strace -o trace -f -e trace=fsync true 2>/dev/null || skip 'strace cannot trace here'
	export ASAN_OPTIONS="${ASAN_OPTIONS-}:detect_leaks=0"
	hook t run_once <<<'at-run u -- true'
	echo split_stderr=1 >tests/t/manifest
	AT_JOBDIR=$PWD/j run -0 strace -o trace -f -y -e trace=fsync at-run t
	is "$(sed -n 's/.*fsync([0-9]*<.*\/j\(.*\)>[ )].*/.\1/p' trace | tr '\n' ' ')" \
	    "./t/u/debug/u.DEBUG ./t/u/keyval ./t/u/results ./t/u/debug ./t/u ./t . ./t/u/status.log ./t/status.log $(
	    )./t/debug/t.DEBUG ./t/debug/t.ERROR ./t/keyval ./t/results ./t/debug ./t . ./t/status.log ./status.log "
}

@test "START tells the time limit, wherever it comes from" {
	hook t run_once <<<:
	echo timeout=20 >tests/t/manifest
	AT_TIMEOUT_MUL=1.5 run -0 at-run t
	is "$(log results/t/status.log | sed -n 2p)" '.START t t: timeout=30'
	AT_TIMEOUT=9 run -0 at-run -t 7 t
	is "$(log results/t.1/status.log | sed -n 2p)" '.START t t: timeout=7'
	rm tests/t/manifest
	AT_TIMEOUT=9 run -0 at-run t
	is "$(log results/t.2/status.log | sed -n 2p)" '.START t t: timeout=9'
	AT_TIMEOUT=9 run -0 at-run -t 0 t
	is "$(log results/t.3/status.log | sed -n 2p)" '.START t t:'
}

@test "a factor scales the limits of hooks too, and no factor is too large" {
	hook t run_once <<<'sleep 60'
	echo timeout.run_once=20 >tests/t/manifest
	SECONDS=0
	AT_TIMEOUT_MUL=0.01 run -124 at-run -q t
	[ "$SECONDS" -lt 10 ]
	AT_TIMEOUT_MUL=315360000 AT_TIMEOUT=315360000 run -0 at-run t -- true
	is "$(log results/t.1/status.log | sed -n 2p)" '.START t t: timeout=315360000'
}

@test "an option wins over its variable, also when it says none" {
	AT_TEST_RETRY=3 run -1 at-run -q -r 0 t -- at-raise RETRY again
	run ! grep -q INFO results/t/status.log
	AT_TEST_RETRY=1 run -1 at-run -q t -- at-raise RETRY again
	is "$(grep -c INFO results/t.1/status.log)" 1
}

@test "an unknown hook in timeout.HOOK is an unknown key" {
	hook t run_once <<<:
	echo timeout.run-once=1 >tests/t/manifest
	run -0 --separate-stderr at-run t
	is "$stderr" "at-run: $PWD/tests/t/manifest:1: unknown key 'timeout.run-once'"
}

@test "a manifest with carriage returns reads as one without" {
	hook t run_once <<<'echo "$a" >"$AT_JOBDIR/a"'
	printf 'version=2\r\n\r\n# comment\r\nparam.a=x y\r\ntimeout=50\r\n' >tests/t/manifest
	run -0 at-run t
	is "$(cat results/t/t/keyval results/t/a)" "$(printf 'version=2\nx y')"
}

@test "a long line in a manifest is cut in the message" {
	hook t run_once <<<:
	printf '%0100000d\n' 0 >tests/t/manifest
	run -99 --separate-stderr at-run t
	onlyline
	[ "${#stderr}" -lt 2000 ]
}

@test "every after_test hook runs, and sees what those before it made of the test" {
	hook t run_once <<<:
	mkdir tests/t/after_test.d
	for n in 1 2 3; do
		printf '#!/bin/sh\necho "%s $AT_VERDICT" >>"$AT_JOBDIR/trace"\n' $n
		[ $n = 1 ] || echo "exec at-raise $(echo x WARN FAIL | cut -d ' ' -f $n) because"
	done >all
	split() { sed -n "$1" all >"tests/t/after_test.d/$2"; chmod +x "tests/t/after_test.d/$2"; }
	split 1,2p 1; split 3,5p 2; split 6,8p 3
	run -1 at-run -q t
	is "$(tr '\n' , <results/t/trace)" '3 GOOD,2 FAIL,1 FAIL,'
	is "$(outcome t)" '..FAIL t t: because'
}

@test "after_iteration hooks run after a signal, too, and it is the verdict" {
	hook t run_once <<<': >"$AT_JOBDIR/up"; sleep 60'
	mkdir tests/t/after_iteration.d
	printf '#!/bin/sh\necho "$AT_VERDICT" >"$AT_JOBDIR/after"; exit 1\n' \
	    >tests/t/after_iteration.d/x
	chmod +x tests/t/after_iteration.d/x
	at-run -q -d j t 3>&- &
	await [ -e j/up ]
	kill -TERM $!
	rc=0; wait $! || rc=$?
	is "$rc $(<j/after)" '143 ABORT'
	is "$(log j/status.log | sed -n 2p)" '.ABORT t t: run_once: ended by SIGTERM'
}

@test ".d hooks around a command agreed to the table, though it did not" {
	mkdir -p j/hooks/before_iteration.d
	printf '#!/bin/sh\nexit 77\n' >j/hooks/before_iteration.d/x
	chmod +x j/hooks/before_iteration.d/x
	run -77 at-run -q -d j t -- true
	rm j/hooks/before_iteration.d/x
	run -1 at-run -q -d j u -- sh -c 'exit 77'
}

@test "a directory that no at-job made stays without START, whatever ran in it" {
	at-run -d j a -- true
	at-run -d j b -- true
	AT_JOBDIR=$PWD/j at-group g true
	AT_JOBDIR=$PWD/j at-record INFO x
	is "$(log j/status.log | cut -c 1-6)" "$(printf '%s\n' 'START ' '.GOOD ' 'END GO' 'START ' '.GOOD ' 'END GO' 'START ' 'END GO' 'INFO -')"
}

@test "a second signal skips cleanup when it comes a second later, not before" {
	hook t run_once <<<': >"$AT_JOBDIR/up"; sleep 60'
	hook t cleanup <<<': >"$AT_JOBDIR/in"; "$TOP/t/await" [ -e "$AT_JOBDIR/go" ]; : >"$AT_JOBDIR/cleaned"'
	# again, if the machine was too slow for two within a second
	for i in $(seq 20); do
		rm -f j/up j/in j/go j/cleaned
		at-run -q -d j -g 1.$i t 3>&- >out &
		await [ -e j/up ]
		ms=$(date +%s%3N)
		kill -TERM $!
		await [ -e j/in ]
		kill -TERM $!
		ms=$(($(date +%s%3N) - ms))
		: >j/go
		rc=0; wait $! || rc=$?
		is "$rc" 143
		[ "$ms" -ge 500 ] || break
	done
	[ -e j/cleaned ]
	rm j/up j/in j/go j/cleaned
	at-run -q -d j -g 2 t 3>&- >out &
	await [ -e j/up ]
	kill -TERM $!
	await [ -e j/in ]
	# the event here is that a second is over
	sleep 1
	kill -TERM $!
	rc=0; wait $! || rc=$?
	is "$rc" 143
	[ ! -e j/cleaned ]
	is "$(log j/status.log | tail -n 2)" "$(printf '.ABORT t.2 t.2: run_once: ended by SIGTERM\nEND ABORT t.2 t.2:')"
}

@test "standard descriptors that are closed are nobody's, least of all a file of ours" {
	at-run t -- sh -c 'echo out; echo err >&2; exit 3' <&- >&- 2>&- 3>&- || rc=$?
	is "$rc" 125
	is "$(grep -c '^at-run' results/t/t/debug/t.DEBUG results/t/t/status.log results/t/status.log | cut -d : -f 2 | tr '\n' ' ')" '0 0 0 '
	is "$(grep -v ^@ results/t/t/debug/t.DEBUG)" "$(printf 'out\nerr')"
	run -1 --separate-stderr sh -c 'exec at-run -q -d j t -- sh -c "cat; exit 3" <&-'
	is "$stderr" ''
	run -2 sh -c 'at-keyval -o kv "bad key=1" >&- 2>&-'
	[ ! -s kv ]
}

@test "few descriptors are an error, or enough" {
	[ -z "${ASAN_OPTIONS-}" ] || skip 'a sanitizer needs more for itself'
	for n in 4 5 6 8 12; do
		rc=0
		(ulimit -n $n; exec at-run -q t -- true) >out 2>err 3>&- || rc=$?
		case $rc in
		0) has "$(<out)" results/t ;;
		*) is "$rc $(wc -l <err | tr -d ' ')" '125 1' ;;
		esac
	done
	is "$rc" 0
}

@test "few descriptors are enough to look at many processes" {
	[ -z "${ASAN_OPTIONS-}" ] || skip 'a sanitizer needs more for itself'
	[ -d /proc/self ] || skip 'no /proc here'
	for i in $(seq 20); do
		sleep 50 3>&- &
	done
	# until sleep has begun, it has the shell's name; ksh93, which sh may
	# be, cannot live with 12 descriptors
	leak='sleep 50 & bash "$TOP/t/await" grep -qx sleep /proc/$!/comm'
	(ulimit -n 12; exec at-run t -- bash -c "$leak") >out 2>err 3>&-
	kill $(jobs -p)
	grep -Eq '^at-run: t: leaked 1: [0-9]+ sleep ' err
}

@test "without PATH the usual one is searched" {
	run -0 env -i "$TOP/cmd/at-run" t -- sh -c ':'
	echo 'at-run t -- ls' >control
	run -0 env -i "$TOP/cmd/at-job" control
}

@test "a script without #! is the shell's" {
	mkdir -p tests/t
	echo 'echo "$0 runs" >"$AT_JOBDIR/ran"' >tests/t/run_once
	chmod +x tests/t/run_once
	run -0 at-run t
	is "$(<results/t/ran)" "$PWD/tests/t/run_once runs"
}

@test "a test that removes its own output is ERROR, the job's log has it" {
	hook t run_once <<<'rm -rf "$AT_OUTPUTDIR"'
	run -99 --separate-stderr at-run t
	onlyline
	has "$stderr" "ERROR: $PWD/results/t/t/debug/t.DEBUG: was removed by the test"
	has "$(outcome t)" '..ERROR t t: '
	run -125 --separate-stderr at-run t -- sh -c 'rm -rf "$AT_JOBDIR"'
	onlyline
	is "$stderr" "at-run: $PWD/results/t.1/status.log: No such file or directory"
	run -0 at-run t -- sh -c 'rm -rf "$AT_TMPDIR"'
}

@test "what a test puts in the place of its files is neither followed nor waited for" {
	: >victim
	for what in 'ln -s "$OLDPWD/victim"' mkfifo mkdir; do
		for file in '$AT_RESULTSDIR/keyval' '$AT_RESULTSDIR/perf' \
		    '$AT_RESULTSDIR/results-chart.json' '$AT_RAISED'; do
			hook t run_once <<<"$what \"$file\"; exit 1"
			rc=0
			OLDPWD=$PWD at-run -m -c 'a > 1' t >out 2>err 3>&- || rc=$?
			[ "$rc" = 1 ] || [ "$rc" = 99 ] || {
				echo "$what $file: $rc"
				return 1
			}
		done
	done
	[ ! -s victim ]
}

# bats test_tags=slow
@test "nobody at AT_STATUS_FIFO, or one who does not read, holds nothing up" {
	mkfifo f
	AT_STATUS_FIFO=f run -0 at-run t -- true
	sleep 60 <>f 3>&- &
	AT_STATUS_FIFO=f run -0 at-run t -- sh -c \
	    'for i in 1 2 3 4 5 6 7 8 9; do at-record INFO "$(printf %09000d 0)" || exit; done'
	kill $!
	is "$(grep -c INFO results/t.1/status.log)" 9
	: >plain
	AT_STATUS_FIFO=plain run -0 at-run t -- true
	is "$(cut -f 1-3 plain | tr '\t' ' ' | head -n 1) $(wc -l <plain | tr -d ' ')" 'START ---- ---- 5'
}

@test "split logs are both cut, at a hook's end too" {
	hook t run_once <<<'i=0; while [ $i -lt 900 ]; do echo "line $i"; echo "line $i" >&2; i=$((i+1)); done'
	hook t cleanup <<<'ls -l ../../../results/t/t/debug >"$AT_JOBDIR/sizes"; wc -c <"$AT_OUTPUTDIR/debug/t.ERROR" >"$AT_JOBDIR/size"'
	echo split_stderr=1 >tests/t/manifest
	AT_LOG_MAX=4000 run -0 at-run t
	[ "$(<results/t/size)" -lt 4000 ]
	grep -q '^@ .* bytes cut here$' results/t/t/debug/t.ERROR
	grep -q '^@ .* bytes cut here$' results/t/t/debug/t.DEBUG
}

@test "the reason is the last line also of a log that was cut under way" {
	hook t initialize <<<'printf "%01800d\n" 0'
	hook t run_once <<<'i=0; while [ $i -lt 900 ]; do echo "line $i"; i=$((i+1)); done; sleep 1.2; echo the last; exit 1'
	AT_LOG_MAX=2000 run -1 --separate-stderr at-run t
	has "$stderr" 'run_once: exit 1: the last'
}

@test "a full disk: no status 0, one line that names a file, what was there stays" {
	[ "$(uname)" = Linux ] && [ "$(id -u)" = 0 ] || skip 'cannot mount'
	mkdir full
	for k in 4 8 16 24 32 40 48 56; do
		mount -t tmpfs -o size=${k}k tmpfs full 2>/dev/null || skip 'cannot mount'
		rc=0
		(cd full && at-run -q -n 3 -m t -- at-perf -L -k v 1) >out 2>err 3>&- || rc=$?
		umount full
		[ $rc != 0 ] || continue
		[ "$rc $(wc -l <err | tr -d ' ')" = '125 1' ] || [ "$rc $(wc -l <err | tr -d ' ')" = '99 0' ] || {
			echo "$k KiB: $rc"
			cat err
			return 1
		}
	done
}

@test "blocks of the killed are closed, and their scratch logs are gone" {
	cat >control <<-'X'
	at-group g sh -c 'kill -9 $PPID; sleep 0.2'
	at-group h true
	X
	run -1 at-job -d j control
	is "$(log j/status.log | tail -n 4)" "$(cat <<-'Y'
	.START ---- g:
	..ABORT ---- g: killed
	.END ABORT ---- g:
	END GOOD ---- ----:
	Y
	)"
	is "$(ls j/tmp)" ''
}
