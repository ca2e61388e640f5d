/* local.h - functions and types of at-report */
#ifndef AT_REPORT_LOCAL_H
#define AT_REPORT_LOCAL_H

#include "format.h"
#include "stat.h"

/*
 * A status is a verdict, or one of three other words of a log.  The order is
 * the order of reports: the verdicts by their gravity come first.
 */
enum { ALERT = ABORT + 1, RUNNING, NOSTATUS };

int statusof(const char *word);
const char *statusname(int);

/* 1: the status is FAIL, ERROR or ABORT */
int statusfails(int);

struct jobtest;

/* count.c - the one count of a job, and the line that tells it */
struct counts {
	size_t of[STATUSES];	/* points by status */
	size_t tests[STATUSES];	/* those that are tests */
	struct mark *mark;	/* how many tests of a status have a mark */
	size_t nmarks, capmarks;
	struct buf own;		/* the other points: `; job ABORT: why' */
	size_t nown;
	size_t open;		/* tests, groups and jobs that have no END */
};

size_t countall(const size_t *of);	/* the sum of counts by status */

/* count a block */
void countblock(struct counts *, const struct jobtest *);

/*
 * Add the points of a job; reads the status log, and few logs of tests.
 * Returns as readjobtests().
 */
int countjob(struct counts *, const char *path, int silent);

/* append `flaky, leaked' */
void bufmarks(struct buf *, const struct jobtest *);

/* append `3 tests: 2 GOOD (1 flaky), 1 FAIL; job ABORT: no board' */
void bufcounts(struct buf *, const struct counts *);

/* empty the counts, keep the memory */
void clearcounts(struct counts *);

/* rows.c - all tests of a job in memory: a table needs the widths first */

/*
 * A test, a group, the job, or a status line of the job.  Strings are
 * offsets in jobrows.text; 0 is empty.  All except subdir and more are
 * printable.
 */
struct row {
	int kind;		/* enum logkind; JOBBLOCK: also a line without a name */
	int depth;		/* number of tests and groups around it */
	int status;
	size_t name, subdir, verdict, runs, time;
	size_t reason, more;	/* its first line, the others */
	size_t values, nvalues;	/* nvalues strings, one after the other */
	struct buf notes;	/* nnotes strings, one after the other */
	size_t nnotes;
};

struct jobrows {
	int notes;		/* keep INFO lines, print value counts */
	struct counts counts;

	struct row *row;	/* in the order of START */
	size_t n, cap;
	struct buf text;
};

/* read a job into *j; its rows replace the old ones.  As readjobtests() */
int readjob(struct jobrows *j, const char *path);

/*
 * tests.c - the tests of a job, one in memory at a time
 *
 * Tests come in the order of their ends: a subtest precedes its test.  The
 * status log is read once, each file of a test at most once.
 */

/* a test, a group, the job, or a status line outside of all blocks */
struct jobtest {
	const struct logblock *block;
	/* TESTBLOCK also for a line of a test that could not begin */
	enum logkind kind;
	const char *name;	/* of a subtest: without its test's subdir */
	int status;
	const char *reason;	/* why it is not GOOD, one line; may be "" */
	const char *reasons;	/* the same with all its lines */
	/*
	 * 1: the report counts this block: a test that no other test ran,
	 * or a group, the job or a line that is worse than all tests in it,
	 * and FAIL or worse.
	 */
	int point;
	/* facts that the verdict hides: `flaky', `leaked', `SIGSEGV' ... */
	struct buf marks;	/* nmarks strings, one after the other */
	size_t nmarks;
	const char *tries;	/* reasons of all tries but the last: */
	size_t ntries;		/* ntries strings, one after the other */

	/* from the files of a test; empty for other blocks or without files */
	struct buf iterations;	/* digits; empty: unknown */
	long long ns;		/* duration in ns; -1: unknown */
	int exact;		/* 0: ns is a difference of two timestamps */
	size_t records;
	struct numbers **value;	/* chart values, then values of records only */
	size_t nvalues, capvalues;
	struct buf keyvals;	/* KEY NUL VALUE NUL ... of the keyval file */
	size_t nkeyvals;
	struct buf log;		/* end of the log without the verdict line */
	int cut;		/* 1: log does not hold the whole log */
};

