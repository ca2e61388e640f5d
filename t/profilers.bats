#!/usr/bin/env bats
# share/profilers: each for real where it can be here, each with a tool that
# is absent, refused, silent, or dies
load helper

# all that come with the suite
all='blktrace catprofile cmdprofile cpistat ftrace inotify iostat kvm_stat
	lockstat lttng mpstat oprofile perf perfstat powertop psstat readprofile
	sample sar turbostat vmstat'

# real NAME FILE REGEX [PARAM...] - it leaves FILE with such a line
real() {
	name=$1 file=$2 line=$3
	shift 3
	run -0 --separate-stderr env "$@" AT_SEEN="$file" timeout 100 \
	    at-profile run -d out "$name" sh "$BATS_TEST_TMPDIR/work"
	case $stderr in
	*": absent: "* | *": refused: "*)
		skip "$(printf '%s\n' "$stderr" | sed -n 's/.*: \(absent\|refused\): /\1: /p')" ;;
	esac
	is "$stderr" ''
	# shellcheck disable=SC2086 # a pattern
	grep -aq -e "$line" out/$file
}

# work [SECONDS] - what is profiled: it ends when there is enough to be seen
work() {
	cat >work <<-E
	n=0
	until [ "\$n" -gt 20 ]; do
		n=\$((n + 1)) i=0
		while [ "\$i" -lt 2000 ]; do i=\$((i + 1)); done
		sleep 0.0$1; echo >"\$AT_PROFDIR.file"; rm "\$AT_PROFDIR.file"
	done
	E
}

# bats test_tags=slow
@test "vmstat, mpstat, iostat leave their lines" {
	for name in vmstat mpstat iostat; do
		command -v $name >/dev/null || skip "no $name"
	done
	work 9
	real vmstat vmstat swpd
	real mpstat mpstat '%idle'
	real iostat 'iostat.[0-9]*' '%idle' options=-x
}

@test "sar leaves its samples and what they say" {
	command -v sar >/dev/null || skip 'no sar'
	work 9
	real sar sar '^Average:.*all'
	[ -s out/sar.raw ]
	is "$(ls -A out | tr '\n' ' ')" 'sar sar.raw '
}

@test "perf leaves a report per key, and no raw data" {
	work 5
	real perf cpu.comm '[0-9]%' events=cpu-clock trace=1
	grep -q '[0-9]%' out/comm.comm
	grep -q cpu-clock out/trace
	is "$(ls -A out | tr '\n' ' ')" 'comm.comm cpu.comm trace '
}

@test "perfstat counts software events" {
	work 5
	real perfstat perfstat ',context-switches,' events=context-switches
}

@test "cpistat tells cycles per instruction where there are counters" {
	work 5
	run -0 --separate-stderr at-profile run -d out cpistat sh work
	case $stderr in
	*'cpistat: silent: no figures in cpistat.raw'*) skip 'no counters' ;;
	*': absent: '* | *': refused: '*) skip 'no perf' ;;
	esac
	is "$stderr" ''
	grep -q '^[0-9.]* [0-9]* [0-9]* [0-9]' out/cpistat
}

@test "ftrace leaves trace points, by tracefs and by trace-cmd" {
	work 5
	for via in tracefs trace-cmd; do
		run -0 --separate-stderr env via=$via tracepoints=sched:sched_switch \
		    at-profile run -d $via ftrace sh work
		[ -n "$stderr" ] || seen="$seen $via"
	done
	echo "# ftrace: seen by${seen:- none}" >&3
	# what was refused was told, and left nothing behind
	run ! grep -q at. <<<"$(ls /sys/kernel/tracing/instances 2>/dev/null)"
	[ -n "$seen" ] || skip "$stderr"
	case $seen in
	*tracefs*)
		{ bzcat tracefs/ftrace/trace.txt.bz2 2>/dev/null ||
		    cat tracefs/ftrace/trace.txt; } | grep -q sched_switch ;;
	esac
	case $seen in
	*trace-cmd*) [ -s trace-cmd/ftrace/trace.dat.bz2 ] ;;
	esac
}

