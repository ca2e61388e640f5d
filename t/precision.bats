#!/usr/bin/env bats
# -e of at-iterate and at-run
load helper

# values VALUE... - ./next records one of them each time as lat, then the
# last one again and again
values() {
	printf '%s\n' "$@" >values
	cat >next <<-'end'
	#!/bin/sh
	cd "${0%/*}" || exit
	read -r v <values
	sed 1d values >rest
	[ ! -s rest ] || mv rest values
	at-keyval -p "lat=$v"
	end
	chmod +x next
}

# spread N - so many values from 90 to 110, each side of 100 in turn
spread() {
	awk -v n="$1" 'BEGIN { for (i = 0; i < n; i++)
		print 100 + (i % 2 ? 1 : -1) * (i * 7 % 11) }'
}

@test "precision: iterations end when the median is known, at the tenth at the earliest" {
	values 5
	run -0 --separate-stderr at-iterate -e lat=1% -o r ./next
	is "$stderr" 'at-iterate: INFO: stopped: 10 runs, median 5 +- 0 % (95 %)'
	is "$(grep -c '^lat{perf}=5$' r)" 10
	is "$(tail -n 4 r)" "$(printf 'median-lat{attr}=5\nprecision-lat{attr}=0\nprecision{attr}=met\n')"
}

@test "precision: the wider the values, the more iterations" {
	values $(spread 400)
	run -0 --separate-stderr at-iterate -e lat=4% -o r ./next
	[[ $stderr =~ ' stopped: '([0-9]+)' runs, median '[0-9.]+' +- '([0-9.]+)' % (95 %)' ]]
	wide=${BASH_REMATCH[1]}
	[ "$wide" -gt 10 ]
	at-constraint -e "count(lat) == $wide" -e '90 < median(lat) < 110' r
	values $(spread 400)
	run -0 --separate-stderr at-iterate -e lat=2% -o r2 ./next
	[[ $stderr =~ ' stopped: '([0-9]+)' runs, ' ]]
	[ "${BASH_REMATCH[1]}" -gt "$wide" ]
	awk -v r="$(sed -n 's/^precision-lat{attr}=//p' r2)" 'BEGIN { exit !(r <= 2 && r > 0.5) }'
}

@test "precision: the interval is the one of 97.5 %, told as 95 %" {
	# of 20 values the 5th and the 16th: 2 * 0.0059 < 0.025 < 2 * 0.0207
	values $(awk 'BEGIN { for (i = 0; i < 20; i++) print 1000 + i * 7 % 20 }')
	run -0 --separate-stderr at-iterate -e lat=0.1% -n 20 -o r ./next
	[[ $stderr == *' budget spent: 20 runs, median 1010 +- 0.'* ]]
	# between half of 1004..1015 and half of 1005..1014
	awk -v r="$(sed -n 's/^precision-lat{attr}=//p' r)" 'BEGIN {
		exit !(r > 4.5 / 10.095 && r < 5.5 / 10.095) }'
}

@test "precision: -n is the most, and says how far it got" {
	values 90 110 100 80 120 70 130 60 140 100
	run -0 --separate-stderr at-iterate -e lat=1% -n 12 -o r ./next
	[[ $stderr == 'at-iterate: INFO: budget spent: 12 runs, median 100 +- '*' % (95 %) after '*' s' ]]
	[[ $(tail -n 2 r) == 'precision{attr}=missed'* ]]
	# too few for any interval
	values 1 2 3
	run -0 --separate-stderr at-iterate -e lat=1% -n 3 -o r3 ./next
	[[ $stderr == *': budget spent: 3 runs, median 2, precision unknown after '* ]]
	is "$(tail -n 3 r3)" "$(printf 'median-lat{attr}=2\nprecision{attr}=missed\n')"
}

@test "precision: -x is the longest, in seconds, and an iteration ends" {
	values 1 2 3
	run -0 --separate-stderr at-iterate -e lat=1% -x 0.001 -o r ./next
	[[ $stderr == *': budget spent: 1 runs, median 1, precision unknown after '* ]]
	# of both bounds the first one counts
	values 1 2 3
	run -0 --separate-stderr at-iterate -e lat=1% -x 1000 -n 2 -o r2 ./next
	[[ $stderr == *': budget spent: 2 runs, '* ]]
}

