#!/usr/bin/env bats
load helper

# lines TEXT... - each on a line of its own
lines() {
	printf '%s\n' "$@"
}

# inside - from here on we are in a test, whose results are in o/results
inside() {
	mkdir -p o/results
	export AT_OUTPUTDIR=o AT_RESULTSDIR=o/results
}

# values FILE - a chart's numbers, one a line
values() {
	sed -n 's/^ *\("value": \)*\(-*[0-9][-0-9.e+]*\),*$/\2/p' "$1"
}

@test "inside a test a value is a line, and the chart has to wait" {
	inside
	at-perf -H -u MB/s 'read rate' 81.5
	at-perf -L -G disk lat 3 4 5
	at-perf -L -l once 7
	at-perf -L -l none
	is "$(<o/results/perf)" "$(printf '%b\n' \
	    'read_rate\t81.5\tMB_s\tup' 'lat\t3,4,5\t\tdown\tdisk' \
	    'once\t7,\t\tdown' 'none\t,\t\tdown')"
	is "$(ls o/results)" perf
	at-perf -j
	is "$(values o/results/results-chart.json)" "$(lines 81.5 3.0 4.0 \
	    5.0 7.0)"
}

@test "outside a test the chart is made at once, in this form" {
	mkdir d
	at-perf -d d -L -u ms lat 5
	at-perf -d d -H -G 'disk "é' rate 81.5 90
	cmp d/results-chart.json - <<-'E'
	{
	  "lat": {
	    "summary": {
	      "type": "scalar",
	      "units": "ms",
	      "value": 5.0,
	      "improvement_direction": "down"
	    }
	  },
	  "disk \"\u00e9": {
	    "rate": {
	      "type": "list_of_scalar_values",
	      "units": null,
	      "values": [
	        81.5,
	        90.0
	      ],
	      "improvement_direction": "up"
	    }
	  }
	}
	E
}

@test "inside a test, -d names other results: their chart is made at once" {
	inside
	mkdir d
	at-perf -d d -L lat 5
	[ -e d/results-chart.json ]
	at-perf -d o/../o/results -L lat 5
	[ ! -e o/results/results-chart.json ]
}

@test "neither -H nor -L is down, and a warning" {
	mkdir d
	run -0 --separate-stderr at-perf -d d lat 5
	is "$stderr" 'at-perf: lat: neither -H nor -L: lower is better'
	is "$(<d/perf)" "$(printf 'lat\t5\t\tdown')"
}

@test "-i reads lines of columns, those at the end may be missing" {
	mkdir d
	printf '%b\n' 'a\t1\tms\tup\tmy\tgraph' 'b c\t 2 ,3\tm/s\tdown' '' \
	    'd\t4,' 'e\t,\t""\tup' >in
	run -0 --separate-stderr at-perf -d d -i <in
	is "$stderr" \
	    'at-perf: standard input:4: neither up nor down: lower is better'
	is "$(<d/perf)" "$(printf '%b\n' 'a\t1\tms\tup\tmy\tgraph' \
	    'b_c\t2,3\tm_s\tdown' 'd\t4,\t\tdown' 'e\t,\t""\tup')"
}

@test "what -i wrote it reads again as it is" {
	mkdir d e
	at-perf -d d -H -R '' -u % -G 'g h' 'a b' 1e3 -5.50 +7 0.00001
	at-perf -d d -L x .5
	at-perf -d e -i <d/perf
	cmp d/perf e/perf
	cmp d/results-chart.json e/results-chart.json
	is "$(values e/results-chart.json)" "$(lines 1000.0 -5.5 7.0 1e-05 \
	    0.5)"
}

@test "-i with one bad line records nothing, and says which" {
	mkdir d
	at-perf -d d -H a 1
	cp -r d before
	run -2 --separate-stderr at-perf -d d -i < <(printf '%b\n' \
	    'b\t2\t\tup' '' 'c\t3x\t\tup')
	is "$stderr" \
	    'at-perf: standard input:3: invalid literal for float(): 3x'
	run -2 --separate-stderr at-perf -d d -i <<<b
	is "$stderr" 'at-perf: standard input:1: want NAME TAB VALUE'
	run -2 --separate-stderr at-perf -d d -i < <(printf 'b\t2\tms\tUP\n')
	is "$stderr" \
	    "at-perf: standard input:1: direction 'UP': want up or down"
	run -2 --separate-stderr at-perf -d d -i < <(printf 'b\t1,,2\tms\tup\n')
	run -2 --separate-stderr at-perf -d d -i < <(printf 'b\t2\tms\tup')
	is "$stderr" 'at-perf: standard input:1: torn last line'
	diff -r d before
}

