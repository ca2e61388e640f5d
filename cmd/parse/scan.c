/* scan.c - find the values of all rules in a text, line by line */
#include <string.h>

#include "local.h"

#define SHOWN	60		/* bytes shown of a bad value, at most */

/* argument of jsonvalue() */
struct target {
	struct scan *scan;
	struct rule *rule;
	int several;		/* 1: a line may have several values */
};

/*
 * Keep a value.  Of values that a carriage return overwrites on the screen,
 * the last one counts.
 */
static void
keep(struct scan *c, struct rule *r, const char *s, size_t n, int several)
{
	struct buf *b = &r->values;

	if (novalue(s, n)) {
		bufclear(&r->none);
		bufadd(&r->none, s, n < SHOWN ? n : SHOWN);
		return;
	}
	if (r->n > 0 && r->line == c->line && !several) {
		bufshorten(b, r->before);
		r->n--;
	}
	r->before = b->len;
	r->line = c->line;
	if (r->n > 0)
		bufputc(b, ',');
	if (buffigure(b, s, n, r->factor)) {
		r->n++;
		return;
	}
	bufshorten(b, r->before);
	r->line = 0;	/* the next value replaces none */
	if (c->why.len == 0)
		buffmt(&c->why, "%s:%lu: %s: value '%.*s': want a number",
		    c->name, c->lineno, r->name,
		    (int)(n < SHOWN ? n : SHOWN), s);
}

static void
regexline(struct scan *c, struct rule *r, const char *s)
{
	regmatch_t m[2];

	if (regexec(&r->re, s, 2, m, 0) != 0)
		return;
	if (m[1].rm_so < 0)
		keep(c, r, "", 0, 0);
	else
		keep(c, r, s + m[1].rm_so, m[1].rm_eo - m[1].rm_so, 0);
}

/* a table begins with its header line and ends at an empty line */
static void
tableline(struct scan *c, struct rule *r, const char *s, size_t n)
{
	struct column column;
	const char *cell;
	size_t len;

	if (rulemay(r, s, n) && columnfind(&column, r->text, s, n)) {
		r->column = column;
		r->intable = 1;
		return;
	}
	if (!r->intable)
		return;
	if (s[strspn(s, " \t")] == '\0') {
		r->intable = 0;
		return;
	}
	if (!r->anyrow && regexec(&r->re, s, 0, NULL, 0) != 0)
		return;
	if (!(cell = columncell(&r->column, s, n, &len)))
		return;
	/* lines of dashes, for example */
	if (r->anyrow && strcspn(cell, "0123456789") >= len)
		return;
	keep(c, r, cell, len, 0);
}

/* scan a part of a line between carriage returns */
static void
segment(struct scan *c, const char *s, size_t n)
{
	struct rule *r;

	for (r = c->rule; r < c->rule + c->n; r++)
		if (r->form == TABLE)
			tableline(c, r, s, n);
		else if (r->form == REGEX && rulemay(r, s, n))
			regexline(c, r, s);
}

static void
jsonvalue(void *arg, const char *value)
{
	struct target *t = arg;
	struct buf b = { 0 };

	bufclear(&b);
	jsonstring(value, &b);
	keep(t->scan, t->rule, b.s, b.len, t->several);
	buffree(&b);
	t->several = 1;
}

static void
broken(struct scan *c, const char *why)
{
	if (c->broken.len == 0)
		buffmt(&c->broken, "JSON at %s:%lu: %s", c->name, c->docline,
		    why);
}

static void
document(struct scan *c)
{
	struct buf why = { 0 };
	struct target t;
	size_t i;

	if (jsoncheck(c->doc.s, c->doc.len, &why) < 0) {
		broken(c, why.s);
		buffree(&why);
		return;
	}
	t.scan = c;
	t.several = 1;
	for (i = 0; i < c->n; i++) {
		t.rule = c->rule + i;
		if (t.rule->form == JSON)
			pathwalk(c->doc.s, t.rule->text, jsonvalue, &t);
	}
}

/* 1 if a document begins here; `[  5] text' is no document */
static int
begins(const char *s)
{
	s += strspn(s, " \t");
	if (*s != '{' && *s != '[')
		return 0;
	s += 1 + strspn(s + 1, " \t\r");
	return *s == '\0' || strchr("{}[]\"", *s) != NULL;
}

/* follow brackets and strings; the end of the document, or NULL */
static const char *
follow(struct scan *c, const char *s)
{
	for (; *s; s++) {
		if (c->escape)
			c->escape = 0;
		else if (*s == '\\')
			c->escape = c->string;
		else if (*s == '"')
			c->string = !c->string;
		else if (c->string)
			continue;
		else if (*s == '{' || *s == '[')
			c->depth++;
		else if ((*s == '}' || *s == ']') && --c->depth <= 0)
			return s + 1;
	}
	return NULL;
}

static void
forget(struct scan *c)
{
	buffree(&c->doc);
	c->depth = c->string = c->escape = 0;
}

static void
jsonline(struct scan *c, const char *s, size_t n)
{
	const char *end;

	if (c->doc.len == 0) {
		if (!begins(s))
			return;
		c->docline = c->lineno;
	}
	end = follow(c, s);
	bufadd(&c->doc, s, end ? (size_t)(end - s) : n);
	if (end) {
		document(c);
		forget(c);
	} else {
		bufputc(&c->doc, '\n');
	}
}

void
scanline(struct scan *c, char *s, size_t n)
{
	char *cr, *end = s + n;

	if (c->json)
		jsonline(c, s, n);
	if (n > 0 && end[-1] == '\r')
		*--end = '\0';
	for (; (cr = memchr(s, '\r', end - s)); s = cr + 1) {
		*cr = '\0';
		segment(c, s, cr - s);
	}
	segment(c, s, end - s);
}

void
scanend(struct scan *c)
{
	size_t i;

	for (i = 0; i < c->n; i++)
		c->rule[i].intable = 0;
	if (c->doc.len > 0)
		broken(c, "it does not end");
	forget(c);
}
