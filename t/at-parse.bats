#!/usr/bin/env bats
load helper

# rules LINE... - make the file rules
rules() {
	printf '%b\n' "$@" >rules
}

# found TEXT LINE... - in the text the rules find these lines, and no faults
found() {
	printf '%b' "$1" >text
	shift
	run -0 --separate-stderr at-parse rules text
	is "$output" "$(printf '%b\n' "$@")"
	is "$stderr" ''
}

# refused MESSAGE [STATUS] - the rules are refused so, and nothing is written
refused() {
	run -2 --separate-stderr at-parse rules /dev/null
	is "$stderr" "at-parse: rules:$1"
	is "$output" ''
}

@test "a rule is a name, units, a direction and a regex, comments aside" {
	rules '# what it prints' '' '\t# more' \
	    'rate\tMB/s  up   ^Throughput +([0-9.]+) MB/sec$  ' \
	    'lat ms down max_latency=([0-9.]+)\r'
	found 'Throughput  81.5 MB/sec\nx max_latency=3.25 ms\n' \
	    'rate\t81.5\tMB_s\tup' 'lat\t3.25\tms\tdown'
}

@test "what it writes at-perf -i takes" {
	mkdir d
	rules 'a% % up a=(.*)' 'b - down b=(.*)' 'c "" down c=(.*)'
	printf 'a=1\na=2e3\nb=1,5\nc=-4k\n' | at-parse rules >values
	run -0 --separate-stderr at-perf -d d -i <values
	is "$stderr" ''
	cmp values d/perf
	is "$(cut -f 1-3 d/perf)" "$(printf 'a_\t1,2e3\t_\nb\t1.5\t\nc\t-4000\t__')"
}

@test "values come in the order of the rules, several are a list" {
	rules 'b - up b(.)' 'a - up a(.)'
	found 'a1\nb2\na3\nb4 b5\n' 'b\t2,4\t\tup' 'a\t1,3\t\tup'
}

@test "standard input, dash and files are read, a last line without end too" {
	rules 'v - up v=([0-9]+)'
	is "$(printf v=1 | at-parse rules)" "$(printf 'v\t1\t\tup')"
	printf v=2 >two
	printf 'v=3\n' >three
	run -0 at-parse rules two - three <<<v=9
	is "$output" "$(printf 'v\t2,9,3\t\tup')"
	run -0 at-parse - two <rules
	is "$output" "$(printf 'v\t2\t\tup')"
}

@test "a rule without a match is 1 and named, and the others are written" {
	rules '' 'a - up a=(.)' 'b - up b=(.)'
	run -1 --separate-stderr at-parse rules <<<a=1
	is "$stderr" 'at-parse: rules:3: b: no match'
	is "$output" "$(printf 'a\t1\t\tup')"
	run -1 --separate-stderr at-parse rules </dev/null
	is "$output" ''
}

@test "an optional rule may find nothing, and writes nothing then" {
	rules 'a? - up a=(.)' 'b? - up b=(.)'
	found 'b=2\n' 'b\t2\t\tup'
}

@test "of rules of one name one has to match" {
	rules 'v - up old=(.)' 'v - up new=(.)'
	found 'new=2\n' 'v\t2\t\tup'
	run -1 --separate-stderr at-parse rules </dev/null
	is "$stderr" "$(printf 'at-parse: rules:%d: v: no match\n' 1 2)"
}

@test "decimal commas, thousands, exponents, signs" {
	rules 'v - up ^(.*)$'
	found '0,243\n,5\n1,234,567\n1,234.5\n1.234,5\n1.234.567\n-1e-3\n+2.5E+03\n 7 \n' \
	    'v\t0.243,.5,1234567,1234.5,1234.5,1234567,-1e-3,2.5E+03,7\t\tup'
}

@test "SI and binary prefixes, with blanks before them or not" {
	rules 'v - up ^(.*)$'
	found '12.3k\n12K\n1 M\n2Ki\n1.5Gi\n54.7 u\n3 \xc2\xb5\n3\xce\xbc\n9n\n1m\n1E\n2e1k\n0,5k\n' \
	    'v\t12300,12000,1000000,2048,1610612736,5.47e-05,3e-06,3e-06,9e-09,0.001,1e+18,20000,500\t\tup'
}

