/* literal.c - a text that each match of a regular expression contains */
#include <string.h>

#include "local.h"

/* the end of the bracket expression at p */
static const char *
skipbracket(const char *p)
{
	char c;

	p++;
	p += *p == '^';
	p += *p == ']';
	for (; *p && *p != ']'; p++) {
		if (*p != '[' || !p[1] || !strchr(".:=", p[1]))
			continue;
		c = p[1];
		for (p += 2; *p && (*p != c || p[1] != ']'); p++)
			continue;
		if (!*p)
			return p;
		p++;
	}
	return p + (*p != '\0');
}

/* the end of the group at p */
static const char *
skipgroup(const char *p)
{
	int depth = 0;

	do {
		if (*p == '[') {
			p = skipbracket(p);
			continue;
		}
		depth += (*p == '(') - (*p == ')');
		p += *p == '\\' && p[1] ? 2 : 1;
	} while (depth > 0 && *p);
	return p;
}

/*
 * The end of the atom at p; *byte is the byte it matches, or -1.  A
 * backslash before other bytes has a special meaning in some libraries.
 */
static const char *
atom(const char *p, int *byte)
{
	*byte = -1;
	switch (*p) {
	case '(':
		return skipgroup(p);
	case '[':
		return skipbracket(p);
	case '\\':
		if (p[1] && strchr("\\.[](){}*+?^$|/-", p[1]))
			*byte = (unsigned char)p[1];
		return p + (p[1] ? 2 : 1);
	case '.': case '^': case '$': case '*': case '+': case '?': case '{':
		return p + 1;
	}
	*byte = (unsigned char)*p;
	return p + 1;
}

/* the end of the quantifiers at p; *least is the least repetition, 0 or 1 */
static const char *
quantifiers(const char *p, int *least, int *any)
{
	*least = 1;
	*any = 0;
	for (; *p && strchr("*+?{", *p); *any = 1) {
		if (*p != '+')
			*least = 0;
		if (*p == '{')
			p += strcspn(p, "}");
		p += *p != '\0';
	}
	return p;
}

void
bufliteral(struct buf *b, const char *p)
{
	struct buf run = { 0 };
	size_t begin = b->len;
	int any, byte, least;

	bufclear(&run);
	while (*p && *p != '|') {
		p = quantifiers(atom(p, &byte), &least, &any);
		if (byte >= 0 && least > 0)
			bufputc(&run, byte);
		if (run.len > b->len - begin) {
			b->len = begin;
			bufadd(b, run.s, run.len);
		}
		if (byte < 0 || any)
			bufclear(&run);
	}
	/* of several branches, none is certain to match */
	if (*p)
		b->len = begin;
	buffree(&run);
}
