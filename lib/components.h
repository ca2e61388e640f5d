/* components.h - how much of a variance is within runs, how much between */
#include <stddef.h>

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
