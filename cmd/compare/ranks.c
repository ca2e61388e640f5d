/* ranks.c - two samples compared by the ranks of their values */
#include <math.h>

#include "local.h"

/*
 * The probabilities that U is at most 0, 1, ... m * n for samples of m and
 * n values without ties, valid until the next call.  Mann and Whitney's
 * recursion: the largest value is one of the m, and larger than all n, or
 * one of the n.  All terms are positive: nothing cancels.
 */
static const double *
distribution(size_t m, size_t n)
{
	static size_t havem, haven;
	static double *p;
	double *row;
	size_t i, j, u, width = m * n + 1;

	if (m < n)
		return distribution(n, m);
	if (m == havem && n == haven)
		return p + n * width;
	havem = m;
	haven = n;
	p = xrealloc(p, (n + 1) * width * sizeof *p);
	for (j = 0; j <= n; j++)
		for (u = 0; u < width; u++)
			p[j * width + u] = u == 0;
	for (i = 1; i <= m; i++)
		for (j = 1; j <= n; j++) {
			row = p + j * width;
			for (u = i * j + 1; u-- > 0; )
				row[u] = (j * (row - width)[u] + (u < j ? 0 :
				    i * row[u - j])) / (i + j);
		}
	row = p + n * width;
	for (u = 1; u < width; u++)
		row[u] += row[u - 1];
	return row;
}

/*
 * The largest c for which U < c has at most the probability p < 1/2.  For
 * 100000 values a side it exceeds a size_t of 32 bits.
 */
static double
critical(size_t m, size_t n, double p)
{
	double pairs = (double)m * n, c;
	const double *atmost;
	size_t u = 0;

	if (pairs > EXACTPAIRS) {
		c = floor(pairs / 2 + 0.5 +
		    normalquantile(p) * sqrt(pairs * (m + n + 1) / 12));
		return c > 0 ? c : 0;
	}
	/* a little more than p: 1/40 is 0.025 despite rounding */
	atmost = distribution(m, n);
	while (atmost[u] <= p * (1 + 1e-12))
		u++;
	return u;
}

/* U; *tied is the sum of t^3 - t over groups of t equal values */
static double
pairsabove(const double *x, size_t nx, const double *y, size_t ny,
    double *tied)
{
	double v, u = 0, t;
	size_t i = 0, j = 0, k, l;

	for (*tied = 0; i < nx || j < ny; i = k, j = l) {
		v = j == ny || (i < nx && x[i] < y[j]) ? x[i] : y[j];
		for (k = i; k < nx && x[k] == v; k++)
			continue;
		for (l = j; l < ny && y[l] == v; l++)
			continue;
		u += (l - j) * (i + (k - i) / 2.0);
		t = (k - i) + (l - j);
		*tied += t * t * t - t;
	}
	return u;
}

double
mannwhitney(const double *x, size_t nx, const double *y, size_t ny, double *p)
{
	double pairs = (double)nx * ny, n = nx + ny, u, tied, var, z;

	*p = NAN;
	if (nosample(x, nx) || nosample(y, ny))
		return NAN;
	u = pairsabove(x, nx, y, ny, &tied);
	z = fabs(u - pairs / 2);
	if (tied == 0 && pairs <= EXACTPAIRS) {
		*p = 2 * distribution(nx, ny)[(size_t)(pairs / 2 - z)];
	} else {
		var = pairs / 12 * (n + 1 - tied / (n * (n - 1)));
		*p = z > 0.5 ? 2 * normalbeyond((z - 0.5) / sqrt(var)) : 1;
	}
	if (*p > 1)
		*p = 1;
	return u;
}

double
cliffdelta(const double *x, size_t nx, const double *y, size_t ny)
{
	double tied;

	if (nosample(x, nx) || nosample(y, ny))
		return NAN;
	return 2 * pairsabove(x, nx, y, ny, &tied) / ((double)nx * ny) - 1;
}

/*
 * y - x as a double: an x87 would compare more digits than a double has,
 * and the search below would not end.
 */
static double
less(double y, double x)
{
	double d = y - x;

	return d;
}

/*
 * The number of differences y - x that are at most d; *below is the largest
 * of them, *above the smallest of the others.
 */
static double
count(const double *x, size_t nx, const double *y, size_t ny, double d,
    double *below, double *above)
{
	double sum = 0;
	size_t i = 0, j;

	*below = -HUGE_VAL;
	*above = HUGE_VAL;
	for (j = 0; j < ny; j++) {
		while (i < nx && less(y[j], x[i]) > d)
			i++;
		if (i < nx && less(y[j], x[i]) > *below)
			*below = less(y[j], x[i]);
		if (i > 0 && less(y[j], x[i - 1]) < *above)
			*above = less(y[j], x[i - 1]);
		sum += nx - i;
	}
	return sum;
}

/*
 * The k-th smallest difference, k from 1, without a list of all: halve the
 * range, then move its ends to existing differences.
 */
static double
difference(const double *x, size_t nx, const double *y, size_t ny, double k)
{
	double low = y[0] - x[nx - 1], high = y[ny - 1] - x[0];
	double mid, below, above;

	while (low < high) {
		mid = low / 2 + high / 2;
		if (!(mid >= low && mid < high))
			mid = low;	/* rounded, or not finite */
		if (count(x, nx, y, ny, mid, &below, &above) >= k)
			high = below;
		else
			low = above;
	}
	return low;
}

/* x is sorted: its ends are enough */
static int
allfinite(const double *x, size_t n)
{
	return x[n - 1] - x[0] < HUGE_VAL;
}

struct shift
shift(const double *x, size_t nx, const double *y, size_t ny, double level)
{
	struct shift s = { NAN, NAN, NAN };
	double pairs = (double)nx * ny, c;

	if (nosample(x, nx) || nosample(y, ny) || !allfinite(x, nx) ||
	    !allfinite(y, ny))
		return s;
	c = critical(nx, ny, (1 - level) / 2);
	s.by = difference(x, nx, y, ny, floor((pairs + 1) / 2)) / 2 +
	    difference(x, nx, y, ny, floor(pairs / 2) + 1) / 2;
	s.low = c > 0 ? difference(x, nx, y, ny, c) : -HUGE_VAL;
	s.high = c > 0 ? difference(x, nx, y, ny, pairs + 1 - c) : HUGE_VAL;
	return s;
}
