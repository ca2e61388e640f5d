/* tapline.h - a line of TAP as Autotest's client writes it */
#include <stddef.h>

struct buf;

/*
 * Append the point for a status line with that code, END or not: `ok'
 * for GOOD and START only.
 */
void buftapline(struct buf *, const char *code, size_t number,
    const char *text);
