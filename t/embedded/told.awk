# told.awk - of TAP as ../run writes it, what went wrong, and a line in all
#
# who: whose; took: how long, in words; lines of $beyond: names of tests that
# need not pass there, or if there is a regex `excuse', only if they say that.
# Exit status: 1 if another failed, or none passed.
function judge(	i) {
	for (i = 1; i <= n && !(name[i] && index(test, name[i])); i++)
		continue
	if (i <= n && said ~ excuse)
		cannot++
	else if (test) {
		failed++
		print file "\n" said
	}
	test = said = ""
}
BEGIN { n = split(ENVIRON["beyond"], name, "\n") }
/^(not )?ok / || /^# [^ ]*[.]bats$/ { judge() }
/^# [^ ]*[.]bats$/ { file = $0; known = 0 }
/^# bats .*: exit status/ && !known { failed++; print }
/^ok / { if (/ # skip/) skipped++; else passed++ }
/^not ok / { known = 1; test = $0 }
test { said = said (said ? "\n" : "") $0 }
END {
	judge()
	printf "%-8s %d passed, %d failed, %d skipped, %d that cannot be; %s\n",
	    who, passed, failed, skipped, cannot, took
	exit failed > 0 || passed == 0
}
