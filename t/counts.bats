#!/usr/bin/env bats
#
# Which values count: in every form of report, in at-compare, in
# constraints and in the chart the same ones do.
load helper
load jobs

# values JOB - test, name and values of all that at-report -f tsv has
values() {
	at-report -f tsv "$1" | awk -F '\t' 'NR > 1 && $13 != "" {
		k = $3 " " $13
		if (!(k in v)) key[++n] = k
		v[k] = v[k] " " $17
	} END { for (i = 1; i <= n; i++) print key[i] ":" v[key[i]] }'
}

# charted TEST NAME - the values in the chart of a test
charted() {
	jq -c --arg n "$2" '.[$n].summary | .values // [.value] | map(. * 1)' \
	    "j/$1/results/results-chart.json"
}

# compared TEST KEY - how many values of it at-compare sees
compared() {
	at-compare -i -f jsonl "j/$1" "j/$1" |
	    jq "select(.kind == \"key\" and .key == \"$2\") | .nold"
}

@test "the values of a failed run count nowhere" {
	need jq
	tested 1 GOOD t '' | job j
	mkdir -p j/t/results
	printf 'v{perf}=1\n\nexit{attr}=3\nv{perf}=100\n\nv{perf}=1\n\n' \
	    >j/t/results/keyval
	is "$(values j)" 't v: 1 1'
	run -0 at-report j
	is "${lines[1]}" 't     GOOD        3   3 s  v 1 +- 0'
	is "$(at-report -f jsonl j | jq -c '.values[].values')" '[1,1]'
	has "$(at-report -f tap j)" '"v": { median: 1, units: "", n: 2 }'
	has "$(at-report -f ktap j)" '# value "v": 1'
	has "$(at-report -f junit j)" '<system-out>v 1 1'
	has "$(at-report -f html j)" '<td>v</td><td class="n">1</td>'
	is "$(compared t v)" 2
	run -1 at-constraint 'max(v) < 50' j/t/results/keyval
	is "$output" 'iteration 1:run ended with exit 3'
}

@test "warm-up iterations count nowhere, the chart included" {
	need jq
	cat >c <<-'E'
		v='v=$((AT_ITERATION > 0 ? 10 : 900))'
		for u in 0 1 3; do
			at-run -u $u -n 2 k$u -- sh -c "$v; at-perf -k -L -u ms lat \$v
				at-perf -k -L z \$v"
			at-run -u $u -n 2 c$u -- sh -c "$v; at-perf -L -u ms lat \$v"
			at-run -u $u -n 2 p$u -- sh -c "$v; at-keyval -p lat=\$v
				at-keyval -p z=\$v"
		done
		at-run -u 2 -l 0.01 l -- sh -c "$v; at-perf -k -L lat \$v; sleep 0.02"
		at-run -u 2 -n 2 j -- sh -c "$v; at-perf -k -L lat \$v; at-perf -j"
	E
	at-job -q -d j c
	is "$(values j)" "$(for u in 0 1 3; do
		printf '%s\n' "k$u lat: 10 10" "k$u z: 10 10" "c$u lat: 10 10" \
		    "p$u lat: 10 10" "p$u z: 10 10"
	done
	echo 'l lat: 10'
	echo 'j lat: 10 10')"
	for t in k0 k1 k3 c0 c1 c3 j; do
		is "$(charted $t lat)" '[10,10]'
		is "$(cut -f 2 j/$t/results/perf | grep -c 900)" 0
	done
	for t in k0 k1 k3 p0 p1 p3; do
		is "$(compared $t lat) $(compared $t z)" '2 2'
		at-constraint 'max(lat) == 10' j/$t/results/keyval
	done
	is "$(ls j/*/results/*.try 2>/dev/null)" ''
}

