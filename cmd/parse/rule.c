/* rule.c - a rule that finds one value in a benchmark's output */
#include <stdlib.h>
#include <string.h>

#include "format.h"
#include "local.h"

#define SPACE	" \t\r"

/* cut off the next word and the blanks after it */
static char *
word(char **p)
{
	char *s = *p;

	*p += strcspn(s, SPACE);
	if (**p)
		*(*p)++ = '\0';
	*p += strspn(*p, SPACE);
	return s;
}

/* the same for a word or a text in quotes; NULL: no closing quote */
static char *
quoted(char **p)
{
	char *end, *s = *p + 1;

	if (**p != '"')
		return word(p);
	if (!(end = strchr(s, '"')))
		return NULL;
	*end++ = '\0';
	*p = end + strspn(end, SPACE);
	return s;
}

static int
wrong(struct buf *why, const char *what)
{
	bufputs(why, what);
	return -1;
}

/* rank of a byte by its frequency in texts; larger is more frequent */
static int
frequency(int c)
{
	if (c == ' ')
		return 9;
	if ((c >= '0' && c <= '9') || strchr("aeinorst", c))
		return 7;
	if ((c >= 'a' && c <= 'z') || strchr(".:,=-", c))
		return 5;
	return c >= 'A' && c <= 'Z' ? 2 : 1;
}

static void
pickrare(struct rule *r)
{
	const char *s = r->literal.s;
	size_t i;

	for (i = r->rare = 0; i < r->literal.len; i++)
		if (frequency((unsigned char)s[i]) <
		    frequency((unsigned char)s[r->rare]))
			r->rare = i;
}

int
rulemay(const struct rule *r, const char *s, size_t n)
{
	const char *end, *p;

	if (r->literal.len == 0)
		return 1;
	if (n < r->literal.len)
		return 0;
	p = s + r->rare;
	end = s + n - (r->literal.len - 1 - r->rare);
	for (; (p = memchr(p, r->literal.s[r->rare], end - p)); p++)
		if (memcmp(p - r->rare, r->literal.s, r->literal.len) == 0)
			return 1;
	return 0;
}

/* as regerror(3), with the same messages in each libc */
static const char *
complaint(int err)
{
	switch (err) {
	case REG_ECOLLATE: return "unknown collating element";
	case REG_ECTYPE: return "unknown character class";
	case REG_EESCAPE: return "trailing backslash";
	case REG_EBRACK: return "unmatched [ or [^";
	case REG_EPAREN: return "unmatched ( or )";
	case REG_EBRACE: return "unmatched {";
	case REG_BADBR: return "bad repetition in {}";
	case REG_ERANGE: return "bad range";
	case REG_ESPACE: return "out of memory";
	case REG_BADRPT: return "nothing before *, + or ?";
	}
	return "not a regular expression";
}

static int
compile(struct rule *r, const char *regex, struct buf *why)
{
	int err = regcomp(&r->re, regex, REG_EXTENDED);

	if (err) {
		buffmt(why, "regex '%s': %s", regex, complaint(err));
		return -1;
	}
	if (r->form == REGEX && r->re.re_nsub != 1) {
		buffmt(why, "regex '%s': want one group (...), not %zu",
		    regex, r->re.re_nsub);
		regfree(&r->re);
		return -1;
	}
	return 0;
}

/* parse the rest of a rule after the direction */
static int
readform(struct rule *r, char *p, struct buf *why)
{
	const char *msg;
	char *form, *text;

	r->form = REGEX;
	if (*p != '@') {
		if (compile(r, p, why) < 0)
			return -1;
		bufliteral(&r->literal, p);
		return 0;
	}
	form = word(&p);
	if (strcmp(form, "@table") == 0) {
		r->form = TABLE;
		if (!(text = quoted(&p)) || !*text)
			return wrong(why, "want @table HEADER [REGEX]");
		r->text = xstrdup(text);
		bufputs(&r->literal, text);
		r->anyrow = !*p;
		return *p ? compile(r, p, why) : 0;
	}
	if (strcmp(form, "@json") != 0)
		return wrong(why, "want a regex, @table or @json");
	r->form = JSON;
	if (!*p)
		return wrong(why, "want @json PATH");
	if ((msg = pathwrong(p))) {
		buffmt(why, "path '%s': %s", p, msg);
		return -1;
	}
	r->text = xstrdup(p);
	return 0;
}

/* parse units*factor */
static int
readunits(struct rule *r, char *s, struct buf *why)
{
	char *star = strrchr(s, '*');

	r->factor = 1;
	if (star) {
		*star++ = '\0';
		if (!decimal(star, strlen(star), &r->factor) ||
		    r->factor == 0) {
			buffmt(why, "factor '%s': want a number that is "
			    "not 0", star);
			return -1;
		}
	}
	r->units = strcmp(s, "-") == 0 || !*s ? NULL : xstrdup(s);
	return 0;
}

/* parse name, units, direction; the rest of the line, or NULL */
static char *
readhead(struct rule *r, char *p, struct buf *why)
{
	char *name = word(&p), *units = word(&p), *way = word(&p);
	size_t n = strlen(name);
	const char *msg;

	if (!*p) {
		bufputs(why, "want NAME UNITS up|down REGEX");
		return NULL;
	}
	if ((r->optional = n > 0 && name[n - 1] == '?'))
		name[--n] = '\0';
	if (n == 0) {
		bufputs(why, "want a name");
		return NULL;
	}
	r->name = xstrdup(name);
	if (readunits(r, units, why) < 0)
		return NULL;
	if ((msg = perfrefused(n, r->units ? strlen(r->units) : 0, ""))) {
		bufputs(why, msg);
		return NULL;
	}
	r->up = strcmp(way, "up") == 0;
	if (r->up || strcmp(way, "down") == 0)
		return p;
	buffmt(why, "direction '%s': want up or down", way);
	return NULL;
}

int
ruleread(struct rule *r, char *line, struct buf *why)
{
	size_t n = strlen(line);
	char *p = line;

	memset(r, 0, sizeof *r);
	while (n > 0 && strchr(SPACE, line[n - 1]))
		line[--n] = '\0';
	p += strspn(p, SPACE);
	if (!*p || *p == '#')
		return 0;
	if (!(p = readhead(r, p, why)) || readform(r, p, why) < 0) {
		/* r->re is not compiled */
		r->form = JSON;
		rulefree(r);
		return -1;
	}
	pickrare(r);
	return 1;
}

void
rulefree(struct rule *r)
{
	if (r->form == REGEX || (r->form == TABLE && !r->anyrow))
		regfree(&r->re);
	free(r->name);
	free(r->units);
	free(r->text);
	buffree(&r->literal);
	buffree(&r->values);
	buffree(&r->none);
}
