/*
 * pretty.h - JSON written one way: ASCII, indented by 2, nothing behind
 * a comma but the newline, `{}' and `[]' for what is empty
 */
#include <stddef.h>

struct buf;

/*
 * Bytes in UTF-8 as a JSON string, with its quotes; what is not UTF-8
 * becomes U+FFFD, and surrogates are escaped as they are.
 */
void bufjson(struct buf *, const char *s, size_t n);

/* the value at p, see json.h; its lines but the first 2 * depth deeper */
void bufpretty(struct buf *, const char *p, int depth);

/* a newline and 2 * depth blanks */
void bufindent(struct buf *, int depth);
