/*
 * jobrows.h - a job as the lines of a report
 *
 * For reports that need to know all tests before they print the first:
 * jobtest.h has them as a stream.
 */
/* needs buf.h before it */
#include <stddef.h>

/*
 * A test, a group, the job itself, or a status line of the job.  Strings
 * are offsets for rowtext, 0 is the empty one; but for subdir they are
 * harmless on a terminal.
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

	struct row *row;	/* in the order of START */
	size_t n, cap;
	struct note *note;
	size_t nnotes, capnotes;
	struct buf text;
};

/*
 * Read a job, over what *j held before.  0; 1 if a line of its log was
 * skipped; -1, there is no such job.  A warning says what it was.
 */
int readjob(struct jobrows *j, const char *path);

const char *rowtext(const struct jobrows *, size_t at);
