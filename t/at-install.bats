#!/usr/bin/env bats
load helper

# pack DIR ARCHIVE - an archive of what is in DIR
pack() {
	case $2 in
	*.bz2) (cd "$1" && tar -cf - ./*) | bzip2 >"$2" ;;
	*.gz) (cd "$1" && tar -cf - ./*) | gzip >"$2" ;;
	*.xz) (cd "$1" && tar -cf - ./*) | xz >"$2" ;;
	esac
}

# sums REPOSITORY - list what is in it
sums() {
	(cd "$1" && md5sum ./*.tar.* | sed 's,\./,,') >"$1/packages.checksum"
}

# repository [DIR [TEXT]] - one that has the test mytest, which says TEXT
repository() {
	mkdir -p "${1:-repo}" files
	echo "echo ${2:-one}" >files/run_once
	chmod +x files/run_once
	pack files "${1:-repo}/test-mytest.tar.gz"
	sums "${1:-repo}"
}

# zeros N - so many of them, for member
zeros() {
	dd if=/dev/zero bs="$1" count=1 2>/dev/null
}

# header SUM NAME TYPE LINK SIZE - a block with that sum in it
header() {
	printf %s "$2"
	zeros $((100 - ${#2}))
	printf '0000755\0000000000\0000000000\000%011o\00000000000000\000' "$5"
	printf "$1"
	printf %s "$3$4"
	zeros $((100 - ${#4}))
	printf 'ustar\00000'
	zeros 247
}

# member NAME [TYPE [LINK [SIZE]]] - the header of one in a tar archive
member() {
	local sum

	set -- "$1" "${2:-0}" "${3-}" "${4:-0}"
	sum=$(header '        ' "$@" | od -An -v -tu1 |
	    awk '{ for (i = 1; i <= NF; i++) n += $i } END { printf "%06o", n }')
	header "$sum\\000 " "$@"
}

# archive MEMBERS... - x.tar.gz of them, `NAME[ TYPE[ LINK]]' each
archive() {
	local m

	for m; do
		member $m
	done >x.tar
	zeros 1024 >>x.tar
	gzip -c x.tar >x.tar.gz
}

# files - what there is here, less locks and what bats leaves
files() {
	find . ! -name '.*-lock' ! -name 'separate-stderr*' ! -name tests | sort
}

# refused ERROR - x.tar.gz gets this error, and nothing is anywhere
refused() {
	local before

	before=$(files)
	run -2 --separate-stderr at-install x.tar.gz
	is "$output" ''
	is "$stderr" "at-install: x.tar.gz: $1"
	is "$(files)" "$before"
}

@test "a package of a repository is put in place, and its directory printed" {
	repository
	run -0 --separate-stderr at-install -r repo mytest
	is "$output" "$PWD/tests/mytest"
	is "$stderr" ''
	is "$(tests/mytest/run_once)" one
	is "$(<tests/mytest/.checksum)" "$(md5sum <repo/test-mytest.tar.gz |
	    sed 's/ .*//')"
	is "$(ls -A tests)" "$(printf '.mytest-test-lock\nmytest')"
}

@test "packages of the other types have directories of their own" {
	repository
	for type in dep profiler; do
		mv repo/test-mytest.tar.gz repo/$type-mytest.tar.gz
		sums repo
		run -0 at-install -r repo -T $type mytest
		is "$output" "$PWD/${type}s/mytest"
		[ -x ${type}s/mytest/run_once ]
		mv repo/$type-mytest.tar.gz repo/test-mytest.tar.gz
	done
}

@test "-d says where, else the first directory of AT_TESTPATH for tests" {
	repository
	run -0 at-install -r repo -d a/b/ mytest
	is "$output" "$PWD/a/b/mytest"
	AT_TESTPATH=:site_tests:tests run -0 at-install -r repo mytest
	is "$output" "$PWD/site_tests/mytest"
	AT_TESTPATH=site_tests run -1 at-install -l -T dep x
	is "$output" "$(printf 'dep\t-\tx\tdep-x.tar.bz2\tdeps/x\tabsent')"
	run -2 --separate-stderr at-install -r repo -d '' mytest
	is "$stderr" "at-install: -d '': want a directory"
}

@test "the repository that was named last is tried first" {
	repository a one
	repository b two
	mkdir c
	at-install -r a -r b -r c mytest
	is "$(tests/mytest/run_once)" two
	at-install -r b -r a mytest
	is "$(tests/mytest/run_once)" one
}

