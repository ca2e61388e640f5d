/*
 * perfline.h - a line of RESULTSDIR/perf: one value, or a list of them
 *
 * Columns, one TAB between two, those at the end may be missing:
 *
 *	name	value[,value...]	units	up|down	graph
 *
 * A comma makes a list: `5,' is a list of one value, `,' an empty one.
 * No units are null in the chart, `""' are empty ones.  No direction
 * means down.  The graph is the rest of the line.
 */
#include <stddef.h>

struct buf;

/* bytes of the line */
struct span {
	const char *s;
	size_t n;
};

struct perfline {
	struct span name, values;
	struct span units;	/* s is NULL: none, n is 0: empty ones */
	struct span graph;	/* n is 0: none */
	int list;	/* values has a comma */
	int up;		/* 1 up, 0 down, -1 not said */
	const char *at;	/* the value that comes next, or NULL */
};

/*
 * Cut up a line of n bytes, without its newline.  0, or -1 and what is
 * wrong added to why; values are not looked at.
 */
int perfcut(struct perfline *, const char *line, size_t n, struct buf *why);

/* the next value of the line; 0 when there are no more */
int perfnext(struct perfline *, struct span *value);

/*
 * A number as Python's repr writes the double that it is.  1, or 0 if
 * it is none (num.h, decimal).
 */
int bufnumber(struct buf *, const char *s, size_t n);

/*
 * Why a name and units of so many bytes, and a replacement for what is
 * illegal in them, are refused, in the original's order; or NULL.
 */
const char *perfrefused(size_t name, size_t units, const char *replacement);

/*
 * Add a number to values, which are apart by commas: what Python's
 * float() would take and is finite, as it came but for blanks around it.
 * NULL, or why not, which lasts until the next call.
 */
const char *perfvalue(struct buf *values, const char *s, size_t n);

/* the text; each byte but A-Za-z0-9_.- replaced */
void bufmasked(struct buf *, struct span, const char *replacement);

/*
 * The line with its newline: the values from perfvalue, the rest from
 * the struct, name and units masked.  Nothing is checked here.
 */
void bufperfline(struct buf *, const struct perfline *, const char *values,
    const char *replacement);

int spanok(struct span, const char *text);	/* is it this text? */
