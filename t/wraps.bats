#!/usr/bin/env bats
# share/tests/*wrap: a foreign suite is run, its cases are subtests
load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	# shellcheck disable=SC2046 # names without blanks
	unset $(env | sed -n 's/^\(AT_[A-Z_]*\)=.*/\1/p')
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
	ok 6 - reads a file
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
	6.reads-a-file GOOD completed successfully
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
	has "$(cases kyuawrap)" 'ERROR exit 2: kyua: E: '
}

@test "each case of LTP is a subtest, by its log" {
	wrapped 77 ltpwrap dir="$PWD/ltp"
	has "$(cases ltpwrap)" "ltp/runltp is not there: build LTP"
	mkdir ltp
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
	brk02                                              BROK       2    
	chmod03                                            WARN       4    

	-----------------------------------------------
	Total Tests: 5
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
	4.brk02 ERROR BROK, exit 2
	5.chmod03 WARN WARN, exit 4
	FAIL 2 of 5 failed
	X
	)"
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
	1..3
	# selftests: size: get_size
	# TAP version 13
	# 1..1
	# ok 1 get runtime memory use
	ok 1 selftests: size: get_size
	# timeout set to 45
	not ok 2 selftests: size: other # exit=1
	ok 3 selftests: size: third # SKIP
	E
	X
	sed -i 's/^	//' ks/run_kselftest.sh
	chmod +x ks/run_kselftest.sh
	wrapped 1 kselftestwrap dir="$PWD/ks" collection=size
	is "$(cases kselftestwrap)" "$(cat <<-'X'
	1.selftests-size-get_size GOOD completed successfully
	2.selftests-size-other-exit-1 FAIL not ok: selftests: size: other # exit=1
	3.selftests-size-third TEST_NA skipped
	FAIL 1 of 3 failed
	X
	)"
}
