# Sourced by the tests of at-report: jobs made by hand.

need() {
	command -v "$1" >/dev/null || skip "$1 is not installed"
}

# line INDENT CODE SUBDIR NAME STAMP REASON - a line of a status log
line() {
	local tabs=
	while [ ${#tabs} -lt "$1" ]; do tabs+=$'\t'; done
	printf '%s%s\t%s\t%s\ttimestamp=%s\tlocaltime=Jul 14 02:40:00\t%s\n' \
	    "$tabs" "$2" "$3" "$4" "$5" "$6"
}

# tested INDENT VERDICT SUBDIR REASON - the block of a test, 3 seconds long
tested() {
	line "$1" START "$3" "${3##*/}" 1500000000 ''
	line $(($1 + 1)) "$2" "$3" "${3##*/}" 1500000002 "$4"
	line "$1" "END $2" "$3" "${3##*/}" 1500000003 ''
}

# job DIR - a finished job around the blocks on standard input
job() {
	mkdir -p "$1"
	{
		line 0 START ---- ---- 1500000000 ''
		cat
		line 0 'END GOOD' ---- ---- 1500000020 ''
	} >"$1/status.log"
}

# debug DIR SUBDIR - its log from standard input
debug() {
	mkdir -p "$1/$2/debug"
	cat >"$1/$2/debug/${2##*/}.DEBUG"
}

# a job of three tests with all that a test leaves
sample() {
	{
		tested 1 GOOD sleeptest 'completed successfully'
		tested 1 FAIL disk.fast 'too slow'
		tested 1 TEST_NA net 'no network'
	} | job j
	printf '%s\n' '@ 2026-11-22 18:47:48.100 run_once 1: start' \
	    '@ 2026-11-22 18:47:48.123 test GOOD: 3 iterations, 1.204 s' |
	    debug j sleeptest
	printf '%s\n' 'reading' 'too slow' \
	    '@ 2026-11-22 18:47:48.123 test FAIL: 1 iterations, 72.5 s' |
	    debug j disk.fast
	mkdir -p j/disk.fast/results
	printf 'rate{perf}=%s\n\n' 80 95 81.5 >j/disk.fast/results/keyval
	printf '%s\n' version=1 param-n=7 version=2 >j/disk.fast/keyval
}

# a job that nobody would want: 3 GOOD, 3 FAIL, 1 ERROR, 1 ABORT
hostile() {
	local bad=$'a\001\033[31m\177]]>&<"\x27\xff\xfe\xed\xa0\x80\xef\xbf\xbf%s'
	{
		tested 1 FAIL t "$bad --> <script>alert(1)</script> # TODO"
		tested 1 GOOD 'it'\''s "a" test' ''
		tested 1 FAIL "caf"$'\xc3\xa9'" $bad" '# SKIP not at all'
		line 1 START many many 1500000000 ''
		line 2 INFO ---- ---- 1500000000 "Run 0 failed with $bad"
		line 2 GOOD many many 1500000002 ''
		line 1 'END GOOD' many many 1500000003 ''
		tested 1 ERROR ../../etc ''
		tested 1 GOOD 'back\slash #1' ''
		tested 1 FAIL missing $'  ---\t...'
		line 1 START open open 1500000000 ''
	} | job h
	# the last line is torn, and nothing is ended
	sed '$d' h/status.log >h/s
	printf '\t\tFAIL\topen\topen\ttimesta' >>h/s
	mv h/s h/status.log
	mkdir -p h/t/results h/many/results h/many/profiling/iteration.1
	{
		head -c 10485760 /dev/zero | tr '\0' x
		printf '%s]]>\n%s</pre>\n' "$bad" "$bad"
	} | debug h t
	printf '%s\n' "k=$bad" 'script=</script>' 'torn=1' >h/t/keyval
	printf 'cut' >>h/t/keyval
	printf 'v{perf}=1\n\nv{perf}=nan\n\nv{perf}=1e999\n\nv{perf}=2' \
	    >h/t/results/keyval
	echo '{"x": {"summary": {"values": [1,' >h/t/results/results-chart.json
	awk 'BEGIN { for (i = 0; i < 10000; i++)
	    printf "n{perf}=%s\n\n", i % 7 * 1e-9 }' >h/many/results/keyval
	awk 'BEGIN { print "time,<b>,load"; for (i = 0; i < 500; i++)
	    print i "," i % 9 "," (i % 5 ? 0.5 : "") }' \
	    >h/many/profiling/iteration.1/s.csv
}
