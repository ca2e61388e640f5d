#!/usr/bin/env bats
#
# at-report -f NAME: share/report/NAME is a filter.
load helper
load jobs

# measured - a job with values: lists, units, directions, times
measured() {
	{
		tested 1 GOOD a ''
		tested 1 FAIL 'b|1' 'no <b> | `x`'
		tested 1 TEST_NA c 'none'
		line 1 START ---- g 1500000000 ''
		line 1 'END FAIL' ---- g 1500000009 "it's bad"
	} | job j
	mkdir -p j/a/results
	printf 'seconds_wall{perf}=%s\nseconds_user{perf}=1\nn{perf}=-5\n\n' \
	    2 4 3 >j/a/results/keyval
	printf '%s' '{"disk": {"rd": {"type": "scalar", "units": "ms",
	    "value": 3.5, "improvement_direction": "down"}}, "bw": {"summary":
	    {"type": "list_of_scalar_values", "units": "MB/s",
	    "values": [7, 9], "improvement_direction": "up"}}}' \
	    >j/a/results/results-chart.json
}

# own NAME - make a share directory with a format from standard input
own() {
	mkdir -p share/report share/profilers
	cat >"share/report/$1"
	chmod +x "share/report/$1"
	export AT_SHARE=$PWD/share
}

@test "a script in share/report is a format: it reads rows" {
	sample
	own mine <<-'E'
		#!/bin/sh
		cut -f 3,5
	E
	run -0 --separate-stderr at-report -f mine j
	is "$output" $'test\tverdict\nsleeptest\tGOOD
disk.fast\tFAIL\ndisk.fast\tFAIL\ndisk.fast\tFAIL\nnet\tTEST_NA'
	is "$stderr" ''
}

@test "or objects, if its head says so" {
	need jq
	sample
	own mine <<-'E'
		#!/bin/sh
		# reads: jsonl
		jq -r .verdict
	E
	is "$(at-report -f mine j)" $'GOOD\nFAIL\nTEST_NA'
}

@test "or full objects: jobs come first, and tests have more of their files" {
	need jq
	sample
	printf '%s\n' hostname=h1 job_started=1500000000 >j/keyval
	seq 10000 | debug j net
	mkdir -p j/net/profiling/iteration.1
	printf '%s\n' '"a",b' '' 1,2 >j/net/profiling/iteration.1/s.csv
	printf 'torn' >>j/net/profiling/iteration.1/s.csv
	own mine <<-'E'
		#!/bin/sh
		# reads: full jsonl
		cat
	E
	at-report -f mine j no >out || [ $? = 2 ]
	is "$(sed '2q' out)" '{"version":1,"kind":"head","job":"j","counts":"3 tests: 1 GOOD, 1 TEST_NA, 1 FAIL","verdicts":{"GOOD":1,"TEST_NA":1,"FAIL":1},"host":"h1","started":1500000000}
{"version":1,"kind":"head","job":"no"}'
	is "$(sed 1,2d out | jq -c '[.exact, .logend[:21], .cut, .samples]')" \
	    '[true,"@ 2026-11-22 18:47:48",null,[]]
[true,"reading\ntoo slow\n",null,[]]
[null,"\n8363\n8364\n8365\n8366\n",true,[{"file":"iteration.1/s.csv","rows":["\"a\",b","1,2"]}]]'
	is "$(jq -r 'select(.subdir == "net").logend' out | wc -c | tr -d ' ')" 8193
	is "$(sed -n 4p out | grep -o '"keyvals":{[^}]*}')" \
	    '"keyvals":{"version":"1","param-n":"7","version":"2"}'
}

@test "full objects have the interval of a median, from six values on" {
	need jq
	own mine <<<$'#!/bin/sh\n# reads: full jsonl\ncat'
	tested 1 GOOD t '' | job j
	mkdir -p j/t/results
	printf 'a{perf}=%s\n\n' 1 2 3 4 5 6 >j/t/results/keyval
	printf 'b{perf}=%s\n\n' 1 2 3 4 5 >>j/t/results/keyval
	is "$(at-report -f mine j | jq -c '.values[]? | del(.values)' | sed 's/\(\.[0-9]\{4\}\)[0-9]*/\1/g')" \
	    '{"name":"a","median":3.5,"deviation":1.5,"low":1.3571,"high":5.6428}
{"name":"b","median":3,"deviation":1}'
	is "$(at-report -f jsonl j | jq -c '.values[0] | keys')" \
	    '["deviation","median","name","values"]'
}

