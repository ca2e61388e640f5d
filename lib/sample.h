/*
 * sample.h - what a sample of measurements says
 *
 * Every sample is in ascending order (sortsample).  Of an empty one, and
 * of one that holds a NaN, everything is NaN.  Infinities are values like
 * others: what lies between two of them, or has to tell how far from one
 * something is, may be NaN.  Nothing here depends on the distribution that
 * the values come from.
 */
#include <stddef.h>

/* without ends, -HUGE_VAL and HUGE_VAL, when the values do not tell */
struct interval {
	double low, high;
};

/* NaNs come last */
void sortsample(double *, size_t n);

/* 1 if there is nothing to tell: it is empty, or has a NaN */
int nosample(const double *, size_t n);

/* the middle one, or half-way between the middle two */
double median(const double *, size_t n);

/*
 * The value below which p per cent (0 to 100) lie, interpolated: type 7
 * of Hyndman & Fan, Sample Quantiles in Statistical Packages, The American
 * Statistician 50 (1996); what R, numpy and spreadsheets do.
 */
double percentile(const double *, size_t n, double p);

/* the median of the distances from the median, not scaled */
double mad(const double *, size_t n);

/*
 * In medianinterval.c: holds the median of what the values were drawn
 * from with probability level (0 to 1): between two order statistics,
 * interpolated as by Hettmansperger & Sheather, Confidence Intervals Based
 * on Interpolated Order Statistics, Statistics & Probability Letters 4
 * (1986).  Without ends if there are too few: fewer than 6 for 0.95.
 */
struct interval medianinterval(const double *, size_t n, double level);
