#!/usr/bin/env bats
#
# In a pid namespace with a root of its own at-init is process 1 as at a
# boot; reboot(2) there ends the namespace, by SIGINT when it powers off or
# halts and by SIGHUP when it reboots.
load helper

off=130 again=129

# boot STATUS WORD... - with a fresh root, but for what is in root here, and
# the programs in /suite, and the tree where it is, for t/coverage; what the
# console shows is output
boot() {
	[ "$(id -u)" = 0 ] || skip 'needs root'
	unshare --pid --mount --fork true 2>/dev/null ||
	    skip 'needs namespaces'
	mkdir -p root/suite
	want=$1
	shift
	# shellcheck disable=SC2016 # expanded by sh
	run "-$want" timeout -s KILL 60 unshare --pid --mount --fork \
	    --kill-child sh -c '
		for d in /bin /lib* /usr /etc "$TOP"; do
			mkdir -p "root$d" && mount --bind "$d" "root$d" ||
			    exit
		done
		mount --bind "$TOP/cmd" root/suite || exit
		if [ -e root/cmdline ]; then
			mkdir root/proc && mount -t proc proc root/proc &&
			    mount --bind root/cmdline root/proc/cmdline || exit
		fi
		exec env -i $settings PATH="$PATH" chroot root \
		    "${init:-/suite/at-init}" "$@"' sh "$@"
	# a sanitizer that finds no /proc says so
	output=$(grep -v '^==[0-9]*==WARNING: reading executable' \
	    <<<"$output")
	printf '%s\n' "$output"
}

# control - make the control file from standard input
control() {
	mkdir -p root/out
	cat >root/control
}

@test "refuses to be any other process than the first" {
	run -125 --separate-stderr at-init at.control=control
	is "$stderr" 'at-init: want to be process 1'
}

@test "mounts what is missing, runs the control file, powers off" {
	control <<-'X'
	for m in /proc /sys /dev /tmp; do
		grep -q " $m " /proc/mounts || echo "no $m"
	done
	[ -c /dev/null ] && : >/tmp/x && [ -e /sys/kernel ] && echo all there
	at-run -q one -- false
	cp -R /tmp/job /out
	X
	boot $off at.control=/control
	has "$output" 'all there'
	is "$(grep '^no ' <<<"$output" || :)" ''
	is "$(log root/out/job/status.log | tail -n 1)" '.END FAIL one one:'
	is "$(tail -n 1 <<<"$output")" 'at-init: exit 1'
}

@test "shows the status lines on the console as they come" {
	control <<-'X'
	at-run -q one -- true
	echo between
	at-run -q two -- true
	X
	boot $off at.control=/control
	is "$(log - <<<"$output" | tr '\n' '|')" 'START ---- ----:|.START one one:|..GOOD one one: completed successfully|.END GOOD one one:|between  :|.START two two:|..GOOD two two: completed successfully|.END GOOD two two:|END GOOD ---- ----:|/tmp/job  :|at-init: exit 0  :|'
}

@test "at.next= is what comes then" {
	echo : | control
	boot $again at.control=/control at.next=reboot
	boot $off at.control=/control at.next=halt
	boot $off at.control=/control at.next=sleep
	has "$output" 'at-init: at.next=sleep: want poweroff, reboot or halt'
	is "$(tail -n 1 <<<"$output")" 'at-init: exit 125'
}

@test "at.results= gets all of the job as a tar archive" {
	long=$(printf '%0120d' 1)
	control <<-X
	at-run -q one -- head -c 200001 /dev/zero
	cd /out/job
	mkdir -p one/empty one/$long
	echo text >one/$long/$long
	ln -s nowhere/$long one/long
	ln -s debug one/short
	: >one/none
	mkfifo one/fifo
	chmod 750 one/$long/$long
	touch -d @1000000000 one/none
	X
	mkdir -p root/out
	: >root/out/tar
	boot $off at.control=/control at.dir=/out/job at.results=/out/tar
	is "$(tail -n 1 <<<"$output")" 'at-init: exit 0'
	# before the directory changes
	(cd root/out && find job ! -name fifo -printf '%p %y %m %T@ %l\n' |
	    sort) >job.list
	rm root/out/job/one/fifo
	mkdir got
	tar xpf root/out/tar -C got
	diff -r --no-dereference got/job root/out/job
	(cd got && find . -printf '%P %y %m %T@ %l\n' | sort) >got.list
	sed '1d; s/\.[0-9]* / /' got.list | diff - <(sed 's/\.[0-9]* / /' job.list)
	[ "$(wc -l <job.list)" -gt 20 ]
}

