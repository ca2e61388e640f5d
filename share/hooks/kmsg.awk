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

function find(i, s,	k) {
	for (k = 1; k <= nallow; k++)
		if (s ~ allow[k])
			return
	for (k = 1; k <= nrules && s !~ regex[k]; k++)
		;
	if (k > nrules || severity[k] == "IGNORE")
		return
	found[i] = 1
	count++
	if (!worst || (severity[worst] == "WARN" && severity[k] == "FAIL")) {
		worst = k
		first = s
	}
	if (!(name[k] in have)) {
		have[name[k]]
		names = names (names == "" ? "" : ",") name[k]
	}
}

BEGIN {
	LETTERS = "PFSRMBUDAWCIOELKXTNJ"
	mine = ARGV[1]
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
		print severity[worst], name[worst] ": " first (count > 1 ? \
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
