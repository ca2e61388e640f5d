#!/usr/bin/env bats
#
# The witness of at-iterate and at-run.  Mostly it sees a machine made of
# files; the command itself changes them while it runs.
load helper

# machine - an idle one below ./root, with its cpu clock at 1000 ticks
machine() {
	export AT_WITNESS_ROOT=$PWD/root
	cpu=root/sys/devices/system/cpu
	mkdir -p root/proc/pressure $cpu/cpufreq/policy0 $cpu/cpufreq/policy1 \
	    $cpu/cpu0/thermal_throttle $cpu/cpu1/thermal_throttle \
	    root/sys/class/thermal/thermal_zone0 \
	    root/sys/class/thermal/thermal_zone1
	ticks 100 900
	echo '0.25 0.10 0.05 1/100 4711' >root/proc/loadavg
	printf 'nr_free_pages 5\npswpin 10\npswpout 20\n' >root/proc/vmstat
	for p in cpu io memory; do
		pressure $p 0
	done
	echo 800000 >$cpu/cpufreq/policy0/scaling_cur_freq
	echo 2400123 >$cpu/cpufreq/policy1/scaling_cur_freq
	for c in 0 1; do
		echo 3 >$cpu/cpu$c/thermal_throttle/core_throttle_count
		echo 4 >$cpu/cpu$c/thermal_throttle/package_throttle_count
	done
	echo 41500 >root/sys/class/thermal/thermal_zone0/temp
	echo 39000 >root/sys/class/thermal/thermal_zone1/temp
	: >none		# limits
	export AT_DISTURBED=$PWD/none
	export -f ticks pressure
}

# ticks BUSY IDLE [STOLEN] - what all processors did
ticks() {
	printf 'cpu  %d 0 0 %d 0 0 0 %d 0 0\ncpu0 1 1 1 1 1 1 1 1 1 1\n' \
	    "$1" "$2" "${3:-0}" >root/proc/stat
}

# pressure NAME MICROSECONDS
pressure() {
	printf 'some avg10=0.00 avg60=0.00 avg300=0.00 total=%s\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n' \
	    "$2" >"root/proc/pressure/$1"
}

# program NAME - an executable from standard input, run in bash for the
# functions above
program() {
	{ echo '#!/bin/bash'; cat; } >"$1"
	chmod +x "$1"
}

# value KEY FILE [RECORD] - of the record, the first if it is not said
value() {
	awk -v RS= -v n="${3:-1}" 'NR == n' "$2" | sed -n "s/^$1{attr}=//p"
}

# between LOW HIGH NUMBER
between() {
	awk -v a="$1" -v b="$2" -v x="$3" \
	    'BEGIN { exit !(x != "" && x >= a && x <= b) }' && return
	echo "not from $1 to $2: '$3'" >&2
	return 1
}

@test "-w records what the machine did while the command ran" {
	machine
	program busy <<-'X'
	ticks 160 920 20
	echo '1.50 0.10 0.05 1/100 4711' >root/proc/loadavg
	printf 'nr_free_pages 5\npswpin 11\npswpout 25\n' >root/proc/vmstat
	echo 5 >root/sys/devices/system/cpu/cpu1/thermal_throttle/core_throttle_count
	echo 61250 >root/sys/class/thermal/thermal_zone1/temp
	pressure io 150000
	sleep 0.3
	X
	run -0 --separate-stderr at-iterate -w -o f ./busy
	is "$stderr" ''
	is "$(sed '/^seconds_wall/d; /^cpu_foreign/d; /^pressure_io/d; /^$/d' f)" \
	    'cpu_steal{attr}=0.2
frequency_mhz{attr}=2400
load_after{attr}=1.5
load_before{attr}=0.25
pressure_cpu{attr}=0
pressure_memory{attr}=0
swapped_pages{attr}=6
temperature_celsius{attr}=61.25
throttled{attr}=2'
	# 60 of 100 ticks, without what the command used itself
	between 0.4 0.6 "$(value cpu_foreign f)"
	between 0.01 0.5 "$(value pressure_io f)"
}

@test "what the command used itself is not foreign" {
	machine
	program busy <<-'X'
	i=0
	while [ $i -lt 60000 ]; do i=$((i + 1)); done
	ticks 300 1000
	sleep 0.3
	X
	at-iterate -m -w -o f ./busy
	used=$(awk -F = '/^seconds_(user|system)/ { t += $2 } END { print t }' f)
	want=$(awk -v t="$used" 'BEGIN { w = (2 - t) / 3; print (w > 0 ? w : 0) }')
	between "$(awk -v w="$want" 'BEGIN { print w - 0.02 }')" \
	    "$(awk -v w="$want" 'BEGIN { print w + 0.001 }')" "$(value cpu_foreign f)"
	[ "$(value cpu_foreign f)" != 0.667 ]
}

