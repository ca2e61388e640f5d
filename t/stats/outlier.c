/* outlier.c - which values of a sample are far from the others */
#include <math.h>

#include "stat.h"
#include "local.h"

struct interval
tukeyfences(const double *x, size_t n, double k)
{
	double low = percentile(x, n, 25), high = percentile(x, n, 75);
	struct interval fences = { low - k * (high - low),
	    high + k * (high - low) };

	return fences;
}

struct interval
madfences(const double *x, size_t n, double k)
{
	double m = median(x, n), far = mad(x, n);
	struct interval fences = { -HUGE_VAL, HUGE_VAL };

	if (far != 0) {
		/* the upper quartile of the normal distribution */
		far *= k / 0.67448975019608171;
		fences.low = m - far;
		fences.high = m + far;
	}
	return fences;
}

size_t
outside(const double *x, size_t n, struct interval fences)
{
	size_t i, count = 0;

	for (i = 0; i < n; i++)
		count += x[i] < fences.low || x[i] > fences.high;
	return count;
}
