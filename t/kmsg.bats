#!/usr/bin/env bats
# the hooks kmsg and diskuse
load helper

setup() {
	unset ${!AT_@}
	cd "$BATS_TEST_TMPDIR" || return
	export AT_SYNC=none
	mkdir share
	cp -RP "$TOP/share/hooks" "$TOP/share/rules" share
	rm share/hooks/*.d/sysinfo
	export AT_SHARE=$PWD/share
}

# writable - a kernel log that can be written and read
writable() {
	{ echo "<6>at kmsg.bats $$" >/dev/kmsg; } 2>/dev/null &&
	    dmesg -r 2>/dev/null | grep -q "at kmsg.bats $$" ||
	    skip 'the kernel log cannot be written and read'
}

# fakelog - a dmesg that prints the file log; /dev/kmsg cannot be faked
fakelog() {
	mkdir bin
	cat >bin/dmesg <<-X
	#!/bin/sh
	cat "$PWD/log"
	X
	chmod +x bin/dmesg
	PATH=$PWD/bin:$PATH
}

# judged LINE... - what kmsg.awk makes of a test that the kernel said so in
judged() {
	{
		echo '<6>[    1.000000] at-run 7: before t, tainted 0'
		printf '<4>[    2.000000] %s\n' "$@"
		echo '<6>[    3.000000] at-run 7: after t, tainted 0'
	} >log
	mkdir -p debug
	awk -f "$TOP/share/hooks/kmsg.awk" 'at-run 7:' t \
	    "$TOP/share/rules/kernel" "${allow-}" '' <log
}

@test "what the kernel says in a test is its verdict; what it said before is not" {
	writable
	cat >control <<-'X'
	echo '<3>BUG: before' >/dev/kmsg
	at-run -q good -- true
	echo '<3>BUG: between' >/dev/kmsg
	at-run -q bug -- sh -c 'echo "<3>BUG: Bad page state in process x" >/dev/kmsg'
	at-run -q warning -- sh -c 'echo "<4>WARNING: CPU: 0 PID: 1 at mm/x.c:1 f" >/dev/kmsg'
	at-run -q both -- sh -c 'echo "<4>WARNING: CPU: 0" >/dev/kmsg
		echo "<3>BUG: Bad page state" >/dev/kmsg'
	at-run -q failed -- sh -c 'echo "<4>WARNING: CPU: 0" >/dev/kmsg; exit 1'
	at-run -q last -- true
	X
	run -1 at-job -q -d j control
	is "$(log j/status.log | sed -n 's/^\.\.//p')" "$(cat <<-'X'
	GOOD good good: completed successfully
	FAIL bug bug: kernel: bug: BUG: Bad page state in process x
	WARN warning warning: kernel: warning: WARNING: CPU: 0 PID: 1 at mm/x.c:1 f
	FAIL both both: kernel: bug: BUG: Bad page state (and 1 more, see debug/kernel.txt)
	FAIL failed failed: run_once: exit 1
	GOOD last last: completed successfully
	X
	)"
	[ ! -e j/good/debug/kernel.txt ]
	[ ! -e j/last/debug/kernel.txt ]
	# with context, and what counted marked
	is "$(sed -n 's/^> [^]]*\] //p' j/both/debug/kernel.txt)" 'WARNING: CPU: 0
BUG: Bad page state'
	grep -q '^  .*BUG: between' j/bug/debug/kernel.txt
	is "$(at-keyval -g kernel j/both/keyval)" warning,bug
	is "$(at-keyval -g kernel j/failed/keyval)" warning
	[ -e j/failed/debug/kernel.txt ]
	is "$("$TOP/t/consumer.sh" j)" ''
	# it is not cleared
	dmesg -r | grep -q 'BUG: before'
}

@test "kernel.allow in the test's directory says what may be said" {
	writable
	hook t run_once <<-'X'
	echo "<4>WARNING: CPU: 0 at foo.c" >/dev/kmsg
	[ "$1$more" = no ] || echo "<3>BUG: $more" >/dev/kmsg
	X
	printf 'param.more=no\n' >tests/t/manifest
	printf '# in an error path\n\n^WARNING: .* at foo\n' >tests/t/kernel.allow
	printf 'at-run -q t; at-run -q -g more t more=other\n' >control
	run -1 at-job -q -d j control
	is "$(log j/status.log | sed -n 's/^\.\.//p')" "$(cat <<-'X'
	GOOD t t: completed successfully
	FAIL t.more t.more: kernel: bug: BUG: other
	X
	)"
}

@test "what was said in a test's test is that one's affair" {
	writable
	hook t run_once <<<'echo "<4>WARNING: CPU: 0 at foo.c" >/dev/kmsg'
	echo foo >tests/t/kernel.allow
	hook outer run_once <<-'X'
	at-run -q t
	at-run -q bad -- sh -c 'echo "<3>BUG: inner" >/dev/kmsg'
	[ "$AT_TAG" != own ] || echo '<3>BUG: outer' >/dev/kmsg
	X
	printf 'at-run -q outer; at-run -q -g own outer\n' >control
	run -1 at-job -q -d j control
	is "$(log j/status.log | sed -n '/inner\|START\|END/d; s/^\.\.\([A-Z].* outer\)/\1/p')" "$(cat <<-'X'
	GOOD outer outer: completed successfully
	FAIL outer.own outer.own: kernel: bug: BUG: outer
	X
	)"
	is "$(log j/status.log | grep -c '^\.\.\.FAIL outer.*/bad bad: kernel: bug: BUG: inner')" 2
}