@test "AT_REPOSITORY has repositories, where no -r is" {
	repository a one
	repository b two
	AT_REPOSITORY=" $PWD/a  file://$PWD/b " at-install mytest
	is "$(tests/mytest/run_once)" two
	AT_REPOSITORY=b at-install -r a mytest
	is "$(tests/mytest/run_once)" one
}

@test "packages and archives may be packed by bzip2, gzip or xz" {
	local packer

	for packer in bzip2:bz2 gzip:gz xz:xz; do
		command -v "${packer%:*}" >/dev/null || continue
		ran=1
		rm -rf repo tests
		repository
		rm repo/*
		pack files "repo/test-mytest.tar.${packer#*:}"
		sums repo
		at-install -r repo mytest
		is "$(tests/mytest/run_once)" one
		pack files "other.tar.${packer#*:}"
		run -0 at-install "other.tar.${packer#*:}"
		is "$output" "$PWD/tests/other"
		is "$(tests/other/run_once)" one
	done
	[ -n "${ran-}" ] || skip 'no packer to be had'
}

@test "an archive is named by its file, less type and version" {
	mkdir files
	: >files/run_once
	while read -r file name; do
		pack files "$file"
		run -0 at-install "$file"
		is "$output" "$PWD/$name"
		[ -e "$name/run_once" ]
	done <<-'END'
		dbench-4.0.tar.gz tests/dbench
		a.b.tar.gz tests/a.b
		x-1-2rc1.tar.gz tests/x-1-2rc1
		y-1-2.tar.gz tests/y-1
		test-z.tar.gz tests/z
		dep-lib-1.2.tar.gz deps/lib
		profiler-top.tar.gz profilers/top
		tester-3.tar.gz tests/tester
		twice.tar.gz.tar.gz tests/twice
	END
	pack files test-dep-w.tar.gz
	run -0 at-install "file:$PWD/test-dep-w.tar.gz"
	is "$output" "$PWD/tests/dep-w"
	run -0 at-install -T dep "file://localhost$PWD/test-dep-w.tar.gz"
	is "$output" "$PWD/deps/test-dep-w"
}

@test "a test may be packed as files or as the one directory of its name" {
	mkdir dbench-4.0
	echo 'echo hi' >dbench-4.0/run_once
	chmod +x dbench-4.0/run_once
	tar -cf - dbench-4.0 | gzip >dbench-4.0.tar.gz
	at-install dbench-4.0.tar.gz
	is "$(tests/dbench/run_once)" hi
	cp dbench-4.0.tar.gz test-dbench-4.0.tar.gz
	at-install -d a test-dbench-4.0.tar.gz
	is "$(a/dbench/run_once)" hi
	mv dbench-4.0 lib
	tar -cf - lib | gzip >dep-x.tar.gz
	at-install dep-x.tar.gz
	is "$(deps/x/lib/run_once)" hi
}

@test "-l tells what an operand stands for, and installs nothing" {
	repository
	run -1 --separate-stderr at-install -l mytest
	is "$output" "$(printf 'test\t-\tmytest\ttest-mytest.tar.bz2\ttests/mytest\tabsent')"
	is "$stderr" ''
	[ ! -e tests ]
	at-install -r repo mytest
	run -0 at-install -l mytest
	is "$output" "$(printf 'test\t-\tmytest\ttest-mytest.tar.bz2\ttests/mytest\tinstalled')"
	mkdir -p tests/mine
	run -0 at-install -l -r nowhere mine.tar.xz
	is "$output" "$(printf 'test\t-\tmine\tmine.tar.xz\ttests/mine\tlocal')"
	run -1 at-install -l 'https://me:secret@h.org:81/a b/x-2.tar.gz?y#z'
	is "$output" "$(printf 'test\th_org_81_a_b\tx\thttps://me:secret@h.org:81/a b/x-2.tar.gz?y#z\ttests/download/h_org_81_a_b/x\tabsent')"
}

@test "a name with ':' or '/' is a directory below another" {
	repository
	mv repo/test-mytest.tar.gz repo/test-suite:mytest.tar.gz
	sums repo
	run -0 at-install -r repo suite:mytest
	is "$output" "$PWD/tests/suite/mytest"
	rm -r tests
	run -0 at-install -r repo suite/mytest
	is "$output" "$PWD/tests/suite/mytest"
	is "$(ls -A tests/suite)" "$(printf '.mytest-test-lock\nmytest')"
}

@test "what is there and up to date is left alone, edits too" {
	repository
	at-install -r repo mytest
	echo mine >tests/mytest/run_once
	rm repo/test-mytest.tar.gz
	run -0 at-install -r repo mytest
	is "$output" "$PWD/tests/mytest"
	is "$(<tests/mytest/run_once)" mine
	pack files x.tar.gz
	at-install x.tar.gz
	echo mine >tests/x/run_once
	at-install x.tar.gz
	is "$(<tests/x/run_once)" mine
}

@test "a repository that changed is noticed, and the old tree replaced" {
	repository
	: >files/gone
	repository
	at-install -r repo mytest
	[ -e tests/mytest/gone ]
	echo 1 >tests/mytest.version
	rm files/gone
	repository repo two
	at-install -r repo mytest
	is "$(tests/mytest/run_once)" two
	[ ! -e tests/mytest/gone ]
	# setup is to run again, also where it left no src
	[ ! -e tests/mytest.version ]
}

@test "lists may have SHA-256, other files, and lines that are none" {
	repository
	{
		echo '# comment'
		echo "$(md5sum <repo/test-mytest.tar.gz | sed 's/ .*//') test-x.tar.gz"
		echo 'xyz test-mytest.tar.gz'
		echo
		sha256sum <repo/test-mytest.tar.gz | tr a-f A-F |
		    sed 's/ .*/ *test-mytest.tar.gz/'
	} >list
	mv list repo/packages.checksum
	at-install -r repo mytest
	is "$(<tests/mytest/.checksum)" \
	    "$(sha256sum <repo/test-mytest.tar.gz | sed 's/ .*//')"
	run -2 --separate-stderr at-install -r repo x
	is "$stderr" "at-install: Installation of x(type:test) failed : test-x.tar.bz2 could not be fetched from any of the repos ['repo']"
	# what is there and not in the list is not there
	cp repo/test-mytest.tar.gz repo/test-y.tar.gz
	run -2 --separate-stderr at-install -r repo y
	is "$stderr" "at-install: Installation of y(type:test) failed : test-y.tar.bz2 could not be fetched from any of the repos ['repo']"
}

