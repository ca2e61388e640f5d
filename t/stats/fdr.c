/* fdr.c - many tests at once */
#include <stdlib.h>

#include "base.h"
#include "local.h"

/* the largest first */
static int
bysize(const void *va, const void *vb)
{
	double a = **(double *const *)va, b = **(double *const *)vb;

	return (a < b) - (a > b);
}

void
benjaminihochberg(double *p, size_t n)
{
	double **at = xmalloc(n * sizeof *at), least = 1, q;
	size_t i, m = 0;

	for (i = 0; i < n; i++)
		if (p[i] == p[i])
			at[m++] = &p[i];
	if (m > 0)
		sort(at, m, sizeof *at, bysize);
	for (i = 0; i < m; i++) {
		q = *at[i] * m / (m - i);
		*at[i] = least = q < least ? q : least;
	}
	free(at);
}
