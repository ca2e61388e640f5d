#!/usr/bin/env bats
#
# The benchmarks of share/tests run for real, for a moment, where their
# programs are installed; .ci/run installs them.
# bats file_tags=slow
load helper

# manifest NAME KEY - a key's value
manifest() {
	sed -n "s/^$2=//p" "$TOP/share/tests/$1/manifest"
}

# bench NAME [PARAM...] - run it, and find all values that its rules demand
bench() {
	for p in $(manifest "$1" require.program); do
		command -v "$p" >/dev/null ||
		    skip "package $(manifest "$1" package) is not installed"
	done
	run -0 --separate-stderr at-run -d job "$@"
	is "$stderr" ''
	[ -s "job/$1/results/perf" ]
	sed -n 's/^\([A-Za-z0-9_.-]*\) .*/\1/p' "$TOP/share/rules/$1" |
	    LC_ALL=C sort -u >wanted
	cut -f 1 "job/$1/results/perf" | LC_ALL=C sort -u >recorded
	is "$(comm -23 wanted recorded)" ''
	# constraints see them, too
	grep -q '{perf}=' "job/$1/results/keyval"
	is "$(grep -c 'leaked=' job/status.log)" 0
}

# benchmarks - the tests that have rules of their name, and come as a package
benchmarks() {
	for t in "$TOP"/share/tests/*/; do
		t=$(basename "$t")
		[ ! -e "$TOP/share/rules/$t" ] ||
		    [ -z "$(manifest "$t" package)" ] || echo "$t"
	done
}

@test "every benchmark that is a package is run here" {
	is "$(sed -n 's/^	bench \([a-z0-9]*\).*/\1/p' \
	    "$BATS_TEST_FILENAME" | sort)" "$(benchmarks)"
	# disturbed and kernel are for other eyes than at-parse
	is "$(ls "$TOP/share/rules" | comm -23 - <(benchmarks) | tr '\n' ' ')" \
	    'coremark disturbed kernel unixbench '
}

@test "where its program is missing a benchmark names the package" {
	mkdir only
	for p in sh sed cat; do
		ln -s "$(command -v $p)" "only/$p"
	done
	builtins only
	for t in $(benchmarks); do
		run -77 --separate-stderr env PATH="$PWD/only:$TOP/cmd" at-run "$t"
		p=$(manifest "$t" require.program)
		has "$stderr" "TEST_NA: requires the program ${p%% *} (package $(manifest "$t" package));"
	done
}

@test "what a benchmark printed is in the log, of one that failed too" {
	mkdir fake
	printf '#!/bin/sh\necho "Time: x"\nexit 3\n' >fake/hackbench
	chmod +x fake/hackbench
	PATH=$PWD/fake:$PATH
	run -1 --separate-stderr at-run hackbench
	has "$stderr" 'FAIL: run_once: exit 3: Time: x;'
	printf '#!/bin/sh\necho "Tyme: 1"\n' >fake/hackbench
	run -1 --separate-stderr at-run hackbench
	has "$stderr" "hackbench:2: time: no match;"
	[ ! -e results/hackbench.1/hackbench/results/perf ]
	cp fake/hackbench fake/perf
	run -1 --separate-stderr at-run perfbench benchmark=x
	has "$stderr" 'FAIL: perf bench x: nothing in it is known;'
}

@test "stressng" {
	bench stressng seconds=1
}

@test "sysbench" {
	bench sysbench seconds=1
}

@test "hackbench" {
	bench hackbench loops=10
}

@test "cyclictest" {
	! command -v cyclictest >/dev/null ||
	    cyclictest -q -l 1 >/dev/null 2>&1 ||
	    skip 'cyclictest may not measure here'
	bench cyclictest seconds=1
}

@test "cyclictest without the right to real time is TEST_NA" {
	mkdir bin
	printf '#!/bin/sh\necho Unable to change scheduling policy! >&2\nexit 1\n' \
	    >bin/cyclictest
	chmod +x bin/cyclictest
	PATH=$PWD/bin:$PATH run -77 --separate-stderr at-run cyclictest
	has "$stderr" 'TEST_NA: needs the right to real time'
}

@test "fio" {
	bench fio seconds=1 size=1m
}

@test "dbench" {
	bench dbench seconds=3
}

@test "lz4bench" {
	bench lz4bench mbytes=1
}