@test "checksums are MD5 and SHA-256" {
	local sum

	while read -r text md5 sha; do
		case $text in
		million) yes a | head -n 1000000 | tr -d '\n' ;;
		-) ;;
		*) printf %s "$text" ;;
		esac >x.tar.gz
		for sum in "$md5" "$sha"; do
			run -2 --separate-stderr at-install \
			    -s "$(echo "$sum" | tr 0-9a-f 0)" x.tar.gz
			is "$stderr" "at-install: x.tar.gz: checksum is $sum, want $(echo "$sum" | tr 0-9a-f 0)"
		done
	done <<-'END'
		- d41d8cd98f00b204e9800998ecf8427e e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
		abc 900150983cd24fb0d6963f7d28e17f72 ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad
		abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq 8215ef0796a20bcaaae116d3876c664a 248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1
		12345678901234567890123456789012345678901234567890123456789012345678901234567890 57edf4a22be3c955ac49da2e2107b67a f371bc4a311f2b009eef952dd83ca80e2b60026c8e935592d0f9c308453c813e
		million 7707d6ae4e027c70eea2a935c2296f21 cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0
	END
	[ ! -e tests ]
}

@test "no checksum from md5sum or sha256sum: nothing is installed" {
	local sum text tool

	repository
	mkdir bin only
	for tool in cat gunzip gzip tar; do
		ln -s "$(command -v $tool)" only
	done
	sum=$(sha256sum <repo/test-mytest.tar.gz | sed 's/ .*//')
	at=$(command -v at-install)
	run -2 --separate-stderr env PATH=$PWD/only "$at" -r repo mytest
	is "$stderr" 'at-install: md5sum: not found in PATH; nothing is installed unchecked'
	run -2 --separate-stderr env PATH=$PWD/only "$at" repo/test-mytest.tar.gz
	is "$stderr" 'at-install: md5sum: not found in PATH; nothing is installed unchecked'
	run -2 --separate-stderr env PATH=$PWD/only "$at" -s "$sum" repo/test-mytest.tar.gz
	is "$stderr" 'at-install: sha256sum: not found in PATH; nothing is installed unchecked'
	# it fails, says nothing, too little, too much, no digits, another sum,
	# or the right one with a message before it
	for text in "echo '$sum  -'; exit 1" true "printf %s $sum" \
	    "echo ${sum}0" "yes $sum$sum" "echo '${sum%?}g  -'" \
	    "echo '\\$sum  -'" "echo ' $sum  -'" "echo '$sum  -'; kill -9 \$\$"; do
		printf '#!/bin/sh\n%s\n' "$text" >bin/sha256sum
		chmod +x bin/sha256sum
		run -2 --separate-stderr env PATH="$PWD/bin:$PATH" \
		    timeout 20 at-install -s "$sum" repo/test-mytest.tar.gz
		is "$stderr" 'at-install: repo/test-mytest.tar.gz: no checksum from sha256sum'
	done
	[ ! -e tests ]
	# the program reads the file from its standard input
	printf '#!/bin/sh\ncat | %s "$@"; echo "$#" >arguments\n' \
	    "$(command -v sha256sum)" >bin/sha256sum
	PATH=$PWD/bin:$PATH at-install -s "$sum" repo/test-mytest.tar.gz
	is "$(<arguments)" 0
	is "$(tests/mytest/run_once)" one
}

