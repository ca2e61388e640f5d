#!/usr/bin/env bats
load helper

# Every call by which something could be lost or not be made fails in its
# turn, by strace; then disks that are full.  What is on record stays whole.

# where a machine or a libc lacks one of a list, another does its work
LOSING='write,?pwrite64,fsync,?rename,?renameat,?renameat2'
MAKING='?open,openat,?openat2,?mkdir,?mkdirat,?symlink,?symlinkat,?fork,?vfork,?clone,?clone3,?chdir,?chmod,?fchmodat,?fchmodat2'

teardown() {
	[ -n "${BATS_TEST_COMPLETED-}" ] || cat failing trace err 2>/dev/null || :
}

# strace, and it can make a call fail
injects() {
	command -v strace >/dev/null || skip 'no strace'
	strace -o trace -e trace=openat -e inject=openat:error=EIO:when=9999 \
	    true 2>/dev/null || skip 'strace cannot trace here'
	# a leak checker cannot look at what is traced
	export ASAN_OPTIONS="${ASAN_OPTIONS-}:detect_leaks=0"
}

# fresh - work/ as it is before the command
fresh() {
	rm -rf work
	cp -R before work
}

# calls SET CMD... - run it once, which leaves clean/, and list each of its
# own calls, `CALL N': not those of the loader, of the clock, of libc
calls() {
	local set=$1

	shift
	fresh
	(cd work && strace -o ../trace -e trace="$set" "$@" >../out 2>../err)
	rm -rf clean
	cp -R work clean
	awk -F'(' '!/^[a-z0-9]+\(/ { next }
		{ n[$1]++ }
		/^open/ && /"\/(etc|usr|lib|lib64|proc|sys)\// { next }
		/^open.*\.so/ { next }
		{ print $1, n[$1] }' trace >list
	[ -s list ]
}

# each CHECK ERROR CMD... - let each call of the list fail, which no exit
# status 0 may hide; the function judges what is left, the message is in err
each() {
	local check=$1 error=$2 call n status

	shift 2
	while read -r call n <&9; do
		echo "when $call number $n fails with $error:" >failing
		fresh
		status=0
		(cd work && exec strace -o ../trace -e trace="$call" -e \
		    "inject=$call:error=$error:when=$n" "$@" \
		    >../out 2>../err 9<&-) || status=$?
		[ "$error" = EINTR ] || [ "$status" != 0 ]
		"$check" "$status"
	done 9<list
}

# told PROGRAM - it names itself, a file, and why, in this libc's words
told() {
	grep -Eq "^$1: [^:]*[^: ].*: $why" err
}

# whole FILE... - each is missing, or ends in a whole line
whole() {
	local f

	for f; do
		[ ! -s "$f" ] || [ -z "$(tail -c 1 "$f")" ]
	done
}

keyval_holds() {
	if [ "$1" = 0 ]; then
		cmp clean/keyval work/keyval
	else
		is "$1" 2
		told at-keyval
		# the record was there before its fsync
		cmp -s before/keyval work/keyval ||
		    cmp clean/keyval work/keyval
	fi
}

@test "at-keyval: whatever write, fsync or open fails, records are whole" {
	injects
	mkdir before
	printf 'a{perf}=1\n\n' >before/keyval
	export AT_SYNC=record why='I(nput/output|/O) error'
	calls "$LOSING,$MAKING" at-keyval -o keyval -a b=2 -p c=3
	is "$(grep -c . list)" 3
	each keyval_holds EIO at-keyval -o keyval -a b=2 -p c=3
	why='No space left on device'
	each keyval_holds ENOSPC at-keyval -o keyval -a b=2 -p c=3
}

# what was half-written is kept until it is kept elsewhere
torn_holds() {
	is "$(head -n 2 work/keyval)" "$(head -n 2 before/keyval)"
	grep -q torn work/keyval*
	is "$1" 2
	told at-keyval
}

