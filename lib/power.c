/*
 * power.c - powers and logarithms
 *
 * What is between has twice the digits of a double: it is the sum of two,
 * of which the second is less than the last digit of the first (T. J.
 * Dekker, "A floating-point technique for extending the available
 * precision", Numer. Math. 18, 1971).
 */
#include <math.h>

#include "power.h"

struct two {
	double a, b;
};

/* the sum of two numbers, exactly */
static struct two
sum(double a, double b)
{
	struct two r;
	double was;

	r.a = a + b;
	was = r.a - a;
	r.b = (a - (r.a - was)) + (b - was);
	return r;
}

static struct two
number(double a)
{
	struct two r = { a, 0 };

	return r;
}

/* the upper half of the digits */
static double
upper(double a)
{
	double c = 134217729 * a;

	return c - (c - a);
}

/* the product of two numbers, exactly */
static struct two
product(double a, double b)
{
	double ha = upper(a), hb = upper(b), la = a - ha, lb = b - hb;
	struct two r;

	r.a = a * b;
	r.b = ((ha * hb - r.a) + ha * lb + la * hb) + la * lb;
	return r;
}

static struct two
add(struct two x, struct two y)
{
	struct two r = sum(x.a, y.a);

	return sum(r.a, r.b + x.b + y.b);
}

static struct two
multiply(struct two x, struct two y)
{
	struct two r = product(x.a, y.a);

	return sum(r.a, r.b + x.a * y.b + x.b * y.a);
}

static struct two
divide(struct two x, struct two y)
{
	double q = x.a / y.a;

	x = add(x, multiply(number(-q), y));
	return sum(q, x.a / y.a);
}

static const struct two ln2 = { 0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56 };

/*
 * 2 artanh((x - 1) / (x + 1)) of the fraction, and the exponent's share;
 * the far end of a series has digits enough as it is.
 */
static struct two
logarithm(double x)
{
	struct two s, z, r;
	double small = 0;
	int e, i;

	x = frexp(x, &e);
	if (x < 0.70710678)
		x *= 2, e--;
	s = divide(sum(x, -1), sum(x, 1));
	z = multiply(s, s);
	for (i = 33; i > 13; i -= 2)
		small = 1.0 / i + z.a * small;
	for (r = number(small); i > 0; i -= 2)
		r = add(divide(number(1), number(i)), multiply(z, r));
	r = multiply(multiply(number(2), s), r);
	return add(multiply(number(e), ln2), r);
}

/* e to the power of it: 2^n times the series of what is left, |x| < 0.35 */
static double
exponential(struct two x)
{
	double small = 1;
	struct two r;
	int i, n;

	if (x.a > 710)
		return HUGE_VAL;
	if (x.a < -746)
		return 0;
	n = (int)floor(x.a / ln2.a + 0.5);
	x = add(x, multiply(number(-n), ln2));
	for (i = 20; i > 8; i--)
		small = 1 + x.a / i * small;
	for (r = number(small); i > 0; i--)
		r = add(number(1), multiply(divide(x, number(i)), r));
	return ldexp(r.a, n);
}

double
ln(double x)
{
	return logarithm(x).a;
}

double
etothe(double x)
{
	return x != x ? x : exponential(number(x));
}

double
power(double x, double y)
{
	int odd = fmod(y, 2) != 0;
	struct two l;
	double r;

	if (y == 0)
		return 1;
	if (x != x || y != y)
		return x + y;
	if (x == 0 || (fabs(x) == HUGE_VAL && y > 0))
		return odd ? x : fabs(x);
	l = logarithm(fabs(x));
	r = y * l.a;
	/* what is far out of reach has no halves to be multiplied */
	if (l.a == 0 || fabs(r) > 1000)
		r = etothe(r);
	else
		r = exponential(multiply(l, number(y)));
	return x < 0 && odd ? -r : r;
}
