#!/usr/bin/env bats
load helper

# lines TEXT... - each on a line of its own
lines() {
	printf '%s\n' "$@"
}

# filled FILE - whatever is in it, a dot behind, so that blank lines count
filled() {
	cat "$1"
	echo .
}

@test "the pairs of a call are lines, sorted by the bytes of their keys" {
	at-keyval -o kv host=alpha cpus=4 Z=1
	at-keyval -o kv cpus=8
	is "$(<kv)" "$(lines Z=1 cpus=4 host=alpha cpus=8)"
}

@test "the same key twice in a call is one line, with the last value" {
	at-keyval -o kv b=1 a=1 b=2 a=2 a=3
	is "$(<kv)" "$(lines a=3 b=2)"
	at-keyval -o rec -p x=1 -a x=2 -p x=3
	is "$(filled rec)" "$(lines 'x{attr}=2' 'x{perf}=3' '' .)"
}

@test "a value is kept byte for byte" {
	at-keyval -o kv 'a=  b=c # "d" \e  ' "b=$(printf 'caf\351\t')" c=
	printf 'a=  b=c # "d" \\e  \nb=caf\351\t\nc=\n' >want
	cmp kv want
}

@test "test keyvals go to AT_OUTPUTDIR, records to AT_RESULTSDIR" {
	mkdir -p o/results
	export AT_OUTPUTDIR=o AT_RESULTSDIR=o/results
	at-keyval version=2
	at-keyval -p lat=5 -a mode=fast
	at-keyval -p lat=6
	is "$(<o/keyval)" version=2
	is "$(filled o/results/keyval)" \
	    "$(lines 'mode{attr}=fast' 'lat{perf}=5' '' 'lat{perf}=6' '' .)"
}

@test "under at-iterate records go where it gathers them" {
	mkdir r
	export AT_OUTPUTDIR=r AT_RESULTSDIR=r AT_RECORDS=collected
	at-keyval -p lat=5
	at-keyval a=1
	is "$(filled collected)" "$(lines 'lat{perf}=5' '' .)"
	is "$(<r/keyval)" a=1
}

@test "without -o, and with the variable unset, it is a usage error" {
	run -2 --separate-stderr at-keyval a=1
	is "${stderr_lines[0]}" 'usage: at-keyval [-o file] key=value ...'
	run -2 at-keyval -p a=1
	run -2 at-keyval -i -t perf
	run -2 at-keyval -g a
	AT_OUTPUTDIR='' run -2 at-keyval a=1
	[ ! -e keyval ]
}

@test "-o takes a directory, the file is keyval in it" {
	mkdir d
	at-keyval -o d a=1
	is "$(<d/keyval)" a=1
	is "$(at-keyval -g a d)" 1
}

@test "-o - writes to standard output, so that filters compose" {
	is "$(at-keyval -o - -p b=2 -p a=1; echo .)" \
	    "$(lines 'a{perf}=1' 'b{perf}=2' '' .)"
	is "$(at-keyval -o - x=1 | at-keyval -g x -)" 1
}

@test "a bad pair writes nothing, not even the good ones before it" {
	run -2 --separate-stderr at-keyval -o kv good=1 bad
	is "$stderr" "at-keyval: bad pair 'bad': want key=value"
	is "$output" ''
	run -2 --separate-stderr at-keyval -o kv -p good=1 -p 'a b=2'
	is "$stderr" 'at-keyval: Invalid key: a b{perf}'
	run -2 --separate-stderr at-keyval -o kv good=1 "a=$(printf '1\nb=2')"
	is "$stderr" 'at-keyval: a: newline in value'
	run -2 at-keyval -o kv =1
	[ ! -e kv ]
}

@test "the ways of working cannot be mixed" {
	for args in '' '-p a=1 b=2' '-i a=1' '-i -p a=1' '-t perf a=1' \
	    '-g a -o f' '-g a -i' '-x' '-o'; do
		# shellcheck disable=SC2086
		run -2 --separate-stderr at-keyval $args </dev/null
		is "${stderr_lines[-1]}" '       at-keyval -g key [file ...]'
	done
}

@test "-t takes attr and perf" {
	run -2 --separate-stderr at-keyval -o f -i -t xyz </dev/null
	is "$stderr" 'at-keyval: Invalid type tag: xyz'
	[ ! -e f ]
}

