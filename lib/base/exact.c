/*
 * exact.c - exact digits, checked integers, accurate powers
 *
 * Digits: a big number in base 10^9, as in musl's printf and strtod, is the
 * double times a power of two.  Halving and doubling move it to a place
 * where its digits, or its 53 bits, can be read off.
 */
#include <limits.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base.h"

/*
 * The largest double takes 35 words before the point, the smallest 120
 * behind it.  Digits that were read take 52, and one more per nine halvings.
 */
enum { BASE = 1000000000, UNITS = 40, WORDS = 208, DIGITS = WORDS * 9 };

/* digits that decide which of two doubles is nearer */
enum { ENOUGH = 770 };

/* w[UNITS] is the last before the point; only w[hi] to w[lo] are not 0 */
struct big {
	uint32_t w[WORDS];
	int hi, lo;
};

/* multiply by 2^n, n at most 29 */
static void
doublebig(struct big *b, int n)
{
	uint64_t carry = 0;
	int i;

	for (i = b->lo; i >= b->hi; i--) {
		carry += (uint64_t)b->w[i] << n;
		b->w[i] = carry % BASE;
		carry /= BASE;
	}
	if (carry)
		b->w[--b->hi] = carry;
}

/* divide by 2^n, n at most 9; exact, since 2^9 divides 10^9 */
static void
halvebig(struct big *b, int n)
{
	uint32_t carry = 0, w;
	int i;

	for (i = b->hi; i <= b->lo; i++) {
		w = b->w[i];
		b->w[i] = carry + (w >> n);
		carry = (w & ((1u << n) - 1)) * (BASE >> n);
	}
	if (carry)
		b->w[++b->lo] = carry;
	while (b->hi < b->lo && b->w[b->hi] == 0)
		b->hi++;
}

/* round n digits to want, half-even; a carry adds 1 to *exp10 */
static void
rounddigits(const char *all, int n, int want, char *dig, int *exp10)
{
	int i, up;

	for (i = 0; i < want; i++)
		dig[i] = i < n ? all[i] : '0';
	dig[want] = '\0';
	if (want >= n)
		return;
	up = all[want] > '5';
	if (all[want] == '5') {
		for (i = want + 1; i < n && all[i] == '0'; i++)
			continue;
		up = i < n || (dig[want - 1] - '0') % 2;
	}
	for (i = want - 1; up && i >= 0; i--) {
		up = dig[i] == '9';
		dig[i] = up ? '0' : dig[i] + 1;
	}
	if (up) {
		memmove(dig + 1, dig, want - 1);
		dig[0] = '1';
		++*exp10;
	}
}

void
exactdigits(double d, int want, char *dig, int *exp10)
{
	struct big b = { { 0 }, UNITS - 1, UNITS };
	char all[DIGITS];
	uint32_t w;
	uint64_t m;
	int e, first, i, k, n;

	m = (uint64_t)ldexp(frexp(d, &e), 53);
	e -= 53;
	b.w[UNITS] = m % BASE;
	b.w[UNITS - 1] = m / BASE;
	for (; e > 0; e -= n)
		doublebig(&b, n = e < 29 ? e : 29);
	for (; e < 0; e += n)
		halvebig(&b, n = -e < 9 ? -e : 9);
	for (n = 0, i = b.hi; i <= b.lo; i++, n += 9)
		for (w = b.w[i], k = 8; k >= 0; k--, w /= 10)
			all[n + k] = '0' + w % 10;
	for (first = 0; first < n - 1 && all[first] == '0'; first++)
		continue;
	*exp10 = (UNITS - b.hi + 1) * 9 - 1 - first;
	rounddigits(all + first, n - first, want, dig, exp10);
}

/* add a digit that counts 10^k */
static void
adddigit(struct big *b, int k, int digit)
{
	int i = UNITS, weight = digit;

	for (; k >= 9; k -= 9)
		i--;
	for (; k < 0; k += 9)
		i++;
	while (k-- > 0)
		weight *= 10;
	b->w[i] += weight;
	if (i < b->hi)
		b->hi = i;
	if (i > b->lo)
		b->lo = i;
}

/* read ENOUGH digits; a 1 stands for later digits that are not 0 */
static void
readdigits(struct big *b, const char *s, const char *end, int k)
{
	int n = 0;

	for (; s < end; s++) {
		if (*s == '.')
			continue;
		if (n++ < ENOUGH)
			adddigit(b, k--, *s - '0');
		else if (*s != '0') {
			adddigit(b, k, 1);
			return;
		}
	}
}

/* the part before the point, or UINT64_MAX from 10^18 on */
static uint64_t
integerpart(const struct big *b)
{
	return b->hi < UNITS - 1 ? UINT64_MAX :
	    (uint64_t)b->w[UNITS - 1] * BASE + b->w[UNITS];
}

/* 1 if the part behind the point rounds m up */
static int
nextnearer(const struct big *b, uint64_t m)
{
	uint32_t tenths = b->w[UNITS + 1];
	int i;

	if (tenths != BASE / 2)
		return tenths > BASE / 2;
	for (i = UNITS + 2; i <= b->lo; i++)
		if (b->w[i])
			return 1;
	return m % 2;
}

