/*
 * fuzz.h - what the targets have in common; needs buf.c before it
 *
 * A target gets any bytes.  Beside what the sanitizers see, it claims
 * something of the parser; a claim that is false ends it, and libFuzzer
 * keeps the bytes.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

#define CLAIM(true)	((true) ? (void)0 : abort())

/* a copy that ends where its memory ends, with a NUL behind it */
static inline char *
copyof(const void *s, size_t n)
{
	char *copy = xmalloc(n + 1);

	memcpy(copy, s, n);
	copy[n] = '\0';
	return copy;
}

static inline int
same(const struct buf *a, const struct buf *b)
{
	return a->len == b->len &&
	    (a->len == 0 || memcmp(a->s, b->s, a->len) == 0);
}

/* the length of the line at s, n bytes being left */
static inline size_t
linelen(const char *s, size_t n)
{
	const char *nl = memchr(s, '\n', n);

	return nl ? (size_t)(nl - s) : n;
}

#ifdef AT_FORMAT_H
static inline void
pairsfree(struct pairs *p)
{
	while (p->n > 0) {
		free(p->v[--p->n].name);
		free(p->v[p->n].value);
	}
	free(p->v);
}
#endif
