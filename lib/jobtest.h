/*
 * jobtest.h - a job read as a stream of tests, one in memory at a time
 *
 * They come in the order in which they ended: what a test ran comes
 * before the test.  The status log is read once, each file of a test at
 * most once.
 */
/* needs buf.h, joblog.h and testdir.h before it */
#include <stddef.h>

struct statusline;

/* a test, a group, the job, or a status line outside of them */
struct jobtest {
	const struct logblock *block;
	const char *name;	/* below a test, without that test's subdir */
	int status;		/* as badness() has it */
	const char *reason;	/* why it is not GOOD; may be "" */
	/*
	 * To be judged by whoever reads the report: a test that no other
	 * test ran, or what went wrong though no test in it did.
	 */
	int point;
	const char *tries;	/* reasons of the tries before the last one, */
	size_t ntries;		/* so many strings, one after the other */

	/* what a test's files say; of the rest, and without files, nothing */
	struct buf iterations;	/* digits, or empty: not known */
	long long ns;		/* how long it took; -1: not known */
	int exact;		/* 0: ns is the difference of two stamps */
	size_t records;
	struct numbers **value;	/* the chart's, then others of the records */
	size_t nvalues, capvalues;
	struct buf keyvals;	/* KEY NUL VALUE NUL ..., of the test */
	size_t nkeyvals;
	struct buf log;		/* its end, less the line with the verdict */
	int cut;		/* there is more of the log before it */
};

struct jobtests {
	const char *path;	/* of the job, for messages too */
	int files;		/* look into the tests' directories */
	int silent;		/* no warnings: its log is read once more */
	int keyvals;		/* for the keyval file too */
	size_t logtail;		/* this much of a log is wanted, */
	size_t badlogtail;	/* and of a test worse than GOOD */
	void (*test)(struct jobtests *, const struct jobtest *);
	/* as in joblog.h, may be NULL */
	void (*line)(struct jobtests *, const struct logblock *,
	    const struct statusline *);
	void *arg;		/* the caller's own */
	int dir;		/* the job's directory, while it is read */
};

/*
 * 0; 1 if a line of its log was skipped; -1, there is no such job.  A
 * warning says what it was.
 */
int readjobtests(struct jobtests *);

/*
 * The status log of a job, for readline, and the job's directory in *dir;
 * or -1, and unless it has to be silent a warning has said why.
 */
int openjob(const char *path, int *dir, int silent);
