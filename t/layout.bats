#!/usr/bin/env bats
# bats file_tags=slow
#
# The lint of the layout is tested: each rule is broken once, in a copy of
# the tree, and the lint names the place.
load helper

# the objects come along, so that only the broken file is compiled
setup() {
	mkdir "$BATS_TEST_TMPDIR/t"
	cd "$BATS_TEST_TMPDIR" || return
	cp -Rp "$TOP/Makefile" "$TOP/cmd" "$TOP/lib" .
	cp -p "$TOP/t/lint.layout" t
	unset MAKEFLAGS MAKELEVEL
}

need_nm() {
	command -v nm >/dev/null || command -v llvm-nm >/dev/null ||
	    skip 'nm is not installed'
}

# finds PART TEXT - the lint's part has something to say, among it TEXT
finds() {
	run -1 t/lint.layout "$1"
	has "$output" "lint.layout: $2"
}

# calls FILE NAME [NEW] - a new function in FILE calls NAME
calls() {
	printf 'int %s(void);\nint %s(void);\nint %s(void)\n{\n\treturn %s();\n}\n' \
	    "$2" "${3-stranger}" "${3-stranger}" "$2" >>"$1"
}

# within HEADER LINE - LINE stands before the end of the guard
within() {
	sed "\$d" "$1" >new
	{ cat new; printf '%s\n#endif\n' "$2"; } >"$1"
}

@test "the tree keeps the rules" {
	need_nm
	run -0 t/lint.layout
	is "$(printf '%s\n' "$output" | grep -v '^note: ')" ''
}

@test "a floor that calls a higher one is found" {
	need_nm
	calls lib/base/names.c keyok
	finds floors 'lib/base/names.o: keyok of lib/format/keyval.o: lib/base calls lib/format'
}

@test "a floor that includes a higher one is found" {
	echo '#include "job.h"' >>lib/proc/crash.c
	n=$(wc -l <lib/proc/crash.c | tr -d ' ')
	finds floors "lib/proc/crash.c:$n: lib/proc includes job.h"
}

@test "a directory that is no floor is found" {
	mkdir lib/util
	finds floors 'lib/util/: not a floor of lib'
}

@test "lib that calls a program's own code is found" {
	need_nm
	calls lib/test/run.c readjob
	finds floors 'lib/test/run.o: readjob of cmd/report/rows.o: lib/test calls cmd/report'
}

@test "a program that calls another one's code is found" {
	need_nm
	calls cmd/compare/text.c readjob
	calls cmd/at-run.c readjob
	finds floors 'cmd/at-run.part: readjob of cmd/report/rows.o: at-run calls cmd/report'
	has "$output" 'cmd/compare/text.o: readjob of cmd/report/rows.o: at-compare calls cmd/report'
}

@test "a header that needs another one before it is found" {
	within lib/stat.h 'int broken(FILE *);'
	finds headers 'lib/stat.h: does not compile alone: '
}

@test "a header that cannot be included twice is found" {
	sed -i.old '/AT_STAT_H/d; $d' lib/stat.h
	finds headers 'lib/stat.h: does not compile twice: '
}

@test "headers that clash are found, and those that clash in one order" {
	within lib/expr.h 'enum { BROKEN };'
	within cmd/report/local.h 'enum { BROKEN };'
	finds headers 'does not compile: lib/base.h lib/expr.h '
	has "$output" 'does not compile: cmd/report/local.h lib/test.h '
	cp "$TOP/cmd/report/local.h" cmd/report
	within lib/expr.h '#define readjob 1'
	finds headers 'does not compile: lib/base.h lib/expr.h '
	[[ $output != *'compile: cmd/report'* ]]
}

@test "a module that no program uses is found" {
	need_nm
	calls lib/stat/alone.c abort
	sed -i.old 's,lib/stat/dist.o,lib/stat/alone.o &,' Makefile
	finds users 'lib/stat/alone.c: no program uses it'
	calls cmd/at-raise.c stranger user
	finds users 'lib/stat/alone.c: at-raise alone uses it: move it to cmd'
	mv lib/stat/alone.c lib/job
	sed -i.old 's,lib/stat/alone.o,lib/job/alone.o,' Makefile
	run -0 t/lint.layout users
	has "$output" 'note: lint.layout: lib/job/alone.c: at-raise alone uses it'
}

@test "too many files, includes and lines are found" {
	i=0
	while [ "$((i += 1))" -le 60 ]; do
		: >"lib/base/broken$i.c"
	done
	yes '#include "base.h"' | sed 450q >>lib/base/buf.c
	{ printf 'static void\nbroken(void)\n{\n'; yes | sed 53q; echo '}'; } >fits
	{ printf 'static void\nlong(void)\n{\n'; yes | sed 54q; echo '}'; } >long
	cat fits long >>cmd/at.c
	finds sizes 'cmd/at.c: long: 56 lines, 55 at most'
	has "$output" '.c files in lib, 60 at most'
	has "$output" ' lines that include a header of ours, 450 at most'
	is "$(printf '%s\n' "$output" | wc -l | tr -d ' ')" 3
}

@test "a file that does not begin with its name is found" {
	sed -i.old '1s/buf/text/' lib/base/buf.c
	finds names 'lib/base/buf.c: want `/* buf.c - ...'\'' as its first line'
	sed -i.old '1s/at-raise/raise/' cmd/at-raise.c
	finds names 'cmd/at-raise.c: want `/* at-raise - ...'\'' as its first line'
	sed -i.old '2s/junit.c/page/' cmd/report/junit.c
	finds names 'cmd/report/junit.c: want `/* junit.c - ...'\'' as its first line'
}

@test "a guard that another header has, or that ends early, is found" {
	cp lib/stat.h lib/expr.h
	finds names 'lib/expr.h: want the guard AT_EXPR_H around all of it'
	echo '#define BROKEN' >>cmd/report/local.h
	finds names 'cmd/report/local.h: want the guard AT_REPORT_LOCAL_H around all of it'
}

@test "a part of a header whose file is elsewhere is found" {
	mv lib/base/names.c lib/job
	n=$(grep -n '^/\* names.c - ' lib/base.h | cut -d : -f 1)
	finds names "lib/base.h:$n: there is no lib/base/names.c"
}