@test "precision: the seconds are those since the iterations began" {
	values 1 2 3
	SECONDS=0
	run -0 --separate-stderr at-iterate -e lat=1% -n 3 -o r ./next
	[[ $stderr =~ ' after '([0-9]+)[.0-9]*' s'$ ]]
	[ "${BASH_REMATCH[1]}" -le $((SECONDS + 1)) ]
}

@test "precision: a time that spins is known to 25 %, seconds_wall without -m" {
	cat >spin <<-'end'
	#!/bin/sh
	i=0
	while [ $i -lt 2000 ]; do i=$((i + 1)); done
	end
	chmod +x spin
	run -0 --separate-stderr at-iterate -e seconds_wall=25% -x 20 -o r ./spin
	[[ $stderr =~ ' stopped: '[0-9]+' runs, median 0.'[0-9]+' s +- ' ]]
	run -0 --separate-stderr at-run -q -e seconds_wall=25% -x 20 spin -- "$PWD/spin"
	grep -q '^seconds_wall{perf}=0' "$output/spin/results/keyval"
}

@test "precision: two modes that are far apart are not known by chance" {
	values $(awk 'BEGIN { for (i = 0; i < 80; i++) print i * 7 % 10 < 5 ? 1 : 2 }')
	run -0 --separate-stderr at-iterate -e lat=2% -n 60 -o r ./next
	[[ $stderr == *': budget spent: 60 runs, median 1.5 +- 33 % (95 %) after '* ]]
}

@test "precision: several aims have to be met all" {
	cat >both <<-'end'
	#!/bin/sh
	echo x >>n
	n=$(wc -l <n)
	at-keyval -p a=1 -p b=$((100 + n % 3 * 5))
	end
	chmod +x both
	run -0 --separate-stderr at-iterate -e a=1% -e b=1% -n 20 -o r ./both
	[[ $stderr == *': budget spent: 20 runs, a median 1 +- 0 % (95 %), b median 105 +- '* ]]
	# of the same key the last one counts
	rm n
	run -0 --separate-stderr at-iterate -e a=1% -e b=1% -e b=10% -n 20 -o r ./both
	[[ $stderr == *': stopped: 10 runs, a median 1 +- 0 % (95 %), b median 105 +- '* ]]
}

@test "precision: -u leaves iterations out" {
	values 900 900 900 5
	run -0 --separate-stderr at-iterate -e lat=1% -u 3 -o r ./next
	is "$stderr" 'at-iterate: INFO: stopped: 10 runs, median 5 +- 0 % (95 %)'
	is "$(grep -c 'lat{perf}' r)" 13
}

@test "precision: a warm-up that shows in the values is told" {
	values 20 19 18 17 $(awk 'BEGIN { for (i = 0; i < 40; i++) print 10 + i % 3 / 100 }')
	run -0 --separate-stderr at-iterate -e lat=0.01% -n 40 -o r ./next
	[[ $stderr == *$'\nat-iterate: INFO: warm-up: lat of the first 4 differs from that of the others; see -u' ]]
	# and what is none is not
	values $(spread 60)
	run -0 --separate-stderr at-iterate -e lat=0.01% -n 40 -o r2 ./next
	[[ $stderr != *warm-up* ]]
}

@test "precision: runs that failed and tries that were repeated do not count" {
	values 5
	cat >flaky <<-'end'
	#!/bin/sh
	echo x >>n
	[ "$(wc -l <n)" -gt 3 ] || { at-keyval -p lat=900; exec at-raise RETRY; }
	exec ./next
	end
	chmod +x flaky
	run -0 --separate-stderr at-iterate -e lat=1% -r 3 -o r ./flaky
	[[ $stderr == *'stopped: 10 runs, median 5 +- 0 % (95 %)' ]]
	is "$(grep -c '^try{attr}' r)" 3
	values 5
	printf '#!/bin/sh\n./next; echo x >>m; [ "$(wc -l <m)" -lt 4 ]\n' >dies
	chmod +x dies
	run -1 --separate-stderr at-iterate -e lat=1% -o r2 ./dies
	[[ $stderr != *stopped* && $stderr != *budget* ]]
	is "$(grep -c 'lat{perf}' r2)" 4
}