@test "at-keyval: a torn line is not lost when it cannot be moved" {
	injects
	mkdir before
	printf 'a{perf}=1\n\ntorn' >before/keyval
	export why='I(nput/output|/O) error'
	calls "$LOSING,$MAKING,ftruncate" at-keyval -o keyval -a b=2
	is "$(grep -c . list)" 5
	each torn_holds EIO at-keyval -o keyval -a b=2
}

@test "at-keyval: a write that was interrupted is done again, a short one undone" {
	injects
	mkdir before
	printf 'a{perf}=1\n\n' >before/keyval
	export why='No space left on device'
	calls write at-keyval -o keyval -a b=2
	each keyval_holds EINTR at-keyval -o keyval -a b=2
	cmp clean/keyval work/keyval
	fresh
	(cd work && run -2 strace -o ../trace -e trace=write -e \
	    inject=write:retval=3:when=1 at-keyval -o keyval -a b=2)
	cmp before/keyval work/keyval
}

# turns COMMAND... - begin it, and have it wait with the record's lock held,
# before it writes FILE; go on when it has the lock
turns() {
	rm -f held
	strace -o held -P "$FILE" -e trace=fcntl,write,pwrite64 \
	    -e inject=write,pwrite64:delay_enter=2000000 "$@" 3>&- &
	await grep -q 'F_SETLK.*F_WRLCK.* = 0' held
}

@test "who holds the lock of a record file writes first" {
	injects
	FILE=$PWD/kv turns at-keyval -o kv a=1
	at-keyval -o kv b=2
	wait $!
	is "$(<kv)" "$(printf 'a=1\nb=2')"
	# and what is measured joins the last record though another is written
	FILE=$PWD/j/t/results/keyval turns at-run -mq -d j t -- at-keyval -p a=1
	at-keyval -o j/t/results/keyval b=2
	wait $!
	grep -qx b=2 j/t/results/keyval
	grep -q '^seconds_wall{perf}=' j/t/results/keyval
	# and both values are in the chart
	: >perf
	FILE=$PWD/perf turns at-perf -d . -H x 1
	at-perf -d . -H x 2
	wait $!
	is "$(wc -l <perf | tr -d ' ')" 2
	is "$(grep -c '[12]\.0' results-chart.json)" 2
}

@test "what is measured is undone when its write comes out short" {
	injects
	at-run -mq -d clean t -- at-keyval -p a=1
	run -99 strace -o trace -e trace=pwrite64 -e \
	    inject=pwrite64:retval=3:when=1 at-run -mq -d j t -- at-keyval -p a=1
	is "$(cat j/t/results/keyval; echo .)" "$(printf 'a{perf}=1\nexit{attr}=99\n\n.')"
}

@test "what of a measured value is beyond a limit of the file's size is undone" {
	local text

	printf -v text '%0990d' 1
	hook t run_once <<<"at-keyval -a a=$text"
	(ulimit -f 1; trap '' XFSZ; exec at-run -m -d j t) 2>err 3>&- || rc=$?
	is "$rc $(cat j/t/results/keyval; echo .)" \
	    "$(printf '99 a{attr}=%s\nexit{attr}=99\n\n.' "$text")"
	has "$(<err)" 'results/keyval: '
	[ ! -e j/t/results/keyval.torn ]
}

@test "at-report: a form's script that cannot be written to is an error" {
	injects
	mkdir -p j
	printf 'START\t----\t----\t\nEND GOOD\t----\t----\t\n' >j/status.log
	at-report -f csv j
	run -2 --separate-stderr strace -o trace -e trace=write -e \
	    inject=write:error=ENOSPC:when=1 at-report -f csv j
	has "$stderr" 'share/report/csv: No space left on device'
}

