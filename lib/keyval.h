/*
 * keyval.h - key=value lines and records, see at-keyval(5)
 *
 * A key is one or more of A-Za-z0-9_.-, a value the rest of the line,
 * byte for byte.  In iteration records a key carries {attr} or {perf};
 * a record is its attr lines, then its perf lines, each sorted by the
 * bytes of key{type}, then an empty line.
 */
#include <stddef.h>

struct buf;

int keyok(const char *, size_t n);
size_t keyspan(const char *);	/* how many bytes of s could be a key */

/* lines being gathered; {0} is empty, n is 0 while it is */
struct record {
	struct buf *text;	/* the lines, each with its newline */
	size_t *line;		/* where each begins */
	size_t n, cap;
	int mixed;		/* out of order, or a key may be there twice */
};

/*
 * Add key=value; type is NULL, "attr" or "perf".  The same key again
 * replaces its value.  NULL, or why not (`Invalid key: a b{perf}', a
 * newline in the value), a string that lasts until the next call.
 */
const char *recordadd(struct record *, const char *key, size_t keylen,
    const char *type, const char *value);

/* key=value as the user typed it, as recordadd; no `=': want key=value */
const char *recordpair(struct record *, const char *pair, const char *type);

/*
 * A line of n bytes, as recordpair; with a type, a key that has one
 * already (`key{attr}=value') keeps it.
 */
const char *recordline(struct record *, const char *line, size_t n,
    const char *type);

/* append the sorted lines; with blank, the empty line that ends a record */
void recordtext(struct record *, struct buf *, int blank);

/* empty it, keep the memory; or give the memory back too */
void recordclear(struct record *);
void recordfree(struct record *);

/* a line of a keyval file, cut up in place */
struct keyval {
	char *key, *value;
	const char *type;	/* NULL, "attr" or "perf" */
};

/* 1 and the parts; 0 for a blank line or a comment; -1: malformed */
int parsekeyval(char *line, size_t n, struct keyval *);

/*
 * Append a record to an iteration file (at-keyval(5)), under its lock.
 * 0, or -1 with errno.
 */
int appendrecord(const char *path, struct record *);

/*
 * Let the lines join the last record of the file, by one write over its
 * closing empty line, if the file is longer than from bytes; else they
 * are a record of their own.  0, or -1 with errno.
 */
int joinrecord(const char *path, long long from, struct record *);
