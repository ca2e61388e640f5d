/* sort.h - put things in order */
#include <stddef.h>

/*
 * As qsort(3), but what is equal keeps its order, so that it comes out
 * the same with every libc.
 */
void sort(void *, size_t n, size_t size,
    int (*compare)(const void *, const void *));
