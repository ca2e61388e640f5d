/*
 * status.h - the lines of a status log
 *
 * INDENT tabs, then tab-separated: code, subdir, operation, name=value
 * fields, message.  The format is the original's (at-results(5)).
 */
#include <stddef.h>

struct buf;

struct entry {
	int indent;
	const char *code;		/* GOOD, START, END FAIL, ... */
	const char *subdir;		/* NULL or "": ---- */
	const char *operation;		/* NULL or "": ---- */
	const char *const *fields;	/* name=value, NULL at the end; or NULL */
	long long stamp;		/* the timestamp field; -1: now */
	const char *message;		/* NULL: empty */
};

/*
 * Append the entry as it stands in a log, newline at its end: further
 * lines of the message become extra lines that begin with two spaces.  A
 * reason that looks like a field gets `reason: ' before it, since the
 * parser would lose it.  NULL, or why it cannot be written, a string
 * that lasts until the next call.
 */
const char *bufentry(struct buf *, const struct entry *);

/* a line as Autotest's result parser takes it */
struct statusline {
	int indent;
	char *code;			/* without END */
	int start, end;			/* START lines; END ones, by their code */
	char *subdir, *operation;	/* NULL for ---- */
	long long stamp;		/* -1: it has no timestamp */
	char *fields;			/* all of them, tabs between; may be "" */
	char *reason;
};

/*
 * Cut a line (no newline, of length n) up into *l, whose strings point
 * into it.  1: a status line; 0: none, to be skipped; -1: one with a code
 * or a timestamp that the parser would choke on.
 */
int parsestatus(char *line, size_t n, struct statusline *l);

/* the value of a field, its length in *n; NULL if it is not there */
const char *field(const struct statusline *, const char *name, size_t *n);
