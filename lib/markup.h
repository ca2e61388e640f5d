/* markup.h - text from outside, in XML and HTML */
#include <stddef.h>

struct buf;

/*
 * Append the n bytes for an element or a quoted attribute: what has a
 * meaning there is escaped, and what is no UTF-8 or no character of XML
 * 1.0 becomes U+FFFD.
 */
void bufmarkup(struct buf *, const char *, size_t n);