@test "inotify leaves what happened to files, and not to its own" {
	command -v inotifywait >/dev/null || skip 'no inotifywait'
	cat >work <<-'E'
	"$TOP/t/await" grep -q established "$AT_PROFDIR/inotify.log"
	: >watched/file
	"$TOP/t/await" [ -s "$AT_PROFDIR/inotify" ]
	E
	mkdir watched
	real inotify inotify 'CREATE|.*/watched/|file$' paths=.,/none/such
	run ! grep -q '|out/\|inotify' out/inotify
}

# bats test_tags=slow
@test "turbostat, powertop, blktrace, kvm_stat, oprofile, readprofile, lockstat, lttng: seen, or why not" {
	work 4
	for name in turbostat powertop blktrace kvm_stat oprofile readprofile \
	    lockstat lttng; do
		run -0 --separate-stderr env interval=1 device=vda timeout 60 \
		    at-profile run -d "$name" "$name" sh work
		[ -z "$stderr" ] || {
			echo "# $(printf '%s\n' "$stderr" | sed 1q)" >&3
			printf '%s\n' "$stderr" | grep -Eq \
			    "^$name: (absent|refused|silent|died): ."
		}
		[ -n "$stderr" ] || [ -n "$(ls "$name")" ]
	done
}

@test "psstat leaves load, memory and the first processes" {
	work 5
	real psstat psstat.log '^ *PID'
	grep -q ^MemTotal: out/psstat.log
	is "$(ls -A out)" psstat.log
}

@test "every profiler is tested here and has its paragraph in at-profile(1)" {
	# shellcheck disable=SC2086 # names
	is "$(ls "$TOP/share/profilers" | grep -v sampler.sh)" \
	    "$(printf '%s\n' $all | sort)"
	for p in $all; do
		grep -q "^\.It Cm $p\( \|$\)" "$TOP/man/at-profile.1"
	done
}

# sample

# machine - the files of a machine in root/, which tests can change
machine() {
	mkdir -p root/proc/net root/proc/pressure \
	    root/sys/class/thermal/thermal_zone0 \
	    root/sys/devices/system/cpu/cpu0/cpufreq
	cd root
	echo '100.50 3.00' >proc/uptime
	printf '%s\n' 'cpu  1 2 3 4 5 6 7 8 0 0' 'intr 5 6 7' 'ctxt 99' >proc/stat
	printf '%s\n' 'MemTotal:  10 kB' 'Active(anon): 3 kB' >proc/meminfo
	echo ' 8 0 sda 1 2 3 4 5 6 7 8 9 10 11' >proc/diskstats
	printf '%s\n' 'Inter-| Receive' ' face |bytes' \
	    '  lo:1 2 3 4 5 6 7 8 9 10 11 12 0 0 0 0' >proc/net/dev
	echo 'some avg10=0.25 avg60=0.00 avg300=0.00 total=77' >proc/pressure/cpu
	printf '%s\n' '     CPU0 CPU1' ' 0:  4 5 IO-APIC timer' 'ERR: 0' >proc/interrupts
	echo 41000 >sys/class/thermal/thermal_zone0/temp
	echo 1800000 >sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq
	cd ..
}

