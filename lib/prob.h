/*
 * prob.h - probabilities and quantiles of the usual distributions
 *
 * Good to 1e-11 of the value for parameters up to 1000, and to 1e-9 up to
 * 10^5.  A NaN, or what is out of range, gives a NaN.
 */

/* a normal variable, mean 0 and sd 1, is more than z */
double normalbeyond(double z);

/* it is less than this with probability p, 0 to 1 */
double normalquantile(double p);

/*
 * The regularised incomplete beta function I_x(a, b), a and b above 0;
 * y is 1 - x, apart, so that neither loses digits.  The continued fraction
 * 8.17.22 of the NIST Digital Library of Mathematical Functions, by the
 * method of Lentz as Thompson & Barnett modified it, J. Comput. Phys. 64
 * (1986).
 */
double betabelow(double a, double b, double x, double y);

/* Student's t with df (above 0) degrees of freedom is more than t */
double tbeyond(double t, double df);

/* it is less than this with probability p, 0 to 1 */
double tquantile(double p, double df);
