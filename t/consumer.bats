#!/usr/bin/env bats
load helper

# at LINE COMMAND - edit that line of the job's log with sed
at() {
	sed "$1$2" j/status.log >new
	mv new j/status.log
}

# good - a small finished job in j without a fault
good() {
	local t=$'\t' stamp=$'timestamp=1500000000\tlocaltime=Jul 14 02:40:00\t'

	mkdir -p j/a.x/results j/grp
	rmdir j/grp
	printf '%s\n' hostname=h label=j status_version=1 \
	    job_started=1500000000 job_finished=1500000009 >j/keyval
	printf '%s\n' 123 256 1 >j/.autoserv_execute
	printf '%s\n' "START$t----$t----$t$stamp" \
	    "${t}INFO$t----$t----${t}warnings.disable=N$t$stamp" \
	    "${t}START${t}a.x${t}a$t$stamp" \
	    "$t${t}FAIL${t}a.x${t}a$t${stamp}why" \
	    '  and more' \
	    "${t}END FAIL${t}a.x${t}a$t$stamp" \
	    "${t}START$t----${t}grp$t$stamp" \
	    "${t}END WARN$t----${t}grp$t${stamp}odd" \
	    "END GOOD$t----$t----$t$stamp" >j/status.log
	sed -n 3,6p j/status.log >j/a.x/status.log
	printf 'version=1\nparam-n=2\n' >j/a.x/keyval
	printf '%s\n' 'mode{attr}=x' 'a{perf}=1' 'b{perf}=-2.5e3' '' \
	    'a{perf}=3' '' >j/a.x/results/keyval
	printf '{"lat": {"summary": {"type": "scalar", "value": 1}}}\n' \
	    >j/a.x/results/results-chart.json
}

# violates LINE... - the checker says these, and the parser what it likes
violates() {
	run -1 --separate-stderr "$TOP/t/consumer.sh" j
	is "$stderr" ''
	is "$(printf '%s\n' "$output" | grep -v '^the parser: ')" \
	    "$(printf '%s\n' "$@")"
}

@test "a job without a fault passes" {
	good
	run -0 "$TOP/t/consumer.sh" j
	is "$output" ''
}

@test "the job's keyvals are held against the rules" {
	good
	sed /status_version/d j/keyval >new && mv new j/keyval
	violates 'keyval: no status_version=1'
	good
	echo status_version=0 >>j/keyval
	violates 'keyval: no status_version=1'
	good
	printf '%s\n' 'no pair' 'a{perf}=1' job_queued=soon aborted_by=me >>j/keyval
	violates 'keyval:6: no key=value: no pair' \
	    'keyval:7: no key=value: a{perf}=1' \
	    'keyval: job_queued is no whole number' \
	    'keyval: aborted_by without aborted_on'
	good
	grep status j/keyval >new && mv new j/keyval
	violates 'keyval: no job_started or no job_finished' \
	    'keyval: no hostname'
	rm j/keyval
	violates 'keyval: is missing'
}

@test ".autoserv_execute has three numbers" {
	good
	printf '1\nx\n' >j/.autoserv_execute
	violates '.autoserv_execute:2: no whole number: x' \
	    '.autoserv_execute: has 2 lines, not 3'
	rm j/.autoserv_execute
	violates '.autoserv_execute: is missing'
}

@test "a line has three columns, and none of them is empty" {
	good
	at 2 $'s/.*/\tGOOD\t\tx\ttimestamp=1\tm/'
	violates 'status.log:2: column 2 is empty or begins blank'
	good
	at 2 $'s/.*/\tGOOD\tx/'
	violates 'status.log:2: column 2 is not followed by a tab' \
	    'status.log:2: column 3 is not followed by a tab'
	good
	at 2 $'s/.*/\tGOOD\t----\t ----\ttimestamp=1\tm/'
	violates 'status.log:2: column 3 is empty or begins blank'
}

@test "a code is one of the list" {
	good
	at 2 s/INFO/PASS/
	violates 'status.log:2: no code: PASS'
	good
	at 2 's/INFO/END START/'
	violates 'status.log:2: no code: END START'
}

