/*
 * jobrows.h - a job as the lines of a report
 *
 * One pass over its log, and at most one look into each file of a test.
 */
#include <stddef.h>

#include "buf.h"

/*
 * A test, a group, the job itself, or a status line of the job.  Strings
 * are offsets for rowtext, 0 is the empty one; they are harmless on a
 * terminal.
 */
struct row {
	int kind;		/* enum logkind */
	int depth;		/* tests and groups around it */
	int counts;		/* a test, and none that another one ran */
	int status;		/* as badness() has it */
	size_t name, subdir, runs, time, reason;
	size_t values, nvalues;	/* that many strings, one after the other */
	size_t note, lastnote;	/* in notes, from 1; 0: none */
};

struct note {
	size_t text;
	size_t next;		/* in notes, from 1; 0: none */
};

struct jobrows {
	int bare;		/* verdicts only: no file of a test is read */
	int notes;		/* keep INFO lines and such, tell of counts */
	const char *path;	/* for messages */
	int dir;		/* open while the rows are used */

	struct row *row;	/* in the order of START */
	size_t n, cap;
	struct note *note;
	size_t nnotes, capnotes;
	struct buf text;
};

/*
 * Read a job, over what *j held before; close the descriptor dir when the
 * rows are not needed any more.  0; 1 if a line of its log was skipped;
 * -1, there is no such job (dir is closed).  A warning says what it was.
 */
int readjob(struct jobrows *j, const char *path);

const char *rowtext(const struct jobrows *, size_t at);