@test "sample leaves a header and a row of each of its files" {
	machine
	while read -r files header row; do
		run -0 --separate-stderr env root="$PWD/root" files="$files" \
		    at-profile run -d out sample true
		is "$stderr" ''
		is "$(sed 1q out/sample.csv)" "seconds,$header"
		is "$(sed -n 2p out/sample.csv)" "100.50,$row"
		is "$(ls -A out)" sample.csv
	done <<-'E'
	stat cpu.user,cpu.nice,cpu.system,cpu.idle,cpu.iowait,cpu.irq,cpu.softirq,cpu.steal,ctxt 1,2,3,4,5,6,7,8,99
	meminfo meminfo.MemTotal,meminfo.Active(anon) 10,3
	diskstats sda.reads,sda.sectors_read,sda.ms_reading,sda.writes,sda.sectors_written,sda.ms_writing,sda.in_flight,sda.ms_busy 1,3,4,5,7,8,9,10
	net lo.rx_bytes,lo.rx_packets,lo.rx_errors,lo.rx_dropped,lo.tx_bytes,lo.tx_packets,lo.tx_errors,lo.tx_dropped 1,2,3,4,9,10,11,12
	psi psi.cpu.some.avg10,psi.cpu.some.total 0.25,77
	thermal,cpufreq thermal_zone0,cpu0.khz 41000,1800000
	interrupts irq.0,irq.ERR 9,0
	E
}

@test "sample has as many columns in each row as in its header, under every shell" {
	echo '"$TOP/t/await" awk "END { exit NR < 5 }" "$AT_PROFDIR/sample.csv"' >work
	for shell in dash bash mksh 'busybox sh'; do
		# shellcheck disable=SC2086 # a shell and its argument
		set -- $shell
		command -v "$1" >/dev/null || continue
		rm -rf share out
		cp -R "$TOP/share" share
		sed -i "1s,.*,#!$(command -v "$1") $2," share/profilers/sample
		real sample sample.csv '^[0-9.]*,[0-9]' AT_SHARE="$PWD/share" \
		    hz=10 files=stat,meminfo,diskstats,net,interrupts
		is "$shell $(awk -F, 'NR == 1 { n = NF } n != NF' out/sample.csv)" "$shell "
		[ "$(wc -l <out/sample.csv)" -gt 4 ]
		any=$shell
	done
	[ -n "${any-}" ] || skip 'no shell to be had'
}

@test "sample keeps to its grid: what is late adds up to nothing, what is missed is left out" {
	machine
	mkdir bin
	# a clock that only sleeping moves on, each time by LATE hundredths more
	cat >bin/sleep <<-'E'
	#!/bin/sh
	awk -v s="$1" -v late="$LATE" '{ printf "%.2f 1\n", $1 + s + late / 100 }' \
	    "$root/proc/uptime" >"$root/new.$$" &&
	    mv "$root/new.$$" "$root/proc/uptime"
	E
	chmod +x bin/sleep
	# await has the real sleep
	echo 'PATH='"$PATH"' "$TOP/t/await" awk "END { exit NR < 6 }" "$AT_PROFDIR/sample.csv"' >work
	while read -r late hz rows; do
		echo '100.50 1' >root/proc/uptime
		real sample sample.csv '^[0-9]' PATH="$PWD/bin:$PATH" LATE="$late" \
		    root="$PWD/root" files=psi hz="$hz"
		is "$late $hz $(sed '2,6!d; s/,.*//' out/sample.csv | tr '\n' ' ')" \
		    "$late $hz $rows "
	done <<-'E'
	3 10 100.50 100.63 100.73 100.83 100.93
	0 3 100.50 100.83 101.16 101.50 101.83
	13 10 100.50 100.73 100.93 101.13 101.33
	E
}

@test "sample begins another file when columns come or go" {
	machine
	cat >work <<-'E'
	echo 'ctxt 7' >root/proc/stat
	echo '101.00 1' >root/proc/uptime
	E
	real sample sample.2.csv '^101.00,7$' files=stat root="$PWD/root"
	is "$(sed 1q out/sample.2.csv)" seconds,ctxt
	is "$(wc -l <out/sample.csv | tr -d ' ')" 2
}

@test "sample refuses rates and files that it does not know" {
	for bad in hz=0 hz=11 hz=1.5 hz=x; do
		run -0 --separate-stderr env "$bad" at-profile run sample true
		has "$stderr" "sample: $bad: want 1 to 10"
	done
	run -0 --separate-stderr env files=stat,nosuch at-profile run sample true
	has "$stderr" 'sample: files=stat,nosuch: no nosuch'
}