@test "units have a factor, and figures stay round" {
	rules 'a s*1e-6 down a=(.*)' 'b MB*1e-6 up b=(.*)' 'c -*60 up c=(.*)' \
	    'd x*2.5 up d=(.*)'
	found 'a=243\nb=96,600,000\nc=1.1\nd=3m\n' 'a\t0.000243\ts\tdown' \
	    'b\t96.6\tMB\tup' 'c\t66\t\tup' 'd\t0.0075\tx\tup'
}

@test "what is no number is 1 and told with its line" {
	for v in 12x 1.2.3 1,2,3 1,23,456 1,2345,678 1.5,2.3,4 1e999 5Ui 0x10 Ki \
	    . 1-2 1e400k; do
		rules 'v - up v=(.*)' 'w? - up w=(.*)'
		run -1 --separate-stderr at-parse rules \
		    <<<"$(printf 'w=1\nv=%s' "$v")"
		is "${stderr%%$'\n'*}" "at-parse: standard input:2: v: value '$v': want a number"
		is "$output" "$(printf 'w\t1\t\tup')"
	done
}

@test "a bad value is told though another one is good" {
	rules 'v? - up v=(.*)'
	run -1 --separate-stderr at-parse rules <<<$'v=1\nv=x\nv=2'
	is "$stderr" "at-parse: standard input:2: v: value 'x': want a number"
	is "$output" "$(printf 'v\t1,2\t\tup')"
	run -1 at-parse rules <<<$'v=1\nv=x'
	is "${lines[1]}" "$(printf 'v\t1\t\tup')"
	# not the one of the line before either, after a carriage return
	run -1 at-parse rules <<<$'v=1\nv=2\rv=x\rv=3\rv=4'
	is "${lines[1]}" "$(printf 'v\t1,4\t\tup')"
}

@test "<not supported> and its like are no value" {
	rules 'v - up v=(.*)'
	for v in '<not supported>' '<not counted>' - -- n/a N/A nan -NaN inf \
	    -Inf null ''; do
		run -1 --separate-stderr at-parse rules <<<"v=$v"
		w=": no value, but '$v'"
		[ -n "$v" ] || w=': no match'
		is "$stderr" "at-parse: rules:1: v$w"
		is "$output" ''
	done
	rules 'v - up v=(.*)' 'w? - up w=(.*)' 'x? - up x(=y)?'
	found 'v=nan\nv=1\nw=<not supported>\nx\n' 'v\t1\t\tup'
}

@test "after carriage returns the last value of a line stays" {
	rules 'v - up v=([0-9]+)' 'w - up ^w=([0-9]+)$'
	found '\rv=1 \rv=2 \rw=3\r       \rdone\nv=4\r\nw=5\r\n' \
	    'v\t2,4\t\tup' 'w\t3,5\t\tup'
	printf 'v=7\rv=8\n' >more
	printf 'v=9\rw=1\n' >most
	run -0 at-parse rules more most
	is "$output" "$(printf 'v\t8,9\t\tup\nw\t1\t\tup')"
}

@test "a regex begins and ends with its line, and sees no byte else" {
	rules 'v - up ^v ([0-9]+)$'
	found 'x\nv 1\nv 2 \n v 3\nv 4' 'v\t1,4\t\tup'
	rules 'v - up x.([0-9])'
	printf 'x\377\061\nx\000\062\n' >text
	run -0 at-parse rules text
	is "$output" "$(printf 'v\t1\t\tup')"
}

@test "every regex finds what it finds without the search for its text" {
	# the value is 1 where the regex matches the line
	n=0
	while IFS=@ read -r regex line; do
		printf 'v - up %s\n' "$regex" >rules
		run -0 --separate-stderr at-parse rules <<<"$line"
		is "$regex: $output" "$regex: $(printf 'v\t1\t\tup')"
		n=$((n + 1))
	done <<-'E'
	xa*b([0-9])@xb1
	xa?b([0-9])@xb1
	xa{0,3}b([0-9])@xb1
	xa{2}b([0-9])@xaab1
	xa+b([0-9])@xaaab1
	xa+?b([0-9])@xb1
	b([0-9]|foobar)?x@b1x
	ab\.c([0-9])@ab.c1
	ab.c([0-9])@abzc1
	ab[^]x]c([0-9])@abzc1
	ab[]x]c([0-9])@ab]c1
	ab[[:digit:]]c([0-9])@ab7c1
	[(]a([0-9])[)]@(a1)
	a\(([0-9])\)@a(1)
	a\\([0-9])@a\1
	a([0-9]|[(])bcdefg@a1bcdefg
	E
	[ "$n" -eq 16 ]
}

