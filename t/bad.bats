#!/usr/bin/env bats
# what bad input gets: one line that names the object, the status of the
# page, and all that is recorded stays as it was
load helper

# a job with a test that recorded something, and a copy of it
job() {
	printf 'at-run -n 2 t -- at-perf -L -k v 1\nat-group g at-record INFO x\n' >good
	at-job -q -d j good
	cp -R j before
	export AT_JOBDIR=$PWD/j
}

# kept - all that was in the job before is there as it was, and nothing new
# in the test; status logs may grow, but not the test's
kept() {
	diff -rq before j | grep -v '^Only in j[/:]' >differ || :
	while read -r _ old _ new _; do
		case $old in
		*/status.log) ! cmp "$old" "$new" 2>&1 |
		    grep -q "EOF on .*$old" || continue ;;
		esac
		echo "$old"
	done <differ >lost
	is "$(<lost)" ''
	diff -r before/t j/t
}

# refuses STATUS TEXT COMMAND... - so, in one line with TEXT in it
refuses() {
	want=$1 text=$2
	shift 2
	run "-$want" --separate-stderr "$@"
	onlyline
	has "$stderr" "$text"
	kept
}

# error STATUS TEXT COMMAND... - the same of an at-run whose last block
# in the log says so, with a job that goes on
error() {
	refuses "$@"
	log j/status.log | tail -n 2 | head -n 1 | grep -F -e "$2"
	at-run -q -g "$BATS_TEST_NUMBER.$(date +%s).$RANDOM" next -- true
}

@test "an unknown option or a missing operand: usage, 2, runners 125, nothing made" {
	mkdir empty
	cd empty
	for p in job run iterate group step profile keyval perf constraint \
	    raise record install report compare; do
		case $p in
		job | run | iterate | group | step | profile) want=125 ;;
		*) want=2 ;;
		esac
		for with in '' '-Z x y'; do
			# shellcheck disable=SC2086 # no operand at all
			run "-$want" --separate-stderr at-$p $with
			has "$stderr" "usage: at-$p"
			is "$output" ''
		done
	done
	is "$(ls -A)" ''
}

@test "an operand too few or too many is usage in a job too, and leaves no trace" {
	job
	cp -R j all
	while read -r want p with; do
		# shellcheck disable=SC2086 # words
		run "-$want" --separate-stderr at-$p $with </dev/null
		has "$stderr" "usage: at-$p"
		is "$output" ''
	done <<-'E'
	125 run
	125 run g --
	125 run -n
	125 job -d new
	125 iterate -o new
	125 group g
	125 step s
	125 profile add
	125 profile del
	125 profile list p
	125 profile run p
	125 profile run , true
	125 profile nosuch p
	2 keyval -o new
	2 keyval -o new -a
	2 perf -d j/t/results
	2 perf -d j/t/results v
	2 constraint -m
	2 raise PASS
	2 record GOOD
	2 record GOOD x y
	2 install -s
	2 install ./a.tar.gz ./b.tar.gz
	2 report -o new
	2 compare j
	E
	run -125 --separate-stderr at-run -d '' g -- true
	has "$stderr" 'usage: at-run'
	diff -r all j
	[ ! -e new ]
	[ ! -e tests ]
	[ ! -e status.log ]
}

@test "an unknown test is ERROR, the job goes on" {
	job
	error 99 'nosuch: test does not exist' at-run nosuch
	error 99 './nosuch: test does not exist' at-run -g 2 ./nosuch
}

@test "an unknown parameter is ERROR" {
	job
	hook p run_once <<<'touch "$AT_JOBDIR/ran"'
	echo param.known=1 >tests/p/manifest
	error 99 'Unknown parameter: x' at-run p x=1
	error 99 'Unknown parameter: X' at-run -g 2 p X=1
	error 99 'Unnamed arguments not accepted. Please call job.run_test with named args only' at-run -g 3 p x
	[ ! -e j/ran ]
}

@test "a bad key is refused, the good ones beside it too" {
	job
	error 99 'Invalid key: bad key' at-run -k a=1 -k 'bad key=1' k -- true
	[ ! -s j/k/keyval ]
	refuses 125 'at-job: Invalid key: bad key' at-job -k a=1 -k 'bad key=1' -d new good
	[ ! -e new ]
	refuses 2 'at-keyval: Invalid key: bad key' at-keyval -o j/t/keyval a=1 'bad key=1'
	refuses 2 'at-keyval: Invalid key: bad key{perf}' at-keyval -o j/t/results/keyval -p a=1 -p 'bad key=1'
	refuses 2 "at-record: bad field 'novalue': want field=value" at-record -F a=1 -F novalue GOOD x
	refuses 2 "at-record: bad field '=x': want field=value" at-record -F a=1 -F =x GOOD x
	refuses 125 'at-step: a b: want a name of A-Za-z0-9_.-' at-step 'a b' true
}

