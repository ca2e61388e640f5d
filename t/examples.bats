#!/usr/bin/env bats
#
# The examples of the pages run.  What counts is in the page's source:
#
#	.Dl $ COMMAND		is run by sh, in the order of the page, and has
#				to exit with 0
#	.\" exits N		behind it: with N
#	.\" shows		behind it: and print the .Bd block that
#				follows, where numbers and blanks may differ;
#				a line of it that ends with \ goes on
#	.\" file NAME		the .Bd block that follows is that file,
#				executable if it begins with #!
#
# All of a page runs in one directory, in which there are at the start
# ./bench, ./bench-1 (slow) and ./bench-2 (fast); tests/greet, a test with
# the parameter name; control, a control file; and results/latest, its job.
load helper

# stage - what the examples find
stage() {
	mkdir -p tests/greet
	printf 'param.name=nobody\n' >tests/greet/manifest
	cat >tests/greet/test.sh <<-'end'
	run_once() {
		echo "hello, $name"
	}
	end
	for n in '' -1 -2; do
		cat >bench$n <<-'end'
		#!/bin/sh
		i=0
		case $0 in *-1) n=20000 ;; *) n=500 ;; esac
		while [ $i -lt $n ]; do i=$((i + 1)); done
		echo 'throughput 81.5 MB/s'
		end
		chmod +x bench$n
	done
	cat >control <<-'end'
	at-run -m -n 2 bench -- ./bench
	at-run greet name=world
	end
	at-job control >first 2>&1 || cat first >&2
	rm first
}

# script PAGE - its examples as calls of put, example and shows
script() {
	awk '
	BEGIN { end = "end of text"; here = " <<\047" end "\047 || return\n" }
	function plain(s) {
		gsub(/\\\(dq/, "\"", s)
		gsub(/\\\(aq/, "\047", s)
		gsub(/\\\(ti/, "~", s)
		gsub(/\\\(ha/, "^", s)
		gsub(/\\-/, "-", s)
		gsub(/\\&/, "", s)
		gsub(/\\\(bs|\\e/, "\\", s)
		return s
	}
	function call() {
		if (command != "")
			print "example " (status ? status : 0) here command "\n" end
		command = status = ""
	}
	/^\.\\" exits [0-9]+$/ { status = $3; next }
	/^\.\\" shows$/ { call(); text = "shows"; next }
	/^\.\\" file / { call(); text = "put " $3; next }
	{ call() }
	/^\.Dl \$ / { command = plain(substr($0, 7)); next }
	/^\.Bd / && text != "" {
		printf "%s%s", text, here
		text = ""
		on = 1
		next
	}
	/^\.Ed/ && on { print end; on = 0; next }
	on { print plain($0) }
	END { call() }' "$1"
}

# put NAME - a file of an example
put() {
	mkdir -p "$(dirname "$1")"
	cat >"$1"
	[ "$(sed 's/^\(#!\).*/\1/; q' "$1")" != '#!' ] || chmod +x "$1"
}

# example STATUS - run what is on standard input
example() {
	count=$((count + 1))
	cat >../command
	status=0
	sh ../command >../out 2>../err </dev/null || status=$?
	[ "$status" != "$1" ] || return 0
	echo "$page: exit $status instead of $1:" >&2
	cat ../command ../out ../err >&2
	return 1
}

# masked - what remains where numbers and blanks may differ
masked() {
	sed 's/<*[0-9][0-9.:e-]*/N/g; s/[ 	][ 	]*/ /g; s/ $//'
}

# shows - was that what the last example printed?
shows() {
	is "$(masked <../out)" \
	    "$(sed -e :a -e '/\\$/N; s/\\\n/ /; ta' | masked)"
}

# runs PAGE - the page's examples run, and there are some
runs() {
	page=$1
	count=0
	mkdir here
	cd here || return
	stage
	script "$TOP/man/$page" >../script
	# shellcheck disable=SC1091 # made above
	. ../script || return
	is "$count of them" "$(grep -c '^\.Dl \$ ' "$TOP/man/$page") of them"
	[ "$count" -gt 0 ]
}

# a page is tested alone if more than its name is to be said, or for speed
@test "the examples of every page that has no test below run" {
	for p in "$TOP"/man/*; do
		p=${p##*/}
		! grep -q "^	runs $p\$" "$BATS_TEST_FILENAME" || continue
		mkdir "$p"
		(cd "$p" && runs "$p") || return
	done
}

@test "an example reads as it is written, in one line" {
	command -v mandoc >/dev/null || skip 'mandoc is not installed'
	for f in "$TOP"/man/*.[157]; do
		is "$(mandoc -Tascii "$f" | sed -n "s/.$(printf '\b')//g
		    s/^ *\(\$ .*\)/\1/p")" \
		    "$(script "$f" | sed -n '/^example /{n;s/^/$ /p;}')"
	done
}

@test "the examples of at(7) run" {
	runs at.7
}

@test "the examples of at-job(1) run" {
	runs at-job.1
}

@test "the examples of at-run(1) run" {
	runs at-run.1
}

@test "the examples of at-init(1) run" {
	runs at-init.1
}

@test "the examples of at-compare(1) run" {
	runs at-compare.1
}

@test "the examples of at-group(1) run" {
	runs at-group.1
}

@test "the examples of at-iterate(1) run" {
	runs at-iterate.1
}

@test "the examples of at-profile(1) run" {
	runs at-profile.1
}

@test "the examples of at-raise(1) run" {
	runs at-raise.1
}

@test "the examples of at-record(1) run" {
	runs at-record.1
}

@test "the examples of at-remote(1) run" {
	runs at-remote.1
}

@test "the examples of at-report(1) run" {
	runs at-report.1
}

@test "the examples of at-step(1) run" {
	runs at-step.1
}

@test "the examples of at-test(5) run" {
	runs at-test.5
}

@test "the examples of at-keyval(1) run" {
	runs at-keyval.1
}

@test "the examples of at-perf(1) run" {
	runs at-perf.1
}

@test "the examples of at-parse(1) run" {
	runs at-parse.1
}

@test "the examples of at-constraint(1) run" {
	runs at-constraint.1
}

@test "the examples of at-install(1) run" {
	runs at-install.1
}

@test "the examples of at-hooks(7) run" {
	AT_HOOKS=1
	runs at-hooks.7
}

@test "the examples of at-keyval(5) run" {
	runs at-keyval.5
}

@test "the examples of at-results(5) run" {
	runs at-results.5
}
