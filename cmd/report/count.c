/* count.c - the one count of a job, and the line that tells it */
#include <string.h>

#include "local.h"

#define NAMED	3	/* points that the line names, at most */

struct mark {
	int status;
	size_t n;
	char *name;
};

size_t
countall(const size_t *of)
{
	size_t i, n = 0;

	for (i = 0; i < STATUSES; i++)
		n += of[i];
	return n;
}

static void
countmark(struct counts *c, int status, const char *name)
{
	struct mark *m;

	for (m = c->mark; m < c->mark + c->nmarks; m++)
		if (m->status == status && strcmp(m->name, name) == 0)
			break;
	if (m == c->mark + c->nmarks) {
		c->mark = growarray(c->mark, c->nmarks, &c->capmarks,
		    sizeof *c->mark);
		m = &c->mark[c->nmarks++];
		m->status = status;
		m->n = 0;
		m->name = xstrdup(name);
	}
	m->n++;
}

/* name a point that is no test */
static void
countown(struct counts *c, const struct jobtest *t)
{
	struct buf *b = &c->own;

	if (c->nown++ >= NAMED)
		return;
	bufputs(b, t->kind == GROUPBLOCK ? "; group " : "; ");
	bufprintable(b, t->name, strlen(t->name));
	buffmt(b, " %s%s", statusname(t->status), *t->reason ? ": " : "");
	bufprintable(b, t->reason, strlen(t->reason));
}

void
countblock(struct counts *c, const struct jobtest *t)
{
	const char *s = t->marks.s;
	size_t i;

	c->open += !t->block->closed;
	if (!t->point)
		return;
	c->of[t->status]++;
	if (t->kind != TESTBLOCK) {
		countown(c, t);
		return;
	}
	c->tests[t->status]++;
	for (i = 0; i < t->nmarks; i++, s += strlen(s) + 1)
		countmark(c, t->status, s);
}

int
countjob(struct counts *c, const char *path, int silent)
{
	struct jobtests j = { .path = path, .silent = silent, .counts = c };

	return readjobtests(&j);
}

void
bufmarks(struct buf *b, const struct jobtest *t)
{
	const char *s = t->marks.s;
	size_t i;

	for (i = 0; i < t->nmarks; i++, s += strlen(s) + 1)
		buffmt(b, "%s%s", i ? ", " : "", s);
}

/* append ` (1 flaky, 2 leaked)'; one test needs no numbers */
static void
marksof(struct buf *b, const struct counts *c, int status)
{
	const struct mark *m;
	const char *sep = " (";

	for (m = c->mark; m < c->mark + c->nmarks; m++) {
		if (m->status != status)
			continue;
		bufputs(b, sep);
		if (c->tests[status] > 1)
			buffmt(b, "%zu ", m->n);
		bufputs(b, m->name);
		sep = ", ";
	}
	bufputs(b, *sep == ',' ? ")" : "");
}

void
bufcounts(struct buf *b, const struct counts *c)
{
	size_t n = countall(c->tests);
	const char *sep = ": ";
	int i;

	buffmt(b, n == 1 ? "%zu test" : "%zu tests", n);
	for (i = 0; i < STATUSES; i++)
		if (c->tests[i]) {
			buffmt(b, "%s%zu %s", sep, c->tests[i], statusname(i));
			marksof(b, c, i);
			sep = ", ";
		}
	bufadd(b, c->own.s, c->own.len);
	if (c->nown > NAMED)
		buffmt(b, "; %zu more", c->nown - NAMED);
}

void
clearcounts(struct counts *c)
{
	memset(c->of, 0, sizeof c->of);
	memset(c->tests, 0, sizeof c->tests);
	c->nmarks = c->nown = c->open = 0;
	bufclear(&c->own);
}
