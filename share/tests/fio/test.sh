#!/bin/sh
# fio - how fast a file is read and written
# shellcheck disable=SC2154 # the parameters

run_once() {
	set -eu
	cd "$AT_TMPDIR"
	trap 'cat out' 0
	fio --name=bench --rw="$rw" --bs="$bs" --size="$size" \
	    --runtime="$seconds" --time_based --ioengine="$engine" \
	    --directory="${where:-.}" --unlink=1 --output-format=json >out
}

postprocess_iteration() {
	set -eu
	cd "$AT_TMPDIR"
	at-parse fio out >values
	at-perf -k -i <values
}
