#!/bin/sh
# boottime - how long the last boot took, as those who were there tell

# seconds NAME - `1min 2.345s', `230ms' before `(NAME)' or behind `='
seconds() {
	awk -v name="$1" '/^Startup finished in/ {
		sub(/^Startup finished in /, "")
		if (name == "boot")
			sub(/^.*= */, "")
		else {
			if (!index($0, "(" name ")"))
				exit
			sub("\\(" name "\\).*", "")
			sub(/^.*[)] *[+] */, "")
		}
		n = split($0, word, " ")
		for (i = 1; i <= n; i++)
			s += word[i] * (word[i] ~ /ms$/ ? 0.001 : \
			    word[i] ~ /min$/ ? 60 : word[i] ~ /h$/ ? 3600 : 1)
		printf "%s\t%.3f\ts\tdown\n", name, s
	}' said
}

run_once() {
	set -eu
	cd "$AT_TMPDIR"
	: >values
	if systemd-analyze time >said 2>&1; then
		for name in firmware loader kernel initrd userspace boot; do
			seconds "$name" >>values
		done
	fi
	cat said
	# the kernel says when it is done, if nobody else does
	[ -s values ] || dmesg 2>/dev/null |
	    sed -n 's/^\[ *\([0-9.]*\)\] Run [^ ]* as init process.*/kernel	\1	s	down/p' |
	    tail -n 1 >values
	[ -s values ] ||
	    exec at-raise TEST_NA 'neither systemd nor the kernel log tells'
	at-perf -k -i <values
}