@test "-i reads one call: sorted, comments and blank lines left out" {
	lines b=2 '' '# note' 'a=1 # kept' '   ' b=3 |
	    at-keyval -o kv -i
	is "$(<kv)" "$(lines 'a=1 # kept' b=3)"
}

@test "-i writes nothing if any line is bad, and says which" {
	run -2 --separate-stderr at-keyval -o kv -i <<-'E'
		a=1

		b c=2
	E
	is "$stderr" 'at-keyval: standard input:3: Invalid key: b c'
	run -2 --separate-stderr at-keyval -o kv -i <<<'a'
	is "$stderr" \
	    "at-keyval: standard input:1: bad pair 'a': want key=value"
	[ ! -e kv ]
}

@test "-i of many lines with few keys keeps the last value of each key" {
	awk 'BEGIN { for (i = 0; i < 50000; i++) print "k" i % 7 "=" i }' |
	    at-keyval -o kv -i
	is "$(<kv)" "$(lines k0=49994 k1=49995 k2=49996 k3=49997 k4=49998 \
	    k5=49999 k6=49993)"
}

@test "-i -t reads records, each ended by a blank line" {
	lines b=2 a=1 '' '' a=3 | at-keyval -o kv -i -t perf
	is "$(filled kv)" \
	    "$(lines 'a{perf}=1' 'b{perf}=2' '' 'a{perf}=3' '' .)"
}

@test "-i -t takes records as they stand in a file, of either type" {
	at-keyval -o one -a exit=1 -p lat=5
	at-keyval -o one -p lat=6
	at-keyval -o two -i -t perf <one
	cmp one two
	at-keyval -o three -i -t attr <one
	cmp one three
}

@test "-i -t writes the records before a bad one, and no others" {
	run -2 --separate-stderr at-keyval -o kv -i -t perf <<-'E'
		a=1

		b=2
		c c=3

		d=4
	E
	is "$stderr" 'at-keyval: standard input:4: Invalid key: c c{perf}'
	is "$(filled kv)" "$(lines 'a{perf}=1' '' .)"
}

@test "a last line that is torn is not recorded, nor is its record" {
	run -2 --separate-stderr at-keyval -o kv -i -t perf \
	    < <(printf 'a=1\n\nb=2\nc=12')
	is "$stderr" 'at-keyval: standard input:4: torn last line'
	is "$(filled kv)" "$(lines 'a{perf}=1' '' .)"
	run -2 --separate-stderr at-keyval -o plain -i < <(printf 'a=1\nb=2')
	is "$stderr" 'at-keyval: standard input:2: torn last line'
	[ ! -e plain ]
}

@test "-i -t writes a record as soon as it is there" {
	mkfifo pipe
	at-keyval -o kv -i -t perf <pipe 3>&- &
	exec 9>pipe
	printf 'a=1\n\nb=' >&9
	await [ -s kv ]
	is "$(filled kv)" "$(lines 'a{perf}=1' '' .)"
	printf '2\n' >&9
	exec 9>&-
	wait $!
	is "$(filled kv)" "$(lines 'a{perf}=1' '' 'b{perf}=2' '' .)"
}

@test "-i -t loses nothing of a long stream" {
	awk 'BEGIN { for (i = 0; i < 60000; i++) print "key=" i "\nx=y\n" }' \
	    >in
	at-keyval -o out -i -t perf <in
	sed 's/=/{perf}=/' in | cmp - out
}

@test "no input, or no record in it, writes nothing" {
	at-keyval -o kv -i </dev/null
	at-keyval -o kv -i -t perf </dev/null
	lines '' '' '# nothing' '' | at-keyval -o kv -i -t perf
	[ ! -e kv ]
}

@test "-i does not append a file to itself" {
	at-keyval -o kv -p a=1
	run -2 --separate-stderr at-keyval -o kv -i -t perf <kv
	is "$stderr" 'at-keyval: kv: input file is output file'
	is "$(filled kv)" "$(lines 'a{perf}=1' '' .)"
}

@test "a torn last line is moved away before anything is appended" {
	local n torn

	printf 'a=1\nb=tor' >kv
	at-keyval -o kv c=3
	is "$(<kv)" "$(lines a=1 c=3)"
	is "$(<kv.torn)" b=tor
	for n in 511 512 513 1024 1025; do
		printf -v torn '%0*d' $n 1
		printf 'a=1\n%s' "$torn" >long
		at-keyval -o long c=3
		is "$(cat long long.torn)" "$(printf 'a=1\nc=3\n%s' "$torn")"
		rm long.torn
	done
}