@test "zstdbench" {
	bench zstdbench mbytes=1
}

@test "opensslspeed" {
	bench opensslspeed
}

@test "perfbench" {
	bench perfbench 'benchmark=sched pipe -l 1000'
}

@test "mbw" {
	bench mbw mbytes=4 runs=1
}

@test "memtester" {
	bench memtester
}

@test "ioping" {
	bench ioping count=5
}

@test "fsmark" {
	bench fsmark files=10
}

@test "stressapptest" {
	bench stressapptest seconds=1 mbytes=8
}

@test "sqlitebench" {
	bench sqlitebench rows=500
}

@test "iperf3" {
	loopback
	# another run may be at work on this machine
	bench iperf3 seconds=1 port=$((20000 + $$ % 30000))
}

# fake FILE - a program of the test's own; standard input is its script
fake() {
	mkdir -p "$(dirname "$1")"
	cat >"$1"
	chmod +x "$1"
}

# values TEST - names and values of its last run
values() {
	cut -f 1,2 "results/$1/$1/results/perf" | tr '\t\n' '= '
}

@test "coremark and unixbench are made by who wants them, and says where" {
	run -77 --separate-stderr at-run coremark
	has "$stderr" 'TEST_NA: coremark.exe is not there: make it from'
	run -77 --separate-stderr at-run unixbench dir="$PWD/nosuch"
	has "$stderr" "TEST_NA: $PWD/nosuch/Run is not there: make"
	rm -rf results
	fake ub/Run <<-X
	#!/bin/sh
	echo "\$*" >"\$UB_RESULTDIR/../../tests"
	cat "$BATS_TEST_DIRNAME/parse/unixbench.txt"
	X
	fake cm <<-X
	#!/bin/sh
	cat "$BATS_TEST_DIRNAME/parse/coremark.txt"
	X
	run -0 at-run coremark program="$PWD/cm"
	is "$(<results/coremark/coremark/results/perf)" \
	    "$(<"$BATS_TEST_DIRNAME/parse/coremark.perf")"
	run -0 at-run unixbench dir="$PWD/ub" tests='dhry pipe'
	is "$(<results/unixbench/tests)" 'dhry pipe'
	is "$(<results/unixbench/unixbench/results/perf)" \
	    "$(<"$BATS_TEST_DIRNAME/parse/unixbench.perf")"
}

@test "kernbench compiles a tree again each time, outside of it" {
	run -77 --separate-stderr at-run kernbench tree="$PWD/nosuch"
	has "$stderr" "TEST_NA: $PWD/nosuch has no kernel's source: give tree=PATH"
	rm -rf results
	mkdir linux
	: >linux/Kbuild
	printf '%s\n' 'tiny:; mkdir -p $(O); echo config >>log' \
	    'clean:; echo clean >>log' 'image:; echo image >>log; : >$(O)/image' \
	    >linux/Makefile
	run -0 at-run -n 2 kernbench tree="$PWD/linux" config=tiny target=image
	is "$(tr '\n' ' ' <linux/log)" 'config clean image clean image '
	is "$(values kernbench | sed 's/=[0-9.]*/=N/g')" \
	    'system=N user=N elapsed=N system=N user=N elapsed=N '
	[ ! -e linux/image ]
}

@test "boottime asks systemd, then the kernel log, and else there is nothing to tell" {
	fake bin/systemd-analyze <<-'X'
	#!/bin/sh
	echo "Startup finished in 890ms (loader) + 3.125s (kernel) + 1min 2.5s (userspace) = 1min 6.515s"
	echo "graphical.target reached after 1.1s in userspace"
	X
	fake bin/dmesg <<-'X'
	#!/bin/sh
	echo "[    0.000000] Linux version 6.1"
	echo "[    1.234567] Run /init as init process"
	X
	PATH=$PWD/bin:$PATH
	run -0 at-run boottime
	is "$(values boottime)" 'loader=0.890 kernel=3.125 userspace=62.500 boot=66.515 '
	rm -rf results
	printf '#!/bin/sh\nexit 1\n' >bin/systemd-analyze
	run -0 at-run boottime
	is "$(values boottime)" 'kernel=1.234567 '
	printf '#!/bin/sh\nexit 1\n' >bin/dmesg
	run -77 --separate-stderr at-run boottime
	has "$stderr" 'TEST_NA: neither systemd nor the kernel log tells'
}
