#!/usr/bin/env bats
#
# at-report -f junit.
load helper
load jobs

# valid FILE - by Jenkins' schema
valid() {
	xmllint --noout --schema "$TOP/t/junit-10.xsd" "$1" 2>err || {
		cat err >&2
		return 1
	}
}

@test "a job is a suite, a test a case" {
	sample
	is "$(at-report -f junit j)" "\
<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<testsuites>
<testsuite name=\"j\" tests=\"3\" failures=\"1\" errors=\"0\" skipped=\"1\">
<testcase name=\"sleeptest\" classname=\"j\" time=\"1.204\">
</testcase>
<testcase name=\"disk.fast\" classname=\"j\" time=\"72.500\">
<failure type=\"FAIL\" message=\"too slow\"/>
<system-out>rate 80 95 81.5
reading
too slow
</system-out>
</testcase>
<testcase name=\"net\" classname=\"j\" time=\"3.000\">
<skipped type=\"TEST_NA\" message=\"no network\"/>
</testcase>
</testsuite>
</testsuites>"
}

@test "it is valid, also without tests and of several jobs" {
	need xmllint
	sample
	: | job e
	at-report -f junit j >x
	valid x
	at-report -f junit e >x
	valid x
	at-report -f junit e j e >x
	valid x
	is "$(xmllint --xpath 'count(//testsuite)' x)" 3
}

@test "a pass on retry is a flakyFailure, a failure one a rerunFailure" {
	need xmllint
	{
		line 1 START t t 1500000000 ''
		line 2 INFO ---- ---- 1500000000 'Run 0 failed with a "b"'
		line 2 GOOD t t 1500000000 ''
		line 1 'END GOOD' t t 1500000000 ''
		line 1 START u u 1500000000 ''
		line 2 INFO ---- ---- 1500000000 'Run 0 failed with c'
		line 2 FAIL u u 1500000000 'd'
		line 1 'END FAIL' u u 1500000000 ''
	} | job j
	at-report -f junit j >x
	valid x
	is "$(grep -E '^<(flaky|rerun|fail|err)' x)" "\
<flakyFailure type=\"FAIL\" message=\"a &quot;b&quot;\"/>
<failure type=\"FAIL\" message=\"d\"/>
<rerunFailure type=\"FAIL\" message=\"c\"/>"
}

@test "host and date are told, and nothing else of the job's environment" {
	sample
	printf '%s\n' hostname=h1 job_started=1500000000 secret=hunter2 >j/keyval
	printf 'env=TOKEN=hunter2\n' >j/state
	at-report -f junit j >x
	grep -q ' hostname="h1" timestamp="2017-07-14T02:40:00">' x
	run ! grep -q hunter2 x
}

@test "a job after 2106 has its date, on 32 bits, too" {
	sample
	echo job_started=5000000000 >j/keyval
	at-report -f junit j >x
	grep -q ' timestamp="2128-06-11T08:53:20">' x
}

@test "a test in a group has the group's name for its class" {
	{
		line 1 START ---- net 1500000000 ''
		tested 2 GOOD ping ''
		line 1 'END ERROR' ---- net 1500000009 'exit 3'
	} | job j
	at-report -f junit j >x
	grep -q '<testcase name="ping" classname="net"' x
	grep -q '<testcase name="net" classname="j"' x
	grep -q '<error type="ERROR" message="exit 3"/>' x
	grep -q 'tests="2" failures="0" errors="1"' x
}

@test "a hostile job is valid, and its logs are cut" {
	need xmllint
	hostile
	at-report -f junit h >x 2>/dev/null
	valid x
	is "$(xmllint --xpath 'count(//testcase)' x)" 8
	is "$(xmllint --xpath 'count(//failure)' x)" 3
	[ "$(wc -c <x)" -lt 100000 ]
	has "$(xmllint --xpath 'string(//testcase[@name="t"]/system-out)' x)" \
	    '(the last 65536 bytes of the log)'
	has "$(xmllint --xpath 'string(//testcase[@name="t"]/failure/@message)' x)" \
	    '<script>alert(1)</script>'
}

@test "a line that is none is told once" {
	{ tested 1 GOOD a ''; line 1 PASS b b 1 ''; } | job j
	run -2 --separate-stderr at-report -f junit j
	is "$stderr" 'at-report: j/status.log:5: no line of a status log'
}
