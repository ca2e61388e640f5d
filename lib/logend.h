/* logend.h - the lines at the end of a test's log that are worth a look */
#include <stddef.h>

struct logline {
	size_t from, to;	/* in the text; to is where the newline was */
};

/*
 * The last lines, at most max, the last one first, without those of the
 * suite that tell of nothing wrong; how many these are.  With cut, the
 * text may begin in the middle of a line, which is left out unless there
 * is no other.  Newlines become NULs.
 */
size_t lastlines(char *s, size_t n, int cut, struct logline *, size_t max);