@test "indentation is the depth" {
	good
	at 4 $'s/\t//'
	sed -n 3,6p j/status.log >j/a.x/status.log
	violates 'status.log:4: is indented by 1, not 2'
	good
	at 2 $'s/^/\t/'
	violates 'status.log:2: is indented by 2, not 1'
}

@test "a timestamp is a whole number" {
	good
	at 3 s/timestamp=1500000000/timestamp=noon/
	sed -n 3,6p j/status.log >j/a.x/status.log
	violates 'status.log:3: no whole number for a timestamp'
	good
	at 9 $'s/timestamp=1500000000\t//'
	violates 'status.log:9: no whole number for a timestamp'
}

@test "fields are word=text, before the reason, which looks like none" {
	good
	at 4 's/localtime=/a.b=1&/'
	sed -n 3,6p j/status.log >j/a.x/status.log
	violates 'status.log:4: no field, so the reason begins here: a.b=1localtime=Jul 14 02:40:00'
	good
	at 4 's/why/rc=5/'
	sed -n 3,6p j/status.log >j/a.x/status.log
	violates 'status.log:4: the reason looks like a field: rc=5'
	good
	at 4 $'s/why/two\twords/'
	sed -n 3,6p j/status.log >j/a.x/status.log
	violates 'status.log:4: no field, so the reason begins here: two'
}

@test "blocks nest, and what ends is what began" {
	good
	at 8 s/grp/other/
	violates 'status.log:8: ends ---- other, open is ---- grp'
	good
	at 9 d
	violates 'status.log: 1 blocks are open at the end'
	good
	sed -n 1p j/status.log >>j/status.log
	violates 'status.log:10: stands outside of the job' \
	    'status.log: 1 blocks are open at the end'
	good
	at 1 d
	violates 'status.log:1: is indented by 1, not 0' \
	    'status.log:1: the log does not begin with the START of the job' \
	    'status.log:2: is indented by 1, not 0' \
	    'status.log:2: stands outside of the job' \
	    'status.log:3: is indented by 2, not 1' \
	    'status.log:5: is indented by 1, not 0' \
	    'status.log:6: is indented by 1, not 0' \
	    'status.log:6: stands outside of the job' \
	    'status.log:7: is indented by 1, not 0' \
	    'status.log:8: is indented by 0, not -1' \
	    'status.log:8: stands outside of the job'
	: >j/status.log
	violates 'status.log: is empty'
	rm j/status.log
	violates 'status.log: is missing'
}

@test "a test has its outcome before its end, as the original words it" {
	good
	at 4 s/FAIL/ERROR/
	sed -n 3,6p j/status.log >j/a.x/status.log
	violates 'status.log:6: no line before it has its outcome'
	good
	at '4,6' s/FAIL/GOOD/
	sed -n 3,6p j/status.log >j/a.x/status.log
	violates 'status.log:4: GOOD without its message'
}

@test "a subdir is one test's, with a name, a directory and its own log" {
	good
	at '7,8' $'s/----\tgrp/a.x\ta/'
	at 8 s/WARN/ABORT/
	sed -n '3,6p;7,8p' j/status.log >j/a.x/status.log
	violates 'status.log:7: the second test in a.x'
	good
	at '3,6' $'s/\ta.x\ta\t/\ta.x\t----\t/'
	sed -n 3,6p j/status.log >j/a.x/status.log
	violates 'status.log:3: a test without a name'
	good
	echo more >>j/a.x/status.log
	violates 'a.x/status.log: is not the block in status.log'
	rm -r j/a.x
	violates 'a.x: the test has no directory'
}

@test "carriage returns and torn lines are told" {
	good
	at 4 's/$/\r/'
	sed -n 3,6p j/status.log >j/a.x/status.log
	violates 'status.log:4: has a carriage return'
	good
	printf 'job_owner=x' >>j/keyval
	violates 'keyval: the last line is torn'
}

@test "a test's keyvals are plain, and have its version" {
	good
	printf '%s\n' 'bad line' 'a{attr}=1' >j/a.x/keyval
	violates 'a.x/keyval:1: no key=value: bad line' \
	    'a.x/keyval:2: no key=value: a{attr}=1' \
	    'a.x/keyval: no version'
}

