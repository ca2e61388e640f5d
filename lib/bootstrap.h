/* bootstrap.h - an interval for any statistic, by drawing from the sample */
/* needs sample.h before it; samples as there */

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
