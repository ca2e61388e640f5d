/* logend.c - the last lines of a test's log that the test wrote */
#include <string.h>

#include "local.h"

/* 1 for a line of the suite about a hook that starts or succeeds */
static int
dull(const char *s)
{
	size_t n = strlen(s);

	return s[0] == '@' && s[1] == ' ' && s[2] >= '0' && s[2] <= '9' &&
	    (textfind(s, ": exit 0, ") ||
	    (n > 7 && strcmp(s + n - 7, ": start") == 0));
}

size_t
lastlines(char *s, size_t to, int cut, struct logline *line, size_t max)
{
	size_t from, n = 0;

	while (to > 0 && n < max) {
		if (s[to - 1] == '\n')
			s[--to] = '\0';
		for (from = to; from > 0 && s[from - 1] != '\n'; from--)
			continue;
		if (!dull(s + from) && (from > 0 || !cut || n == 0)) {
			line[n].from = from;
			line[n++].to = to;
		}
		to = from;
	}
	return n;
}
