/* symbol.h - the names in expressions, and the values they have now */
#include "value.h"

struct symbol {
	char *name, *text;	/* text: where a TEXT is kept */
	size_t n, cap;		/* bytes of name, room in text */
	unsigned long long round;	/* value is of: none, if not the table's */
	struct value value;
	size_t next;		/* the one that was set after it last time */
	struct tally *tally;	/* of all its values; or NULL */
};

/* {0} is empty.  It grows only by symbol(), that is by expressions. */
struct symbols {
	struct symbol *v;
	size_t n, cap;
	size_t *table;		/* by hash: index + 1, or 0 */
	size_t mask;		/* entries in table, less 1 */
	unsigned long long round;
	size_t last;		/* the one that was set last */
	int tallies;		/* there is a name with one */
};

/* the index of the name, which is added if it is new */
size_t symbol(struct symbols *, const char *name, size_t n);

/*
 * The name has this value now: a number if the text is one, else the
 * text, which is copied.  A name that was never added is passed over.
 */
void symbolset(struct symbols *, const char *name, size_t n,
    const char *value, size_t vn);

/* the values that names have now belong to their tallies (tally.h) */
void symbolstally(struct symbols *);

/* no name has a value any more */
void symbolsforget(struct symbols *);
