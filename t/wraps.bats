#!/usr/bin/env bats
# share/tests/*wrap: a foreign suite is run, its cases are subtests
load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	unset ${!AT_@}
	export AT_SYNC=none
}

# cases TEST - name, verdict and reason of each subtest, then of the test
cases() {
	log "j/$1/status.log" | sed -n "s,^\.*\([A-Z_]*\) $1/\([^ ]*\) [^:]*: \(.*\),\2 \1 \3,p
	    s,^\.*\([A-Z_]*\) $1 $1: \(.*\),\1 \2,p" | grep -v '^START\|START$'
}

# wrapped STATUS TEST [PARAM...]
wrapped() {
	want=$1 test=$2
	shift
	rm -rf j
	run "-$want" --separate-stderr at-run -q -d j "$@"
}

@test "each point of TAP is a subtest: skipped, to do, nameless" {
	cat >tap <<-'X'
	TAP version 14
	1..8
	ok 1 - reads a file
	not ok 2 - writes "it", or not: the disk's
	  ---
	  message: 'not ok'
	  ...
	ok 3 - there # SKIP no such device
	not ok 4 - later # TODO not yet
	ok 5 - surprise # todo was broken
	# Subtest: inner
	    not ok 1 - x
	    1..1
	ok 6 - issue #12: #include
	ok
	ok 8 # skip
	X
	wrapped 1 tapwrap command="cat $PWD/tap"
	is "$(cases tapwrap)" "$(cat <<-'X'
	1.reads-a-file GOOD completed successfully
	2.writes-it-or-not-the-disk-s FAIL not ok: writes "it", or not: the disk's
	3.there TEST_NA no such device
	4.later GOOD completed successfully
	5.surprise WARN passed, but was to fail: was broken
	6.issue-12-include GOOD completed successfully
	7 GOOD completed successfully
	8 TEST_NA skipped
	FAIL 1 of 8 failed
	X
	)"
}

@test "TAP that is not as it was planned is told" {
	while IFS='|' read -r status command said; do
		wrapped "$status" tapwrap command="$command"
		is "$command: $(cases tapwrap | tail -n 1)" "$command: $said"
	done <<-'X'
	0|echo 1..1; echo ok|GOOD completed successfully
	0|echo ok; echo 1..1|GOOD completed successfully
	77|echo "1..0 # SKIP no root"|TEST_NA no root
	77|echo 1..0|TEST_NA no points
	99|echo 1..2; echo ok|ERROR 1 of 2 planned points; exit 0
	99|echo 1..1; echo ok; exit 3|ERROR all points are fine, but exit 3
	99|echo ok; echo "Bail out! no disk"|ERROR Bail out! no disk
	99|echo ok|ERROR no plan; exit 0
	99|nosuchprogram|ERROR no plan; exit 127
	1|echo 1..1; echo not ok; exit 1|FAIL 1 of 1 failed
	0|echo 1..1; echo ok; echo TAP version 13; echo ok; echo 1..1|GOOD completed successfully
	99|echo 1..2; echo ok; echo KTAP version 1; echo 1..1; echo ok|ERROR 1 of 2 planned points; exit 0
	99|echo 1..1; echo ok; kill -9 $$|ERROR all points are fine, but exit 137
	X
}

@test "what at-report says in TAP is such a suite" {
	at-run -q -d k is-GOOD -- true
	run -1 at-run -q -d k is-FAIL -- at-raise FAIL why
	run -77 at-run -q -d k is-TEST_NA -- at-raise TEST_NA why
	for form in tap tap13 ktap; do
		wrapped 1 tapwrap command="at-report -f $form $PWD/k"
		is "$(cases tapwrap | sed 's/not ok: .*/N/')" "$(cat <<-'X'
		1.is-GOOD GOOD completed successfully
		2.is-FAIL FAIL N
		3.is-TEST_NA TEST_NA why
		FAIL 1 of 3 failed
		X
		)"
	done
}

@test "a suite of bats is such a suite" {
	cat >x.bats <<-'X'
	%test "it's well" { true; }
	%test "it is not" { echo why; false; }
	%test "not here" { skip 'no disk'; }
	X
	sed -i 's/^%/@/' x.bats	# not of this suite
	wrapped 1 tapwrap command="env -i PATH=/usr/local/bin:/usr/bin:/bin bats --tap $PWD/x.bats"
	is "$(cases tapwrap)" "$(cat <<-'X'
	1.it-s-well GOOD completed successfully
	2.it-is-not FAIL not ok: it is not
	3.not-here TEST_NA no disk
	FAIL 1 of 3 failed
	X
	)"
}