@test "a record that lacks its blank line gets one" {
	lines 'a{perf}=1' >kv
	at-keyval -o kv -p a=2
	is "$(filled kv)" "$(lines 'a{perf}=1' '' 'a{perf}=2' '' .)"
}

@test "many writers at once tear no record" {
	for i in 1 2 3 4 5 6 7 8 9; do
		at-keyval -o kv -a "n=$i" -p "p=$i" 3>&- &
		lines "n{attr}=$i" "p{perf}=$i" '' "n{attr}=1$i" \
		    "p{perf}=1$i" '' | at-keyval -o kv -i -t attr 3>&- &
	done
	wait
	is "$(grep -c '^$' kv)" 27
	is "$(paste -d' ' - - - <kv | sed -n \
	    's/^n{attr}=\([0-9]*\) p{perf}=\1 $/\1/p' | wc -l | tr -d ' ')" 27
}

@test "a full disk is an error, and what was there stays" {
	[ -c /dev/full ] || skip 'no /dev/full'
	run -2 --separate-stderr at-keyval -o /dev/full a=1
	is "$stderr" 'at-keyval: /dev/full: No space left on device'
	run -2 --separate-stderr sh -c 'at-keyval -o - a=1 >/dev/full'
	is "$stderr" 'at-keyval: standard output: No space left on device'
}

@test "a write that comes out short is taken back" {
	awk 'BEGIN { for (i = 0; i < 62; i++) print "key=12345678901" }' >kv
	cp kv before
	trap '' XFSZ
	run -2 --separate-stderr bash -c 'ulimit -f 1
	    at-keyval -o kv -a a=12345678901234567890 \
	    -p b=123456789012345678901234567890'
	is "$stderr" 'at-keyval: kv: No space left on device'
	cmp kv before
}

@test "an unwritable file and a link are errors that name them" {
	run -2 --separate-stderr at-keyval -o no/such/dir a=1
	is "$stderr" 'at-keyval: no/such/dir: No such file or directory'
	ln -s elsewhere link
	run -2 at-keyval -o link a=1
	[ ! -e elsewhere ]
}

@test "-g prints the last value, over all files in order" {
	lines a=1 b=2 a=3 >one
	lines c=4 a=5 >two
	is "$(at-keyval -g a one)" 3
	is "$(at-keyval -g a one two)" 5
	is "$(at-keyval -g a two one)" 3
	is "$(at-keyval -g b one two)" 2
	is "$(lines a=9 | at-keyval -g a one -)" 9
	mkdir o
	cp two o/keyval
	is "$(AT_OUTPUTDIR=o at-keyval -g c)" 4
}

@test "-g takes the key as it is written, and cuts nothing off the value" {
	printf 'a{perf}=1\na=  x # y  \n\n  # a=no\nab=2\n' >kv
	is "$(at-keyval -g 'a{perf}' kv)" 1
	is "$(at-keyval -g a kv)" '  x # y  '
	run -1 --separate-stderr at-keyval -g 'a{attr}' kv
	is "$output$stderr" ''
}

@test "-g exits 1 for a key or file that is not there, and is silent" {
	run -1 --separate-stderr at-keyval -g a no-such-file
	is "$output$stderr" ''
	lines b=1 >kv
	run -1 at-keyval -g a kv no-such-file
	is "$(at-keyval -g b no-such-file kv)" 1
}

@test "-g of a malformed line is trouble, and prints no value" {
	lines a=1 'bad line' >kv
	run -2 --separate-stderr at-keyval -g a kv
	is "$stderr" 'at-keyval: kv:2: Invalid format line: bad line'
	is "$output" ''
	run -2 --separate-stderr at-keyval -g a - <<<'=1'
	is "$stderr" 'at-keyval: standard input:1: Invalid format line: =1'
	run -2 --separate-stderr at-keyval -g 'a b' kv
	is "$stderr" 'at-keyval: Invalid key: a b'
	run -2 at-keyval -g 'a{xyz}' kv
}

@test "-g skips a torn last line and says so" {
	printf 'a=1\na=23' >kv
	run -0 --separate-stderr at-keyval -g a kv
	is "$output" 1
	is "$stderr" 'at-keyval: kv:2: torn last line skipped'
}
