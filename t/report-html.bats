#!/usr/bin/env bats
#
# at-report -f html.
load helper
load jobs

# page JOB... - make out; it must be good HTML
page() {
	at-report -f html -o out "$@" 2>err
	command -v tidy >/dev/null || return 0
	is "$(tidy -q -e out 2>&1)" ''
}

@test "the page has a choice of each verdict, and a block a test" {
	sample
	printf '%s\n' hostname=h1 job_started=1500000000 \
	    job_finished=1500000020 >j/keyval
	page j
	is "$(sed -n 's/.*<label for="[^"]*">\(.*\)<.label>/\1/p' out)" \
	    $'All 3\nGOOD 1\nTEST_NA 1\nFAIL 1'
	is "$(grep '^<details' out)" '<details class="good GOOD">
<details class="bad FAIL" open>
<details class="na TEST_NA">'
	grep -q '^<p class="dim">On h1, 2017-07-14T02:40:00Z, 20 s</p>$' out
	grep -q '<span class="why">too slow</span>' out
	grep -q '<pre class="end" tabindex="0">reading' out
	grep -q '^param-n=7$' out
	# a verdict that is chosen hides the others
	grep -q '^#show-FAIL:checked~main>:not(.FAIL)' out
}

@test "it needs nothing from elsewhere, and has no script" {
	hostile
	page h
	run ! grep -Eiq '<script|<link|<img|<iframe|src=|href=|url\(|@import|https?:' out
	grep -q "default-src 'none'; style-src 'unsafe-inline'" out
	run ! grep -Eq '<[^>]* on[a-z]+=' out
}

@test "of several values there is a picture: points, median, interval" {
	local n
	tested 1 GOOD t '' | job j
	mkdir -p j/t/results
	printf 'a{perf}=%s\nsame{perf}=5\n\n' 1 2 3 4 5 6 >j/t/results/keyval
	printf 'one{perf}=5\n\n' >>j/t/results/keyval
	page j
	is "$(grep -o '<svg' out | wc -l | tr -d ' ')" 2
	n=$(grep -o 'class="p" d="[^"]*"' out | sed -n 1p)
	is "${n#*=*=}" '"M58 96h0M124.8 78.4h0M191.6 60.8h0M258.4 43.2h0M325.2 25.6h0M392 8h0"'
	grep -q '<rect class="i" ' out
	grep -q '<path class="m" ' out
	# Hettmansperger and Sheather's: within the 1st and the 6th
	has "$(grep '<td>a</td>' out)" '<td class="n">1.3571 to 5.6429</td><td class="n">6</td>'
}

@test "what samplers wrote is pictured over its first column" {
	tested 1 GOOD t '' | job j
	mkdir -p j/t/profiling/iteration.1 elsewhere
	printf '%s\n' '"ti,me",cpu,"te""mp",word' 0,1,50,x 1,,60,y 2.5,3,55,z \
	    '3,9' >j/t/profiling/iteration.1/s.csv
	printf 'a\n1\n2\n' >elsewhere/secret.csv
	ln -s ../../../../elsewhere/secret.csv j/t/profiling/iteration.1/l.csv
	ln -s ../../../elsewhere j/t/profiling/iteration.2
	mkfifo j/t/profiling/iteration.1/f.csv
	page j
	is "$(grep -o '<figcaption>[^<]*' out | sed 's/.*>//')" \
	    $'iteration.1/s.csv: cpu\niteration.1/s.csv: te&quot;mp'
	is "$(grep -o 'class="p l"' out | wc -l | tr -d ' ')" 2
	grep 'cpu' out | grep -q '3 points'
}

@test "a hostile job: nothing of it is markup, and nothing is long" {
	hostile
	page h
	is "$(grep -c '^<details' out)" 8
	is "$(grep -o '</div></details>' out | wc -l | tr -d ' ')" 8
	grep -q '&lt;script&gt;alert(1)' out
	# 10000 values are thinned, 10 MB of log are cut
	[ "$(wc -c <out)" -lt 100000 ]
	run ! grep -q $'[\001-\010\013-\037]' out
}

@test "the end of a log begins with a whole line, if there is one" {
	tested 1 GOOD t '' | job j
	seq -f 'the %04g. line' 200 | debug j t
	page j
	is "$(grep -A 1 '<pre' out | sed 's/.*>//')" \
	    $'the 0065. line\nthe 0066. line'
	head -c 5000 /dev/zero | tr '\0' x | debug j t
	page j
	grep -q '<pre class="end" tabindex="0">xxx' out
}

@test "a job without tests is a page, several jobs are one page" {
	: | job e
	page e
	grep -q '>All 0<' out
	sample
	page e j
	grep -q '<title>e, j</title>' out
	grep -q '<span class="name">j: disk.fast</span>' out
}
