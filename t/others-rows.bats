#!/usr/bin/env bats
# who else is there: what another user, a package, a board or a hostile test
# can do to root
#
# Rows R1 to R16.  Everything happens in the temporary directory of a test.
load helper

setup_file() {
	[ "$(id -u)" = 0 ] || skip 'needs root'
	command -v setpriv >/dev/null || skip 'needs setpriv'
	${CC:-cc} -o "$BATS_FILE_TMPDIR/others" "$BATS_TEST_DIRNAME/others.c" ||
	    skip 'needs a C compiler'
}

# other COMMAND... - as a user whom the directory belongs to no more than to
# any other
other() {
	setpriv --reuid 65534 --regid 65534 --clear-groups "$@" 3>&-
}

# open - the other user may come here
open() {
	chmod 755 "$BATS_RUN_TMPDIR" "$BATS_FILE_TMPDIR" \
	    "$BATS_TEST_TMPDIR"/.. "$BATS_TEST_TMPDIR"
	others=$BATS_FILE_TMPDIR/others
}

# await COMMAND... - until it succeeds, half a minute at most
await() {
	for _ in $(seq 600); do
		! "$@" >/dev/null 2>&1 || return 0
		sleep 0.05
	done
	echo "not in time: $*" >&2
	return 1
}

# scratch - the directory AT_TMPDIR of a test that runs in job
scratch() {
	set -- job/tmp/one.??????
	[ -d "$1" ] && echo "$1"
}

# board COMMANDS - a board whose tar, asked for results, sends the members
# that COMMANDS make in an empty directory, and one whose job is `true'
board() {
	mkdir board tmp
	cat >board/tar <<-X
	#!/bin/sh
	[ "\$1" = cf ] || exec "$(type -P tar)" "\$@"
	mkdir "$PWD/e"; cd "$PWD/e"
	$1
	exec "$(type -P tar)" cf - *
	X
	chmod +x board/tar
	echo 'at-run -q ok -- true' >control
	export TMPDIR=$PWD/tmp
	link="PATH=$PWD/board:\$PATH exec sh"
}

@test "R1 a directory exchanged for a link while AT_TMPDIR is removed: nothing outside goes" {
	open
	mkdir victim victim/sub
	touch victim/file1 victim/file2 victim/sub/deep
	slow=''
	! strace -o /dev/null true 2>/dev/null || slow='strace -qq -o /dev/null -e inject=unlink,unlinkat:delay_enter=5000'
	echo "$slow "'at-run one -- sh -c "\"\$TOP/t/await\" [ -e \"\$AT_TMPDIR/mine/a/sub\" ]; sleep .1"' >c
	at-job -q -d job c 3>&- &
	await scratch
	other timeout 60 "$others" exchange "$PWD/$(scratch)" "$PWD/victim" \
	    file1 file2 sub >said 2>&1 || :
	wait $! || :
	grep planted said
	is "$(find victim | sort | tr '\n' ' ')" \
	    'victim victim/file1 victim/file2 victim/sub victim/sub/deep '
}

@test "R2 a job directory of another user is refused, and his hooks do not run" {
	open
	chmod 1777 .
	other mkdir job
	echo 'at-run -q one -- true' >c
	run -125 --separate-stderr at-job -d "$PWD/job" c
	onlyline
	has "$stderr" "at-job: $PWD/job: "
	is "$(ls -A job)" ''
}

@test "R2 hooks that another user puts in the place of ours do not run" {
	open
	chmod 1777 .
	other mkdir job
	echo 'at-run -q one -- sleep 1; at-run -q two -- true' >c
	other sh -c "cd job && $TOP/t/await [ -d hooks/before_test.d ]
		sleep .2; mv hooks old; mkdir -p hooks/before_test.d
		printf '#!/bin/sh\nid >$PWD/whoami\n' >hooks/before_test.d/x
		chmod 755 hooks/before_test.d/x" 2>/dev/null &
	at-job -q -d "$PWD/job" c || :
	kill $! 2>/dev/null || :
	[ ! -e whoami ]
}