@test "-i of a long input loses nothing" {
	inside
	awk 'BEGIN { OFS = "\t"
	    for (i = 0; i < 30000; i++) print "n" i, i ".5", "ms", "up"
	    print "x y", 1
	    for (i = 0; i < 30000; i++) print "n" i, i, "", "down", "g" }' \
	    >in
	at-perf -i <in 2>err
	sed 's/^x y\t1$/x_y\t1\t\tdown/' in | cmp - o/results/perf
	at-perf -j
	is "$(grep -c '"value": ' o/results/results-chart.json)" 60001
}

@test "-i of a file begins where its reader stands, and takes all of it" {
	inside
	size=$(getconf PAGESIZE)
	printf 'x\t0\tms\tup\ny\t1\tms\tup\n' >in
	{ read -r line && at-perf -i && cat >rest; } <in
	is "$(<rest)" ''
	is "$(<o/results/perf)" "$(printf 'y\t1\tms\tup')"
	# a page is full, lacks a byte, or there is one more; or a newline lacks
	for n in -1 0 1; do
		yes "$(printf 'x\t1\t\tup')" | head -c $((size - 8)) >in
		printf "%0$((n + 2))d\t1\t\tup\n" 0 >>in
		is "$(wc -c <in)" $((size + 1 + n))
		rm -f o/results/perf
		at-perf -i <in
		cmp in o/results/perf
		head -c -1 in >torn
		run -2 --separate-stderr at-perf -i <torn
		is "$stderr" \
		    "at-perf: standard input:$((size / 8)): torn last line"
		cmp in o/results/perf
	done
}

@test "a graph that is not UTF-8, or has a newline, is refused" {
	mkdir d
	run -2 --separate-stderr at-perf -d d -H -G "$(printf 'a\351')" x 1
	is "$stderr" 'at-perf: graph: not UTF-8'
	run -2 --separate-stderr at-perf -d d -H -G "$(printf 'a\nb')" x 1
	is "$stderr" 'at-perf: graph: newline in name'
	for bad in '\300\200' '\355\240\200' '\364\220\200\200' '\342\202'; do
		run -2 at-perf -d d -i < <(printf "x\t1\t\tup\t$bad\n")
	done
	is "$(ls d)" ''
}

@test "-k also records the value, so that constraints see it" {
	inside
	at-perf -k -H -u MB/s 'read rate' 81.5
	at-perf -k -L lat 3 4 5
	at-perf -k -L -l none
	printf 'b\t2\t\tup\na\t1\t\tup\nb\t3,4\t\tup\n' | at-perf -k -i
	is "$(cat o/results/keyval; echo .)" "$(lines 'read_rate{perf}=81.5' \
	    '' 'lat{perf}=5' '' 'a{perf}=1' 'b{perf}=4' '' .)"
	AT_RECORDS=here at-perf -k -L lat 6
	is "$(<here)" 'lat{perf}=6'
	is "$(wc -l <o/results/perf | tr -d ' ')" 7
}

@test "-k needs a name that is a key" {
	mkdir d
	run -2 --separate-stderr at-perf -d d -k -H -R '' '+' 1
	is "$stderr" 'at-perf: Invalid key: {perf}'
	is "$(ls d)" ''
	at-perf -d d -H -R '' '+' 1
	is "$(<d/perf)" "$(printf '\t1\t\tup')"
}

@test "a chart that others wrote is added to, and its numbers keep their text" {
	mkdir d
	printf '%s' '{"x":{"summary":{"value":1.50, "more": [1E5, {}, []]},
	    "other":3},"y\u00e9":null}' >d/results-chart.json
	at-perf -d d -H -u s x 2
	cmp d/results-chart.json - <<-'E'
	{
	  "x": {
	    "summary": {
	      "type": "list_of_scalar_values",
	      "units": "s",
	      "values": [
	        1.50,
	        2.0
	      ],
	      "improvement_direction": "up"
	    },
	    "other": 3
	  },
	  "y\u00e9": null
	}
	E
}

