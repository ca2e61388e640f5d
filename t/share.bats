#!/usr/bin/env bats
# what comes with the suite: share/tests, share/profilers, share/examples
load helper

# verdict JOB - each block of a job: how it ended and its subdir
verdicts() {
	sed -n 's/^	*END \([A-Z_]*\)	\([^	]*\)	\([^	]*\)	.*/\1 \2 \3/p' \
	    "$1/status.log"
}

# only NAME... - a PATH with nothing but these programs
only() {
	mkdir only
	for p; do
		ln -s "$(command -v "$p")" "only/$p"
	done
	PATH=$PWD/only:$TOP/cmd
}

# fake NAME - a program of standard input, first in PATH
fake() {
	mkdir -p fake
	{ echo '#!/bin/sh'; cat; } >"fake/$1"
	chmod +x "fake/$1"
	PATH=$PWD/fake:$PATH
}

# profiled NAME FILE PARAM... - a test that ends when FILE has something
profiled() {
	cat >control <<-E
	at-profile add $1 $3 $4
	at-run -n 0 profiled -- sh -c 'until [ -s "\$AT_PROFDIR/$2" ]; do
		sleep 0.05
	done'
	E
	run -0 --separate-stderr at-job -d job control
}

# shells - those that are here, as a #! line names them
shells() {
	for s in dash mksh busybox bash; do
		command -v "$s" >/dev/null || continue
		case $s in
		busybox) echo "$(command -v "$s") sh" ;;
		bash) echo "$(command -v "$s") --posix" ;;
		*) command -v "$s" ;;
		esac
	done
}

# under SHELL - a copy of share whose scripts are for that shell
under() {
	rm -rf share bin
	cp -R "$TOP/share" share
	grep -rl '^#!/bin/sh' share/tests share/profilers |
	    while read -r f; do
		sed "1s,.*,#!$1," "$f" >new
		cat new >"$f"
	done
	mkdir bin
	printf '#!/bin/sh\nexec %s "$@"\n' "$1" >bin/sh
	chmod +x bin/sh
}

# tests

@test "every test says what it is, and no key of its manifest is unknown" {
	cd "$TOP/share/tests"
	n=0
	for t in */; do
		t=${t%/}
		grep -q '^version=' "$t/manifest"
		grep -q '^doc=.' "$t/manifest"
		cd "$BATS_TEST_TMPDIR"
		run --separate-stderr at-run -t 0.001 -C "$t" no-equals-sign
		is "$t: $(printf '%s\n' "$stderr" | grep -c 'unknown key')" "$t: 0"
		is "$status" 99
		cd "$TOP/share/tests"
		n=$((n + 1))
	done
	[ "$n" -ge 13 ]
}

@test "sleeptest sleeps as long as it is told, one second by default" {
	run -0 at-run -m sleeptest seconds=0
	run -124 at-run -q -t 0.5 sleeptest
	run -0 at-run -m sleeptest
	run -0 at-constraint '1 <= seconds_wall' results/sleeptest.2/sleeptest/results/keyval
}

@test "rwtest is a plain file, writes and reads back" {
	run -0 at-run rwtest kbytes=8
	run -0 grep -x '8 kB read back as they were written' \
	    results/rwtest/rwtest/debug/rwtest.DEBUG
}

@test "rwtest fails when what it reads is not what it wrote" {
	fake cp <<-'E'
	echo other >"$2"
	E
	run -1 at-run -q rwtest kbytes=8
}

@test "gzipbench records a speed and a ratio in one record" {
	run -0 at-run -n 2 -c 'compress > 0 and ratio > 1' gzipbench mbytes=1
	f=results/gzipbench/gzipbench/results
	is "$(sed 's/=.*//' $f/keyval | tr '\n' ' ')" \
	    'compress{perf} ratio{perf}  compress{perf} ratio{perf}  '
	is "$(cut -f 1,3-4 $f/perf $f/perf.merged 2>/dev/null | sort -u)" \
	    "$(printf 'compress\tMB_per_second\tup\nratio\t\tup')"
	# the same numbers from every awk, so the same ratio
	is "$(sed -n 's/^ratio{perf}=//p' $f/keyval | sort -u)" 2.216
}

@test "gzipbench is not for a machine without gzip" {
	only sh awk
	run -77 --separate-stderr at-run gzipbench
	[[ $stderr == *'TEST_NA: requires the program gzip;'* ]]
}

@test "gzipbench fails when what comes out is not what went in" {
	fake gzip <<-'E'
	echo other
	E
	run -1 --separate-stderr at-run gzipbench mbytes=1
	[[ $stderr == *'FAIL: what was unpacked is not what was packed;'* ]]
}

# tree CC-LINE - a source tree that is quickly built
tree() {
	mkdir -p src/cmd src/lib
	: >src/cmd/one.c
	: >src/lib/two.c
	: >src/lib/three.c
	printf 'all:\n\t@echo "$(CC) $(CFLAGS)"\n\t%s\nclean:\n\trm -f built\n' \
	    "$1" >src/Makefile
}