@test "a package with another checksum than the list's is not installed" {
	repository
	at-install -r repo mytest
	cp repo/packages.checksum old
	repository repo two
	cp old repo/packages.checksum
	rm -r tests/mytest/.checksum
	echo 0 >tests/mytest/.checksum
	run -2 --separate-stderr at-install -r repo mytest
	is "$output" ''
	is "$stderr" "at-install: repo/test-mytest.tar.gz: checksum is $(md5sum <repo/test-mytest.tar.gz | sed 's/ .*//'), want $(sed 's/ .*//' old)"
	is "$(tests/mytest/run_once)" one
}

@test "-s tells the checksum of an archive, and beside the list's" {
	repository
	sum=$(sha256sum <repo/test-mytest.tar.gz | sed 's/ .*//')
	other=$(echo "$sum" | tr 0-9 1-90)
	run -2 --separate-stderr at-install -s "$other" -r repo mytest
	is "$stderr" "at-install: repo/test-mytest.tar.gz: checksum is $sum, want $other"
	run -2 --separate-stderr at-install -s "$other" ./repo/test-mytest.tar.gz
	is "$stderr" "at-install: ./repo/test-mytest.tar.gz: checksum is $sum, want $other"
	[ ! -e tests ]
	at-install -s "$sum" -r repo mytest
	is "$(<tests/mytest/.checksum)" "$sum"
	rm repo/test-mytest.tar.gz
	at-install -s "$(echo "$sum" | tr a-f A-F)" -r repo mytest
	for bad in '' 0 "${sum}0" "${sum%?}g"; do
		run -2 --separate-stderr at-install -s "$bad" mytest
		is "$stderr" "at-install: -s '$bad': want 32 or 64 hexadecimal digits"
	done
}

@test "a repository without a list vouches for nothing" {
	repository
	rm repo/packages.checksum
	run -2 --separate-stderr at-install -r repo mytest
	is "$stderr" 'at-install: repo/test-mytest.tar.gz: no packages.checksum beside it; -s gives its checksum'
	[ ! -e tests ]
	at-install -s "$(md5sum <repo/test-mytest.tar.gz | sed 's/ .*//')" -r repo mytest
	is "$(tests/mytest/run_once)" one
}

@test "what is nowhere to be had is one line, and nothing is made" {
	mkdir repo
	run -2 --separate-stderr at-install mytest
	is "$stderr" 'at-install: Installation of mytest(type:test) failed : No repository urls specified'
	run -2 --separate-stderr at-install -r repo/ -r no/where -T dep mytest
	is "$stderr" "at-install: Installation of mytest(type:dep) failed : dep-mytest.tar.bz2 could not be fetched from any of the repos ['repo', 'no/where']"
	run -2 --separate-stderr at-install mytest.tar.gz
	is "$stderr" 'at-install: mytest.tar.gz: No such file or directory'
	run -2 --separate-stderr at-install -r repo mytest.tar.gz
	is "$stderr" "at-install: mytest.tar.gz could not be fetched from any of the repos ['repo']"
	run -2 --separate-stderr at-install -r repo ./mytest.tar.gz
	is "$stderr" 'at-install: ./mytest.tar.gz: No such file or directory'
	mkdir dir.tar.gz
	run -2 --separate-stderr at-install dir.tar.gz
	is "$stderr" 'at-install: dir.tar.gz: Is a directory'
	is "$(files)" "$(printf '.\n./dir.tar.gz\n./repo')"
}