@test "precision: a run without the value, or whose value is no number, is the end" {
	run -125 --separate-stderr at-iterate -e lat=1% -o r true
	is "$stderr" 'at-iterate: precision: no value of lat'
	is "$(grep -c perf r)" 1
	values 5 fast
	run -125 --separate-stderr at-iterate -e lat=1% -o r2 ./next
	is "$stderr" 'at-iterate: precision: not a number: lat'
	run -1 --separate-stderr at-run -e lat=1% a -- true
	[[ $stderr == 'at-run: a: FAIL: precision: no value of lat; see '* ]]
}

@test "precision: constraints are judged all the same" {
	values 5
	run -1 --separate-stderr at-iterate -e lat=1% -c 'lat < 5' -o r ./next
	[[ $stderr == *'lat < 5: not met in '*' of 10 iterations ('*'), first in iteration '* ]]
	values 5
	run -0 at-iterate -q -e lat=1% -c 'count(lat) == 10' -o r ./next
}

@test "precision: at-run keeps it in the status log and the test's keyvals" {
	values 5 6
	run -0 --separate-stderr at-run -n 30 -e lat=1% a -- "$PWD/next"
	is "$stderr" ''
	grep -q 'INFO.*stopped: 10 runs, median 6 +- 0 % (95 %)$' "$output/a/status.log"
	is "$(grep -e '^precision' -e '^median' -e '^param' "$output/a/keyval")" \
"param-iterations=30
param-precision=lat=1%
precision=met
median-lat=6
precision-lat=0"
	run -0 at-run -q -x 30 -e lat=1% -e seconds_wall=90% b -- "$PWD/next"
	is "$(grep '^param' "$output/b/keyval")" \
"param-longest=30
param-precision=lat=1%, seconds_wall=90%"
	is "$("$TOP/t/consumer.sh" "$output")" ''
}

@test "precision: at-iterate in a test keeps it as the test's keyvals" {
	values 5
	mkdir -p tests/it
	printf 'execute() {\n\tat-iterate -e lat=1%% "%s/next"\n}\n' "$PWD" >tests/it/test.sh
	run -0 --separate-stderr at-run it
	is "$(grep -e ^precision -e ^median "$output/it/keyval")" "$(printf 'precision=met\nmedian-lat=5\nprecision-lat=0')"
	is "$(grep -c 'lat{perf}' "$output/it/results/keyval")" 10
}

@test "precision: the record at the end is none for at-compare and at-constraint" {
	values 5
	at-iterate -q -e lat=1% -o r ./next
	run -0 at-constraint -e 'count(lat) == 10' -e 'lat == 5' r
	run -0 at-compare -i -k lat r r
	[[ $output == *$'\nlat  less    10    5  10    5 '* ]]
	cp r s
	printf 'disturbed{attr}=load\nlat{perf}=5\n\n' >>s
	run -0 at-compare -i -k lat r s
	is "${lines[0]}" 'disturbed iterations: old 0 of 10, new 1 of 11'
	values 5
	run -0 --separate-stderr sh -c 'at-iterate -q -e lat=1% -o - ./next | at-constraint "lat == 5"'
	is "$output$stderr" ''
}

@test "precision: bad aims and options that do not go together are usage errors" {
	for e in '' lat lat= lat=1 lat=% lat=x% lat=-1% lat=0% =1% 'a b=1%' lat=1%% lat=inf%; do
		run -125 --separate-stderr at-iterate -e "$e" -o r true
		is "$stderr" "at-iterate: -e '$e': want a key and how precise its median has to be, such as seconds_wall=1%"
		run -125 --separate-stderr at-run -e "$e" a -- true
		[[ $stderr == "at-run: -e '$e': want a key "* ]]
	done
	run -125 at-iterate -e lat=1% -l 5 -o r true
	[[ $output == 'usage: at-iterate '* ]]
	run -125 at-iterate -x 5 -o r true
	[[ $output == 'usage: at-iterate '* ]]
	run -125 at-run -x 5 a -- true
	[[ $output == 'usage: at-run '* ]]
	[ ! -e r ]
	[ ! -e results ]
}
