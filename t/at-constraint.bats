#!/usr/bin/env bats
load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	# one record; big is the largest whole number that is exact
	cat >r <<-'EOF'
	mode{attr}=seq read
	a{perf}=1.5
	b{perf}=3
	big{perf}=9223372036854775807
	c{perf}=-2
	e{perf}=
	s{perf}=abc
	z{perf}=0

	EOF
}

# met EXPR... - each is met by the record; if not, it is in the output
met() {
	local e args=()

	for e; do
		args+=(-e "$e")
	done
	run -0 --separate-stderr at-constraint "${args[@]}" r
	is "$output$stderr" ''
}

# unmet EXPR... - each is not
unmet() {
	local e

	for e; do
		echo "unmet: $e" >&2
		run -1 --separate-stderr at-constraint -e "$e" r
		is "$output" "iteration 0:$e: constraint was not met"
		is "$stderr" ''
	done
}

# cannot EXPR REASON - it cannot be evaluated, for that reason
cannot() {
	echo "cannot: $1" >&2
	run -1 --separate-stderr at-constraint -e "$1" r
	is "$output" "iteration 0:could not evaluate constraint: $1"
	is "$stderr" "at-constraint: '$1': $2"
}

# refused EXPR REASON - it is no expression, for that reason
refused() {
	echo "refused: $1" >&2
	run -2 --separate-stderr at-constraint -e "$1" r
	is "$output" ''
	is "$stderr" "at-constraint: '$1': $2"
}

# times N TEXT - the text so often
times() {
	printf "%0$1d" 0 | sed "s/0/$2/g"
}

@test "silence and 0 when every record meets every expression" {
	printf 'a{perf}=5\n\na{perf}=6\n\n' >two
	run -0 --separate-stderr at-constraint -e 'a > 4' -e 'a < 7' two
	is "$output$stderr" ''
}

@test "a line for each failure and 1 when one does not" {
	printf 'a{perf}=5\n\na{perf}=0\n\na{perf}=1\n\n' >three
	run -1 --separate-stderr at-constraint -e 'a > 1' -e 'a < 5' three
	is "$output" "$(printf '%s\n' \
	    'iteration 0:a < 5: constraint was not met' \
	    'iteration 1:a > 1: constraint was not met' \
	    'iteration 2:a > 1: constraint was not met')"
	is "$stderr" ''
}

@test "as grep: the first operand is the expression, the others are files" {
	printf 'a=0\n\n' >one
	printf 'a=1\n\n' >two
	run -1 at-constraint 'a > 1' one two
	is "$output" "$(printf '%s\n' \
	    'iteration 0:a > 1: constraint was not met' \
	    'iteration 1:a > 1: constraint was not met')"
	run -1 at-constraint -e 'a > 0' one two
	is "$output" 'iteration 0:a > 0: constraint was not met'
}

@test "an expression may begin with a minus behind -e or --" {
	met '-c == 2'
	run -0 at-constraint -- '-c == 2' r
}

@test "standard input is read without a file, and as -" {
	at-constraint 'b == 3' <r
	at-constraint 'b == 3' - <r
	run -1 at-constraint 'b == 4' <r
	is "$output" 'iteration 0:b == 4: constraint was not met'
}

@test "-m prints the one line that the original did" {
	printf 'a=5\n\na=0\n\nb=1\n\n' >three
	run -1 --separate-stderr at-constraint -m -e 'a > 5' -e 'a' three
	at-constraint -m -e 'a > 5' -e 'a' three >got 2>/dev/null || :
	is "$(cat got; echo .)" "iteration 0:a > 5: constraint was not met  \
iteration 1:a > 5: constraint was not met,a: constraint was not met  \
iteration 2:could not evaluate constraint: a > 5,\
could not evaluate constraint: a  
."
	run -0 at-constraint -m 'b == 3' r
	is "$output" ''
}

@test "no expression is a usage error, and nothing is read" {
	run -2 --separate-stderr at-constraint </dev/null
	is "$output" ''
	is "$stderr" 'usage: at-constraint [-m] [-B dir]... [-e expr]... [expr] [file ...]'
	run -2 at-constraint -x 'a > 1' r
	run -2 at-constraint -e
}

