/* tarfile.c - write a tar archive */
#include <string.h>

#include "buf.h"
#include "tarfile.h"

#define BLOCK	512
#define NAME	100	/* bytes of a name that a header takes */

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
text(char *to, const char *s)
{
	size_t n = strlen(s);

	memcpy(to, s, n < NAME ? n : NAME);
}

static void
header(struct buf *b, const struct tarmember *m)
{
	char h[BLOCK] = { 0 };
	size_t i;
	unsigned long sum = 0;

	text(h, m->name);
	octal(h + 100, 7, m->mode & 07777);
	octal(h + 108, 7, 0);
	octal(h + 116, 7, 0);
	octal(h + 124, 11, m->size);
	octal(h + 136, 11, m->date > 0 ? m->date : 0);
	h[156] = m->type;
	if (m->link)
		text(h + 157, m->link);
	memcpy(h + 257, "ustar\00000", 8);
	memset(h + 148, ' ', 8);
	for (i = 0; i < BLOCK; i++)
		sum += (unsigned char)h[i];
	octal(h + 148, 6, sum);
	h[154] = '\0';
	bufadd(b, h, BLOCK);
}

/* a member of its own before the one whose name, or link, it is */
static void
longname(struct buf *b, const char *s, int type)
{
	struct tarmember m = { "././@LongLink", 0, 0644, NULL, 0, 0 };

	if (strlen(s) <= NAME)
		return;
	m.type = type;
	m.size = strlen(s) + 1;
	header(b, &m);
	bufadd(b, s, m.size);
	buftarpad(b, m.size);
}

void
buftarmember(struct buf *b, const struct tarmember *m)
{
	if (m->link)
		longname(b, m->link, 'K');
	longname(b, m->name, 'L');
	header(b, m);
}

void
buftarpad(struct buf *b, unsigned long long size)
{
	if (size % BLOCK)
		zeros(b, BLOCK - size % BLOCK);
}

void
buftarfile(struct buf *b, const char *name, const char *s, size_t n,
    long long date)
{
	struct tarmember m = { name, TARFILE, 0644, NULL, n, date };

	buftarmember(b, &m);
	bufadd(b, s, n);
	buftarpad(b, n);
}

void
buftarend(struct buf *b)
{
	zeros(b, 2 * BLOCK);
}
