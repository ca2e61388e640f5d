/*
 * chart - a chart, then a NUL, then lines of a perf file
 *
 * JSON that is good can be walked to its end, a chart that is written is
 * good and is read as the same chart, and so is one with lines added.
 */
#include "base.h"
#include "format.h"
#include "fuzz.h"

/* how many values there are, all of them seen */
static size_t
walk(const char *p, const char *end)
{
	struct buf b = { 0 };
	const char *key, *value;
	size_t n = 1;

	p = jsonblanks(p);
	CLAIM(jsonskip(p) > p && jsonskip(p) <= end);
	if (*p == '"')
		jsonstring(p, &b);
	else if (*p == '{' || *p == '[')
		while (jsonnext(&p, &key, &value)) {
			bufclear(&b);
			if (key)
				jsonstring(key, &b);
			n += walk(value, end);
		}
	buffree(&b);
	return n;
}

/* the chart's text, from a chart; 0: it is none */
static int
written(struct buf *b, const char *json)
{
	struct series s = { 0 };
	struct buf why = { 0 };
	int ok = seriesparse(&s, json, &why) == 0;

	if (ok)
		seriestext(&s, b);
	seriesfree(&s);
	buffree(&why);
	return ok;
}

/* what was written as a chart is one, and stays as it is */
static void
settled(const struct buf *a)
{
	struct buf b = { 0 }, why = { 0 };
	char *copy = copyof(a->s, a->len);

	CLAIM(jsoncheck(copy, a->len, &why) == 0);
	CLAIM(written(&b, copy));
	CLAIM(same(a, &b));
	free(copy);
	buffree(&b);
	buffree(&why);
}

static void
withlines(const char *json, const char *s, size_t n)
{
	struct series series = { 0 };
	struct buf b = { 0 }, why = { 0 };
	size_t len;
	int ok = seriesparse(&series, json, &why) == 0;

	for (; ok && n > 0; s += len, n -= len) {
		len = linelen(s, n);
		ok = seriesadd(&series, s, len, &why) == 0;
		len += len < n;
	}
	if (ok) {
		seriestext(&series, &b);
		settled(&b);
	}
	CLAIM(ok || why.len > 0);
	seriesfree(&series);
	buffree(&b);
	buffree(&why);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const char *s = (const char *)data;
	const char *nul = n ? memchr(s, '\0', n) : NULL;
	size_t len = nul ? (size_t)(nul - s) : n;
	char *json = copyof(s, len), *lines = nul ? copyof(nul + 1,
	    n - len - 1) : NULL;
	struct buf b = { 0 }, why = { 0 };

	if (jsoncheck(json, len, &why) == 0) {
		CLAIM(why.len == 0);
		walk(json, json + len);
		if (written(&b, json)) {
			settled(&b);
			if (lines)
				withlines(json, lines, n - len - 1);
		}
	} else {
		CLAIM(why.len > 0);
	}
	free(json);
	free(lines);
	buffree(&b);
	buffree(&why);
	return 0;
}
