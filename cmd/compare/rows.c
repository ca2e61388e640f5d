/* rows.c - comparison of all keys of all tests */
#include <math.h>
#include <string.h>

#include "local.h"

/* append a note on a test and perhaps a key */
static void
note(struct buf *b, const char *test, const char *key, const char *text)
{
	bufprintable(b, test, strlen(test));
	bufputs(b, *test ? ": " : "");
	bufputs(b, key);
	bufputs(b, *key ? ": " : "");
	bufputs(b, text);
	bufputc(b, '\n');
}

/*
 * Note how many of the records, or log entries, of one test failed, or were
 * marked as disturbed by the witness.
 */
static void
tellbad(struct comparison *c, const struct datum *d, size_t n,
    enum what all, enum what bad, const char *name)
{
	size_t count[2] = { 0 }, found[2] = { 0 }, i;

	for (i = 0; i < n; i++) {
		count[d[i].side] += d[i].what == all;
		found[d[i].side] += d[i].what == bad && d[i].value != 0;
	}
	if (found[OLD] + found[NEW] == 0)
		return;
	if (bad != DISTURBED && found[OLD] == 0)
		c->failures = 1;
	else if (bad != DISTURBED &&
	    found[NEW] * count[OLD] > found[OLD] * count[NEW])
		c->unsure = 1;
	note(bad == DISTURBED ? &c->first : &c->notes, d->test, "",
	    strfmt("%s: old %zu of %zu, new %zu of %zu", name, found[OLD],
	    count[OLD], found[NEW], count[NEW]));
}

/* append the values of a machine property on a side; their number */
static size_t
factvalues(struct buf *b, const struct measured *m, const char *key,
    int side)
{
	const struct fact *f;
	size_t n = 0;

	for (f = m->fact; f < m->fact + m->nfacts; f++)
		if (f->side == side && strcmp(f->key, key) == 0) {
			bufputs(b, n++ ? " | " : "");
			bufprintable(b, f->value, strlen(f->value));
		}
	return n;
}

/* list differences of the machines and their settings */
static void
tellmachine(struct comparison *c, const struct measured *m)
{
	static const char *const told[][2] = {
		{ "uname", "kernel" }, { "cmdline", "kernel's command line" },
		{ "cpus", "number of processors" }, { "governor", "governor" },
		{ "phys-mbytes", "memory in MB" },
	};
	struct buf old = { 0 }, new = { 0 };
	size_t i, nold, nnew;

	for (i = 0; i < LEN(told); i++) {
		bufclear(&old);
		bufclear(&new);
		nold = factvalues(&old, m, told[i][0], OLD);
		nnew = factvalues(&new, m, told[i][0], NEW);
		if (nold == 0 || nnew == 0)
			continue;	/* unknown */
		if (nold + nnew > 2 || strcmp(old.s, new.s) != 0)
			buffmt(&c->first, "%s: old %s, new %s\n", told[i][1],
			    old.s, new.s);
	}
}

/* note a test or key of one side; if new lacks it, the result is unsure */
static void
tellmissing(struct comparison *c, const char *test, const char *key, int old)
{
	note(&c->notes, test, key, old ? "only in old" : "only in new");
	c->unsure |= old;
}

/* make a row from the data of one key, if both sides have numbers */
static void
addkey(struct comparison *c, const struct datum *d, size_t n)
{
	size_t count[2] = { 0 }, from[2] = { 0 }, i;
	struct wanted *w = NULL;
	struct row *r;
	int up = -1;

	for (i = 0; i < c->nwanted; i++)
		if (strcmp(c->wanted[i].key, d->key) == 0)
			w = &c->wanted[i];
	if (c->nwanted > 0 && !w)
		return;
	for (i = 0; i < n; i++)
		if (d[i].what == DIRECTION)
			up = d[i].value;	/* new comes last */
		else if (count[d[i].side]++ == 0)
			from[d[i].side] = i;
	if (count[OLD] == 0 || count[NEW] == 0) {
		if (count[OLD] + count[NEW] > 0)
			tellmissing(c, d->test, d->key, count[OLD] > 0);
		return;
	}
	c->row = growarray(c->row, c->n, &c->cap, sizeof *c->row);
	r = &c->row[c->n++];
	memset(r, 0, sizeof *r);
	r->test = d->test;
	r->key = d->key;
	r->up = (w && w->up ? w->up : up) > 0;
	if (w)
		w->met = 1;
	r->c.byrun = c->byrun;
	comparesample(&r->c, OLD, d + from[OLD], count[OLD]);
	comparesample(&r->c, NEW, d + from[NEW], count[NEW]);
}

