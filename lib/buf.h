/*
 * buf.h - byte strings that grow
 *
 * {0} is a valid empty one.  Out of memory is fatal, so nothing here
 * returns an error.  After any call on it, s is NUL-terminated (the NUL
 * is not counted in len), and moves when the string grows.
 */
#include <stdarg.h>
#include <stddef.h>

#include "attr.h"

struct buf {
	char *s;
	size_t len, cap;
};

void *xmalloc(size_t);			/* at least one byte; dies */
void *xrealloc(void *, size_t);
char *xstrdup(const char *);

void bufroom(struct buf *, size_t);	/* make room for n more bytes */
void bufadd(struct buf *, const char *, size_t);
void bufputs(struct buf *, const char *);
void bufputc(struct buf *, int);
void bufclear(struct buf *);		/* empty it, keep the memory */
void bufshorten(struct buf *, size_t);	/* to that length, or not at all */
void buffree(struct buf *);		/* empty it, give the memory back */

/*
 * The suite's only formatter.  Conversions: %s, %.*s, %c, %d, %u, %ld,
 * %lu, %lld, %zu, %%, and a field width of digits, with a leading 0 for
 * zeros, for the numbers.  Anything else stops the program.
 */
void buffmt(struct buf *, const char *, ...) PRINTF(2, 3);
void bufvfmt(struct buf *, const char *, va_list);

/* a fresh string made by buffmt; the caller owns it */
char *strfmt(const char *, ...) PRINTF(1, 2);
