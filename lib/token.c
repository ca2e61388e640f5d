/* token.c - the words of an expression */
#include <string.h>

#include "buf.h"
#include "token.h"

static const struct {
	const char *word;
	enum token token;
} words[] = {
	{ "+", TPLUS }, { "-", TMINUS }, { "*", TSTAR }, { "/", TSLASH },
	{ "//", TFLOOR }, { "%", TPERCENT }, { "**", TPOWER },
	{ "<", TLT }, { "<=", TLE }, { "==", TEQ }, { "!=", TNE },
	{ ">", TGT }, { ">=", TGE },
	{ "in", TIN }, { "not", TNOT }, { "and", TAND }, { "or", TOR },
	{ "if", TIF }, { "else", TELSE },
	{ "True", TTRUE }, { "False", TFALSE },
	{ "(", TOPEN }, { ")", TCLOSE }, { ",", TCOMMA },
};

static int
digitok(int c)
{
	return c >= '0' && c <= '9';
}

static int
namebyteok(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	    digitok(c);
}

/* one of the bytes that are written together in a comparison */
static int
relationok(int c)
{
	return c && strchr("<>=!&|^~", c);
}

static void
bad(struct lexer *l, const char *why)
{
	l->token = TBAD;
	l->why = why;
}

/* the first byte that is no blank; a comment is blank */
static size_t
skipblanks(const char *s, size_t i, int newlines)
{
	for (;; i++) {
		if (s[i] == '#')
			i += strcspn(s + i, "\n");
		if (s[i] == '\\' && s[i + 1] == '\n')
			i++;
		else if (s[i] == '\0' || !strchr(" \t\r\f", s[i]))
			if (s[i] != '\n' || !newlines)
				return i;
	}
}

/* the word that the n bytes are, else other */
static enum token
wordtoken(const char *s, size_t n, enum token other)
{
	size_t i;

	for (i = 0; i < LEN(words); i++)
		if (strlen(words[i].word) == n &&
		    memcmp(words[i].word, s, n) == 0)
			return words[i].token;
	return other;
}

/* what begins with a digit, up to where a name or number could not go on */
static size_t
numberspan(const char *s)
{
	size_t i = 0;

	while (namebyteok((unsigned char)s[i]) || s[i] == '.' ||
	    ((s[i] == '+' || s[i] == '-') && i > 0 &&
	    (s[i - 1] == 'e' || s[i - 1] == 'E')))
		i++;
	return i;
}

static size_t
stringspan(const char *s)
{
	size_t i;

	for (i = 1; s[i] && s[i] != '\n' && s[i] != *s; i++)
		if (s[i] == '\\' && s[i + 1])
			i++;
	return s[i] == *s ? i + 1 : 0;
}

static size_t
span(const char *s, int (*ok)(int))
{
	size_t i = 0;

	while (ok((unsigned char)s[i]))
		i++;
	return i;
}

static int
highok(int c)
{
	return c >= 0x80;
}

static void
word(struct lexer *l, const char *s)
{
	if (digitok(*s) || (*s == '.' && digitok(s[1]))) {
		l->n = numberspan(s);
		l->token = TNUMBER;
	} else if (namebyteok((unsigned char)*s)) {
		l->n = span(s, namebyteok);
		l->token = wordtoken(s, l->n, TNAME);
	} else if (*s == '"' || *s == '\'') {
		l->token = TSTRING;
		if (!(l->n = stringspan(s)))
			bad(l, "text without its closing quote");
	} else if (relationok(*s)) {
		l->n = span(s, relationok);
		if ((l->token = wordtoken(s, l->n, TBAD)) == TBAD)
			bad(l, "unknown operator");
	} else {
		/* two bytes if that is an operator, else one */
		l->n = 2;
		if (!s[1] || (l->token = wordtoken(s, 2, TBAD)) == TBAD)
			l->token = wordtoken(s, l->n = 1, TBAD);
		if (l->token == TBAD) {
			if (highok((unsigned char)*s))
				l->n = span(s, highok);
			bad(l, "unexpected");
		}
	}
}

void
lex(struct lexer *l)
{
	const char *s;

	if (l->token == TBAD)
		return;
	/* an expression is one line, but for newlines around it */
	l->at = skipblanks(l->text, l->next, l->depth > 0 || l->next == 0);
	s = l->text + l->at;
	if (*s == '\n' && !s[skipblanks(s, 0, 1)])
		s += strlen(s);
	l->n = 0;
	if (!*s)
		l->token = TEND;
	else if (*s == '\n')
		bad(l, "a newline outside parentheses");
	else
		word(l, s);
	l->depth += l->token == TOPEN;
	l->depth -= l->token == TCLOSE && l->depth > 0;
	l->next = l->at + l->n;
}

static int
hexdigit(int c)
{
	static const char digits[] = "0123456789abcdef";
	const char *p;

	if (c >= 'A' && c <= 'F')
		c += 'a' - 'A';
	return c && (p = strchr(digits, c)) ? (int)(p - digits) : -1;
}

const char *
unquote(struct lexer *l, struct buf *b)
{
	static const char from[] = "\\'\"ntr", to[] = "\\'\"\n\t\r";
	const char *s = l->text + l->at + 1, *e = l->text + l->next - 1, *p;

	for (; s < e; s++) {
		if (*s != '\\') {
			bufputc(b, *s);
		} else if (*++s == 'x' && hexdigit(s[1]) >= 0 &&
		    hexdigit(s[2]) >= 0) {
			bufputc(b, hexdigit(s[1]) * 16 + hexdigit(s[2]));
			s += 2;
		} else if ((p = strchr(from, *s))) {
			bufputc(b, to[p - from]);
		} else if (*s != '\n') {
			l->at = s - 1 - l->text;
			l->n = 2;
			return "unknown escape";
		}
	}
	return NULL;
}
