#!/bin/sh
# fsmark - how fast files are made and synced
# shellcheck disable=SC2154 # the parameters

run_once() {
	set -eu
	cd "$AT_TMPDIR"
	dir=${where:-.}/fsmark.$$
	mkdir "$dir"
	trap 'cat out; rm -rf "$dir"' 0
	fs_mark -d "$dir" -n "$files" -s "$bytes" >out
}

postprocess_iteration() {
	set -eu
	cd "$AT_TMPDIR"
	at-parse fsmark out >values
	at-perf -k -i <values
}
