/*
 * report.h - the forms that at-report has built in
 *
 * A format writes to r->out and calls reportflush now and then, so that
 * little of a long report is in memory.
 */
/* needs buf.h before it */
#include <stddef.h>

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
	/* a job; as readjobtests() returns */
	int (*job)(struct report *, const char *path);
};

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
