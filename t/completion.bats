#!/usr/bin/env bats
# What the shells complete, made from the manual pages
load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	generate=$TOP/share/completion/generate
	unset AT_TESTPATH
}

# reply WORD... - what bash makes of the last word
reply() {
	COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
	_at_tools "$1" "${!#}" "${COMP_WORDS[COMP_CWORD - 1]}"
	printf '%s\n' "${COMPREPLY[@]}" | sort
}

# letters PROGRAM - its options, as its usage has them
letters() {
	"$TOP/cmd/$1" -h | tr -d '\n' | grep -Eo '[[{| (]-[A-Za-z]+' |
	    sed 's/.*-//' | { grep -o . || :; echo h; echo V; } | sort -u
}

@test "bash completes all options of all programs" {
	eval "$("$generate" bash "$TOP"/man/*.1)"
	for p in "$TOP"/man/*.1; do
		p=$(basename "$p" .1)
		is "$p $(reply "$p" - | sed 's/^-//' | tr '\n' ' ')" \
		    "$p $(letters "$p" | sort | tr '\n' ' ')"
		complete -p "$p" >/dev/null
	done
}

# replies WORD... - the same on one line
replies() {
	reply "$@" | tr '\n' ' ' | sed 's/ $//'
}

@test "bash completes what an option takes" {
	eval "$("$generate" bash "$TOP"/man/*.1)"
	is "$(replies at-run -P '')" 'also no only'
	is "$(replies at-run -qP o)" 'only'
	is "$(replies at-report -f ta)" 'tap tap-autotest tap13'
	mkdir -p one 'two of them'
	: >file
	is "$(reply at-run -d '')" $'one\ntwo of them'
	is "$(replies at-iterate -o f)" 'file'
	is "$(reply at-run -n '')" ''
	is "$(replies at-run -n 3 -P al)" 'also'
	is "$(replies at-run -k a = b -P al)" 'also'
}

@test "bash completes operands, and what stands behind them" {
	eval "$("$generate" bash "$TOP"/man/*.1)"
	is "$(replies at-profile '')" 'add del list run'
	is "$(replies at-raise T)" 'TEST_NA'
	is "$(replies at-raise FAIL T)" ''
	mkdir -p tests/one other/two
	: >ofile
	is "$(replies at-run -n 1 on)" 'one'
	is "$(AT_TESTPATH=other:tests replies at-run t)" 'two'
	# those of the suite
	is "$(replies at-run stress)" 'stressapptest stressng'
	is "$(replies at-report o)" 'ofile other'
	for words in 'at-run one --' 'at-iterate -n 2' 'at-group name'; do
		# shellcheck disable=SC2086 # words
		has " $(replies $words mkdi)" ' mkdir '
		# shellcheck disable=SC2086 # words
		is "$(replies $words ls -)" ''
		# shellcheck disable=SC2086 # words
		is "$(replies $words ls of)" 'ofile'
	done
}

@test "bash that is typed to completes, with what must be quoted" {
	"$generate" bash "$TOP"/man/*.1 >completion
	mkdir 'my job'
	cat >rc <<-'X'
	PS1= TERM=dumb
	. ./completion
	at-report() { printf '<%s>' "$@"; }
	at-run() { at-report "$@"; }
	X
	printf 'at-report my\t\nat-run -P on\tt\nat-run -n my\tx\nexit\n' |
	    timeout 30 bash --rcfile rc -i >out 2>err
	is "$(<out)" '<my job/><-P><only><t><-n><myx>'
}

@test "zsh takes it, with all options" {
	command -v zsh >/dev/null || skip 'no zsh'
	"$generate" zsh "$TOP"/man/*.1 >_at
	zsh -n _at
	for p in "$TOP"/man/*.1; do
		p=$(basename "$p" .1)
		is "$p $(sed -n "/^$p)\$/,/;;/s/^.*'\*-\(.\)\[.*/\1/p" _at | sort | tr '\n' ' ')" \
		    "$p $(letters "$p" | tr '\n' ' ')"
		head -n 1 _at | grep -qw -e "$p"
	done
	# run by zsh, _arguments is told what it is to be
	is "$(zsh -fc '_arguments() { printf "%s\n" "$@"; }
		service=at-run; . ./_at' | grep -F -- '*-P[')" \
	    '*-P[In a job with profilers]:word:(also only no)'
}

@test "zsh that is typed to completes" {
	command -v zsh >/dev/null || skip 'no zsh'
	zsh -fc 'zmodload zsh/zpty' || skip 'no terminal for zsh'
	mkdir -p functions tests/one 'my job'
	"$generate" zsh "$TOP"/man/*.1 >functions/_at-run
	cat >type <<-'X'
	zmodload zsh/zpty
	zpty z 'TERM=dumb zsh -f -i'
	zpty -w z 'PS1=; fpath=($PWD/functions $fpath)
		autoload -U compinit; compinit -D -u
		at-report() { print -r -- "<${(j:><:)@}>" >>out }
		at-run() { at-report $@ }; at-group() { at-report $@ }'
	zpty -w z $'at-report my\t'
	zpty -w z $'at-run -P on\tt'
	zpty -w z $'at-run on\t'
	zpty -w z $'at-group name mkdi\tx'
	zpty -w z exit
	zpty -r z all '*nothing like it*' || :
	X
	HOME=$PWD timeout 60 zsh -f type 3>&-
	is "$(<out)" $'<my job>\n<-P><only><t>\n<one>\n<name><mkdir><x>'
}

@test "it knows two shells" {
	run -2 --separate-stderr "$generate" fish
	is "$stderr" 'usage: generate bash|zsh page ...'
}
