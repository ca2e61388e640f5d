/* sort.c - put things in order */
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "sort.h"

struct order {
	size_t size;
	int (*compare)(const void *, const void *);
	char *tmp;	/* room for half of them */
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
		return;		/* much comes in order */
	/* v never overtakes b, nor is there anything to move once a is used */
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
