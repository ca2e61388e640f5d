#!/usr/bin/env bats
# a machine that has a shell and these programs, nothing else: no awk, no
# sed, no tar, no cat
load helper

# bare COMMAND... - where there is nothing but sh and the programs of the core
bare() {
	mkdir -p only
	for p in at-constraint at-group at-iterate at-job at-keyval at-perf \
	    at-profile at-raise at-record at-run at-step; do
		ln -sf "$TOP/cmd/$p" "only/$p"
	done
	ln -sf "$(command -v sh)" only/sh
	ln -sf "$(command -v setsid)" only/start
	builtins only
	(
		unset AT_HOOKS
		PATH=$PWD/only AT_SHARE=$TOP/share "$@"
	)
}

# tests - one of each kind
tests() {
	hook speed test.sh <<-'X'
	initialize() { echo "was=$limit" | at-keyval -i; }
	run_once() {
		i=0
		while [ $i -lt 100 ]; do i=$((i + 1)); done
		at-perf -k -u MB/s speed $((AT_ITERATION * limit))
	}
	postprocess() { at-keyval "after=$AT_ITERATION"; }
	cleanup() { : >"$AT_OUTPUTDIR/cleaned"; }
	X
	echo param.limit=1 >tests/speed/manifest
	hook raised test.sh <<-'X'
	run_once() { at-record INFO 'so far'; at-raise WARN 'not so good'; }
	X
	hook broken test.sh <<-'X'
	run_once() { no-such-program; }
	X
	hook plain run_once <<<'exit 3'
}

# verdicts JOB - code and name of each test
verdicts() {
	log "$1/status.log" | sed -nE 's/^\.+(GOOD|WARN|FAIL|ERROR) ([^ -]+) .*/\1 \2/p'
}

@test "a job of every kind of test has its verdicts where there is only a shell" {
	tests
	cat >control <<-'X'
	at-run -n 3 -c 'speed >= 10' speed limit=10
	at-run -g tagged -c 'speed > 10' speed
	at-run raised
	at-run broken
	at-run plain
	at-run words -- sh -c 'echo words'
	at-group both sh -c 'at-run -g a speed; at-run -g b speed'
	at-step once sh -c 'echo once >>steps'
	at-iterate -q -n 2 -o - sh -c : | at-constraint 'seconds_wall < 60' >judged
	echo "judged $?" >>steps
	X
	run -1 --separate-stderr bare at-job -q -d j control
	is "$(verdicts j)" "$(printf '%s\n' 'GOOD speed' 'FAIL speed.tagged' \
	    'WARN raised' 'FAIL broken' 'FAIL plain' 'GOOD words' \
	    'GOOD speed.a' 'GOOD speed.b')"
	is "$(log j/status.log | sed -n '/both/p' | tr '\n' ' ')" \
	    '.START ---- both: .END GOOD ---- both: '
	is "$(<steps)" "$(printf 'once\njudged 0')"
	is "$(sed -n 's/^speed{perf}=//p' j/speed/results/keyval | tr '\n' ' ')" '10 20 30 '
	is "$(grep -E 'was|after|param-limit' j/speed/keyval)" \
	    "$(printf '%s\n' param-limit=10 was=10 after=4)"
	[ -e j/speed/cleaned ]
}

@test "a job that died there is resumed there" {
	tests
	cat >control <<-'X'
	at-run -g one speed
	at-step once sh -c 'echo once >>steps'
	[ -e again ] || { echo "$JOBGROUP" >again; read -r line <never; }
	at-run -g two speed limit=2
	X
	mkfifo never
	job() {
		rc=0
		bare start sh -c 'JOBGROUP=$$; export JOBGROUP; exec at-job "$@"' \
		    sh "$@" >out 2>err 3>&- || rc=$?
	}
	job -q -d j control &
	await [ -s again ]
	kill -9 -- "-$(<again)"
	wait $!
	job -q -R -d j
	is "$rc" 0
	is "$(verdicts j)" "$(printf '%s\n' 'GOOD speed.one' 'GOOD speed.two')"
	is "$(<steps)" once
}
