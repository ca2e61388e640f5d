/* table.h - rows of cells, in columns that line up */
#include <stddef.h>

struct buf;

struct table {
	const char *align;	/* a letter a column: l or r */
	char **cell;
	size_t n, cap;
};

/* the next cell, row by row: bufshown() text that the table will free */
void tablecell(struct table *, char *);

/*
 * Append the rows, two blanks between columns, none at the end; columns
 * that have nothing in them are left out.  Then the table is empty.
 */
void tabletext(struct table *, struct buf *);

/* the same as Markdown, the first row as its head */
void tablemarkdown(struct table *, struct buf *);

/* append the n bytes, what means something in Markdown escaped */
void bufmarkdown(struct buf *, const char *, size_t n);
