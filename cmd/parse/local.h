/* local.h - functions and types of at-parse */
#ifndef AT_PARSE_LOCAL_H
#define AT_PARSE_LOCAL_H

#include <regex.h>

#include "base.h"

/*
 * column.c - the cells below a header in a printed table
 *
 * A header is a text between blanks, or between two of TAB , ; | which
 * then separate the cells.  With blanks, a row with as many words as the
 * header line has its cells in the same order.  In any other row the cell
 * is the word below the header.
 */

struct column {
	size_t begin, end;	/* bytes of the header in its line */
	size_t index;		/* index of the cell in a row, from 0 */
	size_t words;		/* number in the header line; 0: by place */
	int sep;		/* separator; 0: blanks */
};

/* find the header in a line of n bytes; 1 and the column, or 0 */
int columnfind(struct column *, const char *header, const char *s, size_t n);

/* the cell of a row, *n bytes, without blanks around it; NULL: none */
const char *columncell(const struct column *, const char *s, size_t len,
    size_t *n);

/*
 * figure.c - numbers as benchmarks print them
 *
 * Decimal numbers (num.c), and also: a decimal comma, `0,243'; separated
 * thousands, `1,234,567' or `1.234,5'; an SI prefix, `12.3k' or `54.7 u';
 * a binary prefix, `48.1Mi'.  A separator of thousands occurs twice, or
 * another separator follows.  A single comma is decimal.
 */

/* 1 for a space or a tab; drop them at both ends */
int blank(int c);
void trim(const char **s, size_t *n);

/*
 * Append the number in n bytes times factor: unchanged if the product is
 * the same, else with 15 digits.  1; 0: no number, or not finite.
 */
int buffigure(struct buf *b, const char *s, size_t n, double factor);

/*
 * 1 if n bytes stand for a missing value: the empty text, a text in angle
 * brackets as in perf(1) (`<not supported>'), or -, --, n/a, nan, inf, null
 * in upper or lower case.
 */
int novalue(const char *s, size_t n);

/* literal.c - a text that each match of a regular expression contains */

/*
 * Append the longest text that each match of the POSIX extended regular
 * expression must contain; nothing if none is certain.  A search for this
 * text avoids most calls of regexec(3).
 */
void bufliteral(struct buf *b, const char *ere);

/*
 * rule.c - a rule that finds one value in a benchmark's output: at-parse(1)
 *
 *	name[?]  units[*factor]  up|down  REGEX
 *	name[?]  units[*factor]  up|down  @table HEADER [REGEX]
 *	name[?]  units[*factor]  up|down  @json PATH
 */

struct rule {
	char *name;
	char *units;		/* NULL: none */
	double factor;
	int up, optional;
	unsigned long lineno;	/* in the rules file */
	enum { REGEX, TABLE, JSON } form;
	regex_t re;		/* REGEX; TABLE: matches a row */
	int anyrow;		/* TABLE without REGEX */
	char *text;		/* HEADER or PATH */
	struct buf literal;	/* each matching line contains this text */
	size_t rare;		/* index of its rarest byte */

	/* values found so far */
	struct buf values;	/* separated by commas */
	struct buf none;	/* the last missing value, as novalue() */
	unsigned long n;
	unsigned long line;	/* the line of the last value */
	size_t before;		/* bytes in values before the last value */
	struct column column;
	int intable;
};

/*
 * Parse a line, which is changed.  1; 0: a blank line or a comment; -1: an
 * error, which is appended to why.
 */
int ruleread(struct rule *, char *line, struct buf *why);

/* 1 if n bytes contain the literal, or if there is none */
int rulemay(const struct rule *, const char *s, size_t n);

void rulefree(struct rule *);

/*
 * scan.c - find the values of all rules in a text, line by line
 *
 * Memory holds only the values found, and a JSON document until its end.  A
 * document begins in a line that starts with { or [ and ends at the closing
 * bracket.
 */

struct scan {
	struct rule *rule;
	size_t n;
	const char *name;	/* name of the text, for messages */
	unsigned long line;	/* number over all texts */
	unsigned long lineno;	/* in this text; the caller counts both */
	int json;		/* 1: a rule has the form JSON */

	struct buf doc;		/* the document so far */
	unsigned long docline;
	int depth, string, escape;

	struct buf why;		/* the first value that is no number */
	struct buf broken;	/* the first document with an error */
};

/*
 * Scan the next line, n bytes with a NUL after them, which may change.  The
 * first value that is not a number goes to why.
 */
void scanline(struct scan *, char *s, size_t n);

/* end the text, its tables and documents */
void scanend(struct scan *);

#endif
