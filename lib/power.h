/* power.h - a number to the power of another */

/*
 * x to the power of y, to within 0.501 of the last digit's unit; x is not
 * below 0 unless y is whole, nor 0 if y is below 0.  Neither is a NaN or
 * infinite; the result is infinite where it is too large.
 */
double power(double x, double y);
