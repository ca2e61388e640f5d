#!/bin/sh
# consumer.sh JOB - hold a finished job against what Autotest's result parser
# needs: a line for each violation, `FILE:LINE: what'; 1 if there is any
# shellcheck disable=SC2016 # what is quoted is awk's
set -u
LC_ALL=C
export LC_ALL
job=$1
unit=${0%/*}/unit
tab=$(printf '\t')

# lines FILE AWK-PROGRAM [VAR=VALUE...] - run it on the file, where bad(what)
# tells of a violation
lines() {
	file=$1 program=$2
	shift 2
	if [ ! -f "$job/$file" ]; then
		echo "$file: is missing"
		return
	fi
	awk -F '\t' "$@" '
	function bad(what) { print FILE ":" NR ": " what }
	/\r/ { bad("has a carriage return") }
	'"$program" "FILE=$file" "$job/$file"
	# awk does not see whether the last line is whole
	[ ! -s "$job/$file" ] || [ -z "$(tail -c 1 "$job/$file")" ] ||
	    echo "$file: the last line is torn"
}

# plain key=value lines; one that is malformed is the end of the whole job
keyvals='
	/^[ \t]*(#.*)?$/ { next }
	!/^[A-Za-z0-9_.-]+=/ { bad("no key=value: " $0); next }
	{
		key = substr($0, 1, index($0, "=") - 1)
		value[key] = substr($0, index($0, "=") + 1)
	}'

jobkeyval() {
	lines keyval "$keyvals"'
	END {
		if (value["status_version"] != "1")
			print FILE ": no status_version=1"
		n = split("job_queued job_started job_finished aborted_on", t, " ")
		for (i = 1; i <= n; i++)
			if (t[i] in value && value[t[i]] !~ /^[0-9]+$/)
				print FILE ": " t[i] " is no whole number"
		if (("aborted_by" in value) && !("aborted_on" in value))
			print FILE ": aborted_by without aborted_on"
		if (!("job_started" in value) || !("job_finished" in value))
			print FILE ": no job_started or no job_finished"
		if (!("hostname" in value))
			print FILE ": no hostname"
	}'
}

execute() {
	lines .autoserv_execute '
	!/^[0-9]+$/ { bad("no whole number: " $0) }
	END {
		if (NR != 3)
			print FILE ": has " NR " lines, not 3"
	}'
}

# the log; each test in it is told too, `test TAB SUBDIR'
statuslog() {
	lines status.log '
	BEGIN { depth = 0 }
	function fieldlike(s) { return s ~ /^[A-Za-z0-9_]+=./ }
	function column(i) {
		if (i > NF - 1)
			bad("column " i - ind " is not followed by a tab")
		else if ($i == "" || $i ~ /^[ \v\f\r]/)
			bad("column " i - ind " is empty or begins blank")
	}
	/^  / {
		if (NR == 1)
			bad("a further line of nothing")
		next
	}
	{
		for (ind = 0; $(ind + 1) == "" && ind < NF; ind++)
			continue
		code = $(ind + 1); sub_ = $(ind + 2); op = $(ind + 3)
		for (i = ind + 1; i <= ind + 3; i++)
			column(i)
		if (NF < ind + 4)
			next
		status = code
		end = sub(/^END /, "", status)
		if (index(" GOOD WARN FAIL ERROR TEST_NA ABORT ALERT RUNNING" \
		    " NOSTATUS ", " " status " ") == 0 &&
		    (end || (code != "START" && code != "INFO"))) {
			bad("no code: " code)
			next
		}
		if (ind != depth - end)
			bad("is indented by " ind ", not " depth - end)
		stamp = ""
		for (i = ind + 4; i < NF; i++) {
			if (!fieldlike($i) && (code != "INFO" || $i !~ /=./))
				bad("no field, so the reason begins here: " $i)
			if ($i ~ /^timestamp=/)
				stamp = substr($i, 11)
		}
		if (stamp !~ /^-?[0-9]+$/)
			bad("no whole number for a timestamp")
		if (fieldlike($NF))
			bad("the reason looks like a field: " $NF)
		if (NR > 1 && depth == 0)
			bad("stands outside of the job")
		if (NR == 1 && (code != "START" || sub_ op != "--------"))
			bad("the log does not begin with the START of the job")
	}
	code == "START" {
		open_sub[depth] = sub_; open_op[depth] = op; outcome[depth] = ""
		depth++
		if (sub_ == "----")
			next
		if (op == "----")
			bad("a test without a name")
		if (sub_ in seen)
			bad("the second test in " sub_)
		seen[sub_] = 1
		print "test\t" sub_
		next
	}
	end && depth > 0 {
		depth--
		if (sub_ != open_sub[depth] || op != open_op[depth])
			bad("ends " sub_ " " op ", open is " open_sub[depth] \
			    " " open_op[depth])
		if (sub_ != "----" && status != "ABORT" &&
		    outcome[depth] != status)
			bad("no line before it has its outcome")
		next
	}
	depth > 0 && sub_ == open_sub[depth - 1] && op == open_op[depth - 1] {
		outcome[depth - 1] = code
		if (code == "GOOD" && sub_ != "----" &&
		    $NF != "completed successfully")
			bad("GOOD without its message")
	}
	END {
		if (NR == 0)
			print FILE ": is empty"
		else if (depth > 0)
			print FILE ": " depth " blocks are open at the end"
	}'
}

# a test has the lines of its block in a log of its own
ownlog() {
	awk -F '\t' -v want="$1" '
	{
		for (ind = 0; $(ind + 1) == "" && ind < NF; ind++)
			continue
		mine = $0 !~ /^  / && $(ind + 2) == want
	}
	mine && $(ind + 1) == "START" { on = 1 }
	on
	mine && $(ind + 1) ~ /^END / { on = 0 }' "$job/status.log" |
	    cmp -s - "$job/$1/status.log" ||
	    echo "$1/status.log: is not the block in status.log"
}

# a record is attr lines, perf lines, each sorted, and an empty line; an
# empty line more would be an iteration more
records() {
	lines "$1/results/keyval" '
	/^[ \t]*$/ {
		if (!n)
			bad("an empty iteration")
		n = late = 0
		next
	}
	!/^[A-Za-z0-9_.-]+[{](attr|perf)[}]=/ {
		bad("no key{attr}= or key{perf}=: " $0)
		next
	}
	{
		key = substr($0, 1, index($0, "=") - 1)
		type = key ~ /[{]perf[}]$/
		if (type && substr($0, length(key) + 2) !~ NUMBER)
			bad("no number: " $0)
		if (late && key !~ /^(exit|try|warmup)[{]attr[}]$/)
			bad("behind the marks: " key)
		if (n++ && (type < last || (type == last && key <= before))) {
			# a mark joins a record that is written, at its end
			late = key ~ /^(exit|try|warmup)[{]attr[}]$/
			if (!late)
				bad("not in order: " key)
			next
		}
		before = key
		last = type
	}
	END {
		if (n)
			print FILE ": no empty line after the last record"
	}' -v 'NUMBER=^[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]+)?$'
}

chart() {
	[ ! -s "$job/$1" ] || "$unit" json "$job/$1" | sed "s,^,$1: ,"
}

tests() {
	while IFS= read -r subdir; do
		if [ ! -d "$job/$subdir" ]; then
			echo "$subdir: the test has no directory"
			continue
		fi
		ownlog "$subdir"
		# a test that was killed as it began has an empty one
		[ ! -s "$job/$subdir/keyval" ] ||
		    lines "$subdir/keyval" "$keyvals"'
		END {
			if (!("version" in value))
				print FILE ": no version"
		}'
		[ ! -e "$job/$subdir/results/keyval" ] || records "$subdir"
		chart "$subdir/results/results-chart.json"
	done
}

{
	jobkeyval
	execute
	log=$(statuslog)
	printf '%s\n' "$log" | grep -v "^test$tab" | grep .
	printf '%s\n' "$log" | sed -n "s/^test$tab//p" | tests
	# and what our own reading of it, row by row, finds fatal
	[ ! -f "$job/keyval" ] || [ ! -f "$job/status.log" ] ||
	    "$unit" tko_log "$job" 2>&1 | sed -n 's/^error: /the parser: /p'
} | {
	rc=0
	while IFS= read -r line; do
		printf '%s\n' "$line"
		rc=1
	done
	exit $rc
}
