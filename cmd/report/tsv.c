/* tsv.c - a row a value, tabs between columns: at-report(1), Rows */
#include <stdlib.h>
#include <string.h>

#include "local.h"

static void
begin(struct report *r)
{
	bufputs(&r->out, "job\tkind\ttest\tpoint\tverdict\treason\t"
	    "iterations\tseconds\tstarted\tfinished\ttries\tgraph\tname\t"
	    "units\tbetter\tindex\tvalue\tmedian\n");
}

static void
cell(struct buf *b, const char *s)
{
	bufprintable(b, s, strlen(s));
	bufputc(b, '\t');
}

static void
stamp(struct buf *b, long long at)
{
	if (at >= 0)
		buffmt(b, "%lld", at);
	bufputc(b, '\t');
}

/* append the columns of a test: its name and outcome */
static void
leading(struct buf *b, const char *path, const struct jobtest *t)
{
	cell(b, path);
	cell(b, kindname(t->kind));
	cell(b, pointname(t));
	cell(b, t->point ? "1" : "0");
	cell(b, statusname(t->status));
	cell(b, t->reason);
	cell(b, t->iterations.s);
	if (t->ns >= 0)
		bufseconds(b, t->ns);
	bufputc(b, '\t');
	stamp(b, t->block->started);
	stamp(b, t->block->finished);
	buffmt(b, "%zu\t", t->ntries);
}

/* append the columns that name a value */
static void
naming(struct buf *b, const struct numbers *s)
{
	const char *name = lastpart(s->name.s);

	if (name > s->name.s)
		bufprintable(b, s->name.s, name - s->name.s - 1);
	bufputc(b, '\t');
	cell(b, name);
	cell(b, s->unit.s);
	cell(b, s->better > 0 ? "up" : s->better < 0 ? "down" : "");
}

static void
bufmedian(struct buf *b, const struct numbers *s)
{
	double *sorted = xmalloc(s->n * sizeof *sorted);

	memcpy(sorted, s->v, s->n * sizeof *sorted);
	sortsample(sorted, s->n);
	bufplain(b, median(sorted, s->n));
	free(sorted);
}

/* append the rows of one value */
static void
values(struct report *r, struct buf *row, const struct numbers *s)
{
	static struct buf middle;
	size_t i;

	naming(row, s);
	bufclear(&middle);
	bufmedian(&middle, s);
	for (i = 0; i < s->n; i++) {
		bufadd(&r->out, row->s, row->len);
		buffmt(&r->out, "%zu\t", i + 1);
		bufplain(&r->out, s->v[i]);
		buffmt(&r->out, "\t%s\n", middle.s);
		reportflush(r, 65536);
	}
}

static void
test(struct jobtests *j, const struct jobtest *t)
{
	static struct buf row;
	struct report *r = j->report;
	size_t before, i;

	bufclear(&row);
	leading(&row, j->path, t);
	before = row.len;
	if (t->nvalues == 0) {
		bufadd(&r->out, row.s, row.len);
		bufputs(&r->out, "\t\t\t\t\t\t\n");
	}
	for (i = 0; i < t->nvalues; i++) {
		row.len = before;
		values(r, &row, t->value[i]);
	}
}

const struct format tsvformat = { "tsv", begin,
	.read = { .files = 1, .test = test } };
