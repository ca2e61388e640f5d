#!/bin/sh
# sysbench - a benchmark of sysbench: cpu, memory, threads or mutex
# shellcheck disable=SC2154 # the parameters

run_once() {
	set -eu
	cd "$AT_TMPDIR"
	trap 'cat out' 0
	sysbench "$benchmark" --threads="$threads" --time="$seconds" run >out
}

postprocess_iteration() {
	set -eu
	cd "$AT_TMPDIR"
	at-parse sysbench out >values
	at-perf -k -i <values
}
