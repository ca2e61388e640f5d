/* shown.c - text from outside, made fit for a terminal */
#include <string.h>

#include "buf.h"
#include "shown.h"
#include "utf8.h"

static int
printable(unsigned long c)
{
	return c >= ' ' && (c < 0x7f || c >= 0xa0) &&
	    (c < 0xd800 || c >= 0xe000) &&	/* surrogates */
	    (c < 0x202a || c > 0x202e) && (c < 0x2066 || c > 0x2069);
}

void
bufshown(struct buf *b, const char *s, size_t n)
{
	unsigned long c;
	size_t i, len;

	for (i = 0; i < n; i += len) {
		if ((len = utf8char(s + i, n - i, &c)) && printable(c)) {
			bufadd(b, s + i, len);
			continue;
		}
		bufputc(b, s[i] == '\t' ? ' ' : '?');
		if (len == 0)
			len = 1;
	}
}

size_t
columns(const char *s, size_t n)
{
	size_t i, cols = 0;

	for (i = 0; i < n; i++)
		cols += (s[i] & 0xc0) != 0x80;
	return cols;
}

void
bufcut(struct buf *b, const char *s, size_t n, size_t cols)
{
	size_t i, dots = cols < 3 ? cols : 3, got = 0;

	if (columns(s, n) <= cols) {
		bufadd(b, s, n);
		return;
	}
	for (i = 0; i < n; i++)
		if ((s[i] & 0xc0) != 0x80 && got++ == cols - dots)
			break;
	bufadd(b, s, i);
	bufadd(b, "...", dots);
}
