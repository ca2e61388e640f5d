#!/usr/bin/env bats
# what comes with the suite: share/tests, share/profilers, share/examples
load helper

# verdicts JOB - each block of a job: how it ended, its subdir and name
verdicts() {
	log "$1/status.log" | sed -n 's/^\.*END \(.*\):.*/\1/p'
}

# only NAME... - make a directory with nothing but these programs
only() {
	mkdir only
	for p; do
		ln -s "$(command -v "$p")" "only/$p"
	done
	builtins only
}

# fake NAME - a program of standard input, first in PATH
fake() {
	mkdir -p fake
	{ echo '#!/bin/sh'; cat; } >"fake/$1"
	chmod +x "fake/$1"
	PATH=$PWD/fake:$PATH
}

# profiled NAME FILE PARAM - run a test that ends when FILE has a line that
# is not a date
profiled() {
	cat >control <<-E
	at-profile add $1 $3
	at-run -n 0 profiled -- sh -c '"$TOP/t/await" grep -qs ^[^@] "\$AT_PROFDIR/$2"'
	E
	run -0 --separate-stderr at-job -d job control
}

# good [WARNING] - the log of a job of one good test, profiled
good() {
	printf '%s\n' 'START ---- ----:' '.START profiled profiled:'
	[ -z "$1" ] || echo "..WARN ---- ----: $1"
	printf '%s\n' '..GOOD profiled profiled: completed successfully' \
	    '.END GOOD profiled profiled:' 'END GOOD ---- ----:'
}

# shells - the shells that are here, as a #! line names them; there is
# always sh, so no test has to skip
shells() {
	any=
	for s in dash mksh busybox bash; do
		command -v "$s" >/dev/null || continue # nothing to skip
		any=$s
		case $s in
		busybox) echo "$(command -v "$s") sh" ;;
		bash) echo "$(command -v "$s") --posix" ;;
		*) command -v "$s" ;;
		esac
	done
	[ -n "$any" ] || command -v sh
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
	n=0
	for dir in "$TOP"/share/tests/*/; do
		t=$(basename "$dir")
		grep -q '^version=' "$dir/manifest"
		grep -q '^doc=.' "$dir/manifest"
		# refused before anything of it runs
		run -99 --separate-stderr at-run -q "$t" unnamed
		is "$t: $stderr" "$t: "
		n=$((n + 1))
	done
	[ "$n" -ge 14 ]
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
	is "$(cut -f 1,3-4 $f/perf | sort -u)" \
	    "$(printf 'compress\tMB_per_second\tup\nratio\t\tup')"
	# the same numbers from every awk, so the same ratio
	is "$(sed -n 's/^ratio{perf}=//p' $f/keyval | sort -u)" 2.210
}

@test "gzipbench is not for a machine without gzip" {
	only sh awk
	run -77 --separate-stderr env PATH="$PWD/only:$TOP/cmd" at-run gzipbench
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
	run -0 at-constraint '2.99 < build_time * build_rate < 3.01' \
	    $f/results/keyval
	is "$(cut -f 1,3-4 $f/results/perf | sort -u)" "$(printf 'build_rate\tfiles_per_second\tup
build_time\tseconds\tdown')"
}

@test "compilebench fails when the build does, with make's own words" {
	tree 'exit 3'
	run -1 --separate-stderr at-run compilebench "source=$PWD/src" cc=cat
	[[ $stderr == *'compilebench: FAIL: run_once: exit '*'rror '* ]]
}

@test "a test knows nothing of a make that it runs under" {
	tree 'exit 3'
	MAKEFLAGS=n MAKELEVEL=1 run -1 --separate-stderr at-run compilebench \
	    "source=$PWD/src" cc=cat
	[[ $stderr == *'compilebench: FAIL: run_once: exit '*'rror '* ]]
}

@test "compilebench is not for a machine without source or compiler" {
	run -77 --separate-stderr at-run compilebench source=/nowhere
	[[ $stderr == *'TEST_NA: /nowhere: no Makefile and lib/ there: want a source tree, source=DIR;'* ]]
	run -77 --separate-stderr at-run compilebench cc=no-such-cc
	[[ $stderr == *'TEST_NA: requires the compiler no-such-cc;'* ]]
	only sh awk
	run -77 --separate-stderr env PATH="$PWD/only:$TOP/cmd" at-run compilebench
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
GOOD parent parent
GOOD ---- ----'
}

@test "parent decides that it fails when its subtest does" {
	run -1 --separate-stderr at-run parent test=error_test_error
	[[ $stderr == *'parent: FAIL: error_test_error ended with 99;'* ]]
	is "$(verdicts results/parent)" 'ERROR parent/error_test_error.1 error_test_error.1
FAIL parent parent
GOOD ---- ----'
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
		is "$(verdicts "results/$name" | sed '$d')" \
		    "$verdict $name $name"
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

# bats test_tags=slow
@test "the tests end the same under every shell" {
	limit 600 'every test under every shell'
	cat >control <<-'E'
	at-run sleeptest seconds=0
	at-run gzipbench mbytes=1
	at-run rwtest
	at-run -n 2 parent
	at-run -r 1 flaky
	at-run compilebench "source=$PWD/src" cc=cat
	for t in initialize setup setup_error cleanup test_bug \
	    test_error test_fail test_na; do
		at-run "error_$t"
	done
	E
	tree :
	n=0
	while read -r shell; do
		under "$shell"
		n=$((n + 1))
		run -1 env PATH="$PWD/bin:$PATH" AT_SHARE="$PWD/share" \
		    at-job -d "job$n" control
		verdicts "job$n" >"verdicts$n"
		diff "verdicts1" "verdicts$n"
	done <<-E
	$(shells)
	E
	is "$(sed 's/ .*//' verdicts1 | tr '\n' ' ')" \
	    'GOOD GOOD GOOD GOOD GOOD GOOD GOOD GOOD ERROR ERROR ERROR ERROR FAIL ERROR FAIL TEST_NA GOOD '
}