@test "a bad tag is ERROR, and leads nowhere" {
	job
	error 99 't.a?b: control character in the name' at-run -g "$(printf 'a\tb')" t -- true
	error 99 "t.a/../../up: '.' or '..' in the name" at-run -g a/../../up t -- true
	error 99 't.a//b: empty component in the name' at-run -G a//b t -- true
	refuses 125 "at-job: -g 'a/b': want a name for a directory" at-job -g a/b good
	refuses 125 "at-job: -g '..': want a name for a directory" at-job -g .. good
	refuses 125 "at-job: -g 'a?b': want a name for a directory" at-job -g "$(printf 'a\nb')" good
	refuses 125 "at-job: -g '.a': want a name for a directory" at-job -g .a good
	[ ! -e up ]
	[ ! -e results ]
}

@test "a name that the parser would not read, or that leads outside, is ERROR" {
	job
	error 99 '../up: '"'.' or '..' in the name" at-run ../up -- true
	error 99 ' x: name begins with a blank' at-run ' x' -- true
	error 99 "----: '----' stands for no name" at-run -- ---- -- true
	error 99 'keyval: reserved' at-run keyval -- true
	refuses 125 "at-group: ----: '----' stands for no name" at-group -- ---- true
	refuses 125 'at-group: a?b: control character in the name' at-group "$(printf 'a\tb')" true
	[ ! -e up ]
}

@test "the same subdir twice is ERROR, in a block of its own" {
	job
	error 99 't already exists; multiple tests cannot run with the same subdirectory; give it a tag with -g' at-run t -- true
	[ -s j/t.dup.1/status.log ]
}

@test "a line of the manifest that cannot be read is ERROR, with file and line" {
	job
	hook m run_once <<<'touch "$AT_JOBDIR/ran"'
	while read -r tag text line; do
		printf 'version=1\n%b\ndoc=good\n' "$line" >tests/m/manifest
		error 99 "manifest:2: $(echo "$text" | tr '~' ' ')" at-run -g "$tag" m
	done <<-'E'
	a Invalid~format~line:~no~equals~sign no equals sign
	b Invalid~format~line:~version{attr}=2 version{attr}=2
	c Invalid~format~line:~doc= doc=\0000hidden
	d timeout:~bad~value~'soon' timeout=soon
	e split_stderr:~bad~value~'yes' split_stderr=yes
	f param.A:~bad~value~'1' param.A=1
	g params:~bad~value~'all' params=all
	h timeout.run_once:~bad~value~'1m' timeout.run_once=1m
	i grace:~bad~value~'-1' grace=-1
	j require.moon:~bad~value~'full' require.moon=full
	E
	rm tests/m/manifest
	ln -s manifest tests/m/manifest
	error 99 'manifest: ' at-run -g loop m
	rm tests/m/manifest
	mkfifo tests/m/manifest
	error 99 'manifest: not a regular file' at-run -g fifo m
	[ ! -e j/ran ]
}

@test "a constraint with a syntax error: 2 from the filter, FAIL in a runner" {
	job
	refuses 2 "at-constraint: 'a >'" at-constraint 'a >' j/t/results/keyval
	is "$output" ''
	run -1 --separate-stderr at-run -c 'a >' c -- at-keyval -p a=2
	has "$stderr" 'FAIL: could not evaluate constraint: a >'
	kept
}

