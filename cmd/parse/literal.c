/* literal.c - a text that all matches of a regular expression contain */
#include <string.h>

#include "base.h"
#include "local.h"

/* behind the bracket expression at p */
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

/* behind the group at p */
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
 * Behind the atom at p; the byte it stands for, or -1.  Before letters
 * and a few others a backslash has a meaning of its own in some libraries.
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

/* behind the quantifiers at p; the least that all of them ask for */
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
	/* one branch of several need not match */
	if (*p)
		b->len = begin;
	buffree(&run);
}