@test "R2 a mark of an open test that another user planted leads nowhere" {
	open
	chmod 1777 .
	echo precious >file
	other mkdir -p job/tmp
	# the dead process 4194303 had a block open inside of ./file
	other sh -c "printf '\tSTART\tx\tx\ttimestamp=1\tlocaltime=x\t\n' >job/log
		ln -s '$PWD/job/log
$PWD/file
1
x
x' job/tmp/4194303.0.open"
	[ -L job/tmp/4194303.0.open ]
	echo 'at-run -q one -- true' >c
	run -125 --separate-stderr at-job -q -d "$PWD/job" c
	run -125 --separate-stderr at-job -q -R -d "$PWD/job" c
	AT_JOBDIR=$PWD/job run -125 --separate-stderr at-group g true
	is "$(<file)" precious
	# nor does one inside the suite's own directory
	run -0 --separate-stderr at-job -q -d mine c
	ln -s "$PWD/job/log
$PWD/file
1
x
x" mine/tmp/4194303.0.open
	rm mine/.autoserv_execute
	at-job -q -R -d mine c || :
	is "$(<file)" precious
}

@test "R3 a link called job in a board's archive: nothing of this machine is moved" {
	mkdir precious
	echo host >precious/file
	board "ln -s $PWD/precious job; echo 0 >rc"
	run -125 --separate-stderr timeout 90 at-remote -e "$link" -d got control
	is "$(ls precious)" file
	has "$stderr" 'unpack: job: '
	has "$stderr" 'at-remote: got: the results were refused'
	is "$(ls -A got)" .at-remote
}

@test "R4 set-uid files and devices of a board's archive do not arrive" {
	open
	board "mkdir job; cp /bin/sh job/sh; chmod 6755 job/sh; chown 65534 job/sh
		mkdir -m 1777 job/open; mkfifo job/fifo; ln -s /etc job/etc
		ln -s sh job/inside; echo 0 >rc"
	run -0 --separate-stderr timeout 90 at-remote -e "$link" -d got control
	is "$(stat -c '%a %u' got/sh)" '755 0'
	is "$(stat -c %a got/open)" 755
	is "$(readlink got/inside)" sh
	[ ! -e got/fifo ]
	[ ! -h got/etc ]
	has "$stderr" 'unpack: job/fifo: removed: neither file, directory nor link'
	has "$stderr" 'unpack: job/etc: removed: link that leads out'
	is "$(other got/sh -p -c 'id -u')" 65534
}

@test "R4 an archive with a device is refused" {
	board 'mkdir job; mknod -m 666 job/disk b 8 0 && echo 0 >rc || echo 1 >rc'
	mknod try b 8 0 2>/dev/null || skip 'no devices can be made here'
	run -125 --separate-stderr timeout 90 at-remote -e "$link" -d got control
	has "$stderr" 'unpack: job/disk: neither file, directory nor link'
	is "$(find got -type b)" ''
}

@test "R5 a package that is one link: nothing outside changes" {
	mkdir outside
	cp /bin/true outside/suid
	chmod 4755 outside/suid
	mkdir -m 1777 outside/tmp
	ln -s "$PWD/outside" top
	tar cf - top | gzip >top.tar.gz
	run -2 --separate-stderr at-install -d tests ./top.tar.gz
	has "$stderr" 'link that leads out of the archive'
	is "$(stat -c %a outside/suid outside/tmp | tr '\n' ' ')" '4755 1777 '
	is "$(ls -A outside | tr '\n' ' ')" 'suid tmp '
	[ ! -e tests/top ]
}

@test "R6 another user cannot raise a verdict for a test" {
	open
	echo "at-run -q one -- sh -c '$TOP/t/await [ -e $PWD/go ]; exit 1'" >c
	at-job -q -d job c 3>&- &
	await scratch
	other sh -c "printf 'TEST_NA\nno board' >'$(scratch)/.raised'" 2>/dev/null || :
	touch go
	rc=0
	wait $! || rc=$?
	is "$rc" 1
	log job/status.log | grep 'END FAIL one one'
}

