/*
 * salvage.h - the open blocks of a job: whose they are, and closing those
 * whose owner died
 *
 * outer is a log: only blocks inside it are meant, at whatever depth.
 * NULL: all of the job.
 */

struct block;

/*
 * Close the blocks whose owners are gone, innermost first, with ABORT and
 * the reason.  While any of them still has a living owner nothing is
 * closed.  How many have, or -1: errno.
 */
int salvage(const char *jobdir, const char *outer, const char *reason);

/*
 * The same, waiting until none is left alive; told is called once then,
 * if it is not NULL.  ENDED, LATE or CAUGHT as await() of child.h says,
 * or -1: errno.
 */
int salvagewait(const char *jobdir, const char *outer, const char *reason,
    long long deadline, void (*told)(void));

/* the process of an open block that is alive, or 0 */
long livingowner(const char *jobdir);

/* 1 if one of the open blocks is of this kind */
int anyopen(const char *jobdir, int (*is)(const struct block *));

struct salvager {
	/* write what the block's log lacks, END included; 0, or -1: errno */
	int (*finish)(void *arg, struct block *);
	/* the block is closed */
	void (*closed)(void *arg, const struct block *);
	void *arg;
};

/*
 * Close all blocks of a job that nobody runs any more, owners or not (the
 * numbers may be others' by now), innermost first.  0, or -1: errno.
 */
int salvageall(const char *jobdir, const struct salvager *);

/* send the signal to the owners of such blocks */
void signalowners(const char *jobdir, const char *outer, int sig);
