/* member.h - the members of an object in a line of JSON, but for the first */
#include <stddef.h>

struct buf;

/* what stands before a member's value: a comma, its key and a colon */
void memberkey(struct buf *, const char *key);

/*
 * n bytes as a JSON string, with its quotes: what is no UTF-8, surrogates
 * among it, is U+FFFD.
 */
void memberstring(struct buf *, const char *, size_t n);

/* a member that is such a string */
void membertext(struct buf *, const char *key, const char *s);

/* one that is a number as bufplain() has it; null if it is not finite */
void membernumber(struct buf *, const char *key, double);