@test "a record is judged when it has a perf value, and counted then" {
	printf 'x{attr}=1\n\na{perf}=1\n\n\n\ny{attr}=1\n\na{perf}=0\n\n' >mixed
	run -1 at-constraint 'a == 1' mixed
	is "$output" 'iteration 1:a == 1: constraint was not met'
}

@test "a line without a type is a performance value" {
	printf 'a=5\n\n' | at-constraint 'a == 5'
	printf 'a{attr}=5\nb{perf}=1\n\n' >attr
	run -1 --separate-stderr at-constraint 'a == 5' attr
	is "$stderr" "at-constraint: 'a == 5': no value of 'a' at 1"
}

@test "a value of one record is not seen in the next" {
	printf 'a=1\nb=1\n\nb=1\n\n' >two
	run -1 --separate-stderr at-constraint 'a == 1' two
	is "$output" 'iteration 1:could not evaluate constraint: a == 1'
}

@test "the latest value of a key counts" {
	printf 'a=1\na=2\na=x\na=3\n\n' | at-constraint 'a == 3'
}

@test "tries that failed and warm-up runs are not judged" {
	printf 'try{attr}=0\na{perf}=0\n\n' >try
	printf 'warmup{attr}=1\na{perf}=0\n\n' >warm
	printf 'a{perf}=2\n\n' >good
	cat try warm good | at-constraint 'a == 2'
	printf 'exit{attr}=1\ntry{attr}=0\na{perf}=0\n\n' | cat - good |
	    at-constraint 'a == 2'
	printf 'a{perf}=0\n\n' | cat try warm good - >all
	run -1 at-constraint 'a == 2' all
	is "$output" 'iteration 1:a == 2: constraint was not met'
}

@test "a run that ended badly is a failure, whatever it measured" {
	printf 'a=1\n\nexit{attr}=7\na{perf}=1\n\na=1\n\na=0\n\n' >bad
	run -1 --separate-stderr at-constraint 'a == 1' bad
	is "$output" "$(printf '%s\n' 'iteration 1:run ended with exit 7' \
	    'iteration 3:a == 1: constraint was not met')"
	is "$stderr" ''
	run -1 at-constraint -m 'a == 1' bad
	is "$output" "iteration 1:run ended with exit 7  \
iteration 3:a == 1: constraint was not met  "
	printf 'exit{attr}=137\n\n' >alone
	run -1 at-constraint 'a == 1' alone
	is "$output" 'iteration 0:run ended with exit 137'
	printf 'exit{attr}=0\na{perf}=1\n\n' | at-constraint 'a == 1'
}

@test "no record at all is 2: nothing was measured" {
	run -2 --separate-stderr at-constraint 'a > 1' </dev/null
	is "$output" ''
	is "$stderr" 'at-constraint: standard input: no records'
	: >empty
	run -2 --separate-stderr at-constraint 'b == 3' r empty
	is "$stderr" 'at-constraint: empty: no records'
	printf '\n\n# nothing\n\n' >blank
	run -2 --separate-stderr at-constraint 'a > 1' blank
	is "$stderr" 'at-constraint: blank: no records'
}

@test "records of which none can be judged are 2 as well" {
	printf 'x{attr}=1\n\ntry{attr}=0\na{perf}=1\n\n' >none
	run -2 --separate-stderr at-constraint 'a == 1' none
	is "$stderr" 'at-constraint: none: no record to judge'
}

@test "a last record that lacks only its blank line is whole" {
	printf 'a=1\n\na=0\n' >two
	run -1 --separate-stderr at-constraint 'a == 1' two
	is "$output" 'iteration 1:a == 1: constraint was not met'
	is "$stderr" ''
	printf 'a=1\n' >one
	printf 'b=1\n\n' >other
	run -1 --separate-stderr at-constraint 'a == 1' one other
	is "$output" 'iteration 1:could not evaluate constraint: a == 1'
}

@test "a torn last line is skipped, and told" {
	printf 'a=1\n\na=1\nb=' >torn
	run -0 --separate-stderr at-constraint 'a == 1' torn
	is "$output" ''
	is "$stderr" 'at-constraint: torn:4: torn last line skipped'
	printf 'a=1' >torn
	run -2 --separate-stderr at-constraint 'a == 1' torn
	is "$stderr" "$(printf '%s\n' \
	    'at-constraint: torn:1: torn last line skipped' \
	    'at-constraint: torn: no records')"
}