@test "a filter that fails fails the report, and -o keeps the old file" {
	sample
	own mine <<-'E'
		#!/bin/sh
		echo partial
		cat >/dev/null
		exit 3
	E
	echo old >out
	run -2 --separate-stderr at-report -f mine -o out j
	is "$stderr" "at-report: $PWD/share/report/mine: exit 3"
	is "$(<out)" old
	is "$(ls -A | grep -v separate)" $'j\nout\nshare'
}

@test "a filter may stop reading early" {
	tested 1 GOOD t '' | job j
	mkdir -p j/t/results
	awk 'BEGIN { for (i = 0; i < 50000; i++) print "n{perf}=" i "\n" }' \
	    >j/t/results/keyval
	own mine <<-'E'
		#!/bin/sh
		exec head -n 1
	E
	run -0 --separate-stderr at-report -f mine -o out j
	is "$(cut -f 1 out)" job
}

@test "a name that is no format, or leads elsewhere, is not known" {
	sample
	own mine </dev/null
	mkdir share/report/sub
	for f in other ../report/mine sub/../mine .hidden ''; do
		run -2 --separate-stderr at-report -f "$f" j
		is "$stderr" "at-report: format '$f': not known"
	done
}

@test "csv quotes what has to be, and no text is a formula" {
	tested 1 FAIL '=cmd' 'a,"b"' | job j
	is "$(at-report -f csv j | tail -1)" \
	    "j,test,'=cmd,1,FAIL,\"a,\"\"b\"\"\",,3,1500000000,1500000003,0,,,,,,,"
}

