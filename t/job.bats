#!/usr/bin/env bats
load helper

# everything SHELL [WORD] - the sample control file under a shell, its log
# in SHELL.log.  The shell is what PATH has for sh; bash called so is in
# its POSIX mode, busybox is its ash.
everything() {
	command -v "$1" >/dev/null || return 1
	mkdir "$1.bin"
	ln -s "$(command -v "$1")" "$1.bin/sh"
	PATH=$PWD/$1.bin:$PATH at-job -d "$1.d" "$PWD/control" >"$1.out" 2>"$1.err" 3>&- ||
	    echo "exit $?" >>"$1.out"
	log "$1.d/status.log" >"$1.log"
}

@test "one control file with all of it gives the same log under every shell" {
	cp "$TOP/share/examples/everything" control
	chmod -x control
	seen=
	for shell in dash busybox mksh bash; do
		everything $shell || continue
		seen="$seen $shell"
		is "$(tail -n 1 $shell.out)" 'exit 1'
		[ -z "$first" ] || diff "$first.log" $shell.log
		first=${first:-$shell}
	done
	echo "# under:$seen" >&3
	case $seen in
	*' '*' '*) ;;
	*) skip 'two shells are not to be had' ;;
	esac
	# it has in it what it says
	for line in '.INFO ---- ----: every test has hooks around it' \
	    '.WARN ---- ----: the step said 3' \
	    '..FAIL speed.slow speed.slow: speed > 2: not met in 2 of 2 iterations (' \
	    '..INFO ---- ----: Run 0 failed with' '.END FAIL flaky.once' \
	    '...GOOD parent/' '.END ERROR ---- verdicts:' \
	    '..GOOD second second: completed successfully'; do
		grep -q -F -e "$line" "$first.log" || {
			echo "without: $line"
			cat "$first.log"
			return 1
		}
	done
}

# bats test_tags=slow
@test "the makefile sample works without a job, also with -j4, under both makes" {
	for make in make bmake; do
		command -v $make >/dev/null || continue
		for j in 1 4; do
			mkdir $make.$j
			(cd $make.$j && unset MAKEFLAGS MFLAGS &&
			    $make -j $j -f "$TOP/share/examples/Makefile" N=5 \
				OLD='sleep 0.1' >out 2>&1) || {
				cat $make.$j/out
				return 1
			}
			is "$(grep -c '^seconds_wall' $make.$j/new/records)" 5
			has "$(cat $make.$j/out)" GOOD
		done
		any=$make
	done
	[ -n "${any-}" ] || skip 'no make to be had'
}
