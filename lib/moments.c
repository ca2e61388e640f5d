/* moments.c - mean, spread, and how much values follow the one before */
#include <math.h>

#include "moments.h"

/* the sum of the values times scale, and what was rounded off on the way */
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

double
lag1(const double *x, size_t n)
{
	double m = mean(x, n), squares = 0, products = 0, left = 0, d, last;
	size_t i;

	/* what rounding left in the mean would add up */
	for (i = 0; i < n; i++)
		left += (x[i] - m) / n;
	for (last = 0, i = 0; i < n; i++) {
		d = x[i] - m - left;
		squares += d * d;
		products += last * d;
		last = d;
	}
	return squares > 0 ? products / squares : NAN;
}
