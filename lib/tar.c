/* tar.c - read the headers of a tar stream */
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "tar.h"

#define LONGEST	(1024 * 1024)	/* a header's data, a name for instance */

static const char broken[] = "no tar archive, or a broken one";
static const char truncated[] = "truncated archive";

struct header {
	char name[100], mode[8], uid[8], gid[8], size[12], mtime[12], sum[8];
	char type, link[100], magic[6], version[2], uname[32], gname[32];
	char major[8], minor[8], prefix[155], pad[12];
};

/* which of a member's fields had a header of their own */
struct known {
	int name, link, size;
};

static int
fail(struct buf *why, const char *reason)
{
	bufputs(why, reason);
	return -1;
}

int
tarread(int in, void *to, size_t n)
{
	char *p = to;
	size_t got = 0;
	ssize_t r;

	while (got < n) {
		if ((r = read(in, p + got, n - got)) > 0)
			got += r;
		else if (r == 0 || errno != EINTR)
			return r == 0 && got == 0 ? 0 : -1;
	}
	return 1;
}

/* octal digits, or in base 256 what octal has no room for; -1: neither */
static long long
numeral(const char *s, size_t n)
{
	long long v = 0;
	size_t i = 0;

	if ((unsigned char)*s == 0x80) {
		for (i = 1; i < n; i++) {
			if (v > LLONG_MAX >> 8)
				return -1;
			v = v << 8 | (unsigned char)s[i];
		}
		return v;
	}
	while (i < n && s[i] == ' ')
		i++;
	for (; i < n && s[i] >= '0' && s[i] <= '7'; i++)
		v = v << 3 | (s[i] - '0');
	return i == n || s[i] == '\0' || s[i] == ' ' ? v : -1;
}

static int
checksumgood(const struct header *h)
{
	const unsigned char *p = (const unsigned char *)h;
	long long sum = 0;
	size_t i, at = offsetof(struct header, sum);

	for (i = 0; i < sizeof *h; i++)
		sum += i >= at && i < at + sizeof h->sum ? ' ' : p[i];
	return numeral(h->sum, sizeof h->sum) == sum;
}

/* a field that may fill its room without a NUL */
static void
text(struct buf *b, const char *s, size_t room)
{
	const char *end = memchr(s, '\0', room);

	bufadd(b, s, end ? (size_t)(end - s) : room);
}

static int
fromheader(struct member *m, const struct header *h, const struct known *k,
    struct buf *why)
{
	long long size = numeral(h->size, sizeof h->size);

	if (!k->name) {
		bufclear(&m->name);
		/* GNU tar has no prefix, but other things in its place */
		if (memcmp(h->magic, "ustar", sizeof h->magic) == 0 &&
		    h->prefix[0]) {
			text(&m->name, h->prefix, sizeof h->prefix);
			bufputc(&m->name, '/');
		}
		text(&m->name, h->name, sizeof h->name);
	}
	if (!k->link) {
		bufclear(&m->link);
		text(&m->link, h->link, sizeof h->link);
	}
	if (!k->size)
		m->size = size;
	m->mode = numeral(h->mode, sizeof h->mode) & 0777;
	m->mtime = numeral(h->mtime, sizeof h->mtime);
	if (m->mtime < 0)
		m->mtime = 0;
	m->type = h->type ? h->type : '0';
	/* before there was a type for it, a '/' at the end said so */
	if (m->type == '0' && m->name.len > 0 &&
	    m->name.s[m->name.len - 1] == '/')
		m->type = '5';
	return size < 0 ? fail(why, broken) : 1;
}

/* the data of a header that speaks of the next one */
static int
extra(int in, const struct header *h, struct buf *b, struct buf *why)
{
	long long n = numeral(h->size, sizeof h->size), whole;

	if (n < 0 || n > LONGEST)
		return fail(why, broken);
	whole = (n + TARBLOCK - 1) / TARBLOCK * TARBLOCK;
	bufclear(b);
	bufroom(b, whole);
	if (n > 0 && tarread(in, b->s, whole) <= 0)
		return fail(why, truncated);
	b->s[n] = '\0';
	b->len = h->type == 'x' ? (size_t)n : strlen(b->s);
	return 1;
}

/* one `key=value' of a pax header, the value n bytes long */
static int
paxpair(struct member *m, const char *key, const char *value, size_t n,
    struct known *k, struct buf *why)
{
	struct buf *to;

	if (strncmp(key, "path=", 5) == 0) {
		to = &m->name;
		k->name = 1;
	} else if (strncmp(key, "linkpath=", 9) == 0) {
		to = &m->link;
		k->link = 1;
	} else if (strncmp(key, "size=", 5) == 0) {
		k->size = 1;
		for (m->size = 0; n > 0 && *value >= '0' && *value <= '9' &&
		    m->size < LLONG_MAX / 10 - 1; value++, n--)
			m->size = m->size * 10 + *value - '0';
		return n == 0 ? 1 : fail(why, broken);
	} else {
		return strncmp(key, "GNU.sparse.", 11) != 0 ? 1 :
		    fail(why, "sparse file in the archive: not supported");
	}
	bufclear(to);
	bufadd(to, value, n);
	return memchr(value, '\0', n) ? fail(why, broken) : 1;
}

/* lines `LENGTH key=value', whose length counts all of the line */
static int
paxheader(struct member *m, const struct buf *b, struct known *k,
    struct buf *why)
{
	const char *end = b->s + b->len, *eq, *key, *p;
	size_t n;

	for (p = b->s; p < end; p += n) {
		for (n = 0, key = p; *key >= '0' && *key <= '9' &&
		    n < LONGEST; key++)
			n = n * 10 + *key - '0';
		if (*key != ' ' || n > (size_t)(end - p) ||
		    n < (size_t)(key - p) + 2 || p[n - 1] != '\n' ||
		    !(eq = memchr(key, '=', n - (key - p))))
			return fail(why, broken);
		if (paxpair(m, key + 1, eq + 1, p + n - 1 - (eq + 1), k,
		    why) < 0)
			return -1;
	}
	return 1;
}

int
tarnext(int in, struct member *m, struct buf *why)
{
	static const struct header zeros;
	static struct buf pax;
	struct known k = { 0 };
	struct header h;
	int r = 1;

	while (r > 0) {
		if (tarread(in, &h, sizeof h) <= 0)
			return fail(why, truncated);
		if (memcmp(&h, &zeros, sizeof h) == 0)
			return 0;
		if (!checksumgood(&h))
			return fail(why, broken);
		switch (h.type) {
		case 'L':
			k.name = 1;
			r = extra(in, &h, &m->name, why);
			break;
		case 'K':
			k.link = 1;
			r = extra(in, &h, &m->link, why);
			break;
		case 'x':
			r = extra(in, &h, &pax, why);
			if (r > 0)
				r = paxheader(m, &pax, &k, why);
			break;
		case 'g':	/* for all that follow: comments, mostly */
			r = extra(in, &h, &pax, why);
			break;
		default:
			return fromheader(m, &h, &k, why);
		}
	}
	return r;
}
