/* runs.c - the number of runs needed for a verdict, by simulation */
#include <math.h>
#include <stdlib.h>

#include "local.h"

#define DRAWS	1000

/* residuals: values less the mean of their side */
struct spread {
	double *x;
	size_t n, df;
};

static struct spread
spread(const struct compared *c)
{
	struct spread s = { NULL, 0, 0 };
	size_t i, side;
	double m;

	s.x = xmalloc((c->n[OLD] + c->n[NEW]) * sizeof *s.x);
	for (side = OLD; side <= NEW; side++) {
		if (c->n[side] < 2)
			continue;
		m = mean(c->x[side], c->n[side]);
		for (i = 0; i < c->n[side]; i++)
			s.x[s.n++] = c->x[side][i] - m;
		s.df += c->n[side] - 1;
	}
	/* scale up: residuals from a sample mean are too small */
	for (i = 0; i < s.n; i++)
		s.x[i] *= sqrt((double)s.n / s.df);
	return s;
}

/* above 0, at most 1 */
static double
uniform(struct pcg *g)
{
	return (pcg(g) + 1.0) / 4294967296.0;
}

/*
 * The square of a normal value, without a cosine: G. Marsaglia & T. A.
 * Bray, "A convenient method for generating normal variables", SIAM Rev. 6
 * (1964).
 */
static double
normalsquare(struct pcg *g)
{
	double r, x, y;

	do {
		x = 2 * uniform(g) - 1;
		y = 2 * uniform(g) - 1;
		r = x * x + y * y;
	} while (r > 1 || r == 0);
	return -2 * ln(r) * x * x / r;
}

/* the sum of the squares of df normal values: Box & Muller, 1958 */
static double
chisquare(struct pcg *g, size_t df)
{
	double sum = df % 2 ? normalsquare(g) : 0, product = 1;

	for (; df > 1; df -= 2)
		if ((product *= uniform(g)) < 1e-200) {
			sum -= 2 * ln(product);
			product = 1;
		}
	return sum - 2 * ln(product);
}

static void
draw(double *to, size_t n, const struct spread *s, struct pcg *g,
    double scale, double by)
{
	while (n-- > 0)
		to[n] = by + scale * s->x[pcgbelow(g, s->n)];
}

/*
 * 1 if these samples put the shift on one side of each margin.  t >= far is
 * enough, whatever Welch's degrees of freedom.
 */
static int
tells(const struct compared *c, double *x, size_t nx, double *y, size_t ny,
    double far, double level)
{
	struct welch w;
	double p, t, margin;
	size_t i;

	if (c->byrun) {
		w = (nx < 3 || ny < 3 ? student : welch)(x, nx, y, ny, 0);
		t = fabs(fabs(w.by) - c->margin) / w.error;
		return t >= far || 2 * tbeyond(t, w.df) <= 1 - level;
	}
	sortsample(x, nx);
	sortsample(y, ny);
	margin = median(y, ny) < median(x, nx) ? -c->margin : c->margin;
	for (i = 0; i < ny; i++)
		y[i] -= margin;
	mannwhitney(x, nx, y, ny, &p);
	return p <= 1 - level;
}

/*
 * The seed depends on the sample: errors of the draws then differ between
 * samples.  It is made of ratios, which hide rounding.
 */
static uint64_t
seedof(const struct spread *s)
{
	double all = 0;
	size_t i;

	for (i = 0; i < s->n; i++)
		all += fabs(s->x[i]);
	return all > 0 ? fabs(s->x[0]) / all * 1e9 : 0;
}

/*
 * The probability of a verdict other than UNSURE with old and new runs (or
 * iterations, if they are the sample) and the true shift by.  Values are
 * drawn from the residuals of both samples, as compare() left them.  Their
 * random scale reflects the uncertainty of the spread: O'Hagan, Stevens &
 * Campbell, Assurance in Clinical Trial Design, Pharmaceutical Statistics
 * 4, 2005.  0 if no side has two values.
 */
static double
verdictodds(const struct compared *c, size_t old, size_t new, double level,
    double by)
{
	struct spread s;
	struct pcg g;
	double *x, scale, far;
	size_t few = old < new ? old : new;
	int i, told = 0;

	if (c->byrun && twomodes(old, new) > 1 - level)
		return 0;
	s = spread(c);
	if (s.n == 0) {
		free(s.x);
		return 0;
	}
	x = xmalloc((old + new) * sizeof *x);
	far = -tquantile((1 - level) / 2, few > 1 ? few - 1 : 1);
	pcgseed(&g, seedof(&s), new);
	for (i = 0; i < DRAWS; i++) {
		scale = sqrt(s.df / chisquare(&g, s.df));
		draw(x, old, &s, &g, scale, 0);
		draw(x + old, new, &s, &g, scale, by);
		told += tells(c, x, old, x + old, new, far, level);
	}
	free(s.x);
	free(x);
	return (double)told / DRAWS;
}

static int
enough(const struct compared *c, size_t n, double level, double by)
{
	return verdictodds(c, n > c->n[OLD] ? n : c->n[OLD],
	    n > c->n[NEW] ? n : c->n[NEW], level, by) >= ODDS;
}

size_t
runswanted(const struct compared *c, double level, double by)
{
	size_t few = 0, many = 4, n;

	while (!enough(c, many, level, by)) {
		if (many >= MANYRUNS)
			return 0;
		few = many;
		many = 2 * many < MANYRUNS ? 2 * many : MANYRUNS;
	}
	/* few are too few, many are enough */
	while (many - few > 1) {
		n = few + (many - few) / 2;
		if (enough(c, n, level, by))
			many = n;
		else
			few = n;
	}
	return many;
}

size_t
leastruns(double level)
{
	size_t n = 1;

	while (twomodes(n, n) > 1 - level)
		n++;
	return n;
}
