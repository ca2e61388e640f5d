#!/usr/bin/env bats
#
# Which version of a test is set up, and where: lib/test/setup.c, through at-run.
load helper

# testwith VERSION COMMAND... - the test t, whose setup notes that it ran
testwith() {
	mkdir -p tests/t
	echo "version=$1" >tests/t/manifest
	shift
	{
		echo '#!/bin/sh -e'
		echo "echo \$AT_SRCDIR >>'$PWD/called'"
		printf '%s\n' "$@"
	} >tests/t/setup
	printf '#!/bin/sh\necho "$AT_SRCDIR" >"%s/src"\n' "$PWD" >tests/t/run_once
	chmod +x tests/t/setup tests/t/run_once
}

# called - how often setup ran
called() {
	[ ! -e called ] || wc -l <called | tr -d ' '
}

needs_fixed() {
	[ "$(id -u)" != 0 ] || unshare -m true 2>/dev/null || skip 'no mounts'
}

# fixed COMMAND - run it where tests cannot be written
fixed() {
	if [ "$(id -u)" != 0 ]; then
		chmod -R a-w tests
		sh -ec "$1"
		return
	fi
	unshare -m sh -ec 'mount --bind tests tests
	    mount -o remount,bind,ro tests
	    '"$1"
}

teardown() {
	[ ! -d tests ] || chmod -R u+w tests
}

@test "setup runs when the version is not the one of src" {
	testwith 1 'mkdir "$AT_SRCDIR"' ': >"$AT_SRCDIR/made"'
	at-run t
	at-run t
	is "$(called)" 1
	is "$(<src)" "$PWD/tests/t/src"
	is "$(<tests/t/src/.version)" 1
	: >tests/t/src/extra
	echo version=1.0 >tests/t/manifest
	at-run t
	is "$(called)" 2
	is "$(ls -A tests/t/src)" "$(printf '.version\nmade')"
	is "$(<tests/t/src/.version)" 1.0
}

@test "any other stamp is another version" {
	testwith 2 'mkdir "$AT_SRCDIR"'
	n=0
	for stamp in '' 1 '2\n3\n' '2\n\n' ' 2\n' 'I2\n.'; do
		n=$((n + 1))
		rm -rf tests/t/src
		mkdir tests/t/src
		printf "$stamp" >tests/t/src/.version
		at-run t
		is "$(called)" $n
	done
	rm -r tests/t/src
	mkdir -p tests/t/src/.version
	at-run t
	is "$(called)" $((n + 1))
	printf 2 >tests/t/src/.version
	at-run t
	is "$(called)" $((n + 1))
}

@test "removing src is how to have it made anew" {
	testwith 1 'mkdir "$AT_SRCDIR"'
	at-run t
	rm -r tests/t/src
	at-run t
	is "$(called)" 2
}

@test "a setup that leaves no src runs once too" {
	testwith 1
	at-run t
	at-run t
	is "$(called)" 1
	is "$(<tests/t.version)" 1
	export AT_CACHEDIR=$PWD/cache
	at-run t
	at-run t
	is "$(called)" 2
	is "$(<cache/t.version)" 1
	# once it makes src, that is what counts
	testwith 2 'mkdir "$AT_SRCDIR"'
	at-run t
	[ ! -e cache/t.version ]
	rm -r tests/t/src
	at-run t
	is "$(called)" 4
}

@test "a version that cannot be noted is an error" {
	testwith 1
	mkdir tests/t.version
	run -99 --separate-stderr at-run t
	[[ $stderr == *"ERROR: $PWD/tests/t.version: Is a directory"* ]]
}

@test "a setup that failed runs again, and leaves no version" {
	testwith 1 'mkdir "$AT_SRCDIR"' '[ -e ../../../good ]'
	run -99 at-run t
	[ -d tests/t/src ]
	[ ! -e tests/t/src/.version ]
	run -99 at-run t
	: >good
	at-run t
	is "$(called)" 3
	is "$(<tests/t/src/.version)" 1
}

@test "preserve_srcdir keeps src, and the old version when setup fails" {
	testwith 1 'mkdir "$AT_SRCDIR"'
	at-run t
	: >tests/t/src/mine
	testwith 2 'exit 1'
	echo preserve_srcdir=1 >>tests/t/manifest
	run -99 at-run t
	is "$(ls -A tests/t/src)" "$(printf '.version\nmine')"
	is "$(<tests/t/src/.version)" 1
}

