/*
 * tap.c - TAP 14, TAP 13 and KTAP 1
 *
 * Subtests come before the test that ran them, as from the reader.  TAP 13
 * has no subtests: only points are written.
 */
#include <string.h>

#include "local.h"

#define TAIL	4096	/* bytes read from a failed test's log */
#define LAST	10	/* lines shown of them */

enum dialect { TAP14, TAP13, KTAP };

static enum dialect dialect;
static struct level {
	size_t points;		/* written so far */
	int begun;		/* 1: the test above was named */
} *level;
static size_t levels;

static struct level *
at(size_t n)
{
	for (; levels <= n; levels++) {
		level = xrealloc(level, (levels + 1) * sizeof *level);
		memset(&level[levels], 0, sizeof *level);
	}
	return &level[n];
}

/* the number of tests around a block */
static size_t
levelof(const struct logblock *b)
{
	size_t n = 0;

	for (b = b->up; b; b = b->up)
		n += b->kind == TESTBLOCK;
	return n;
}

static void
indent(struct buf *b, size_t n)
{
	for (; n > 0; n--)
		bufputs(b, dialect == KTAP ? "  " : "    ");
}

/* append printable text without characters that have a meaning in TAP */
static void
described(struct buf *b, const char *s)
{
	static struct buf clean;
	size_t i;

	bufclear(&clean);
	bufprintable(&clean, s, strlen(s));
	for (i = 0; i < clean.len; i++) {
		if (clean.s[i] == '#' || clean.s[i] == '\\') {
			/* only TAP 14 has the escape */
			if (dialect == TAP14)
				bufputc(b, '\\');
			else if (clean.s[i] == '#')
				clean.s[i] = '=';
		}
		bufputc(b, clean.s[i]);
	}
}

static void
quoted(struct buf *b, const char *s, size_t n)
{
	static struct buf clean;

	bufclear(&clean);
	bufprintable(&clean, s, n);
	bufjson(b, clean.s, clean.len);
}

/* name a test, and the tests around it, before its first subtest */
static void
begins(struct buf *b, const struct logblock *in, size_t n)
{
	const struct logblock *up = in->up;

	if (n == 0 || at(n)->begun)
		return;
	while (up->kind != TESTBLOCK)
		up = up->up;
	begins(b, up, n - 1);
	at(n)->begun = 1;
	if (dialect == KTAP) {
		indent(b, n);
		bufputs(b, "KTAP version 1\n");
	}
	indent(b, dialect == KTAP ? n : n - 1);
	bufputs(b, "# Subtest: ");
	described(b, up->subdir);
	bufputc(b, '\n');
}

/* append a line that KTAP does not have */
static void
yaml(struct buf *b, size_t n, const char *text)
{
	if (dialect == KTAP)
		return;
	indent(b, n);
	buffmt(b, "  %s\n", text);
}

/* begin a line of diagnostics with a name */
static void
diagnostic(struct buf *b, size_t n, const char *name)
{
	indent(b, n);
	buffmt(b, dialect == KTAP ? "# %s: " : "  %s: ", name);
}

static void
values(struct buf *b, const struct jobtest *t, size_t n)
{
	struct numbers *s;
	size_t i;

	if (t->nvalues > 0)
		yaml(b, n, "values:");
	for (i = 0; i < t->nvalues; i++) {
		s = t->value[i];
		sortsample(s->v, s->n);
		indent(b, n);
		bufputs(b, dialect == KTAP ? "# value " : "    ");
		quoted(b, s->name.s, s->name.len);
		bufputs(b, dialect == KTAP ? ": " : ": { median: ");
		bufplain(b, median(s->v, s->n));
		bufputs(b, dialect == KTAP ? " " : ", units: ");
		quoted(b, s->unit.s, s->unit.len);
		if (dialect == KTAP)
			bufputc(b, '\n');
		else
			buffmt(b, ", n: %zu }\n", s->n);
	}
}

/* append the last lines of the log of a failed test */
static void
logged(struct buf *b, const struct jobtest *t, size_t n)
{
	struct logline line[LAST];
	size_t k;

	if (!statusfails(t->status) || t->log.len == 0)
		return;
	k = lastlines(t->log.s, t->log.len, t->cut, line, LAST);
	if (k > 0)
		yaml(b, n, "log:");
	while (k-- > 0) {
		indent(b, n);
		bufputs(b, dialect == KTAP ? "# | " : "    - ");
		if (dialect == KTAP)
			bufprintable(b, t->log.s + line[k].from,
			    line[k].to - line[k].from);
		else
			quoted(b, t->log.s + line[k].from,
			    line[k].to - line[k].from);
		bufputc(b, '\n');
	}
}

