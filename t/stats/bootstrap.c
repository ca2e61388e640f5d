/* bootstrap.c - an interval for any statistic, by drawing from the sample */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base.h"
#include "stat.h"
#include "local.h"

/* n of the values, drawn with replacement: counted, so it stays sorted */
static void
draw(double *to, size_t *count, const double *x, size_t n, struct pcg *g)
{
	size_t i;

	memset(count, 0, n * sizeof *count);
	for (i = 0; i < n; i++)
		count[pcgbelow(g, n)]++;
	for (i = 0; i < n; i++)
		while (count[i]-- > 0)
			*to++ = x[i];
}

/* the statistics of as many draws, sorted */
static double *
replicates(const double *x, size_t n,
    double (*statistic)(const double *, size_t), size_t draws,
    unsigned long long seed)
{
	double *drawn = xmalloc(n * sizeof *drawn);
	double *t = xmalloc(draws * sizeof *t);
	size_t *count = xmalloc(n * sizeof *count), i;
	struct pcg g;

	pcgseed(&g, seed, 0);
	for (i = 0; i < draws; i++) {
		draw(drawn, count, x, n, &g);
		t[i] = statistic(drawn, n);
	}
	sortsample(t, draws);
	free(count);
	free(drawn);
	return t;
}

/* the acceleration, from what each value adds (formula 6.6) */
static double
acceleration(const double *x, size_t n,
    double (*statistic)(const double *, size_t))
{
	double *rest = xmalloc(n * sizeof *rest), *t = xmalloc(n * sizeof *t);
	double all = 0, d, squares = 0, cubes = 0;
	size_t i;

	memcpy(rest, x + 1, (n - 1) * sizeof *rest);
	for (i = 0; i < n; i++) {
		t[i] = statistic(rest, n - 1);
		all += t[i] / n;
		rest[i] = x[i];
	}
	for (i = 0; i < n; i++) {
		d = all - t[i];
		squares += d * d;
		cubes += d * d * d;
	}
	free(t);
	free(rest);
	return squares > 0 ? cubes / (6 * power(squares, 1.5)) : 0;
}

struct interval
bootstrap(const double *x, size_t n,
    double (*statistic)(const double *, size_t), double level,
    size_t draws, unsigned long long seed)
{
	struct interval in = { -HUGE_VAL, HUGE_VAL };
	double z = normalquantile((1 - level) / 2), z0, a;
	double of = nosample(x, n) ? NAN : statistic(x, n);
	double *t, below = 0;
	size_t i;

	if (of != of)
		in.low = in.high = NAN;
	if (n < 2 || in.low != in.low)
		return in;
	t = replicates(x, n, statistic, draws, seed);
	for (i = 0; i < draws && t[i] <= of; i++)
		below += t[i] < of ? 1 : 0.5;
	z0 = normalquantile(below / draws);
	a = acceleration(x, n, statistic);
	if (nosample(t, draws) || a != a) {
		in.low = in.high = NAN;
	} else if (fabs(z0) < HUGE_VAL) {
		in.low = percentile(t, draws, 100 * (1 - normalbeyond(z0 +
		    (z0 + z) / (1 - a * (z0 + z)))));
		in.high = percentile(t, draws, 100 * (1 - normalbeyond(z0 +
		    (z0 - z) / (1 - a * (z0 - z)))));
	}
	free(t);
	return in;
}
