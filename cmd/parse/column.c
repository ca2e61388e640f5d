/* column.c - the cells below a header in a printed table */
#include <string.h>

#include "local.h"

static int
separator(int c)
{
	return c != '\0' && strchr("\t,;|", c) != NULL;
}

/* move *at to the next word; its length, 0 at the end */
static size_t
nextword(const char *s, size_t len, size_t *at)
{
	size_t n;

	while (*at < len && blank(s[*at]))
		++*at;
	for (n = *at; n < len && !blank(s[n]); n++)
		continue;
	return n - *at;
}

static size_t
countwords(const char *s, size_t len)
{
	size_t at = 0, k, n = 0;

	for (; (k = nextword(s, len, &at)) > 0; at += k)
		n++;
	return n;
}

static size_t
countbytes(const char *s, size_t len, int c)
{
	size_t i, n = 0;

	for (i = 0; i < len; i++)
		n += s[i] == c;
	return n;
}

/* 1 if the bytes beside the text make it a header; sets the separator */
static int
bounded(struct column *c, const char *s, size_t n)
{
	int left = c->begin > 0 ? s[c->begin - 1] : ' ';
	int right = c->end < n ? s[c->end] : ' ';

	c->sep = separator(left) ? left : separator(right) ? right : 0;
	return (blank(left) || left == c->sep) &&
	    (blank(right) || right == c->sep);
}

int
columnfind(struct column *c, const char *header, const char *s, size_t n)
{
	size_t len = strlen(header);

	for (c->begin = 0; c->begin + len <= n; c->begin++) {
		c->end = c->begin + len;
		if (memcmp(s + c->begin, header, len) != 0 ||
		    !bounded(c, s, n))
			continue;
		c->words = 0;
		if (c->sep)
			c->index = countbytes(s, c->begin, c->sep);
		else {
			c->index = countwords(s, c->begin);
			if (countwords(header, len) == 1)
				c->words = countwords(s, n);
		}
		return 1;
	}
	return 0;
}

/* the cell of a row with separators */
static const char *
between(const struct column *c, const char *s, size_t len, size_t *n)
{
	const char *end = s + len, *p;
	size_t i;

	for (i = 0; i < c->index; i++) {
		if (!(s = memchr(s, c->sep, end - s)))
			return NULL;
		s++;
	}
	if ((p = memchr(s, c->sep, end - s)))
		end = p;
	*n = end - s;
	trim(&s, n);
	return s;
}

/* the number of bytes that two spans share */
static size_t
overlap(size_t a, size_t aend, size_t b, size_t bend)
{
	size_t begin = a > b ? a : b, end = aend < bend ? aend : bend;

	return end > begin ? end - begin : 0;
}

const char *
columncell(const struct column *c, const char *s, size_t len, size_t *n)
{
	size_t at = 0, best = 0, i = 0, k, o;
	const char *cell = NULL;
	int bywords;

	if (c->sep)
		return between(c, s, len, n);
	bywords = c->words > 0 && countwords(s, len) == c->words;
	for (; (k = nextword(s, len, &at)) > 0; at += k, i++) {
		o = bywords ? i == c->index :
		    overlap(c->begin, c->end, at, at + k);
		if (o > best) {
			best = o;
			cell = s + at;
			*n = k;
		}
	}
	return cell;
}
