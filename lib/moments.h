/*
 * moments.h - mean, spread, and how much values follow the one before
 *
 * Of values in any order.  A value that is not finite makes the result
 * NaN.
 */
#include <stddef.h>

/*
 * Of a compensated sum: Neumaier, Rundungsfehleranalyse einiger Verfahren
 * zur Summation endlicher Summen, ZAMM 54 (1974).  Does not overflow.  NaN
 * if there is no value.
 */
double mean(const double *, size_t n);

/*
 * With n - 1, in two passes and corrected: Chan, Golub & LeVeque,
 * Algorithms for Computing the Sample Variance, The American Statistician
 * 37 (1983), formula 1.7.  NaN for fewer than two values.
 */
double sd(const double *, size_t n);

/*
 * The autocorrelation at lag 1 of values in the order in which they were
 * measured: Box & Jenkins, Time Series Analysis, 1976, formula 2.1.11.
 * NaN for fewer than two values, or if all are equal.
 */
double lag1(const double *, size_t n);
