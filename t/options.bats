#!/usr/bin/env bats
# options in argv, as POSIX has them
load helper

# read_options LETTERS ARGUMENT... - what our loop makes of them
read_options() {
	status=0
	output=$("$TOP/t/unit" options "$@" 2>message) || status=$?
	stderr=$(head -n 1 message)
	! grep -q usage: message || output=error
}

@test "options come first, alone or together, with their values" {
	while IFS='	' read -r letters arguments want; do
		# shellcheck disable=SC2086 # words
		read_options "$letters" $arguments
		is "$arguments: $output" "$arguments: $want"
	done <<-'E'
	ab:	x -a	| x -a
	ab:	-a x	a | x
	ab:	-a -a x	a a | x
	ab:	-ab v x	a b=v | x
	ab:	-abv x	a b=v | x
	ab:	-bav x	b=av | x
	ab:	-b -a x	b=-a | x
	ab:	-b -- x	b=-- | x
	ab:	-b- x	b=- | x
	ab:	-a -- -a	a | -a
	ab:	-- -- x	| -- x
	ab:	-a - -a	a | - -a
	ab:	--	|
	ab:	-b v -b w	b=v b=w |
	E
	read_options ab: -b '' -a ''
	is "$output" 'b= a | '
	read_options ab:
	is "$output" '|'
}

@test "a letter that is none, and a value that is missing" {
	while IFS='	' read -r letters arguments want; do
		# shellcheck disable=SC2086 # words
		read_options "$letters" $arguments
		is "$arguments: $status $output $stderr" "$arguments: 2 error unit: $want"
	done <<-'E'
	ab:	-c	invalid option -- 'c'
	ab:	-ac x	invalid option -- 'c'
	ab:	-:	invalid option -- ':'
	ab:	-?	invalid option -- '?'
	ab:	--a	invalid option -- '-'
	ab:	-a-	invalid option -- '-'
	ab:	-b	option requires an argument -- 'b'
	ab:	-ab	option requires an argument -- 'b'
	E
}

@test "the shell reads them in the same way" {
	for arguments in '-a' '-ab v' '-bv -a x' '-a -- -b' '-a - x' 'x -a' \
	    '-b -b -b v' '-aab-a' '-- -a'; do
		# shellcheck disable=SC2086 # words
		set -- $arguments
		OPTIND=1 got=
		while [ "$OPTIND" -le $# ] && getopts ab: c; do
			got="$got$c${OPTARG+=$OPTARG} "
		done
		shift $((OPTIND - 1))
		read_options ab: $arguments
		is "$arguments: $output" "$arguments: $got|${*:+ $*}"
	done
}