@test "a line that is no key=value is 2, and its record is not judged" {
	printf 'a=0\n\na=0\nnot a line\n\na=0\n\n' >bad
	run -2 --separate-stderr at-constraint 'a == 1' bad r
	is "$output" "$(printf '%s\n' \
	    'iteration 0:a == 1: constraint was not met' \
	    'iteration 1:a == 1: constraint was not met')"
	is "$stderr" 'at-constraint: bad:4: Invalid format line: not a line'
	printf 'a{other}=1\n\n' >bad
	run -2 --separate-stderr at-constraint 'a == 1' bad
	is "$stderr" 'at-constraint: bad:1: Invalid format line: a{other}=1'
}

@test "comments are skipped, and white space alone ends a record" {
	printf '# a run\na=1\n# more\nb=2\n \t\na=1\nb=3\n\n' >c
	run -1 at-constraint 'a + b == 3' c
	is "$output" 'iteration 1:a + b == 3: constraint was not met'
}

@test "a file that cannot be read is 2, the others are judged" {
	run -2 --separate-stderr at-constraint 'b == 4' missing r
	is "$output" 'iteration 0:b == 4: constraint was not met'
	is "$stderr" 'at-constraint: missing: No such file or directory'
	mkdir d
	run -2 --separate-stderr at-constraint 'b == 4' d
	is "$stderr" 'at-constraint: d: Is a directory'
}

@test "a full disk is an error" {
	[ -c /dev/full ] || skip 'no /dev/full'
	at-constraint 'b == 3' r >/dev/full
	for m in '' -m; do
		rc=0
		at-constraint $m 'b == 4' r >/dev/full 2>err || rc=$?
		is "$rc" 2
		is "$(<err)" \
		    'at-constraint: standard output: No space left on device'
	done
}

@test "failures are told while the records still come" {
	mkfifo in out
	at-constraint 'a == 1' in >out 3>&- &
	exec 6<out 5>in
	printf 'a=0\n\n' >&5
	read -r -t 30 line <&6
	is "$line" 'iteration 0:a == 1: constraint was not met'
	exec 5>&-
	rc=0
	wait $! || rc=$?
	is "$rc" 1
}

@test "comparisons" {
	met 'a > 1' 'a < 2' 'b >= 3' 'b <= 3' 'b == 3' 'b == 3.0' 'b != 4' \
	    'a>1'
	unmet 'a > 1.5' 'a < 1.5' 'b >= 4' 'b <= 2' 'b == 4' 'b != 3'
}

@test "comparisons chain, and stop where they fail" {
	met '1 < a < 2' 'b == 3 == 3' '1 < a > 1.2' '1 < 2 < 3 < 4' \
	    'c < z < a < b' '"a" < "b" in s' '1 < b < 2 or 1'
	unmet '1 < a < 1.2' '5 < b < missing' '1 < 3 > 2 > 4'
	cannot '1 < b < missing' "no value of 'missing' at 9"
}

@test "arithmetic, with true division and floors" {
	met 'a + b == 4.5' 'b - a == 1.5' 'a * 2 == 3' '7 / 2 == 3.5' \
	    '7 // 2 == 3' '-7 // 2 == -4' '7 // -2 == -4' '7.5 // 2 == 3' \
	    '-7.5 // 2 == -4' '7 % 3 == 1' '-7 % 3 == 2' '7 % -3 == -2' \
	    '7.5 % 2 == 1.5' '-7.5 % 2 == 0.5' '2 ** 10 == 1024' \
	    '2 ** -1 == 0.5' '2 ** 0.5 > 1.4' '(-2) ** 3 == -8' '0 ** 0 == 1' \
	    '-c == 2' '+c == c' '- -b == b'
}