@test "a file that is shorter than its size ends in zero bytes in the archive" {
	control <<-'X'
	at-run -q one -- true
	: >/out/job/one/short
	mount --bind /sys/kernel/fscaps /out/job/one/short || echo no mount
	cat /sys/kernel/fscaps >/out/fscaps
	stat -c %s /sys/kernel/fscaps >/out/size
	X
	: >root/out/tar
	boot $off at.control=/control at.dir=/out/job at.results=/out/tar
	[[ $output != *'no mount'* ]] || skip 'nothing to be mounted there'
	is "$(tail -n 1 <<<"$output")" 'at-init: exit 0'
	tar xpOf root/out/tar job/one/short >short
	is "$(wc -c <short | tr -d ' ')" "$(<root/out/size)"
	is "$(tr -d '\0' <short)" "$(<root/out/fscaps)"
	tar xpOf root/out/tar job/status.log | cmp - root/out/job/status.log
}

@test "results that cannot be written are told, and it still goes down" {
	echo 'at-run -q one -- true' | control
	boot $off at.control=/control at.results=ttyNONE9
	has "$output" 'at-init: /dev/ttyNONE9: No such file or directory'
	is "$(tail -n 1 <<<"$output")" 'at-init: exit 125'
	boot $off at.control=/control at.results=full
	has "$output" 'at-init: /dev/full: No space left on device'
	is "$(tail -n 1 <<<"$output")" 'at-init: exit 125'
}

@test "a control file that is missing, bad or not named is told: 125" {
	echo 'if' | control
	boot $off at.control=/no/control
	has "$output" 'at-job: /no/control: No such file or directory'
	is "$(tail -n 1 <<<"$output")" 'at-init: exit 125'
	boot $off at.control=/control
	has "$output" 'at-job: /control'
	is "$(tail -n 1 <<<"$output")" 'at-init: exit 125'
	boot $off
	has "$output" "at-init: at.control=: not on the kernel's command line"
	boot $off at.contol=/control
	has "$output" 'at-init: at.contol=/control: want at.control='
	is "$(tail -n 1 <<<"$output")" 'at-init: exit 125'
}

@test "reads the kernel's command line; what was mounted stays" {
	# shellcheck disable=SC2016
	echo 'printf "<%s>\n" "$@"; at-run -q t -- true' | control
	echo 'quiet ro at.control=/control at.args="a  b" other.x="at.next=z y"' \
	    >root/cmdline
	boot $off single
	has "$output" "$(printf '<a>\n<b>')"
	is "$(tail -n 1 <<<"$output")" 'at-init: exit 0'
}

@test "settings in its environment reach the tests" {
	# shellcheck disable=SC2016
	echo 'echo "max $AT_LOG_MAX $TERM"; at-run -q t -- head -c 50000 /dev/zero
	wc -c </tmp/job/t/debug/t.DEBUG' | control
	settings='AT_LOG_MAX=5000 TERM=linux' boot $off at.control=/control
	has "$output" 'max 5000 dumb'
	[ "$(grep -x '[0-9]*' <<<"$output")" -lt 6000 ]
}

@test "reaps what others left behind" {
	mkdir -p root/fake
	cp "$TOP/cmd/at-init" root/fake
	cat >root/fake/at-job <<-'X'
	#!/bin/sh
	# its child is nobody's then
	pid=$(sh -c 'sleep 0.1 >/dev/null & echo $!')
	i=0
	while [ -e /proc/$pid ] && [ $i -lt 200 ]; do
		i=$((i + 1))
		sleep 0.05
	done
	[ ! -e /proc/$pid ]
	X
	chmod +x root/fake/at-job
	init=/fake/at-init boot $off at.control=/control
	is "$(tail -n 1 <<<"$output")" 'at-init: exit 0'
}

@test "a step asks process 1 for a reboot: the job can be resumed" {
	echo 'at-run -q t -- true; at-step -b up kill -TERM 1' | control
	boot $again at.control=/control at.dir=/out/job
	has "$output" 'the machine reboots; -R resumes the job'
	is "$(tail -n 1 <<<"$output")" 'at-init: exit 143'
	[ ! -e root/out/job/.autoserv_execute ]
	is "$(at-keyval -g up root/out/job/steps)" 0
}
