/* sample.c - what a sample of measurements says */
#include <math.h>
#include <stdlib.h>

#include "buf.h"
#include "sample.h"
#include "sort.h"

static int
bysize(const void *va, const void *vb)
{
	double a = *(const double *)va, b = *(const double *)vb;

	if (a != a || b != b)
		return (a != a) - (b != b);
	return (a > b) - (a < b);
}

void
sortsample(double *x, size_t n)
{
	if (n > 0)
		sort(x, n, sizeof *x, bysize);
}

int
nosample(const double *x, size_t n)
{
	return n == 0 || x[n - 1] != x[n - 1];
}

double
percentile(const double *x, size_t n, double p)
{
	double at;
	size_t i;

	if (nosample(x, n))
		return NAN;
	i = at = (n - 1) * (p / 100);
	if (i >= n - 1)
		return x[n - 1];
	return at == i ? x[i] : x[i] + (at - i) * (x[i + 1] - x[i]);
}

double
median(const double *x, size_t n)
{
	if (nosample(x, n))
		return NAN;
	/* halves first: the sum of two large values may overflow */
	return n % 2 ? x[n / 2] : x[n / 2 - 1] / 2 + x[n / 2] / 2;
}

double
mad(const double *x, size_t n)
{
	double *d = xmalloc(n * sizeof *d), m = median(x, n);
	size_t i;

	for (i = 0; i < n; i++)
		d[i] = fabs(x[i] - m);
	sortsample(d, n);
	m = median(d, n);
	free(d);
	return m;
}
