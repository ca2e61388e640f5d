/*
 * rule.h - how one value is found in a benchmark's output, see at-parse(1)
 *
 *	name[?]  units[*factor]  up|down  REGEX
 *	name[?]  units[*factor]  up|down  @table HEADER [REGEX]
 *	name[?]  units[*factor]  up|down  @json PATH
 */
#include <sys/types.h>

#include <regex.h>
#include <stddef.h>

#include "buf.h"
#include "column.h"

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