@test "no value is merged twice, however often the chart is asked for" {
	mkdir d
	at-perf -d d -H x 1
	at-perf -d d -H x 2
	at-perf -d d -j
	at-perf -d d -j
	AT_OUTPUTDIR=. AT_RESULTSDIR=d at-perf -H x 3
	at-perf -d d -j
	is "$(values d/results-chart.json)" "$(lines 1.0 2.0 3.0)"
}

@test "a crash before or after the chart is replaced costs no value" {
	mkdir d
	at-perf -d d -H x 1
	cp d/results-chart.json chart
	cp d/perf.merged merged
	at-perf -d d -H x 2
	# perf.merged is new, the chart is not yet
	cp chart d/results-chart.json
	at-perf -d d -j
	is "$(values d/results-chart.json)" "$(lines 1.0 2.0)"
	# and the same again, twice in a row
	cp chart d/results-chart.json
	at-perf -d d -j
	is "$(values d/results-chart.json)" "$(lines 1.0 2.0)"
	# neither is new
	cp chart d/results-chart.json
	cp merged d/perf.merged
	at-perf -d d -H x 3
	is "$(values d/results-chart.json)" "$(lines 1.0 2.0 3.0)"
}

@test "a crash of the first update of a chart by others costs no value" {
	mkdir d
	echo '{"x": {"summary": {"value": 7}}}' >d/results-chart.json
	cp d/results-chart.json chart
	at-perf -d d -H x 1
	cp chart d/results-chart.json
	at-perf -d d -j
	is "$(values d/results-chart.json)" "$(lines 7 1.0)"
}

@test "what others change in our chart stays, and is not merged again" {
	mkdir d
	at-perf -d d -H x 1
	sed 's/1\.0/8/' d/results-chart.json >new
	cp new d/results-chart.json
	at-perf -d d -j
	cmp new d/results-chart.json
	at-perf -d d -H x 2
	is "$(values d/results-chart.json)" "$(lines 8 2.0)"
}

@test "a chart that is gone or empty is made anew from perf" {
	mkdir d
	at-perf -d d -H x 1
	at-perf -d d -H y 2
	cp d/results-chart.json chart
	rm d/results-chart.json
	at-perf -d d -j
	cmp chart d/results-chart.json
	: >d/results-chart.json
	at-perf -d d -j
	cmp chart d/results-chart.json
}

@test "another, shorter perf is merged from its beginning" {
	mkdir d
	at-perf -d d -H longer 1 2 3 4
	rm d/perf
	at-perf -d d -H x 5
	is "$(values d/results-chart.json)" "$(lines 1.0 2.0 3.0 4.0 5.0)"
}

@test "without perf there is nothing to do" {
	mkdir d
	at-perf -d d -j
	is "$(ls d)" ''
	at-perf -d d -i </dev/null
	is "$(ls d)" ''
}

@test "a broken chart is an error that changes nothing" {
	mkdir d
	for bad in '[]' '{' '{"a":01}' '{"a":"\x"}' '{} x' 'nul' '"a' ' ' \
	    '{"a" 1}' '{"a":1,}' '[1 2]' '{"a":"\u12"}' '3' '{"a":NaN}' \
	    '{"x":{"summary":{"values":3}}}' '{"x":[]}' '{"x":{"summary":[]}}'
	do
		printf '%s' "$bad" >d/results-chart.json
		run -2 --separate-stderr at-perf -d d -H x 1
		[[ "$stderr" == 'at-perf: d/results-chart.json: '* ]]
		is "${#stderr_lines[@]}" 1
		is "$(<d/results-chart.json)" "$bad"
		is "$(ls d)" results-chart.json
	done
	printf '{"a\n\377":1}' >d/results-chart.json
	run -2 --separate-stderr at-perf -d d -H x 1
	is "$stderr" 'at-perf: d/results-chart.json: Invalid control character at: line 1 column 4 (char 3)'
	printf '{"a":\n "\377"}' >d/results-chart.json
	run -2 --separate-stderr at-perf -d d -H x 1
	is "$stderr" 'at-perf: d/results-chart.json: Not UTF-8: line 2 column 3 (char 8)'
}

@test "a chart nested without end is refused, not followed" {
	mkdir d
	awk 'BEGIN { for (i = 0; i < 100000; i++) printf "[" }' \
	    >d/results-chart.json
	run -2 --separate-stderr at-perf -d d -H x 1
	is "$stderr" 'at-perf: d/results-chart.json: Nested too deeply: line 1 column 101 (char 100)'
}