@test "one branch of a regex is enough" {
	rules 'v - up abc.|xyz([0-9])'
	found 'abc1\nxyz2\n' 'v\t2\t\tup'
	rules 'v - up x(abc|[0-9])'
	found 'x2\n' 'v\t2\t\tup'
}

@test "a table's column goes by words, where there are as many" {
	rules 'v f/s up @table Files/sec' 'w - down @table Size ^ *5'
	found 'Files/sec 7\nUse Size Files/sec\n--- --- ---\n5 1024000000000 12.5\n6 1 14\n\n9 9 9\n' \
	    'v\t12.5,14\tf_s\tup' 'w\t1024000000000\t\tdown'
}

@test "a table's column goes by place, where words are not as many" {
	rules 'files - up @table Files/sec' 'usr - up @table "usr time"' \
	    'avg ms down @table Avg ^ NT'
	found 'FSUse%%        Count         Size    Files/sec     App Overhead
     5           20         1024       1234.5             1200

         real time  usr time  sys time
x y cpu      1.00      0.98         0

 Operation    Count    Avg  A B
 NTCreateX       10   0.03  1
 Close            2   0.01  1
' 'files\t1234.5\t\tup' 'usr\t0.98\t\tup' 'avg\t0.03\tms\tdown'
}

@test "a table's cells may be apart by tabs, commas and bars" {
	for sep in '\t' , ';' '|'; do
		rules "v - up @table b" 'w - down @table "c d" ^y'
		found "$(echo 'a:b:c d
x:1:2
y: :3
' | sed "s/:/\\$sep/g")\n" 'v\t1\t\tup' 'w\t3\t\tdown'
	done
}

@test "a table ends at an empty line and with its file" {
	rules 'v - up @table a'
	printf 'a\n1\n \n2\n' >one
	printf 'a\r\n3\r\n4\r\n' >two
	printf '5\nxa\n6\n' >three
	printf 'b  a\n0  2 xa\n' >four
	run -0 at-parse rules one two three
	is "$output" "$(printf 'v\t1,3,4\t\tup')"
	# a word that has the header in it is none
	run -0 at-parse rules four
	is "$output" "$(printf 'v\t2\t\tup')"
}

@test "JSON paths: members, quoted keys, elements, all of them, some of them" {
	rules 'a - up @json .jobs[1].iops' 'b - up @json jobs[].p."99.00"' \
	    'c - up @json .jobs[name=y/2].iops' 'd - up @json .n[].["x y"]' \
	    'e - up @json .s' 'f - up @json .end.bytes'
	found 'note: text before
{"jobs": [
  {"name": "x", "iops": 1, "p": {"99.00": 3}},
  {"name": "y\\u002f2", "iops": 2.5e3, "p": {"99.00": 4}}],
 "n": {"k": {"x y": 7}}, "s": "0,5 k", "end": {"bytes": 8, "bytes": 9} } trailer
after\n' 'a\t2.5e3\t\tup' 'b\t3,4\t\tup' 'c\t2.5e3\t\tup' 'd\t7\t\tup' \
	    'e\t500\t\tup' 'f\t9\t\tup'
}

@test "a document an array, a document a line, and what only looks like one" {
	rules 'a - up @json [].a' 'b - up @json b'
	found '[  5] 0.00-1.00 sec\n[info] x\n[{"a": 1},\n{"a": "2"}]\n{"b": 3}\n{"b": 4}\r\n{"b": null}\n' \
	    'a\t1,2\t\tup' 'b\t3,4\t\tup'
}

@test "a bracket in a string is none" {
	rules 'a - up @json a' 'b - up @json b'
	found '{"x": "}\\"}", "a": 1}\n{"b": 2}\n' 'a\t1\t\tup' 'b\t2\t\tup'
}

