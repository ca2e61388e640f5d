/*
 * rules - a file of rules, a blank line, then a text for all of them
 *
 * The rules find in the text together what each of them finds alone.
 */
#include "base.h"
#include "format.h"
#include "../../cmd/parse/local.h"
#include "fuzz.h"

#define RULES	8
#define RULEMAX	120
#define REPEATS	6		/* + and ?; glibc takes long for many */

static void
scanall(struct rule *rule, size_t rules, const char *s, size_t n)
{
	struct scan c = { .rule = rule, .n = rules, .name = "text" };
	size_t i, len;
	char *line;

	for (i = 0; i < rules; i++)
		c.json |= rule[i].form == JSON;
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
	struct rule all[RULES], alone[RULES];
	const char *s = (const char *)data;
	struct buf why = { 0 };
	size_t i, len, rules = 0;
	char *line;

	for (; n > 0 && *s != '\n' && rules < RULES; s += len, n -= len) {
		len = linelen(s, n);
		if (!heavy(s, len)) {
			line = copyof(s, len);
			if (ruleread(all + rules, line, &why) > 0) {
				free(line);
				line = copyof(s, len);
				CLAIM(ruleread(alone + rules, line, &why) == 1);
				rules++;
			}
			free(line);
		}
		len += len < n;
	}
	scanall(all, rules, s, n);
	for (i = 0; i < rules; i++) {
		scanall(alone + i, 1, s, n);
		CLAIM(all[i].n == alone[i].n &&
		    same(&all[i].values, &alone[i].values));
		rulefree(all + i);
		rulefree(alone + i);
	}
	buffree(&why);
	return 0;
}
