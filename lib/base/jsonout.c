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

void
bufjson(struct buf *b, const char *s, size_t n)
{
	static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
	const char *e;
	unsigned long c;
	size_t k;

	bufputc(b, '"');
	for (; n > 0; s += k, n -= k) {
		/* a byte that is not UTF-8 becomes U+FFFD */
		if ((k = utf8char(s, n, &c)) == 0) {
			k = 1;
			c = 0xfffd;
		}
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

	if (open == '"')
		bufstring(b, p);
	else if (open != '{' && open != '[')
		bufadd(b, p, jsonskip(p) - p);
	if (open != '{' && open != '[')
		return;
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

/* bufjson accepts surrogates, but strict readers refuse them */
void
memberstring(struct buf *b, const char *s, size_t n)
{
	static struct buf clean;
	unsigned long c;
	size_t k;

	if (utf8ok(s, n)) {
		bufjson(b, s, n);
		return;
	}
	bufclear(&clean);
	for (; n > 0; s += k, n -= k) {
		k = utf8char(s, n, &c);
		if (k > 0 && (c < 0xd800 || c > 0xdfff)) {
			bufadd(&clean, s, k);
			continue;
		}
		bufutf8(&clean, 0xfffd);
		k = k ? k : 1;
	}
	bufjson(b, clean.s, clean.len);
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
