#!/bin/sh
# lz4bench - how fast lz4 packs and unpacks
# shellcheck disable=SC2154 # the parameters

initialize() {
	set -eu
	cd "$AT_TMPDIR"
	awk -v n="$mbytes" 'BEGIN {
		while (size < n * 1000000) {
			line = ++i " " i * 7919 % 10007 " " i % 31
			print line
			size += length(line) + 1
		}
	}' >data
}

run_once() {
	set -eu
	cd "$AT_TMPDIR"
	trap 'tr "\r" "\n" <out' 0
	lz4 -b"$level" -e"$level" -i"$seconds" data >out 2>&1
}

postprocess_iteration() {
	set -eu
	cd "$AT_TMPDIR"
	at-parse lz4bench out >values
	at-perf -k -i <values
}
