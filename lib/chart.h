/*
 * chart.h - results-chart.json, made from RESULTSDIR/perf
 *
 * Performance values are lines of RESULTSDIR/perf (perfline.h), appended
 * as they come.  Now and then those that are new join the chart, which
 * may hold what others wrote into it, and RESULTSDIR/perf.merged tells
 * how far that got, in one line of four numbers:
 *
 *	FROM OLD TO NEW
 *
 * A chart whose check sum is OLD holds the first FROM bytes of perf, and
 * one whose sum is NEW the first TO bytes.  perf.merged is replaced and
 * on disk before the chart is, so wherever a crash strikes, the sum of
 * the chart that is there tells which of the two it is, and no value is
 * merged twice or forgotten.  A chart that is neither was changed by
 * somebody after we wrote it: it holds the first TO bytes and what they
 * did.  A chart that is missing or empty holds nothing and is made anew,
 * as it is when perf is not the file it was (shorter than TO).
 *
 * All this happens under the lock of perf.  Symbolic links are refused.
 * Every function returns 0, or -1 and the reason in why, which begins
 * with the file's name; then the chart is what it was.
 */
#include <stddef.h>

struct buf;

/* bring the chart up to date; no perf, no chart */
int chartupdate(const char *resultsdir, struct buf *why);

/*
 * Append whole lines to perf and bring the chart up to date; if the
 * chart cannot take them, perf stays as it was too.
 */
int chartadd(const char *resultsdir, const char *lines, size_t n,
    struct buf *why);

/* would chartadd find a chart it can read? */
int chartcheck(const char *resultsdir, struct buf *why);
