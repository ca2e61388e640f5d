/* testdir.h - what a finished test left in its directory */
/* needs buf.h before it */
#include <stddef.h>

/* numbers that share a name; see clearnumbers */
struct numbers {
	struct buf name;	/* key, or GRAPH/NAME */
	struct buf unit;	/* may be empty */
	double *v;
	size_t n, cap;
	int better;		/* 1: more is; -1: less is; 0: not said */
	size_t record;		/* readrecords: of the number put last */
};

/* {0} is an empty list */
struct numberslist {
	struct numbers *s;
	size_t n;
	size_t made, cap;	/* memory, kept for the next test */
};

/* empty the list, keep the memory */
void clearnumbers(struct numberslist *);

/* give the memory back */
void freenumbers(struct numberslist *);

/* the one with that name, made if it is missing (at the end) */
struct numbers *findnumbers(struct numberslist *, const char *name, size_t n);

void addnumber(struct numbers *, double);

/*
 * Open a regular file of a test for reading: subdir is the test's, below
 * the job's directory, "" for a file of the job's own.  -1: errno, ENOENT too for a subdir that leads
 * elsewhere and for what is no regular file.
 */
int opentestfile(int jobdir, const char *subdir, const char *file);

/* the name of its log below subdir, appended: debug/NAME.DEBUG */
void buflogname(struct buf *, const char *subdir);

/* the last bytes of its log instead of what b held; 0: there is none */
int logtail(int jobdir, const char *subdir, size_t want, struct buf *b);

/*
 * The {perf} values of an iteration file (at-keyval(5)), records of
 * warm-up iterations and of failed tries left out.  name is for
 * messages.  How many records there are that count.
 */
size_t readrecords(int fd, const char *name, struct numberslist *);

/*
 * The values of a results-chart.json, named NAME or GRAPH/NAME.  0, or -1
 * and why it is no such file.
 */
int readchart(int fd, struct numberslist *, struct buf *why);

/* the last value of a key in the test's keyval, appended; 0: none */
int lastvalue(int jobdir, const char *subdir, const char *key, struct buf *);

/* all of the test's keyval, KEY NUL VALUE NUL ..., added; how many */
size_t readkeyvals(int jobdir, const char *subdir, struct buf *);

/*
 * The last line of a test's log, `@ DATE TIME test GOOD: 3 iterations,
 * 1.204 s': 1 and both numbers, time in nanoseconds; 0 if there is none.
 */
int logtrailer(const struct buf *tail, unsigned long *iterations,
    long long *ns);
