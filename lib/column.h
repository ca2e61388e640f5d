/*
 * column.h - the cells below a header, in a table as programs print it
 *
 * A header is a text between blanks, or between two of TAB , ; | which
 * then are what its cells are apart by.  With blanks, a row of as many
 * words as the header's line has its cells in the same order; in any
 * other row the cell is the word that stands below the header.
 */
#include <stddef.h>

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
