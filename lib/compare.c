/* compare.c - old and new values of one key, and a verdict of four values */
#include <math.h>
#include <stdlib.h>

#include "buf.h"
#include "measured.h"
#include "ranks.h"
#include "sample.h"
#include "compare.h"

void
comparesample(struct compared *c, int side, const struct datum *d, size_t n,
    int byrun)
{
	double *x = xmalloc(n * sizeof *x), *run = xmalloc(n * sizeof *run);
	size_t i, k, m = 0;

	for (i = 0; i < n; i += k) {
		for (k = 0; i + k < n && d[i + k].run == d[i].run &&
		    (byrun || k == 0); k++) {
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

static void
logarithms(double *x, size_t n)
{
	while (n-- > 0)
		x[n] = log(x[n]);
}

void
compare(struct compared *c, double level, double effect, int up)
{
	double *old = c->x[OLD], *new = c->x[NEW], margin, low, high;

	c->answer = UNSURE;
	if (c->broken)
		return;
	mannwhitney(old, c->n[OLD], new, c->n[NEW], &c->p);
	c->ratio = old[0] > 0 && new[0] > 0;
	if (c->ratio) {
		logarithms(old, c->n[OLD]);
		logarithms(new, c->n[NEW]);
	}
	c->shift = shift(old, c->n[OLD], new, c->n[NEW], level);
	margin = c->ratio ? log1p(effect) : effect * fabs(c->median[OLD]);
	/* on the margin is within it, however it was rounded */
	margin += 1e-12 * (c->ratio ? 1 : fabs(c->median[OLD]));
	low = up ? -c->shift.high : c->shift.low;
	high = up ? -c->shift.low : c->shift.high;
	if (low > margin)
		c->answer = WORSE;
	else if (high < -margin)
		c->answer = BETTER;
	else if (low >= -margin && high <= margin)
		c->answer = SAME;
}
