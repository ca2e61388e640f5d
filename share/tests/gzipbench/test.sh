#!/bin/sh
# gzipbench - how fast gzip compresses, as a test in one file
# shellcheck disable=SC2154 # mbytes and level are the test's parameters

# the same text from every awk, whose own random numbers differ; three times
# what gzip looks back at is as good as more, and soon made on a board, too
numbers() {
	awk 'BEGIN {
		for (x = 1; size < 100000; size += length(word) + 1) {
			x = x * 16807 % 2147483647
			word = int(x % 9973 * (x % 31) / 31)
			printf "%d%s", word, x % 11 ? " " : "\n"
		}
	}'
}

initialize() {
	set -eu
	cd "$AT_TMPDIR"
	numbers >text
	set -- text text text text text
	cat "$@" "$@" >megabyte
	i=0
	while [ "$i" -lt "$mbytes" ]; do
		cat megabyte
		i=$((i + 1))
	done >data
}

run_once() {
	set -eu
	cd "$AT_TMPDIR"
	at-iterate -q -P no -o time gzip -c -"$level" data >data.gz
}

postprocess_iteration() {
	set -eu
	cd "$AT_TMPDIR"
	gzip -dc data.gz | cmp - data ||
	    exec at-raise FAIL "what was unpacked is not what was packed"
	seconds=$(at-keyval -g 'seconds_wall{perf}' time)
	{ wc -c data data.gz; echo "$seconds"; } | awk '
		{ n[NR] = $1 }
		END {
			printf "compress\t%.3f\tMB_per_second\tup\n",
			    n[1] / 1000000 / n[4]
			printf "ratio\t%.3f\t\tup\n", n[1] / n[2]
		}' | at-perf -k -i
}