@test "a name that would reach outside is refused" {
	repository
	before=$(files)
	while IFS='|' read -r name why; do
		name=$(printf '%b.' "$name")
		run -2 --separate-stderr at-install -r repo -- "${name%.}"
		is "$stderr" "at-install: $(printf %s "${name%.}" | tr '\1-\37' '?'): $why"
	done <<-'END'
		|empty name
		../x|'.' or '..' in the name
		a:..:..:x|'.' or '..' in the name
		a:.:x|'.' or '..' in the name
		/x|name begins with '/'
		:x|name begins with '/'
		a//x|empty component in the name
		.x|name begins with '.' or '-'
		a:-x|name begins with '.' or '-'
		a\tb|control character in the name
		download|kept for what comes by URL
		download/a/b|kept for what comes by URL
		../...tar.gz|'.' or '..' in the name
		http://h/.x.tar.gz|name begins with '.' or '-'
		test-.tar.gz|empty name
	END
	run -2 at-install -l http://h/a:..:..:..:..:x.tar.gz
	is "$(files)" "$before"
}

@test "places that cannot be are refused" {
	for bad in ftp://h/x.tar.gz file://h/x.tar.gz; do
		run -2 --separate-stderr at-install $bad
		is "$stderr" "at-install: $bad: want a path, or a file:, http: or https: URL"
		run -2 --separate-stderr at-install -r $bad x
		is "$stderr" "at-install: '$bad': want a directory, or a file:, http: or https: URL"
	done
	run -2 --separate-stderr at-install -r '' x
	is "$stderr" "at-install: '': want a directory, or a file:, http: or https: URL"
	for bad in http://h/x http://h/x.tar file:x.zip https://h; do
		run -2 --separate-stderr at-install $bad
		is "$stderr" "at-install: $bad: want a name that ends in .tar.bz2, .tar.gz or .tar.xz"
	done
	run -2 --separate-stderr at-install -T client x
	is "$stderr" "at-install: -T 'client': want test, dep or profiler"
}

@test "usage errors" {
	run -2 --separate-stderr at-install
	[[ $stderr == 'usage: at-install '* ]]
	run -2 --separate-stderr at-install -l
	[[ $stderr == 'usage: at-install '* ]]
	run -2 at-install a b
	run -2 at-install -z a
	run -2 at-install a -l
	run -0 at-install -h
	[[ $output == 'usage: at-install '* ]]
	[ ! -e tests ]
}

@test "an archive whose names lead outside is refused before it is unpacked" {
	while IFS='|' read -r name shown; do
		archive good "$name"
		run -2 --separate-stderr at-install x.tar.gz
		# busybox takes the beginning off, and says so instead
		[[ $stderr == "at-install: x.tar.gz: $shown: name that leads out of the archive" ||
		    $stderr == "at-install: x.tar.gz: tar: removing leading "*": name that leads out of the archive" ]]
	done <<-'END'
		../evil|../evil
		a/../../evil|a/../../evil
		/tmp/at-evil|/tmp/at-evil
	END
	[ ! -e /tmp/at-evil ]
	[ ! -e ../evil ]
	[ ! -e evil ]
}

@test "an archive whose links lead outside is refused" {
	out='link that leads out of the archive'
	while read -r name; do
		archive good d/good "$name"
		refused "${name%% *}: $out"
	done <<-END
		l 2 /etc
		l 2 ..
		l 2 ../x
		d/l 2 ../../x
		l 2 x/../y
		l 2 x/..
		l 2 ./..
	END
	: >secret
	while read -r name; do
		archive good d/good "$name"
		run -2 --separate-stderr at-install x.tar.gz
		[ ! -e tests/x ]
	done <<-END
		h 1 $PWD/secret
		h 1 ../../secret
		h 1 nothing
	END
	# a tar that makes links wherever they lead
	if busybox tar --help >/dev/null 2>&1; then
		mkdir bin
		ln -s "$(command -v busybox)" bin/tar
		archive good "h 1 $PWD/secret"
		PATH=$PWD/bin:$PATH refused 'hard link that leads out of the archive'
		is "$(find . -name secret -links 1)" ./secret
	fi
	archive good x/good 'x/l 2 ../y'
	at-install x.tar.gz
	# the same link, when its directory becomes the test's
	archive x/good 'x/l 2 ../y'
	refused "l: $out"
}