@test "operators bind as in Python" {
	met '2 + 3 * 4 == 14' '(2 + 3) * 4 == 20' '10 - 3 - 2 == 5' \
	    '100 / 10 / 2 == 5' '2 * 7 % 4 == 2' '7 // 2 * 2 == 6' \
	    '2 ** 3 ** 2 == 512' '-2 ** 2 == -4' '2 ** -1 ** 2 == 0.5' \
	    '-3 * -2 == 6' 'a + 1 > b - 1' 'not b == 4' 'not z and b' \
	    '1 or 1 and z' 'z and z or 1' 'not z == b' 'z if z else b' \
	    '(1 if z else z) == 0' '0 if z else 0 if z else 1' \
	    'z or 1 if b else z' 'not z if b else z' '1 < 2 + 3 < 6' \
	    '"a" in s and "z" not in s or z' '-a < b' '-2 % 3 == 1'
	refused '1 + not z' "unexpected 'not' at 5"
}

@test "and, or and not give operands and stop early" {
	met 'a > 5 or b > 2' 'b > 1 or missing' '(z or b) == 3' \
	    '(b and a) == 1.5' '(z and missing) == 0' '(not b) == 0' \
	    '(not z) == 1' 'not not b' '(e or s) == "abc"'
	unmet 'a > 1 and b > 5' 'b > 5 and missing' 'not b' 'z or e'
	cannot 'z or missing' "no value of 'missing' at 6"
}

@test "a conditional evaluates one side" {
	met '1 if b > 2 else missing' 'missing if b > 5 else 1' \
	    '(2 if z else 3 if z else 4) == 4' '(1 if b else 2) + 1 == 2'
	unmet 'z if b else 1'
}

@test "zero, no text and False are false, all else is true" {
	met 'b' 'c' 's' '0.1' '"0"' 'True' 'not False' 'True == 1' \
	    '(b > 1) + (b > 2) == 2'
	unmet 'z' '0.0' '""' 'e' 'False' '-0.0'
}

@test "texts compare with texts by their bytes, and can be searched" {
	met 's == "abc"' "s == 'abc'" 's != "abd"' 's < "abd"' '"ab" < s' \
	    '"Z" < s' '"b" in s' '"x" not in s' '"" in s' 'not "bd" in s' \
	    's + "d" == "abcd"' 's * 2 == "abcabc"' '2 * s == s + s' \
	    's * z == ""' 's * c == ""' 's == "\x61\x62c"' \
	    '"a\"b" == '"'a\"b'" '"\\\n\t\r" != ""' '"\
" == e'
	unmet 's == "ABC"' '"c" < s' '"abcd" in s'
}

@test "whole numbers are exact to 2^63, and doubles beyond" {
	met 'big == 9223372036854775807' 'big - 1 != big' \
	    'big > 9223372036854775806' 'big % 10 == 7' \
	    'big + 1 == 2.0 ** 63' '-big - 1 == -2.0 ** 63' \
	    '9007199254740993 > 9007199254740992.0' \
	    '3037000500 * 3037000500 > big' '2 ** 62 + 1 != 2 ** 62' \
	    '2 ** 100 > 10 ** 30' 'big * big > 8.5e37' '(-big - 1) // -1 > big'
}

@test "numbers are read and written to the last bit, as libc does" {
	is "$("$TOP/t/unit" doubles 20000)" 'done'
}

@test "numbers half way between two doubles go to the even one" {
	met '9007199254740993 * 1.0 == 9007199254740992.0' \
	    '9007199254740993.0000000000000000000000001 > 9007199254740992.0' \
	    '9007199254740995.0 == 9007199254740996.0' \
	    '0.500000000000000055511151231257827021181583404541015625 == 0.5' \
	    '0.500000000000000055511151231257827021181583404541015626 > 0.5' \
	    '2.4703282292062327e-324 == 0' '2.4703282292062328e-324 > 0' \
	    '179769313486231570000e288 == 1.7976931348623157e308' \
	    '1e-99999999999999999999 == 0' '0e99999999999999999999 == 0' \
	    "0.$(printf '%0800d' 1)e800 == 1" \
	    "9007199254740993.$(printf '%0800d' 1) == 9007199254740994"
	refused '1.7976931348623159e308 > 1' "bad number '1.7976931348623159e308' at 1"
}

