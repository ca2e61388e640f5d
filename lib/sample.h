/*
 * sample.h - what a sample of measurements says, and two of them together
 *
 * Every sample is in ascending order (sortsample), has one value or more
 * and none that is not finite.  Nothing here depends on the distribution
 * that the values come from.
 */
#include <stddef.h>

void sortsample(double *, size_t n);

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
 * Mann & Whitney, On a Test of Whether one of Two Random Variables is
 * Stochastically Larger than the Other, Ann. Math. Stat. 18 (1947).
 * Returns U, the number of pairs in which y is the larger, ties counting
 * one half; *p is the two-sided probability of a U at least so far from
 * the middle if x and y come from one distribution.  It is exact without
 * ties as long as nx * ny is at most EXACTPAIRS; beyond, normal with the
 * corrections for continuity and ties (Lehmann, Nonparametrics, 1975,
 * section 1.4), as in R's wilcox.test.
 */
double mannwhitney(const double *x, size_t nx, const double *y, size_t ny,
    double *p);

#define EXACTPAIRS	2500

/*
 * How much larger y is than x: the median of all differences y - x
 * (Hodges & Lehmann, Ann. Math. Stat. 34, 1963), and an interval between
 * two of the differences that holds the true shift with a probability of
 * at least level (0 to 1), ties or not (Hollander & Wolfe, Nonparametric
 * Statistical Methods, 1999, section 4.3; the bounds are from the exact
 * distribution of U, or the normal one beyond EXACTPAIRS).  Samples too
 * small for the level have an interval without ends: -HUGE_VAL, HUGE_VAL.
 */
struct shift {
	double by, low, high;
};

struct shift shift(const double *x, size_t nx, const double *y, size_t ny,
    double level);
