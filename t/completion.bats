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

@test "bash completes words, tests and directories where they belong" {
	eval "$("$generate" bash "$TOP"/man/*.1)"
	is "$(reply at-run -P '' | tr '\n' ' ')" 'also no only '
	is "$(reply at-report -f ta | tr '\n' ' ')" 'tap tap-autotest tap13 '
	is "$(reply at-profile '' | tr '\n' ' ')" 'add del list run '
	is "$(reply at-profile add '')" ''
	mkdir -p tests/one other/two
	: >file
	is "$(reply at-run o)" one
	is "$(AT_TESTPATH=other:tests reply at-run '' | sort -u | tr '\n' ' ')" 'one two '
	is "$(reply at-run -d '' | tr '\n' ' ')" 'other tests '
	is "$(reply at-iterate -o f)" file
	is "$(reply at-run -n '')" ''
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

@test "it knows two shells" {
	run -2 --separate-stderr "$generate" fish
	is "$stderr" 'usage: generate bash|zsh page ...'
}
