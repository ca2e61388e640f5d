/* warmup.h - where values in the order of measuring begin to be others */
#include <stddef.h>

/*
 * How many values, from the first, have another mean than those after
 * them: of all places to cut, the one where the means differ most by the
 * likelihood ratio of two normal samples (Hawkins, Testing a Sequence of
 * Observations for a Shift in Location, J. Am. Stat. Assoc. 72, 1977).  *p is
 * how often so large a ratio comes up, wherever the cut, in 999 random
 * orders of the same values (Dwass, Modified Randomization Tests for
 * Nonparametric Hypotheses, Ann. Math. Stat. 28, 1957): it makes no
 * assumption on the distribution, but drift and autocorrelation make it
 * small as well.  seed chooses the orders, the same on every machine.
 * Fewer than two values, all equal or one not finite: 0, and *p is 1.
 */
size_t warmup(const double *, size_t n, unsigned long long seed, double *p);