@test "compilebench builds a copy of the tree it is given, anew each time" {
	tree 'test ! -e built && echo >built'
	run -0 at-run -n 3 compilebench "source=$PWD/src" cc=cat cflags=-O0
	f=results/compilebench/compilebench
	is "$(grep -cx 'cat -O0' $f/debug/compilebench.DEBUG)" 3
	[ ! -e src/built ]
	run -0 at-constraint 'build_time > 0' \
	    '2.99 < build_time * build_rate < 3.01' $f/results/keyval
	is "$(cut -f 1,3-4 $f/results/perf $f/results/perf.merged 2>/dev/null |
	    sort -u)" "$(printf 'build_rate\tfiles_per_second\tup
build_time\tseconds\tdown')"
}

@test "compilebench fails when the build does, with make's own words" {
	tree 'exit 3'
	run -1 --separate-stderr at-run compilebench "source=$PWD/src" cc=cat
	[[ $stderr == *'compilebench: FAIL: run_once: exit '*'rror '* ]]
}

@test "compilebench is not for a machine without source or compiler" {
	run -77 --separate-stderr at-run compilebench source=/nowhere
	[[ $stderr == *'TEST_NA: /nowhere: no Makefile and lib/ there: want a source tree, source=DIR;'* ]]
	run -77 --separate-stderr at-run compilebench cc=no-such-cc
	[[ $stderr == *'TEST_NA: requires the compiler no-such-cc;'* ]]
	only sh awk
	run -77 --separate-stderr at-run compilebench
	[[ $stderr == *'TEST_NA: requires the program make;'* ]]
}

@test "compilebench looks for the source it is in" {
	mkdir -p elsewhere/share/at
	cp -R "$TOP/share/tests" elsewhere/share/at
	export AT_SHARE=$PWD/elsewhere/share/at
	run -77 --separate-stderr at-run compilebench
	[[ $stderr == *'/tests/compilebench/../../..: no Makefile and lib/ there'* ]]
}

@test "parent runs a subtest, and its block is inside" {
	run -0 at-run -n 2 parent
	is "$(verdicts results/parent)" 'GOOD parent/rwtest.1 rwtest.1
GOOD parent/rwtest.2 rwtest.2
GOOD parent parent'
}

@test "parent decides that it fails when its subtest does" {
	run -1 --separate-stderr at-run parent test=error_test_error
	[[ $stderr == *'parent: FAIL: error_test_error ended with 99;'* ]]
	is "$(verdicts results/parent)" 'ERROR parent/error_test_error.1 error_test_error.1
FAIL parent parent'
}

@test "flaky fails alone and is good with a retry" {
	run -1 --separate-stderr at-run flaky
	[[ $stderr == *'flaky: FAIL: first try;'* ]]
	run -0 --separate-stderr at-run -n 2 -r 1 flaky
	is "$stderr" ''
	is "$(grep retries results/flaky.1/flaky/keyval)" \
	    "$(printf 'test_retries_before_success=1\ntest_retries_before_success=1')"
}

@test "the error tests end as their names say" {
	while read -r rc name verdict reason; do
		run --separate-stderr at-run "$name"
		is "$name $status $stderr" "$name $rc at-run: $name: $verdict: $reason; see $PWD/results/$name/$name/debug/$name.DEBUG"
		is "$(verdicts "results/$name")" "$verdict $name $name"
	done <<-'E'
	99 error_initialize ERROR initialize: exit 1: a bug in initialize
	99 error_setup ERROR setup: exit 1: a bug in setup
	99 error_setup_error ERROR this test cannot be set up
	99 error_cleanup ERROR cleanup: exit 1: a bug in cleanup
	1 error_test_bug FAIL run_once: exit 3: a bug in run_once
	99 error_test_error ERROR this test always causes an error
	1 error_test_fail FAIL this test always fails
	77 error_test_na TEST_NA this test cannot run on this host
	98 aborttest ABORT this test aborts the job
	E
	# none that the table forgot
	is "$(ls results | wc -l)" \
	    "$(ls "$TOP/share/tests" | grep -cE '^(error_|abort)')"
}

@test "aborttest ends the job it is in" {
	printf 'at-run aborttest\nat-run sleeptest\n' >control
	run -98 --separate-stderr at-job -d job control
	is "$(verdicts job)" 'ABORT aborttest aborttest
ABORT ---- ----'
}

@test "the tests are the same under every shell" {
	want=
	while read -r shell; do
		under "$shell"
		PATH=$PWD/bin:$PATH AT_SHARE=$PWD/share at-job -q \
		    -d "job-${shell##*/}" - <<-'E' || [ $? -eq 1 ]
		at-run sleeptest seconds=0
		at-run gzipbench mbytes=1
		at-run rwtest
		at-run parent
		at-run -r 1 flaky
		at-run compilebench
		for t in initialize setup setup_error cleanup test_bug \
		    test_error test_fail test_na; do
			at-run "error_$t"
		done
		E
	done <<-E
	$(shells)
	E
}
