/* local.h - what at-report alone needs */
#ifndef AT_REPORT_LOCAL_H
#define AT_REPORT_LOCAL_H

#include <stddef.h>

#include "base.h"
#include "format.h"

/*
 * rows.c - all tests of a job in memory, as rows of a table
 *
 * For forms that need the width of all rows before they print the first.
 */

/*
 * A test, a group, the job itself, or a status line of the job.  Strings
 * are offsets for rowtext; 0 is the empty string.  All but subdir are
 * printable.
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
	int bare;		/* verdicts only: read no file of a test */
	int notes;		/* keep INFO lines, say how many values there are */
	const char *path;	/* for messages */

	struct row *row;	/* in the order of START */
	size_t n, cap;
	struct note *note;
	size_t nnotes, capnotes;
	struct buf text;
};

/*
 * Read a job, in place of the one in *j.  0; 1 if a line of its log was
 * skipped; -1 if there is no such job.  A warning gives the reason.
 */
int readjob(struct jobrows *j, const char *path);

const char *rowtext(const struct jobrows *, size_t at);

/*
 * tests.c - the tests of a job, one in memory at a time
 *
 * Tests come in the order in which they ended: subtests come before the
 * test that ran them.  The status log is read once, each file of a test
 * at most once.
 */

/* a test, a group, the job, or a status line outside of these */
struct jobtest {
	const struct logblock *block;
	const char *name;	/* below a test, without that test's subdir */
	int status;		/* as badness() has it */
	const char *reason;	/* why it is not GOOD; may be "" */
	/*
	 * The report counts it: a test that no other test ran, or a group
	 * or job that failed though no test in it did.
	 */
	int point;
	const char *tries;	/* reasons of the tries before the last one: */
	size_t ntries;		/* this many strings, one after the other */

	/* from the files of a test; empty for all else, and without files */
	struct buf iterations;	/* digits, or empty: not known */
	long long ns;		/* how long it took; -1: not known */
	int exact;		/* 0: ns is the difference of two stamps */
	size_t records;
	struct numbers **value;	/* of the chart, then others of the records */
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
	size_t logtail;		/* bytes of the end of a log to read, */
	size_t badlogtail;	/* and of one of a test that is not GOOD */
	void (*test)(struct jobtests *, const struct jobtest *);
	/* as in joblog.c, may be NULL */
	void (*line)(struct jobtests *, const struct logblock *,
	    const struct statusline *);
	void *arg;		/* the caller's own */
	int dir;		/* the job's directory, while it is read */
};

/*
 * Read a job.  0; 1 if a line of its log was skipped; -1 if there is no
 * such job.  A warning gives the reason.
 */
int readjobtests(struct jobtests *);

/*
 * Open the status log of a job, for readline, and the job's directory in
 * *dir.  -1 if that fails; unless silent, a warning gives the reason.
 */
int openjob(const char *path, int *dir, int silent);

/* logend.c - the last lines of a test's log that the test wrote */

struct logline {
	size_t from, to;	/* in the text; to is where the newline was */
};

/*
 * Find the last lines, at most max, the last one first; returns their
 * number.  Lines of the suite about hooks that went well are left out.
 * With cut, the text may begin in the middle of a line, which is left out
 * unless it is the only one.  Newlines become NULs.
 */
size_t lastlines(char *s, size_t n, int cut, struct logline *, size_t max);

/*
 * form.c - the built-in forms of at-report, and what they share
 *
 * A form appends to r->out and calls reportflush after each test, so that
 * little of a long report is in memory.
 */

struct report {
	struct buf out;
	int fd;			/* of the output */
	const char *name;	/* of the output, for messages */
	int filter;		/* the output is a pipe */
	int closed;		/* the reader of the pipe has closed it */
	int quiet, verbose;	/* options, for the forms that know them */
	size_t width;		/* columns of a line; 0: no limit */
	int colour;
	char *const *job;	/* all of them, NULL at the end */
	int several;		/* there is more than one */
};

struct format {
	const char *name;
	/* write the text before the first job, after the last; or NULL */
	void (*begin)(struct report *);
	void (*end)(struct report *);
	/* how to read the tests of a job; its arg is set to the report */
	struct jobtests read;
	/* or NULL, else this writes a job, and read is not used */
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

/* write out and empty it if it is longer than limit bytes; or die */
void reportflush(struct report *, size_t limit);

/* append PATH/SUBDIR/debug/NAME.DEBUG */
void buflogpath(struct buf *, const char *path, const char *subdir);

/* the built-in format of that name, or NULL */
const struct format *builtinformat(const char *name);

/* the value of a keyval of the job in seconds since 1970, or -1 */
long long stampvalue(int jobdir, const char *key);

/* append seconds since 1970 as 2017-07-14T02:40:00, in UTC */
void bufdate(struct buf *, long long stamp);

/* the number of points with each status */
struct points {
	size_t n, of[9];	/* STATUSES, by badness() */
};

/*
 * Add the points of a job, by a pass over the log alone.  No warnings: the
 * second pass, which writes the report, gives them.
 */
void countpoints(struct points *, const char *path);

extern const struct format textformat, failedformat, jsonlformat, tsvformat,
    tapformat, tap13format, ktapformat, tapfilesformat,
    junitformat, htmlformat;

/* style.c - the style sheet of at-report -f html */

extern const char htmlstyle[];

/* plot.c - a small plot of numbers, as SVG inside a page */

struct plot {
	const double *x;	/* ascending; NULL: 1, 2, 3, ... */
	const double *y;
	size_t n;		/* at least 1; all are finite */
	int line;		/* join the points */
	int middle;		/* show median, and low to high: an interval */
	double median, low, high;
};

/*
 * Append the plot.  More than 500 points are thinned to the lowest and
 * highest of each column.  Colours are classes of the page: p (points,
 * line), m (median) and i (interval).
 */
void bufplot(struct buf *, const struct plot *);

/* sampler.c - plots of CSV files that samplers wrote during a test */

/*
 * Append a plot of each column of each profiling/iteration.N/FILE.csv of a
 * test; its x axis is the first column, if that ascends.  subdir is below
 * the job's directory.  Returns the number of plots.
 */
size_t bufsamplers(struct buf *, int jobdir, const char *subdir);

/* follow.c - a line for each test of a running job, as the test ends */

/*
 * Write a line on standard output for each test that ended or ends, until
 * the job ends: verdict, name, seconds, and the reason unless it is GOOD.
 * The tests inside a group or test come before it, indented.  1; 0 if the
 * job has not ended and no at-job runs it; -1 with errno if its log cannot
 * be read.  A signal or a closed standard output ends the program.
 */
int followjob(const char *jobdir);

/* tapfiles.c - lines of TAP as Autotest's client writes them */

/*
 * Append the point for a status line with that code, END or not: `ok'
 * for GOOD and START only.
 */
void buftapline(struct buf *, const char *code, size_t number,
    const char *text);

#endif
