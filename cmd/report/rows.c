/* rows.c - all tests of a job in memory, as rows of a table */
#include <string.h>

#include "base.h"
#include "format.h"
#include "stat.h"
#include "local.h"

const char *
rowtext(const struct jobrows *j, size_t at)
{
	return j->text.s + at;
}

/* append a printable copy of a string to text; its offset */
static size_t
keep(struct jobrows *j, const char *s)
{
	size_t at = j->text.len;

	if (!*s)
		return 0;
	bufprintable(&j->text, s, strlen(s));
	bufputc(&j->text, '\0');
	return at;
}

static struct row *
rowof(struct jobrows *j, size_t id)
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
keepvalue(struct jobrows *j, struct numbers *s)
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
	static struct buf time;
	struct jobrows *j = tests->arg;
	const struct logblock *b = t->block;
	struct row *r = rowof(j, b->id);
	size_t i;

	r->kind = b->kind;
	r->status = t->status;
	r->depth = b->depth;
	r->counts = b->kind == TESTBLOCK && !b->intest;
	if (j->bare)
		return;
	r->name = keep(j, t->name);
	if (b->subdir) {
		r->subdir = j->text.len;
		bufadd(&j->text, b->subdir, strlen(b->subdir) + 1);
	}
	r->reason = keep(j, t->reason);
	r->runs = keep(j, t->iterations.s);
	bufclear(&time);
	if (t->exact)
		buftime(&time, t->ns);
	else if (t->ns >= 0)
		bufwhole(&time, t->ns);
	r->time = keep(j, time.s);
	r->values = j->text.len;
	r->nvalues = t->nvalues;
	for (i = 0; i < t->nvalues; i++)
		keepvalue(j, t->value[i]);
}

static void
addnote(struct jobrows *j, struct row *r, size_t text)
{
	j->note = growarray(j->note, j->nnotes, &j->capnotes, sizeof *j->note);
	j->note[j->nnotes].text = text;
	j->note[j->nnotes++].next = 0;
	if (r->note)
		j->note[r->lastnote - 1].next = j->nnotes;
	else
		r->note = j->nnotes;
	r->lastnote = j->nnotes;
}

/* note a line that is neither the outcome of its block nor a row */
static void
line(struct jobtests *tests, const struct logblock *b,
    const struct statusline *l)
{
	struct jobrows *j = tests->arg;
	size_t at = j->text.len;

	if (!b || (b->kind == JOBBLOCK && strcmp(l->code, "INFO") != 0) ||
	    (b->name && l->operation && strcmp(b->name, l->operation) == 0))
		return;
	buffmt(&j->text, "%s ", l->code);
	if (l->operation) {
		bufprintable(&j->text, l->operation, strlen(l->operation));
		bufputs(&j->text, ": ");
	}
	bufprintable(&j->text, l->reason, strlen(l->reason));
	bufputc(&j->text, '\0');
	addnote(j, rowof(j, b->id), at);
}

int
readjob(struct jobrows *j, const char *path)
{
	struct jobtests tests = { 0 };

	j->path = path;
	j->n = j->nnotes = 0;
	bufclear(&j->text);
	bufputc(&j->text, '\0');
	tests.path = path;
	tests.files = !j->bare;
	tests.test = done;
	tests.line = j->notes ? line : NULL;
	tests.arg = j;
	return readjobtests(&tests);
}
