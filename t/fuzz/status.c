/*
 * status - a status log
 *
 * A line that is cut up and written again is cut up to the same parts,
 * and written the same from then on; a log makes blocks that are whole.
 */
#include "base.h"
#include "format.h"
#include "../tko.h"
#include "fuzz.h"

#define FIELDS	16

/* the line, written from what a line was cut into; 0: it cannot be */
static int
written(struct buf *b, const struct statusline *l)
{
	const char *fields[FIELDS + 1];
	char *all = xstrdup(l->fields), *p, *next, *code;
	struct entry e = { l->indent, NULL, l->subdir, l->operation, fields,
	    l->stamp < 0 ? 0 : l->stamp, l->reason };
	size_t n = 0;
	int ok;

	for (p = all; *p && n < FIELDS; p = next) {
		fields[n++] = p;
		next = p + strcspn(p, "\t");
		if (*next)
			*next++ = '\0';
	}
	fields[n] = NULL;
	e.code = code = strfmt("%s%s", l->end ? "END " : "", l->code);
	ok = !bufentry(b, &e);
	free(code);
	free(all);
	return ok;
}

static int
equal(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static void
line(const char *s, size_t n)
{
	char *copy = copyof(s, n), *again;
	struct statusline l, m;
	struct buf a = { 0 }, b = { 0 };
	size_t len;

	if (parsestatus(copy, n, &l) == 1 && written(&a, &l)) {
		len = linelen(a.s, a.len);
		CLAIM(len < a.len && a.s[a.len - 1] == '\n');
		again = copyof(a.s, len);
		CLAIM(parsestatus(again, len, &m) == 1);
		CLAIM(m.indent == l.indent && equal(m.code, l.code) &&
		    m.start == l.start && m.end == l.end);
		CLAIM(equal(m.subdir, l.subdir) &&
		    equal(m.operation, l.operation));
		CLAIM(m.stamp == (l.stamp < 0 ? 0 : l.stamp));
		CLAIM(written(&b, &m));
		CLAIM(b.len == len + 1 && memcmp(a.s, b.s, b.len) == 0);
		free(again);
	}
	free(copy);
	buffree(&a);
	buffree(&b);
}

static size_t ended;	/* blocks, but for lines outside of them */

static void
done(struct joblog *log, const struct logblock *b)
{
	const struct logblock *up;
	int n = 0;

	(void)log;
	for (up = b->up; up; up = up->up)
		n += up->kind != JOBBLOCK;
	CLAIM(b->depth == n);
	CLAIM(badness(b->code) >= 0 && b->reason);
	CLAIM(b->kind != TESTBLOCK || b->subdir);
	ended += b->kind != LONELINE;
}

static void
row(struct tkolog *log, const struct tkoblock *b)
{
	(void)log;
	if (b->row)
		CLAIM(b->rowname && b->rowreason && b->kernel &&
		    badness(b->rowstatus) >= 0);
	ended += b->kind != LONELINE;
}

static void
inner(struct joblog *log, const struct logblock *b,
    const struct statusline *l)
{
	(void)log;
	(void)b;
	CLAIM(l->reason && l->fields && codeok(l->code));
}

/* how many blocks end in the log, for our reader and for Autotest's */
static size_t
logblocks(const uint8_t *data, size_t n, int tko)
{
	struct joblog log = { .done = done, .line = inner };
	struct tkolog rows = { 0 };
	struct reader r = { 0 };

	ended = 0;
	rows.done = row;
	r.fd = -1;
	r.name = "log";
	r.s = copyof(data, n);
	r.len = n;
	r.cap = n + 1;
	r.eof = 1;
	if (tko)
		readtkolog(&rows, &r);
	else {
		readjoblog(&log, &r);
		endjoblog(&log);
	}
	closelines(&r);
	return ended;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const char *s = (const char *)data;
	size_t len;

	CLAIM(logblocks(data, n, 0) == logblocks(data, n, 1));
	for (; n > 0; s += len, n -= len) {
		len = linelen(s, n);
		line(s, len);
		len += len < n;
	}
	return 0;
}
