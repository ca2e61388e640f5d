/*
 * series.h - the performance values of a chart, in memory
 *
 * The chart is {NAME: {"summary": ENTRY}}, or {GRAPH: {NAME: ENTRY}}, in
 * the order in which they came.  A second value for the same place makes
 * a list of the old and the new; units and direction are the last ones.
 */
#include <stddef.h>

struct buf;
struct node;
struct slot;

/* {0} is an empty chart */
struct series {
	struct node *root;
	struct slot *slot;	/* all nodes by what they are called */
	size_t nslots, n;
};

/*
 * What a chart file holds, a text that jsoncheck() found good.  It is
 * kept as it came, so it must stay where it is.  0, or -1 and why.
 */
int seriesparse(struct series *, const char *json, struct buf *why);

/*
 * One line of a perf file (perfline.h), without its newline; it must
 * stay where it is.  0, or -1 and why: seriesfree is all that is left.
 */
int seriesadd(struct series *, const char *line, size_t n, struct buf *why);

/* the chart file, with a newline at its end */
void seriestext(struct series *, struct buf *);

void seriesfree(struct series *);
