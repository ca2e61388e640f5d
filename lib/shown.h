/*
 * shown.h - text from outside, made fit for a terminal
 *
 * What is no printable character in UTF-8 becomes '?': control bytes,
 * bytes that are no UTF-8, and the characters that turn the direction of
 * writing.  Each code point counts as one column.
 */
#include <stddef.h>

struct buf;

/* append the n bytes, harmless; a tab becomes a space */
void bufshown(struct buf *, const char *, size_t n);

/* how many columns the n bytes of shown text take */
size_t columns(const char *, size_t n);

/* append the text cut to so many columns, "..." at its end if it was */
void bufcut(struct buf *, const char *, size_t n, size_t cols);
