/*
 * line.h - read a stream line by line, fast and without a length limit
 *
 *	struct reader r = { .fd = 0, .name = "standard input" };
 *	while ((s = readline(&r, &n)))
 *		...
 */
#include <stddef.h>

struct reader {
	int fd;
	const char *name;	/* for messages */
	unsigned long lineno;	/* of the line returned last, from 1 */
	int torn;		/* the line returned last had no newline */
	char *s;
	size_t at, len, cap;
	int eof;
};

/*
 * The next line without its newline, NUL-terminated, its length in *n;
 * it is the caller's to change until the next call.  NULL at the end.
 * A read error is fatal: die(failstatus, "NAME:").
 */
char *readline(struct reader *, size_t *n);

/* open a file for readline; "-" is standard input.  -1: errno */
int openlines(struct reader *, const char *path);

void closelines(struct reader *);