@test "R7 a read lock of another user on status.log holds the job no longer than its limit" {
	open
	echo "at-run -q -t 2 one -- sh -c '$TOP/t/await [ -e $PWD/locked ]'" >c
	timeout -s KILL 25 at-job -q -t 4 -d job c 2>err 3>&- &
	job=$!
	await [ -s job/status.log ]
	other "$others" lock job/status.log 40 >locked 2>&1 &
	lock=$!
	rc=0
	wait $job || rc=$?
	kill $lock 2>/dev/null || :
	# 137: it was still there after 25 seconds
	[ "$rc" != 137 ]
	# whoever was not kept from reading is no obstacle; who was is named
	grep locked locked && [ "$rc" = 0 ] || grep "status.log: locked by process" err
}

@test "R8 a test that stops its runner is ended by the job's time limit" {
	echo 'at-run -t 1 one -- sh -c "kill -STOP \$PPID; sleep .2"' >c
	rc=0
	timeout -s KILL 20 at-job -q -t 3 -d job c 3>&- || rc=$?
	for p in job/tmp/*.0.open; do
		p=${p##*/}
		kill -9 "${p%%.*}" 2>/dev/null || :
	done
	[ "$rc" != 137 ]
	[ "$rc" != 0 ]
}

@test "R9 a limit of the size of files is an error that names the file" {
	rc=0
	(
		ulimit -f 16
		at-run x -- sh -c 'while :; do echo yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy; done'
	) 2>err || rc=$?
	# 153: SIGXFSZ
	[ "$rc" != 0 ]
	[ "$rc" -lt 128 ]
	grep 'at-run: .*x.DEBUG: File too large' err
}

# made - a finished job
made() {
	echo 'at-run -q one -- sh -c "at-keyval a=1; at-keyval -p b=1; at-perf -H -u s v 1"' >c
	at-job -q -d job c
}

@test "R10 a FIFO, a device or a link as a file of a job does not hold a reader" {
	made
	for f in status.log one/status.log one/keyval one/results/perf \
	    one/results/keyval one/debug/one.DEBUG keyval; do
		[ -e job/$f ] || continue
		cp -R job bad
		rm bad/$f
		mkfifo bad/$f
		rc=0
		timeout 10 at-report bad >out 2>err || rc=$?
		[ "$rc" != 124 ] || { echo "$f as a FIFO: at-report waits" >&2; return 1; }
		rm bad/$f
		ln -s /dev/zero bad/$f
		(ulimit -v 2000000; timeout 10 at-report bad >out 2>err) || rc=$?
		[ "$rc" != 124 ] || { echo "$f as /dev/zero: at-report waits" >&2; return 1; }
		rm -r bad
	done
}

@test "R10 a test's directory that is a link does not show another directory's log" {
	made
	mkdir -p secret/debug
	echo 'not yours' >secret/debug/one.DEBUG
	rm -r job/one
	ln -s ../secret job/one
	sed -i 's/	GOOD	one/	FAIL	one/; s/END GOOD	one/END FAIL	one/' job/status.log
	at-report job >output 2>&1 || :
	is "$(grep -c 'not yours' output || :)" 0
}

@test "R11 holes of 200 GB in a job's files take no memory, and are named" {
	[ -z "${ASAN_OPTIONS-}" ] || skip 'a sanitizer maps terabytes'
	made
	for f in one/results/perf one/results/keyval one/results/results-chart.json \
	    status.log; do
		[ -e job/$f ] || { echo "$f: missing" >&2; return 1; }
		cp -R job bad
		truncate -s 200G bad/$f
		set -- at-report bad
		[ "${f##*/}" != perf ] || set -- at-perf -j -d bad/one/results
		rc=0
		(ulimit -v 1000000; timeout 60 "$@") >out 2>err || rc=$?
		echo "$f: exit status $rc: $(<err)"
		[ "$rc" -lt 124 ]
		# a broken chart is told, and the report made
		[ "$rc" != 0 ] || [ "${f##*/}" = results-chart.json ]
		is "$(grep -c 'out of memory' err || :)" 0
		grep -e "${f##*/}" out err
		rm -r bad
	done
}

@test "R12 keyval.torn as a FIFO does not hold at-keyval" {
	mkfifo keyval.torn
	printf 'a=1\n\ntorn' >keyval
	rc=0
	timeout 10 at-keyval -o keyval -a b=2 2>err || rc=$?
	[ "$rc" != 124 ]
	has "$(<err)" keyval.torn
}