@test "what is no number is refused before anything is made" {
	job
	for opt in -n -u -r; do
		refuses 125 "at-run: $opt 'x': want a whole number" at-run $opt x new -- true
		refuses 125 "at-iterate: $opt '-1': want a whole number" at-iterate $opt -1 -o new true
	done
	for opt in -l -t; do
		refuses 125 "at-run: $opt '3x': want seconds" at-run $opt 3x new -- true
	done
	for v in AT_TIMEOUT AT_TIMEOUT_MUL; do
		refuses 125 "at-run: $v 'x': want seconds" env $v=x at-run new -- true
	done
	for v in AT_RUN_TEST_CLEANUP AT_DROP_CACHES AT_DEFAULT_PROFILE_ONLY \
	    AT_DROP_CACHES_BETWEEN_ITERATIONS; do
		refuses 125 "at-run: $v 'x': want 0 or 1" env $v=x at-run new -- true
	done
	refuses 125 "at-run: AT_DROP_CACHES '10': want 0 or 1" env AT_DROP_CACHES=10 at-run new -- true
	refuses 125 "at-run: -n '1x': want a whole number" at-run -n 1x new -- true
	for v in AT_TEST_RETRY AT_LOG_MAX; do
		refuses 125 "at-run: $v '1k': want a whole number" env $v=1k at-run new -- true
	done
	refuses 125 "at-run: AT_SYNC 'x': want end, record or none" env AT_SYNC=x at-run new -- true
	refuses 125 "at-iterate: -l '3x': want seconds" at-iterate -l 3x -o new true
	refuses 125 "at-job: AT_DROP_CACHES 'x': want 0 or 1" env AT_DROP_CACHES=x at-job -d new good
	refuses 125 "at-job: -t 'x': want seconds" at-job -t x -d new good
	refuses 2 'at-perf: could not convert string to float: x' at-perf -d j/t/results -L v x
	[ ! -e j/new ]
	[ ! -e new ]
}

@test "an over-long name is refused" {
	job
	long=$(printf '%0300d' 0)
	error 99 "$long: name too long" at-run "$long" -- true
	# a directory of that name could be made, its log could not
	error 99 "${long#????????????????????????????????????????????????}: name too long" \
	    at-run "${long#????????????????????????????????????????????????}" -- true
	# each part of it is short enough, the path is not; libcs word it their way
	deep=$(printf '%0200d' 0)
	deep=$deep/$deep/$deep/$deep/$deep
	deep=$deep/$deep/$deep/$deep/$deep
	error 99 "$deep: File" at-run "$deep" -- true
	refuses 125 "at-group: $long: name too long" at-group "$long" true
	refuses 2 "at-record: $long: name too long" at-record -s "$long" GOOD x
	refuses 2 'at-perf: The description must be at most 256 characters.' at-perf -d j/t/results -L "$long" 1
	refuses 2 'at-perf: The units must be at most 32 characters.' at-perf -d j/t/results -L -u "$long" v 1
}

@test "a broken chart file is an error that leaves it as it is" {
	job
	echo '{"a":' >j/t/results/results-chart.json
	cp j/t/results/results-chart.json before/t/results
	refuses 2 'at-perf: j/t/results/results-chart.json: ' at-perf -d j/t/results -L v 1
	error 99 'results-chart.json: ' at-run c -- \
	    sh -c 'echo "[" >"$AT_RESULTSDIR/results-chart.json"; at-perf -L v 1'
	is "$(<j/c/results/results-chart.json)" '['
}

@test "a missing archive is an error" {
	job
	mkdir tests
	refuses 2 'at-install: ./no.tar.gz: No such file or directory' at-install ./no.tar.gz
	run -99 --separate-stderr at-run ./no.tar.gz
	onlyline
	has "$stderr" 'at-install: ./no.tar.gz: No such file or directory'
	kept
	is "$(ls -A tests)" ''
}

# pack NAME - an archive NAME of what is in the directory tree
pack() {
	tar -C tree -czf "$1" .
}

@test "an archive with another checksum is not unpacked" {
	job
	mkdir -p tree tests
	printf '#!/bin/sh\n' >tree/run_once
	pack x.tar.gz
	refuses 2 'x.tar.gz: ' at-install -s 00000000000000000000000000000000 ./x.tar.gz
	is "$(find tests -name run_once)" ''
}

@test "an archive that leads outside is not unpacked" {
	job
	mkdir -p tree tests
	printf '#!/bin/sh\n' >tree/run_once
	ln -s ../../../up tree/link
	pack link.tar.gz
	refuses 2 'link: link that leads out of the archive' at-install ./link.tar.gz
	# a member ../up, as ustar has it: name, modes, size, sum, type
	{
		printf '../up'
		dd if=/dev/zero bs=1 count=95 2>/dev/null
		printf '0000644\0000000000\0000000000\00000000000000\00000000000000\000005276\000 0'
		dd if=/dev/zero bs=1 count=1379 2>/dev/null
	} >up.tar
	gzip up.tar
	refuses 2 'name that leads out of the archive' at-install ./up.tar.gz
	is "$(find . -name up -o -path './tests*' -name run_once)" ''
}

