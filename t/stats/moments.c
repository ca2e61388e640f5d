/* moments.c - statistics of values in any order */
#include <math.h>

#include "stat.h"
#include "local.h"

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

struct interval
tinterval(const double *x, size_t n, double level)
{
	double m = mean(x, n), far = HUGE_VAL;
	struct interval in;

	if (n != 1 || m != m)
		far = -tquantile((1 - level) / 2, n - 1.0) * sd(x, n) / sqrt(n);
	in.low = m - far;
	in.high = m + far;
	return in;
}
