/* sample.c - median, mean, spread and interval of a sample */
#include <math.h>
#include <stdlib.h>

#include "stat.h"

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

/* mean and standard deviation */

/* the sum of the values times scale, plus its rounding errors */
static double
sum(const double *x, size_t n, double scale)
{
	double s = 0, off = 0, d, t;
	size_t i;

	for (i = 0; i < n; i++) {
		d = x[i] * scale;
		t = s + d;
		off += fabs(s) > fabs(d) ? (s - t) + d : (d - t) + s;
		s = t;
	}
	return s + off;
}

double
mean(const double *x, size_t n)
{
	double m;

	if (n == 0)
		return NAN;
	m = sum(x, n, 1) / n;
	/* a sum of large values overflows, their mean does not */
	return m - m == 0 ? m : sum(x, n, 0x1p-64) / n * 0x1p64;
}

double
sd(const double *x, size_t n)
{
	double m = mean(x, n), squares = 0, left = 0, d;
	size_t i;

	if (n < 2)
		return NAN;
	for (i = 0; i < n; i++) {
		d = x[i] - m;
		squares += d * d;
		left += d;
	}
	return sqrt((squares - left * left / n) / (n - 1));
}

/* the interval of the median */

/*
 * The probability that the true median is not between the d-th smallest and
 * the d-th largest of n values.  It is twice the probability of fewer than
 * d heads in n coin tosses, and above 1 if d is more than half of n.
 */
static double
missed(size_t n, size_t d)
{
	return 2 * betabelow(n - d + 1.0, d, 0.5, 0.5);
}

struct interval
medianinterval(const double *x, size_t n, double level)
{
	struct interval in = { -HUGE_VAL, HUGE_VAL };
	/* slightly more: rounding must not make 1/32 less than 1 - 0.96875 */
	double miss = (1 - level) * (1 + 1e-12), a, b, part;
	size_t d = 1, high = n / 2 + 1, mid;

	if (nosample(x, n)) {
		in.low = in.high = NAN;
		return in;
	}
	if (n < 2 || missed(n, 1) > miss)
		return in;
	/* missed(d) <= miss < missed(high) */
	while (high - d > 1) {
		mid = d + (high - d) / 2;
		if (missed(n, mid) <= miss)
			d = mid;
		else
			high = mid;
	}
	a = missed(n, d);
	b = missed(n, d + 1);
	part = (miss - a) / (b - a);
	part *= (n - d) / (d + (n - 2.0 * d) * part);
	in.low = x[d - 1] + part * (x[d] - x[d - 1]);
	in.high = x[n - d] - part * (x[n - d] - x[n - d - 1]);
	return in;
}