@test "a results directory that cannot be written is 125" {
	job
	unset AT_JOBDIR
	: >results
	refuses 125 'at-run: results/t: ' at-run t -- true
	refuses 125 'at-job: results/default: ' at-job good
	refuses 125 'at-run: results/x: Not a directory' at-run -d results/x t -- true
	refuses 125 'at-job: results/x: Not a directory' at-job -d results/x good
	refuses 125 'at-iterate: results/x: Not a directory' at-iterate -o results/x true
}

@test "what a user may not write is 125, or 2, and no command runs" {
	job
	printf '#!/bin/sh\nexec touch "$1"/ran\n' >touch
	chmod +x touch
	mkdir open
	chmod 777 open
	chmod 555 j j/tmp j/profilers
	nobody true
	for c in 'at-run x -- ./touch' 'at-group x ./touch' 'at-step x ./touch'; do
		# shellcheck disable=SC2086 # words
		refuses 125 '/j: belongs to another user' nobody $c "$PWD/open"
	done
	refuses 125 'j/x: Permission denied' nobody at-iterate -o j/x ./touch "$PWD/open"
	chmod 444 j/status.log
	refuses 2 '/j: belongs to another user' nobody at-record GOOD x
	refuses 125 '/j: belongs to another user' nobody at-profile add vmstat
	chmod 755 j j/tmp j/profilers
	[ ! -e open/ran ]
}

@test "a job directory that is not empty is 125" {
	job
	refuses 125 'at-job: j: not empty; -R resumes it' at-job -d j good
	mkdir dots
	: >dots/.hidden
	refuses 125 'at-job: dots: not empty; -R resumes it' at-job -d dots good
	is "$(ls -A dots)" .hidden
}

@test "a control file that cannot be read is 125, and nothing is made" {
	job
	unset AT_JOBDIR
	refuses 125 'at-job: nothing: No such file or directory' at-job nothing
	refuses 125 'at-job: tests: No such file or directory' at-job tests
	mkdir adir
	refuses 125 'at-job: adir: Is a directory' at-job adir
	cp good secret
	chmod 000 secret
	refuses 125 'at-job: secret: Permission denied' nobody at-job secret
	[ ! -e results ]
}

@test "a control file with a syntax error is 125 under any shell, and nothing is made" {
	job
	unset AT_JOBDIR
	printf 'at-run a -- true\nif then\n' >control
	for shell in dash busybox mksh bash; do
		command -v $shell >/dev/null || continue
		mkdir $shell.bin
		ln -s "$(command -v $shell)" $shell.bin/sh
		# with a language that is not installed, which some warn about
		refuses 125 'control' env LC_ALL=xx_XX.UTF-8 \
		    PATH="$PWD/$shell.bin:$PATH" at-job control
		any=$shell
	done
	[ -n "${any-}" ] || skip 'no shell to be had'
	[ ! -e results ]
}

@test "a test directory that cannot be written is ERROR without AT_CACHEDIR" {
	job
	hook s setup <<<'mkdir "$AT_SRCDIR"'
	hook s run_once <<<:
	chmod 555 tests/s
	mkdir -m 777 open
	refuses 99 "$PWD/tests/s: Permission denied; set AT_CACHEDIR to where setup may build" \
	    nobody at-run -d open/j s
	log open/j/status.log | grep -F 'END ERROR s s:'
	[ ! -e tests/s/src ]
	chmod 755 tests/s
}

@test "a hook that is not executable is ERROR, wherever it is" {
	job
	hook h run_once <<<:
	: >tests/h/setup
	error 99 'setup: not executable' at-run h
	rm tests/h/setup
	mkdir tests/h/before_iteration.d
	: >tests/h/before_iteration.d/10
	error 99 'before_iteration.d/10: Permission denied' at-run -g d h
	: >tests/plain
	error 99 'tests/plain: Permission denied' at-run plain
	error 99 './nothing: No such file or directory' at-run c -- ./nothing
	mkdir -p tests/f
	echo 'run_once() { :; }' >tests/f/test.sh
	chmod 000 tests/f/test.sh
	mkdir -m 777 open
	refuses 99 'test.sh: Permission denied' nobody at-run -d open/j f
	log open/j/status.log | grep -F 'END ERROR f f:'
	mkdir -p tests/none
	error 99 'none: no run_once' at-run none
}
