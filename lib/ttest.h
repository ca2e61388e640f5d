/*
 * ttest.h - means of values that are about normal
 *
 * Of values in any order.  A value that is not finite makes everything
 * NaN.
 */
/* needs sample.h before it */

/*
 * Holds the true mean with probability level (0 to 1): Student, The
 * Probable Error of a Mean, Biometrika 6 (1908).  Fewer than two values: no
 * ends.
 */
struct interval tinterval(const double *, size_t n, double level);

/*
 * How much larger the mean of y is than that of x, when they may differ in
 * spread: Welch, The Generalization of `Student's' Problem when Several
 * Different Population Variances are Involved, Biometrika 34 (1947).  p is
 * two-sided.  Fewer than two values on a side, or no spread on either: t,
 * df and p are NaN, and the interval is without ends.  Level 0 saves the
 * time that p and the interval take: they are not made.
 */
struct welch {
	double by, error;	/* and its standard error */
	double t, df, p;
	struct interval in;	/* holds the true difference */
};

struct welch welch(const double *x, size_t nx, const double *y, size_t ny,
    double level);

/*
 * The same when their spread is taken to be one, of which both tell:
 * Student's test of two samples (Fisher, Applications of "Student's"
 * Distribution, Metron 5, 1925).  One value on a side will do if there are
 * two or more on the other.
 */
struct welch student(const double *x, size_t nx, const double *y, size_t ny,
    double level);