# profilers

@test "at-profile list -a says what each profiler does" {
	run -0 --separate-stderr at-profile list -a
	# all that are there, sampler.sh is none, and none without its line
	is "$(printf '%s\n' "$output" | cut -f 1)" \
	    "$(ls "$TOP/share/profilers" | grep -v sampler.sh)"
	is "$(printf '%s\n' "$output" | grep -Ev '^[a-z_]+	.')" ''
	has "$output" "$(printf 'vmstat\tmemory, paging and processor use, a line every interval=1 seconds')"
}

@test "vmstat leaves what vmstat prints, and is gone when the test goes on" {
	# it takes its time to end: nobody may go on before
	fake vmstat <<-'E'
	trap 'sleep 0.3; echo last; kill "$!"; exit' TERM
	echo "every $1"
	sleep 60 & wait
	E
	profiled vmstat vmstat interval=7
	is "$(log job/status.log)" "$(good)"
	is "$(ls -A job/profiled/profiling/iteration.1)" vmstat
	is "$(<job/profiled/profiling/iteration.1/vmstat)" \
	    "$(printf 'every 7\nlast')"
}

@test "the real vmstat leaves its lines" {
	command -v vmstat >/dev/null || skip 'no vmstat'
	profiled vmstat vmstat
	is "$(log job/status.log)" "$(good)"
	grep -q swpd job/profiled/profiling/iteration.1/vmstat
}

@test "cmdprofile leaves what its commands print" {
	profiled cmdprofile cmdprofile "'cmds=echo one; echo two'"
	is "$(log job/status.log)" "$(good)"
	is "$(ls -A job/profiled/profiling/iteration.1)" cmdprofile
	is "$(sed 1d job/profiled/profiling/iteration.1/cmdprofile |
	    tr '\n' ' ')" 'one two '
}

@test "cmdprofile ends a command that would never end" {
	fake forever <<-'E'
	echo "$$" >"$AT_PROFDIR/sampled"
	exec sleep 1000
	E
	profiled cmdprofile sampled cmds=forever
	is "$(log job/status.log)" "$(good 'profiler cmdprofile stop: exit 1: cmdprofile: silent: no figures in cmdprofile')"
	is "$(ls -A job/profiled/profiling/iteration.1 | tr '\n' ' ')" \
	    'cmdprofile sampled '
	pid=$(<job/profiled/profiling/iteration.1/sampled)
	# it may be a zombie still, but it does not sleep any more
	run ! grep -aq sleep "/proc/$pid/cmdline"
}

