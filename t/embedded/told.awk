# told.awk - of TAP as ../run writes it, what went wrong, and a line in all
#
# who: whose; took: how long, in words; lines of $beyond: names of tests that
# need not pass there.  Exit status: 1 if another failed, or none passed.
BEGIN { n = split(ENVIRON["beyond"], name, "\n") }
/^# [^ ]*[.]bats$/ { file = $0; known = 0 }
/^# bats .*: exit status/ && !known { bad = 1; failed++ }
/^ok / { if (/ # skip/) skipped++; else passed++ }
/^(not )?ok / { bad = 0 }
/^not ok / {
	for (i = 1; i <= n && !(name[i] && index($0, name[i])); i++)
		continue
	known = 1
	bad = i > n
	failed += bad
	cannot += !bad
}
bad { print (/^not/ ? file "\n" : "") $0 }
END {
	printf "%-8s %d passed, %d failed, %d skipped, %d that cannot be; %s\n",
	    who, passed, failed, skipped, cannot, took
	exit failed > 0 || passed == 0
}
