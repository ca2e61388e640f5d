/*
 * perf - lines of a perf file
 *
 * A line that is cut up and written again is written the same from then
 * on; a number is written as the double that it is, in its own words.
 */
#include "base.h"
#include "format.h"
#include "fuzz.h"

static void
value(const char *s, size_t n)
{
	struct buf a = { 0 }, b = { 0 };
	double d, e;

	if (bufnumber(&a, s, n)) {
		CLAIM(decimal(s, n, &d) && decimal(a.s, a.len, &e));
		CLAIM(memcmp(&d, &e, sizeof d) == 0);
		bufdouble(&b, d);
		CLAIM(same(&a, &b));
	} else {
		CLAIM(!decimal(s, n, &d));
	}
	buffree(&a);
	buffree(&b);
}

/* the line again, if all its values are taken */
static int
written(struct buf *b, const char *s, size_t n)
{
	struct perfline l = { 0 };
	struct buf values = { 0 }, why = { 0 };
	struct span v;
	int ok = perfcut(&l, s, n, &why) == 0;

	CLAIM(ok == (why.len == 0));
	bufclear(&values);
	while (ok && perfnext(&l, &v)) {
		CLAIM(v.s >= s && v.s + v.n <= s + n);
		value(v.s, v.n);
		ok = !perfvalue(&values, v.s, v.n);
	}
	if (ok)
		bufperfline(b, &l, values.s, "_");
	buffree(&values);
	buffree(&why);
	return ok;
}

static void
line(const char *s, size_t n)
{
	char *copy = copyof(s, n), *again;
	struct buf a = { 0 }, b = { 0 };

	if (written(&a, copy, n)) {
		again = copyof(a.s, --a.len);
		CLAIM(linelen(again, a.len) == a.len);
		CLAIM(written(&b, again, a.len));
		b.len--;
		CLAIM(same(&a, &b));
		free(again);
	}
	free(copy);
	buffree(&a);
	buffree(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const char *s = (const char *)data;
	size_t len;

	for (; n > 0; s += len, n -= len) {
		len = linelen(s, n);
		line(s, len);
		len += len < n;
	}
	return 0;
}
