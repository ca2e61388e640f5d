#!/usr/bin/env bats
#
# Stories: control files made from a seed, with all that can go wrong in and
# around a job, and rules that hold whatever happens; see story/rules.
# SEEDS=N runs N of them, FIRST=M from the number M on; without SEEDS it is
# 200, or as many as a slow machine runs in a minute.  What story/unmended
# names is left out; ALL=1 puts it in.
load helper

# unmended - the deeds that break a rule today
unmended() {
	[ -n "${ALL-}" ] || cut -f 1 "$TOP/t/story/unmended"
}

# stories JOBS FILE... - run them side by side
stories() {
	jobs=$1
	shift
	printf '%s\n' "$@" | xargs -P "$jobs" -n 5 "$TOP/t/story/run" "$PWD/w" 3>&-
}

# made FIRST COUNT DIR [DEED...] - their control files
made() {
	mkdir -p "$3"
	"$TOP/t/story/generate" "$@"
}

jobs() {
	echo $((2 * $(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)))
}

@test "stories: every rule holds in each" {
	first=${FIRST:-1} end=$((${FIRST:-1} + ${SEEDS:-200})) SECONDS=0
	while [ "$first" -lt "$end" ]; do
		[ -n "${SEEDS-}" ] || [ "$SECONDS" -lt 60 ] || break
		n=$((end - first < 50 ? end - first : 50))
		# shellcheck disable=SC2046 # words
		made "$first" "$n" "s$first" $(unmended)
		stories "$(jobs)" "s$first"/*
		first=$((first + n))
	done
	echo "# $((first - ${FIRST:-1})) stories in $SECONDS s" >&3
}

@test "stories that once broke a rule" {
	[ -z "${SEEDS-}" ] || skip 'others were asked for'
	mkdir s
	while read -r seed deed _; do
		case $seed in
		'' | '#'*) continue ;;
		esac
		! unmended | grep -qx "$deed" || continue
		# shellcheck disable=SC2046 # words
		made "$seed" 1 s $(unmended)
	done <"$TOP/t/story/seeds"
	set -- s/*
	[ -e "$1" ] || skip 'none that is mended yet'
	stories "$(jobs)" "$@"
}

@test "a story is the same whatever awk makes it, and a shell reads it" {
	made 1 60 one
	for f in one/*; do
		sh -n "$f"
	done
	made 1 60 two
	diff -r one two
	command -v busybox >/dev/null || skip 'no busybox'
	busybox awk 'BEGIN { exit }' || skip 'busybox has no awk'
	mkdir bin three
	printf '#!/bin/sh\nexec busybox awk "$@"\n' >bin/awk
	chmod +x bin/awk
	PATH=$PWD/bin:$PATH made 1 60 three
	diff -r one three
}

# rules STATUS [full] - what they say of the job j
rules() {
	for form in tsv text tap junit html jsonl; do
		[ -e "report.$form" ] || at-report -f "$form" j >"report.$form"
	done
	awk -v "rc=$1" -v times=1 -v "full=${2:+1}" \
	    -f "$TOP/t/story/rules" file=1 control \
	    file=2 said file=3 ran file=4 j/keyval file=5 j/status.log \
	    file=6 report.*
}

@test "the rules see what is broken" {
	cat >control <<-'E'
	at-run -q good -- true
	at-group g sh -c 'at-run -q bad -- false; at-run -q other -- true'
	at-run -q outer -- sh -c 'at-run -q inner -- false; true'
	E
	printf '%s\n' 'good GOOD 0' 'bad FAIL 1' 'outer GOOD 0' >said
	printf '%s\n' good bad other outer outer/inner >ran
	run -1 at-job -q -d j control
	run -0 rules 1
	is "$output" ''
	has "$(rules 125)" 'a: 1 failed, at-job is 125'
	is "$(rules 125 full)" ''
	cp control plain
	cp said whole
	printf '%s\n' '#: kill KILL 1 1' '#: wild' >>control
	sed 's/good GOOD 0/good GOOD 137/' whole >said
	is "$(rules 1)" ''
	sed 's/good GOOD 0/good GOOD 139/' whole >said
	has "$(rules 1)" 'a: good ended with 139, the log says GOOD'
	mv plain control
	mv whole said
	run -0 rules 0
	has "$output" 'a: 1 failed, at-job is 0'
	echo 'none GOOD 0' >>said
	has "$(rules 1)" 'a: none ended with 0, the log says nothing'
	sed '$d' said >s && mv s said
	echo lost >>ran
	has "$(rules 1)" 'c: lost was started'
	sed '$d' ran >s && mv s ran
	for form in tsv text tap junit html jsonl; do
		cp "report.$form" whole
		grep -v 'bad' whole >"report.$form"
		has "$(rules 1)" "b: $form: does not tell of"
		sed 's/GOOD/WARN/; s/^ok/not ok/; s/<testcase name="good[^>]*>/&<error type="ERROR"\/>/' \
		    whole | sed 's/<error/\n<error/' >"report.$form"
		has "$(rules 1)" "b: $form: "
		cp whole "report.$form"
	done
	cp j/status.log whole
	sed '/END GOOD.*other/d' whole >j/status.log
	has "$(rules 1)" 'd: line'
	sed '$d' whole >j/status.log
	has "$(rules 1)" 'd: the log is open at its end'
}
