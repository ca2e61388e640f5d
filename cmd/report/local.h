/* local.h - what at-report alone needs */
#ifndef AT_REPORT_LOCAL_H
#define AT_REPORT_LOCAL_H

#include <stddef.h>

#include "base.h"
#include "format.h"

/*
 * rows.c - a job as the lines of a report
 *
 * For reports that need to know all tests before they print the first:
 * tests.c has them as a stream.
 */

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

/*
 * tests.c - a job read as a stream of tests, one in memory at a time
 *
 * They come in the order in which they ended: what a test ran comes
 * before the test.  The status log is read once, each file of a test at
 * most once.
 */

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
	/* as in joblog.c, may be NULL */
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

/* logend.c - the lines at the end of a test's log that are worth a look */

struct logline {
	size_t from, to;	/* in the text; to is where the newline was */
};

/*
 * The last lines, at most max, the last one first, without those of the
 * suite that tell of nothing wrong; how many these are.  With cut, the
 * text may begin in the middle of a line, which is left out unless there
 * is no other.  Newlines become NULs.
 */
size_t lastlines(char *s, size_t n, int cut, struct logline *, size_t max);

/*
 * form.c - the forms that at-report has built in
 *
 * A format writes to r->out and calls reportflush now and then, so that
 * little of a long report is in memory.
 */

struct report {
	struct buf out;
	int fd;			/* where it goes */
	const char *name;	/* of that, for messages */
	int filter;		/* it is a pipe, */
	int closed;		/* whose reader wants no more */
	int quiet, verbose;	/* options, for the formats that know them */
	size_t width;		/* columns of a line; 0: as they come */
	int colour;
	char *const *job;	/* all of them, NULL at the end */
	int several;		/* there is more than one */
};

struct format {
	const char *name;
	/* what stands before the first job and after the last; or NULL */
	void (*begin)(struct report *);
	void (*end)(struct report *);
	/* how tests are read, its arg will be the report; */
	struct jobtests read;
	/* or, if this is not NULL, what writes a job; as readjobtests() */
	int (*job)(struct report *, const char *path);
};

/* write a job in the form; as readjobtests() returns */
int reportjob(struct report *, const struct format *, const char *path);

/* the words at-report has for kinds of blocks: job, group, test, line */
const char *kindname(enum logkind);

/* statuses in the order in which people look at them, by badness() */
const int *statusorder(void);	/* STATUSES of them */

/* is it FAIL, ERROR or ABORT? */
int statusfails(int status);

/* the name of a point: subdir of a test, name of a group, or job */
const char *pointname(const struct jobtest *);

/* the values in order; they last until the next call */
const double *sortedvalues(const struct numbers *);

/* write what is in out once there is more than limit of it, or die */
void reportflush(struct report *, size_t limit);

/*
 * A number in nanoseconds as seconds with so many decimals, for readers
 * that know no exponents
 */
void bufdecimals(struct buf *, long long ns, int decimals);

/* PATH/SUBDIR/debug/NAME.DEBUG */
void buflogpath(struct buf *, const char *path, const char *subdir);

/* the built-in format of that name, or NULL */
const struct format *builtinformat(const char *name);

/* that keyval of a job as seconds since 1970, or -1 */
long long stampvalue(int jobdir, const char *key);

/* seconds since 1970 as 2017-07-14T02:40:00, in UTC */
void bufdate(struct buf *, long long stamp);

/* how often each status is there among a job's points */
struct points {
	size_t n, of[9];	/* STATUSES, by badness() */
};

/*
 * Count them over what is there already, by a pass over the log alone.
 * Silent: whoever reads the job for good tells what is wrong with it.
 */
void countpoints(struct points *, const char *path);

extern const struct format textformat, failedformat, jsonlformat, tsvformat,
    tapformat, tap13format, ktapformat, tapfilesformat,
    junitformat, htmlformat;

/* style.c - how the page of at-report -f html looks */

extern const char htmlstyle[];

/* plot.c - a small picture of numbers, as SVG to stand in a page */

struct plot {
	const double *x;	/* ascending; NULL: 1, 2, 3, ... */
	const double *y;
	size_t n;		/* at least 1; all are finite */
	int line;		/* join the points */
	int middle;		/* show median, and low to high: an interval */
	double median, low, high;
};

/*
 * Append it.  Of very many points it has the extremes of each column.
 * Its colours are the page's: classes p (points, line), m (median) and
 * i (interval).
 */
void bufplot(struct buf *, const struct plot *);

/* sampler.c - what samplers wrote beside a test: CSV with a header */

/*
 * Append a picture of each column of numbers, over the first one if that
 * ascends, of each profiling/iteration.N/FILE.csv of a test: subdir is
 * below the job's directory.  How many pictures.
 */
size_t bufsamplers(struct buf *, int jobdir, const char *subdir);

/*
 * follow.c - the tests of a job, a line each, as they end
 */

/*
 * Those that have ended, then each that ends, on standard output, until
 * the job has: verdict, name, seconds, and the reason if it is not GOOD.
 * What a group or a test ran comes before it, indented.  1; 0 if the job
 * has not ended, but no at-job runs it; -1 with errno: its log cannot be
 * read.  A signal, or nobody who reads, ends the program.
 */
int followjob(const char *jobdir);

/*
 * tapfiles.c - lines of TAP as Autotest's client writes them
 */

/*
 * Append the point for a status line with that code, END or not: `ok'
 * for GOOD and START only.
 */
void buftapline(struct buf *, const char *code, size_t number,
    const char *text);

#endif
