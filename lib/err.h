/*
 * err.h - one line on standard error, `program: object: reason'
 *
 * The formats are buf.h's; one that ends in ':' gets strerror(errno)
 * appended.  A control byte in what is printed is shown as '?', so that
 * nobody's file name can move the cursor or forge a second line.
 */
#include "attr.h"

extern const char *progname;	/* set first thing in main */
extern int failstatus;		/* what die-on-no-memory exits with */

/* called by die, once, with what it said but for the program's name */
extern void (*dying)(const char *why);

/* called before each line that is written here, if not NULL */
extern void (*beforewarning)(void);

void warning(const char *, ...) PRINTF(1, 2);
void die(int, const char *, ...) PRINTF(2, 3) NORETURN;
