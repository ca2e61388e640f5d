#!/usr/bin/env bats
#
# All programs in one file: what is the same as for each alone is not
# tested again, but that they are found, and find each other.
load helper

setup_file() {
	links=$BATS_FILE_TMPDIR/bin
	mkdir -p "$links" "$BATS_FILE_TMPDIR/alone"
	[ -x "$BATS_TEST_DIRNAME/../at" ] || return 0
	cp "$BATS_TEST_DIRNAME/../at" "$links"
	cp "$links/at" "$BATS_FILE_TMPDIR/alone"
	for p in $("$links/at"); do
		ln -s at "$links/$p"
	done
}

setup() {
	[ -x "$TOP/at" ] || skip 'needs make at at-core'
	unset ${!AT_@}
	export AT_HOOKS=0 TMPDIR=$BATS_TEST_TMPDIR
	# none of the programs that are a file of their own
	PATH=${PATH#"$TOP/cmd:"}
	alone=$BATS_FILE_TMPDIR/alone/at
	links=$BATS_FILE_TMPDIR/bin
	cd "$BATS_TEST_TMPDIR" || return
}

# control - a control file and a test in which all of the core is at work
control() {
	cat >control <<-'X'
	at-step once sh -c 'echo stepped' || exit
	at-group all at-run -c 'v < 3' t || exit
	at-run -q bad -- at-raise FAIL no luck
	at-record -O check GOOD fine
	X
	hook t run_once <<-'X'
	at-iterate -n 2 -o it true || exit
	at-perf -H -k v 2 && at-keyval -a host=h && at-keyval k=1
	X
}

@test "each program alone is in at, and what runs tests in at-core" {
	is "$("$TOP/at" | LC_ALL=C sort)" \
	    "$(cd "$TOP/cmd" && printf '%s\n' at-*.c | sed 's/\.c$//')"
	is "$("$TOP/at-core" | sed 's/^at-//' | LC_ALL=C sort | paste -sd ' ')" \
	    'constraint group install iterate job keyval perf profile raise record run step'
}

@test "by the names of its links it is each of them" {
	for p in $("$alone"); do
		is "$("$links/$p" -V)" "$p ${V:=$("$alone" -V | sed 's/.* //')}"
		has "$("$links/$p" -h)" "usage: $p "
		is "$("$alone" "${p#at-}" -h)" "$("$links/$p" -h)"
	done
}

@test "at itself has a usage and a version" {
	is "$("$alone" -h)" 'usage: at [program [argument ...]]'
	has "$("$alone" -V)" 'at '
}

@test "a program that is not in it is a usage error" {
	run -125 --separate-stderr "$alone" nothing x
	is "$output,$stderr" ',at: nothing: not one of the programs in this file'
	run -125 "$alone" -x
	ln -s "$TOP/at-core" at-report
	run -125 --separate-stderr ./at-report
	is "$output,$stderr" ',at: at-report: not one of the programs in this file'
}

@test "options after the program are the program's" {
	"$alone" keyval -o kv a=1
	is "$("$alone" -- keyval -g a kv)" 1
	run -2 "$alone" keyval -z
}

# told - the job's status lines
told() {
	log j/status.log | grep -v '^\.*INFO'
}

told='START ---- ----:
.START ---- all:
..START t t:
...GOOD t t: completed successfully
..END GOOD t t:
.END GOOD ---- all:
.START bad bad:
..FAIL bad bad: no luck
.END FAIL bad bad:
.GOOD ---- check: fine
END GOOD ---- ----:'

@test "a job through links finds all that it starts by PATH" {
	control
	PATH=$links:$PATH run -1 at-job -q -d j control
	is "$(told)" "$told"
	is "$(grep '^k=' j/t/keyval)" k=1
	grep -q '^v{perf}=2$' j/t/results/keyval
	"$links/at-report" -q j || is $? 1
}

@test "a job without links makes them for itself, and the next one uses them" {
	control
	run -1 "$alone" job -q -d j control
	is "$(told)" "$told"
	for dir in "$TMPDIR"/at-*; do
		is "$(readlink "$dir/at-run")" "$alone"
		ln -sf "${alone%?}x" "$dir/at-raise"
		rm "$dir/at-step"
	done
	rm -r j
	run -1 "$alone" job -q -d j control
	is "$(told)" "$told"
	is "$(find "$TMPDIR"/at-* ! -type d ! -lname "$alone")" ''
}

@test "links are made only where nobody else can" {
	run -0 "$alone" run -q t -- true
	dir=$(echo "$TMPDIR"/at-*)
	chmod 777 "$dir"
	# a directory that others can write is not used; there is another one
	run -0 --separate-stderr "$alone" run -q t -- true
	is "$stderr" ''
	is "$(echo "$TMPDIR"/at-* | wc -w | tr -d ' ')" 2
	TMPDIR=/nowhere run -125 --separate-stderr "$alone" run -q t -- true
	has "$stderr" 'at: /nowhere/at-'
	# what starts nothing needs none
	TMPDIR=/nowhere "$alone" keyval -o kv a=1
}

@test "what comes with the suite is beside at" {
	mkdir -p i/bin i/share/at/tests/mine
	cp "$alone" i/bin
	mkdir i/share/at/profilers
	printf '#!/bin/sh\necho mine >&2\n' >i/share/at/tests/mine/run_once
	printf '#!/bin/sh\n' >i/share/at/profilers/ours
	chmod +x i/share/at/tests/mine/run_once i/share/at/profilers/ours
	printf 'at-profile list -a >listed\nat-run mine\n' >control
	run -0 i/bin/at job -q control
	grep -q '^ours' listed
	ln -s at i/bin/at-run
	PATH=$PWD/i/bin:$PATH run -0 at-run -q mine
}

@test "at is stripped, and static where the libc can be" {
	command -v readelf >/dev/null || skip 'readelf is not installed'
	is "$(readelf -SW "$TOP/at" | grep -c '[.]symtab' || :)" 0
	if grep -q -e -static "$TOP/at.flags"; then
		is "$(readelf -lW "$TOP/at" | grep -c INTERP || :)" 0
	fi
}

@test "without a static libc make says so, and goes on with the shared one" {
	cp "$TOP/Makefile" .
	mkdir lib
	hook . cc <<-'X'
	case " $* " in *' -static '*) exit 1 ;; esac
	exec cc "$@"
	X
	is "$(make -s at.flags CC=tests/./cc)" \
	    'at: no static libc: it needs the shared one'
	is "$(grep -c -e -static at.flags || :)" 0
	rm at.flags
	is "$(make -s at.flags CC=cc STATIC=)" ''
	is "$(grep -c -e -static at.flags || :)" 0
}

@test "make install-at puts links beside the one file" {
	make -s -C "$TOP" install-at DESTDIR="$PWD/stage" PREFIX=/usr
	for p in $("$alone"); do
		is "$p $(readlink "stage/usr/bin/$p")" "$p at"
	done
	# sh programs stay what they are
	is "$(find stage/usr/bin -type f ! -name at | sed 's,.*/,,' | LC_ALL=C sort)" \
	    "$(cd "$TOP/cmd" && printf '%s\n' at-*.sh | sed 's/\.sh$//')"
	is "$(stage/usr/bin/at-profile list -a | grep '^vmstat' | wc -l | tr -d ' ')" 1
}