@test "at-run: an archive is ERROR if the place of its test cannot be kept" {
	injects
	hook x run_once <<<:
	tar -czf test-x.tar.gz -C tests/x .
	strace -o trace -e trace=openat at-run -d clean ./test-x.tar.gz
	n=$(grep '^openat' trace | grep -n '/\.installed"' | cut -d : -f 1)
	run -99 --separate-stderr strace -o trace -e trace=openat -e \
	    "inject=openat:error=ENOSPC:when=$n" at-run -d j ./test-x.tar.gz
	has "$stderr" 'ERROR: '"$PWD"'/j/tmp/'
	has "$stderr" '/.installed: No space left on device'
	has "$(log j/status.log)" 'END ERROR test-x.tar.gz'
}

@test "a block that cannot begin leaves nothing in tmp" {
	injects
	mkdir j
	AT_JOBDIR=$PWD/j run -125 --separate-stderr strace -o trace \
	    -e trace=symlink,symlinkat -e inject=symlink,symlinkat:error=ENOSPC \
	    at-group g true
	has "$stderr" 'No space left on device'
	is "$(ls -A j/tmp)" ''
}

# the chart is that of before or after, and nothing is merged twice
perf_holds() {
	whole work/perf work/keyval
	# a value that the chart did not take leaves perf again
	if cmp -s before/results-chart.json work/results-chart.json; then
		cmp before/perf work/perf
	else
		cmp clean/results-chart.json work/results-chart.json
	fi
	is "$1" 2
	told at-perf
	# what is in perf is in the chart then, once
	at-perf -d work -j
	if cmp -s before/perf work/perf; then
		cmp before/results-chart.json work/results-chart.json
	else
		cmp clean/perf work/perf
		cmp clean/results-chart.json work/results-chart.json
	fi
}

@test "at-perf: whatever write, fsync or rename fails, chart and values agree" {
	limit 600 'a run for each call'
	injects
	mkdir before
	at-perf -d before -H x 1
	export why='I(nput/output|/O) error'
	calls "$LOSING" at-perf -d . -k -H x 2
	is "$(grep -c rename list)" 2
	each perf_holds EIO at-perf -d . -k -H x 2
}

# bats test_tags=slow
@test "at-perf: whatever open fails, chart and values agree" {
	limit 600 'a run for each call'
	injects
	mkdir before
	at-perf -d before -H x 1
	export why='(Too many open files|No file descriptors available)'
	calls "$MAKING" at-perf -d . -k -H x 2
	each perf_holds EMFILE at-perf -d . -k -H x 2
}

# what is on record is whole, and not that the test was GOOD
run_holds() {
	local d=work/results/t

	whole $d/keyval $d/status.log $d/t/status.log $d/t/keyval \
	    $d/t/results/keyval $d/t/results/perf
	told at-run
	if [ "$1" = 99 ]; then
		is "$(log $d/status.log | tail -n 1)" 'END GOOD ---- ----:'
		has "$(log $d/status.log)" '.END ERROR t t:'
	else
		is "$1" 125
		# it is read as far as it goes
		[ ! -s $d/status.log ] || at-report $d >/dev/null
	fi
}

# a test of which every kind of record is left; before/ holds it
maketest() {
	mkdir before
	cd before
	printf 'at-keyval -p a=1\nat-perf -H -k b 2\n' | hook t run_once
	cd ..
}

# bats test_tags=slow
@test "at-run: whatever write, fsync or rename fails, it is told, and no test is GOOD" {
	limit 600 'a run for each call'
	injects
	maketest
	export why='I(nput/output|/O) error'
	calls "$LOSING" at-run t
	[ "$(grep -c . list)" -ge 40 ]
	each run_holds EIO at-run t
}

# bats test_tags=slow
@test "at-run: whatever open, mkdir or fork fails, it is told, and no test is GOOD" {
	limit 600 'a run for each call'
	injects
	maketest
	export AT_SYNC=none why='(Cannot allocate|Out of) memory'
	calls "$MAKING" at-run t
	[ "$(grep -c . list)" -ge 40 ]
	each run_holds ENOMEM at-run t
}

