#!/usr/bin/env bats
# a sample of t/sweep: SEED chooses the faults, FAULTS says how many
load helper

@test "a system call that fails leaves no hang, no crash and no false green" {
	[ -z "${ASAN_OPTIONS-}" ] || skip 'a sanitizer ends the program when one of its own calls fails'
	seed=${SEED:-$(date +%j)}
	rc=0
	"$TOP/t/sweep" -n "${FAULTS:-20}" -s "$seed" >found 2>err || rc=$?
	[ "$rc" != 77 ] || skip 'strace cannot be used here'
	is "$(<found)" '' || { echo "^ with SEED=$seed" >&2; return 1; }
	is "$rc" 0
}

@test "the seed chooses the faults of the sweep" {
	rc=0
	"$TOP/t/sweep" -l keyval >all || rc=$?
	[ "$rc" != 77 ] || skip 'strace cannot be used here'
	is "$rc" 0
	grep '^keyval write 1 ENOSPC$' all
	"$TOP/t/sweep" -l -n 5 -s 1 keyval | sort >one
	is "$(wc -l <one | tr -d ' ')" 5
	is "$(comm -23 one <(sort all))" ''
	"$TOP/t/sweep" -l -n 5 -s 1 keyval | sort | cmp - one
}
