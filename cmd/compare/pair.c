/* pair.c - comparison of the old and new values of one key */
#include <math.h>
#include <stdlib.h>

#include "local.h"

void
comparesample(struct compared *c, int side, const struct datum *d, size_t n)
{
	double *x = xmalloc(n * sizeof *x), *run = xmalloc(n * sizeof *run);
	size_t i, k, m = 0;

	for (i = 0; i < n; i += k) {
		for (k = 0; i + k < n && d[i + k].run == d[i].run &&
		    (c->byrun || k == 0); k++) {
			run[k] = d[i + k].value;
			if (run[k] != run[k])
				c->broken = 1;
		}
		if (!c->broken)
			x[m++] = median(run, k);
	}
	free(run);
	c->x[side] = x;
	c->n[side] = m;
	if (c->broken)
		return;
	sortsample(x, m);
	c->median[side] = median(x, m);
}

double
twomodes(size_t old, size_t new)
{
	double most = 0, p, both;
	int i;

	/* old in one and new in the other, or the other way round */
	for (i = 0; i <= 64; i++) {
		/* the maximum for one of the two, then a grid */
		p = i ? i / 128.0 : (double)old / (old + new);
		both = power(p, old) * power(1 - p, new) +
		    power(1 - p, old) * power(p, new);
		if (most < both)
			most = both;
	}
	return most;
}

static void
logarithms(double *x, size_t n)
{
	while (n-- > 0)
		x[n] = ln(x[n]);
}

/* compare iterations, of any distribution */
static void
byranks(struct compared *c, double level)
{
	mannwhitney(c->x[OLD], c->n[OLD], c->x[NEW], c->n[NEW], &c->p);
	c->shift = shift(c->x[OLD], c->n[OLD], c->x[NEW], c->n[NEW], level);
}

/* compare runs, one value each */
static void
bymeans(struct compared *c, double level)
{
	double least = twomodes(c->n[OLD], c->n[NEW]);
	int few = c->n[OLD] < 3 || c->n[NEW] < 3;
	struct welch w = (few ? student : welch)(c->x[OLD], c->n[OLD],
	    c->x[NEW], c->n[NEW], level);

	c->shift.by = c->shift.low = c->shift.high = w.by;
	c->p = w.error > 0 ? w.p : w.by == 0;
	if (least > 1 - level || w.error != w.error) {
		c->shift.low = -HUGE_VAL;
		c->shift.high = HUGE_VAL;
	} else if (w.error > 0) {
		c->shift.low = w.in.low;
		c->shift.high = w.in.high;
	}
	if (!(c->p >= least))
		c->p = least;
}

void
compare(struct compared *c, double level, double effect, int up)
{
	double *old = c->x[OLD], *new = c->x[NEW], low, high;

	c->answer = UNSURE;
	if (c->broken)
		return;
	c->ratio = old[0] > 0 && new[0] > 0;
	if (c->ratio) {
		logarithms(old, c->n[OLD]);
		logarithms(new, c->n[NEW]);
	}
	(c->byrun ? bymeans : byranks)(c, level);
	c->delta = cliffdelta(old, c->n[OLD], new, c->n[NEW]);
	c->margin = c->ratio ? ln(1 + effect) : effect * fabs(c->median[OLD]);
	/* the margin is inclusive, whatever the rounding */
	c->margin += 1e-12 * (c->ratio ? 1 : fabs(c->median[OLD]));
	low = up ? -c->shift.high : c->shift.low;
	high = up ? -c->shift.low : c->shift.high;
	if (low > c->margin)
		c->answer = WORSE;
	else if (high < -c->margin)
		c->answer = BETTER;
	else if (low >= -c->margin && high <= c->margin)
		c->answer = SAME;
}
