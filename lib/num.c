/* num.c - numbers from text and back, without a locale */
#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "err.h"
#include "num.h"

int
wholenumber(const char *s, unsigned long max, unsigned long *n)
{
	const char *p = s;

	for (*n = 0; *p >= '0' && *p <= '9'; p++) {
		if ((unsigned long)(*p - '0') > max ||
		    *n > (max - (*p - '0')) / 10)
			return 0;
		*n = *n * 10 + (*p - '0');
	}
	return p > s && !*p;
}

unsigned long
number(const char *s, unsigned long max, const char *what)
{
	unsigned long n;

	if (!wholenumber(s, max, &n))
		die(failstatus, "%s '%s': want a whole number up to %lu",
		    what, s, max);
	return n;
}

int
secondsok(const char *s, long long *ns)
{
	long long unit = 1000000000;
	int any = 0, point = 0;

	for (*ns = 0; *s; s++) {
		if (*s == '.' && !point) {
			point = 1;
			continue;
		}
		if (*s < '0' || *s > '9')
			return 0;
		any = 1;
		if (point)
			*ns += (*s - '0') * (unit /= 10);
		else if ((*ns = *ns * 10 + (*s - '0') * unit) >
		    315360000 * unit)
			return 0;
	}
	return any;
}

long long
seconds(const char *s, const char *what)
{
	long long ns;

	if (!secondsok(s, &ns))
		die(failstatus, "%s '%s': want seconds, at most 10 years",
		    what, s);
	return ns;
}

static const char *
skipdigits(const char *s, const char *e)
{
	while (s < e && *s >= '0' && *s <= '9')
		s++;
	return s;
}

/*
 * Of at most fifteen digits, the digits as a whole number and the power of
 * ten are exact doubles, and one division rounds right (W. D. Clinger, "How
 * to read floating point numbers accurately", 1990).
 */
int
shortnumber(const char *s, size_t n, long long *i, double *d)
{
	static const double ten[] = {
		1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10,
		1e11, 1e12, 1e13, 1e14, 1e15
	};
	const char *e = s + n, *point = NULL, *first, *p;
	long long w = 0, digits;
	unsigned c;

	if (n == 0 || n > 17)
		return 0;
	first = p = s + (*s == '-' || *s == '+');
	for (; p < e && (c = (unsigned char)*p - '0') <= 9; p++)
		w = w * 10 + c;
	if (p < e && *p == '.')
		for (point = p++; p < e && (c = (unsigned char)*p - '0') <= 9;
		    p++)
			w = w * 10 + c;
	digits = p - first - (point != NULL);
	/* the x87 would round twice */
	if (p < e || digits == 0 || digits > 15 ||
	    (point && FLT_EVAL_METHOD != 0))
		return 0;
	*i = *s == '-' ? -w : w;
	*d = point ? (double)w / ten[e - point - 1] : (double)w;
	if (*s == '-')
		*d = -*d;
	return point ? 1 : 2;
}

