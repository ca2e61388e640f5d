#!/usr/bin/env bats
load helper
load jobs
unset COLUMNS NO_COLOR

@test "a job is a table: test, verdict, iterations, time, values, reason" {
	sample
	run -0 --separate-stderr at-report j
	is "$stderr" ''
	is "$output" "\
TEST       VERDICT  ITER    TIME  VALUES            REASON
sleeptest  GOOD        3  1.20 s
disk.fast  FAIL        1   1m13s  rate 81.5 +- 1.5  too slow
net        TEST_NA           3 s                    no network

FAIL disk.fast: too slow
j/disk.fast/debug/disk.fast.DEBUG:
    reading
    too slow

3 tests: 1 GOOD, 1 TEST_NA, 1 FAIL"
}

@test "the exit status is 0 whatever the verdicts" {
	tested 1 ABORT t 'power cut' | job j
	run -0 at-report j
}

@test "tests in a group and subtests are indented, and subtests not counted" {
	{
		line 1 START ---- network 1500000000 ''
		tested 2 GOOD ping ''
		tested 2 WARN net/deep/name 'odd'
		line 1 'END WARN' ---- network 1500000009 ''
		line 1 START par par.x 1500000000 ''
		tested 2 FAIL par/sub 'oops'
		line 2 GOOD par par.x 1500000003 'completed successfully'
		line 1 'END GOOD' par par.x 1500000003 ''
	} | job j
	run -0 at-report j
	is "$output" "\
TEST             VERDICT  ITER  TIME  REASON
network          WARN            9 s
  ping           GOOD            3 s
  net/deep/name  WARN            3 s  odd
par              GOOD            3 s
  sub            FAIL            3 s  oops

FAIL par/sub: oops

3 tests: 2 GOOD, 1 WARN"
}

@test "-q is the totals alone, with the name of each of several jobs" {
	sample
	tested 1 GOOD one '' | job k
	run -0 at-report -q j
	is "$output" '3 tests: 1 GOOD, 1 TEST_NA, 1 FAIL'
	run -0 at-report -q j k
	is "$output" $'j: 3 tests: 1 GOOD, 1 TEST_NA, 1 FAIL\nk: 1 test: 1 GOOD'
	: | job empty
	run -0 at-report -q empty
	is "$output" '0 tests'
}

@test "several jobs have a heading each, and a link is a job" {
	tested 1 GOOD one '' | job j
	ln -s j latest
	run -0 at-report j latest
	is "$output" "\
j

TEST  VERDICT  ITER  TIME
one   GOOD            3 s

1 test: 1 GOOD

latest

TEST  VERDICT  ITER  TIME
one   GOOD            3 s

1 test: 1 GOOD"
}

