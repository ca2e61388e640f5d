#!/usr/bin/env bats
load helper

TABLE=$BATS_TEST_DIRNAME/golden/status.table

# rows OP COUNT - all rows of this op hold, and there are so many
rows() {
	is "$("$TOP/t/golden/statusrows" "$1" "$PWD")" "$2 rows"
}

@test "every vector of status lines is a row, and each kind has a test here" {
	local met differs left

	met=$(grep -c '^kind met$' "$TABLE")
	differs=$(grep -c '^kind differs D' "$TABLE")
	left=$(grep -c '^kind left ' "$TABLE")
	echo "# golden status: $((met + differs + left)) rows: $met met," \
	    "$differs differ, $left left" >&3
	is "$(grep -c '^row ' "$TABLE")" 171
	is "$((met + differs + left))" 171
	[ "$left" -le 9 ]
}

@test "a status line is written as the original wrote it" {
	rows render 43
}

@test "the original's own reader takes a line, or not, as it did" {
	rows parse 16
}

@test "a job's log grows as the original's did" {
	rows log 9
}

@test "a line is to us what it is to the result parser" {
	rows tko_line 19
}

@test "the result parser's tests are found in a job" {
	rows tko_log 37
}

@test "status words are the original's" {
	rows valid 25
}

@test "END without a blank and a status is no word" {
	for word in ENDxGOOD ENDGOOD END 'END ' 'END  GOOD'; do
		is "$word: $("$TOP/t/unit" valid "$word")" "$word: no"
	done
}

@test "statuses are as grave as the original has them" {
	rows worse 22
}

@test "what is written, both readers of the original read back" {
	local line

	line=$(TZ=UTC0 "$TOP/t/unit" render 1 FAIL a/b op 1500000000 'x=1 y' k=v)
	is "$(TZ=UTC0 "$TOP/t/unit" parse "$line")" "$(printf '%s\n' FAIL a/b \
	    op 'field k=v' 'field timestamp=1500000000' \
	    'field localtime=Jul 14 02:40:00' 'message reason: x=1 y')"
	is "$("$TOP/t/unit" tko_line "$line" | sed -n 6p)" 'reason: x=1 y'
}

@test "a reason whose tabs make a field of it is not lost either" {
	local line

	line=$(TZ=UTC0 "$TOP/t/unit" render 1 FAIL a/b op 1500000000 $'x=\ty')
	is "$("$TOP/t/unit" tko_line "$line" | sed -n 6p)" 'reason: x=        y'
}

# logged - lines on standard input, `|' for a tab, as the log of a job
logged() {
	mkdir -p j
	printf 'status_version=1\n' >j/keyval
	tr '|' '\t' >j/status.log
}

@test "a reason that is part of another is dropped, whichever came first" {
	logged <<-'EOF'
		START|t|t|
		|FAIL|t|t|abcdef
		|FAIL|t|t|abc
		|FAIL|t|t|cdefg
		END FAIL|t|t|
	EOF
	is "$("$TOP/t/unit" tko_log j | tail -n 1 | cut -f 7)" 'abcdef, cdefg'
}

@test "a reboot that does not tell its kernel leaves it unknown" {
	logged <<-'EOF'
		START|----|reboot|timestamp=1|
		END GOOD|----|reboot|timestamp=2|
	EOF
	is "$("$TOP/t/unit" tko_log j | tail -n 1 | cut -f 1-4)" \
	    $'boot.0\tNone\tGOOD\tUNKNOWN'
}

@test "CR NUL is nothing, wherever it stands" {
	printf 'ST\r\0ART|t|t|\n|GOOD|t|t|a\r\0b\r\r\0\nEND GOOD|t|t|\n' | logged
	is "$("$TOP/t/unit" tko_log j | tail -n 1 | cut -f 7)" $'ab\r'
}

@test "to the parser TEST_NA is worse than ABORT" {
	is "$("$TOP/t/unit" worse TEST_NA ABORT)" 'yes yes'
	is "$("$TOP/t/unit" worse ABORT TEST_NA)" 'no no'
	is "$("$TOP/t/unit" worse ABORT ERROR)" 'yes yes'
}