@test "nothing is written through a link of the archive" {
	mkdir out
	: >out/secret
	through='below what is no directory'
	archive d/good 'd/l 2 ..' 'd/l/evil'
	refused "d/l/evil: $through"
	archive good 'l 2 .' 'l/evil'
	refused "l/evil: $through"
	archive good 'good/evil'
	refused "good/evil: $through"
	is "$(ls out)" secret
}

@test "links that stay inside are kept" {
	archive run_once bin/tool 'a 2 bin/tool' 'bin/b 2 ../run_once' \
	    'c/d/e 2 ../../bin/tool' 'f 2 not/yet/there' 'g 1 bin/tool' \
	    'h 2 ./bin//tool' 'i 2 a'
	at-install x.tar.gz
	is "$(readlink tests/x/c/d/e)" ../../bin/tool
	for link in a bin/b c/d/e g h i; do
		[ -f tests/x/$link ]
	done
	[ tests/x/g -ef tests/x/bin/tool ]
}

@test "devices and FIFOs are refused" {
	archive good 'c 6'
	refused 'c: neither file, directory nor link'
	[ "$(id -u)" = 0 ] || skip 'tar makes devices for root only'
	archive good 'd/c 3'
	refused 'd/c: neither file, directory nor link'
}

@test "what the system's tar writes comes out the same" {
	long=$(printf '%090d' 1)
	mkdir -p "x/$long/$long"
	echo deep >"x/$long/$long/file"
	: >x/empty
	ln -s "$long/$long" x/link
	yes | head -n 100000 >x/big
	ln x/big x/same
	chmod 640 x/big
	chmod 4755 x/empty
	touch -t 200102030405 x/big
	pack x x.tar.gz
	umask 022
	at-install x.tar.gz
	rm tests/x/.checksum
	diff -r x tests/x
	[ tests/x/big -ef tests/x/same ]
	is "$(ls -l tests/x/big | cut -c 1-10)" -rw-r-----
	is "$(ls -l tests/x/empty | cut -c 1-10)" -rwxr-xr-x
	[ ! tests/x/big -nt x/big ]
	[ ! tests/x/big -ot x/big ]
}

@test "an archive cut short anywhere is refused" {
	repository
	cp repo/test-mytest.tar.gz whole
	size=$(wc -c <whole)
	for n in 0 1 10 100 $((size - 9)) $((size - 1)); do
		dd if=whole bs=1 count="$n" 2>/dev/null >x.tar.gz
		refused 'gzip cannot decompress it'
	done
	gzip -dc whole >x.tar
	for n in 100 600; do
		dd if=x.tar bs=1 count="$n" 2>/dev/null | gzip >x.tar.gz
		refused 'tar cannot unpack it'
	done
	is "$(ls -A tests)" .x-test-lock
}

@test "an empty archive, and what is no archive, are refused" {
	archive
	refused 'empty archive'
	archive './ 5'
	refused 'empty archive'
	yes hello | head -n 1000 | gzip >x.tar.gz
	refused 'tar cannot unpack it'
	echo hello >x.tar.gz
	refused 'gzip cannot decompress it'
}

@test "a bad archive leaves what was installed in place" {
	archive good
	at-install x.tar.gz
	sum=$(<tests/x/.checksum)
	archive new ../evil
	run -2 --separate-stderr at-install x.tar.gz
	has "$stderr" 'name that leads out of the archive'
	is "$(ls -A tests/x)" "$(printf '.checksum\ngood')"
	is "$(<tests/x/.checksum)" "$sum"
}

@test "a directory that at-install did not make is not touched" {
	repository
	mkdir -p tests/mytest elsewhere
	echo mine >tests/mytest/run_once
	run -2 --separate-stderr at-install -r repo mytest
	is "$stderr" 'at-install: tests/mytest: not put there by at-install; move it away first'
	is "$(<tests/mytest/run_once)" mine
	rm -r tests/mytest
	: >elsewhere/.checksum
	ln -s ../elsewhere tests/mytest
	run -2 --separate-stderr at-install -r repo mytest
	is "$stderr" 'at-install: tests/mytest: not put there by at-install; move it away first'
	[ -L tests/mytest ]
}

@test "what a killed installation left is cleared, and its old tree kept" {
	archive good
	at-install x.tar.gz
	mkdir tests/.x-test-new
	mv tests/x tests/.x-test-new/old
	mkdir -m 0 tests/.x-test-new/tree
	archive new ../evil
	run -2 at-install x.tar.gz
	is "$(ls -A tests)" "$(printf '.x-test-lock\nx')"
	[ -e tests/x/good ]
	mkdir -p tests/.x-test-new/tree/half
	archive new
	at-install x.tar.gz
	is "$(ls -A tests tests/x)" "$(printf 'tests:\n.x-test-lock\nx\n\ntests/x:\n.checksum\nnew')"
}

