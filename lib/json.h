/*
 * json.h - JSON text: check it, walk through it
 *
 * There is no tree.  A value is a place in a text that jsoncheck() has
 * found good and that ends in a NUL, as a struct buf does; the functions
 * that walk trust it.  Texts are UTF-8; numbers keep their spelling.
 */
#include <stddef.h>

struct buf;

#define JSONDEPTH	100	/* how deep a text may be nested */

/*
 * Is s, n bytes, one JSON value by RFC 8259, in UTF-8?  0, or -1 and
 * what is wrong and where added to why, in the words of Python's json:
 * `Expecting property name: line 1 column 2 (char 1)'.
 */
int jsoncheck(const char *s, size_t n, struct buf *why);

/* the place behind the blanks at p */
const char *jsonblanks(const char *p);

/* the place behind the value that begins at p */
const char *jsonskip(const char *p);

/*
 * The members of the object, or elements of the array, at p: call it
 * first with *p at the bracket, then with what it left there.  1 and the
 * key (NULL in an array) and value; 0 when there are no more.
 */
int jsonnext(const char **p, const char **key, const char **value);

/*
 * The bytes of the string at p, added to b.  An unpaired surrogate
 * becomes the three bytes that UTF-8 forbids, and bufjson takes them.
 */
void jsonstring(const char *p, struct buf *b);
