/*
 * job.h - the job directory: making one, finding the one we are in
 */

struct buf;
struct record;

struct job {
	char *dir;		/* absolute */
	char *log;		/* where our blocks and lines go */
	int level;		/* their indentation */
	const char *parent;	/* subdir of the test we are in, or NULL */
};

/*
 * The job we are in: dir (-d) or, if it is NULL, AT_JOBDIR.  1; 0 if
 * there is neither; -1 with errno if dir cannot be had.  A directory
 * that no at-job made is a job without START.
 */
int jobenter(struct job *, const char *dir);

/*
 * The reason of an ABORT that ended the job: 1 and appended to b, or 0;
 * that it cannot be read is fatal.
 * Every further at-run, at-group and at-step of the job ends with 98.
 */
int jobaborted(const struct job *, struct buf *);
int jobabort(const struct job *, const char *reason);

/*
 * Make base, or the first free base.1, base.2, ...: a fresh string, or
 * NULL with errno.  `latest' is never free.
 */
char *freshdir(const char *base);

/*
 * Make the tree of a job in dir (there and empty), with links to the hooks
 * of share, if not NULL (jobhook.h), write its keyvals and START;
 * attributes are keyvals of the caller's, freed.  0, or -1 and why.
 */
int jobstart(struct job *, const char *dir, const char *share,
    struct record *attributes, struct buf *why);

/*
 * The same for a job that is resumed, which may have all of that already;
 * its keyvals get job_resumed and the attributes.
 */
int jobcontinue(struct job *, const char *dir, const char *share,
    struct record *attributes, struct buf *why);

/* remove what jobstart made in dir, as far as it came */
void jobundo(const char *dir);

/* 1 if the log has the END of the job */
int jobended(const struct job *);

/*
 * Close what was left open, write END (ABORT with the reason if there is
 * one), the last keyvals and .autoserv_execute.  If the job was killed
 * after its END, that END counts.  Returns the exit status
 * of the job; strict counts WARN and TEST_NA too.
 */
int jobfinish(struct job *, const char *reason, int strict,
    int control_exit);

/* a line of the job's log, without a subdir.  0, or -1 with errno */
int jobline(struct job *, int indent, const char *code,
    const char *operation, const char *message);
