/* drift.c - values in the order in which they were measured: do they move */
#include <math.h>
#include <stdlib.h>

#include "base.h"
#include "stat.h"
#include "local.h"

/* a value, and where it is when a slope is taken out of all values */
struct point {
	double y, at, key;
};

/* two runs of sorted points become one: how many change places */
static double
merge(struct point *to, const struct point *a, size_t na,
    const struct point *b, size_t nb)
{
	double swapped = 0;

	while (na > 0 || nb > 0)
		if (na == 0 || (nb > 0 && b->key <= a->key)) {
			swapped += na;
			*to++ = *b++;
			nb--;
		} else {
			*to++ = *a++;
			na--;
		}
	return swapped;
}

/*
 * Sort the points by key, the latest first of equal ones.  work is room
 * for as many; the one in which they are now.
 */
static struct point *
sortpoints(struct point *p, struct point *work, size_t n, double *swapped)
{
	struct point *to = work;
	size_t i, na, nb, run;

	*swapped = 0;
	for (run = 1; run < n; run *= 2) {
		for (i = 0; i < n; i += na + nb) {
			na = n - i < run ? n - i : run;
			nb = n - i - na < run ? n - i - na : run;
			*swapped += merge(to + i, p + i, na, p + i + na, nb);
		}
		work = p;
		p = to;
		to = work;
	}
	return p;
}

/*
 * How many of the slopes are at most m; *below is the largest of these,
 * *above the smallest of the others.  With m taken out of the values, the
 * pairs with a smaller slope have changed places, and those whose slope is
 * next to m are neighbours.  A slope that only rounding keeps apart from m
 * counts on the side where its pair is.  p is room for 2 * n points.
 */
static double
count(const double *y, size_t n, double m, struct point *p, double *below,
    double *above)
{
	double swapped, slope;
	size_t i;

	for (i = 0; i < n; i++) {
		p[i].y = y[i];
		p[i].at = i;
		p[i].key = (y[i] - y[0]) - m * i;
	}
	p = sortpoints(p, p + n, n, &swapped);
	*below = -HUGE_VAL;
	*above = HUGE_VAL;
	for (i = 1; i < n; i++) {
		slope = (p[i].y - p[i - 1].y) / (p[i].at - p[i - 1].at);
		if (p[i].at < p[i - 1].at)
			*below = fmax(*below, slope);
		else
			*above = fmin(*above, slope);
	}
	return swapped;
}

/*
 * The k-th smallest slope, k from 1: halve the range, then draw it in to
 * slopes that there are.
 */
static double
slope(const double *y, size_t n, double k, struct point *p)
{
	double low = HUGE_VAL, high = -HUGE_VAL, mid, below, above;
	size_t i;

	/* no slope is beyond those of neighbours */
	for (i = 1; i < n; i++) {
		low = fmin(low, y[i] - y[i - 1]);
		high = fmax(high, y[i] - y[i - 1]);
	}
	while (low < high) {
		mid = low / 2 + high / 2;
		if (!(mid >= low && mid < high))
			mid = low;	/* rounded */
		/* it gets narrower, whatever was rounded */
		if (count(y, n, mid, p, &below, &above) >= k)
			high = fmax(low, below < high ? below : mid);
		else if (above > low)
			low = fmin(high, above);
		else
			low = mid > low ? mid : high;
	}
	return low;
}

/* of Kendall's S; *ties is the number of pairs that are equal */
static double
variance(const double *y, size_t n, double *ties)
{
	double *x = xmalloc(n * sizeof *x), v, t;
	size_t i, k;

	for (i = 0; i < n; i++)
		x[i] = y[i];
	sortsample(x, n);
	v = n * (n - 1.0) * (2.0 * n + 5);
	for (*ties = 0, i = 0; i < n; i += k) {
		for (k = 1; i + k < n && x[i + k] == x[i]; k++)
			continue;
		t = k;
		*ties += t * (t - 1) / 2;
		v -= t * (t - 1) * (2 * t + 5);
	}
	free(x);
	return v / 18;
}

struct drift
drift(const double *y, size_t n, double level)
{
	struct drift d = { NAN, NAN, NAN, NAN };
	double pairs = n * (n - 1.0) / 2, v, ties, s, k, unused;
	struct point *p;
	size_t i;

	for (i = 0; i < n; i++)
		if (!(fabs(y[i]) < HUGE_VAL))
			return d;
	if (n < 2)
		return d;
	p = xmalloc(2 * n * sizeof *p);
	v = variance(y, n, &ties);
	s = pairs + ties - 2 * count(y, n, 0, p, &unused, &unused);
	d.p = fabs(s) > 1 ? 2 * normalbeyond((fabs(s) - 1) / sqrt(v)) : 1;
	k = floor((pairs + 1) / 2);
	d.by = slope(y, n, k, p);
	if (k == pairs / 2)
		d.by = d.by / 2 + slope(y, n, k + 1, p) / 2;
	k = floor((pairs + normalquantile((1 - level) / 2) * sqrt(v)) / 2);
	d.low = k >= 1 ? slope(y, n, k, p) : -HUGE_VAL;
	d.high = k >= 1 ? slope(y, n, pairs + 1 - k, p) : HUGE_VAL;
	free(p);
	return d;
}