# room OPTIONS FUNCTION - run it in a file system with these mount options
room() {
	command -v unshare >/dev/null || skip 'no unshare'
	mkdir small
	unshare -m mount -t tmpfs -o "$1" none small 2>/dev/null ||
	    skip 'cannot mount'
	export -f is has log hook onlyverdicts "$2"
	# shellcheck disable=SC2016 # it is the inner shell's
	unshare -m bash -euc 'mount -t tmpfs -o "$1" none small; cd small; "$2"' \
	    room "$1" "$2"
}

# onlyverdicts - the job's log, as codes and subdirs
onlyverdicts() {
	cut -f 1-5 j/status.log | tr '\t' ' ' | sed 's/ [a-z]*=.*//'
}

diskfull() {
	hook t run_once <<-'EOF'
		cat /dev/zero >"$AT_OUTPUTDIR/fill" 2>/dev/null
		yes 2>/dev/null | head -c 9999
		exit 0
	EOF
	printf 'at-keyval -o k a=1\nat-run t\nat-run u -- true\n' >control
	status=0
	at-job -d j control >../out 2>../err || status=$?
	is "$status" 1
	is "$(onlyverdicts)" "$(printf '%s\n' 'START ---- ----' \
	    ' START t t' '  ERROR t t' ' END ERROR t t' ' ERROR u u' \
	    'END GOOD ---- ----')"
	has "$(<../err)" 't.DEBUG: No space left on device'
	has "$(<../err)" '/u/status.log: No space left on device'
	is "$(tail -n 1 k)" a=1
	is "$(sed -n 2,3p j/.autoserv_execute)" "$(printf '256\n1')"
	has "$(at-report j)" 't.DEBUG: No space left on device'
}

@test "a test whose disk gets full is ERROR, and so is one that cannot begin" {
	room size=64k diskfull
}

# the log of the job needs a page more for the block of the test
reserved() {
	hook t run_once <<-'EOF'
		cat /dev/zero >"$AT_OUTPUTDIR/fill" 2>/dev/null
		[ "$(wc -c <"$AT_JOBDIR/.reserve")" = 4096 ]
	EOF
	printf 'at-record INFO "$(printf %%03900d 0)"\nat-run t\n' >control
	status=0
	at-job -d j control >../out 2>../err || status=$?
	is "$(onlyverdicts | sed 1,2d)" "$(printf '%s\n' ' START t t' \
	    '  GOOD t t' ' END GOOD t t' 'END GOOD ---- ----')"
	# what was taken for that is not there for the rest
	is "$status" 125
	is "$(<../err)" \
	    "at-job: $PWD/j/.autoserv_execute: No space left on device"
	[ ! -e j/.reserve ]
}

@test "a reserve of 4 KiB lets END be written on a full disk" {
	room size=64k reserved
}

# nothing but files without a byte
inodesgone() {
	hook t run_once <<-'EOF'
		at-perf -H -k b 2
		i=0
		while [ "$i" -lt 100000 ] && : >"f.$i"; do
			i=$((i + 1))
		done 2>/dev/null
		exit 0
	EOF
	printf 'at-run t\nat-run u -- true\n' >control
	status=0
	at-job -d j control >../out 2>../err || status=$?
	is "$status" 1
	is "$(onlyverdicts)" "$(printf '%s\n' 'START ---- ----' \
	    ' START t t' '  ERROR t t' ' END ERROR t t' ' ERROR u u' \
	    'END GOOD ---- ----')"
	has "$(<../err)" 'results/perf.merged: No space left on device'
	grep -q "^at-run: $PWD/j/u.*: No space left on device" ../err
	is "$(head -n 1 j/t/results/keyval)" 'b{perf}=2'
	at-report j >/dev/null
}

@test "without an inode left a test is ERROR, what is on record can be read" {
	room size=4m,nr_inodes=60 inodesgone
}
