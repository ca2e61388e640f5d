/* verdict.c - status words, how grave they are, what they exit with */
#include <string.h>

#include "attr.h"
#include "verdict.h"

static const struct {
	const char *name;
	int exit;
} verdicts[] = {
	[GOOD] = { "GOOD", 0 },
	[TEST_NA] = { "TEST_NA", 77 },
	[WARN] = { "WARN", 76 },
	[FAIL] = { "FAIL", 1 },
	[ERROR] = { "ERROR", 99 },
	[ABORT] = { "ABORT", 98 },
};

/* the parser's, the least bad first */
static const char *const parsers[STATUSES] = {
	"NOSTATUS", "RUNNING", "ALERT", "GOOD", "WARN", "FAIL", "ERROR",
	"ABORT", "TEST_NA",
};

const char *
verdictname(enum verdict v)
{
	return verdicts[v].name;
}

int
verdictexit(enum verdict v)
{
	return verdicts[v].exit;
}

int
verdictof(const char *name, enum verdict *v)
{
	size_t i;

	for (i = 0; i < LEN(verdicts); i++)
		if (strcmp(verdicts[i].name, name) == 0) {
			*v = i;
			return 1;
		}
	return 0;
}

int
badness(const char *status)
{
	size_t i;

	for (i = 0; i < LEN(parsers); i++)
		if (strcmp(parsers[i], status) == 0)
			return i;
	return -1;
}

const char *
badstatus(int bad)
{
	return parsers[bad];
}

int
codeok(const char *s)
{
	if (strcmp(s, "START") == 0 || strcmp(s, "INFO") == 0)
		return 1;
	if (strncmp(s, "END ", 4) == 0)
		s += 4;
	return badness(s) >= 0;
}
