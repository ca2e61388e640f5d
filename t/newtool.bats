#!/usr/bin/env bats
# bats file_tags=slow
#
# README tells what to change to add a program, a report form, a profiler
# or an option.  Here it is done, in a copy of the tree: in the files that
# README names and in no others.
load helper

setup() {
	mkdir "$BATS_TEST_TMPDIR/t"
	cd "$BATS_TEST_TMPDIR" || return
	cp -Rp "$TOP/Makefile" "$TOP/README" "$TOP/cmd" "$TOP/lib" \
	    "$TOP/man" "$TOP/share" .
	cp -p "$TOP"/t/*.bats "$TOP"/t/*.bash "$TOP/t/lint" "$TOP/t/await" \
	    "$TOP/t/lint.layout" t
	# sanitized objects were made with flags that are not known here
	! grep -q __asan lib/libat.a 2>/dev/null || make -s clean
	unset MAKEFLAGS MAKELEVEL
}

# recipe THING - README's lines about adding it
recipe() {
	awk -v want="    $1" '
		/^    [a-z]/ || /^$/ { on = index($0, want) == 1 }
		on' "$TOP/README"
}

# followed THING SED - what was changed is what README names, with SED
# making names of its x and y
followed() {
	is "$(for d in Makefile README cmd lib man share t; do
		diff -rq "$TOP/$d" "$d" || :
	done | sed -n 's,^Only in \([^/:][^:]*\): ,\1/,p
	    s,^Files .* and \(.*\) differ$,\1,p' | LC_ALL=C sort)" \
	    "$(recipe "$1" | tr ' ' '\n' | sed -n 's/[,:;]$//; t file
	    d; :file
	    /^Makefile$/p; /^README$/p; /\//p' | sed "$2" | LC_ALL=C sort)"
}

# edit FILE SED - change it
edit() {
	cp -p "$1" before
	sed "$2" before >"$1"
	run ! cmp -s before "$1"
	rm before
}

# passes FILE [NAME] - its tests, or those of such a name, in the copy
passes() {
	env -i PATH="$PATH" HOME="$PWD" TMPDIR="$BATS_TEST_TMPDIR" \
	    "$BATS_ROOT/bin/bats" --formatter tap -f "${2-.}" "t/$1" >tap 2>&1 || {
		cat tap >&2
		return 1
	}
	grep -q '^ok 1 ' tap
}

# tests FILE - add those of standard input, which bats must not take for
# tests of this file
tests() {
	sed 's/^TEST/@test/' >>"t/$1"
}

# upper - a program at-upper, as at-raise is one: about twenty lines, its
# page and its test
upper() {
	cat >cmd/at-upper.c <<-'E'
	/* at-upper - print words in capitals */
	#include "base.h"

	static const char usage[] = "at-upper word ...";

	int
	main(int argc, char *argv[])
	{
		static struct buf out;
		const char *p;

		progname = "at-upper";
		while (option(argc, argv, "", usage) != -1)
			continue;
		if (!*(argv += optind))
			badusage(usage);
		for (; *argv; argv++) {
			for (p = *argv; *p; p++)
				bufputc(&out, *p >= 'a' && *p <= 'z' ? *p - 32 : *p);
			bufputc(&out, argv[1] ? ' ' : '\n');
		}
		return writeall(1, out.s, out.len) < 0 ? RC_TROUBLE : RC_OK;
	}
	E
	edit cmd/at-upper.c '2s/^/#include <unistd.h>\
\
/'
	sed -n '1,2p; 3p' man/at-raise.1 | sed 's/RAISE/UPPER/' >man/at-upper.1
	cat >>man/at-upper.1 <<-'E'
	.Sh NAME
	.Nm at-upper
	.Nd print words in capitals
	.Sh SYNOPSIS
	.Nm
	.Ar word ...
	.Sh DESCRIPTION
	.Nm
	prints its operands in capitals, in one line.
	.Pp
	The options are as follows:
	.Bl -tag -width Ds
	.It Fl h
	Print the usage on standard output and exit.
	.It Fl V
	Print the version and exit.
	.El
	.Sh EXIT STATUS
	.Bl -tag -width Ds -compact
	.It 0
	The words were printed.
	.It 2
	There is no word, or the output could not be written.
	.El
	.Sh EXAMPLES
	.Dl $ at-upper two words
	.\" shows
	.Bd -literal -offset indent
	TWO WORDS
	.Ed
	.Sh SEE ALSO
	.Xr at 7
	E
	tests at-upper.bats <<-'E'
	#!/usr/bin/env bats
	load helper

	TEST "the words are printed in capitals, without one it is a usage error" {
		is "$(at-upper two words)" 'TWO WORDS'
		run -2 at-upper
	}
	E
}

