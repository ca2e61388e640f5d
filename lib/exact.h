/* exact.h - doubles and their decimal digits, without an error */
#include <stddef.h>

/*
 * The digits of d, finite and above 0, rounded half-even to want of them,
 * 1 to 17: dig gets those and a NUL, *exp10 the power of ten of the first.
 */
void exactdigits(double d, int want, char *dig, int *exp10);

/*
 * The double nearest to n digits, half-even; the first counts 10^exp10.
 * One point among them is passed over.  Infinite if it is too large.
 */
double exactdouble(const char *digits, size_t n, long long exp10);