@test "a lock is made only when there is something to set up" {
	testwith 1
	rm tests/t/setup
	at-run t
	is "$(ls -A tests tests/t)" "$(printf 'tests:\nt\n\ntests/t:\nmanifest\nrun_once')"
	testwith 1 'mkdir "$AT_SRCDIR"'
	mkdir tests/t/src
	echo 1 >tests/t/src/.version
	at-run t
	[ ! -e tests/t/.t.lock ]
	is "$(called)" ''
}

@test "of two tests at once the second waits until the first has set up" {
	testwith 1 ': >up' "'$TOP/t/await' [ -e '$PWD/go' ]" \
	    'mkdir "$AT_SRCDIR"'
	at-run t >out1 3>&- &
	first=$!
	await [ -e called ]
	at-run t >out2 3>&- &
	await [ -e results/t.1/t/status.log ]
	: >go
	wait $first
	wait $!
	is "$(called)" 1
}

@test "a signal ends the wait for another's setup" {
	testwith 1 "'$TOP/t/await' [ -e '$PWD/go' ]"
	at-run t >out1 3>&- &
	first=$!
	await [ -e called ]
	at-run t >out2 2>err2 3>&- &
	second=$!
	await [ -e results/t.1/t/status.log ]
	kill -TERM $second
	rc=0
	wait $second || rc=$?
	is "$rc" 143
	is "$(called)" 1
	: >go
	wait $first
}

@test "a setup that was killed runs again" {
	testwith 1 'mkdir "$AT_SRCDIR"' ': >"$AT_SRCDIR/half"' \
	    "[ -e '$PWD/go' ] || exec sleep 60"
	at-run t 3>&- &
	await [ -e tests/t/src/half ]
	kill -KILL $!
	wait $! || :
	: >go
	at-run t
	is "$(called)" 2
	is "$(<tests/t/src/.version)" 1
}

@test "what cannot be built beside the test is built in AT_CACHEDIR" {
	needs_fixed
	testwith 1 'mkdir "$AT_SRCDIR"'
	export AT_CACHEDIR=$PWD/cache
	fixed 'at-run t; at-run t'
	is "$(<called)" "$PWD/cache/t/src"
	is "$(<src)" "$PWD/cache/t/src"
	is "$(<cache/t/src/.version)" 1
	is "$(ls -A tests/t)" "$(printf 'manifest\nrun_once\nsetup')"
}

@test "without AT_CACHEDIR the error says to set it" {
	needs_fixed
	testwith 1 'mkdir "$AT_SRCDIR"'
	run -99 --separate-stderr fixed 'at-run t'
	[[ $stderr == *"ERROR: $PWD/tests/t: "*'; set AT_CACHEDIR to where setup may build'* ]]
	[ ! -e called ]
	: >file
	export AT_CACHEDIR=$PWD/file/cache
	run -99 --separate-stderr fixed 'at-run t'
	[[ $stderr == *"ERROR: $PWD/file/cache/t: Not a directory; set AT_CACHEDIR to where setup may build"* ]]
}

@test "a src that comes with the test will do, if it is of the version" {
	needs_fixed
	testwith 1 'exit 1'
	mkdir tests/t/src
	echo 1 >tests/t/src/.version
	fixed 'at-run t'
	is "$(<src)" "$PWD/tests/t/src"
	[ ! -e called ]
}

@test "in AT_CACHEDIR a preserved src is a copy of the test's own" {
	needs_fixed
	testwith 1 '[ -L "$AT_SRCDIR/link" ]' 'echo made >>"$AT_SRCDIR/code"'
	echo preserve_srcdir=1 >>tests/t/manifest
	mkdir tests/t/src
	echo code >tests/t/src/code
	ln -s code tests/t/src/link
	touch -t 200102030405 tests/t/src/link
	export AT_CACHEDIR=$PWD/cache
	fixed 'at-run t
	    echo version=2 >cache/t/src/.version
	    at-run t'
	is "$(called)" 2
	is "$(<cache/t/src/code)" "$(printf 'code\nmade')"
	is "$(<tests/t/src/code)" code
}
