#!/usr/bin/env bats
# bats file_tags=slow
# hostile archives through at-install, with three programs called tar
#
# Each archive is made here, byte by byte.  Whatever is in it: nothing
# outside changes, nothing special is put in place, and the message is one
# line that names the archive.
load helper

# archives TABLE - N.tar of each line's, and what it is in the list N.want
#
# A line is WANT|WHAT|MEMBER; MEMBER; ...   WANT is refused (nothing is put in
# place) or any.  A member is NAME [KEY=VALUE...]; mode uid gid size sum are
# the fields as text, beside them are type link data prefix gnu (its magic).
# {N:TEXT} is repeated, @ is the directory outside, \ooo a byte.  Instead of a
# member: !pax KEY VALUE [TYPE], !long L|K NAME, !zeros, !text TEXT.
archives() {
	local n want format

	"$1" | LC_ALL=C awk -v out="$PWD/outside" -F '|' '
	function field(s, n, i, c) {
		for (i = 1; i <= n; i++) {
			c = i <= length(s) ? code[substr(s, i, 1)] : 0
			total += c
			text = text sprintf("\\%03o", c)
		}
	}
	function value(key, other) { return key in v ? v[key] : other }
	function member(name, data, h, all) {
		total = 0
		text = ""
		field(name, 100)
		field(value("mode", "0000755"), 8)
		field(value("uid", sprintf("%07o", uid)), 8)
		field(value("gid", sprintf("%07o", gid)), 8)
		field(value("size", sprintf("%011o", length(data))), 12)
		field("14000000000", 12)
		h = text
		text = ""
		field(value("type", "0"), 1)
		field(value("link", ""), 100)
		field("gnu" in v ? "ustar " : "ustar", 6)
		field("gnu" in v ? " " : "00", 2)
		field("root", 32)
		field("root", 32)
		field("0000001", 8)
		field("0000003", 8)
		field(value("prefix", ""), 155)
		field("", 12)
		all = text
		text = ""
		field(value("sum", sprintf("%06o", total + 8 * 32)), 7)
		h = h text "\\040" all
		text = ""
		field(data, length(data))
		field("", (512 - length(data) % 512) % 512)
		return h text
	}
	function plain(s, a, i, n, t) {
		gsub(/@/, out, s)
		while (match(s, /[{][0-9]+:[^}]*[}]/)) {
			n = substr(s, RSTART + 1) + 0
			t = substr(s, RSTART, RLENGTH - 1)
			sub(/^[^:]*:/, "", t)
			a = ""
			for (i = 0; i < n; i++)
				a = a t
			s = substr(s, 1, RSTART - 1) a substr(s, RSTART + RLENGTH)
		}
		while (match(s, /\\[0-7][0-7][0-7]/))
			s = substr(s, 1, RSTART - 1) sprintf("%c", \
			    substr(s, RSTART + 1, 1) * 64 + \
			    substr(s, RSTART + 2, 1) * 8 + \
			    substr(s, RSTART + 3, 1)) substr(s, RSTART + 4)
		return s
	}
	function record(key, val, n) {
		n = length(key val) + 3
		n += length(n + length(n))
		return n " " key "=" val "\n"
	}
	function part(s, w, n, i, name) {
		split("", v)
		n = split(s, w, " ")
		for (i = 1; i <= n; i++)
			w[i] = plain(w[i])
		if (w[1] == "!zeros")
			return zero zero
		if (w[1] == "!text") {
			text = ""
			field(w[2], length(w[2]))
			return text
		}
		if (w[1] == "!pax") {
			v["type"] = n > 3 ? w[4] : "x"
			return member("pax", record(w[2], w[3]))
		}
		if (w[1] == "!long") {
			v["type"] = w[2]
			v["gnu"]
			return member("././@LongLink", w[3])
		}
		name = w[1]
		for (i = 2; i <= n; i++)
			v[substr(w[i], 1, index(w[i] "=", "=") - 1)] = \
			    substr(w[i], index(w[i] "=", "=") + 1)
		return member(name == "!empty" ? "" : name, value("data", ""))
	}
	BEGIN {
		for (i = 1; i < 256; i++)
			code[sprintf("%c", i)] = i
		field("", 512)
		zero = text
	}
	{
		n = split($3, m, "; ")
		split("", v)
		printf "%s|%s|", $1, $2
		if (m[1] != "!zeros" && m[1] != "!text")
			printf "%s", member("first", "")
		for (i = 1; i <= n; i++)
			printf "%s", part(m[i])
		print zero zero
	}' uid="$(id -u)" gid="$(id -g)" >formats || return
	n=0
	while IFS='|' read -r want what format; do
		n=$((n + 1))
		# shellcheck disable=SC2059 # awk made it
		printf "$format" | gzip -1c >$n.tar.gz
		printf '%s|%s\n' "$want" "$what" >$n.want
	done <formats
}

