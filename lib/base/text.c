/* text.c - search; UTF-8; text for terminals, XML and HTML */
#include <string.h>

#include "base.h"

/* strstr(3) in less code; libc's is faster in long texts */
char *
textfind(const char *s, const char *part)
{
	size_t n = strlen(part);

	for (; strncmp(s, part, n) != 0; s++)
		if (!*s)
			return NULL;
	return (char *)s;
}

int
wordindex(const char *const *words, size_t nwords, const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < nwords; i++)
		if (strlen(words[i]) == n && memcmp(words[i], s, n) == 0)
			return i;
	return -1;
}

/* eight bytes at a time; the last eight may overlap the bytes before */
size_t
hashbytes(const char *s, size_t n)
{
	const unsigned long long k = 0x9e3779b97f4a7c15;	/* 2^64 / phi */
	unsigned long long h = n, w = 0;
	size_t i;

	if (n < sizeof w) {
		for (i = 0; i < n; i++)
			w = w << 8 | (unsigned char)s[i];
		return (h ^ w) * k >> 32;
	}
	for (i = 0; i + sizeof w < n; i += sizeof w) {
		memcpy(&w, s + i, sizeof w);
		h = (h ^ w) * k;
		h ^= h >> 32;
	}
	memcpy(&w, s + n - sizeof w, sizeof w);
	return (h ^ w) * k >> 32;
}

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

	/* most text is ASCII: check eight bytes at once */
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

/* text from outside, for a terminal */

static int
printable(unsigned long c)
{
	return c >= ' ' && (c < 0x7f || c >= 0xa0) &&
	    (c < 0xd800 || c >= 0xe000) &&	/* surrogates */
	    (c < 0x202a || c > 0x202e) && (c < 0x2066 || c > 0x2069);
}

void
maskcontrol(char *s, size_t n)
{
	for (; n-- > 0; s++)
		if ((unsigned char)*s < ' ' || *s == 0x7f)
			*s = '?';
}

void
bufprintable(struct buf *b, const char *s, size_t n)
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

/* text from outside, for XML and HTML */

/* the entity or reference for a character, or NULL */
static const char *
escape(unsigned long c)
{
	switch (c) {
	case '&': return "&amp;";
	case '<': return "&lt;";
	case '>': return "&gt;";	/* because of ]]> */
	case '"': return "&quot;";
	case '\'': return "&#39;";
	case '\t': case '\n': return NULL;
	case '\r': return "&#13;";
	}
	if (c < ' ' || (c >= 0x7f && c < 0xa0) || (c >= 0xd800 && c < 0xe000) ||
	    (c >= 0xfdd0 && c < 0xfdf0) || (c & 0xfffe) == 0xfffe)
		return "\357\277\275";
	return NULL;
}

void
bufmarkup(struct buf *b, const char *s, size_t n)
{
	const char *e;
	unsigned long c;
	size_t i, len, plain = 0;

	for (i = 0; i < n; i += len) {
		/* most characters are plain ASCII */
		if ((s[i] >= '(' && s[i] <= ';') || s[i] == ' ' ||
		    (s[i] >= '?' && s[i] <= '~')) {
			len = 1;
			continue;
		}
		if ((len = utf8char(s + i, n - i, &c)) == 0) {
			c = 0xfffe;
			len = 1;
		}
		if ((e = escape(c))) {
			bufadd(b, s + plain, i - plain);
			bufputs(b, e);
			plain = i + len;
		}
	}
	if (n > plain)
		bufadd(b, s + plain, n - plain);
}
