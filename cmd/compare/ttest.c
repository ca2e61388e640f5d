/* ttest.c - comparison of the means of two nearly normal samples */
#include <math.h>

#include "local.h"

/* the test of a difference with variance v and df degrees of freedom */
static struct welch
difference(double by, double v, double df, double level)
{
	struct welch w = { 0, 0, NAN, NAN, NAN,
	    { -HUGE_VAL, HUGE_VAL } };
	double far;

	w.by = by;
	w.error = sqrt(v);
	if (by == by && v > 0) {
		w.t = by / w.error;
		w.df = df;
		if (level > 0) {
			w.p = 2 * tbeyond(fabs(w.t), w.df);
			far = -tquantile((1 - level) / 2, df) * w.error;
			w.in.low = by - far;
			w.in.high = by + far;
		}
	} else if (by != by) {
		w.in.low = w.in.high = NAN;
	}
	return w;
}

struct welch
welch(const double *x, size_t nx, const double *y, size_t ny, double level)
{
	double vx = power(sd(x, nx), 2) / nx, vy = power(sd(y, ny), 2) / ny;
	double v = vx + vy;

	return difference(mean(y, ny) - mean(x, nx), v,
	    v * v / (vx * vx / (nx - 1) + vy * vy / (ny - 1)), level);
}

/* the sum of squared distances from the mean */
static double
squares(const double *x, size_t n)
{
	return n > 1 ? (n - 1) * power(sd(x, n), 2) : 0;
}

struct welch
student(const double *x, size_t nx, const double *y, size_t ny, double level)
{
	double df = (double)nx + ny - 2;

	return difference(mean(y, ny) - mean(x, nx), (squares(x, nx) +
	    squares(y, ny)) / df * (1.0 / nx + 1.0 / ny), df, level);
}
