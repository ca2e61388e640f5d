/*
 * ranks.h - two samples together, by the order of their values
 *
 * Samples are as in sample.h.
 */
#include <stddef.h>

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
 * Cliff, Dominance Statistics, Psychological Bulletin 114 (1993): how much
 * more probable it is that y is the larger than that x is, -1 to 1.
 */
double cliffdelta(const double *x, size_t nx, const double *y, size_t ny);

/*
 * How much larger y is than x: the median of all differences y - x
 * (Hodges & Lehmann, Ann. Math. Stat. 34, 1963), and an interval between
 * two of the differences that holds the true shift with a probability of
 * at least level (0 to 1), ties or not (Hollander & Wolfe, Nonparametric
 * Statistical Methods, 1999, section 4.3; the bounds are from the exact
 * distribution of U, or the normal one beyond EXACTPAIRS).  Samples too
 * small for the level have an interval without ends: -HUGE_VAL, HUGE_VAL.
 * All NaN if a value is not finite.  Needs no memory: differences are
 * counted, not made.
 */
struct shift {
	double by, low, high;
};

struct shift shift(const double *x, size_t nx, const double *y, size_t ny,
    double level);