@test "a line of perf that nobody could have written is named" {
	mkdir d
	at-perf -d d -H x 1
	printf 'y\tone\t\tup\n' >>d/perf
	cp d/results-chart.json before
	run -2 --separate-stderr at-perf -d d -j
	is "$stderr" "at-perf: d/perf:2: 'one': want a number"
	cmp before d/results-chart.json
}

@test "a torn last line of perf is skipped, and moved away by the next value" {
	mkdir d
	at-perf -d d -H x 1
	printf 'x\t23' >>d/perf
	run -0 --separate-stderr at-perf -d d -j
	is "$stderr" 'at-perf: d/perf:2: torn last line skipped'
	run -0 --separate-stderr at-perf -d d -H x 4
	is "$(values d/results-chart.json)" "$(lines 1.0 4.0)"
	is "$(<d/perf.torn)" "$(printf 'x\t23')"
	at-perf -d d -j
	is "$(values d/results-chart.json)" "$(lines 1.0 4.0)"
}

@test "many at once lose no value" {
	mkdir d
	for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
		at-perf -d d -H x "$i" 3>&- &
	done
	wait
	is "$(values d/results-chart.json | sort -n | tr '\n' ' ')" \
	    "$(seq 1 15 | sed 's/$/.0/' | tr '\n' ' ')"
}

@test "links and what is no regular file are refused" {
	mkdir d
	ln -s elsewhere d/perf
	run -2 at-perf -d d -H x 1
	rm d/perf
	ln -s elsewhere d/results-chart.json
	run -2 --separate-stderr at-perf -d d -H x 1
	[[ "$stderr" == 'at-perf: d/results-chart.json: '* ]]
	[ ! -e elsewhere ]
	rm d/results-chart.json
	mkfifo d/results-chart.json
	run -2 at-perf -d d -H x 1
	is "$(ls d)" results-chart.json
}

@test "a chart that cannot be written leaves perf as it was" {
	mkdir d
	at-perf -d d -H x 1
	cp -r d before
	trap '' XFSZ
	run -2 --separate-stderr bash -c 'ulimit -f 1
	    at-perf -d d -H -u ms y 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 \
	    19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40 \
	    41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 62'
	is "$stderr" 'at-perf: d/results-chart.json: File too large'
	cmp d/perf before/perf
	cmp d/results-chart.json before/results-chart.json
	at-perf -d d -H y 2
	is "$(values d/results-chart.json)" "$(lines 1.0 2.0)"
}

@test "results that are not there are named" {
	run -2 --separate-stderr at-perf -d no/such -H x 1
	is "$stderr" 'at-perf: no/such/perf: No such file or directory'
	AT_OUTPUTDIR=no AT_RESULTSDIR=no/such \
	    run -2 --separate-stderr at-perf -H x 1
	is "$stderr" 'at-perf: no/such/perf: No such file or directory'
}

@test "names and units have limits, in bytes" {
	inside
	long=$(awk 'BEGIN { for (i = 0; i < 257; i++) printf "n" }')
	run -2 --separate-stderr at-perf -H "$long" 1
	is "$stderr" 'at-perf: The description must be at most 256 characters.'
	run -2 --separate-stderr at-perf -i < <(printf '%s\t1\t\tup\n' "$long")
	is "$stderr" 'at-perf: standard input:1: The description must be at most 256 characters.'
	at-perf -H "${long#n}" 1
	run -2 --separate-stderr at-perf -i < \
	    <(printf 'x\t1\t123456789012345678901234567890123\tup\n')
	is "$stderr" 'at-perf: standard input:1: The units must be at most 32 characters.'
	is "$(wc -l <o/results/perf | tr -d ' ')" 1
}

@test "no value, no results directory, or two ways at once: usage" {
	for args in '' 'x' '-H' '-H x' '-H -L x 1' '-i x 1' '-j x' '-i -j' \
	    '-j -k' '-i -H' '-i -u ms' '-i -l' '-z' '-d'; do
		# shellcheck disable=SC2086
		run -2 --separate-stderr at-perf -d . $args </dev/null
		is "${stderr_lines[-1]}" '       at-perf [-d resultsdir] -j'
	done
	run -2 --separate-stderr at-perf -H x 1
	is "${stderr_lines[-1]}" '       at-perf [-d resultsdir] -j'
}