@test "JSON that is broken or cut off is told with the rules that miss it" {
	rules 'v - up @json v'
	run -1 --separate-stderr at-parse rules <<<$'\n{"v": 1,}'
	is "$stderr" 'at-parse: rules:1: v: no match; JSON at standard input:2: Expecting property name: line 1 column 9 (char 8)'
	run -1 --separate-stderr at-parse rules <<<'{"v": 1, "w": ['
	is "$stderr" 'at-parse: rules:1: v: no match; JSON at standard input:1: it does not end'
	run -1 --separate-stderr at-parse rules <<<'{"v": [1]}'
	has "$stderr" "at-parse: standard input:1: v: value '[1]': want a number"
}

@test "a bad rule is 2 and named, and nothing is written" {
	while IFS='|' read -r rule why; do
		rules 'a - up (.)' "$rule"
		refused "2: $why"
	done <<-'E'
	a - up|want NAME UNITS up|down REGEX
	? - up (.)|want a name
	a - UP (.)|direction 'UP': want up or down
	a x*y up (.)|factor 'y': want a number that is not 0
	a x*0 up (.)|factor '0': want a number that is not 0
	a - up .|regex '.': want one group (...), not 0
	a - up (.)(.)|regex '(.)(.)': want one group (...), not 2
	a - up @table|want @table HEADER [REGEX]
	a - up @table "x|want @table HEADER [REGEX]
	a - up @json|want @json PATH
	a - up @csv x|want a regex, @table or @json
	a - up @json a..b|path 'a..b': want .key, ."key", [number], [] or [key=value]
	a - up @json a[x]|path 'a[x]': want .key, ."key", [number], [] or [key=value]
	a - up @json a[1|path 'a[1': want .key, ."key", [number], [] or [key=value]
	E
	rules "$(printf 'a%.0s' $(seq 257)) - up (.)"
	refused '1: The description must be at most 256 characters.'
	rules '# none'
	refused ' no rules'
	rules 'a - up [(.)'
	run -2 --separate-stderr at-parse rules /dev/null
	is "$stderr" "at-parse: rules:1: regex '[(.)': unmatched [ or [^"
	printf 'a - up (.)\0x\n' >rules
	refused '1: NUL byte'
}

@test "rules without a slash may be those that come with the suite" {
	mkdir -p share/rules
	echo 'v - up suite=(.)' >share/rules/bench
	export AT_SHARE=$PWD/share
	is "$(at-parse bench <<<suite=1)" "$(printf 'v\t1\t\tup')"
	mkdir bench
	is "$(at-parse bench <<<suite=1)" "$(printf 'v\t1\t\tup')"
	rmdir bench
	echo 'v - up mine=(.)' >bench
	is "$(at-parse bench <<<mine=2)" "$(printf 'v\t2\t\tup')"
	run -2 --separate-stderr at-parse ./nobody </dev/null
	is "$stderr" 'at-parse: ./nobody: No such file or directory'
	run -2 --separate-stderr at-parse nobody </dev/null
	has "$stderr" 'rules/nobody: No such file or directory'
}

@test "what cannot be read or written is 2" {
	rules 'v - up v=(.)'
	echo v=1 >text
	run -2 --separate-stderr at-parse rules text nobody
	is "$stderr" 'at-parse: nobody: No such file or directory'
	is "$output" ''
	run -2 --separate-stderr at-parse rules .
	is "$stderr" 'at-parse: .: Is a directory'
	[ -c /dev/full ] || skip 'no /dev/full'
	run -2 --separate-stderr sh -c 'at-parse rules text >/dev/full'
	is "$stderr" 'at-parse: standard output: No space left on device'
	run -2 at-parse
}

@test "memory does not grow with the text" {
	[ -z "${ASAN_OPTIONS-}" ] || skip 'a sanitizer needs more for itself'
	rules 'v - up v=([0-9]+)' 'w - up @json w' 'x - up @table x'
	{
		awk 'BEGIN { for (i = 0; i < 500000; i++)
			print "a line of a text that says nothing " i }'
		echo '{"w": 1}'
		printf 'v=1\nx\n7\n'
	} >text
	[ "$(wc -c <text)" -gt 20000000 ]
	run -0 sh -c 'ulimit -v 16384; exec at-parse rules text'
	is "$output" "$(printf '%b\n' 'v\t1\t\tup' 'w\t1\t\tup' 'x\t7\t\tup')"
}
