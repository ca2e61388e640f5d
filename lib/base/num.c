/* num.c - numbers from text and back, without a locale */
#include <errno.h>
#include <float.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base.h"

#ifndef FLT_EVAL_METHOD	/* tcc has a float.h without it */
#define FLT_EVAL_METHOD (-1)
#endif

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

long long
numberin(const char *s, const char **end)
{
	long long n = 0;
	int minus;

	s += strspn(s, " ");
	minus = *s == '-';
	for (s += minus; *s >= '0' && *s <= '9'; s++)
		n = n > (LLONG_MAX - 9) / 10 ? LLONG_MAX : n * 10 + (*s - '0');
	if (end)
		*end = s;
	return minus ? -n : n;
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

/* the digits from s to e, with the sign before them; not all if too many */
static long long
exponent(const char *s, const char *e)
{
	int minus = s[-1] == '-';
	long long n = 0;

	for (; s < e && n < LLONG_MAX / 100; s++)
		n = n * 10 + (*s - '0');
	return minus ? -n : n;
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
	const char *e = s + n, *first, *p, *q;
	long long exp10, i;
	size_t got, len;

	if (shortnumber(s, n, &i, d))
		return 1;
	first = s + (n > 0 && (*s == '+' || *s == '-'));
	q = skipdigits(first, e);
	got = q - first;
	exp10 = (long long)got - 1;
	if (q < e && *q == '.') {
		p = q + 1;
		q = skipdigits(p, e);
		got += q - p;
	}
	if (got == 0)
		return 0;
	len = q - first;
	if (q < e && (*q == 'e' || *q == 'E')) {
		p = q + 1;
		if (p < e && (*p == '+' || *p == '-'))
			p++;
		if ((q = skipdigits(p, e)) == p)
			return 0;
		exp10 += exponent(p, q);
	}
	if (q != e)
		return 0;
	*d = exactdouble(first, len, exp10);
	if (*s == '-')
		*d = -*d;
	return *d - *d == 0;	/* false for an infinity */
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
	if (d > DBL_MAX) {
		bufputs(b, "inf");
		return;
	}
	/* fifteen digits are always exact, but for subnormals */
	for (want = d < 2.3e-308 ? 1 : 15; want <= 17; want++) {
		exactdigits(d, want, dig, &exp10);
		if (want == 17 || exactdouble(dig, want, exp10) == d)
			break;
	}
	layout(b, dig, exp10);
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
