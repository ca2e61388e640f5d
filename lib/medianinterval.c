/* medianinterval.c - in which the median of a population lies */
#include <math.h>

#include "sample.h"
#include "prob.h"

/*
 * How probable it is that the d-th smallest and the d-th largest of n do
 * not have the median between them: twice that of fewer than d heads when
 * n coins are tossed.  Above 1 if they have changed places.
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
	/* a hair more: 1/32 is 1 - 0.96875 however it was computed */
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