# the four ways

# tools FATE NAME... - fake programs, and of the rest what scripts need
tools() {
	fate=$1
	shift
	rm -rf bin
	mkdir bin
	for p in sh cat date sleep mkfifo rm mv mkdir rmdir grep sed tail head \
	    awk sort cut wc tr uname find tar env ls timeout; do
		ln -s "$(command -v $p)" bin/$p
	done
	builtins bin
	[ "$fate" = absent ] || for p; do
		printf '#!/bin/sh\n' >"$p.new"
		case $fate in
		refused) echo 'echo "${0##*/}: Operation not permitted" >&2; exit 1' ;;
		died) echo 'echo begins; echo "out of paper"; exit 3' ;;
		silent) case $p in
			# these end at once when all is well
			lttng | readprofile | ps) echo exit 0 ;;
			# a shell in the background could not catch INT
			*) echo 'exec at-iterate -q -o /dev/null sleep 1000' ;;
			esac ;;
		esac >>"$p.new"
		chmod +x "$p.new"
		rm -f "bin/$p"	# a link to the real one
		mv "$p.new" "bin/$p"
	done
}

# told FATE NAME [PARAM...] - it is the WARN of this profiler, and all of it
told() {
	f=$1 name=$2
	shift 2
	rm -rf out
	run -0 --separate-stderr env PATH="$PWD/bin:$TOP/cmd" "$@" \
	    at-profile run -d out "$name" sh work
	case $f in
	refused) why='refused: .*not permitted$' ;;
	died) why='died: exit 3: out of paper; see /' ;;
	*) why="$f: ." ;;
	esac
	printf '%s\n' "$stderr" | grep -q "^$name: $why" &&
	    has "$stderr" "at-profile: profiler $name stop: exit 1" &&
	    is "$(printf '%s\n' "$stderr" | wc -l | tr -d ' ')" 2 &&
	    is "$(find out -name '.*' ! -name out)" '' && return
	printf '%s %s:\n%s\n' "$f" "$name" "$stderr" >&2
	return 1
}

# bats test_tags=slow
@test "a tool that is absent, refused, silent or dies: a WARN says which, nothing fails" {
	limit 600 '72 runs'
	mkdir -p root/proc
	: >root/proc/profile
	# as long as a sampler lives that will not
	cat >dying <<-'E'
	n=0
	while ls "$AT_PROFDIR"/.*.pid && [ "$((n += 1))" -lt 500 ]; do
		sleep 0.02
	done >/dev/null 2>&1
	E
	while read -r name params fakes; do
		for f in absent refused silent died; do
			case $f in
			refused | died) cp dying work ;;
			*) echo : >work ;;
			esac
			# shellcheck disable=SC2086 # names
			tools $f $fakes
			told $f "$name" "root=$PWD/root" "$params"
		done
	done <<-'E'
	vmstat interval=1 vmstat
	iostat options=-x iostat
	mpstat interval=1 mpstat
	sar interval=1 sar
	perf events=x perf
	perfstat interval=2 perf
	cpistat interval=1 perf
	ftrace via=trace-cmd trace-cmd
	blktrace device=sda blktrace blkparse
	powertop interval=1 powertop
	turbostat interval=1 turbostat
	lttng tracepoints=all lttng lttng-sessiond
	oprofile vmlinux=/v operf opreport
	readprofile map=/m readprofile
	kvm_stat x=y kvm_stat
	cmdprofile cmds=tool tool
	psstat interval=1 ps
	inotify paths=/ inotifywait
	E
}

