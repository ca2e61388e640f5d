#!/usr/bin/env bats
#
# The pages are held against the programs: options, usage, names,
# variables, and every example runs (t/examples.bats).
load helper

# pages - all pages, one a line
pages() {
	ls "$TOP"/man/*.[157]
}

# programs - all programs, one a line
programs() {
	for f in "$TOP"/cmd/at-*.c "$TOP"/cmd/at-*.sh; do
		[ -e "$f" ] || continue
		f=${f##*/}
		echo "${f%.*}"
	done
}

# source_of PROGRAM - its source file
source_of() {
	if [ -e "$TOP/cmd/$1.c" ]; then
		echo "$TOP/cmd/$1.c"
	else
		echo "$TOP/cmd/$1.sh"
	fi
}

# letters - one option letter a line, sorted, from what is on standard input
letters() {
	sed 's/[^A-Za-z0-9]//g' | fold -w 1 | sed '/^$/d' | LC_ALL=C sort -u
}

# parsed PROGRAM - the letters in its option strings, and h and V
parsed() {
	{
		awk '{ text = text " " $0 }
		END {
			n = split(text, part, /option\(argc, argv,[ \t]*"/)
			for (i = 2; i <= n; i++) {
				sub(/".*/, "", part[i])
				print part[i]
			}
			if (split(text, part, /getopts [\047"]?/) > 1) {
				sub(/[\047" ].*/, "", part[2])
				print part[2]
			}
		}' "$(source_of "$1")"
		echo hV
	} | letters
}

# documented PAGE - the letters that have a line of their own in it
documented() {
	sed -n 's/^\.It Fl \([A-Za-z0-9]\).*/\1/p' "$1" | letters
}

# section NAME PAGE - a section's lines
section() {
	awk -v want="$1" '/^\.Sh / { on = substr($0, 5) == want; next } on' "$2"
}

# shown PAGE [WIDTH] - it as a reader sees it, without bold and underline
shown() {
	mandoc -Tascii -O "width=${2:-78}" "$1" | sed "s/.$(printf '\b')//g"
}

# each COMMAND - run it for every program; tell whose failed
each() {
	bad=
	for p in $(programs); do
		"$@" "$p" || {
			echo "^ $p" >&2
			bad="$bad $p"
		}
	done
	is "$bad" ''
}

need_mandoc() {
	command -v mandoc >/dev/null || skip 'mandoc is not installed'
}

@test "every program has a page, and every page of section 1 a program" {
	is "$(ls "$TOP"/man/*.1 | sed 's,.*/,,; s/\.1$//')" "$(programs | sort)"
}

@test "a page documents the options that its program takes, and no others" {
	one() {
		is "$(documented "$TOP/man/$1.1")" "$(parsed "$1")"
	}
	each one
}

@test "the usage names the options that the program takes" {
	one() {
		usage=$("$1" -h) || return
		is "$(echo "$usage" | tr '[]{}|' '     ' | tr -s ' \t' '\n\n' |
		    sed -n 's/^-\([A-Za-z0-9][A-Za-z0-9]*\)$/\1/p' | letters)" \
		    "$(parsed "$1" | grep -v '[hV]')"
	}
	each one
}

@test "the synopsis is the usage" {
	need_mandoc
	one() {
		is "$(shown "$TOP/man/$1.1" 1000 |
		    awk '/^[A-Z]/ { on = /^SYNOPSIS/; next } on' |
		    tr -d ' \n')" \
		    "$("$1" -h | sed 's/^usage: //' | tr -d ' \t\n')"
	}
	each one
}

@test "-h is the usage and -V the version, on standard output" {
	one() {
		run -0 --separate-stderr "$1" -h &&
		    is "${output%% *}" usage: && is "$stderr" '' &&
		    run -0 --separate-stderr "$1" -V &&
		    is "${output% *}" "$1" && is "$stderr" ''
	}
	each one
}

@test "NAME is what the source says in its first line" {
	one() {
		is "$(sed -n 's/^\.Nd //p' "$TOP/man/$1.1")" "$(sed -n '
			s,^/\* '"$1"' - \(.*\) \*/$,\1,p
			s,^# '"$1"' - \(.*\)$,\1,p' "$(source_of "$1")" |
		    sed 1q)" && is "$(sed -n 's/^\.Nm //p; /^\.Nd/q' \
		    "$TOP/man/$1.1" | sed 1q)" "$1"
	}
	each one
}

@test "a page has its title, a date, and the sections that people look for" {
	for page in $(pages); do
		name=${page##*/}
		is "$(sed -n '1,3p' "$page" | tr '\n' '|')" \
		    ".Dd November 22, 2026|.Dt $(echo "${name%.*}" |
		    tr a-z A-Z) ${name##*.}|.Os|"
		grep -q '^\.Sh SEE ALSO$' "$page"
		[ "${name##*.}" = 5 ] || grep -q '^\.Sh EXIT STATUS$' "$page"
		grep -q '^\.Sh EXAMPLES$' "$page"
	done
}

@test "the pages are without fault" {
	need_mandoc
	run mandoc -Tlint -Wwarning "$TOP"/man/*.[157]
	is "$output" ''
	is "$status" 0
}

@test "a page has at most 80 columns and no warning, in mandoc and groff" {
	need_mandoc
	for page in $(pages); do
		shown "$page" >lines
		! man -l "$page" >/dev/null 2>&1 ||
		    LC_ALL=C MANWIDTH=80 man --warnings -l "$page" 2>&1 |
		    col -bx >>lines
		is "${page##*/}: $(awk 'length > 80 || /^troff:/' lines)" \
		    "${page##*/}: "
	done
}

@test "a page that is referred to is there" {
	sed -n 's/^\.Xr \(at[a-z-]*\) \([0-9]\).*/\1.\2/p' "$TOP"/man/*.[157] |
	    LC_ALL=C sort -u >referred
	[ -s referred ]
	is "$(ls "$TOP/man" | LC_ALL=C sort | comm -13 - referred)" ''
}

@test "at(7) and README name every program, with what it does" {
	one() {
		what=$(sed -n 's/^\.Nd //p' "$TOP/man/$1.1")
		is "$(sed -n "/^\.It Xr $1 1\$/{n;p;}" "$TOP/man/at.7")" "$what" &&
		    grep -q "$1" "$TOP/README"
	}
	each one
}

@test "at(7) has every option letter of the runners" {
	section OPTIONS "$TOP/man/at.7" >options
	for p in at-job at-run at-iterate at-group at-step; do
		for c in $(parsed "$p"); do
			is "$p -$c: $(grep -c "^\.It Fl $c" options)" "$p -$c: 1"
		done
	done
	sed -n 's/^\.It Fl \(.\).*/\1/p' options >letters
	is "$(sort letters)" "$(sort -u letters)"
}

@test "at(7) has the exit statuses of the suite" {
	is "$(section 'EXIT STATUS' "$TOP/man/at.7" |
	    sed -n 's/^\.It \([0-9][0-9]*\).*/\1/p' | sort -u)" \
	    "$({
		sed -n 's/^	RC_[A-Z]* = \([0-9]*\).*/\1/p' "$TOP/lib/base.h"
		tr , '\n' <"$TOP/lib/format/status.c" |
		    sed -n 's/^.*\[[A-Z_]*\] = \([0-9][0-9]*\)$/\1/p'
	    } | sort -u)"
}

@test "every variable is in at(7), and what a page names is one" {
	cat "$TOP"/cmd/*.[ch]* "$TOP"/cmd/*/*.[ch] "$TOP"/lib/*.h "$TOP"/lib/*/*.c | tr -cs 'A-Za-z0-9_"' '\n\n' |
	    sed -n 's/^"\(AT_[A-Z_]*\)"$/\1/p' >names
	[ -s names ]
	tr -cs 'A-Za-z0-9_' '\n' <"$TOP/cmd/at-remote.sh" |
	    sed -n '/^AT_/p' | LC_ALL=C sort -u - names >used
	sed -n 's/^\.It Ev //p' "$TOP/man/at.7" | tr -s ' ,' '\n\n' |
	    sed -n '/^AT_/p' | LC_ALL=C sort -u >told
	is "$(comm -3 used told)" ''
	cat "$TOP"/man/*.[157] $(find "$TOP/share" -type f ! -path '*/packaging/*') |
	    tr -cs 'A-Za-z0-9_' '\n' |
	    sed -n '/^AT_[A-Z][A-Z_]*$/p' | LC_ALL=C sort -u >named
	[ -s named ]
	is "$(comm -13 used named)" ''
}

@test "README is no longer than it may be" {
	[ "$(wc -l <"$TOP/README")" -le 130 ]
}