static void
diagnostics(struct buf *b, const char *path, const struct jobtest *t,
    size_t n)
{
	const char *log;

	yaml(b, n, "---");
	diagnostic(b, n, "verdict");
	buffmt(b, "%s\n", statusname(t->status));
	if (*t->reason) {
		diagnostic(b, n, "reason");
		quoted(b, t->reason, strlen(t->reason));
		bufputc(b, '\n');
	}
	if (t->nmarks) {
		diagnostic(b, n, "marks");
		bufputs(b, dialect == KTAP ? "" : "[");
		bufmarks(b, t);
		bufputs(b, dialect == KTAP ? "\n" : "]\n");
	}
	if (t->iterations.len) {
		diagnostic(b, n, "iterations");
		buffmt(b, "%s\n", t->iterations.s);
	}
	if (t->ns >= 0) {
		diagnostic(b, n, dialect == KTAP ? "seconds" :
		    "duration_ms");
		bufdecimals(b, dialect == KTAP ? t->ns : t->ns * 1000, 3);
		bufputc(b, '\n');
	}
	if (statusfails(t->status) && t->kind == TESTBLOCK) {
		log = logpath(path, t->block->subdir);
		diagnostic(b, n, "path");
		quoted(b, log, strlen(log));
		bufputc(b, '\n');
	}
	values(b, t, n);
	logged(b, t, n);
	yaml(b, n, "...");
}

/*
 * Append the plan of the subtests of a test that ends.  The plan of KTAP
 * would come first, and is optional.
 */
static void
endlevel(struct buf *b, size_t n)
{
	if (at(n)->points > 0 && dialect == TAP14) {
		indent(b, n);
		buffmt(b, "1..%zu\n", at(n)->points);
	}
	at(n)->points = at(n)->begun = 0;
}

static void
point(struct report *r, const char *path, const struct jobtest *t,
    size_t n)
{
	struct buf *b = &r->out;
	int skip = t->status == TEST_NA;

	if (dialect == KTAP)
		diagnostics(b, path, t, n);
	indent(b, n);
	buffmt(b, "%s %zu ", skip || t->status == GOOD ||
	    t->status == WARN ? "ok" : "not ok",
	    ++at(n)->points);
	if (dialect != KTAP)
		bufputs(b, "- ");
	if (r->several) {
		described(b, path);
		bufputs(b, ": ");
	}
	described(b, pointname(t));
	if (skip) {
		bufputs(b, " # SKIP ");
		described(b, t->reason);
	}
	bufputc(b, '\n');
	if (dialect != KTAP)
		diagnostics(b, path, t, n);
}

static void
test(struct jobtests *j, const struct jobtest *t)
{
	struct report *r = j->report;
	size_t n = levelof(t->block);

	if (t->block->kind == TESTBLOCK)
		endlevel(&r->out, n + 1);
	if (!t->point && dialect == TAP13)
		return;
	begins(&r->out, t->block, n);
	point(r, j->path, t, n);
}

static void
begin14(struct report *r)
{
	dialect = TAP14;
	bufputs(&r->out, "TAP version 14\n");
}

static void
begin13(struct report *r)
{
	dialect = TAP13;
	bufputs(&r->out, "TAP version 13\n");
}

static void
beginktap(struct report *r)
{
	struct counts c = { 0 };
	char *const *job;

	dialect = KTAP;
	for (job = r->job; *job; job++)
		countjob(&c, *job, 1);
	bufputs(&r->out, "KTAP version 1\n");
	buffmt(&r->out, "1..%zu\n", countall(c.of));
}

static void
end(struct report *r)
{
	if (dialect != KTAP)
		buffmt(&r->out, "1..%zu%s\n", at(0)->points,
		    at(0)->points ? "" : " # SKIP no tests");
}

#define HOW	.read = { .files = 1, .badlogtail = TAIL, .test = test }

const struct format tapformat = { "tap", begin14, end, HOW };
const struct format tap13format = { "tap13", begin13, end, HOW };
const struct format ktapformat = { "ktap", beginktap, end, HOW };