@test "each case under kyua is a subtest, by kyua's five outcomes" {
	command -v kyua >/dev/null || skip 'no kyua'
	for rc in 0 1; do
		printf '#!/bin/sh\nexit %s\n' $rc >prog$rc
	done
	printf '#!/bin/sh\nkill -9 $$\n' >dies
	printf '#!/bin/sh\nprintf "1..2\\nok 1\\nnot ok 2\\n"\n' >tap
	chmod +x prog? dies tap
	cat >Kyuafile <<-'X'
	syntax(2)
	test_suite('s')
	plain_test_program{name='prog0'}
	plain_test_program{name='prog1'}
	plain_test_program{name='dies'}
	plain_test_program{name='prog0', required_programs='/nosuch'}
	tap_test_program{name='tap'}
	X
	sed -i '/nosuch/d' Kyuafile
	cp prog0 needs
	echo "plain_test_program{name='needs', required_programs='/nosuch'}" >>Kyuafile
	wrapped 1 kyuawrap kyuafile="$PWD/Kyuafile"
	is "$(cases kyuawrap | sed 's/^[0-9]*\.//' | sort)" "$(cat <<-'X'
	FAIL 3 of 5 failed
	dies-main ERROR Received signal 9
	needs-main TEST_NA Required program '/nosuch' not found
	prog0-main GOOD completed successfully
	prog1-main FAIL Returned non-success exit status 1
	tap-main FAIL 1 of 2 tests failed
	X
	)"
	wrapped 99 kyuawrap kyuafile="$PWD/nosuch"
	has "$(cases kyuawrap)" \
	    'ERROR kyua did not come to its end; exit 2: kyua: E: '
}

@test "kyua that is killed is told, and what ran before is kept" {
	mkdir bin
	printf '%s\n' '#!/bin/sh' \
	    'echo "a:main  ->  expected_failure: PR 5  [0.1s]"' \
	    'echo "a:next  ->  failed: why  [0.1s]"' 'kill -9 $$' >bin/kyua
	chmod +x bin/kyua
	PATH=$PWD/bin:$PATH wrapped 99 kyuawrap
	is "$(cases kyuawrap)" "$(cat <<-'X'
	1.a-main GOOD completed successfully
	2.a-next FAIL why
	ERROR kyua did not come to its end; exit 137
	X
	)"
}

@test "each case of LTP is a subtest, by its log" {
	wrapped 77 ltpwrap dir="$PWD/ltp"
	has "$(cases ltpwrap)" "ltp/runltp is not there: build LTP"
	mkdir ltp
	# as ltp-pan -p writes it
	cat >ltp/runltp <<-'X'
	#!/bin/sh
	while [ "$1" != -l ]; do shift; done
	cat >"$2" <<'E'
	Test Start Time: Mon Nov 23 07:00:00 2026
	-----------------------------------------
	Testcase                                           Result     Exit Value
	--------                                           ------     ----------
	abort01                                            PASS       0    
	accept4_01                                         FAIL       1    
	acct01                                             CONF       32   
	brk02                                              FAIL       2    
	chmod03                                            FAIL       4    
	fork09                                             FAIL       3    
	E
	[ -e "${0%/*}/killed" ] || cat >>"$2" <<'E'

	-----------------------------------------------
	Total Tests: 6
	Total Skipped Tests: 1
	Total Failures: 4
	E
	exit 1
	X
	sed -i 's/^	//' ltp/runltp
	chmod +x ltp/runltp
	wrapped 1 ltpwrap dir="$PWD/ltp"
	is "$(cases ltpwrap)" "$(cat <<-'X'
	1.abort01 GOOD completed successfully
	2.accept4_01 FAIL FAIL, exit 1
	3.acct01 TEST_NA CONF, exit 32
	4.brk02 ERROR FAIL, exit 2
	5.chmod03 WARN FAIL, exit 4
	6.fork09 FAIL FAIL, exit 3
	FAIL 3 of 6 failed
	X
	)"
	: >ltp/killed
	wrapped 99 ltpwrap dir="$PWD/ltp"
	has "$(cases ltpwrap)" 'ERROR runltp did not come to its end; exit 1'
	sed -i 's/Tests: 6/Tests: 7/; s/killed/none/' ltp/runltp
	wrapped 99 ltpwrap dir="$PWD/ltp"
	has "$(cases ltpwrap)" 'ERROR 6 of 7 cases ran; exit 1'
	printf '#!/bin/sh\nexit 4\n' >ltp/runltp
	wrapped 99 ltpwrap dir="$PWD/ltp"
	has "$(cases ltpwrap)" 'ERROR runltp left no log; exit 4'
}

@test "each of the kernel's own tests is a subtest" {
	wrapped 77 kselftestwrap dir="$PWD/ks"
	has "$(cases kselftestwrap)" "run_kselftest.sh is not there"
	mkdir ks
	cat >ks/run_kselftest.sh <<-'X'
	#!/bin/sh
	[ "$*" = '-c size' ] || exit 2
	cat <<'E'
	TAP version 13
	1..1
	ok 1 selftests: breakpoints: step_after_suspend_test
	TAP version 13
	1..4
	# selftests: size: get_size
	# TAP version 13
	# 1..1
	# ok 1 get runtime memory use
	ok 1 selftests: size: get_size
	# timeout set to 45
	not ok 2 selftests: size: other # exit=1
	ok 3 selftests: size: third # SKIP
	#
	not ok 4 selftests: size: fourth # TIMEOUT 45 seconds
	E
	X
	sed -i 's/^	//' ks/run_kselftest.sh
	chmod +x ks/run_kselftest.sh
	wrapped 1 kselftestwrap dir="$PWD/ks" collection=size
	is "$(cases kselftestwrap)" "$(cat <<-'X'
	1.selftests-breakpoints-step_after_suspend_test GOOD completed successfully
	2.selftests-size-get_size GOOD completed successfully
	3.selftests-size-other FAIL not ok: selftests: size: other # exit=1
	4.selftests-size-third TEST_NA skipped
	5.selftests-size-fourth FAIL not ok: selftests: size: fourth # TIMEOUT 45 seconds
	FAIL 2 of 5 failed
	X
	)"
}