@test "a program is added as README says" {
	upper
	# `cmd/at-x in BIN'
	recipe 'a program' | grep -o '[^ ]* in [A-Z0-9]*' |
	    sed -n '/MS$/d; s/at-x/at-upper/p' >words
	is "$(wc -l <words | tr -d ' ')" 2
	while read -r word in macro; do
		edit Makefile "s,^$macro	*= ,&$word ,"
	done <words
	edit man/at.7 '/^\.It Xr at-record 1/i\
.It Xr at-upper 1\
print words in capitals
'
	edit README '/^    at-record  /i\
\    at-upper       print words in capitals
'
	followed 'a program' s/at-x/at-upper/

	make -s all at
	is "$(./at upper a b)" 'A B'
	has "$(make -s install DESTDIR=stage PREFIX=/usr; ls -R stage)" at-upper.1
	passes at-upper.bats
	passes doc.bats
	passes completion.bats 'bash completes all options'
	passes examples.bats 'no test below'
	t/lint man/at-upper.1 cmd/at-upper.c
}

@test "a program that README's steps are not all done for is found" {
	upper
	run ! passes doc.bats 'name every program'
	make -s all at
	run ! passes at.bats 'each program alone'
}

@test "a report form is added as README says" {
	printf '#!/bin/sh\n# short - verdicts alone\nexec cut -f 5\n' \
	    >share/report/short
	chmod +x share/report/short
	edit man/at-report.1 '/^\.It Cm csv$/i\
.It Cm short\
the verdicts alone.
'
	tests report-filter.bats <<-'E'

	TEST "short has the verdicts" {
		sample
		is "$(at-report -f short j | sed -n 2p)" GOOD
	}
	E
	followed 'a report form' s,/x$,/short,
	make -s all
	passes report-filter.bats 'short has'
	passes completion.bats 'bash completes'
	t/lint man/at-report.1 share/report/short
}

@test "a profiler is added as README says" {
	sed 's/vmstat/idle/g; s/^# idle - .*/# idle - nothing, every interval=1 seconds/' \
	    share/profilers/vmstat >share/profilers/idle
	chmod +x share/profilers/idle
	edit man/at-profile.1 '/^\.It Cm inotify /i\
.It Cm idle Ar interval Ns =1\
Nothing, in\
.Pa idle .
'
	edit t/profilers.bats "s/^all='/&idle /"
	tests profilers.bats <<-'E'

	TEST "idle leaves its lines" {
		mkdir -p bin
		printf '#!/bin/sh\necho nothing; exec sleep 9\n' >bin/idle
		chmod +x bin/idle
		PATH=$PWD/bin:$PATH
		work
		real idle idle nothing
	}
	E
	followed 'a profiler' s,/x$,/idle,
	make -s all
	passes profilers.bats 'idle leaves|every profiler is tested'
	passes share.bats 'says what each profiler does'
	t/lint man/at-profile.1 share/profilers/idle
}

@test "an option is added as README says" {
	edit cmd/at-group.c 's/"at-group name/"at-group [-z] name/
	    s/option(argc, argv, ""/option(argc, argv, "z"/'
	edit man/at-group.1 's/^\.Ar name command$/.Op Fl z\
&/; s/^\.It Fl h$/.It Fl z\
Do nothing else.\
&/'
	edit man/at.7 's/^\.It Fl x Ar seconds$/.It Fl z\
nothing else\
&/'
	tests at-group.bats <<-'E'

	TEST "option z is known" {
		run -125 --separate-stderr at-group -z
		has "$stderr" 'usage: at-group [-z] name'
	}
	E
	followed 'an option' s/at-y/at-group/
	make -s all
	passes at-group.bats 'option z'
	passes doc.bats 'option|usage|fault'
	t/lint cmd/at-group.c man/at-group.1 man/at.7
}
