/* local.h - what at-parse alone needs */
#ifndef AT_PARSE_LOCAL_H
#define AT_PARSE_LOCAL_H

#include <sys/types.h>

#include <regex.h>
#include <stddef.h>

#include "base.h"

/*
 * column.c - the cells below a header, in a table as programs print it
 *
 * A header is a text between blanks, or between two of TAB , ; | which
 * then are what its cells are apart by.  With blanks, a row of as many
 * words as the header's line has its cells in the same order; in any
 * other row the cell is the word that stands below the header.
 */

struct column {
	size_t begin, end;	/* of the header in its line */
	size_t index;		/* its cell, from 0 */
	size_t words;		/* in its line; 0: go by place */
	int sep;		/* or 0 for blanks */
};

/* find the header in a line; 1 and the column, or 0 and nothing of use */
int columnfind(struct column *, const char *header, const char *s, size_t n);

/* the row's cell, n bytes of it, without blanks around it; or NULL */
const char *columncell(const struct column *, const char *s, size_t len,
    size_t *n);

/*
 * figure.c - numbers as benchmarks print them
 *
 * Decimal numbers (num.c), and also: a decimal comma, `0,243'; thousands
 * apart, `1,234,567' or `1.234,5', by whatever separator is not the last
 * one, or is there twice; behind it, blanks or not, an SI prefix, `12.3k'
 * or `54.7 u', or a binary one, `48.1Mi'.  One comma alone is decimal.
 */

/*
 * The number times factor, appended to b: as it came if nothing changes,
 * else with 15 digits.  1, or 0 for what is no number, or none that is
 * finite.
 */
int buffigure(struct buf *b, const char *s, size_t n, double factor);

/*
 * Does it say that there is no value?  Nothing, or something in angle
 * brackets as perf(1) has it (`<not supported>'), -, --, n/a, nan, inf,
 * null, in capitals or not.
 */
int novalue(const char *s, size_t n);

/* literal.c - a text that all matches of a regular expression contain */

/*
 * The longest run of bytes without which the POSIX extended regular
 * expression cannot match, appended to b; nothing, if none is certain.
 * Looking for it first spares most calls of regexec(3).
 */
void bufliteral(struct buf *b, const char *ere);

/*
 * rule.c - how one value is found in a benchmark's output, see at-parse(1)
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
	regex_t re;		/* REGEX; TABLE: of a row */
	int anyrow;		/* TABLE without REGEX */
	char *text;		/* HEADER or PATH */
	struct buf literal;	/* no line is of interest without it */
	size_t rare;		/* the byte of it to look for */

	/* what was found so far */
	struct buf values;	/* apart by commas */
	struct buf none;	/* the last value that was none */
	unsigned long n;
	unsigned long line;	/* the line that the last one is of, */
	size_t before;		/* and the bytes of values before it */
	struct column column;
	int intable;
};

/*
 * Read a line, which is cut up.  1, or 0 for a blank one or a comment, or
 * -1 and what is wrong appended to why.
 */
int ruleread(struct rule *, char *line, struct buf *why);

/* do these bytes contain the literal, if there is one? */
int rulemay(const struct rule *, const char *s, size_t n);

/* give everything back */
void rulefree(struct rule *);

/*
 * scan.c - find the values of all rules in a text, line by line
 *
 * Nothing of the text is kept but what was found, and a JSON document
 * while it is read: from a line that begins with { or [ on to the bracket
 * that closes it.  Needs rule.c before it.
 */

struct scan {
	struct rule *rule;
	size_t n;
	const char *name;	/* of the text, for messages */
	unsigned long line;	/* over all texts */
	unsigned long lineno;	/* in this one; the caller counts both */
	int json;		/* there are rules for it */

	struct buf doc;		/* a document so far */
	unsigned long docline;
	int depth, string, escape;

	struct buf why;		/* what could not be understood, or empty */
	struct buf broken;	/* the first document that is none */
};

/*
 * The next line, n bytes that end in a NUL; it may be changed.  A value
 * that is no number is told in why.
 */
void scanline(struct scan *, char *s, size_t n);

/* the text is over: so are its tables and documents */
void scanend(struct scan *);

#endif
