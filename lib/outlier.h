/* outlier.h - which values of a sample are far from the others */
/* needs sample.h before it; samples as there */

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
