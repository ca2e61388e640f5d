/* perf.c - a line of RESULTSDIR/perf: one value, or a list of values */
#include <string.h>
#include <strings.h>

#include "format.h"

#define NAMEMAX		256	/* bytes, like Autotest */
#define UNITSMAX	32
#define SHOWNMAX	200	/* bytes of a bad value in a message */

/* 1 if the span is this text */
static int
spanok(struct span a, const char *s)
{
	return a.n == strlen(s) && memcmp(a.s, s, a.n) == 0;
}

/* cut up to the next separator; after the last part s is NULL */
static struct span
cut(const char **p, const char *end, int sep)
{
	struct span c = { NULL, 0 };
	const char *at;

	if (!*p)
		return c;
	at = memchr(*p, sep, end - *p);
	c.s = *p;
	c.n = (at ? at : end) - *p;
	*p = at ? at + 1 : NULL;
	return c;
}

int
perfcut(struct perfline *l, const char *s, size_t n, struct buf *why)
{
	const char *end = s + n, *p = s;
	struct span way;

	l->name = cut(&p, end, '\t');
	l->values = cut(&p, end, '\t');
	l->units = cut(&p, end, '\t');
	if (l->units.n == 0)
		l->units.s = NULL;
	if (spanok(l->units, "\"\""))
		l->units.n = 0;
	way = cut(&p, end, '\t');
	l->graph.s = p;
	l->graph.n = p ? end - p : 0;
	if (!l->values.s) {
		bufputs(why, "want NAME TAB VALUE");
		return -1;
	}
	l->at = spanok(l->values, ",") ? NULL : l->values.s;
	l->list = memchr(l->values.s, ',', l->values.n) != NULL;
	l->up = way.n == 0 ? -1 : spanok(way, "up");
	if (way.n == 0 || l->up || spanok(way, "down"))
		return 0;
	buffmt(why, "direction '%.*s': want up or down", (int)way.n, way.s);
	return -1;
}

int
perfnext(struct perfline *l, struct span *v)
{
	const char *end = l->values.s + l->values.n;

	*v = cut(&l->at, end, ',');
	/* a comma at the end of a list is no new value */
	if (l->at == end)
		l->at = NULL;
	return v->s != NULL;
}

/*
 * Append repr of a number from its text alone: up to 15 digits without an
 * exponent are the same after conversion to a double and back.
 */
static int
bufcanonical(struct buf *b, const char *s, size_t n)
{
	const char *end = s + n, *p = s + (n > 0 && *s == '-'), *q, *r;

	while (end - p > 1 && *p == '0' && p[1] != '.')
		p++;
	q = r = p + digitspan(p, end - p);
	if (r < end && *r == '.')
		r += 1 + digitspan(r + 1, end - r - 1);
	if (r != end || q == p || r - p > 15)
		return 0;
	/* below 0.0001 repr writes an exponent */
	if (*p == '0' && r - q > 4 && memcmp(q, ".0000", 5) == 0)
		return 0;
	while (r > q && r[-1] == '0')
		r--;
	if (*s == '-')
		bufputc(b, '-');
	bufadd(b, p, r - p);
	if (r - q < 2)
		bufputs(b, r == q ? ".0" : "0");
	return 1;
}

int
bufnumber(struct buf *b, const char *s, size_t n)
{
	double d;

	if (bufcanonical(b, s, n))
		return 1;
	if (!decimal(s, n, &d))
		return 0;
	bufdouble(b, d);
	return 1;
}

const char *
perfrefused(size_t name, size_t units, const char *replacement)
{
	static struct buf why;

	if (name > NAMEMAX)
		return "The description must be at most 256 characters.";
	if (units > UNITSMAX)
		return "The units must be at most 32 characters.";
	if (!*replacement || keyok(replacement, strlen(replacement)))
		return NULL;
	bufclear(&why);
	buffmt(&why, "Invalid replacement string to mask illegal characters. "
	    "May only contain letters, numbers, periods, dashes, and "
	    "underscores. replacement: %s", replacement);
	return why.s;
}

void
bufmasked(struct buf *b, struct span v, const char *replacement)
{
	size_t i;

	if (keyok(v.s, v.n)) {
		bufadd(b, v.s, v.n);
		return;
	}
	for (i = 0; i < v.n; i++)
		if (keyok(v.s + i, 1))
			bufputc(b, v.s[i]);
		else
			bufputs(b, replacement);
}

static size_t
blanks(const char *s, size_t n)
{
	size_t k = 0;

	while (k < n && (s[k] == ' ' || (s[k] >= '\t' && s[k] <= '\r')))
		k++;
	return k;
}

/* length of inf, infinity or nan at the start, else 0 */
static size_t
wordspan(const char *s, size_t n)
{
	static const char *const words[] = { "infinity", "inf", "nan" };
	size_t i, k;

	for (i = 0; i < LEN(words); i++) {
		k = strlen(words[i]);
		if (k <= n && strncasecmp(s, words[i], k) == 0)
			return k;
	}
	return 0;
}

/* length of the number at the start, by the rules of Python's float() */
static size_t
numberspan(const char *s, size_t n)
{
	size_t k = decimalspan(s, n), sign;

	if (k > 0)
		return k;
	sign = n > 0 && (*s == '-' || *s == '+');
	k = wordspan(s + sign, n - sign);
	return k ? sign + k : 0;
}

const char *
perfvalue(struct buf *b, const char *s, size_t n)
{
	static struct buf why;
	size_t k = blanks(s, n), len;
	double d;

	s += k;
	n -= k;
	len = n < SHOWNMAX ? n : SHOWNMAX;
	while (n > 0 && blanks(s + n - 1, 1))
		n--;
	k = numberspan(s, n);
	if (k == n && decimal(s, n, &d)) {
		if (b->len > 0)
			bufputc(b, ',');
		bufadd(b, s, n);
		return NULL;
	}
	bufclear(&why);
	buffmt(&why, k == 0 ? "could not convert string to float: %.*s" :
	    k < n ? "invalid literal for float(): %.*s" :
	    "value '%.*s': want a finite number", (int)len, s);
	return why.s;
}

void
bufperfline(struct buf *b, const struct perfline *l, const char *values,
    const char *replacement)
{
	size_t begin;

	bufmasked(b, l->name, replacement);
	bufputc(b, '\t');
	bufputs(b, values);
	if (l->list && !strchr(values, ','))
		bufputc(b, ',');
	bufputc(b, '\t');
	begin = b->len;
	if (l->units.s)
		bufmasked(b, l->units, replacement);
	if (l->units.s && b->len == begin)
		bufputs(b, "\"\"");
	bufputs(b, l->up == 1 ? "\tup" : "\tdown");
	if (l->graph.n > 0) {
		bufputc(b, '\t');
		bufadd(b, l->graph.s, l->graph.n);
	}
	bufputc(b, '\n');
}
