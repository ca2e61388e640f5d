/* drift.h - values in the order in which they were measured: do they move */
#include <stddef.h>

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