@test "of a failed test's log the last ten lines are shown, harmless" {
	tested 1 ERROR t 'boom' | job j
	printf 'line %s\n' 1 2 3 4 5 6 7 8 9 | debug j t
	printf 'a\tb\033[2J\rc\ntail\n' >>j/t/debug/t.DEBUG
	run -0 at-report j
	is "$(printf '%s\n' "$output" | sed -n '4,$p')" "\
ERROR t: boom
j/t/debug/t.DEBUG:
    line 2
    line 3
    line 4
    line 5
    line 6
    line 7
    line 8
    line 9
    a b?[2J?c
    tail

1 test: 1 ERROR"
}

@test "of the suite's own lines in the log only bad news are shown" {
	tested 1 FAIL t 'boom' | job j
	printf '@ 2026-11-22 18:47:48.1 %s\n' 'initialize 0: start' \
	    'initialize 0: exit 0, 0.1 s' 'run_once 1: start' \
	    'run_once 1: exit 3, 0.1 s' 'cleanup 1: start' \
	    'cleanup 1: exit 0, 0.2 s' 'test FAIL: 0 iterations, 1 s' |
	    debug j t
	run -0 at-report j
	is "${lines[3]}" 'j/t/debug/t.DEBUG:'
	is "${lines[4]}" '    @ 2026-11-22 18:47:48.1 run_once 1: exit 3, 0.1 s'
	is "${lines[5]}" '1 test: 1 FAIL'
}

@test "a line of the log that is cut at its head is left out, unless alone" {
	tested 1 FAIL t 'boom' | job j
	{ printf '%05000d' 0; printf '\nshort\0one\n'; } | debug j t
	run -0 at-report j
	is "${lines[4]}" '    short?one'
	is "${lines[5]}" '1 test: 1 FAIL'
	printf '%05000d' 0 | debug j t
	run -0 at-report j
	is "${#lines[4]}" 4100
	# all others are of hooks that succeeded
	printf '@ 2026-11-22 18:47:48.1 run_once %s: exit 0, 0.1 s\n' {101..200} |
	    debug j t
	run -0 at-report j
	is "${lines[3]}" 'j/t/debug/t.DEBUG'
	is "${lines[4]}" '1 test: 1 FAIL'
}

@test "of a huge log only the end is read" {
	tested 1 FAIL t 'boom' | job j
	echo first | debug j t
	dd if=/dev/null of=j/t/debug/t.DEBUG bs=1048576 seek=65536 2>/dev/null
	printf '\nlast\n@ 2026-11-22 18:47:48.123 test FAIL: 2 iterations, 9 s\n' \
	    >>j/t/debug/t.DEBUG
	run -0 at-report j
	is "${lines[1]}" 't     FAIL        2  9.00 s  boom'
	is "${lines[4]}" '    last'
}

@test "without its last line in the log a test's facts come from elsewhere" {
	{ tested 1 GOOD a ''; tested 1 GOOD b ''; tested 1 GOOD c ''; } | job j
	printf '@ 2026-11-22 18:47:48.123 test GOOD: 3 iterations, 1.2' |
	    debug j a
	mkdir -p j/a/results j/b/results
	echo param-iterations=12 >j/a/keyval
	printf 'x{attr}=1\n\nx{attr}=2\n\n' >j/a/results/keyval
	cp j/a/results/keyval j/b/results/keyval
	run -0 at-report j
	is "$output" "\
TEST  VERDICT  ITER  TIME
a     GOOD       12   3 s
b     GOOD        2   3 s
c     GOOD            3 s

3 tests: 3 GOOD"
}

@test "values are medians and their absolute deviation, as people read them" {
	tested 1 GOOD t '' | job j
	mkdir -p j/t/results
	printf 'n{perf}=%s\nbytes{perf}=1048576\nx{perf}=3.3333333\n\n' \
	    1 9 2 0.015 >j/t/results/keyval
	run -0 at-report j
	is "${lines[1]}" 't     GOOD        4   3 s  n 1.5 +- 0.99, bytes 1048576 +- 0, x 3.3333 +- 0'
}

@test "records of warm-ups and failed tries do not count" {
	tested 1 GOOD t '' | job j
	mkdir -p j/t/results
	printf '%s\n' 'warmup{attr}=1' 'n{perf}=100' '' 'try{attr}=0' \
	    'n{perf}=200' '' 'n{perf}=5' 'n{perf}=6' '' >j/t/results/keyval
	run -0 at-report j
	is "${lines[1]}" 't     GOOD        1   3 s  n 6'
}

@test "a job of more tests than there may be open files is read to its end" {
	[ -z "${ASAN_OPTIONS-}" ] || skip 'a sanitizer needs more for itself'
	for i in $(seq 10); do
		tested 1 GOOD "t$i" ''
		tested 1 FAIL "t$((10 + i))" late
		tested 1 ABORT "t$((20 + i))" ''
	done | job j
	echo stop >j/aborted
	for i in $(seq 30); do
		mkdir -p "j/t$i/results"
		echo "log $i" | debug j "t$i"
		printf 'v{perf}=%s\n\n' "$i" >"j/t$i/results/keyval"
		printf '{"w": {"w": {"type": "scalar", "units": "", "value": %s}}}' \
		    "$i" >"j/t$i/results/results-chart.json"
		echo "a=$i" >"j/t$i/keyval"
	done
	has "$(at-report j)" 'log 20'
	for form in text html junit jsonl tap tsv; do
		at-report -f $form j >all || :
		(ulimit -n 20; exec at-report -f $form j 3>&-) >few || :
		cmp all few
	done
	is "$(cut -f 3,13 few | grep -c '^t[0-9]*	v$')" 30
	at-compare j j >all || :
	(ulimit -n 20; exec at-compare j j 3>&-) >few || :
	cmp all few
	(ulimit -n 20; exec at-constraint -m -e 'v > 0' j/t*/results/keyval 3>&-)
}

@test "html: a test that took no time has its seconds" {
	{
		line 1 START z z 1500000000 ''
		line 2 GOOD z z 1500000000 ''
		line 1 'END GOOD' z z 1500000000 ''
	} | job j
	has "$(at-report -f html j)" 'z</span> <span class="dim">0 s</span>'
}

@test "a torn last record is told and left out" {
	tested 1 GOOD t '' | job j
	mkdir -p j/t/results
	printf 'n{perf}=5\n\nn{perf}=6\nm{perf}=7' >j/t/results/keyval
	run -0 --separate-stderr at-report j
	is "${lines[1]}" 't     GOOD        1   3 s  n 5'
	is "$stderr" 'at-report: j/t/results/keyval: torn last record skipped'
}

@test "the chart's values have units, and stand for what is in both files" {
	tested 1 GOOD t '' | job j
	mkdir -p j/t/results
	printf 'rd{perf}=1\nwr{perf}=2\n\n' >j/t/results/keyval
	printf '%s' '{"lat": {"summary": {"type": "scalar", "units": "ms",
	    "value": 3.5, "improvement_direction": "down"}}, "disk": {"rd":
	    {"units": null, "type": "list_of_scalar_values", "values":
	    [1.0, 2.0, 4.0]}}, "odd": 7, "odder": {"summary": [1, 2]}}' \
	    >j/t/results/results-chart.json
	run -0 --separate-stderr at-report j
	is "${lines[1]}" 't     GOOD        1   3 s  lat 3.5 ms, disk/rd 2 +- 1, wr 2'
	is "$stderr" ''
}