@test "records have their form" {
	good
	printf '%s\n' '' 'a{perf}=x' 'b=1' 'c{foo}=1' 'a{attr}=1' 'c{perf}=.5' \
	    'b{perf}=1' '' '' 'z{perf}=inf' >j/a.x/results/keyval
	violates 'a.x/results/keyval:1: an empty iteration' \
	    'a.x/results/keyval:2: no number: a{perf}=x' \
	    'a.x/results/keyval:3: no key{attr}= or key{perf}=: b=1' \
	    'a.x/results/keyval:4: no key{attr}= or key{perf}=: c{foo}=1' \
	    'a.x/results/keyval:5: not in order: a{attr}' \
	    'a.x/results/keyval:7: not in order: b{perf}' \
	    'a.x/results/keyval:9: an empty iteration' \
	    'a.x/results/keyval:10: no number: z{perf}=inf' \
	    'a.x/results/keyval: no empty line after the last record'
}

@test "a chart is an object of objects" {
	good
	echo '{' >j/a.x/results/results-chart.json
	run -1 "$TOP/t/consumer.sh" j
	is "${lines[0]%% line*}" \
	    'a.x/results/results-chart.json: Expecting object:'
	echo '[1]' >j/a.x/results/results-chart.json
	violates 'a.x/results/results-chart.json: no object'
	echo '{"a": 1}' >j/a.x/results/results-chart.json
	violates 'a.x/results/results-chart.json: "a" is no object'
	: >j/a.x/results/results-chart.json
	run -0 "$TOP/t/consumer.sh" j
}

@test "a job of ours passes: tests, subtests, groups, values, all verdicts" {
	cat >control <<-'EOF'
		at-run -n 3 -g x -k owner=lab bench -- sh -c '
			at-keyval -a "mode=seq read" -p "lat=$AT_ITERATION.5"
			at-perf -u ms -L lat 3.5
			at-perf -k -H -G disk rd 1 2 3'
		at-run -r 1 -c 'a > 3' -t 60 low -- at-keyval -p a=1
		at-run fields -- at-raise FAIL 'rc=5'
		at-run tabs -- at-raise ERROR "a	b
		second line"
		at-run odd -- at-raise WARN 'careful'
		at-run na -- at-raise TEST_NA 'no such thing'
		at-run outer -- sh -c 'at-run in -- false; at-run -g 2 in -- true'
		at-group net sh -c 'at-run p1 -- true; at-run p2 -- false'
		at-record -O fetch -F source=mirror INFO 'slow mirror'
		at-run missing
		at-run bench/../up -- true
		at-run -g x bench -- true
		at-run -- 2>/dev/null
		at-run one -- true & at-run two -- true & wait
		at-step greet true
	EOF
	run -1 at-job -q -d j control
	run -0 "$TOP/t/consumer.sh" j
	is "$output" ''
	# and this is what the parser has of it, two at once in either order
	is "$("$TOP/t/unit" tko_log j | grep -c '^iteration')" 7
	"$TOP/t/unit" tko_log j |
	    awk -F '\t' 'NF == 7 { print $1, $3 }' | LC_ALL=C sort >rows
	is "$(<rows)" "$(printf '%s\n' 'CLIENT_JOB.0 GOOD' \
	    'SERVER_JOB FAIL' 'at-run ERROR' 'bench.x GOOD' 'bench.x.dup.1 ERROR' \
	    'bench/?./up.dup.1 ERROR' 'fields FAIL' 'low FAIL' \
	    'missing ERROR' 'na TEST_NA' 'net FAIL' 'odd WARN' 'one GOOD' \
	    'outer FAIL' 'tabs ERROR' 'two GOOD')"
}

@test "a job that is aborted passes, and a test run without a job" {
	printf '%s\n' 'at-run a -- true' "at-run b -- at-raise ABORT 'no more'" \
	    'at-run c -- true' >control
	run -98 at-job -q -d j control
	run -0 "$TOP/t/consumer.sh" j
	is "$output" ''
	run -0 at-run alone -- true
	run -0 "$TOP/t/consumer.sh" "$output"
	is "$output" ''
}