double
exactdouble(const char *s, size_t len, long long exp10)
{
	struct big b = { { 0 }, UNITS, UNITS };
	const uint64_t top = (uint64_t)1 << 52;
	const char *end = s + len;
	uint64_t m;
	int e, n;

	for (; s < end && (*s == '0' || *s == '.'); s++)
		exp10 -= *s == '0';
	if (s == end || exp10 < -330)
		return 0;
	if (exp10 > 308)
		return HUGE_VAL;
	readdigits(&b, s, end, exp10);
	for (e = 0; integerpart(&b) >= 2 * top; e += n)
		halvebig(&b, n = b.hi < UNITS - 1 ? 9 : 1);
	for (; (m = integerpart(&b)) < top && e > -1074; e -= n) {
		for (n = 1; n < 29 && n < e + 1074 && m << n < top; n++)
			continue;
		doublebig(&b, n);
	}
	return ldexp((double)(m + nextnearer(&b, m)), e);
}

/* checked arithmetic of whole numbers */

int
addchecked(long long a, long long b, long long *r)
{
	if (b > 0 ? a > LLONG_MAX - b : a < LLONG_MIN - b)
		return 0;
	*r = a + b;
	return 1;
}

int
subchecked(long long a, long long b, long long *r)
{
	if (b < 0 ? a > LLONG_MAX + b : a < LLONG_MIN + b)
		return 0;
	*r = a - b;
	return 1;
}

static unsigned long long
magnitude(long long i)
{
	return i < 0 ? -(unsigned long long)i : (unsigned long long)i;
}

int
mulchecked(long long a, long long b, long long *r)
{
	unsigned long long ua = magnitude(a), ub = magnitude(b);
	unsigned long long m = ua * ub;

	/* no product of two below 2^32 overflows */
	if ((ua | ub) >> 32 && ua != 0 && m / ua != ub)
		return 0;
	if (m > LLONG_MAX)
		return 0;
	*r = (a < 0) != (b < 0) ? -(long long)m : (long long)m;
	return 1;
}

/* by squaring */
int
powchecked(long long a, long long b, long long *r)
{
	if (b < 0)
		return 0;
	for (*r = 1; ; ) {
		if (b & 1 && !mulchecked(*r, a, r))
			return 0;
		if ((b >>= 1) == 0)
			return 1;
		if (!mulchecked(a, a, &a))
			return 0;
	}
}

int
floorchecked(long long a, long long b, long long *r)
{
	if (b == -1)
		return subchecked(0, a, r);
	*r = a / b - (a % b != 0 && (a < 0) != (b < 0));
	return 1;
}

int
modchecked(long long a, long long b, long long *r)
{
	*r = b == -1 ? 0 : a % b;	/* LLONG_MIN % -1 traps */
	if (*r != 0 && (*r < 0) != (b < 0))
		*r += b;
	return 1;
}

int
comparewhole(long long i, double d)
{
	long long t;

	/* most numbers are exact as a double */
	if (i >= -9007199254740992 && i <= 9007199254740992)
		return ((double)i > d) - ((double)i < d);
	if (d >= 9223372036854775808.0)
		return -1;
	if (d < -9223372036854775808.0)
		return 1;
	/* d has a fraction only where t is exact as a double */
	t = (long long)d;
	if (i != t)
		return i < t ? -1 : 1;
	return ((double)t > d) - ((double)t < d);
}

/*
 * powers and logarithms
 *
 * Intermediate values have twice the digits of a double.  They are sums of
 * two doubles, the second less than the last digit of the first (T. J.
 * Dekker, "A floating-point technique for extending the available
 * precision", Numer. Math. 18, 1971).
 */

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
single(double a)
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

	x = add(x, multiply(single(-q), y));
	return sum(q, x.a / y.a);
}

static const struct two ln2 = { 0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56 };

/*
 * 2 artanh((x - 1) / (x + 1)) of the fraction, plus the exponent times ln2.
 * One double has enough digits for the small terms of a series.
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
	for (r = single(small); i > 0; i -= 2)
		r = add(divide(single(1), single(i)), multiply(z, r));
	r = multiply(multiply(single(2), s), r);
	return add(multiply(single(e), ln2), r);
}

/* e^x: 2^n times the series of the remainder, |x| < 0.35 */
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
	x = add(x, multiply(single(-n), ln2));
	for (i = 20; i > 8; i--)
		small = 1 + x.a / i * small;
	for (r = single(small); i > 0; i--)
		r = add(single(1), multiply(divide(x, single(i)), r));
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
	return x != x ? x : exponential(single(x));
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
	/* multiply() overflows for huge y; the result is 1, 0 or infinite */
	if (l.a == 0 || fabs(r) > 1000)
		r = etothe(r);
	else
		r = exponential(multiply(l, single(y)));
	return x < 0 && odd ? -r : r;
}