struct jobtests {
	const char *path;	/* of the job; messages name it */
	int all;		/* 0: only tests and points */
	int files;		/* read the tests' directories */
	int silent;		/* no warnings: another pass gives them */
	int keyvals;		/* read the keyval files of the tests */
	size_t logtail;		/* bytes to read from the end of a GOOD log */
	size_t badlogtail;	/* bytes to read from the end of other logs */
	struct report *report;	/* for test, and flushed after it; or NULL */
	struct counts *counts;	/* gets the points; or NULL */
	void (*test)(struct jobtests *, const struct jobtest *);  /* or NULL */
	/* as in joblog.c; may be NULL */
	void (*line)(struct jobtests *, const struct logblock *,
	    const struct statusline *);
	int dir;		/* open job directory during the call */
	int running;		/* 1: a process runs the job */
};

/*
 * Read a job and call test for each block.  Returns 0; 1 if a line of the
 * status log or a file of a test was skipped; -1 if there is no such job.
 * Unless silent, a warning gives the reason.
 */
int readjobtests(struct jobtests *);

/*
 * Open the job directory as *dir, and its status log, whose descriptor is
 * returned.  -1: error; unless silent, a warning gives the reason.
 */
int openjob(const char *path, int *dir, int silent);

/*
 * form.c - the list of built-in forms and their shared functions
 *
 * A form appends to r->out and calls reportflush() after each test, which
 * keeps a long report out of memory.
 */

struct report {
	struct buf out;
	int fd;			/* descriptor of the output */
	const char *name;	/* name of the output, for messages */
	int filter;		/* 1: the output is a pipe */
	int closed;		/* 1: the reader has closed the pipe */
	int quiet, verbose;	/* options -q and -v */
	size_t width;		/* columns of a line; 0: no limit */
	int colour;
	char *const *job;	/* paths of all jobs, NULL at the end */
	int several;		/* 1: there is more than one job */
};

struct format {
	const char *name;
	/* write the text before the first and after the last job; or NULL */
	void (*begin)(struct report *);
	void (*end)(struct report *);
	/* how to read the tests of a job */
	struct jobtests read;
	/* writes a job instead of read, unless NULL */
	int (*job)(struct report *, const char *path);
};

/* write a job in the form; returns as readjobtests() */
int reportjob(struct report *, const struct format *, const char *path);

/* the word for a kind of block: job, group, test, line */
const char *kindname(enum logkind);

/* the subdir of a test, the name of a group or line, or job */
const char *pointname(const struct jobtest *);

/* write and empty r->out if it has more than limit bytes; error: die */
void reportflush(struct report *, size_t limit);

/* PATH/SUBDIR/debug/NAME.DEBUG, of tempfmt */
const char *logpath(const char *path, const char *subdir);

/* the built-in format of that name, or NULL */
const struct format *builtinformat(const char *name);

/* keyvals of a job; empty and -1: unknown */
struct origin {
	struct buf host;
	long long start, finish;	/* seconds since 1970 */
};

void readorigin(struct origin *, const char *path);

extern const struct format textformat, failedformat, jsonlformat, tsvformat,
    tapformat, tap13format, ktapformat, tapfilesformat, junitformat,
    fulljsonlformat;	/* of filters; not in the list */

struct logline {		/* of the end of a test's log */
	size_t from, to;	/* in the text; to is where the newline was */
};

/*
 * Find at most max last lines in n bytes, the last line first; returns
 * their number.  Skips lines of the suite about hooks that succeeded.
 * With cut, the first line may be incomplete and is then skipped, unless
 * there is no other.  Newlines become NULs.
 */
size_t lastlines(char *s, size_t n, int cut, struct logline *, size_t max);

/* sampler.c - CSV files that samplers wrote during a test, as JSON */

/*
 * Append a JSON object for each file profiling/iteration.N/FILE.csv of a
 * test: `file', and `rows', its lines that are not empty.  There are commas
 * between the objects.  b is not empty.  subdir is relative to the job
 * directory.
 */
void bufsamples(struct buf *, int jobdir, const char *subdir);

/* follow.c - one line when a test of a running job ends */

/*
 * Write a line on standard output for each test and group that ends, until
 * the job ends: verdict, name, seconds, and the reason unless GOOD.  Inner
 * tests come first, indented.  Returns 1; 0 if the job has not ended and
 * no at-job runs it; -1 with errno: its log cannot be read.  A signal or a
 * closed standard output ends the program.
 */
int followjob(const char *jobdir);

/* 1 if an at-job runs the job; 0 if it is dead; -1: no at-job began it */
int jobruns(int jobdir);

/* tapfiles.c - the TAP files of Autotest's client, as a tar archive */

/*
 * Append the TAP line for a status line with this code, with or without
 * END: `ok' for GOOD and START only.
 */
void buftapline(struct buf *, const char *code, size_t number,
    const char *text);

#endif
