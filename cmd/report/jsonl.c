/* jsonl.c - an object a test, one a line: at-report(1), Objects */
#include <string.h>

#include "local.h"

static void
stamp(struct buf *b, const char *name, long long at)
{
	if (at < 0)
		return;
	memberkey(b, name);
	buffmt(b, "%lld", at);
}

/* a list of n strings, one after the other */
static void
list(struct buf *b, const char *key, const char *s, size_t n)
{
	size_t i;

	memberkey(b, key);
	bufputc(b, '[');
	for (i = 0; i < n; i++, s += strlen(s) + 1) {
		bufputs(b, i ? "," : "");
		memberstring(b, s, strlen(s));
	}
	bufputc(b, ']');
}

/* 1 if the key occurs again after p; the last one counts */
static int
again(const char *name, const char *p, size_t left)
{
	for (; left > 0; left--) {
		if (strcmp(name, p) == 0)
			return 1;
		p += strlen(p) + 1;
		p += strlen(p) + 1;
	}
	return 0;
}

/* all: also those that a later one replaces */
static void
keyvals(struct buf *b, const struct jobtest *t, int all)
{
	const char *name, *value, *p = t->keyvals.s;
	size_t left = t->nkeyvals;
	int any = 0;

	memberkey(b, "keyvals");
	bufputc(b, '{');
	while (left-- > 0) {
		name = p;
		value = name + strlen(name) + 1;
		p = value + strlen(value) + 1;
		if (!all && again(name, p, left))
			continue;
		bufputs(b, any++ ? "," : "");
		memberstring(b, name, strlen(name));
		bufputc(b, ':');
		memberstring(b, value, strlen(value));
	}
	bufputc(b, '}');
}

static void
value(struct buf *b, struct numbers *s, int full)
{
	const char *name = lastpart(s->name.s);
	struct interval in;
	size_t i;

	bufputs(b, "{\"name\":");
	memberstring(b, name, strlen(name));
	if (name > s->name.s) {
		memberkey(b, "graph");
		memberstring(b, s->name.s, name - s->name.s - 1);
	}
	if (s->unit.len)
		membertext(b, "units", s->unit.s);
	if (s->better)
		membertext(b, "better", s->better > 0 ? "up" : "down");
	memberkey(b, "values");
	for (i = 0; i < s->n; i++) {
		bufputc(b, i ? ',' : '[');
		bufplain(b, s->v[i]);
	}
	bufputc(b, ']');
	sortsample(s->v, s->n);
	membernumber(b, "median", median(s->v, s->n));
	membernumber(b, "deviation", mad(s->v, s->n));
	if (full && s->n > 5) {		/* fewer have none */
		in = medianinterval(s->v, s->n, 0.95);
		membernumber(b, "low", in.low);
		membernumber(b, "high", in.high);
	}
	bufputc(b, '}');
}

static const char *
parent(const struct logblock *b)
{
	for (b = b->up; b && b->kind == JOBBLOCK; b = b->up)
		continue;
	return !b ? NULL : b->subdir ? b->subdir : b->name;
}

/* what only full jsonl has of a test: much of its files */
static void
morefiles(struct buf *b, const struct jobtests *j, const struct jobtest *t)
{
	bufputs(b, t->exact ? ",\"exact\":true" : "");
	if (t->log.len) {
		memberkey(b, "logend");
		memberstring(b, t->log.s, t->log.len);
	}
	bufputs(b, t->cut ? ",\"cut\":true" : "");
	memberkey(b, "samples");
	bufputc(b, '[');
	bufsamples(b, j->dir, t->block->subdir);
	bufputc(b, ']');
}

static void
files(struct buf *b, const struct jobtests *j, const struct jobtest *t)
{
	size_t i;

	if (t->iterations.len) {
		memberkey(b, "iterations");
		bufputs(b, t->iterations.s);
	}
	membertext(b, "log", logpath(j->path, t->block->subdir));
	keyvals(b, t, j->logtail > 0);
	memberkey(b, "values");
	bufputc(b, '[');
	for (i = 0; i < t->nvalues; i++) {
		bufputs(b, i ? "," : "");
		value(b, t->value[i], j->logtail > 0);
	}
	bufputc(b, ']');
	if (j->logtail)
		morefiles(b, j, t);
}

static void
test(struct jobtests *j, const struct jobtest *t)
{
	struct buf *b = &j->report->out;

	bufputs(b, "{\"version\":1");
	membertext(b, "kind", kindname(t->kind));
	membertext(b, "job", j->path);
	if (t->block->subdir)
		membertext(b, "subdir", t->block->subdir);
	membertext(b, "name", t->name);
	if (parent(t->block))
		membertext(b, "parent", parent(t->block));
	membertext(b, "verdict", statusname(t->status));
	membertext(b, "reason", t->reasons);
	memberkey(b, "point");
	bufputs(b, t->point ? "true" : "false");
	if (t->ns >= 0) {
		memberkey(b, "seconds");
		bufseconds(b, t->ns);
	}
	stamp(b, "started", t->block->started);
	stamp(b, "finished", t->block->finished);
	list(b, "tries", t->tries, t->ntries);
	if (t->nmarks)
		list(b, "marks", t->marks.s, t->nmarks);
	if (t->kind == TESTBLOCK)
		files(b, j, t);
	bufputs(b, "}\n");
}

/* what is known of a job before its tests are read: where, when, counts */
static void
jobhead(struct buf *b, const char *path)
{
	static struct counts c;
	static struct origin o;
	static struct buf line;
	int any = 0, i;

	bufputs(b, "{\"version\":1,\"kind\":\"head\"");
	membertext(b, "job", path);
	clearcounts(&c);
	if (countjob(&c, path, 1) >= 0) {
		bufclear(&line);
		bufcounts(&line, &c);
		membertext(b, "counts", line.s);
		memberkey(b, "verdicts");
		for (i = 0; i < STATUSES; i++)
			if (c.of[i])
				buffmt(b, "%c\"%s\":%zu", any++ ? ',' : '{',
				    statusname(i), c.of[i]);
		bufputs(b, any ? "}" : "{}");
	}
	readorigin(&o, path);
	if (o.host.len)
		membertext(b, "host", o.host.s);
	stamp(b, "started", o.start);
	stamp(b, "finished", o.finish);
	bufputs(b, "}\n");
}

static void
heads(struct report *r)
{
	char *const *p;

	for (p = r->job; *p; p++)
		jobhead(&r->out, *p);
}

const struct format jsonlformat = { "jsonl",
	.read = { .files = 1, .keyvals = 1, .test = test } };
const struct format fulljsonlformat = { "full jsonl", heads,
	.read = { .files = 1, .keyvals = 1, .logtail = 2048,
	    .badlogtail = 8192, .test = test } };
