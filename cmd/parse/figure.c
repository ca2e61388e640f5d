/* figure.c - numbers as benchmarks print them */
#include <string.h>
#include <strings.h>

#include "local.h"

#define DIGITS	15	/* exact after a multiplication */

int
blank(int c)
{
	return c == ' ' || c == '\t';
}

void
trim(const char **s, size_t *n)
{
	for (; *n > 0 && blank(**s); ++*s, --*n)
		continue;
	while (*n > 0 && blank((*s)[*n - 1]))
		--*n;
}

static int
digit(int c)
{
	return c >= '0' && c <= '9';
}

int
novalue(const char *s, size_t n)
{
	static const char *const words[] = {
		"", "-", "--", "n/a", "nan", "inf", "null"
	};
	size_t i;

	trim(&s, &n);
	if (n > 1 && *s == '<' && s[n - 1] == '>')
		return 1;
	if (n > 1 && (*s == '-' || *s == '+') && !digit(s[1]) && s[1] != '-') {
		s++;
		n--;
	}
	for (i = 0; i < LEN(words); i++)
		if (strlen(words[i]) == n && strncasecmp(s, words[i], n) == 0)
			return 1;
	return 0;
}

/*
 * The factor of a prefix; 1: no prefix; 0: another text.  K is 1000 and Ki
 * 1024.
 */
static double
prefix(const char *s, size_t n)
{
	static const char prefixes[] = "pnum kMGTPE";
	int c = n == 0 ? ' ' : *s == 'K' ? 'k' : *s;
	int binary = n == 2 && s[1] == 'i', power;
	const char *p = memchr(prefixes, c, sizeof prefixes - 1);
	double f = 1;

	/* the micro sign and the Greek letter */
	if (n == 2 && (memcmp(s, "\xc2\xb5", 2) == 0 ||
	    memcmp(s, "\xce\xbc", 2) == 0))
		return 1e-6;
	power = p ? p - prefixes - 4 : 0;
	if (!p || n > 2 || (n == 2 && (!binary || power < 0)))
		return 0;
	for (; power > 0; power--)
		f *= binary ? 1024 : 1000;
	for (; power < 0; power++)
		f /= 1000;
	return f;
}

/* the decimal separator, or 0 */
static int
decimalmark(const char *s, size_t n)
{
	int last = 0, marks = 0;
	size_t i;

	for (i = 0; i < n; i++)
		if (!digit(s[i])) {
			marks = s[i] == last ? marks + 1 : 1;
			last = s[i];
		}
	return marks == 1 ? last : 0;
}

/*
 * Append digits with separators as a plain decimal number.  1; 0: separators
 * of thousands differ, or are not three digits apart.
 */
static int
plain(struct buf *b, const char *s, size_t n)
{
	int mark = decimalmark(s, n), other = 0;
	const char *end = s + n, *group = NULL;

	for (; s < end; s++) {
		if (digit(*s)) {
			bufputc(b, *s);
			continue;
		}
		if (group && s - group != 4)
			return 0;
		if (*s == mark) {
			bufputc(b, '.');
			/* no separator may follow */
			mark = 0;
			group = NULL;
			continue;
		}
		if (b->len == 0 || (other && *s != other))
			return 0;
		other = *s;
		group = s;
	}
	return !group || s - group == 4;
}

int
buffigure(struct buf *b, const char *s, size_t n, double factor)
{
	static struct buf t;
	size_t e, i, m;
	double d;

	trim(&s, &n);
	bufclear(&t);
	i = n > 0 && (*s == '-' || *s == '+');
	for (m = i; m < n && (digit(s[m]) || s[m] == '.' || s[m] == ','); m++)
		continue;
	if (!plain(&t, s + i, m - i))
		return 0;
	e = exponentspan(s + m, n - m);
	bufadd(&t, s + m, e);
	for (m += e; m < n && blank(s[m]); m++)
		continue;
	factor *= prefix(s + m, n - m);
	if (!decimal(t.s, t.len, &d) || factor == 0)
		return 0;
	d *= factor;
	if (d - d != 0)
		return 0;
	if (i > 0 && *s == '-')
		bufputc(b, '-');
	if (factor == 1)
		bufadd(b, t.s, t.len);
	else
		bufrounded(b, d, DIGITS);
	return 1;
}