@test "of two at once the second waits, and finds it done" {
	repository
	mkdir bin
	cat >bin/gzip <<-END
		#!/bin/sh
		echo >>unpacked
		"$TOP/t/await" [ -e go ]
		exec $(command -v gzip) "\$@"
	END
	chmod +x bin/gzip
	export PATH=$PWD/bin:$PATH
	at-install -r repo mytest >out1 3>&- &
	first=$!
	await [ -e unpacked ]
	at-install -r repo mytest >out2 3>&- &
	: >go
	wait $first
	wait $!
	is "$(cat out1 out2)" "$(printf '%s/tests/mytest\n' "$PWD" "$PWD")"
	# once to list it, once to unpack it
	is "$(wc -l <unpacked | tr -d ' ')" 2
	is "$(ls -A tests)" "$(printf '.mytest-test-lock\nmytest')"
}

needs_mounts() {
	unshare -m true 2>/dev/null || skip 'no mounts without root'
}

# inside COMMAND - where mounts can be made, and nobody else sees them
inside() {
	unshare -m sh -ec "$1"
}

@test "a full disk is an error, and what was installed stays" {
	needs_mounts
	mkdir tests
	yes "$(printf '%0500d' 0)" | head -n 2000 >big
	mkdir files
	mv big files
	pack files x.tar.gz
	run -2 --separate-stderr inside 'mount -t tmpfs -o size=300k none tests
	    mkdir tests/x
	    : >tests/x/.checksum
	    at-install x.tar.gz && exit
	    [ -e tests/x/.checksum ] || exit 3
	    [ ! -e tests/x/big ] || exit 4
	    [ "$(ls -A tests | wc -l)" = 2 ] || exit 5
	    exit 2'
	is "$stderr" 'at-install: x.tar.gz: tar cannot unpack it'
}

@test "a directory that cannot be written is an error, unless all is there" {
	needs_mounts
	repository
	at-install -r repo mytest
	repository new two
	run -2 --separate-stderr inside 'mount --bind tests tests
	    mount -o remount,bind,ro tests
	    [ "$(at-install -r repo mytest)" = "$PWD/tests/mytest" ]
	    at-install -r new mytest && exit
	    at-install -r new -d tests/sub mytest && exit
	    exit 2'
	is "$stderr" "$(printf '%s\n' 'at-install: tests/.mytest-test-lock: Read-only file system' 'at-install: tests/sub: Read-only file system')"
	is "$(tests/mytest/run_once)" one
}

@test "standard output that cannot be written is an error" {
	[ -c /dev/full ] || skip 'no /dev/full'
	repository
	run -2 --separate-stderr sh -c 'at-install -l x >/dev/full'
	is "$stderr" 'at-install: standard output: No space left on device'
	run -2 --separate-stderr sh -c 'at-install -r repo mytest >/dev/full'
	is "$stderr" 'at-install: standard output: No space left on device'
}

@test "programs that are missing are told" {
	repository
	mkdir bin
	ln -s "$(command -v at-install)" "$(command -v md5sum)" bin
	run -2 --separate-stderr env PATH=$PWD/bin at-install -r repo mytest
	is "$stderr" 'at-install: repo/test-mytest.tar.gz: gzip: No such file or directory'
	run -2 --separate-stderr env PATH=$PWD/bin at-install -r http://h mytest
	is "$stderr" 'at-install: http://h/packages.checksum: neither wget nor curl is there to fetch it'
	# busybox may have been built with this one alone
	printf '#!/bin/sh\nPATH=%s exec gunzip "$@"\n' "$PATH" >bin/gunzip
	chmod +x bin/gunzip
	run -2 --separate-stderr env PATH=$PWD/bin at-install -r repo mytest
	is "$stderr" 'at-install: repo/test-mytest.tar.gz: tar: No such file or directory'
	ln -s "$(command -v tar)" bin/tar
	run -0 env PATH=$PWD/bin at-install -r repo mytest
	is "$(tests/mytest/run_once)" one
}

