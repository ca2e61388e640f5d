/* fdr.h - many tests at once */
#include <stddef.h>

/*
 * Replace each of n p-values by the smallest rate of false discoveries at
 * which it is one of the discoveries: Benjamini & Hochberg, Controlling the
 * False Discovery Rate, J. R. Stat. Soc. B 57 (1995).  A NaN stays one and
 * is not counted.
 */
void benjaminihochberg(double *p, size_t n);