int
decimal(const char *s, size_t n, double *d)
{
	const char *e = s + n, *p = s, *q;
	char tmp[64], *copy = tmp;
	long long i;
	size_t got;

	if (shortnumber(s, n, &i, d))
		return 1;
	if (p < e && (*p == '+' || *p == '-'))
		p++;
	q = skipdigits(p, e);
	got = q - p;
	if (q < e && *q == '.') {
		p = q + 1;
		q = skipdigits(p, e);
		got += q - p;
	}
	if (got == 0)
		return 0;
	if (q < e && (*q == 'e' || *q == 'E')) {
		p = q + 1;
		if (p < e && (*p == '+' || *p == '-'))
			p++;
		if ((q = skipdigits(p, e)) == p)
			return 0;
	}
	if (q != e)
		return 0;
	/* strtod wants a NUL; long numbers are rare */
	if (n >= sizeof tmp)
		copy = xmalloc(n + 1);
	memcpy(copy, s, n);
	copy[n] = '\0';
	*d = strtod(copy, NULL);
	if (copy != tmp)
		free(copy);
	return *d - *d == 0;	/* false for an infinity */
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

/*
 * The exact decimal digits of m * 2^e, rounded half-even to want of them:
 * a big number in base 10^9, as musl's printf does it.  dig gets want
 * digits, *exp10 the exponent of the first.  want is 1 to 17, d finite
 * and positive.
 */
static void
exactdigits(double d, int want, char *dig, int *exp10)
{
	enum { BASE = 1000000000, WORDS = 168, DIGITS = WORDS * 9 + 1 };
	uint32_t big[WORDS];
	uint64_t carry, m;
	char all[DIGITS];
	int i, e, first, lo, hi, n;

	/* big[0] is the most significant; big[HALF] holds the units */
	enum { HALF = 40 };

	memset(big, 0, sizeof big);
	d = frexp(d, &e);
	m = (uint64_t)ldexp(d, 53);
	e -= 53;
	big[HALF] = m % BASE;
	big[HALF - 1] = m / BASE % BASE;
	hi = HALF - 1;
	lo = HALF;
	for (; e > 0; e -= n) {
		n = e < 29 ? e : 29;
		for (carry = 0, i = lo; i >= hi; i--) {
			carry += (uint64_t)big[i] << n;
			big[i] = carry % BASE;
			carry /= BASE;
		}
		if (carry)
			big[--hi] = carry;
	}
	for (; e < 0; e += n) {
		/* 10^9 has nine factors of two, so nothing is lost below */
		n = -e < 9 ? -e : 9;
		for (carry = 0, i = hi; i <= lo; i++) {
			m = big[i];
			big[i] = (uint32_t)(carry + (m >> n));
			carry = (m & ((1u << n) - 1)) * (BASE >> n);
		}
		if (carry)
			big[++lo] = carry;
		while (hi < lo && big[hi] == 0)
			hi++;
	}
	for (n = 0, i = hi; i <= lo; i++, n += 9) {
		uint32_t w = big[i];
		int k;

		for (k = 8; k >= 0; k--, w /= 10)
			all[n + k] = '0' + w % 10;
	}
	for (first = 0; first < n - 1 && all[first] == '0'; first++)
		continue;
	*exp10 = (HALF - hi + 1) * 9 - 1 - first;
	rounded(all + first, n - first, want, dig, exp10);
}

/* digits and the exponent of the first one, in repr's layout */
static void
layout(struct buf *b, const char *dig, int exp10)
{
	int i, n = strlen(dig);

	while (n > 1 && dig[n - 1] == '0')
		n--;
	if (exp10 < -4 || exp10 >= 16) {
		bufputc(b, dig[0]);
		if (n > 1) {
			bufputc(b, '.');
			bufadd(b, dig + 1, n - 1);
		}
		buffmt(b, "e%c%02d", exp10 < 0 ? '-' : '+',
		    exp10 < 0 ? -exp10 : exp10);
		return;
	}
	if (exp10 < 0)
		bufputs(b, "0.");
	for (i = exp10 < 0 ? exp10 + 1 : 0; i < n || i <= exp10 + 1; i++) {
		if (i == exp10 + 1 && exp10 >= 0)
			bufputc(b, '.');
		bufputc(b, i >= 0 && i < n ? dig[i] : '0');
		if (i >= n - 1 && exp10 < 0)
			break;
	}
}

void
bufdouble(struct buf *b, double d)
{
	struct buf try = { 0 };
	char dig[20];
	int exp10, want;

	if (d != d) {
		bufputs(b, "nan");
		return;
	}
	if (d < 0 || (d == 0 && 1 / d < 0)) {
		bufputc(b, '-');
		d = -d;
	}
	if (d == 0) {
		bufputs(b, "0.0");
		return;
	}
	if (d > 1.7976931348623157e308) {
		bufputs(b, "inf");
		return;
	}
	/* fifteen digits are always exact, but for subnormals */
	for (want = d < 2.3e-308 ? 1 : 15; want <= 17; want++) {
		exactdigits(d, want, dig, &exp10);
		bufclear(&try);
		buffmt(&try, "%c.%se%d", dig[0], dig + 1, exp10);
		if (want == 17 || strtod(try.s, NULL) == d)
			break;
	}
	layout(b, dig, exp10);
	buffree(&try);
}

void
bufrounded(struct buf *b, double d, int want)
{
	char dig[20];
	int exp10;

	if (d != d || d > 1e300 || d < -1e300 || d == 0 ||
	    (d < 1e15 && d > -1e15 && d == (double)(long long)d))
		bufdouble(b, d);
	else {
		if (d < 0) {
			bufputc(b, '-');
			d = -d;
		}
		exactdigits(d, want, dig, &exp10);
		layout(b, dig, exp10);
	}
	if (b->len > 2 && b->s[b->len - 1] == '0' && b->s[b->len - 2] == '.')
		b->s[b->len -= 2] = '\0';
}

void
bufseconds(struct buf *b, long long ns)
{
	if (ns < 0) {
		bufputc(b, '-');
		ns = -ns;
	}
	buffmt(b, "%lld.%09lld", ns / 1000000000, ns % 1000000000);
	while (b->s[b->len - 1] == '0')
		b->s[--b->len] = '\0';
	if (b->s[b->len - 1] == '.')
		b->s[--b->len] = '\0';
}

void
bufplain(struct buf *b, double d)
{
	size_t n;

	if (d < 1e15 && d > -1e15 && d == (double)(long long)d) {
		buffmt(b, "%lld", (long long)d);
		return;
	}
	bufdouble(b, d);
	n = b->len;
	if (n > 2 && b->s[n - 1] == '0' && b->s[n - 2] == '.')
		b->s[b->len -= 2] = '\0';
}

int
percentage(const char *s, double *part)
{
	size_t n = strlen(s);

	if (n < 2 || s[n - 1] != '%' || !decimal(s, n - 1, part) || *part < 0)
		return 0;
	*part /= 100;
	return 1;
}