@test "a power is right to the last bit" {
	met '2 ** 0.5 == 1.4142135623730951' '10.0 ** -3 == 0.001' \
	    '1.1 ** 1000.0 == 2.4699329180060256e+41' \
	    '0.3 ** 0.7 == 0.4305116202499342' \
	    '1.0000001 ** 1e8 == 22026.454910182532' \
	    '(-1.5) ** 3 == -3.375' '(-1.5) ** 4.0 == 5.0625' \
	    '5e-324 ** 0.25 == 1.4908919308538355e-81' \
	    '1.7e308 ** 0.5 == 1.3038404810405297e+154' \
	    '2.0 ** -1074 == 5e-324' '2.0 ** -1080 == 0' '0.0 ** 3 == 0' \
	    '0.999 ** 123456.5 == 2.273511582011322e-54'
	cannot '2.0 ** 1024 > 0' 'number too large at 5'
}

@test "numbers are written as Python's decimal ones" {
	met '5. == 5' '.5 == 0.5' '1e3 == 1000' '1E-3 == .001' '2.5e+1 == 25' \
	    '0 == 0.0' '00.5 == 0.5' '0e5 == 0'
	refused '010 == 8' "bad number '010' at 1"
	refused 'b < 10ms' "bad number '10ms' at 5"
	refused 'b == 0x10' "bad number '0x10' at 6"
	refused '5L' "bad number '5L' at 1"
	refused '1j' "bad number '1j' at 1"
	refused '1_000' "bad number '1_000' at 1"
	refused '1.2.3' "bad number '1.2.3' at 1"
	refused '1e' "bad number '1e' at 1"
	refused '1e999' "bad number '1e999' at 1"
}

@test "a recorded value is a number if all of it reads as one" {
	printf '%s\n' a=-5 b=+5 c=5. d=.5 e=1e5 f=010 g=5ms h=0x10 i=inf \
	    j=nan 'k= 5' l=1e999 m=-0 n=00000000000000000000000000000000000012 \
	    o=123456789012345678901234567890 p=0.1 '' >v
	at-constraint -e 'a + b == 0' -e 'c == 5' -e 'd == 0.5' \
	    -e 'e == 100000' -e 'f == 10' -e 'm == 0' -e 'n == 12' \
	    -e 'o > 1e29' -e 'p * 3 > 0.3' -e 'g == "5ms"' -e 'h == "0x10"' \
	    -e 'i == "inf"' -e 'j == "nan"' -e 'k == " 5"' -e 'l == "1e999"' v
}

@test "a text beside a number cannot be told" {
	cannot 's > 1' 'a text beside a number at 3'
	cannot 's == 1' 'a text beside a number at 3'
	cannot '1 != s' 'a text beside a number at 3'
	cannot 's + 1 == "abc1"' 'a text beside a number at 3'
	cannot 's * 1.5 == s' 'a text beside a number at 3'
	cannot '"%d" % b == "3"' 'a text beside a number at 6'
	cannot 's - s == 0' 'not an operator for texts at 3'
	cannot '-s == 0' 'not an operator for texts at 1'
	cannot '+s == s' 'not an operator for texts at 1'
	cannot '1 in s' "'in' wants two texts at 3"
	cannot 's not in 1' "'in' wants two texts at 3"
}

@test "what is not a finite number cannot be told" {
	cannot '1 / z == 0' 'division by zero at 3'
	cannot '1.5 / 0.0 == 0' 'division by zero at 5'
	cannot '1 // z == 0' 'division by zero at 3'
	cannot '1 % z == 0' 'division by zero at 3'
	cannot '0 ** -1 == 0' '0 to a negative power at 3'
	cannot '(-8) ** 0.5 > 0' 'negative number to a fractional power at 6'
	cannot '10.0 ** 400 > 0' 'number too large at 6'
	cannot '1e308 * 10 > 0' 'number too large at 7'
	cannot '1e308 + 1e308 > 0' 'number too large at 7'
}

@test "a text made by an expression has 65536 bytes at most" {
	met '"ab" * 32768 != ""' 's * 0 == ""'
	cannot '"ab" * 32769 != ""' 'text too long at 6'
	cannot '"a" * big != ""' 'text too long at 5'
	cannot '"a" * 65536 + "a" != ""' 'text too long at 13'
}

@test "an unknown name is told, once for each expression" {
	printf 'b=1\n\nb=1\n\nb=1\n\n' >three
	run -1 --separate-stderr at-constraint -e 'a > 1' -e 'b < a' three
	is "${#lines[@]}" 6
	is "$stderr" "$(printf '%s\n' \
	    "at-constraint: 'a > 1': no value of 'a' at 1" \
	    "at-constraint: 'b < a': no value of 'a' at 5")"
}

