/*
 * block.h - a test's or group's block of status lines
 *
 * A block writes each line at once to a log of its own, and as a whole,
 * in one locked append, to the enclosing log at its end.  So blocks that
 * run at the same time still nest, and whoever follows a job reads both.
 * A link PID.N.open in JOB/tmp, or in JOB/tmp/inner for a block that is
 * inside another, names an open block, for who has to close it when its
 * owner died.
 */
#include <sys/types.h>

struct buf;

struct block {
	char *log, *outer;	/* our own log, the enclosing one */
	char *mark;		/* the link */
	char *subdir, *name;	/* columns; subdir NULL for a group */
	int level;		/* of the START line */
	int fd;			/* log, O_RDWR|O_APPEND */
	const char *jobdir;	/* whose reserve the last lines may take */
	const char *bad;	/* what blockopen, blockclose failed at */
	int lost;		/* errno, a line of it was not written */
};

/* the directory of the links, a fresh string */
char *markdir(const char *jobdir, int inner);

/* append one line to a log under its lock, and to AT_STATUS_FIFO */
int logline(const char *path, const char *line, size_t n);

/*
 * Make the log and the link and write START, with the field (name=value)
 * if it is not NULL.  The caller has set log, outer, columns and level.
 * 0, or -1 with errno and bad; nothing is left behind then.
 */
int blockopen(struct block *, const char *jobdir, const char *field);

/* the START line of a block whose log is open; as blockopen writes it */
int blockstart(struct block *, const char *field);

/* a line inside it; subdir and operation may be NULL.  0, or -1: errno */
int blockline(struct block *, const char *code, const char *subdir,
    const char *operation, const char *field, const char *message);

/* its END line alone, for blockclose(b, NULL, NULL) to hand over */
int blockend(struct block *, const char *status, const char *field,
    const char *message);

/*
 * END status, with a message for groups (else NULL); hand the block to
 * the enclosing log, remove the link.  status NULL: END is there already.
 * Each log is synced before the next step, unless AT_SYNC=none.  On a full
 * disk the job's reserve is taken.  0, or -1 with errno and bad.
 */
int blockclose(struct block *, const char *status, const char *message);

/*
 * Remove the link, and the directory of inner ones with the last of
 * them.  0, or -1 with errno.
 */
int unmark(const struct block *);

/*
 * The worst verdict told by the lines of a log at this level; -1: it
 * cannot be read.
 */
int worstin(const char *log, int level);
