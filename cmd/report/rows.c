/* rows.c - all tests of a job in memory, as rows of a table */
#include <string.h>

#include "local.h"

static struct jobrows *j;	/* of the call of readjob() */

/* append a copy of a string to text; its offset */
static size_t
keepraw(const char *s)
{
	size_t at = j->text.len;

	if (!*s)
		return 0;
	bufadd(&j->text, s, strlen(s) + 1);
	return at;
}

/* the same, made printable */
static size_t
keep(const char *s)
{
	static struct buf b;

	bufclear(&b);
	bufprintable(&b, s, strlen(s));
	return keepraw(b.s);
}

static struct row *
rowof(size_t id)
{
	if (id >= j->cap) {
		j->cap = 2 * id + 64;
		j->row = xrealloc(j->row, j->cap * sizeof *j->row);
	}
	for (; j->n <= id; j->n++)
		memset(&j->row[j->n], 0, sizeof *j->row);
	return &j->row[id];
}

/* append 0.120 s, 1.20 s, 12.3 s, 2m05s or 1h02m */
static void
buftime(struct buf *b, long long ns)
{
	long long s = (ns + 500000000) / 1000000000;

	if (ns < 59950000000) {
		bufdecimals(b, ns, ns < 999500000 ? 3 : ns < 9995000000 ? 2 :
		    1);
		bufputs(b, " s");
	} else if (s < 3600)
		buffmt(b, "%lldm%02llds", s / 60, s % 60);
	else
		buffmt(b, "%lldh%02lldm", s / 3600, s % 3600 / 60);
}

/* the same for a duration in whole seconds */
static void
bufwhole(struct buf *b, long long ns)
{
	if (ns < 60000000000)
		buffmt(b, "%lld s", ns / 1000000000);
	else
		buftime(b, ns);
}

/* add the string NAME MEDIAN +- DEVIATION UNIT to text */
static void
keepvalue(struct numbers *s)
{
	struct buf *b = &j->text;

	sortsample(s->v, s->n);
	bufprintable(b, s->name.s, s->name.len);
	bufputc(b, ' ');
	bufrounded(b, median(s->v, s->n), 5);
	if (s->n > 1) {
		bufputs(b, " +- ");
		bufrounded(b, mad(s->v, s->n), 2);
	}
	bufputs(b, s->unit.len ? " " : "");
	bufprintable(b, s->unit.s, s->unit.len);
	if (j->notes && s->n > 1)
		buffmt(b, " (%zu values)", s->n);
	bufputc(b, '\0');
}

static void
done(struct jobtests *tests, const struct jobtest *t)
{
	static struct buf b;
	const struct logblock *k = t->block;
	struct row *r = rowof(k->id);
	size_t i;

	(void)tests;
	r->kind = k->kind == LONELINE && !k->name && !k->subdir ? JOBBLOCK :
	    t->kind;
	r->status = t->status;
	r->depth = k->depth;
	r->name = keep(t->name);
	r->subdir = keepraw(k->subdir ? k->subdir : "");
	bufclear(&b);
	bufputs(&b, statusname(t->status));
	if (t->nmarks) {
		bufputs(&b, " (");
		bufmarks(&b, t);
		bufputc(&b, ')');
	}
	r->verdict = keep(b.s);
	r->reason = keep(t->reason);
	r->more = keepraw(t->reasons + strlen(t->reason));
	r->runs = keep(t->iterations.len ? t->iterations.s : "");
	bufclear(&b);
	if (t->exact)
		buftime(&b, t->ns);
	else if (t->ns >= 0)
		bufwhole(&b, t->ns);
	r->time = keep(b.len ? b.s : "");
	r->values = j->text.len;
	r->nvalues = t->nvalues;
	for (i = 0; i < t->nvalues; i++)
		keepvalue(t->value[i]);
}

/* note a line that is neither the outcome of its block nor a row */
static void
line(struct jobtests *tests, const struct logblock *b,
    const struct statusline *l)
{
	struct buf *to;

	(void)tests;
	if (!b || (b->kind == JOBBLOCK && strcmp(l->code, "INFO") != 0) ||
	    (b->name && l->operation && strcmp(b->name, l->operation) == 0))
		return;
	rowof(b->id)->nnotes++;
	to = &rowof(b->id)->notes;
	buffmt(to, "%s ", l->code);
	if (l->operation) {
		bufprintable(to, l->operation, strlen(l->operation));
		bufputs(to, ": ");
	}
	bufprintable(to, l->reason, strcspn(l->reason, "\n"));
	bufputc(to, '\0');
}

int
readjob(struct jobrows *rows, const char *path)
{
	struct jobtests tests = { .path = path, .all = 1, .files = 1,
	    .counts = &rows->counts, .test = done };

	j = rows;
	clearcounts(&j->counts);
	while (j->n > 0)
		buffree(&j->row[--j->n].notes);
	bufclear(&j->text);
	bufputc(&j->text, '\0');
	tests.line = j->notes ? line : NULL;
	return readjobtests(&tests);
}
