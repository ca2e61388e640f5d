/* ttest.c - means of values that are about normal */
#include <math.h>

#include "moments.h"
#include "prob.h"
#include "sample.h"
#include "ttest.h"

/* around m, with that standard error */
static struct interval
around(double m, double error, double df, double level)
{
	double far = -tquantile((1 - level) / 2, df) * error;
	struct interval in = { m - far, m + far };

	return in;
}

struct interval
tinterval(const double *x, size_t n, double level)
{
	struct interval none = { -HUGE_VAL, HUGE_VAL };
	double m = mean(x, n);

	if (n == 1 && m == m)
		return none;
	return around(m, sd(x, n) / sqrt(n), n - 1.0, level);
}

struct welch
welch(const double *x, size_t nx, const double *y, size_t ny, double level)
{
	struct welch w = { 0, NAN, NAN, NAN, { -HUGE_VAL, HUGE_VAL } };
	double vx = pow(sd(x, nx), 2) / nx, vy = pow(sd(y, ny), 2) / ny;
	double v = vx + vy;

	w.by = mean(y, ny) - mean(x, nx);
	if (v > 0) {
		w.t = w.by / sqrt(v);
		w.df = v * v / (vx * vx / (nx - 1) + vy * vy / (ny - 1));
		w.p = 2 * tbeyond(fabs(w.t), w.df);
		w.in = around(w.by, sqrt(v), w.df, level);
	} else if (w.by != w.by) {
		w.in.low = w.in.high = NAN;
	}
	return w;
}