# bats test_tags=slow
@test "files that are absent, refused or empty, and a sampler that was killed, are told alike" {
	machine
	tools absent
	echo : >work
	mkdir -p none
	for name in sample lockstat readprofile; do
		[ $name = readprofile ] && tools silent readprofile
		told absent $name root="$PWD/none"
	done
	told absent ftrace root="$PWD/none" via=tracefs
	told absent catprofile files=/none,/such
	told absent inotify paths=/none || tools silent inotifywait
	told absent inotify paths=/none
	: >empty
	told silent catprofile files="$PWD/empty"
	mkdir -p root/proc/sys/kernel
	echo 'lock_stat version 0.4' >root/proc/lock_stat
	: >root/proc/sys/kernel/lock_stat
	told silent lockstat root="$PWD/root"
	for name in catprofile:monitor sample:sample.csv; do
		cat >work <<-E
		read -r p <"\$AT_PROFDIR/.${name#*:}.pid"
		kill -KILL "\$p"
		E
		run -0 --separate-stderr at-profile run -d "${name%:*}" "${name%:*}" sh work
		has "$stderr" "${name%:*}: died: a signal"
	done
}

@test "files that may not be read are refused" {
	machine
	chmod 000 root/proc/uptime
	mkdir -p root/proc/sys/kernel
	: >root/proc/lock_stat
	: >root/proc/sys/kernel/lock_stat
	chmod 000 root/proc/lock_stat
	mkdir out
	chmod 777 out
	while read -r name param; do
		run -0 --separate-stderr nobody env root="$PWD/root" "$param" \
		    at-profile run -d out "$name" true
		printf '%s\n' "$stderr" | grep -q "^$name: refused: .*Permission denied$"
	done <<-E
	sample hz=1
	lockstat x=y
	catprofile files=$PWD/root/proc/uptime
	E
}

# bats test_tags=slow
@test "a tool that minds no signal is killed, and that is all" {
	tools silent vmstat
	printf '#!/bin/sh\ntrap "" TERM\necho data\nwhile :; do sleep 0.1; done\n' >bin/vmstat
	echo '"$TOP/t/await" [ -s "$AT_PROFDIR/vmstat" ]' >work
	run -0 --separate-stderr env PATH="$PWD/bin:$TOP/cmd" timeout 60 \
	    at-profile run -d out vmstat sh work
	is "$stderr" ''
	is "$(<out/vmstat)" data
}

# jobs

@test "one profiler that cannot does not keep the others from it" {
	[ -r /proc/uptime ] || skip 'no /proc/uptime'
	tools absent
	printf 'at-profile add vmstat\nat-profile add sample\nat-run t -- date\n' >control
	run -0 env PATH="$PWD/bin:$TOP/cmd" at-job -d j control
	is "$(log j/t/status.log)" "$(printf '%s\n' '.START t t:' \
	    '..WARN ---- ----: profiler vmstat stop: exit 1: vmstat: absent: vmstat is not installed' \
	    '..GOOD t t: completed successfully' '.END GOOD t t:')"
	grep -q '^[0-9]' j/t/profiling/iteration.2/sample.csv
}

@test "all profilers in one job, with nothing but busybox: WARNs, no failure" {
	command -v busybox >/dev/null || skip 'no busybox'
	mkdir bb
	for p in $(busybox --list); do
		ln -s "$(command -v busybox)" "bb/$p"
	done
	for p in $all; do
		echo "at-profile add $p device=sda"
	done >control
	echo 'at-run -n 1 t -- true' >>control
	run -0 --separate-stderr env PATH="$PWD/bb:$TOP/cmd" timeout 200 \
	    at-job -d j control
	log j/t/status.log >seen
	is "$(sed -n '1p;$p' seen)" "$(printf '%s\n' '.START t t:' '.END GOOD t t:')"
	for p in $all; do
		# it has left something, or said why not
		grep -Eq "WARN ---- ----: profiler $p (stop|report): exit 1: $p: (absent|refused|silent|died): " seen ||
		    ls j/t/profiling/iteration.2/ | grep -Eq "^(${p%stat}|monitor)"
	done
	# none failed in another way
	run ! grep -Evq "absent|refused|silent|died|START|END|GOOD t" seen
	[ -s j/t/profiling/iteration.2/sample.csv ]
	is "$(find j/t/profiling -name '.*')" ''
}