# the tables
names() {
	cat <<-'END'
	refused|absolute name|@/evil
	refused|absolute name behind ./|/./@/evil
	refused|two slashes first|//@/evil
	refused|.. first|../outside/evil
	refused|.. in the middle|a/../../outside/evil
	refused|.. at the end|a/..
	refused|.. alone|..
	refused|.. as a directory|../outside/ type=5 mode=0000777
	refused|directory that is absolute|@/ type=5 mode=0000777
	refused|ustar prefix ..|evil prefix=../outside
	refused|ustar prefix absolute|evil prefix=@
	refused|pax path absolute|!pax path @/evil; good
	refused|pax path with ..|!pax path ../outside/evil; good
	refused|GNU long name absolute|!long L @/evil; good
	refused|GNU long name with ..|!long L ../../outside/evil; good
	refused|GNU long name, 40 levels up|!long L {40:../}evil; good
	any|.. behind a newline|good\012../outside/evil
	any|three dots|.../evil
	any|backslashes|..\134outside\134evil
	any|escape sequence in the name|\033[31mevil\033[0m
	any|C1 control in the name|\302\233evil\233x
	any|carriage return, bell, backspace|a\015b\007c\010d
	any|newline in the name|one\012two
	any|newline at the end|one\012
	any|name that is no UTF-8|\377\376\300\257
	any|names that differ by case|Run; run; RUN
	any|the same name twice|good data=1; good data=2
	any|file, then directory of the same name|a; a/ type=5
	any|directory, then file of the same name|a/ type=5; a
	any|file with a slash at the end|a/ data=x
	any|empty name|!empty
	any|only a slash|/ type=5
	any|only ./|./ type=5; good
	any|name of a hundred bytes|{100:x}
	any|name longer than NAME_MAX|!long L {400:y}; good
	any|path longer than PATH_MAX|!long L {2500:d/}f; good
	any|name like an option|-C; --to-command=sh; -rf\040*
	any|our stamp|.checksum data=0123456789abcdef0123456789abcdef
	any|our stamp as a directory|.checksum/ type=5; .checksum/a
	any|our lock and new directory|.x-test-lock; .x-test-new/ type=5
	END
}

links() {
	cat <<-'END'
	refused|link to an absolute path|l type=2 link=@
	refused|link upwards|l type=2 link=../outside
	refused|link up through a directory|d/ type=5; d/l type=2 link=../../outside
	refused|link to ..|l type=2 link=..
	refused|link that goes down and up|l type=2 link=d/../../outside
	refused|chain of links|d/ type=5; d/a type=2 link=..; b type=2 link=d/a/../outside
	refused|file through a link|l type=2 link=@; l/evil
	refused|file through a relative link|l type=2 link=../outside; l/evil
	refused|file through a link inside|d/ type=5; l type=2 link=d; l/evil
	refused|directory through a link|l type=2 link=@; l/evil/ type=5
	refused|link, then a file of the same name|l type=2 link=@/file; l data=x; l/x
	refused|hard link to an absolute path|h type=1 link=@/file
	refused|hard link upwards|h type=1 link=../../../outside/file
	refused|hard link to a set-id file|h type=1 link=@/suid mode=0000644
	any|hard link to itself|h type=1 link=h
	refused|hard link to nothing|h type=1 link=nothing
	refused|hard link through a link|l type=2 link=@; h type=1 link=l/file
	refused|pax linkpath|!pax linkpath @; l type=2 link=good
	refused|GNU long link|!long K @; l type=2 link=good
	refused|link that names itself absolute|l type=2 link=@/../tests/x/l
	any|link to itself|l type=2 link=l
	any|two links in a circle|a type=2 link=b; b type=2 link=a
	any|link with an empty target|l type=2
	any|link to a control byte|l type=2 link=\033[2J
	END
}

kinds() {
	cat <<-'END'
	refused|FIFO|f type=6
	refused|character device|c type=3
	refused|block device|b type=4
	refused|device among many files|a; d/ type=5; d/b type=3; e
	any|set-uid file|s mode=0004755 data=x
	any|set-gid file|s mode=0002755
	any|all bits|s mode=0007777
	any|set-gid and sticky directory|d/ type=5 mode=0003777; d/f mode=0000666
	any|mode 000|f mode=0000000; d/ type=5 mode=0000000
	any|mode of the top|./ type=5 mode=0001777; good
	any|mode that is no number|f mode=99zz
	any|mode larger than any|f mode=7777777
	any|owner nobody|f uid=0177776 gid=0177776 mode=0004755
	any|owner that is no number|f uid=-1 gid=x
	any|pax owner|!pax uid 65534; f mode=0006755
	any|sparse file of GNU tar, huge|f type=S gnu size=77777777777
	any|sparse file of pax 1.0, 1 TB|!pax GNU.sparse.major 1; !pax GNU.sparse.realsize 1099511627776; f data=0\012
	any|sparse map that goes back|!pax GNU.sparse.major 1; f data=2\01299\0121\0120\0121\012
	any|multi-volume member|f type=M gnu
	any|volume label|label type=V gnu; good
	any|capability of libarchive|!pax LIBARCHIVE.xattr.security.capability AQAAAoAAAAAAAAAAAAAAAAAAAAA; f
	any|unknown type|f type=Z; good
	any|contiguous file|f type=7 data=x
	any|GNU dump directory|d/ type=D gnu data=Ygood
	END
}

broken() {
	cat <<-'END'
	any|nothing at all|!zeros
	any|zeros alone|!zeros
	any|wrong checksum first|f sum=000000
	any|wrong checksum behind a good member|good; f sum=000001
	refused|size larger than the archive|f size=00000100000
	refused|size of 8 GiB|f size=77777777777
	any|size that is no number|f size=zzz; good
	any|size below zero|f size=\377\377\377\377\377\377\377\377\377\377\377\377; good
	any|pax size below zero|!pax size -1; f
	any|pax size of 2^64|!pax size 18446744073709551616; f
	any|pax record longer than its header|p type=x data=999999\040path=x\012; f
	any|pax record of no length|p type=x data=0\040path=x\012; f
	any|pax record that is no number|p type=x data=x\040path=x\012; f
	any|pax header at the end|good; !pax path evil
	any|global pax header|!pax path @/evil g; good
	any|long name without a member|good; !long L @/evil
	any|long names, one after another|!long L a; !long L b; !long L c; good
	any|long name with a huge size|././@LongLink type=L gnu size=17777777777
	any|text|!text {300:no\040archive\040}
	any|a thousand directories deep|!long L {1000:d/}; d type=5
	any|members of one name|f; f; f; f; f; f; f; f; f; f; f; f; f; f; f; f; f; f; f; f; f; f
	END
}

# tarof NAME - at-install will find it as tar
tarof() {
	local prog

	case $1 in
	GNU) prog=$(command -v gtar || command -v tar)
		"$prog" --version 2>/dev/null | grep -q GNU || skip 'no GNU tar' ;;
	busybox) prog=$(command -v busybox) && busybox tar --help >/dev/null 2>&1 ||
		skip 'no tar in busybox' ;;
	bsdtar) prog=$(command -v bsdtar) || skip 'bsdtar is not installed' ;;
	esac
	mkdir -p bin
	ln -sf "$prog" bin/tar
}