@test "an inherited ignored SIGCHLD does not lose how a program ended" {
	repository
	mkdir bin
	printf '#!/bin/sh\nexec cat "repo/${4##*/}"\n' >bin/wget
	chmod +x bin/wget
	PATH=$PWD/bin:$PATH
	# dash does not hand it on
	run -0 bash -c 'trap "" CHLD; exec at-install -r http://h mytest'
	dd if=repo/test-mytest.tar.gz bs=1 count=60 2>/dev/null >x.tar.gz
	run -2 bash -c 'trap "" CHLD; exec at-install x.tar.gz'
	[ ! -e tests/x ]
}

@test "a signal ends it at once, and it can be run again" {
	repository
	mkdir bin
	printf '#!/bin/sh\necho $$ >pid\nexec sleep 60\n' >bin/gzip
	chmod +x bin/gzip
	PATH=$PWD/bin:$PATH at-install -r repo mytest 3>&- &
	await [ -s pid ]
	kill -TERM $!
	rc=0
	wait $! || rc=$?
	is "$rc" 143
	kill "$(<pid)"
	[ -d tests/.mytest-test-new ]
	[ ! -e tests/mytest ]
	at-install -r repo mytest
	is "$(ls -A tests)" "$(printf '.mytest-test-lock\nmytest')"
}

# served - the file that is served now is there for a client
served() {
	[ "$(timeout 5 busybox wget -q -O - $url/up 2>/dev/null)" = "$$" ]
}

# answers - the server does, or it has ended
answers() {
	served || ! kill -0 $server
}

# server - serve . until the test ends, at $url
server() {
	local port

	busybox httpd --help >/dev/null 2>&1 ||
	    busybox --list 2>/dev/null | grep -qx httpd || skip 'no httpd'
	loopback
	echo "$$" >up
	for port in 8123 18123 28123 38123 $((20000 + $$ % 10000)); do
		busybox httpd -f -p "127.0.0.1:$port" -h "$PWD" 3>&- &
		server=$!
		url=http://127.0.0.1:$port
		# it answers, or has ended since the port is taken
		await answers 2>/dev/null || kill $server 2>/dev/null || :
		! served || return 0
	done
	server=
	skip 'no port'
}

teardown() {
	[ -z "${server-}" ] || kill "$server"
}

@test "packages and archives are fetched by URL, with wget or curl" {
	repository
	server
	mkdir bin
	ln -s "$(command -v busybox)" bin/wget
	for fetcher in wget curl "$PWD/bin/wget"; do
		command -v "$fetcher" >/dev/null || continue # skip is in server
		rm -rf tests only
		mkdir only
		for name in "$fetcher" gzip md5sum tar at-install; do
			ln -s "$(command -v "$name")" "only/${name##*/}"
		done
		run -0 --separate-stderr env PATH=$PWD/only at-install -r $url/repo/ mytest
		is "$output" "$PWD/tests/mytest"
		is "$stderr" ''
		is "$(tests/mytest/run_once)" one
		run -0 env PATH=$PWD/only at-install "$url/repo/test-mytest.tar.gz?x=1"
		group=$(echo "${url#*//}/repo" | tr -c 'a-zA-Z0-9\n' _)
		is "$output" "$PWD/tests/download/$group/mytest"
		is "$("$output"/run_once)" one
		run -2 --separate-stderr env PATH=$PWD/only at-install $url/no.tar.gz
		is "$stderr" "at-install: no.tar.gz could not be fetched from any of the repos ['$url']"
		run -2 --separate-stderr env PATH=$PWD/only at-install -r $url other
		is "$stderr" "at-install: Installation of other(type:test) failed : test-other.tar.bz2 could not be fetched from any of the repos ['$url']"
	done
}

@test "what came by URL stays as it is, unless -s wants another" {
	mkdir bin www
	cat >bin/wget <<-'END'
		#!/bin/sh
		exec cat "www/${4##*/}"
	END
	chmod +x bin/wget
	PATH=$PWD/bin:$PATH
	repository www
	at-install http://h/d/test-mytest.tar.gz
	repository www two
	run -0 at-install http://h/d/test-mytest.tar.gz
	is "$output" "$PWD/tests/download/h_d/mytest"
	is "$("$output"/run_once)" one
	run -0 at-install -s "$(md5sum <www/test-mytest.tar.gz | sed 's/ .*//')" \
	    http://h/d/test-mytest.tar.gz
	is "$("$output"/run_once)" two
	rm -r tests/download
	run -0 env -u TMPDIR at-install http://h/d/test-mytest.tar.gz
	TMPDIR=$PWD/nowhere run -2 --separate-stderr at-install http://h/x.tar.gz
	is "$stderr" "at-install: $PWD/nowhere: No such file or directory"
}
