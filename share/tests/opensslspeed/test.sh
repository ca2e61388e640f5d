#!/bin/sh
# opensslspeed - how fast openssl hashes or ciphers
# shellcheck disable=SC2154 # the parameters

run_once() {
	set -eu
	cd "$AT_TMPDIR"
	trap 'cat out' 0
	openssl speed -mr -seconds "$seconds" -bytes "$bytes" \
	    -evp "$algorithm" >out
}

postprocess_iteration() {
	set -eu
	cd "$AT_TMPDIR"
	at-parse opensslspeed out >values
	at-perf -k -i <values
}