/* add rows and notes from the data of one test */
static void
addtest(struct comparison *c, const struct datum *d, size_t n)
{
	size_t has[2] = { 0 }, i, k;

	for (i = 0; i < n; i++)
		has[d[i].side] += d[i].what != DIRECTION;
	tellbad(c, d, n, RECORD, DISTURBED, "disturbed iterations");
	tellbad(c, d, n, RECORD, RECORD, "runs that failed");
	tellbad(c, d, n, TEST, TEST, "tests that failed");
	if (has[OLD] == 0 || has[NEW] == 0) {
		if (has[OLD] + has[NEW] > 0)
			tellmissing(c, d->test, "", has[OLD] > 0);
		return;
	}
	for (i = 0; i < n; i += k) {
		for (k = 1; i + k < n && d[i + k].key == d[i].key; k++)
			continue;
		if (*d[i].key)
			addkey(c, d + i, k);
	}
}

void
comparisonrows(struct comparison *c, struct measured *m)
{
	size_t i, k;

	measuredsort(m);
	tellmachine(c, m);
	for (i = 0; i < m->n; i += k) {
		for (k = 1; i + k < m->n &&
		    strcmp(m->v[i + k].test, m->v[i].test) == 0; k++)
			continue;
		addtest(c, m->v + i, k);
	}
	for (i = 0; i < c->nwanted; i++)
		if (c->n > 0 && !c->wanted[i].met) {
			note(&c->notes, "", c->wanted[i].key,
			    "not on both sides");
			c->unsure = 1;
		}
}

const char *
answerword(enum answer answer)
{
	static const char *const words[] = {
		[SAME] = "same", [BETTER] = "better", [WORSE] = "worse",
		[UNSURE] = "cannot tell",
	};

	return words[answer];
}

double
rowp(const struct comparison *c, const struct compared *r)
{
	return r->p * c->n < 1 ? r->p * c->n : 1;
}

enum answer
comparisonjudge(struct comparison *c, double effect, double errors)
{
	enum answer worst = SAME;
	size_t i;

	c->effect = effect;
	c->errors = errors;
	c->level = 1 - errors / c->n;
	for (i = 0; i < c->n; i++) {
		compare(&c->row[i].c, c->level, effect, c->row[i].up);
		if (worst < c->row[i].c.answer)
			worst = c->row[i].c.answer;
	}
	return worst;
}

/* the distance of a shift from the nearest margin, in standard deviations */
static double
distance(const struct compared *c, double shift)
{
	struct welch w = student(c->x[OLD], c->n[OLD], c->x[NEW], c->n[NEW],
	    0);

	return fabs(fabs(shift) - c->margin) /
	    (w.error / sqrt(1.0 / c->n[OLD] + 1.0 / c->n[NEW]));
}

/* the shift to find: the found one, or twice the effect */
static double
shiftof(const struct comparison *c, const struct compared *r, int guessed)
{
	return guessed ? r->shift.by : r->ratio ? ln(1 + 2 * c->effect) :
	    2 * r->margin;
}

/* the row whose shift needs most runs; a shift of 0 cannot be found */
static const struct row *
hardest(const struct comparison *c, int guessed)
{
	const struct row *hard = NULL, *r;
	double least = HUGE_VAL, by, d;

	for (r = c->row; r < c->row + c->n; r++) {
		if (r->c.answer != UNSURE || r->c.broken)
			continue;
		by = shiftof(c, &r->c, guessed);
		if (by == 0)
			continue;
		d = distance(&r->c, by);
		if (d < least || (!hard && d == least)) {
			least = d;
			hard = r;
		}
	}
	return hard;
}

void
comparisonplan(const struct comparison *c, struct plan *plan)
{
	const struct compared *r;

	memset(plan, 0, sizeof *plan);
	/* with effect 0 each change matters: use the shift found */
	for (plan->guessed = c->effect == 0; ; plan->guessed = 1) {
		plan->row = hardest(c, plan->guessed);
		if (!plan->row)
			return;
		r = &plan->row->c;
		plan->shift = shiftof(c, r, plan->guessed);
		plan->runs = runswanted(r, c->level, plan->shift);
		if (plan->guessed || plan->runs == 0 ||
		    plan->runs > r->n[OLD] || plan->runs > r->n[NEW])
			return;
	}
}
