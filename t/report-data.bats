#!/usr/bin/env bats
#
# The forms of at-report that programs read: jsonl, tsv, failed.
load helper
load jobs

@test "jsonl is an object a test, whose members the page tells" {
	need jq
	sample
	run -0 --separate-stderr at-report -f jsonl j
	is "$stderr" ''
	is "${#lines[@]}" 3
	is "$(echo "${lines[1]}" | jq -cS .)" "$(jq -cS . <<-'E'
		{"version": 1, "kind": "test", "job": "j",
		"subdir": "disk.fast", "name": "disk.fast", "verdict": "FAIL",
		"reason": "too slow", "point": true, "seconds": 72.5,
		"started": 1500000000, "finished": 1500000003, "tries": [],
		"iterations": 1, "log": "j/disk.fast/debug/disk.fast.DEBUG",
		"keyvals": {"version": "2", "param-n": "7"}, "values": [
		{"name": "rate", "values": [80, 95, 81.5], "median": 81.5,
		"deviation": 1.5}]}
	E
	)"
}

@test "of a key that is there twice the last value is the only member" {
	sample
	is "$(at-report -f jsonl j | grep -o '"keyvals":{[^}]*}' | sed -n 2p)" \
	    '"keyvals":{"param-n":"7","version":"2"}'
}

@test "values have the graph, the units and the direction of the chart" {
	need jq
	tested 1 GOOD t '' | job j
	mkdir -p j/t/results
	printf '%s' '{"disk": {"rd": {"type": "scalar", "units": "ms",
	    "value": 3.5, "improvement_direction": "down"}}}' \
	    >j/t/results/results-chart.json
	is "$(at-report -f jsonl j | jq -c '.values[0]')" \
	    '{"name":"rd","graph":"disk","units":"ms","better":"down","values":[3.5],"median":3.5,"deviation":0}'
	is "$(at-report -f tsv j | sed -n 2p)" \
	    $'j\ttest\tt\t1\tGOOD\t\t\t3\t1500000000\t1500000003\t0\tdisk\trd\tms\tdown\t1\t3.5\t3.5'
}

@test "tsv is a row a value, and one for a test without" {
	sample
	run -0 at-report -f tsv j
	is "${#lines[@]}" 6
	is "$(echo "$output" | awk -F '\t' '{ print NF, $3, $5, $13, $16, $17, $18 }')" "\
18 test verdict name index value median
18 sleeptest GOOD    
18 disk.fast FAIL rate 1 80 81.5
18 disk.fast FAIL rate 2 95 81.5
18 disk.fast FAIL rate 3 81.5 81.5
18 net TEST_NA    "
}

@test "what failed though no test in it did is a point, and else is none" {
	{
		line 1 START ---- bad 1500000000 ''
		tested 2 GOOD a ''
		line 1 'END FAIL' ---- bad 1500000009 'exit 3'
		line 1 START ---- worse 1500000000 ''
		tested 2 FAIL b 'no'
		line 1 'END FAIL' ---- worse 1500000009 ''
		line 1 FAIL ---- mirror 1500000009 'down'
		line 1 START c c 1500000000 ''
		tested 2 ERROR c/sub 'oops'
		line 2 START ---- inner 1500000000 ''
		line 2 'END FAIL' ---- inner 1500000009 'exit 3'
		line 2 GOOD c c 1500000000 ''
		line 1 'END GOOD' c c 1500000000 ''
	} | job j
	is "$(at-report -f tsv j | cut -f 2-6)" "\
kind	test	point	verdict	reason
test	a	1	GOOD	
group	bad	1	FAIL	exit 3
test	b	1	FAIL	no
line	mirror	1	FAIL	down
test	c/sub	0	ERROR	oops
test	c	1	GOOD	"
}

@test "the tries before a good one are told" {
	need jq
	{
		line 1 START t t 1500000000 ''
		line 2 INFO ---- ---- 1500000000 'Run 0 failed with too "slow"'
		line 2 INFO ---- ---- 1500000000 'Run 1 failed with no'
		line 2 GOOD t t 1500000000 ''
		line 1 'END GOOD' t t 1500000000 ''
		tested 1 GOOD u ''
	} | job j
	is "$(at-report -f jsonl j | jq -c .tries)" '["too \"slow\"","no"]
[]'
	is "$(at-report -f tsv j | cut -f 11)" $'tries\n2\n0'
}

@test "failed names what is to be run again, without tags" {
	{
		tested 1 GOOD a ''
		tested 1 FAIL disk.fast 'no'
		tested 1 ERROR suite:b 'no'
		tested 1 TEST_NA d 'no'
		tested 1 WARN e 'no'
		line 1 START ---- g 1500000000 ''
		tested 2 ABORT f 'no'
		line 1 'END ABORT' ---- g 1500000009 ''
	} | job j
	run -0 at-report -f failed j
	is "$output" $'disk\nsuite:b\nf'
	tested 1 GOOD a '' | job k
	run -0 at-report -f failed k
	is "$output" ''
}

@test "several jobs are one after the other" {
	sample
	tested 1 GOOD one '' | job k
	is "$(at-report -f jsonl j k | wc -l | tr -d ' ')" 4
	is "$(at-report -f tsv j k | cut -f 1 | uniq -c | tr -s ' ')" \
	    $' 1 job\n 5 j\n 1 k'
}

@test "a hostile job is good JSON, and rows of 18 columns" {
	need jq
	hostile
	at-report -f jsonl h >out 2>err
	is "$(jq -r .verdict out | sort | uniq -c | tr -s ' ')" \
	    $' 1 ABORT\n 1 ERROR\n 3 FAIL\n 3 GOOD'
	is "$(jq '.values[0].values | length' out | sort -n | tail -1)" 10000
	is "$(LC_ALL=C tr -d '\n -\177' <out | wc -c | tr -d ' ')" 0
	at-report -f tsv h >out 2>err
	is "$(awk -F '\t' '{ print NF }' out | sort -u)" 18
	run ! grep -q $'[\001-\010\013-\037]' out
}
