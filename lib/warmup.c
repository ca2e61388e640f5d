/* warmup.c - where values in the order of measuring begin to be others */
#include <math.h>
#include <stdlib.h>

#include "buf.h"
#include "moments.h"
#include "pcg.h"
#include "warmup.h"

enum { ORDERS = 999 };

/*
 * The largest likelihood ratio (a monotone function of it) of deviations
 * from their mean; *at: how many are before that cut.
 */
static double
ratio(const double *d, size_t n, size_t *at)
{
	double sum = 0, r, largest = 0;
	size_t i;

	*at = 0;
	for (i = 1; i < n; i++) {
		sum += d[i - 1];
		r = sum * sum / ((double)i * (n - i));
		if (r > largest) {
			largest = r;
			*at = i;
		}
	}
	return largest;
}

static void
shuffle(double *d, size_t n, struct pcg *g)
{
	double swap;
	size_t i;

	for (; n > 1; n--) {
		i = pcgbelow(g, n);
		swap = d[i];
		d[i] = d[n - 1];
		d[n - 1] = swap;
	}
}

size_t
warmup(const double *x, size_t n, unsigned long long seed, double *p)
{
	double m = mean(x, n), *d, largest;
	size_t at, i, unused, beyond = 0;
	struct pcg g;

	*p = 1;
	if (!(sd(x, n) > 0))
		return 0;
	d = xmalloc(n * sizeof *d);
	for (i = 0; i < n; i++)
		d[i] = x[i] - m;
	/* less a hair, for the same sums in another order */
	largest = ratio(d, n, &at) * (1 - 1e-9);
	pcgseed(&g, seed, 0);
	for (i = 0; i < ORDERS; i++) {
		shuffle(d, n, &g);
		beyond += ratio(d, n, &unused) >= largest;
	}
	free(d);
	*p = (beyond + 1.0) / (ORDERS + 1);
	return at;
}