@test "a broken chart is told, and the report made" {
	tested 1 GOOD t '' | job j
	mkdir -p j/t/results
	echo '{' >j/t/results/results-chart.json
	run -0 --separate-stderr at-report j
	is "${lines[1]}" 't     GOOD            3 s'
	is "${stderr%%: line*}" 'at-report: j/t/results/results-chart.json: Expecting object'
}

@test "lines fit COLUMNS; without it and a terminal nothing is cut" {
	local why='a reason that goes on and on and on and on until the end'
	tested 1 FAIL a.test.with.a.name.that.is.too.long.for.forty "$why" |
	    job j
	mkdir -p j/a.test.with.a.name.that.is.too.long.for.forty/results
	run -0 at-report j
	is "${lines[1]}" "a.test.with.a.name.that.is.too.long.for.forty  FAIL            3 s  $why"
	COLUMNS=50 run -0 at-report j
	is "${lines[0]}" 'TEST              VERDICT  ITER  TIME  REASON'
	is "${lines[1]}" 'a.test.with.a...  FAIL            3 s  a reason...'
	is "${lines[2]}" "FAIL a.test.with.a.name.that.is.too.long.for.forty: $why"
	COLUMNS=many run -0 at-report j
	is "${lines[1]##* }" end
}

@test "as many values are shown as fit, and how many more there are" {
	{ tested 1 GOOD t ''; tested 1 FAIL u 'no'; } | job j
	mkdir -p j/t/results j/u/results
	printf '%s{perf}=1\n' first second third fourth fifth sixth seventh \
	    eighth ninth tenth >j/t/results/keyval
	cp j/t/results/keyval j/u/results
	run -0 at-report j
	is "${lines[1]}" 't     GOOD        1   3 s  first 1, second 1, third 1, fourth 1, fifth 1, sixth 1 +4 more'
	COLUMNS=60 run -0 at-report j
	is "${lines[1]}" 't     GOOD        1   3 s  first 1, second 1 +8 more'
	is "${lines[2]}" 'u     FAIL        1   3 s  first 1 +9 more  no'
}

@test "-v shows all values, and the lines inside a test" {
	{
		line 1 INFO ---- ---- 1500000000 'kernel taint'
		line 1 START t t 1500000000 ''
		line 2 INFO ---- ---- 1500000000 'Run 0 failed with x'
		line 2 WARN ---- disk 1500000000 'filling up'
		line 2 GOOD t t 1500000003 'completed successfully'
		line 1 'END GOOD' t t 1500000003 ''
	} | job j
	mkdir -p j/t/results
	printf 'a{perf}=1\nb{perf}=2\n\na{perf}=3\nb{perf}=4\n\n' \
	    >j/t/results/keyval
	run -0 at-report -v j
	is "$output" "\
TEST  VERDICT       ITER  TIME
job   GOOD                20 s
    INFO kernel taint
t     GOOD (flaky)     2   3 s
    a 2 +- 1 (2 values)
    b 3 +- 1 (2 values)
    INFO Run 0 failed with x
    WARN disk: filling up

1 test: 1 GOOD (flaky)"
}

