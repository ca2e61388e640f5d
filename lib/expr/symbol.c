/* symbol.c - names in expressions: their values now and in all records */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stat.h"
#include "expr.h"

static int
named(const struct symbol *s, const char *name, size_t n)
{
	return s->n == n && memcmp(s->name, name, n) == 0;
}

/* the table entry of the name; for a new name, its free entry (0) */
static size_t *
find(const struct symbols *t, const char *name, size_t n)
{
	size_t i, k;

	for (i = hashbytes(name, n); ; i++) {
		k = t->table[i & t->mask];
		if (k == 0 || named(&t->v[k - 1], name, n))
			return t->table + (i & t->mask);
	}
}

/* keep at least half of the table free, for a fast find() */
static void
grow(struct symbols *t)
{
	size_t i;

	t->cap = t->cap ? 2 * t->cap : 8;
	t->v = xrealloc(t->v, t->cap * sizeof *t->v);
	t->mask = 2 * t->cap - 1;
	t->table = xrealloc(t->table, 2 * t->cap * sizeof *t->table);
	memset(t->table, 0, 2 * t->cap * sizeof *t->table);
	for (i = 0; i < t->n; i++)
		*find(t, t->v[i].name, t->v[i].n) = i + 1;
}

size_t
symbol(struct symbols *t, const char *name, size_t n)
{
	struct symbol *s;
	size_t *k;

	if (t->n == t->cap)
		grow(t);
	if (*(k = find(t, name, n)))
		return *k - 1;
	s = &t->v[t->n];
	memset(s, 0, sizeof *s);
	s->name = strfmt("%.*s", (int)n, name);
	s->n = n;
	s->round = t->round - 1;
	*k = ++t->n;
	return t->n - 1;
}

static void
settext(struct symbol *s, const char *value, size_t n)
{
	if (s->cap <= n) {
		s->cap = n + 1 > 2 * s->cap ? n + 1 : 2 * s->cap;
		s->text = xrealloc(s->text, s->cap);
	}
	memcpy(s->text, value, n);
	s->value.kind = TEXT;
	s->value.u.t.s = s->text;
	s->value.u.t.n = n;
}

void
symbolset(struct symbols *t, const char *name, size_t n, const char *value,
    size_t vn)
{
	struct symbol *s;
	size_t k;

	if (t->n == 0)
		return;
	/* records have the same keys in the same order: try the next one */
	k = t->v[t->last].next;
	if (!named(&t->v[k], name, n)) {
		if ((k = *find(t, name, n)) == 0)
			return;
		t->v[t->last].next = --k;
	}
	t->last = k;
	s = &t->v[k];
	s->round = t->round;
	if (!numbervalue(value, vn, &s->value))
		settext(s, value, vn);
}

/* tallies: the values of a name in all records */

struct tally {
	int keep;		/* keep every value in v */
	unsigned long count;	/* with texts */
	unsigned long texts;
	struct value least, most;
	double *v;
	size_t n, cap;
	int based;		/* base is set */
	double base;
};

int
tallied(const char *name, size_t n, enum tallied *t)
{
	static const char *const names[] = {
		"min", "max", "mean", "median", "stdev", "count", "p",
		"ratio",
	};
	int i = wordindex(names, LEN(names), name, n);

	if (i >= 0)
		*t = i;
	return i >= 0;
}

void
tallywant(struct tally **t, enum tallied which)
{
	if (!*t) {
		*t = xmalloc(sizeof **t);
		memset(*t, 0, sizeof **t);
	}
	(*t)->keep |= which != ALLMIN && which != ALLMAX && which != ALLCOUNT;
}

static int
less(const struct value *a, const struct value *b)
{
	struct value v = *a;

	return !operate(LT, &v, b) && truth(&v);
}

static void
tallyadd(struct tally *t, const struct value *v)
{
	t->count++;
	if (v->kind == TEXT) {
		t->texts++;
		return;
	}
	if (t->count - t->texts == 1)
		t->least = t->most = *v;
	if (less(v, &t->least))
		t->least = *v;
	if (less(&t->most, v))
		t->most = *v;
	if (!t->keep)
		return;
	t->v = growarray(t->v, t->n, &t->cap, sizeof *t->v);
	t->v[t->n++] = v->kind == WHOLE ? (double)v->u.i : v->u.d;
}

void
symbolstally(struct symbols *t)
{
	struct symbol *s;

	for (s = t->v; t->tallies && s < t->v + t->n; s++)
		if (s->tally && s->round == t->round)
			tallyadd(s->tally, &s->value);
}

void
tallybase(struct tally *t, double old)
{
	if (!t)
		return;
	t->based = 1;
	t->base = old;
}

/* a figure that needs all values */
static double
figure(struct tally *t, enum tallied which, double percent)
{
	if (which == ALLMEAN)
		return mean(t->v, t->n);
	if (which == ALLSTDEV)
		return sd(t->v, t->n);
	sortsample(t->v, t->n);
	return which == ALLP ? percentile(t->v, t->n, percent) :
	    which == ALLRATIO ? median(t->v, t->n) / t->base :
	    median(t->v, t->n);
}

const char *
tallytell(struct tally *t, enum tallied which, double percent,
    struct value *out)
{
	if (which == ALLCOUNT) {
		out->kind = WHOLE;
		out->u.i = t->count;
		return NULL;
	}
	if (t->count == 0)
		return "no value of";
	if (t->texts > 0)
		return "not always a number:";
	if (which == ALLMIN || which == ALLMAX) {
		*out = which == ALLMIN ? t->least : t->most;
		return NULL;
	}
	if (which == ALLSTDEV && t->n < 2)
		return "only one value of";
	if (which == ALLRATIO && (!t->based || t->base == 0))
		return t->based ? "an old value of 0 of" : "no old value of";
	out->kind = REAL;
	out->u.d = figure(t, which, percent);
	return fabs(out->u.d) < HUGE_VAL ? NULL : "number too large:";
}

void
tallyfree(struct tally *t)
{
	if (t)
		free(t->v);
	free(t);
}