@test "markdown is a table in which nothing else has a meaning" {
	measured
	is "$(at-report -f markdown j)" "\
**3 tests**: 1 GOOD, 1 TEST\\_NA, 1 FAIL; group g FAIL: it's bad

| Test | Verdict | Time | Values | Reason |
|---|---|--:|---|---|
| a | GOOD | 3.000 s | disk/rd 3.5 ms<br>bw 8 MB/s<br>seconds\\_wall 3<br>seconds\\_user 1<br>n -5 |  |
| b\\|1 | **FAIL** | 3.000 s |  | no &lt;b&gt; \\| \\\`x\\\` |
| c | **TEST\\_NA** | 3.000 s |  | none |
| g | **FAIL** | 9.000 s |  | it's bad |"
}

@test "openmetrics has families of verdicts, times and medians" {
	measured
	is "$(at-report -f openmetrics j | grep -v verdict)" '# HELP at_duration_seconds How long a test took.
# TYPE at_duration_seconds gauge
# UNIT at_duration_seconds seconds
at_duration_seconds{at_job="j",test="a"} 3 1500000003
at_duration_seconds{at_job="j",test="b|1"} 3 1500000003
at_duration_seconds{at_job="j",test="c"} 3 1500000003
at_duration_seconds{at_job="j",test="g"} 9 1500000009
# HELP at_value The median of what a test measured.
# TYPE at_value gauge
at_value{at_job="j",test="a",name="rd",graph="disk",units="ms"} 3.5 1500000003
at_value{at_job="j",test="a",name="bw",graph="",units="MB/s"} 8 1500000003
at_value{at_job="j",test="a",name="seconds_wall",graph="",units=""} 3 1500000003
at_value{at_job="j",test="a",name="seconds_user",graph="",units=""} 1 1500000003
at_value{at_job="j",test="a",name="n",graph="",units=""} -5 1500000003
# EOF'
}

@test "chart is one chart of all, dashboard the same with names, wrapped" {
	need jq
	measured
	is "$(at-report -f chart j | jq -cS '.["a.bw"], .["a.disk"]')" \
	    '{"summary":{"improvement_direction":"up","type":"list_of_scalar_values","units":"MB/s","values":[7,9]}}
{"rd":{"improvement_direction":"down","type":"scalar","units":"ms","value":3.5}}'
	is "$(at-report -f dashboard j |
	    jq -c '.format_version, .charts["a.disk"].rd.name')" \
	    $'"1.0"\n"a.disk.rd"'
	: | job e
	is "$(at-report -f chart e)" '{}'
}

@test "chart is read back as the chart of a test" {
	measured
	mkdir -p k/t/results
	tested 1 GOOD t '' | job k
	at-report -f chart -o k/t/results/results-chart.json j
	has "$(at-report k)" 'a.bw 8 +- 1 MB/s'
}

@test "hyperfine has the times of iterations" {
	need jq
	measured
	is "$(at-report -f hyperfine j | jq -cS '.results[0]')" \
	    '{"command":"a","exit_codes":[0,0,0],"max":4,"mean":3,"median":3,"min":2,"stddev":1,"system":0,"times":[2,4,3],"user":1}'
	is "$(at-report -f hyperfine j | jq -c '.results[1] | .times, .exit_codes')" \
	    $'[3]\n[1]'
}

@test "benchmark-action has what is better when smaller, -bigger the rest" {
	need jq
	measured
	is "$(at-report -f benchmark-action j | jq -c '.[0], .[1]')" \
	    '{"name":"a: disk/rd","unit":"ms","value":3.5}
{"name":"a: seconds_wall","unit":"","value":3,"range":"2..4","extra":"3 values"}'
	is "$(at-report -f benchmark-action-bigger j | jq -c .)" \
	    '[{"name":"a: bw","unit":"MB/s","value":8,"range":"7..9","extra":"2 values"}]'
}

@test "lava and ptest have a line a test" {
	measured
	is "$(at-report -f lava j | sed '3,6d')" '<LAVA_SIGNAL_TESTCASE TEST_CASE_ID=a RESULT=pass MEASUREMENT=3 UNITS=seconds>
<LAVA_SIGNAL_TESTCASE TEST_CASE_ID=a.disk/rd RESULT=pass MEASUREMENT=3.5 UNITS=ms>
<LAVA_SIGNAL_TESTCASE TEST_CASE_ID=b_1 RESULT=fail MEASUREMENT=3 UNITS=seconds>
<LAVA_SIGNAL_TESTCASE TEST_CASE_ID=c RESULT=skip MEASUREMENT=3 UNITS=seconds>
<LAVA_SIGNAL_TESTCASE TEST_CASE_ID=g RESULT=fail MEASUREMENT=9 UNITS=seconds>'
	is "$(at-report -f ptest j)" $'PASS: a\nFAIL: b|1\nSKIP: c\nFAIL: g'
}

@test "sql is two tables" {
	need sqlite3
	measured
	at-report -f sql j | sqlite3 db
	at-report -f sql j | sqlite3 db
	is "$(sqlite3 db 'select test, verdict, reason from at_test limit 4;
	    select median from (select avg(value) as median, name from at_value
	    group by name) where name = "seconds_wall"')" \
	    "a|GOOD|
b|1|FAIL|no <b> | \`x\`
c|TEST_NA|none
g|FAIL|it's bad
3.0"
}

@test "the filters are the same in every awk, also of a hostile job" {
	local awk f any=
	hostile
	for f in "$TOP"/share/report/*; do
		f=${f##*/}
		at-report -f "$f" h 2>/dev/null >"want.$f"
		for awk in 'busybox awk' gawk original-awk mawk; do
			command -v ${awk%% *} >/dev/null || continue
			any=1
			mkdir -p bin
			printf '#!/bin/sh\nexec %s "$@"\n' "$awk" >bin/awk
			chmod +x bin/awk
			PATH=$PWD/bin:$PATH at-report -f "$f" h 2>/dev/null >got
			cmp got "want.$f" || {
				echo "$f: $awk" >&2
				return 1
			}
		done
	done
	[ "$any" ] || skip 'one awk alone'
	need jq
	jq empty <want.chart
	jq empty <want.dashboard
	jq empty <want.hyperfine
	jq empty <want.benchmark-action
}