@test "only eight words are reserved" {
	for w in and or not in if else; do
		run -2 at-constraint "$w == 5" r
	done
	for w in None True2 abs class inn is lambda nota print _4k_read; do
		printf '%s{perf}=5\n\n' "$w" | at-constraint "$w == 5"
	done
	printf 'True{perf}=5\n\n' >t
	run -1 at-constraint 'True == 5' t
}

@test "names have no dashes and no dots" {
	printf 'seq_read=2\nrd=1\nseq_read-rd=5\n\n' |
	    at-constraint 'seq_read-rd == 1'
	refused 'cpu.user > 1' "unexpected '.' at 4"
}

@test "a syntax error is 2 before anything is read, and says where" {
	run -2 --separate-stderr at-constraint -e 'b == 3' -e 'b >' -e 'b <> 4' \
	    missing
	is "$output" ''
	is "$stderr" "$(printf '%s\n' "at-constraint: 'b >': unexpected end at 4" \
	    "at-constraint: 'b <> 4': unknown operator '<>' at 3")"
	refused '' 'unexpected end at 1'
	refused '   ' 'unexpected end at 4'
	refused 'b >>= 5' "unknown operator '>>=' at 3"
	refused 'b = 3' "unknown operator '=' at 3"
	refused 'b => 3' "unknown operator '=>' at 3"
	refused 'b === 3' "unknown operator '===' at 3"
	refused 'b += 1' "unknown operator '=' at 4"
	refused 'a && b' "unknown operator '&&' at 3"
	refused '!b' "unknown operator '!' at 1"
	refused '~b' "unknown operator '~' at 1"
	refused 'b & 1' "unknown operator '&' at 3"
	refused '1 << 3' "unknown operator '<<' at 3"
	refused 'b ? 1 : 0' "unexpected '?' at 3"
	refused 'b b' "unexpected 'b' at 3"
	refused '* b' "unexpected '*' at 1"
	refused 'b > 50%' 'unexpected end at 8'
	refused '1 not 2' "unexpected '2' at 7"
	refused '1 if b' 'unexpected end at 7'
	refused '(b > 1' 'unexpected end at 7'
	refused 'b > 1)' "unexpected ')' at 6"
	refused '()' "unexpected ')' at 2"
	refused '(1, 2)' "unexpected ',' at 3"
	refused '[1]' "unexpected '[' at 1"
	refused 'abs(c)' "unexpected '(' at 4"
	refused 's[0]' "unexpected '[' at 2"
	refused '"a" "b"' "unexpected '\"b\"' at 5"
	refused 'u"a"' "unexpected '\"a\"' at 2"
	refused '"a' 'text without its closing quote at 1'
	refused "s == 'a\"" 'text without its closing quote at 6'
	refused '"a\d"' "unknown escape '\\d' at 3"
	refused '"\x6"' "unknown escape '\\x' at 2"
	refused 'é > 1' "unexpected 'é' at 1"
}

@test "blanks and newlines around, comments, and newlines in parentheses" {
	local nl='
'
	met '  b > 1' 'b > 1  ' 'b > 1 # and so on' "b \\${nl}> 1" \
	    "b$(printf '\t')>$(printf '\t')1"
	run -0 at-constraint -e "b > 1$nl" -e "${nl}b > 1" -e "(b >$nl 1)" \
	    -e "(b # comment)$nl > 1)" r
	run -2 --separate-stderr at-constraint "b >${nl}1" r
	is "$stderr" "at-constraint: 'b >?1': a newline outside parentheses at 4"
}

@test "a newline in an expression does not break a line of output" {
	local nl='
'
	for m in '' -m; do
		run -1 at-constraint $m "(b >${nl}5)" r
		is "${output%  }" 'iteration 0:(b > 5): constraint was not met'
	done
}

@test "nesting has a limit and no crash" {
	met "$(times 190 '(')1$(times 190 ')')"
	for open in '(' '-' 'not ' '1 if 1 else ' '1 ** '; do
		[ "$open" = '(' ] || met "$(times 190 "$open")1"
		run -2 --separate-stderr at-constraint \
		    -e "$(times 5000 "$open")1" r
		is "$output" ''
		has "$stderr" "': nested too deep '"
		onlyline
	done
}

