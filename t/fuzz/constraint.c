/*
 * constraint - an expression, then a NUL, then key=value lines
 *
 * What it comes to is the same each time, and in parentheses; `not' turns
 * it round.
 */
#include "base.h"
#include "expr.h"
#include "fuzz.h"

static void
set(struct symbols *t, const char *s, size_t n)
{
	size_t key, len;

	for (; n > 0; s += len, n -= len) {
		len = linelen(s, n);
		for (key = 0; key < len && s[key] != '='; key++)
			continue;
		if (key < len)
			symbolset(t, s, key, s + key + 1, len - key - 1);
		len += len < n;
	}
}

static void
forget(struct symbols *t)
{
	size_t i;

	for (i = 0; i < t->n; i++) {
		free(t->v[i].name);
		free(t->v[i].text);
		tallyfree(t->v[i].tally);
	}
	free(t->v);
	free(t->table);
}

/* 1, 0 or -1 as evaluate() has it; -2: it does not parse */
static int
outcome(const char *text, const char *lines, size_t n, struct buf *why)
{
	struct symbols symbols = { 0 };
	struct buf again = { 0 };
	struct expr *e = newexpr(text, &symbols, why);
	int r = -2;

	CLAIM(e ? why->len == 0 : why->len > 0);
	if (e) {
		set(&symbols, lines, n);
		symbolstally(&symbols);
		r = evaluate(e, &symbols, why);
		CLAIM((r < 0) == (why->len > 0));
		CLAIM(evaluate(e, &symbols, &again) == r);
		CLAIM(same(why, &again));
		freeexpr(e);
	}
	forget(&symbols);
	buffree(&again);
	return r;
}

/* the same with something around it, if that is the same expression */
static void
around(const char *format, const char *text, const char *lines, size_t n,
    int want)
{
	struct buf b = { 0 }, why = { 0 };
	int r;

	buffmt(&b, format, text);
	r = outcome(b.s, lines, n, &why);
	/* 200 deep is not 201 */
	CLAIM(r == want || (r == -2 && strstr(why.s, "deep")));
	buffree(&b);
	buffree(&why);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const char *s = (const char *)data;
	const char *nul = n ? memchr(s, '\0', n) : NULL;
	size_t len = nul ? (size_t)(nul - s) : n;
	char *text = copyof(s, len), *lines = nul ? copyof(nul + 1,
	    n - len - 1) : copyof("", 0);
	struct buf why = { 0 };
	int r;

	n = nul ? n - len - 1 : 0;
	r = outcome(text, lines, n, &why);
	if (r > -2 && !strpbrk(text, "#\\")) {
		around("(%s)", text, lines, n, r);
		around("not (%s)", text, lines, n, r < 0 ? r : !r);
	}
	free(text);
	free(lines);
	buffree(&why);
	return 0;
}
