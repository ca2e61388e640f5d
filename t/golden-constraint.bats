#!/usr/bin/env bats
load helper
load golden/run

# minus LETTER EXPR... - into args: each with its option before it
minus() {
	local letter=$1

	args=()
	shift
	while [ $# -gt 0 ]; do
		args+=("$letter" "$1")
		shift
	done
}

# filter EXPR... - what at-constraint says of the records
filter() {
	local args

	minus -e "$@"
	at-constraint -m "${args[@]}" records 2>/dev/null
}

# job N EXPR... - why a test fails whose iteration I records I.*.attr|perf,
# without the numbers that were measured
job() {
	local args n=$1 status=0 tab=$'\t'

	shift
	minus -c "$@"
	at-run -n "$n" ${args[0]+"${args[@]}"} golden -- sh -c '
		for f in "$1/$AT_ITERATION".*; do
			[ ! -e "$f" ] || at-keyval -i -t "${f##*.}" <"$f" || exit
		done' sh "$PWD" >/dev/null 2>&1 || status=$?
	# the reason: the last column of the second line, and extra lines
	sed -n -e 1d -e "/^${tab}END/q" -e "/^$tab${tab}GOOD$tab/q" \
	    -e "s/^$tab.*$tab//" -e 's/^  //' \
	    -e 's/\(: not met[^(;,]*\) ([^()]*)/\1/g' -e p \
	    results/golden/golden/status.log
	return "$status"
}

@test "constraints are judged as the original did" {
	limit 600 '200 runs'
	table constraint 168
}
