#!/usr/bin/env bats
#
# The TAP family of at-report.
load helper
load jobs

# family - a job of tests, subtests, groups that fail and what is skipped
family() {
	{
		tested 1 GOOD a ''
		line 1 START ---- g 1500000000 ''
		tested 2 WARN w 'odd'
		line 1 'END FAIL' ---- g 1500000009 'exit 3'
		line 1 START par par 1500000000 ''
		line 2 START par/sub sub 1500000000 ''
		tested 3 FAIL par/sub/x 'no'
		line 2 'END GOOD' par/sub sub 1500000000 ''
		tested 2 GOOD par/b ''
		line 2 GOOD par par 1500000000 ''
		line 1 'END GOOD' par par 1500000000 ''
		tested 1 TEST_NA n 'no disk #1'
	} | job j
}

# bare - the report without its diagnostics
bare() {
	awk '/^ *---$/ { skip = 1 } !skip && !/^ *# [a-z|]/; /^ *\.\.\.$/ { skip = 0 }'
}

@test "tap has a point a test, and subtests for what a test ran" {
	family
	is "$(at-report -f tap j | bare)" "\
TAP version 14
ok 1 - a
ok 2 - w
not ok 3 - g
# Subtest: par
    # Subtest: par/sub
        not ok 1 - par/sub/x
        1..1
    ok 1 - par/sub
    ok 2 - par/b
    1..2
ok 4 - par
ok 5 - n # SKIP no disk \\#1
1..5"
}

@test "tap13 has the points alone" {
	family
	is "$(at-report -f tap13 j | bare)" "\
TAP version 13
ok 1 - a
ok 2 - w
not ok 3 - g
ok 4 - par
ok 5 - n # SKIP no disk =1
1..5"
}

@test "ktap has its plan first, and a version line a level" {
	family
	is "$(at-report -f ktap j | bare)" "\
KTAP version 1
1..5
ok 1 a
ok 2 w
not ok 3 g
  KTAP version 1
  # Subtest: par
    KTAP version 1
    # Subtest: par/sub
    not ok 1 par/sub/x
  ok 1 par/sub
  ok 2 par/b
ok 4 par
ok 5 n # SKIP no disk =1"
}

@test "diagnostics are YAML: verdict, reason, time, values, the log's end" {
	sample
	is "$(at-report -f tap j | sed -n '/^not ok/,/\.\.\./p')" "\
not ok 2 - disk.fast
  ---
  verdict: FAIL
  reason: \"too slow\"
  iterations: 1
  duration_ms: 72500.000
  path: \"j/disk.fast/debug/disk.fast.DEBUG\"
  values:
    \"rate\": { median: 81.5, units: \"\", n: 3 }
  log:
    - \"reading\"
    - \"too slow\"
  ..."
}

@test "diagnostics of ktap come before their point, with each line of the log" {
	sample
	is "$(at-report -f ktap j | sed -n '/verdict: FAIL/,/^not ok/p')" "\
# verdict: FAIL
# reason: \"too slow\"
# iterations: 1
# seconds: 72.500
# path: \"j/disk.fast/debug/disk.fast.DEBUG\"
# value \"rate\": 81.5 \"\"
# | reading
# | too slow
not ok 2 disk.fast"
}

@test "a job without tests is a skipped plan, several jobs are one plan" {
	: | job e
	is "$(at-report -f tap13 e)" $'TAP version 13\n1..0 # SKIP no tests'
	sample
	tested 1 GOOD a '' | job k
	is "$(at-report -f tap j k | bare | tail -2)" $'ok 4 - k: a\n1..4'
	is "$(at-report -f ktap j k | sed -n 2p)" 1..4
}

@test "prove counts the points of each dialect" {
	need prove
	family
	for f in tap tap13 ktap; do
		at-report -f "$f" j >j.tap
		run -1 prove --exec cat j.tap
		has "$output" 'Failed 1/5 subtests'
		has "$output" 'Failed test:  3'
	done
}

@test "a hostile job has neither points nor directives of its own making" {
	need prove
	hostile
	for f in tap tap13 ktap; do
		at-report -f "$f" h >h.tap 2>/dev/null
		run -1 prove --exec cat h.tap
		has "$output" 'Failed tests:  1, 3, 5, 7-8'
		has "$output" 'Failed 5/8 subtests'
	done
}

@test "tap-autotest is a tar archive, of one job, that leads nowhere else" {
	hostile
	run -0 --separate-stderr sh -c \
	    'at-report -f tap-autotest h | tar tf - | grep -c "\.\./"'  || :
	is "$output" 0
	mkdir got
	at-report -f tap-autotest h | tar xf - -C got
	is "$(sed -n 1,3p got/many/results/keyval.tap)" $'1..10000
ok 1 - results
  ---'
	is "$(head -2 got/meta.yml)" $'file_order:\n  - status.log.tap'
	run -2 --separate-stderr at-report -f tap-autotest h h
	is "$stderr" "at-report: format 'tap-autotest': one job at a time"
}

@test "long names are in the archive too" {
	local name
	name=$(printf '%0150d' 0)/b
	tested 1 GOOD "$name" '' | job j
	is "$(at-report -f tap-autotest j | tar tf - | sed -n 2p)" \
	    "$name/status.log.tap"
}