# outside - a directory of somebody else, and what can be seen of it
outside() {
	out=$PWD/outside
	mkdir -p outside/dir
	echo secret >outside/file
	cp /bin/true outside/suid
	chmod 4755 outside/suid
	chmod 1777 outside/dir
	chmod 600 outside/file
}
seen() {
	ls -lnAR outside
	echo "$(<outside/file)" ./* "$BATS_TEST_TMPDIR"/../*
}

# inside DIR - what stands there can harm nobody
inside() {
	is "$(find "$1" ! -type f ! -type d ! -type l)" '' || return
	is "$(find "$1" ! -type l -perm /7000)" '' || return
	! command -v getcap >/dev/null || is "$(getcap -r "$1")" '' || return
	is "$(find "$1" ! -uid "$(id -u)" -o ! -gid "$(id -g)")" '' || return
	is "$(find "$1" -type l | while IFS= read -r l; do
		to=$(readlink -m "$l")
		[[ $to == $PWD/$1/* || $to == "$PWD/$1" ]] || echo "$l"
	done)" ''
}

# clear - the message is one line about the archive or its place, fit for a
# terminal
clear() {
	onlyline || return
	[[ $stderr == "at-install: "@(x.tar.gz|tests/x)": "?* ]] || {
		echo "no message about the archive: $stderr" >&2
		return 1
	}
	is "$(printf %s "$stderr" | LC_ALL=C tr -d ' -~\200-\377' | od -An -c)" ''
}

# install N WANT - archive N, and check all of this
install() {
	local before rc=0 left

	rm -rf tests
	mkdir tests
	mv "$1.tar.gz" x.tar.gz
	before=$(seen)
	PATH=$PWD/bin:$PATH timeout 30 at-install x.tar.gz >told 2>err || rc=$?
	stderr=$(<err)
	is "$(seen)" "$before" || return
	case $2:$rc in
	refused:2 | any:2)
		[ ! -e tests/x ] && [ ! -h tests/x ] && clear
		;;
	any:0)
		inside tests/x
		;;
	*)
		echo "exit status $rc: $stderr" >&2
		return 1
		;;
	esac || return
	left=$(ls -A tests)
	left=${left#.x-test-lock}
	left=${left#$'\n'}
	is "${left#x}" ''
}

# through TAR TABLE [WHAT] - each archive, or that one; those that did harm
through() {
	local n bad=0 want what

	tarof "$1"
	outside
	: >told; : >err
	archives "$2"
	for n in *.want; do
		IFS='|' read -r want what <$n
		[ -z "${3-}" ] || [ "$what" = "$3" ] || continue
		install "${n%.want}" "$want" || {
			printf '^ %s: %s\n' "$1" "$what" >&2
			bad=$((bad + 1))
		}
	done
	is "$bad" 0
}

@test "GNU tar: names" {
	through GNU names
}

@test "GNU tar: links" {
	through GNU links
}

@test "GNU tar: special files, modes, owners and sparse files" {
	through GNU kinds
}

@test "GNU tar: broken archives" {
	through GNU broken
}

@test "busybox tar: names" {
	through busybox names
}

@test "busybox tar: links" {
	through busybox links
}

@test "busybox tar: special files, modes, owners and sparse files" {
	through busybox kinds
}

@test "busybox tar: broken archives" {
	through busybox broken
}

@test "bsdtar: names" {
	through bsdtar names
}

@test "bsdtar: links" {
	through bsdtar links
}

@test "bsdtar: special files, modes, owners and sparse files" {
	through bsdtar kinds
}

@test "bsdtar: broken archives" {
	through bsdtar broken
}

@test "R5 a hard link to a set-id file outside keeps its mode" {
	through busybox links 'hard link to a set-id file'
}

@test "R5 the mode of the top of an archive is not kept" {
	through GNU kinds 'mode of the top'
}

@test "R5 a file's capabilities do not come with it" {
	through bsdtar kinds 'capability of libarchive'
}
