#!/usr/bin/env bats
# the hook sysinfo, how at-job links it in, and cold caches
load helper

setup() {
	unset ${!AT_@}
	cd "$BATS_TEST_TMPDIR" || return
	export AT_SYNC=none
	mkdir -p share/sysinfo
	cp -RP "$TOP/share/hooks" share
	rm share/hooks/*.d/kmsg share/hooks/*.d/diskuse
	export AT_SHARE=$PWD/share
}

# list WHEN - share/sysinfo/WHEN.list from standard input
list() {
	cat >"share/sysinfo/$1.list"
}

# user COMMAND... - as one who may nothing
user() {
	if [ "$(id -u)" != 0 ]; then
		"$@"
		return
	fi
	command -v setpriv >/dev/null || skip 'setpriv is not installed'
	chmod 755 "$BATS_RUN_TMPDIR" "$BATS_TEST_TMPDIR"/..
	chmod 777 .
	setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
}

@test "a job gets links to the suite's hooks, AT_HOOKS=0 none, and one removed is out" {
	unset AT_SHARE
	cat >control <<-'X'
	(cd "$AT_JOBDIR/hooks" && echo *.d/*) >links
	at-record INFO x
	X
	at-job -q -d j control
	is "$(<links)" "$(cd "$TOP/share/hooks" && echo *.d/*)"
	for f in $(<links); do
		[ -x "j/hooks/$f" ]
	done
	AT_HOOKS=0 at-job -q -d none control
	is "$(<links)" '*.d/*'
	run ! ls none/sysinfo/*
	grep -q '^AT_HOOKS=0$' none/keyval
	export AT_SHARE=$PWD/share
	echo 'file version /proc/version' | list after_test
	cat >control <<-'X'
	at-run -q one -- true
	rm "$AT_JOBDIR"/hooks/*.d/sysinfo
	at-run -q two -- true
	X
	at-job -q -d k control
	[ -e k/one/sysinfo/version ]
	[ ! -e k/two/sysinfo ]
}

@test "before_job.d runs before the control file; one that fails ends the job" {
	rm -r share/hooks
	mkdir -p share/hooks/before_job.d
	cat >share/hooks/before_job.d/one <<-'X'
	#!/bin/sh
	echo "$AT_HOOK $AT_JOBDIR $(pwd)" >order
	[ ! -e fail ] || exec at-raise FAIL no machine for this
	X
	chmod +x share/hooks/before_job.d/one
	echo 'echo "control ${AT_HOOK-}" >>order; at-record INFO x' >control
	run -0 at-job -q -d j control
	is "$(<order)" "before_job $PWD/j $PWD
control "
	: >fail
	run -98 at-job -q -d k control
	is "$(tail -n 1 order)" "before_job $PWD/k $PWD"
	is "$(log k/status.log | tail -n 1)" 'END ABORT ---- ----: no machine for this'
}

@test "what the lists name is kept: job, test, iteration" {
	[ -r /proc/meminfo ] || skip 'no /proc'
	rm -r share/sysinfo
	cp -R "$TOP/share/sysinfo" share
	mkdir bin
	for p in lspci gcc ld dmesg journalctl dpkg-query; do
		printf '#!/bin/sh\necho %s "$@"\n' $p >bin/$p
		chmod +x bin/$p
	done
	echo 'at-run -q -n 2 a -- true; at-run -q s/b -- true' >control
	PATH=$PATH:$PWD/bin at-job -q -d j control
	for f in meminfo version cpuinfo interrupts cmdline \
	    proc_mounts mount uname df installed_packages; do
		[ -s "j/sysinfo/$f" ]
	done
	is "$(<j/sysinfo/uname)" "$(uname -a)"
	! dmesg >/dev/null 2>&1 || gzip -dc j/sysinfo/dmesg.gz >/dev/null
	[ -s j/a/sysinfo/df ]
	grep -q MemTotal j/a/sysinfo/iteration.1/meminfo.before
	grep -q MemTotal j/a/sysinfo/iteration.2/meminfo.after
	[ ! -e j/sysinfo/pci ]
	is "$(readlink j/a/sysinfo/reboot_current)" ../../sysinfo
	[ -e j/s/b/sysinfo/reboot_current/meminfo ]
}

@test "a test has the original's keyvals of the machine" {
	[ -r /proc/meminfo ] || skip 'no /proc'
	mkdir bin
	printf '#!/bin/sh\necho Linux host 6.1.0 \\#1 SMP x86_64\n' >bin/uname
	chmod +x bin/uname
	echo 'at-run -q a -- true' >control
	PATH=$PWD/bin:$PATH at-job -q -d j control
	is "$(at-keyval -g sysinfo-uname j/a/keyval)" '6.1.0 #1 SMP x86_64'
	is "$(at-keyval -g sysinfo-cmdline j/a/keyval)" "$(</proc/cmdline)"
	kb=$(awk '$1 == "MemTotal:" { print $2 }' /proc/meminfo)
	is "$(at-keyval -g sysinfo-memtotal-in-kb j/a/keyval)" "$kb"
	# as the original rounds: up to a step of a power of two
	mb=$(at-keyval -g sysinfo-phys-mbytes j/a/keyval)
	[ "$((mb * 1024))" -ge "$kb" ]
	[ "$((mb * 1024))" -le "$((kb / 2 * 3))" ]
	is "$("$TOP/t/consumer.sh" j)" ''
}

@test "a test has the number of processors online, and their governors" {
	mkdir -p root/sys/devices/system/cpu
	echo 0-1,4 >root/sys/devices/system/cpu/online
	for cpu in 0 1 2 4; do
		mkdir -p root/sys/devices/system/cpu/cpu$cpu/cpufreq
		echo powersave >root/sys/devices/system/cpu/cpu$cpu/cpufreq/scaling_governor
	done
	echo 'at-run -q a -- true' >control
	AT_WITNESS_ROOT=$PWD/root at-job -q -d j control
	is "$(at-keyval -g sysinfo-cpus j/a/keyval)" 3
	is "$(at-keyval -g sysinfo-governor j/a/keyval)" powersave
	# offline, and so without meaning
	echo userspace >root/sys/devices/system/cpu/cpu2/cpufreq/scaling_governor
	echo performance >root/sys/devices/system/cpu/cpu4/cpufreq/scaling_governor
	AT_WITNESS_ROOT=$PWD/root at-job -q -d j2 control
	is "$(at-keyval -g sysinfo-governor j2/a/keyval)" performance,powersave
	# a machine that does not tell
	mkdir empty
	AT_WITNESS_ROOT=$PWD/empty at-job -q -d j3 control
	run -1 at-keyval -g sysinfo-cpus j3/a/keyval
}

# bats test_tags=slow
@test "an absent file is skipped, a failing command recorded, a slow one ended, a large one cut" {
	sh -c 'command -v ulimit' || skip 'sh has no ulimit'
	list boot <<-'X'
	file absent	/no/such/file
	run missing	no-such-program -a
	run failing	echo before; exit 3
	run slow	sleep 60
	run large	cat /dev/zero
	run last	echo last
	X
	echo 'at-run -q a -- cat /dev/null' >control
	# and without timeout(1)
	mkdir bin
	for p in sh sleep cat rm mkdir uname awk ln; do
		ln -s "$(command -v $p)" bin
	done
	builtins bin
	SECONDS=0
	PATH=$TOP/cmd:$PWD/bin at-job -q -d j control
	[ $SECONDS -ge 5 ]
	[ $SECONDS -lt 40 ]
	is "$(sed 's/exit 153/exit N/; s/exit 1: cat/exit N: cat/' j/sysinfo/errors)" \
	    "failing: exit 3: echo before; exit 3
slow: more than 5 s: sleep 60
large: exit N: cat /dev/zero"
	is "$(cd j/sysinfo && echo *)" 'boot_id errors failing keyval large last'
	is "$(cat j/sysinfo/failing j/sysinfo/last)" 'before
last'
	[ "$(wc -c <j/sysinfo/large)" -le 8388608 ]
	# nothing of it is left
	is "$(log j/status.log | grep -c leaked)" 0
}

@test "a job has lists of its own" {
	echo 'run what echo suite' | list before_test
	cat >control <<-'X'
	at-run -q one -- true
	mkdir "$AT_JOBDIR/hooks/sysinfo"
	echo 'run what echo own' >"$AT_JOBDIR/hooks/sysinfo/before_test.list"
	at-run -q two -- true
	X
	at-job -q -d j control
	is "$(<j/one/sysinfo/what) $(<j/two/sysinfo/what)" 'suite own'
}

@test "another boot has a directory of its own, the same one nothing new" {
	[ -r /proc/sys/kernel/random/boot_id ] || skip 'no boot_id'
	echo 'run what echo boot' | list boot
	cat >control <<-'X'
	at-run -q first -- true
	echo earlier >"$AT_JOBDIR/sysinfo/boot_id"
	(AT_HOOK=before_job; export AT_HOOK; "$AT_JOBDIR/hooks/before_job.d/sysinfo"
	"$AT_JOBDIR/hooks/before_job.d/sysinfo")
	at-run -q second -- true
	X
	at-job -q -d j control
	is "$(cat j/sysinfo/what j/sysinfo/boot.0/what)" 'boot
boot'
	is "$(<j/sysinfo/boot.0/boot_id)" "$(</proc/sys/kernel/random/boot_id)"
	[ ! -e j/sysinfo/boot.1 ]
	is "$(readlink j/first/sysinfo/reboot_current)" ../../sysinfo
	is "$(readlink j/second/sysinfo/reboot_current)" ../../sysinfo/boot.0
}

@test "what was appended to a log during a test is kept; all of a new log" {
	echo "new messages $PWD/messages" | list after_test
	printf 'long ago\n' >messages
	cat >control <<-'X'
	at-run -q none -- true
	at-run -q some -- sh -c "echo now >>$PWD/messages"
	at-run -q new -- sh -c "mv $PWD/messages $PWD/messages.1; echo a file of its own >$PWD/messages"
	X
	at-job -q -d j control
	[ ! -e j/none/sysinfo/messages ]
	is "$(<j/some/sysinfo/messages)" now
	is "$(<j/new/sysinfo/messages)" 'a file of its own'
}

@test "packages that came and went during a test are told" {
	db=
	for f in /var/lib/dpkg/status /lib/apk/db/installed /var/lib/rpm/rpmdb.sqlite; do
		[ ! -w "$f" ] || db=$f
	done
	[ "$db" ] || skip 'no list of packages that could be touched'
	echo 'run installed_packages cat packages' | list boot
	sed -i "s,cat packages,cat $PWD/packages," share/sysinfo/boot.list
	printf 'a 1\nb 1\n' >packages
	cat >control <<-X
	at-run -q none -- true
	touch -d '2001-01-01' "\$AT_JOBDIR/sysinfo/installed_packages"
	at-run -q some -- sh -c "printf 'b 1\nc 2\n' >$PWD/packages"
	at-run -q more -- true
	X
	at-job -q -d j control
	is "$(<j/some/sysinfo/added_packages)" 'c 2'
	is "$(<j/some/sysinfo/removed_packages)" 'a 1'
	[ ! -e j/none/sysinfo/added_packages ]
	[ ! -e j/more/sysinfo/added_packages ]
}

@test "it is the same under each shell" {
	list boot <<-'X'
	file version	/proc/version
	run out.gz	echo packed
	run failing	echo before; exit 3
	run large	cat /dev/zero
	X
	n=0
	for sh in dash 'busybox ash' mksh ksh93 'yash -o posixlycorrect' posh \
	    'zsh --emulate sh' 'bash --posix'; do
		command -v "${sh%% *}" >/dev/null || continue
		n=$((n + 1))
		mkdir -p "j$n/hooks" "j$n/sysinfo" "j$n/tmp"
		ln -s "$PWD/share" "j$n/hooks/share"
		# shellcheck disable=SC2086 # a shell and its option
		AT_HOOK=before_job AT_JOBDIR=$PWD/j$n $sh share/hooks/sysinfo 2>err
		is "$sh: $(<err)" "$sh: "
		is "$sh: $(gzip -dc j$n/sysinfo/out.gz)" "$sh: packed"
		[ "$(wc -c <j$n/sysinfo/large)" -le 8388608 ]
		[ "$(wc -c <j$n/sysinfo/large)" -ge 4194304 ]
		# which has no ulimit, so a pipe has to do
		[ "$sh" != posh ] || continue
		is "$sh: $(head -n 1 j$n/sysinfo/errors)" "$sh: failing: exit 3: echo before; exit 3"
		is "$sh: $(grep -c ^large j$n/sysinfo/errors)" "$sh: 1"
	done
	[ "$n" -gt 0 ] || skip 'no shell to be had'
}

@test "nothing that sysinfo cannot do is a failure of the test" {
	echo 'wrong words' | list after_test
	cat >control <<-'X'
	at-run -q a -- sh -c ': >sysinfo'
	X
	at-job -q -d j control
	is "$(log j/status.log | sed -n 3p)" '..GOOD a a: completed successfully'
}

@test "caches that cannot be dropped are one WARN line of the job" {
	echo 'at-run -q -n 3 a -- true; at-run -q b -- true' >control
	export AT_DROP_CACHES=1 AT_DROP_CACHES_BETWEEN_ITERATIONS=1 AT_HOOKS=0
	user at-job -q -d j control
	is "$(log j/status.log | grep WARN)" \
	    '.WARN ---- ----: caches cannot be dropped: want root'
	unset AT_DROP_CACHES
	user at-job -q -d k control
	is "$(log k/status.log | grep WARN)" \
	    '..WARN ---- ----: caches cannot be dropped: want root'
}