@test "tries that were repeated count nowhere, the chart included" {
	need jq
	cat >count <<-'E'
		n=$(cat n 2>/dev/null || echo 0)
		echo $((n + 1)) >n
		at-perf -k -L lat $((n % (FAILS + 1)))
		at-perf -L once $((n % (FAILS + 1)))
		at-keyval -p z=$((n % (FAILS + 1)))
		[ $((n % (FAILS + 1))) = "$FAILS" ] || exec at-raise RETRY again
	E
	cat >c <<-E
		for n in 1 2; do
			export FAILS=\$n
			at-run -r 2 -n 2 r\$n -- sh $PWD/count
			at-run -r 2 -l 0.01 l\$n -- sh -c '. $PWD/count; sleep 0.02'
			at-run -r 2 -u 1 -n 2 w\$n -- sh $PWD/count
		done
	E
	at-job -q -d j c
	is "$(values j)" "$(for n in 1 2; do
		printf "%s$n %s: $n%s\n" r lat " $n" r once " $n" r z " $n" \
		    l lat '' l once '' l z '' w lat " $n" w once " $n" w z " $n"
	done)"
	for n in 1 2; do
		is "$(charted r$n lat) $(charted w$n once)" \
		    "[$n,$n] [$n,$n]"
		is "$(compared r$n lat) $(compared w$n z)" '2 2'
		at-constraint "min(lat) == $n" "j/w$n/results/keyval"
	done
	is "$(ls j/*/results/*.try 2>/dev/null)" ''
}

@test "an iteration hook that asks for another try takes the values back" {
	need jq
	hook t run_once <<<'at-perf -k -L lat 5; at-keyval -p z=5'
	for when in before after; do
		mkdir -p tests/t/${when}_iteration.d
		cat >tests/t/${when}_iteration.d/once <<-E
			#!/bin/sh
			at-perf -k -L $when \$(ls -d $when.* 2>/dev/null | wc -l)
			mkdir $when.1 2>/dev/null && exec at-raise RETRY $when
			:
		E
		chmod +x tests/t/${when}_iteration.d/once
	done
	echo 'at-run -r 3 t' >c
	AT_TESTDIR=tests at-job -q -d j c
	is "$(values j)" "$(printf '%s\n' 't before: 1' 't lat: 5' 't after: 1' \
	    't z: 5')"
	is "$(grep -c '^try' j/t/results/keyval)" 5
}

@test "the warm-ups and failed runs of at-iterate in a test count nowhere" {
	need jq
	cat >c <<-'E'
		v='v=$((AT_ITERATION > 0 ? 10 : 900))'
		at-run -c 'lat < 100' u -- at-iterate -u 2 -n 3 sh -c "$v
			at-perf -k -L lat \$v; at-perf -k -L z \$v"
		at-run -u 1 -n 2 both -- at-iterate -u 2 -n 3 sh -c "$v
			at-perf -L lat \$v"
		at-run f -- sh -c 'at-iterate -n 3 sh -c "
			at-perf -k -L lat \$AT_ITERATION; at-perf -L c 1
			[ \$AT_ITERATION -lt 3 ]" || :'
	E
	at-job -q -d j c
	is "$(values j | grep -v seconds_)" "$(printf '%s\n' \
	    'u lat: 10 10 10' 'u z: 10 10 10' 'both lat: 10 10 10 10 10 10' \
	    'f lat: 1 2' 'f c: 1 1')"
	is "$(charted u z)" '[10,10,10]'
	is "$(compared f lat)" 2
}

@test "alone, at-iterate keeps the values of warm-ups out of the chart" {
	need jq
	mkdir -p j/t/results
	AT_RESULTSDIR=$PWD/j/t/results at-iterate -u 2 -n 2 sh -c \
	    'at-perf -L lat $((AT_ITERATION > 0 ? 10 : 900))'
	is "$(charted t lat)" '[10,10]'
}

@test "a torn line of a failed try is moved away" {
	hook t run_once <<-'E'
		at-keyval -p a=1
		printf 'b{perf}=' >>"$AT_RESULTSDIR/keyval"
		mkdir once 2>/dev/null || exit 0
		exec at-raise RETRY again
	E
	echo 'at-run -r 1 t' >c
	AT_TESTDIR=tests at-job -q -d j c
	is "$(<j/t/results/keyval.torn)" 'b{perf}='
	is "$(head -n 2 j/t/results/keyval)" "$(printf 'a{perf}=1\ntry{attr}=0')"
}
