#!/usr/bin/env bats
#
# The tables EXIT STATUS of the pages, and what the programs do: each status
# of a table is seen here, and no other.
load helper

# table PAGE - the statuses of its table, in order
table() {
	sed -n '/^\.Sh EXIT STATUS/,/^\.Sh [^E]/s/^\.It \([0-9a-z+]*\)$/\1/p' \
	    "$TOP/man/$1.1" | sort -n | tr '\n' ' '
}

# job TEXT [OPTION...] - at-job with this control file; prints its status
job() {
	printf '%s\n' "$1" >c
	shift
	rm -rf j
	rc=0
	at-job -q -d j "$@" c >/dev/null 2>&1 || rc=$?
	echo "$rc"
}

# inside COMMAND... - the status of each, in a job
inside() {
	for command; do
		echo "$command; echo \$? >>said"
	done >c
	: >said
	rm -rf j
	at-job -q -d j c >/dev/null 2>&1 || :
	cat said
}

# seen PAGE - the statuses on standard input are those of the table
seen() {
	is "$(sort -n | uniq | tr '\n' ' ')" "$(table "$1")"
}

@test "at-job exits as its page says" {
	{
		job 'at-run -q a -- true'
		job 'at-run -q a -- sh -c "at-raise WARN x"'
		job 'at-run -q a -- sh -c "at-raise WARN x"' -S
		job 'at-run -q a -- false; true'
		job 'exit 3'
		job :
		job 'at-run -n x a -- true; at-run -q b -- true'
		job 'at-raise ABORT x'
		job 'at-rnu'
		job 'sleep 60' -t 0.2
		job 'if'
	} >all
	is "$(tr '\n' ' ' <all)" '0 0 1 1 1 1 1 98 98 124 125 '
	seen at-job <all
}

@test "at-run exits as its page says" {
	inside 'at-run -q a -- true' 'at-run -q b -- sh -c "exit 77"' \
	    'at-run -q c -- at-raise WARN x' 'at-run -q d -- at-raise TEST_NA x' \
	    'at-run -q e -- at-raise ERROR x' 'at-run -q -t 0.2 f -- sleep 60' \
	    'at-run -n x g -- true' 'at-run -q h -- at-raise ABORT x' \
	    'at-run -q i -- true' >all
	is "$(tr '\n' ' ' <all)" '0 1 76 77 99 124 125 98 98 '
	seen at-run <all
}

@test "at-group exits as its page says" {
	inside 'at-group a true' 'at-group b sh -c "exit 7"' \
	    'at-group c at-raise WARN x' 'at-group d sh -c "at-raise TEST_NA x; true"' \
	    'at-group e at-run -q t -- at-raise ERROR x' 'at-group' \
	    'at-group f sh -c "at-raise ABORT x; true"' 'at-group g true' >all
	is "$(tr '\n' ' ' <all)" '0 1 76 77 99 125 98 98 '
	seen at-group <all
}

@test "at-step exits as its page says" {
	inside 'at-step a true' 'at-step b sh -c "exit 7"' \
	    'at-step -b c false' 'at-step a true' 'at-step d /' \
	    'at-step e ./no-such' 'at-step f sh -c "kill -9 \$\$"' \
	    'at-raise ABORT x; at-step g true' >all
	is "$(tr '\n' ' ' <all)" '0 7 1 125 126 127 137 98 '
	sed 's/^7$/other/; s/^137$/128+n/' all | seen at-step
}

# report [OPTION...] - the status of at-report for j
report() {
	rc=0
	at-report "$@" j >/dev/null 2>&1 || rc=$?
	echo "$rc"
}

@test "at-report exits as its page says" {
	job 'at-run -q a -- false' >/dev/null
	{
		report
		report -f none
		report -s
		for control in 'at-run -q a -- true' 'exit 3' : 'at-raise ABORT x'; do
			job "$control" >was
			report -s
			is "$(<was)" "$(report -s)" >&2
		done
		job 'sleep 60' -t 0.2 >was
		report -s
	} >all
	is "$(tr '\n' ' ' <all)" '0 2 1 0 1 1 98 124 '
	seen at-report <all
}
