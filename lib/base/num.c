/* num.c - numbers from text and back, without a locale */
#include <float.h>
#include <limits.h>
#include <string.h>

#include "base.h"

#ifndef FLT_EVAL_METHOD	/* tcc has a float.h without it */
#define FLT_EVAL_METHOD (-1)
#endif

size_t
digitspan(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n && s[i] >= '0' && s[i] <= '9'; i++)
		continue;
	return i;
}

int
hexdigit(int c)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	const char *p;

	return c && (p = strchr(digits, c)) ? (int)(p - digits) % 16 : -1;
}

const char *
readwhole(const char *s, long long max, long long *n)
{
	const char *from = s;

	for (*n = 0; *s >= '0' && *s <= '9'; s++) {
		if (*s - '0' > max || *n > (max - (*s - '0')) / 10)
			return NULL;
		*n = *n * 10 + (*s - '0');
	}
	return s > from ? s : NULL;
}

int
wholenumber(const char *s, unsigned long max, unsigned long *n)
{
	long long v;
	const char *end = readwhole(s, max, &v);

	*n = v;
	return end && !*end;
}

int
wholetext(const char *s, size_t n, long long *i)
{
	const char *end = readwhole(s + (*s == '-' || *s == '+'), LLONG_MAX, i);

	if (*s == '-')
		*i = -*i;
	return end == s + n;
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

const char *
readseconds(const char *s, long long *ns)
{
	long long unit = 1000000000;
	int any = 0, point = 0;

	for (*ns = 0; (*s >= '0' && *s <= '9') || (*s == '.' && !point); s++) {
		if (*s == '.') {
			point = 1;
			continue;
		}
		any = 1;
		if (point)
			*ns += (*s - '0') * (unit /= 10);
		else if ((*ns = *ns * 10 + (*s - '0') * unit) >
		    315360000 * unit)
			return NULL;
	}
	return any ? s : NULL;
}

int
secondsok(const char *s, long long *ns)
{
	const char *end = readseconds(s, ns);

	return end && !*end;
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

size_t
exponentspan(const char *s, size_t n)
{
	size_t digits, k = 1;

	if (n == 0 || (*s != 'e' && *s != 'E'))
		return 0;
	k += k < n && (s[k] == '+' || s[k] == '-');
	digits = digitspan(s + k, n - k);
	return digits ? k + digits : 0;
}

size_t
decimalspan(const char *s, size_t n)
{
	size_t any, k = n > 0 && (*s == '-' || *s == '+'), more;

	any = digitspan(s + k, n - k);
	k += any;
	if (k < n && s[k] == '.') {
		more = digitspan(s + k + 1, n - k - 1);
		any += more;
		k += more + 1;
	}
	return any ? k + exponentspan(s + k, n - k) : 0;
}

/* the exponent from s to e, maybe with a sign; cut at about 10^17 */
static long long
exponent(const char *s, const char *e)
{
	int minus = *s == '-';
	long long n = 0;

	for (s += *s == '-' || *s == '+'; s < e && n < LLONG_MAX / 100; s++)
		n = n * 10 + (*s - '0');
	return minus ? -n : n;
}

/*
 * With at most fifteen digits, their whole number and the power of ten are
 * exact doubles, and one division rounds correctly (W. D. Clinger, "How to
 * read floating point numbers accurately", 1990).
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
	const char *e = s + n, *first, *q;
	long long exp10, i;
	size_t len;

	if (shortnumber(s, n, &i, d))
		return 1;
	if (n == 0 || decimalspan(s, n) != n)
		return 0;
	first = s + (*s == '+' || *s == '-');
	q = first + digitspan(first, e - first);
	exp10 = q - first - 1;
	if (q < e && *q == '.')
		q += 1 + digitspan(q + 1, e - q - 1);
	len = q - first;
	if (q < e)
		exp10 += exponent(q + 1, e);
	*d = exactdouble(first, len, exp10);
	if (*s == '-')
		*d = -*d;
	return *d - *d == 0;	/* false for an infinity */
}

/* append digits, the first counting 10^exp10, as Python's repr does */
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
	bufadd(b, "0.000", exp10 < 0 ? 1 - exp10 : 0);
	for (i = 0; i < n || i <= exp10 + 1; i++) {
		if (i == exp10 + 1 && exp10 >= 0)
			bufputc(b, '.');
		bufputc(b, i < n ? dig[i] : '0');
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
	/* a double keeps any fifteen digits, unless it is subnormal */
	for (want = d < 2.3e-308 ? 1 : 15; want <= 17; want++) {
		exactdigits(d, want, dig, &exp10);
		if (want == 17 || exactdouble(dig, want, exp10) == d)
			break;
	}
	layout(b, dig, exp10);
}

/* cut off `.0' at the end */
static void
cutzero(struct buf *b)
{
	if (b->len > 2 && b->s[b->len - 1] == '0' && b->s[b->len - 2] == '.')
		bufshorten(b, b->len - 2);
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
	cutzero(b);
}

void
bufseconds(struct buf *b, long long ns)
{
	if (ns < 0)
		bufputc(b, '-');
	bufdecimals(b, ns < 0 ? -ns : ns, 9);
	while (b->s[b->len - 1] == '0')
		bufshorten(b, b->len - 1);
	if (b->s[b->len - 1] == '.')
		bufshorten(b, b->len - 1);
}

void
bufdecimals(struct buf *b, long long ns, int decimals)
{
	long long unit = 1000000000;
	int i;

	if (ns < 0)
		ns = 0;
	for (i = 0; i < decimals; i++)
		unit /= 10;
	ns = (ns + unit / 2) / unit * unit;
	buffmt(b, "%lld.%09lld", ns / 1000000000, ns % 1000000000);
	/* the point, too */
	bufshorten(b, b->len - 9 + decimals - (decimals == 0));
}

void
bufplain(struct buf *b, double d)
{
	if (d < 1e15 && d > -1e15 && d == (double)(long long)d)
		buffmt(b, "%lld", (long long)d);
	else {
		bufdouble(b, d);
		cutzero(b);
	}
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