@test "a run beyond a limit is disturbed, says why, and counts all the same" {
	machine
	printf '# mine\n\n  swapped_pages\t4  \nload_after 1\nfrequency_mhz 2400\n' >mine
	program busy <<-'X'
	if [ "$AT_ITERATION" = 2 ]; then
		printf 'pswpin 10\npswpout 26\n' >root/proc/vmstat
		echo 1.01 1 1 >root/proc/loadavg
		echo 2399999 >root/sys/devices/system/cpu/cpufreq/policy1/scaling_cur_freq
	fi
	sleep 0.3
	X
	run -0 --separate-stderr env AT_DISTURBED=mine at-iterate -w -n 2 -o f ./busy
	is "$stderr" ''
	is "$(value disturbed f 1)" ''
	is "$(value disturbed f 2)" \
	    'frequency_mhz 2399 < 2400, load_after 1.01 > 1, swapped_pages 6 > 4'
	is "$(grep -c '^seconds_wall{perf}=' f)" 2
	run -1 at-constraint 'seconds_wall > 100' f
	is "$(printf '%s\n' "$output" | wc -l | tr -d ' ')" 2
}

@test "the limits of the suite are those of share/rules/disturbed" {
	machine
	unset AT_DISTURBED
	program busy <<-'X'
	echo 9 >root/sys/devices/system/cpu/cpu0/thermal_throttle/package_throttle_count
	sleep 0.3
	X
	at-iterate -w -o f ./busy
	is "$(value disturbed f)" 'throttled 5 > 0'
	cp -R "$TOP/share" own
	echo 'load_after 0.2' >>own/rules/disturbed
	AT_SHARE=own at-iterate -w -o g true
	is "$(value disturbed g)" 'load_after 0.25 > 0.2'
	# what is off can be switched on as it stands
	sed 's/^#\([a-z]\)/\1/' "$TOP/share/rules/disturbed" >on
	AT_DISTURBED=on run -0 at-iterate -w -o g true
}

@test "a run too short for a look shares the last one" {
	machine
	program busy <<-'X'
	[ "$AT_ITERATION" != 2 ] || { ticks 150 1050; sleep 0.3; }
	X
	run -0 at-iterate -w -n 3 -o f ./busy
	[ -n "$(value load_after f 1)" ]
	is "$(value cpu_steal f 2)" 0
	between 0.1 0.25 "$(value cpu_foreign f 2)"
	# not short any more, on a machine that is busy
	[ "$(grep -c 'wall{perf}=0\.0' f)" != 2 ] ||
	    is "$(value cpu_foreign f 3)" "$(value cpu_foreign f 2)"
}

@test "in a test what the witness saw joins the record of the iteration" {
	machine
	run -0 at-run -w -n 2 -u 1 t -- at-keyval -p a=1
	f=results/t/t/results/keyval
	is "$(grep -c '^load_after{attr}=0.25$' $f) $(grep -c '^$' $f)" '3 3'
	is "$(awk -v RS= '/a{perf}=1/ && /load_before/' $f | grep -c '^a{perf}=1$')" 3
	is "$(grep -c seconds_wall $f)" 0
	# and where there is none it is one
	run -0 at-run -w -n 2 u -- sh -c '[ "$AT_ITERATION" = 2 ] || at-keyval -p a=1'
	f=results/u/u/results/keyval
	is "$(value load_after $f 1) $(value load_after $f 2)" '0.25 0.25'
}

@test "what is not there is told once, and nothing fails" {
	mkdir bare
	export AT_WITNESS_ROOT=bare
	run -0 --separate-stderr at-iterate -w -n 3 -o f true
	onlyline
	is "$stderr" 'at-iterate: INFO: witness: cannot see cpu_foreign, cpu_steal, frequency_mhz, load_after, load_before, pressure_cpu, pressure_io, pressure_memory, swapped_pages, temperature_celsius, throttled'
	is "$(sed 's/=.*//' f | sort | uniq -c | tr -s ' \n' ' ')" \
	    ' 3 3 seconds_wall{perf} '
	run -0 --separate-stderr at-iterate -qw -o f true
	is "$stderr" ''
	run -0 --separate-stderr at-run -w -n 2 t -- true
	is "$stderr" ''
	is "$(log results/t/status.log | grep -c 'INFO ---- ----: witness: cannot see cpu_foreign')" 1
	AT_SHARE=bare run -0 --separate-stderr at-iterate -w -o f true
	has "$stderr" 'throttled, rules/disturbed'
}

@test "a text of another form has no number" {
	machine
	echo 'cpu 1 2' >root/proc/stat
	echo nonsense >root/proc/loadavg
	: >root/proc/vmstat
	echo none >root/proc/pressure/io
	echo hot >root/sys/class/thermal/thermal_zone0/temp
	run -0 --separate-stderr at-iterate -w -o f sleep 0.3
	is "$stderr" 'at-iterate: INFO: witness: cannot see cpu_foreign, cpu_steal, load_after, load_before, pressure_io, swapped_pages'
	is "$(value temperature_celsius f) $(value pressure_io f)" '39 '
}

