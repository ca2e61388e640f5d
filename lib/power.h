/*
 * power.h - powers and logarithms
 *
 * To within 0.501 of the last digit's unit, 0.75 on an x87; infinite where
 * that is too large.
 */

/* the natural logarithm of x, above 0 and finite */
double ln(double x);

/* e to the power of x; infinities do as well */
double etothe(double x);

/*
 * x to the power of y.  y is finite; x is not below 0 unless y is whole,
 * nor 0 or infinite if y is below 0.  A NaN stays one, but to the power 0.
 */
double power(double x, double y);
