#!/bin/sh
# iperf3 - how fast TCP is, to this machine or another
# shellcheck disable=SC2154 # the parameters

# come back when the server listens, or could not
serve() {
	rm -f server
	mkfifo server
	iperf3 -s -1 --forceflush -B 127.0.0.1 -p "$port" >server 2>&1 &
	exec 3<server
	while read -r line <&3; do
		echo "$line"
		case $line in *listening*) break ;; esac
	done
}

run_once() {
	set -eu
	cd "$AT_TMPDIR"
	trap 'cat out; [ -n "$server" ] || kill $! 2>/dev/null || :' 0
	[ -n "$server" ] || serve
	iperf3 -c "${server:-127.0.0.1}" -p "$port" -t "$seconds" \
	    -P "$streams" -J >out
	wait
}

postprocess_iteration() {
	set -eu
	cd "$AT_TMPDIR"
	at-parse iperf3 out >values
	at-perf -k -i <values
}