@test "a line of the job itself is shown when it has a name or matters" {
	{
		line 1 GOOD ---- ---- 1500000000 'nothing'
		line 1 GOOD ---- fetch 1500000000 'done'
		line 1 FAIL ---- ---- 1500000000 'mirror down'
	} | job j
	run -0 at-report j
	is "$output" "\
TEST   VERDICT  ITER  TIME  REASON
fetch  GOOD
job    FAIL                 mirror down

FAIL job: mirror down

0 tests; job FAIL: mirror down"
}

@test "names cannot move the cursor, and count a column a character" {
	{
		tested 1 GOOD $'e\033[31m\x9b\xc2\x9b\xe2\x80\xae' ''
		tested 1 FAIL $'caf\xc3\xa9' $'r\xc3\xa9\x01son'
	} | job j
	run -0 at-report j
	is "${lines[1]}" 'e?[31m???  GOOD            3 s'
	is "${lines[2]}" $'caf\xc3\xa9       FAIL            3 s  r\xc3\xa9?son'
}

@test "a subdir that leads elsewhere is not followed" {
	mkdir -p out/results
	printf 'secret{perf}=1\n\n' >out/results/keyval
	{ tested 1 GOOD ../out ''; tested 1 GOOD "$PWD/out" ''; } | job j
	run -0 at-report j
	# the length of the other name depends on TMPDIR; below its head
	is "$(tr -s ' ' <<<"${lines[1]}")" '../out GOOD 3 s'
	before=${lines[0]%VERDICT*}
	is "${lines[1]:${#before}:4}" GOOD
	case $output in
	*secret*) return 1 ;;
	esac
}

@test "a FIFO or a link in place of a test's file is not opened" {
	tested 1 FAIL t 'no' | job j
	mkdir -p j/t/debug j/t/results
	mkfifo j/t/debug/t.DEBUG j/t/results/keyval
	ln -s /etc/passwd j/t/results/results-chart.json
	run -0 --separate-stderr at-report j
	is "$stderr" ''
	is "${lines[1]}" 't     FAIL            3 s  no'
}

@test "what has no END line is ABORT, not finished" {
	mkdir j
	{
		line 0 START ---- ---- 1500000000 ''
		tested 1 GOOD a ''
		line 1 START b b 1500000000 ''
		line 2 INFO ---- ---- 1500000007 'working'
	} >j/status.log
	run -0 at-report j
	is "${lines[1]}" 'job   ABORT           7 s  not finished'
	is "${lines[3]}" 'b     ABORT           7 s  not finished'
	is "${lines[6]}" '2 tests: 1 GOOD, 1 ABORT'
}

@test "a line that is none is told, and the rest reported" {
	{ tested 1 GOOD a ''; line 1 PASS b b 1 ''; tested 1 GOOD c ''; } |
	    job j
	run -2 --separate-stderr at-report -q j
	is "$output" '2 tests: 2 GOOD'
	is "$stderr" 'at-report: j/status.log:5: no line of a status log'
}

@test "the log of Autotest's own client is read too" {
	tested 1 GOOD a '' | job j
	mv j/status.log j/status
	run -0 at-report -q j
	is "$output" '1 test: 1 GOOD'
}

@test "a directory that is no job is 2, and the other jobs are reported" {
	mkdir nojob
	: >file
	tested 1 GOOD a '' | job j
	run -2 --separate-stderr at-report -q nojob j missing file
	is "$output" 'j: 1 test: 1 GOOD'
	is "$stderr" "\
at-report: nojob: no status.log
at-report: missing: No such file or directory
at-report: file: Not a directory"
}

