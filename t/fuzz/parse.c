/*
 * parse - a rule, a newline, then a text for it
 *
 * What is found are numbers that a line of a perf file may hold.  A rule
 * finds the same whether its literal is looked for first or not, and with
 * the text's last newline or without.
 */
#include "base.h"
#include "format.h"
#include "../../cmd/parse/local.h"
#include "fuzz.h"

#define RULEMAX	200
#define REPEATS	8		/* + and ?; glibc takes long for many */

/* all that the rule finds in the text */
static void
found(struct rule *r, const char *s, size_t n)
{
	struct scan c = { .rule = r, .n = 1, .name = "text" };
	char *line;
	size_t len;

	c.json = r->form == JSON;
	for (; n > 0; s += len, n -= len) {
		len = linelen(s, n);
		line = copyof(s, len);
		c.line++;
		c.lineno++;
		scanline(&c, line, len);
		free(line);
		len += len < n;
	}
	scanend(&c);
	buffree(&c.why);
	buffree(&c.broken);
}

static void
numbers(const struct rule *r)
{
	struct buf why = { 0 };
	struct perfline l;
	struct span v;
	unsigned long n = 0;
	char *line = strfmt("v\t%s", r->n ? r->values.s : ",");
	double d;

	CLAIM(perfcut(&l, line, strlen(line), &why) == 0);
	for (; perfnext(&l, &v); n++)
		CLAIM(decimal(v.s, v.n, &d));
	CLAIM(n == r->n);
	free(line);
	buffree(&why);
}

/* libc's regcomp is not what is tested: little that it repeats */
static int
heavy(const char *s, size_t n)
{
	size_t repeats = 0;

	if (n > RULEMAX || memchr(s, '{', n) || memchr(s, '*', n))
		return 1;
	for (; n > 0; n--)
		repeats += s[n - 1] == '+' || s[n - 1] == '?';
	return repeats > REPEATS;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const char *s = (const char *)data;
	size_t len = n ? linelen(s, n) : 0;
	char *line = copyof(s, len), *again = copyof(s, len);
	struct buf why = { 0 };
	struct rule a, b;
	int got;

	got = heavy(s, len) ? 0 : ruleread(&a, line, &why);
	CLAIM((got < 0) == (why.len > 0));
	if (got > 0) {
		CLAIM(ruleread(&b, again, &why) == 1);
		buffree(&b.literal);
		len += len < n;
		found(&a, s + len, n - len);
		if (n > len && s[n - 1] == '\n' && !(n > len + 1 && s[n - 2] == '\r'))
			n--;
		found(&b, s + len, n - len);
		numbers(&a);
		CLAIM(a.n == b.n && same(&a.values, &b.values));
		rulefree(&a);
		rulefree(&b);
	}
	free(line);
	free(again);
	buffree(&why);
	return 0;
}