@test "catprofile leaves its files, again and again" {
	echo first >a
	echo second >b
	fake again <<-'E'
	f=$AT_PROFDIR/monitor
	"$TOP/t/await" sh -c '[ "$(grep -c first "$1")" -gt 2 ]' sh "$f"
	E
	printf '%s\n' "at-profile add catprofile files=$PWD/a,$PWD/b,/none interval=0.1" \
	    'at-run -n 0 profiled -- again' >control
	run -0 at-job -d job control
	is "$(log job/status.log)" "$(good)"
	is "$(ls -A job/profiled/profiling/iteration.1)" monitor
	is "$(sed -n '2,5p' job/profiled/profiling/iteration.1/monitor)" \
	    "==> $PWD/a <==
first
==> $PWD/b <==
second"
}

@test "several profilers run beside one test" {
	cat >control <<-E
	at-profile add catprofile files=$PWD/control
	at-profile add cmdprofile cmds=date
	at-run -n 0 profiled -- sh -c '"$TOP/t/await" [ -s "\$AT_PROFDIR/monitor" ] &&
	    "$TOP/t/await" grep -q ^[^@] "\$AT_PROFDIR/cmdprofile"'
	E
	run -0 at-job -d job control
	is "$(log job/status.log)" "$(good)"
	is "$(ls -A job/profiled/profiling/iteration.1 | tr '\n' ' ')" \
	    'cmdprofile monitor '
}

@test "a profiler whose tool is missing is a WARN, and the test is GOOD" {
	only sh cat date sleep mkfifo rm grep
	while read -r name param reason; do
		printf '%s\n' "at-profile add $name $param" \
		    'at-run -n 0 profiled -- sh -c :' >control
		rm -rf job
		run -0 env PATH="$PWD/only:$TOP/cmd" at-job -d job control
		is "$(log job/status.log)" \
		    "$(good "profiler $name stop: exit 1: $name: $reason")"
		is "$(ls -A job/profiled/profiling/iteration.1)" ''
	done <<-'E'
	vmstat interval=1 absent: vmstat is not installed
	cmdprofile cmds=ps absent: ps is not installed
	cmdprofile cmds=/none/such absent: /none/such is not installed
	catprofile files=/none,/such absent: files=/none,/such: none is there
	E
}

@test "an interval without rest is refused" {
	for bad in 0 0.0 '' 1x 1.2.3; do
		for p in vmstat cmdprofile catprofile; do
			[ -n "$bad" ] || continue
			mkdir -p prof
			run -1 --separate-stderr env interval="$bad" \
			    AT_PROFDIR="$PWD/prof" "$TOP/share/profilers/$p" start
			is "$stderr" "$p: interval=$bad: want seconds"
			is "$(ls -A prof)" ''
		done
	done
}

@test "a sampler that ended by itself is told" {
	fake vmstat <<-'E'
	echo "no such interval"
	exit 1
	E
	cat >control <<-'E'
	at-profile add vmstat
	at-run -n 0 profiled -- sh -c '"$TOP/t/await" [ ! -e "$AT_PROFDIR/.vmstat.pid" ]'
	E
	run -0 --separate-stderr at-job -d job control
	f=$PWD/job/profiled/profiling/iteration.1
	is "$(log job/status.log)" "$(good "profiler vmstat stop: exit 1: vmstat: died: exit 1: no such interval; see $f/vmstat")"
	is "$(cat $f/vmstat)" 'no such interval'
	is "$(ls -A $f)" vmstat
}

@test "stop without start, and a step nobody knows, are errors" {
	mkdir prof
	for p in vmstat:vmstat cmdprofile:cmdprofile catprofile:monitor; do
		run -1 --separate-stderr env AT_PROFDIR="$PWD/prof" \
		    "$TOP/share/profilers/${p%:*}" stop
		is "$stderr" "${p%:*}: was not started"
		run -1 --separate-stderr "$TOP/share/profilers/${p%:*}" go
		is "$stderr" "${p%:*}: want setup, before_start, start, stop or report"
	done
}

