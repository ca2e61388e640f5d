/* line.c - read a stream line by line */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base.h"

#define CHUNK	65536
#define LONGEST	(64L << 20)	/* bytes of a line */

/* read more bytes into the buffer; 0 at the end of the file */
static size_t
fill(struct reader *r)
{
	size_t from = r->keep ? r->from : r->at;
	ssize_t n;

	if (from > 0) {
		memmove(r->s, r->s + from, r->len - from);
		r->len -= from;
		r->at -= from;
		r->from = 0;
	}
	if (r->cap - r->len < CHUNK / 2 + 1) {
		if (r->cap > LONGEST) {
			errno = EFBIG;
			die(failstatus, "%s:", r->name);
		}
		r->cap = r->cap ? r->cap * 2 : CHUNK;
		r->s = xrealloc(r->s, r->cap);
	}
	while ((n = read(r->fd, r->s + r->len, r->cap - r->len - 1)) < 0)
		if (errno != EINTR)
			die(failstatus, "%s:", r->name);
	r->len += n;
	r->eof = n == 0;
	return n;
}

/* the first newline in n bytes, or NULL; most lines are short */
static char *
newline(char *s, size_t n)
{
	char *near = s + (n < 16 ? n : 16);

	for (n -= near - s; s < near; s++)
		if (*s == '\n')
			return s;
	return n > 0 ? memchr(s, '\n', n) : NULL;
}

char *
readline(struct reader *r, size_t *n)
{
	char *end, *line;
	size_t seen = 0;

	for (;;) {
		end = r->len > r->at + seen ? newline(r->s + r->at + seen,
		    r->len - r->at - seen) : NULL;
		if (end)
			break;
		seen = r->len - r->at;
		if (r->eof || fill(r) == 0)
			break;
	}
	if (!end && r->len == r->at)
		return NULL;
	r->torn = !end;
	if (!end)
		end = r->s + r->len;
	line = r->s + r->at;
	*end = '\0';
	*n = end - line;
	r->at += *n + !r->torn;
	r->lineno++;
	return line;
}

int
openlinesin(struct reader *r, int at, const char *name)
{
	struct stat st;

	memset(r, 0, sizeof *r);
	r->name = name;
	if (at != HERE)
		return (r->fd = openregular(at, name)) < 0 ? -1 : 0;
	if ((r->fd = openin(at, name, O_RDONLY)) < 0)
		return -1;
	/* open(2) accepts a directory, but read(2) does not */
	if (fstat(r->fd, &st) == 0 && S_ISDIR(st.st_mode)) {
		close(r->fd);
		errno = EISDIR;
		return -1;
	}
	return 0;
}

int
openlines(struct reader *r, const char *path)
{
	if (strcmp(path, "-") != 0)
		return openlinesin(r, HERE, path);
	memset(r, 0, sizeof *r);
	r->name = "standard input";
	return 0;
}

void
closelines(struct reader *r)
{
	if (r->fd > 0)
		close(r->fd);
	free(r->s);
	memset(r, 0, sizeof *r);
}
