/*
 * joblog.h - a job's status log, read in one pass
 *
 * Blocks come as a person sees them: each with its own outcome.  Those
 * that Autotest's result parser makes a row of carry that row too: it
 * takes the outermost blocks of a job only, and the worst status of all
 * the lines in them.
 */
#include <stddef.h>

struct reader;
struct statusline;

enum logkind {
	JOBBLOCK,	/* START without subdir and operation */
	GROUPBLOCK,	/* without subdir */
	TESTBLOCK,
	LONELINE	/* no block: a status line outside of tests and groups */
};

/* a block at its end; the strings last until the call back returns */
struct logblock {
	size_t id;		/* blocks in the order of START, from 0 */
	enum logkind kind;
	const struct logblock *up;	/* the one around it; NULL: none */
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

struct joblog {
	/* a block has ended; those inside it have come before */
	void (*done)(struct joblog *, const struct logblock *);
	/* an INFO or status line, and the block it stands in (NULL: none) */
	void (*line)(struct joblog *, const struct logblock *,
	    const struct statusline *);
	void *arg;		/* the caller's own */

	int rows;	/* find the parser's rows, which costs time */
	/* why blocks without END are ABORT; NULL: the parser's words */
	const char *unfinished;
	unsigned long bad;	/* first line the parser dies of; 0: none */
};

/* to the end of the log; both call backs may be NULL */
void readjoblog(struct joblog *, struct reader *);

/*
 * The job's log, DIR/status.log, else DIR/status as Autotest's client
 * has it, for readline.  Returns a descriptor, or -1 with errno.
 */
int openjoblog(int dirfd);
