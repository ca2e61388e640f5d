/* components.c - how much of a variance is within runs, how much between */
#include <math.h>

#include "base.h"
#include "stat.h"
#include "local.h"

struct components
components(const double *x, const size_t *size, size_t groups)
{
	struct components c = { NAN, NAN };
	double within = 0, between = 0, squares = 0, all, d;
	size_t i, n = 0;

	for (i = 0; i < groups; i++) {
		if (size[i] > 1)
			within += (size[i] - 1) * power(sd(x + n, size[i]), 2);
		squares += (double)size[i] * size[i];
		n += size[i];
	}
	all = mean(x, n);
	for (i = 0; i < groups; x += size[i++]) {
		d = mean(x, size[i]) - all;
		between += size[i] * d * d;
	}
	/* the mean squares, and what of the second is within */
	c.within = within / (n - groups);
	if (groups > 1)
		c.between = (between / (groups - 1) - c.within) *
		    (groups - 1) / (n - squares / n);
	if (c.between < 0)
		c.between = 0;
	return c;
}
