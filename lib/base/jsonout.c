/* jsonout.c - JSON written one way */
#include <math.h>
#include <string.h>

#include "base.h"

static void
bufquad(struct buf *b, unsigned long c)
{
	int i;

	bufputs(b, "\\u");
	for (i = 12; i >= 0; i -= 4)
		bufputc(b, "0123456789abcdef"[c >> i & 15]);
}

/* append a JSON string; with strict, a surrogate becomes U+FFFD */
static void
bufquoted(struct buf *b, const char *s, size_t n, int strict)
{
	static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
	const char *e;
	unsigned long c;
	size_t k;

	bufputc(b, '"');
	for (; n > 0; s += k, n -= k) {
		/* a byte that is not UTF-8 becomes U+FFFD */
		k = utf8char(s, n, &c);
		if (k == 0 || (strict && c >= 0xd800 && c < 0xe000))
			c = 0xfffd;
		k += k == 0;
		if (c >= ' ' && c < 0x80 && c != '"' && c != '\\')
			bufputc(b, c);
		else if (c > 0 && c < 0x80 && (e = strchr(from, c))) {
			bufputc(b, '\\');
			bufputc(b, to[e - from]);
		} else if (c < 0x10000)
			bufquad(b, c);
		else {
			bufquad(b, 0xd800 + ((c - 0x10000) >> 10));
			bufquad(b, 0xdc00 + ((c - 0x10000) & 0x3ff));
		}
	}
	bufputc(b, '"');
}

void
bufjson(struct buf *b, const char *s, size_t n)
{
	bufquoted(b, s, n, 0);
}

void
bufindent(struct buf *b, int depth)
{
	bufputc(b, '\n');
	for (; depth > 0; depth--)
		bufadd(b, "  ", 2);
}

/* the JSON string at p, spelled as bufjson does */
static void
bufstring(struct buf *b, const char *p)
{
	struct buf s = { 0 };

	jsonstring(p, &s);
	bufjson(b, s.s, s.len);
	buffree(&s);
}

void
bufpretty(struct buf *b, const char *p, int depth)
{
	const char *key, *value;
	int any = 0, open = *p;

	if (open != '{' && open != '[') {
		if (open == '"')
			bufstring(b, p);
		else
			bufadd(b, p, jsonskip(p) - p);
		return;
	}
	bufputc(b, open);
	while (jsonnext(&p, &key, &value)) {
		if (any)
			bufputc(b, ',');
		any = 1;
		bufindent(b, depth + 1);
		if (key) {
			bufstring(b, key);
			bufadd(b, ": ", 2);
		}
		bufpretty(b, value, depth + 1);
	}
	if (any)
		bufindent(b, depth);
	bufputc(b, open == '{' ? '}' : ']');
}

/* members of an object in one line, after its first */

void
memberkey(struct buf *b, const char *key)
{
	buffmt(b, ",\"%s\":", key);
}

void
memberstring(struct buf *b, const char *s, size_t n)
{
	bufquoted(b, s, n, 1);
}

void
membertext(struct buf *b, const char *key, const char *s)
{
	memberkey(b, key);
	memberstring(b, s, strlen(s));
}

void
membernumber(struct buf *b, const char *key, double d)
{
	memberkey(b, key);
	if (fabs(d) < HUGE_VAL)
		bufplain(b, d);
	else
		bufputs(b, "null");
}
