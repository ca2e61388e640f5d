#!/usr/bin/env bats
# bats file_tags=slow
#
# what make bench-stats is made of builds, and prints what pages cite
load helper

@test "bench-stats: its simulations build, and print their tables" {
	mkdir tree
	cp -Rp "$TOP/Makefile" "$TOP/cmd" "$TOP/lib" "$TOP/share" tree
	mkdir tree/t
	cp -Rp "$TOP/t/bench" "$TOP/t/stats" tree/t
	# objects of another compiler, or made with flags that are not known
	make -s -C tree clean
	unset MAKEFLAGS MAKELEVEL CC
	TRIES=10 PAIRS=0 run -0 --separate-stderr make -s -C tree bench-stats
	has "$output" 'Coverage of 95 % intervals'
	has "$output" 'Power: verdicts better or worse'
	# shellcheck disable=SC2154 # bats's
	is "$stderr" ''
}

@test "bench: its floors and helpers build without a warning" {
	for f in "$TOP"/t/bench/floor-*.c "$TOP"/t/bench/times.c \
	    "$TOP"/t/bench/noop.c; do
		run -0 cc -O2 -Wall -Werror -o program "$f"
		is "$output" ''
	done
}
