/*
 * exact.c - doubles and their decimal digits, without an error
 *
 * A big number in base 10^9, as musl's printf and strtod have it, is the
 * double times a power of two, and is halved and doubled to where its
 * digits, or its 53 bits, can be read off.
 */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "exact.h"

/*
 * The largest double takes 35 words before the point, the smallest 120
 * behind it; 52 of digits that were read grow by one for nine halvings.
 */
enum { BASE = 1000000000, UNITS = 40, WORDS = 208, DIGITS = WORDS * 9 };

/* as many can tell on which side of the middle between two doubles it is */
enum { ENOUGH = 770 };

/* w[UNITS] is the last before the point; all but w[hi] to w[lo] is 0 */
struct big {
	uint32_t w[WORDS];
	int hi, lo;
};

/* n is at most 29 */
static void
doubled(struct big *b, int n)
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

/* n is at most 9: 10^9 has as many factors of two, so nothing is lost */
static void
halved(struct big *b, int n)
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

/* the first want of n digits, rounded half-even; a carry counts in *exp10 */
static void
rounded(const char *all, int n, int want, char *dig, int *exp10)
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
		doubled(&b, n = e < 29 ? e : 29);
	for (; e < 0; e += n)
		halved(&b, n = -e < 9 ? -e : 9);
	for (n = 0, i = b.hi; i <= b.lo; i++, n += 9)
		for (w = b.w[i], k = 8; k >= 0; k--, w /= 10)
			all[n + k] = '0' + w % 10;
	for (first = 0; first < n - 1 && all[first] == '0'; first++)
		continue;
	*exp10 = (UNITS - b.hi + 1) * 9 - 1 - first;
	rounded(all + first, n - first, want, dig, exp10);
}

/* add a digit that counts 10^k */
static void
put(struct big *b, int k, int digit)
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

/* the digits, but for those that are too many: one stands for them */
static void
load(struct big *b, const char *s, const char *end, int k)
{
	int n = 0;

	for (; s < end; s++) {
		if (*s == '.')
			continue;
		if (n++ < ENOUGH)
			put(b, k--, *s - '0');
		else if (*s != '0') {
			put(b, k, 1);
			return;
		}
	}
}

/* what is before the point, where that is below 10^18 */
static uint64_t
whole(const struct big *b)
{
	return b->hi < UNITS - 1 ? UINT64_MAX :
	    (uint64_t)b->w[UNITS - 1] * BASE + b->w[UNITS];
}

/* 1 if what is behind the point makes the next number of m the nearer */
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
	load(&b, s, end, exp10);
	for (e = 0; whole(&b) >= 2 * top; e += n)
		halved(&b, n = b.hi < UNITS - 1 ? 9 : 1);
	for (; (m = whole(&b)) < top && e > -1074; e -= n) {
		for (n = 1; n < 29 && n < e + 1074 && m << n < top; n++)
			continue;
		doubled(&b, n);
	}
	return ldexp((double)(m + nextnearer(&b, m)), e);
}