@test "a job has rules of its own" {
	writable
	cat >control <<-'X'
	mkdir "$AT_JOBDIR/hooks/rules"
	{
		echo 'IGNORE known ^WARNING: .*foo'
		echo 'WARN own ^my driver: '
		echo 'nonsense'
	} >"$AT_JOBDIR/hooks/rules/kernel"
	at-run -q own -- sh -c 'echo "my driver: lost" >/dev/kmsg'
	at-run -q ignored -- sh -c 'echo "WARNING: foo" >/dev/kmsg; echo "BUG: x" >/dev/kmsg'
	X
	at-job -q -d j control
	is "$(log j/status.log | sed -n 's/^\.\.//p')" "$(cat <<-'X'
	WARN own own: kernel: own: my driver: lost
	GOOD ignored ignored: completed successfully
	X
	)"
	grep -q 'want SEVERITY NAME REGEX: nonsense' j/own/debug/own.DEBUG
}

@test "each kind of trouble has its rule" {
	n=0
	while IFS='|' read -r want line; do
		n=$((n + 1))
		got=$(judged "$line" | sed -n 's/^\([FW][A-Z]* [a-z-]*\): .*/\1/p')
		is "$line: $got" "$line: $want"
	done <<-'X'
	FAIL panic|Kernel panic - not syncing: Attempted to kill init!
	FAIL oops|BUG: unable to handle page fault for address: ffffffffdeadbeef
	FAIL oops|BUG: kernel NULL pointer dereference, address: 0000000000000000
	FAIL oops|Unable to handle kernel NULL pointer dereference at virtual address 0000000000000000
	FAIL oops|Internal error: Oops: 96000006 [#1] SMP
	FAIL oops|Oops: 0000 [#1] PREEMPT SMP PTI
	FAIL oops|general protection fault, probably for non-canonical address 0xdead: 0000 [#1] SMP
	FAIL bug|kernel BUG at mm/slub.c:4023!
	FAIL bug|BUG: sleeping function called from invalid context at mm/slab.h:500
	FAIL bug|BUG: scheduling while atomic: swapper/0/0/0x00000002
	FAIL bug|BUG: Bad page state in process x  pfn:1234
	FAIL bug|BUG kmalloc-64 (Not tainted): Redzone overwritten
	FAIL lockup|watchdog: BUG: soft lockup - CPU#0 stuck for 22s! [x:1]
	FAIL lockup|NMI watchdog: Watchdog detected hard LOCKUP on cpu 1
	WARN warning|WARNING: CPU: 1 PID: 33 at kernel/x.c:12 f+0x1/0x2
	FAIL lockdep|WARNING: possible circular locking dependency detected
	FAIL lockdep|WARNING: possible recursive locking detected
	FAIL lockdep|WARNING: inconsistent lock state
	FAIL lockdep|WARNING: suspicious RCU usage
	FAIL lockdep|INFO: possible circular locking dependency detected
	FAIL rcu-stall|rcu: INFO: rcu_sched self-detected stall on CPU
	FAIL rcu-stall|rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:
	FAIL rcu-stall|INFO: rcu_sched detected expedited stalls on CPUs/tasks: { 1-... }
	FAIL hung-task|INFO: task x:12 blocked for more than 120 seconds.
	FAIL kasan|BUG: KASAN: slab-out-of-bounds in f+0x1/0x2
	FAIL kfence|BUG: KFENCE: use-after-free read in f+0x1/0x2
	WARN ubsan|UBSAN: array-index-out-of-bounds in x.c:1:2
	FAIL oom-kill|Out of memory: Killed process 33 (hog) total-vm:1kB
	FAIL oom-kill|Memory cgroup out of memory: Killed process 33 (hog)
	FAIL oom-kill|hog invoked oom-killer: gfp_mask=0x140cca(GFP_HIGHUSER_MOVABLE|__GFP_COMP), order=0
	FAIL mce|mce: [Hardware Error]: CPU 0: Machine Check Exception: 5 Bank 4: be00000000800400, Uncorrected
	WARN mce|mce: [Hardware Error]: CPU 0: Machine Check: 0 Bank 4: 9c00000000000000
	FAIL filesystem|EXT4-fs error (device sda1): ext4_lookup:1234: inode #2: comm ls: deleted inode referenced: 12
	FAIL filesystem|EXT4-fs (sda1): Remounting filesystem read-only
	FAIL filesystem|XFS (sda1): Metadata corruption detected at x
	FAIL filesystem|XFS (sda1): Corruption of in-memory data detected.  Shutting down filesystem
	FAIL filesystem|BTRFS error (device sda1): bdev /dev/sda1 errs: wr 1
	FAIL filesystem|Aborting journal on device sda1-8.
	FAIL block|blk_update_request: I/O error, dev sda, sector 1234 op 0x0:(READ)
	FAIL block|I/O error, dev vda, sector 1 op 0x1:(WRITE) flags 0x0
	FAIL block|Buffer I/O error on dev sda1, logical block 1, lost async page write
	FAIL block|ata1.00: exception Emask 0x0 SAct 0x0 SErr 0x0 action 0x6 frozen
	WARN trace|NMI backtrace for cpu 0
	WARN allocation|x: page allocation failure: order:4, mode:0x40cc0
	|EXT4-fs (vda): mounted filesystem with ordered data mode
	|systemd[1]: Starting the daemon that says WARNING: and BUG: all day
	|x[12]: segfault at 0 ip 0000 sp 0000 error 4 in x[1000+1000]
	|usb 1-1: new high-speed USB device
	|ata1: SATA link up 6.0 Gbps
	X
	[ "$n" -gt 40 ]
}

@test "flags of taint that came in the test are judged, those from before are not" {
	mkdir debug
	# W and D were there, L and O came; what an inner test did is its own
	awk -f "$TOP/share/hooks/kmsg.awk" 'at-run 7:' t \
	    "$TOP/share/rules/kernel" '' '' >got <<-'X'
	<6>[    1.000000] at-run 7: before t, tainted 640
	<6>[    1.500000] at-run 9: before t/inner, tainted 640
	<6>[    1.600000] at-run 9: after t/inner, tainted 672
	<6>[    3.000000] at-run 7: after t, tainted 21152
	X
	is "$(<got)" 'names tainted
FAIL tainted: tainted: L'
}

@test "marks of an earlier process with the same number are not the test's" {
	mkdir debug
	awk -f "$TOP/share/hooks/kmsg.awk" 'at-run 7:' t \
	    "$TOP/share/rules/kernel" '' '' >got <<-'X'
	<6>at-run 7: before old, tainted 0
	<4>BUG: old
	<6>at-run 7: after old, tainted 0
	<4>BUG: between
	<6>at-run 7: before t, tainted 0
	<4>BUG: now
	<6>at-run 7: after t, tainted 0
	<4>BUG: later
	X
	is "$(tail -n 1 got)" 'FAIL bug: BUG: now'
}

@test "the text of a line is without level, time and caller" {
	mkdir debug
	awk -f "$TOP/share/hooks/kmsg.awk" 'at-run 7:' t \
	    "$TOP/share/rules/kernel" '' '' >got <<-'X'
	<6>at-run 7: before t, tainted 0
	<4>[    2.000000][   T12] WARNING: one
	<4>[12345.678901] WARNING: two
	<4>WARNING: three
	<12>BUG: four
	<6>at-run 7: after t, tainted 0
	X
	is "$(tail -n 1 got)" 'FAIL bug: BUG: four (and 3 more, see debug/kernel.txt)'
	is "$(grep -c '^>' debug/kernel.txt)" 4
}

@test "a log that cannot be written or read is one WARN line, and no verdict" {
	writable
	mkdir bin
	printf '#!/bin/sh\necho dmesg: Operation not permitted >&2\nexit 1\n' >bin/dmesg
	chmod +x bin/dmesg
	cat >control <<-'X'
	at-run -q one -- sh -c 'echo "<3>BUG: one" >/dev/kmsg'
	at-run -q two -- true
	X
	PATH=$PATH:$PWD/bin
	# the programs' directory comes first, the fake one before the real one
	PATH=$PWD/bin:$PATH run -0 at-job -q -S -d j control
	is "$(log j/status.log | grep -v START)" "$(cat <<-'X'
	..WARN ---- ----: kernel log: cannot be read: dmesg: Operation not permitted; no test of this job is judged by it
	..GOOD one one: completed successfully
	.END GOOD one one:
	..GOOD two two: completed successfully
	.END GOOD two two:
	END GOOD ---- ----:
	X
	)"
	is "$("$TOP/t/consumer.sh" j)" ''
}

@test "what is written is not in the log: one WARN line, and no verdict" {
	writable
	echo '<3>[    1.0] BUG: of another machine' >log
	fakelog
	echo 'at-run -q one -- true; at-run -q two -- true' >control
	at-job -q -d j control
	is "$(log j/status.log | grep WARN)" \
	    '..WARN ---- ----: kernel log: what is written to /dev/kmsg is not in it; no test of this job is judged by it'
}

@test "a mark that was pushed out is told once, and what is left is judged" {
	writable
	cat >control <<-'X'
	at-run -q one -- sh -c ': >"$AT_OUTPUTDIR/cut"'
	at-run -q two -- sh -c ': >"$AT_OUTPUTDIR/cut"'
	X
	# a ring of a few lines, once somebody made a file
	mkdir bin
	cat >bin/dmesg <<-X
	#!/bin/sh
	if [ -e cut ]; then
		echo '<4>[    1.000000] WARNING: what is left'
	else
		exec $(command -v dmesg) "\$@"
	fi
	X
	chmod +x bin/dmesg
	PATH=$PWD/bin:$PATH run -0 at-job -q -d j control
	is "$(log j/status.log | grep '^\.\.[A-Z]* ' | grep -v START)" "$(cat <<-'X'
	..WARN ---- ----: kernel log: the mark of one was pushed out; what is left was judged
	..WARN one one: kernel: warning: WARNING: what is left
	..WARN two two: kernel: warning: WARNING: what is left
	X
	)"
}

@test "it is the same under each shell and awk" {
	writable
	n=0
	for sh in dash 'busybox ash' 'bash --posix'; do
		command -v "${sh%% *}" >/dev/null || continue
		for awk in mawk gawk original-awk 'busybox awk'; do
			command -v "${awk%% *}" >/dev/null || continue
			n=$((n + 1))
			mkdir -p "j$n/hooks" "j$n/t/debug" "bin$n"
			ln -s "$PWD/share" "j$n/hooks/share"
			printf '#!/bin/sh\nexec %s "$@"\n' "$awk" >"bin$n/awk"
			chmod +x "bin$n/awk"
			(
				PATH=$PWD/bin$n:$PATH
				AT_JOBDIR=$PWD/j$n AT_OUTPUTDIR=$PWD/j$n/t
				AT_RAISED=$PWD/j$n/raised
				export AT_JOBDIR AT_OUTPUTDIR AT_RAISED
				# shellcheck disable=SC2086 # a shell and its option
				AT_HOOK=before_test $sh share/hooks/kmsg
				echo "BUG: $n of $$" >/dev/kmsg
				rc=0
				# shellcheck disable=SC2086
				AT_HOOK=after_test $sh share/hooks/kmsg || rc=$?
				echo "$rc"
			) >out 2>&1
			is "$sh $awk: $(<out)" "$sh $awk: 1"
			is "$sh $awk: $(tail -n 1 j$n/raised)" \
			    "$sh $awk: kernel: bug: BUG: $n of $$"
			is "$(cat j$n/t/keyval)" kernel=bug
		done
	done
	[ "$n" -gt 0 ] || skip 'no shell to be had'
}

@test "AT_DISK_RATE: a test that uses up more of the disk has a WARN line" {
	rm share/hooks/*.d/kmsg
	mkdir bin
	cat >bin/df <<-X
	#!/bin/sh
	read -r free <"$PWD/free"
	printf 'Filesystem 1024-blocks Used Available Capacity Mounted on\n'
	echo "rootfs 99999999 1 \$free 1% /"
	X
	chmod +x bin/df
	cat >control <<-X
	echo 2000000 >$PWD/free
	at-run -q -g x some -- sh -c 'echo 1997952 >$PWD/free'
	at-run -q none -- true
	X
	PATH=$PWD/bin:$PATH AT_DISK_RATE=100 run -0 at-job -q -d j control
	is "$(log j/status.log | grep -v -e START -e END)" "$(cat <<-'X'
	..WARN some.x some.x: disk space on / was consumed at a rate of 120.00 MB/hour
	..GOOD some.x some.x: completed successfully
	..GOOD none none: completed successfully
	X
	)"
	is "$(grep -c WARN j/some.x/status.log)" 1
	grep -q '^AT_DISK_RATE=100$' j/keyval
	PATH=$PWD/bin:$PATH AT_DISK_RATE=fast run -1 at-job -q -d k control
	has "$(log k/status.log)" 'ERROR some.x some.x: before_test: exit 1: AT_DISK_RATE=fast: want MB an hour'
}
