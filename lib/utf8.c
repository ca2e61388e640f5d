/* utf8.c - characters in UTF-8 */
#include <string.h>

#include "buf.h"
#include "utf8.h"

size_t
utf8char(const char *s, size_t n, unsigned long *c)
{
	static const unsigned long least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned char u = n > 0 ? *s : 0xff;
	size_t i, len = u < 0x80 ? 1 : u < 0xc0 ? 0 : u < 0xe0 ? 2 :
	    u < 0xf0 ? 3 : u < 0xf8 ? 4 : 0;

	if (len == 0 || len > n)
		return 0;
	*c = len == 1 ? u : u & (0x7fu >> len);
	for (i = 1; i < len; i++) {
		if (((unsigned char)s[i] & 0xc0) != 0x80)
			return 0;
		*c = *c << 6 | ((unsigned char)s[i] & 0x3f);
	}
	return *c < least[len] || *c > 0x10ffff ? 0 : len;
}

int
utf8ok(const char *s, size_t n)
{
	unsigned long long w;
	unsigned long c;
	size_t k;

	/* most text is ASCII, eight bytes of which are quickly seen */
	for (; n >= sizeof w; s += sizeof w, n -= sizeof w) {
		memcpy(&w, s, sizeof w);
		if (w & 0x8080808080808080)
			break;
	}
	for (; n > 0; s += k, n -= k)
		if ((k = utf8char(s, n, &c)) == 0 ||
		    (c >= 0xd800 && c < 0xe000))
			return 0;
	return 1;
}

void
bufutf8(struct buf *b, unsigned long c)
{
	static const unsigned char lead[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
	int i, len = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;

	bufputc(b, len == 1 ? c : lead[len] | c >> 6 * (len - 1));
	for (i = len - 2; i >= 0; i--)
		bufputc(b, 0x80 | (c >> 6 * i & 0x3f));
}
