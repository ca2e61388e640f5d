/* literal.h - a text that all matches of a regular expression contain */

struct buf;

/*
 * The longest run of bytes without which the POSIX extended regular
 * expression cannot match, appended to b; nothing, if none is certain.
 * Looking for it first spares most calls of regexec(3).
 */
void bufliteral(struct buf *b, const char *ere);
