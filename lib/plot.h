/* plot.h - a small picture of numbers, as SVG to stand in a page */
#include <stddef.h>

struct buf;

struct plot {
	const double *x;	/* ascending; NULL: 1, 2, 3, ... */
	const double *y;
	size_t n;		/* at least 1; all are finite */
	int line;		/* join the points */
	int middle;		/* show median, and low to high: an interval */
	double median, low, high;
};

/*
 * Append it.  Of very many points it has the extremes of each column.
 * Its colours are the page's: classes p (points, line), m (median) and
 * i (interval).
 */
void bufplot(struct buf *, const struct plot *);
