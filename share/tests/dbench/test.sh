#!/bin/sh
# dbench - the load of a file server on a directory
# shellcheck disable=SC2154 # the parameters

run_once() {
	set -eu
	cd "$AT_TMPDIR"
	trap 'cat out' 0
	dbench -t "$seconds" -c /usr/share/dbench/client.txt \
	    -D "${where:-.}" "$clients" >out
}

postprocess_iteration() {
	set -eu
	cd "$AT_TMPDIR"
	at-parse dbench out >values
	at-perf -k -i <values
}