# bats test_tags=slow
@test "the profilers are the same under every shell" {
	while read -r shell; do
		under "$shell"
		AT_SHARE=$PWD/share
		export AT_SHARE
		rm -rf job
		profiled catprofile monitor "files=$PWD/control"
		is "$shell: $(log job/status.log)" "$shell: $(good)"
		is "$(ls -A job/profiled/profiling/iteration.1)" monitor
		rm -rf job
		profiled cmdprofile cmdprofile cmds=date
		is "$shell: $(log job/status.log)" "$shell: $(good)"
		is "$(ls -A job/profiled/profiling/iteration.1)" cmdprofile
	done <<-E
	$(shells)
	E
}

# examples

@test "the makefile records, charts, judges, compares, and runs a test" {
	for make in make bmake; do
		command -v "$make" >/dev/null || continue
		mkdir "in.$make"
		cd "in.$make"
		run -0 env -u MAKEFLAGS -u MFLAGS "$make" -s -j 4 \
		    -f "$TOP/share/examples/Makefile" N=12 OLD='sleep 0.1'
		has "$output" 'seconds_wall  less    12'
		has "$output" '1 test: 1 GOOD'
		is "$(<old/keyval)" 'command=sleep 0.1
runs=12'
		is "$(<new/keyval)" 'command=dd if=data of=/dev/null bs=65536
runs=12'
		is "$(grep -c '^ *[0-9.]*,*$' new/results-chart.json)" 12
		cd ..
		any=$make
	done
	[ -n "${any-}" ] || skip 'no make to be had'
}

@test "the makefile says no when a constraint is not met, or new is worse" {
	m="env -u MAKEFLAGS -u MFLAGS make -s -f $TOP/share/examples/Makefile N=12"
	run -2 $m judge 'LIMIT=seconds_wall < 0'
	has "$output" 'iteration 23:seconds_wall < 0: constraint was not met'
	$m clean
	is "$(ls -A)" ''
	run -2 $m compare 'OLD=true' 'NEW=dd if=data of=/dev/null bs=64'
	has "$output" 'answer: worse'
}

@test "the makefile makes no records of a command that does not run" {
	run -2 env -u MAKEFLAGS -u MFLAGS make -s \
	    -f "$TOP/share/examples/Makefile" N=3 OLD=./nobody
	has "$output" './nobody: No such file or directory'
	[ ! -e old/records ]
	[ ! -e new ]
}

@test "control files and hooks are scripts for any shell" {
	for f in $(grep -rl '^#!/bin/sh' "$TOP/share") \
	    "$TOP/share/profilers/sampler.sh"; do
		while read -r shell; do
			$shell -n "$f"
		done <<-E
		$(shells)
		E
	done
}

# README

# masked - what remains where numbers and blanks may differ
masked() {
	sed 's,see /.*/results,see /results,; s/[<-]*[0-9][0-9.:-]*/N/g
	    s/[ 	][ 	]*/ /g; s/ $//'
}

@test "README has at most 130 lines and names every program" {
	[ "$(wc -l <"$TOP/README")" -le 130 ]
	for f in "$TOP"/man/at-*.1; do
		grep -q "^    $(basename "$f" .1)  *$(sed -n 's/^\.Nd //p' "$f")\$" \
		    "$TOP/README"
	done
}

# bats test_tags=slow
@test "the commands of README print what it shows" {
	limit 600 'ten jobs'
	command -v gzip >/dev/null || skip 'no gzip'
	ln -s "$TOP/cmd" cmd
	sed -n '/^    \$ /,/^$/p; /^    FAIL/,/^$/p; /^    [0-9]* tests:/p' \
	    "$TOP/README" | sed -n 's/^    //p' >session
	sed -n '/^\$ cat control$/,/^\$ at-job/p' session | sed '1d;$d' >control
	while read -r prompt command; do
		[ "$prompt" != '$' ] || [ "$command" = 'cat control' ] || {
			echo "$ $command"
			sh -c "$command" 2>&1 </dev/null || :
		}
	done <session >printed
	sed '/^\$ cat control$/,/^\$ at-job/{/^\$ at-job/!d;}' session |
	    masked >want
	sed '/^$/d' printed | masked | diff - want
}
