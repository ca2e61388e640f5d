# kmsg.awk - what the kernel said between the marks of a test, judged
#
# Operands: the beginning of the test's marks, its subdir, the rules; paths,
# or empty: what to allow, and where all of it goes.  `dmesg -r' is standard
# input.  Lines `lost WHY', `names NAME,...' and `VERDICT REASON' are printed.

function rule(s,	part) {
	if (s ~ /^[ \t]*(#|$)/)
		return
	split(s, part)
	if (part[1] !~ /^(FAIL|WARN|IGNORE)$/ || part[3] == "") {
		print "kmsg: " rules ": want SEVERITY NAME REGEX: " s >"/dev/stderr"
		return
	}
	severity[++nrules] = part[1]
	name[nrules] = part[2]
	sub(/^[ \t]*[^ \t]+[ \t]+[^ \t]+[ \t]+/, "", s)
	regex[nrules] = s
}

# without level, time and caller
function text(s) {
	sub(/^<[0-9]+>/, "", s)
	sub(/^\[ *[0-9]+\.[0-9]+\] ?/, "", s)
	sub(/^\[ *[CT][0-9]+\] ?/, "", s)
	return s
}

# the letters of flags that are in now and not in was
function flags(was, now,	s, i) {
	for (i = 1; i <= length(LETTERS); i++) {
		if (now % 2 && !(was % 2))
			s = s substr(LETTERS, i, 1)
		was = int(was / 2)
		now = int(now / 2)
	}
	return s
}

function taint(s) {
	sub(/.*, tainted /, "", s)
	return s + 0
}

# is it a mark of this kind of a test in ours?
function inner(s, kind) {
	return s ~ "^at-run [0-9]+: " kind " " &&
	    index(s, kind " " subdir "/") == index(s, kind " ")
}

# what was said in tests that this one ran is their affair
function others(	i, j, s, end) {
	for (i = 1; i <= n; i++) {
		if (!inner(s = text(line[i]), "before"))
			continue
		end = s
		sub(/: before /, ": after ", end)
		sub(/, tainted [0-9]+$/, ", ", end)
		for (j = i + 1; j <= n; j++)
			if (index(text(line[j]), end) == 1)
				break
		if (j > n)
			continue
		theirs = theirs flags(taint(s), taint(text(line[j])))
		for (end = j; j > i; j--)
			skip[j] = 1
	}
}

# when a process began, in ticks since boot; -1: there is none, or it is a
# thread of the kernel, which may work for anybody
function began(pid,	s, f, part) {
	f = "/proc/" pid "/stat"
	if ((getline s <f) <= 0)
		return -1
	close(f)
	sub(/^.*\) /, "", s)
	return split(s, part) < 20 || part[2] == 2 || pid == 2 ? -1 : part[20]
}

# the process that line i names, or the lines below it, as `PID COMM'
function process(i,	j, s, comm) {
	for (j = i; j <= n && j < i + 30; j++) {
		s = text(line[j])
		if (j > i && s ~ /^(BUG|WARNING|INFO: task|Oops|watchdog): /)
			return
		if (match(s, /PID: [0-9]+ Comm: [^ ]+/)) {
			s = substr(s, RSTART + 5, RLENGTH - 5)
			sub(/ Comm:/, "", s)
			return s
		}
		if (match(s, /Kill(ed)? process [0-9]+ \([^)]*\)/)) {
			s = substr(s, RSTART, RLENGTH - 1)
			sub(/^Kill(ed)? process /, "", s)
			sub(/\(/, "", s)
			return s
		}
		# task COMM:PID, [COMM:PID]
		if (match(s, /(task |\[)[^] ]+:[0-9]+(\]| )/)) {
			s = substr(s, RSTART, RLENGTH - 1)
			sub(/^(task |\[)/, "", s)
			comm = s
			sub(/:[0-9]+$/, "", comm)
			return substr(s, length(comm) + 2) " " comm
		}
	}
}

# does line i name a process that ran before the test, and still runs?
# It is `COMM[PID]' then; its name is compared as well, since a container
# has numbers of its own.
function stranger(i,	part, s, f, t) {
	if (split(process(i), part, " ") != 2)
		return ""
	f = "/proc/" part[1] "/comm"
	if ((getline s <f) <= 0)
		return ""
	close(f)
	t = began(part[1])
	if (s != part[2] || t < 0 || t >= began(mine_pid))
		return ""
	return part[2] "[" part[1] "]"
}

# a fault of a process that is not the test's is no failure of the test;
# which of several faults tainted the kernel cannot be told
function gravity(i, k,	s) {
	if (severity[k] != "FAIL")
		return severity[k]
	if (name[k] == "tainted")
		return foreign && !own ? "WARN" : "FAIL"
	if ((s = stranger(i)) == "") {
		own = 1
		return "FAIL"
	}
	foreign = s
	return "WARN"
}

function find(i, s,	k, g) {
	for (k = 1; k <= nallow; k++)
		if (s ~ allow[k])
			return
	for (k = 1; k <= nrules && s !~ regex[k]; k++)
		;
	if (k > nrules || severity[k] == "IGNORE")
		return
	found[i] = 1
	count++
	g = gravity(i, k)
	if (!worst || (verdict == "WARN" && g == "FAIL")) {
		worst = k
		verdict = g
		first = s
		if (g != severity[k])
			first = first " (of " foreign ", not of the test)"
	}
	if (!(name[k] in have)) {
		have[name[k]]
		names = names (names == "" ? "" : ",") name[k]
	}
}

BEGIN {
	LETTERS = "PFSRMBUDAWCIOELKXTNJ"
	mine = ARGV[1]
	mine_pid = mine
	gsub(/[^0-9]/, "", mine_pid)
	subdir = ARGV[2]
	rules = ARGV[3]
	while ((getline s <rules) > 0)
		rule(s)
	while (ARGV[4] != "" && (getline s <ARGV[4]) > 0)
		if (s !~ /^[ \t]*(#|$)/)
			allow[++nallow] = s
	slice = ARGV[5]
	ARGC = 1
}

{ line[++n] = $0 }

index($0, mine " before ") && index(text($0), mine) == 1 {
	# the last lines before the mark are the context
	nbefore = n < 20 ? n : 20
	for (i = 1; i <= nbefore; i++)
		context[i] = line[n - nbefore + i]
	was = taint(text($0))
	marked = 1
	ended = n = 0
}

# an earlier process may have had our number: the last marks are ours
index($0, mine " after ") && index(text($0), mine) == 1 {
	now = taint(text($0))
	ended = n
}

END {
	if (ended)
		n = ended - 1
	if (!marked)
		print "lost the mark of " subdir \
		    " was pushed out; what is left was judged"
	others()
	for (i = 1; i <= n; i++)
		if (!skip[i])
			find(i, text(line[i]))
	if (marked && ended) {
		letters = flags(was, now)
		for (i = 1; i <= length(letters); i++) {
			if (index(theirs, s = substr(letters, i, 1)))
				continue
			line[++n] = "tainted: " s
			find(n, line[n])
		}
	}
	if (count) {
		print "names " names
		print verdict, name[worst] ": " first (count > 1 ? \
		    " (and " count - 1 " more, see debug/kernel.txt)" : "")
		fflush()	# whether the rest can be written or not
		for (i = 1; i <= nbefore; i++)
			print "  " context[i] >"debug/kernel.txt"
		for (i = 1; i <= n; i++)
			print (found[i] ? "> " : "  ") line[i] \
			    >"debug/kernel.txt"
	}
	for (i = 1; i <= n && slice != ""; i++)
		print line[i] >slice
}