@test "an unknown format, no operand and an unknown option are 2" {
	AT_SHARE=$PWD run -2 --separate-stderr at-report -f pdf j
	is "$stderr" "at-report: format 'pdf': not known"
	usage=$'usage: at-report [-qsv] [-f format] [-o file] job ...\n       at-report -F job'
	run -2 --separate-stderr at-report
	is "$stderr" "$usage"
	is "$output" ''
	run -2 --separate-stderr at-report -z j
	run -0 --separate-stderr at-report -h
	is "$output" "$usage"
}

@test "-f text and -o - are what happens anyway" {
	sample
	run -0 at-report j
	has "$output" '3 tests: 1 GOOD, 1 TEST_NA, 1 FAIL'
	is "$(at-report -f text -o - j)" "$output"
}

@test "-o writes a file, as a whole and never cut" {
	sample
	at-report j >want
	COLUMNS=20 run -0 at-report -o out j
	is "$output" ''
	cmp out want
}

@test "-o keeps the file that is there when a job is missing" {
	sample
	echo old >out
	run -2 at-report -o out j missing
	is "$(<out)" old
	run -2 --separate-stderr at-report -o no/such/dir j
	is "$stderr" 'at-report: no/such/dir: No such file or directory'
}

@test "a full disk is an error" {
	[ -c /dev/full ] || skip 'no /dev/full'
	sample
	run -2 --separate-stderr sh -c 'at-report j >/dev/full'
	is "$stderr" 'at-report: standard output: No space left on device'
}

@test "colours are for a terminal, and not with NO_COLOR" {
	command -v script >/dev/null || skip 'script(1) makes the terminal'
	tested 1 GOOD a '' | job j
	export TERM=vt100
	unset NO_COLOR
	script -qec 'at-report j' /dev/null >out </dev/null
	grep -q $'a     \033\[32mGOOD\033\[m' out
	NO_COLOR=1 script -qec 'at-report j' /dev/null >out </dev/null
	run ! grep -q $'\033' out
	at-report j >out
	run ! grep -q $'\033' out
}

@test "a terminal is 80 columns wide where COLUMNS does not say" {
	command -v script >/dev/null || skip 'script(1) makes the terminal'
	tested 1 FAIL a "$(printf '%090d' 0)" | job j
	NO_COLOR=1 script -qec 'at-report j' /dev/null </dev/null | tr -d '\r' >out
	is "$(sed -n 2p out | wc -c | tr -d ' ')" 81
}

# until_has FILE TEXT - wait until the file has it
until_has() {
	for ((i = 0; i < 3000; i++)); do
		! grep -q -e "$2" "$1" || return 0
		sleep 0.01
	done
	return 1
}

@test "-F tells each test when it ends, and then counts them" {
	mkfifo go
	printf 'read x <go\nat-run -q a -- true\nread x <go
		at-group g at-run -q b -- at-raise WARN "not so"\nread x <go\n' >control
	(AT_HOOKS=0 at-job -q -d j control >/dev/null 3>&-) &
	echo >go
	AT_HOOKS=0 at-report -F j >out 3>&- &
	until_has out '^GOOD     a'
	is "$(grep -c . out)" 1
	echo >go
	until_has out '^WARN     g'
	is "$(sed -n '2,$s/[0-9]* s/N s/p' out)" \
	    "$(printf 'WARN       b  N s  not so\nWARN     g  N s')"
	echo >go
	wait
	is "$(tail -n 1 out)" '2 tests: 1 GOOD, 1 WARN'
	# and of one that is over the same
	run -0 at-report -F j
	is "$output" "$(<out)"
}

@test "-F of a job that nobody runs any more is 2, after what there was" {
	mkfifo go
	printf 'at-run -q a -- true\necho >go; read x <go\n' >control
	AT_HOOKS=0 at-job -q -d j control >/dev/null 3>&- &
	read -r x <go
	kill -9 $!
	wait $! || :
	run -2 --separate-stderr at-report -F j
	is "${output%%  [0-9]*}" 'GOOD     a'
	is "$stderr" 'at-report: j: no at-job runs it, and it has no end'
	echo >go
	for args in '-F' '-F j j' '-F -q j' '-f tap -F j'; do
		# shellcheck disable=SC2086 # words
		run -2 --separate-stderr at-report $args
		has "$stderr" 'usage: at-report'
	done
	run -2 --separate-stderr at-report -F nosuch
	is "$stderr" 'at-report: nosuch/status.log: No such file or directory'
}