@test "a sensor of another kind tells the temperature where no zone does" {
	machine
	rm -r root/sys/class/thermal
	mkdir -p root/sys/class/hwmon/hwmon0
	echo -2500 >root/sys/class/hwmon/hwmon0/temp1_input
	at-iterate -w -o f true
	is "$(value temperature_celsius f)" -2.5
}

@test "a file of limits that is wrong is refused before anything is made" {
	printf 'throttled 0\nno_such 1\n' >limits
	export AT_DISTURBED=limits
	run -125 --separate-stderr at-iterate -w -o f true
	is "$stderr" 'at-iterate: limits:2: no_such: the witness has no such value'
	run -125 --separate-stderr at-run -w t -- true
	is "$stderr" "at-run: $PWD/limits:2: no_such: the witness has no such value"
	for bad in '' many '1 2' -1 0x1; do
		echo "throttled $bad" >limits
		run -125 --separate-stderr at-iterate -w -o f true
		is "$stderr" "at-iterate: limits:1: limit '$bad': want a number"
	done
	rm limits
	run -125 --separate-stderr at-iterate -w -o f true
	is "$stderr" 'at-iterate: limits: No such file or directory'
	[ ! -e f ]
	[ ! -e results ]
	# nobody asked
	run -0 at-iterate -o f true
}

@test "the command gets none of its files" {
	machine
	[ -d /proc/self/fd ] || skip 'no /proc/self/fd'
	run -0 at-run -w t -- sh -c 'ls -l /proc/$$/fd >"$AT_OUTPUTDIR/fds"'
	grep -q ' 0 -> ' results/t/t/fds
	run -1 grep root/ results/t/t/fds
}

@test "without -w an iteration makes no call for it, with it a few" {
	command -v strace >/dev/null || skip 'no strace'
	strace -o trace true 2>/dev/null || skip 'strace cannot trace here'
	machine
	# calls NAME OPTIONS... - of at-iterate itself, for an iteration; how
	# long it waits, and what malloc wants, is not its own
	calls() {
		name=$1
		shift
		for n in 10 110; do
			ASAN_OPTIONS=detect_leaks=0 strace -qq -o trace \
			    at-iterate "$@" -n $n -o f true || :
			grep -v '^wait4\|map(' trace | grep -c "^$name" || :
		done | awk 'NR == 1 { a = $1 } END { print ($1 - a) / 100 }'
	}
	bare=$(calls '[a-z]')
	between 3 100 "$bare"
	between -0.9 0.9 "$(calls '[a-z]' -m | awk -v b="$bare" '{ print $1 - b }')"
	# three after, three before, as runs are slow when traced, and looks;
	# one is of the record
	between 3.5 9 "$(calls pread -w)"
	is "$(calls pread)" 1
}

@test "a real machine: somebody else's load is seen, and told" {
	[ -r /proc/stat ] || skip 'no /proc/stat'
	while :; do :; done 3>&- &
	hog=$!
	echo 'cpu_foreign 0.001' >limits
	AT_DISTURBED=limits run -0 at-iterate -wq -n 2 -o f sleep 0.4
	kill $hog
	between 0.001 1 "$(value cpu_foreign f 2)"
	is "$(value disturbed f 2)" "cpu_foreign $(value cpu_foreign f 2) > 0.001"
	[ -n "$(value load_before f)" ]
}

@test "numbers are found in the kernel's texts, of old kernels too" {
	unit=$TOP/t/unit
	nl='
'
	is "$($unit proc stat "cpu  1 2 4 8 16 32 64 128 256 512${nl}cpu0 1 2 3 4$nl")" '103 128 255'
	is "$($unit proc stat "cpu  1 2 4 8${nl}cpu0 1 2 3 4$nl")" '7 0 15'
	is "$($unit proc stat "cpu0 1 2 4 8$nl")" ''
	is "$($unit proc stat "cpu  1 2 4 99999999999999999999$nl")" ''
	is "$($unit proc stat "cpu  1 2 4 8 ")" ''
	is "$($unit proc pressure "some avg10=1.20 avg60=0.10 avg300=0.00 total=4479785135${nl}full avg10=0.00 avg60=0.00 avg300=0.00 total=7$nl")" 4479785135
	is "$($unit proc pressure "some avg10=1.20 avg60=0.10${nl}full total=7$nl")" -1
	is "$($unit proc pressure "some avg10=1.20 total=12")" -1
	is "$($unit proc pswpin "pswpout 5${nl}xpswpin 6${nl}pswpin 7$nl")" 7
	is "$($unit proc pswpin "pswpout 5$nl")" -1
	is "$($unit proc pswpin "pswpin 7")" -1
	is "$($unit proc loadavg "12.05 1.00 2.00 1/2 3$nl")" 12050
	is "$($unit proc loadavg "12.5 1.00$nl")" -1
	is "$($unit proc value "-2500$nl")" -2500
	is "$($unit proc value "25 C$nl")" 'no 25'
	is "$($unit proc value "-99999999999999$nl")" 'no 99999999999999'
}