@test "expressions of tens of thousands of terms" {
	met "1$(times 40000 +b) == 120001"
	met "1$(times 20000 ' and b')"
	met "0$(times 20000 ' or z') or 1"
	unmet "0$(times 20000 ' < 1')"
}

@test "many names in one expression and many keys in one record" {
	awk 'BEGIN { while (i < 8000) print "key_" i++ "=1"; print "" }' >many
	expr=$(sed -n 's/=1$//p' many | tr '\n' '+')
	at-constraint "${expr%+} == 8000" many
}

@test "a huge value and very many records" {
	{ printf 's='; times 300000 x; printf '\nb=1\n\n'; } >huge
	at-constraint 'b == 1 and "xx" in s and s != "x"' huge
	times 20000 'a=1\
b=2\
\
' >long
	run -1 at-constraint -e 'a == b' long
	is "${#lines[@]}" 20000
	is "${lines[19999]}" 'iteration 19999:a == b: constraint was not met'
}

@test "binary garbage is refused in one short line" {
	tr -d '\000\n' <"$TOP/cmd/at-constraint" >garbage
	echo >>garbage
	run -2 --separate-stderr at-constraint 'a == 1' garbage
	is "$output" ''
	is "${#stderr_lines[@]}" 1
	[ "${#stderr}" -lt 300 ]
	run -2 --separate-stderr at-constraint 'a == 1' "$TOP/cmd/at-constraint"
	is "${#stderr_lines[@]}" 1
}

# four - records whose a is 1 2 4 9, whose b is a text in two of three
four() {
	printf 'a=1\nb=x\n\na=4\n\n' >one
	printf 'a=9\nb=3\n\na=2\nb=y\n\n' >two
}

# ends EXPR REASON - of all records, it cannot be evaluated, for that reason
ends() {
	echo "ends: $1" >&2
	run -1 --separate-stderr at-constraint -e "$1" one two
	is "$output" "all iterations:could not evaluate constraint: $1"
	is "$stderr" "at-constraint: '$1': $2"
}

@test "all records: count min max mean median stdev p, through all files" {
	four
	for e in 'count(a) == 4' 'min(a) == 1' 'max(a) == 9' 'mean(a) == 4' \
	    'median(a) == 3' '3.559026 < stdev(a) < 3.559027' \
	    'p(a, 0) == 1' 'p(a, 100) == 9' 'p(a, 25) == 1.75' \
	    'p( a,75.0 ) == 5.25' 'count(b) == 3 and count(c) == 0' \
	    '(max(a) - min(a)) / mean(a) <= 2 if count(a) > 3 else 0'; do
		echo "$e" >&2
		run -0 --separate-stderr at-constraint "$e" one two
		is "$output$stderr" ''
	done
	run -1 --separate-stderr at-constraint -e 'max(a) < 9' -e 'a < 9' one two
	is "$output" "$(printf '%s\n' 'iteration 2:a < 9: constraint was not met' \
	    'all iterations:max(a) < 9: constraint was not met')"
	is "$stderr" ''
	run -1 at-constraint -m -e 'max(a) < 9' -e 'a < 9' -e 'min(a) < 1' one two
	is "$output" 'iteration 2:a < 9: constraint was not met  all iterations:max(a) < 9: constraint was not met,min(a) < 1: constraint was not met  '
}

@test "all records: the last value of a record counts, of those judged only" {
	printf 'a{perf}=5\na{perf}=1\n\nwarmup{attr}=1\na{perf}=70\n\n' >r
	printf 'try{attr}=0\na{perf}=80\n\na{perf}=3\n\n' >>r
	run -0 at-constraint -e 'count(a) == 2' -e 'max(a) == 3' r
	printf 'exit{attr}=7\na{perf}=90\n\n' >>r
	run -1 at-constraint -e 'count(a) == 2' -e 'max(a) == 3' r
	is "$output" 'iteration 2:run ended with exit 7'
}

@test "all records: whole numbers stay exact" {
	printf 'a=9223372036854775806\n\na=9223372036854775807\n\n' >r
	run -0 at-constraint 'max(a) - min(a) == 1 and max(a) == 9223372036854775807' r
	run -1 at-constraint 'min(a) == 9223372036854775807' r
}

