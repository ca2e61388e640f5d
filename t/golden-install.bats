#!/usr/bin/env bats
load helper
load golden/run

# atdir COMMAND... - run it with the working directory for @DIR@, which
# stands for it, and the checksums of files, in what it says too
atdir() {
	local status=0 sum=none

	"${@//@DIR@/$PWD}" >../said 2>../wrong || status=$?
	[ ! -f repo0/test-mytest.tar.bz2 ] ||
		sum=$(md5sum <repo0/test-mytest.tar.bz2)
	sed "s|$PWD|@DIR@|g" ../said
	sed "s|$PWD|@DIR@|g; s/${sum%% *}/@MD5:repo0@/" ../wrong >&2
	return "$status"
}

# pack REPOSITORY FILE - make it of the files in REPOSITORY.files
pack() {
	(cd "$1.files" && tar -cf - ./*) | bzip2 >"$1/$2"
}

# list REPOSITORY [CHECKSUM] - list the archives in it
list() {
	local f sum

	for f in "$1"/*.tar.bz2; do
		sum=$(md5sum <"$f")
		echo "${2:-${sum%% *}} ${f##*/}"
	done >"$1/packages.checksum"
}

# publish PATH - the archive in repo, if there is one, is at the URL now
publish() {
	rm -rf "$WWW"
	case $1 in
	*/*) mkdir -p "$WWW/${1%/*}" ;;
	*) mkdir "$WWW" ;;
	esac
	[ ! -f "repo/${1##*/}" ] || cp "repo/${1##*/}" "$WWW/$1"
}

# verdict TEST - run it; its verdict and reason
verdict() {
	local dir status=0

	dir=$(at-run "$1" 2>/dev/null) || status=$?
	sed -n "s/^		\([A-Z]*\)	$1	$1	.*	/\1 /p" "$dir/status.log"
	return "$status"
}

# listing DIR - each file in it, with what it holds
listing() {
	local f r

	[ ! -d "$1" ] || find "$1" ! -type d ! -name '.*-lock' |
	LC_ALL=C sort | while read -r f; do
		printf '%s: ' "$f"
		r=
		case $f in
		*/.checksum)
			for r in repo*/*.tar.bz2; do
				md5sum <"$r" | sed 's/ .*//' | cmp -s - "$f" &&
				    break
				r=
			done ;;
		esac
		if [ -n "$r" ]; then
			printf '@MD5:%s@\n\n' "${r%%/*}"
		else
			cat "$f"
			echo
		fi
	done
}

@test "tests are set up and packages installed as the original does" {
	limit 600 '72 rows'
	local tool

	for tool in bzip2 md5sum; do
		command -v $tool >/dev/null || skip "no $tool"
	done
	# there is no network here; what it says when a file is missing is not
	# to be seen
	export WWW=$PWD/www
	mkdir bin
	cat >bin/wget <<-'END'
		#!/bin/sh
		[ "$1 $2 $3" = '-q -O -' ] && exec cat "$WWW/${4#http://*/}"
	END
	chmod +x bin/wget
	PATH=$PWD/bin:$PATH
	table install 72
}
