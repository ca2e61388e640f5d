/*
 * results - a file of records, as at-report reads what a test left
 *
 * Reading it twice gives the same numbers; a blank line more at its end
 * changes nothing.  The bytes are the end of a test's log, too.
 */
#include <stdio.h>
#include <unistd.h>

#include "base.h"
#include "format.h"
#include "fuzz.h"

static size_t
readagain(const char *s, size_t n, struct numberslist *l)
{
	FILE *f = tmpfile();
	size_t records;

	CLAIM(f && (n == 0 || fwrite(s, n, 1, f) == 1) && fflush(f) == 0);
	CLAIM(lseek(fileno(f), 0, SEEK_SET) == 0);
	records = readrecords(fileno(f), "records", l);
	fclose(f);
	return records;
}

static void
alike(const struct numberslist *a, const struct numberslist *b)
{
	size_t i, k;

	CLAIM(a->n == b->n);
	for (i = 0; i < a->n; i++) {
		CLAIM(same(&a->s[i].name, &b->s[i].name));
		CLAIM(a->s[i].n == b->s[i].n);
		for (k = 0; k < a->s[i].n; k++)
			CLAIM(a->s[i].v[k] == b->s[i].v[k] ||
			    a->s[i].v[k] != a->s[i].v[k]);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct numberslist a, b;	/* their memory is used again */
	struct buf tail = { 0 };
	unsigned long iterations;
	long long ns;
	size_t records;
	char *copy;

	a.n = b.n = 0;
	records = readagain((const char *)data, n, &a);
	copy = copyof(data, n);
	/* unless it ends in a torn line, which this would make whole */
	if (n > 0 && copy[n - 1] == '\n') {
		copy[n] = '\n';
		CLAIM(readagain(copy, n + 1, &b) == records);
	} else
		CLAIM(readagain(copy, n, &b) == records);
	alike(&a, &b);
	bufadd(&tail, (const char *)data, n);
	if (logtrailer(&tail, &iterations, &ns))
		CLAIM(ns >= 0);
	buffree(&tail);
	free(copy);
	return 0;
}
