/* sampler.c - CSV files that samplers wrote during a test, as JSON */
#include <string.h>

#include "local.h"

#define ROWS	1000000		/* read of one file */

/* append an object with the lines of a file of the directory */
static void
appendfile(struct buf *b, int dir, const char *iteration, const char *name)
{
	const char *path = tempfmt("%s/%s", iteration, name);
	struct reader r;
	size_t n, rows = 0;
	char *s;

	if (openlinesin(&r, dir, name) < 0)
		return;
	bufputs(b, b->s[b->len - 1] == '[' ? "{" : ",{");
	bufputs(b, "\"file\":");
	memberstring(b, path, strlen(path));
	memberkey(b, "rows");
	bufputc(b, '[');
	while (rows <= ROWS && (s = readline(&r, &n)) && !r.torn)
		if (*s) {
			bufputs(b, rows++ ? "," : "");
			memberstring(b, s, strlen(s));
		}
	bufputs(b, "]}");
	closelines(&r);
}

static void
appendfiles(struct buf *b, int dir, const char *iteration)
{
	DIR *d = listin(dir, iteration);
	const char *name;
	size_t n;

	while (d && (name = listnext(d)))
		if ((n = strlen(name)) > 4 && strcmp(name + n - 4, ".csv") == 0)
			appendfile(b, dirfd(d), iteration, name);
	if (d)
		closedir(d);
}

void
bufsamples(struct buf *b, int jobdir, const char *subdir)
{
	DIR *d = namebad(subdir) ? NULL :
	    listin(jobdir, tempfmt("%s/profiling", subdir));
	const char *name;

	while (d && (name = listnext(d)))
		appendfiles(b, dirfd(d), name);
	if (d)
		closedir(d);
}
