/* buf.c - strings and arrays that grow, a formatter, a stable sort */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base.h"

static void
nomemory(void)
{
	static const char msg[] = ": out of memory\n";

	/* not die(): it needs memory for its message */
	if (write(2, progname, strlen(progname)) < 0 ||
	    write(2, msg, sizeof msg - 1) < 0)
		_exit(RC_BROKEN);
	_exit(failstatus);
}

void *
xrealloc(void *p, size_t n)
{
	if (!(p = realloc(p, n ? n : 1)))
		nomemory();
	return p;
}

void *
xmalloc(size_t n)
{
	return xrealloc(NULL, n);
}

void *
growarray(void *v, size_t n, size_t *cap, size_t size)
{
	if (n < *cap)
		return v;
	*cap = *cap ? 2 * *cap : 8;
	return xrealloc(v, *cap * size);
}

char *
xstrdup(const char *s)
{
	size_t n = strlen(s) + 1;

	return memcpy(xmalloc(n), s, n);
}

void
bufroom(struct buf *b, size_t n)
{
	size_t cap = b->cap ? b->cap : 64;

	if (n >= (size_t)-1 / 2 - b->len)
		nomemory();
	while (cap < b->len + n + 1)
		cap *= 2;
	if (cap == b->cap)
		return;
	b->s = xrealloc(b->s, cap);
	b->cap = cap;
}

void
bufadd(struct buf *b, const char *s, size_t n)
{
	bufroom(b, n);
	if (n)
		memcpy(b->s + b->len, s, n);
	b->len += n;
	b->s[b->len] = '\0';
}

void
bufputs(struct buf *b, const char *s)
{
	bufadd(b, s, strlen(s));
}

void
bufputc(struct buf *b, int c)
{
	char ch = c;

	bufadd(b, &ch, 1);
}

void
bufshorten(struct buf *b, size_t len)
{
	if (len < b->len)
		b->s[b->len = len] = '\0';
}

void
bufclear(struct buf *b)
{
	b->len = 0;
	bufadd(b, "", 0);
}

void
buffree(struct buf *b)
{
	int err = errno;

	free(b->s);
	errno = err;
	b->s = NULL;
	b->len = b->cap = 0;
}

static void
digits(struct buf *b, unsigned long long u, int neg, int width, int zero)
{
	char tmp[24];
	int n = sizeof tmp;

	do
		tmp[--n] = '0' + u % 10;
	while (u /= 10);
	if (neg && !zero)
		tmp[--n] = '-';
	if (neg && zero)
		bufputc(b, '-');
	for (width -= (int)sizeof tmp - n + (neg && zero); width > 0; width--)
		bufputc(b, zero ? '0' : ' ');
	bufadd(b, tmp + n, sizeof tmp - n);
}

/* the number of l; z counts as l: size_t is as long as a long */
static int
longs(const char **f)
{
	int n = 0;

	for (; **f == 'l' || **f == 'z'; ++*f)
		n++;
	return n;
}

void
bufvfmt(struct buf *b, const char *f, va_list ap)
{
	long long d;
	unsigned long long u;
	const char *end, *s;
	int n, l, width, zero;

	for (; *f; f++) {
		if (*f != '%') {
			bufputc(b, *f);
			continue;
		}
		zero = *++f == '0';
		for (width = 0; *f >= '0' && *f <= '9'; f++)
			width = width * 10 + *f - '0';
		l = longs(&f);
		switch (*f) {
		case '%':
			bufputc(b, '%');
			break;
		case 'c':
			bufputc(b, va_arg(ap, int));
			break;
		case 's':
			s = va_arg(ap, const char *);
			bufputs(b, s ? s : "(null)");
			break;
		case '.':
			n = va_arg(ap, int);
			s = va_arg(ap, const char *);
			end = memchr(s, '\0', n);
			bufadd(b, s, end ? end - s : n);
			f += 2;
			break;
		case 'd':
			d = l == 2 ? va_arg(ap, long long) :
			    l ? va_arg(ap, long) : va_arg(ap, int);
			u = d;
			digits(b, d < 0 ? -u : u, d < 0, width, zero);
			break;
		case 'u':
			u = l == 2 ? va_arg(ap, unsigned long long) :
			    l ? va_arg(ap, unsigned long) :
			    va_arg(ap, unsigned);
			digits(b, u, 0, width, zero);
			break;
		default:
			abort();
		}
	}
}

void
buffmt(struct buf *b, const char *f, ...)
{
	va_list ap;

	va_start(ap, f);
	bufvfmt(b, f, ap);
	va_end(ap);
}

char *
strfmt(const char *f, ...)
{
	struct buf b = { 0 };
	va_list ap;

	va_start(ap, f);
	bufclear(&b);
	bufvfmt(&b, f, ap);
	va_end(ap);
	return b.s;
}

char *
tempfmt(const char *f, ...)
{
	static struct buf turn[8];
	static size_t n;
	struct buf *b = &turn[n++ % LEN(turn)];
	va_list ap;

	va_start(ap, f);
	bufclear(b);
	bufvfmt(b, f, ap);
	va_end(ap);
	return b->s;
}

/* merge sort */

struct order {
	size_t size;
	int (*compare)(const void *, const void *);
	char *tmp;	/* room for half of the elements */
};

static void
halves(const struct order *o, char *v, size_t n)
{
	size_t left = n / 2, size = o->size;
	char *a = o->tmp, *b = v + left * size, *end = v + n * size;

	if (n < 2)
		return;
	halves(o, v, left);
	halves(o, b, n - left);
	if (o->compare(b - size, b) <= 0)
		return;		/* many arrays are sorted already */
	/* v never passes b; the rest of b is in its place */
	memcpy(a, v, left * size);
	for (; left > 0; v += size)
		if (b < end && o->compare(a, b) > 0) {
			memcpy(v, b, size);
			b += size;
		} else {
			memcpy(v, a, size);
			a += size;
			left--;
		}
}

void
sort(void *v, size_t n, size_t size,
    int (*compare)(const void *, const void *))
{
	struct order o;

	if (n < 2)
		return;
	o.size = size;
	o.compare = compare;
	o.tmp = xmalloc(n / 2 * size);
	halves(&o, v, n);
	free(o.tmp);
}

static int
byname(const void *a, const void *b)
{
	/* sort() has filled both.  NOLINTNEXTLINE(clang-analyzer-core.*) */
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void
sortnames(char *v[], size_t n)
{
	if (n > 1)
		sort(v, n, sizeof *v, byname);
}
