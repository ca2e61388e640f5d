/* local.h - statistics that no program uses, and tests of the others do */
#ifndef AT_T_STATS_LOCAL_H
#define AT_T_STATS_LOCAL_H

#include <stddef.h>

#include "stat.h"

/* bootstrap.c - an interval for any statistic, by drawing from the sample */

/*
 * The interval that holds the statistic of the population with about
 * probability level (0 to 1): bias-corrected and accelerated, Efron, Better
 * Bootstrap Confidence Intervals, J. Am. Stat. Assoc. 82 (1987).  The
 * statistic is of a sample in ascending order; seed chooses which values
 * are drawn, the same on every machine.  Takes the time of draws + n
 * statistics: for samples of up to some thousand.  Small samples have too
 * narrow intervals: for a median there is medianinterval().  Without ends
 * for fewer than two values, or if the statistic of the draws is always
 * more, or less, than the sample's.  NaN if a statistic is.
 */
struct interval bootstrap(const double *, size_t n,
    double (*statistic)(const double *, size_t n), double level,
    size_t draws, unsigned long long seed);

/* components.c - how much of a variance is within runs, how much between */

struct components {
	double within, between;	/* variances */
};

/*
 * x has the values of one group after the other, size[i] of them in group
 * i, none of which may be empty.  Analysis of variance of a one-way random
 * model, groups of any sizes: Searle, Casella & McCulloch, Variance
 * Components, 1992, section 3.6.  A negative estimate of between is 0.
 * NaN: between if there is one group only, both if there is no group of
 * two, or a value is not finite.
 */
struct components components(const double *x, const size_t *size,
    size_t groups);

/* drift.c - values in the order in which they were measured: do they move */

struct drift {
	double by;		/* a value more than the one before */
	double low, high;	/* holds the true drift */
	double p;		/* two-sided */
};

/*
 * The median of the slopes between all pairs of values, and an interval
 * between two of the slopes that holds the true one with probability level
 * (0 to 1): Theil, A Rank-Invariant Method of Linear and Polynomial
 * Regression Analysis, Proc. Kon. Ned. Akad. Wetensch. A 53 (1950); Sen,
 * Estimates of the Regression Coefficient Based on Kendall's Tau, J. Am.
 * Stat. Assoc. 63 (1968).  p is that of Kendall's rank correlation with
 * time (Mann, Nonparametric Tests against Trend, Econometrica 13, 1945).
 * Interval and p by the normal distribution, corrected for ties, and p for
 * continuity; good from ten values on.  Too few values for the level: no
 * ends, -HUGE_VAL and HUGE_VAL.  Fewer than two, or one that is not finite:
 * all NaN.  Memory of n values; 10^5 take seconds.
 */
struct drift drift(const double *, size_t n, double level);

/* fdr.c - many tests at once */

/*
 * Replace each of n p-values by the smallest rate of false discoveries at
 * which it is one of the discoveries: Benjamini & Hochberg, Controlling the
 * False Discovery Rate, J. R. Stat. Soc. B 57 (1995).  A NaN stays one and
 * is not counted.
 */
void benjaminihochberg(double *p, size_t n);

/* outlier.c - which values of a sample are far from the others */

/*
 * Tukey, Exploratory Data Analysis, 1977, section 2D: what is more than k
 * times the distance of the quartiles beyond them is outside for k 1.5 and
 * far out for 3.  Quartiles are percentiles, not his hinges, as in R's
 * quantile().
 */
struct interval tukeyfences(const double *, size_t n, double k);

/*
 * Iglewicz & Hoaglin, How to Detect and Handle Outliers, 1993, who take k
 * to be 3.5: more than k standard deviations from the median, that being
 * mad / 0.6745 as with normal values.  If most values are equal that is 0
 * and tells nothing: no ends.
 */
struct interval madfences(const double *, size_t n, double k);

/* how many values are beyond the ends */
size_t outside(const double *, size_t n, struct interval);

/* moments.c - statistics of values in any order */

/*
 * The autocorrelation at lag 1 of values in the order in which they were
 * measured: Box & Jenkins, Time Series Analysis, 1976, formula 2.1.11.
 * NaN for fewer than two values, or if all are equal.
 */
double lag1(const double *, size_t n);

/*
 * Holds the true mean with probability level (0 to 1): Student, The
 * Probable Error of a Mean, Biometrika 6 (1908).  Fewer than two values: no
 * ends.
 */
struct interval tinterval(const double *, size_t n, double level);

#endif
