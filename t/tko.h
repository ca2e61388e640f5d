/*
 * tko.h - the rows that Autotest's result parser makes of a status log
 *
 * It takes the outermost blocks of a job only, and the worst status of all
 * the lines in them.
 */
#ifndef AT_TKO_H
#define AT_TKO_H

#include "format.h"

/* a block at its end; the strings last until the call back returns */
struct tkoblock {
	size_t id;		/* blocks in the order of START, from 0 */
	enum logkind kind;
	const struct tkoblock *up;	/* the one around it; NULL: none */
	int depth;		/* tests and groups around it */
	int intest;		/* a test is among them */
	const char *name;	/* its operation; NULL: none */
	const char *subdir;	/* NULL: none */
	long long started, finished;	/* stamps; -1: unknown */
	const char *code;	/* as its END line says: GOOD, FAIL, ... */
	const char *reason;	/* given with that code; may be "" */
	int closed;		/* 0: it has no END line; code is ABORT */

	int row;		/* the parser makes a row of it: */
	const char *rowname, *rowsubdir;	/* rowsubdir may be NULL */
	const char *rowstatus, *rowreason, *kernel;
};

struct tkolog {
	/* a block has ended; those inside it have come before */
	void (*done)(struct tkolog *, const struct tkoblock *);
	/* an INFO or status line, and the block it stands in (NULL: none) */
	void (*line)(struct tkolog *, const struct tkoblock *,
	    const struct statusline *);
	void *arg;		/* the caller's own */

	/* why blocks without END are ABORT; NULL: the parser's words */
	const char *unfinished;
	unsigned long bad;	/* first line the parser dies of; 0: none */
};

/* to the end of the log; both call backs may be NULL */
void readtkolog(struct tkolog *, struct reader *);

#endif