@test "R12 what cannot be removed of AT_TMPDIR is told" {
	echo 'at-run -q one -- sh -c "cd \"\$AT_TMPDIR\"; i=0; while [ \$i -lt 1500 ] && mkdir level && cd level; do i=\$((i + 1)); done; true" 2>/dev/null' >c
	run -0 at-job -q -d job c
	[ -z "$(ls -A job/tmp)" ] || log job/one/status.log | grep 'INFO.*tmp'
}

@test "R12 a repository of FIFOs does not hold at-install" {
	mkdir repo
	mkfifo repo/packages.checksum repo/test-x.tar.bz2
	rc=0
	timeout 10 at-install -r repo x 2>err || rc=$?
	is "$rc" 2
	has "$(<err)" repo/
}

@test "R13 escape sequences from a board do not reach the terminal" {
	board 'mkdir job; echo 0 >rc'
	cat >control <<-'X'
	at-run -q one -- at-raise FAIL "$(printf 'caf\303\251 \033[31mred\302\233\377\342\200\256')"
	printf 'raw \033]0;title\007\342\202\254 \364\220\200\200\n'
	X
	run -0 --separate-stderr timeout 90 at-remote -e "$link" -d got control
	has "$stderr" 'raw ?]0;title?€ ????'
	is "$(printf %s "$stderr" | LC_ALL=C tr -d '\n\t -~\200-\377' | od -An -c)" ''
}

@test "R13 escape sequences of a job's names do not reach the terminal through at-report" {
	made
	e=$(printf 'a\033[31mb')
	printf 'START\t%s\t%s\ttimestamp=1\tlocaltime=x\t\n\tFAIL\t%s\t%s\ttimestamp=1\tlocaltime=x\t%s\nEND FAIL\t%s\t%s\ttimestamp=1\tlocaltime=x\t\n' \
	    "$e" "$e" "$e" "$e" "$e" "$e" "$e" >>job/status.log
	for o in '' -v -F '-f tsv' -q; do
		# shellcheck disable=SC2086 # words
		timeout 10 at-report $o job >out 2>&1 || :
		is "$o$(LC_ALL=C tr -d '\n\t -~\200-\377' <out | od -An -c)" "$o"
	done
}

@test "R14 a link that died after the job was sent: one TERM ends at-remote" {
	board 'mkdir job; echo 0 >rc'
	cat >link <<-'X'
	echo . >>calls
	[ "$(wc -l <calls)" -eq 1 ] || { echo $$ >>dead; exec sleep 100; }
	exec sh
	X
	at-remote -e '. ./link' -d got control >out 2>err 3>&- &
	await [ -s dead ]
	kill -TERM $!
	SECONDS=0 rc=0
	wait $! || rc=$?
	is "$rc" 143
	[ "$SECONDS" -lt 30 ]
	has "$(<err)" "at-remote -R -d got' takes the job up"
	sleep 1
	for p in $(<dead); do
		run ! kill -0 "$p"
	done
}

@test "R15 a directory in /tmp that another user made first is no obstacle to at run" {
	[ -x "$TOP/at" ] || skip 'at is not built'
	open
	mkdir -m 1777 tmp
	cp "$TOP/at" at
	export TMPDIR=$PWD/tmp
	other mkdir "tmp/at-0-$(stat -c %d at)-$(stat -c %i at)"
	run -0 --separate-stderr env -u AT_SHARE ./at run one -- true
}

@test "R16 at-run ends in time whatever its hook does to it and to the job" {
	export D=$PWD/job
	for evil in 'exec 0<&- 1>&- 2>&-; sleep 60' 'rm -rf "$D"; sleep 60' \
	    'mv "$D" "$D.gone"; sleep 60' 'chmod 000 "$D" .; sleep 60' \
	    'trap "" TERM INT HUP; sleep 60'; do
		rm -rf job job.gone
		mkdir job
		SECONDS=0 rc=0
		timeout -s KILL 40 at-run -q -d job -t 1 one -- sh -c "$evil" 2>err || rc=$?
		[ "$rc" != 137 ] && [ "$rc" != 0 ] ||
		    { echo "$evil: exit status $rc" >&2; return 1; }
	done
}