@test "all records: what cannot be told" {
	four
	ends 'mean(b) > 1' "not always a number: 'b' at 1"
	ends 'min(b) > 1' "not always a number: 'b' at 1"
	ends '1 < max(c)' "no value of 'c' at 5"
	ends 'p(c, 5) > 1' "no value of 'c' at 1"
	printf 'd=1\n\n' >>two
	ends 'stdev(d) >= 0' "only one value of 'd' at 1"
	printf 'd=1e308\n\nd=-1e308\n\n' >>two
	ends 'stdev(d) > 0' "number too large: 'd' at 1"
	# what is not needed is not asked for
	run -0 at-constraint 'count(c) == 0 or min(c) > 1' one
	# nothing was judged
	: >none
	run -2 --separate-stderr at-constraint 'count(a) == 1' none
	is "$output" ''
	is "$stderr" 'at-constraint: none: no records'
}

@test "all records: what is no call is refused" {
	refused 'a > min(a)' "of all records, not of each: 'min' at 5"
	refused 'min(a) < a' "of each record, not of all: 'a' at 10"
	refused 'min()' "unexpected ')' at 5"
	refused 'min(5)' "unexpected '5' at 5"
	refused 'min(a' 'unexpected end at 6'
	refused 'min(a, b)' "unexpected ',' at 6"
	refused 'min(a) b' "unexpected 'b' at 8"
	refused 'p(a)' "unexpected ')' at 4"
	refused 'p(a, 101)' "more than 100 per cent: '101' at 6"
	refused 'p(a, -1)' "unexpected '-' at 6"
	refused 'p(a, b)' "unexpected 'b' at 6"
	refused 'p(a, 5' 'unexpected end at 7'
	refused 'sum(a)' "unexpected '(' at 4"
	# they are keys elsewhere
	printf 'min=5\np=6\n\n' >r
	run -0 at-constraint -e 'min == 5 and p == 6' -e 'max(min) == 5' r
}

# aslist KEY VALUE... - records of performance values
aslist() {
	local key=$1
	shift
	printf "$key{perf}=%s\n\n" "$@"
}

@test "ratio: the median over that of old records, wherever they are" {
	aslist a 10 30 20 >old
	aslist a 21 23 22 >new
	mkdir -p job/spin/results
	cp old job/spin/results/keyval
	for dir in old job job/spin job/spin/results; do
		run -0 --separate-stderr at-constraint -B "$dir" -e 'ratio(a) == 1.1' -e 'a > 20' new
		is "$output$stderr" ''
	done
	run -1 at-constraint -B old 'ratio(a) < 1.1' new
	is "$output" 'all iterations:ratio(a) < 1.1: constraint was not met'
	# of several, all records together
	aslist a 40 50 >more
	run -0 at-constraint -e 'ratio(a) < 0.74 and median(a) == 22' -B old -B more new
	# elsewhere it is a key
	printf 'ratio=3\n\n' >new
	run -0 at-constraint 'ratio == 3' new
}

@test "ratio: what cannot be told" {
	aslist a 1 2 | tee one >two
	ends 'ratio(a) < 2' "no old value of 'a' at 1"
	for old in 'b{perf}=1' 'a{perf}=fast' 'a{perf}=0'; do
		printf '%s\n\n' "$old" >old
		run -1 --separate-stderr at-constraint -B old 'ratio(a) < 2' one
		is "$output" 'all iterations:could not evaluate constraint: ratio(a) < 2'
	done
	[[ $stderr == *": an old value of 0 of 'a' at 1" ]]
}

@test "ratio: old records that are not there, or of several tests, are 2" {
	aslist a 1 >new
	: >empty
	run -2 --separate-stderr at-constraint -B empty 'ratio(a) < 2' new
	is "$output|$stderr" '|at-constraint: empty: no records'
	run -2 --separate-stderr at-constraint -B nothing 'ratio(a) < 2' new
	is "$stderr" 'at-constraint: nothing: No such file or directory'
	mkdir -p job/x/results job/y/results
	cp new job/x/results/keyval
	cp new job/y/results/keyval
	run -2 --separate-stderr at-constraint -B job 'ratio(a) < 2' new
	is "$stderr" 'at-constraint: -B: of several tests, x and y'
}
