/* tally.c - what the values of a name were in all records */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "moments.h"
#include "sample.h"
#include "value.h"
#include "tally.h"

struct tally {
	int keep;		/* every value, in v */
	unsigned long count;	/* of texts too */
	unsigned long texts;
	struct value least, most;
	double *v;
	size_t n, cap;
	int based;		/* there is a base */
	double base;
};

int
tallied(const char *name, size_t n, enum tallied *t)
{
	static const char *const names[] = {
		"min", "max", "mean", "median", "stdev", "count", "p",
		"ratio",
	};
	size_t i;

	for (i = 0; i < LEN(names); i++)
		if (strlen(names[i]) == n && memcmp(names[i], name, n) == 0) {
			*t = i;
			return 1;
		}
	return 0;
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

	return !operate(LT, &v, b, NULL) && truth(&v);
}

void
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
	if (t->n == t->cap) {
		t->cap = t->cap ? 2 * t->cap : 64;
		t->v = xrealloc(t->v, t->cap * sizeof *t->v);
	}
	t->v[t->n++] = v->kind == WHOLE ? (double)v->u.i : v->u.d;
}

void
tallybase(struct tally *t, double old)
{
	if (!t)
		return;
	t->based = 1;
	t->base = old;
}

/* of all values, which are kept */
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
