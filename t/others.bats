#!/usr/bin/env bats
# What another user may not do to the job of root.

load helper

# other COMMAND... - as a user whose files are not ours
other() {
	setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
}

# a directory that the other user reaches, without a link in its path
start() {
	[ "$(id -u)" = 0 ] || skip 'needs root'
	command -v setpriv >/dev/null || skip 'needs setpriv'
	chmod 755 "$BATS_RUN_TMPDIR" "$BATS_TEST_TMPDIR"/.. "$BATS_TEST_TMPDIR"
}

@test "a job directory of another user is refused, empty or not" {
	start
	mkdir d
	chown 65534 d
	echo 'at-run one -- true' >control
	run -125 --separate-stderr at-job -d d control
	is "$stderr" "at-job: $PWD/d: belongs to another user (65534)"
	is "$(ls -A d)" ''
	run -125 --separate-stderr at-run -d d one -- true
	has "$stderr" 'belongs to another user'
	is "$(ls -A d)" ''
	run -125 --separate-stderr at-job -R -d d control
	has "$stderr" 'belongs to another user'
}

@test "group and others lose the right to write in a job directory of ours" {
	start
	mkdir -m 777 d
	echo 'at-run one -- true' >control
	at-job -q -d d control
	is "$(stat -c %a d)" 755
}

@test "a link in AT_TMPDIR leads nobody out of it" {
	start
	mkdir victim
	echo x >victim/file
	V=$PWD/victim
	export V
	at-run -d j one -- sh -c 'cd "$AT_TMPDIR" && mkdir -p a/b/c && \
	    ln -s "$V" a/b/link && ln -s "$V/file" a/f && ln -s "$V" top'
	is "$(<victim/file)" x
	is "$(ls j/tmp)" ''
}

@test "AT_TMPDIR is removed at any depth and with any mode" {
	cat >deep <<-'END'
	cd "$AT_TMPDIR" || exit
	i=0
	while [ "$i" -lt 1500 ]; do
		mkdir d && cd -P d || exit
		i=$((i + 1))
	done
	echo x >file
	cd "$AT_TMPDIR" && mkdir closed && echo x >closed/file && chmod 0 closed
	END
	at-run -d j one -- sh "$PWD/deep"
	is "$(ls j/tmp)" ''
}

@test "a verdict that another user raised does not count" {
	start
	run -1 at-run -d j one -- sh -c 'printf "TEST_NA\nno board" >\
	    "$AT_TMPDIR/forged" && chown 65534 "$AT_TMPDIR/forged" && \
	    mv "$AT_TMPDIR/forged" "$AT_RAISED"; exit 1'
	is "$(log j/status.log | tail -n 1)" '.END FAIL one one:' ||
	    is "$(log j/status.log | tail -n 1)" 'END FAIL one one:'
}

@test "a mark of another user, or of a file outside, closes no block" {
	start
	mkdir -p j/tmp
	echo precious >host
	ln -s "$(printf '%s/host\n%s/host\n0\n\nx' "$PWD" "$PWD")" \
	    j/tmp/999999.0.open
	ln -s "$(printf '%s/j/tmp/../../host\n%s/j/status.log\n0\n\nx' \
	    "$PWD" "$PWD")" j/tmp/999999.1.open
	at-run -d j one -- true
	is "$(<host)" precious
}

@test "a lock of another user ends the wait after the limit, and is named" {
	start
	${CC:-cc} -o hold "$TOP/t/hold.c" || skip 'needs a compiler'
	mkdir j
	: >j/status.log
	other ./hold j/status.log 30 >held 2>&1 3>&- &
	await [ -s held ]
	holder=$(<held)
	run -125 --separate-stderr timeout 25 at-run -t 2 -d j one -- true
	has "$stderr" "status.log: locked by process $holder"
	kill "$holder"
}
