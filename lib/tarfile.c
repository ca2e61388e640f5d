/* tarfile.c - write a tar archive */
#include <string.h>

#include "buf.h"
#include "tarfile.h"

#define BLOCK	512

/* so many octal digits, and the NUL that is there already */
static void
octal(char *to, int digits, unsigned long long v)
{
	while (digits-- > 0) {
		to[digits] = '0' + (v & 7);
		v >>= 3;
	}
}

static void
zeros(struct buf *b, size_t n)
{
	bufroom(b, n);
	memset(b->s + b->len, 0, n + 1);
	b->len += n;
}

static void
header(struct buf *b, const char *name, int type, size_t n, long long date)
{
	char h[BLOCK] = { 0 };
	size_t i, len = strlen(name);
	unsigned long sum = 0;

	memcpy(h, name, len < 100 ? len : 100);
	octal(h + 100, 7, 0644);
	octal(h + 108, 7, 0);
	octal(h + 116, 7, 0);
	octal(h + 124, 11, n);
	octal(h + 136, 11, date > 0 ? date : 0);
	h[156] = type;
	memcpy(h + 257, "ustar\00000", 8);
	memset(h + 148, ' ', 8);
	for (i = 0; i < BLOCK; i++)
		sum += (unsigned char)h[i];
	octal(h + 148, 6, sum);
	h[154] = '\0';
	bufadd(b, h, BLOCK);
}

static void
contents(struct buf *b, const char *s, size_t n)
{
	bufadd(b, s, n);
	if (n % BLOCK)
		zeros(b, BLOCK - n % BLOCK);
}

void
buftarfile(struct buf *b, const char *name, const char *s, size_t n,
    long long date)
{
	if (strlen(name) > 100) {
		header(b, "././@LongLink", 'L', strlen(name) + 1, 0);
		contents(b, name, strlen(name) + 1);
	}
	header(b, name, '0', n, date);
	contents(b, s, n);
}

void
buftarend(struct buf *b)
{
	zeros(b, 2 * BLOCK);
}
