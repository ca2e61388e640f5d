/* member.c - the members of an object in a line of JSON, but for the first */
#include <math.h>
#include <string.h>

#include "buf.h"
#include "member.h"
#include "num.h"
#include "pretty.h"
#include "utf8.h"

void
memberkey(struct buf *b, const char *key)
{
	buffmt(b, ",\"%s\":", key);
}

/* bufjson lets surrogates pass, which strict readers refuse */
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
