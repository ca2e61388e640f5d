#!/usr/bin/env bats
# share/examples/demo, which `make demo' runs
# bats file_tags=slow
load helper

# the job runs once, in a directory that all tests here read
setup_file() {
	cd "$BATS_FILE_TMPDIR" || return
	unset ${!AT_@}
	rc=0
	at-job -g demo "$TOP/share/examples/demo" >out 2>err || rc=$?
	echo "$rc" >rc
}

setup() {
	cd "$BATS_FILE_TMPDIR" || return
	job=results/demo
}

@test "the demo ends with 1, for some of it fails, and prints where it is" {
	is "$(<rc)" 1
	is "$(<out)" "$job"
}

@test "each test of the demo ends as the demo says" {
	log "$job/status.log" | sed -n 's/^\.*END \(.*\):.*/\1/p' >verdicts
	diff verdicts - <<-'E'
	GOOD gzipbench gzipbench
	FAIL gzipbench.best gzipbench.best
	GOOD compilebench compilebench
	GOOD parent/rwtest.1 rwtest.1
	GOOD parent parent
	GOOD flaky flaky
	GOOD kernel kernel
	TEST_NA error_test_na error_test_na
	FAIL error_test_fail error_test_fail
	ERROR error_test_error error_test_error
	ERROR sleeptest sleeptest
	ERROR ---- errors
	GOOD ---- ----
	E
}

@test "the retry, the constraint and the time limit of the demo are told" {
	log "$job/status.log" >log
	grep -F '..INFO ---- ----: Run 0 failed with first try' log
	grep -F '..FAIL gzipbench.best gzipbench.best: ratio > 100: not met (' log
	grep -F '...ERROR sleeptest sleeptest: Test timeout expired in run_once' log
}

@test "the demo measured: three records, and a fourth run with its profile" {
	is "$(grep -c '^compress{perf}=' $job/gzipbench/results/keyval)" 3
	grep '"units": "MB_per_second"' $job/gzipbench/results/results-chart.json
	is "$(ls $job/gzipbench/profiling)" iteration.4
	command -v vmstat >/dev/null || skip 'no vmstat, so no lines of it'
	is "$(ls -A $job/gzipbench/profiling/iteration.4)" vmstat
}

@test "the suite was built in the demo, in a directory that is gone" {
	run -0 at-constraint 'build_time > 0 and build_rate > 0' \
	    $job/compilebench/results/keyval
	grep -q 'cmd/at-run.c' $job/compilebench/debug/compilebench.DEBUG
	is "$(ls $job/tmp)" ''
}

@test "the report of the demo has a line for each test" {
	run -0 --separate-stderr at-report "$job"
	for name in gzipbench gzipbench.best compilebench parent '  rwtest.1' \
	    flaky kernel errors '  error_test_na' '  error_test_fail' \
	    '  error_test_error' '  sleeptest'; do
		printf '%s\n' "$output" | grep "^$name  *[A-Z_]*  "
	done
	has "$output" '10 tests: 5 GOOD (1 flaky), 1 TEST_NA, 2 FAIL, 2 ERROR (1 time limit)'
}

# recipe MAKE CONTROL - what `make demo' does, of nothing but this control
recipe() {
	rm -rf "$1"
	mkdir -p "$1/share/examples"
	ln -s "$TOP/cmd" "$1/cmd"
	printf '%s\n' "$2" >"$1/share/examples/demo"
	(cd "$1" && unset MAKEFLAGS MFLAGS &&
	    "$1" -s -f "$TOP/Makefile" BIN= demo)
}

@test "make demo ends with 0 though tests fail, and says where to look next" {
	for make in make bmake; do
		command -v $make >/dev/null || continue
		run -0 recipe $make 'at-run no -- false'
		has "$output" 'no    FAIL'
		has "$output" 'results/demo'
		has "$output" 'man/at.7'
		any=$make
	done
	[ -n "${any-}" ] || skip 'no make to be had'
}

@test "make demo fails when there is no job" {
	run ! recipe make 'if'
	has "$output" "at-job: $(cd make &&
	    sh -n share/examples/demo 2>&1 | head -n 1)"
}
