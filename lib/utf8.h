/* utf8.h - characters in UTF-8 */
#include <stddef.h>

/*
 * The character at s, which has n bytes: its length in bytes, and the
 * character in *c; 0 for what is none (overlong forms, past U+10FFFF,
 * cut short).  Surrogates are characters here.
 */
size_t utf8char(const char *s, size_t n, unsigned long *c);

/* is all of it UTF-8, without surrogates? */
int utf8ok(const char *s, size_t n);

/* a character, surrogate or not, in UTF-8 */
struct buf;
void bufutf8(struct buf *, unsigned long c);
