/* format.h - the files of at-results(5), one .c a format */
#ifndef AT_FORMAT_H
#define AT_FORMAT_H

#include <stddef.h>

#include "base.h"

struct numberslist;

/*
 * record.c - records of runs: written, read, and which of them count
 *
 * In a record each key carries {attr} or {perf}.  A record is its attr
 * lines, then its perf lines, each sorted by the bytes of key{type}, then
 * an empty line.
 */

/* lines to be written; {0} is empty, n is 0 while it is */
struct record {
	struct buf *text;	/* the lines, each with its newline */
	size_t *line;		/* where each begins */
	size_t n, cap;
	int mixed;		/* out of order, or a key may be there twice */
};

/*
 * Add key=value; type is NULL, "attr" or "perf".  The same key again
 * replaces its value.  NULL, or why not (`Invalid key: a b{perf}', a
 * newline in the value), a string that lasts until the next call.
 */
const char *recordadd(struct record *, const char *key, size_t keylen,
    const char *type, const char *value);

/* add key=value as the user typed it; no `=': want key=value */
const char *recordpair(struct record *, const char *pair, const char *type);

/*
 * Add a line of n bytes; with a type, a key that has one already
 * (`key{attr}=value') keeps it.
 */
const char *recordline(struct record *, const char *line, size_t n,
    const char *type);

/* append the sorted lines; with blank, the empty line that ends a record */
void recordtext(struct record *, struct buf *, int blank);

/* empty it, keep the memory; or give the memory back too */
void recordclear(struct record *);
void recordfree(struct record *);

/*
 * Does the run of a record count?  This is the only rule: the values of a
 * FAILEDRUN do not count, and a record that is LEFTOUT counts nowhere: a
 * warm-up, a try that was repeated, the notes of -e on precision.
 */
enum counting { COUNTS, FAILEDRUN, LEFTOUT };

struct recordline {
	const char *key, *value;
	size_t keylen, len;	/* len: of the value, which may hold a NUL */
	int attr;		/* 0: a performance value */
	unsigned long lineno;
	size_t at;		/* where in the text of the record */
};

/* {0}, then recordsfrom(); reading on keeps the memory */
struct recordreader {
	int plain;		/* lines without a type are values too */
	/* the record that was read, of each key the last line */
	struct recordline *line;
	size_t n, cap;
	enum counting counts;
	int torn;		/* a torn line ended the file */
	struct buf why;		/* NAME:LINE: Invalid format line: ... */
	struct reader *in;
	struct buf text;
	int complete;
};

/* begin to read another file */
void recordsfrom(struct recordreader *, struct reader *);

/*
 * The next record: 1; 0 at the end; -1 and why for a malformed line, after
 * which the same record can be read on.  The strings of a record last
 * until the next call.
 */
int readrecord(struct recordreader *);

/* the value of an attribute of the record, or NULL */
const char *recordattr(const struct recordreader *, const char *key);

/* append a record to a file, under its lock.  0, or -1 with errno */
int appendrecord(const char *path, struct record *);

/*
 * Let the lines join the last record of the file, by one write over its
 * closing empty line, if the file is longer than from bytes; else they
 * are a record of their own.  Attributes that say that a run does not
 * count join all records after from bytes.  0, or -1 with errno.
 */
int joinrecord(const char *path, long long from, struct record *);

/*
 * The records of one run: hooks append to a file with at-keyval and
 * at-perf -k.  What the runner adds joins the last of their records, or
 * all of them become one record of another file (at-iterate -o).
 */
struct records {
	const char *path;	/* where hooks write */
	int to;			/* -o: one record a run goes here; or -1 */
	const char *toname;	/* its name */
	int stream;		/* it is standard output: no locks */
	int watched;		/* recordsbegin must note the length of path */
	/* who wants the perf values; or NULL */
	void (*value)(void *, const char *key, const char *value);
	void *arg;
	long long from;		/* its length when the run began, in bytes */
	long long seen;		/* value has got so many bytes of it */
};

/* a run begins.  0, or -1 with errno */
int recordsbegin(struct records *);

/*
 * A run ended: add extra.  The perf values recorded since the last call
 * are handed to value; with skip, those of this run are not.  0, or -1
 * with errno.
 */
int recordsend(struct records *, struct record *extra, int skip);

/* let the lines join what this run recorded, if anything.  As above */
int recordsmark(struct records *, struct record *marks);

/*
 * keyval.c - lines KEY=VALUE, and the keyval file of a test
 *
 * See at-keyval(5).  A key is one or more of A-Za-z0-9_.-, a value is the
 * rest of the line, byte for byte.
 */

int keyok(const char *, size_t n);
size_t keyspan(const char *);	/* the bytes at the start that could be a key */

/* a line of a keyval file, cut up in place */
struct keyval {
	char *key, *value;
	size_t len;		/* of the value, which may hold a NUL */
	const char *type;	/* NULL, "attr" or "perf" */
};

/* 1 and the parts; 0 for a blank line or a comment; -1: malformed */
int parsekeyval(char *line, size_t n, struct keyval *);

/*
 * Read the next line that is neither blank nor a comment: 1; 0 at the end
 * and at a torn line, for which r->torn is set; -1 for a malformed line,
 * whose text is kv->key.
 */
int readkeyval(struct reader *r, struct keyval *kv);

/*
 * The keyvals of a test are gathered, and written when the test begins;
 * later ones are appended one by one.
 */

struct testkeyvals {
	char *path;		/* the file, absolute */
	struct record record;	/* gathered; the last of a key counts */
	char *bad;		/* why they cannot be written, or NULL */
};

/* gather one more: as the user typed it; with its key; param-NAME */
void testpair(struct testkeyvals *, const char *pair);
void testkeyval(struct testkeyvals *, const char *key, const char *value);
void testparam(struct testkeyvals *, const char *name, const char *value);

/*
 * Append what was gathered.  0; or -1, nothing is written, and the reason
 * is appended to why: `Invalid key: a b' or `FILE: reason'.
 */
int testkeyvalswrite(struct testkeyvals *, struct buf *why);

/* append one line at once; a failure is a warning */
void testkeyvaladd(const struct testkeyvals *, const char *key,
    const char *value);

/* manifest.c - what a test says of itself, see at-test(5) */

/* a list of NAME=VALUE in the order in which they were added; {0} is empty */
struct pairs {
	struct pair {
		char *name, *value;
	} *v;
	size_t n, cap;
};

/* append a pair, both texts copied; a name may be there many times */
void pairadd(struct pairs *, const char *name, const char *value);
void pairaddnumber(struct pairs *, const char *name, unsigned long value);

/* remove all pairs with the name */
void pairdrop(struct pairs *, const char *name);

/* the last value of the name, or NULL; the number, 0 if there is none */
const char *pairvalue(const struct pairs *, const char *name);
unsigned long pairnumber(const struct pairs *, const char *name);

/* 1 if one of the values of the name is this one */
int pairthere(const struct pairs *, const char *name, const char *value);

void pairsfree(struct pairs *);

struct manifest {
	char *version;			/* "1" unless it says otherwise */
	int preserve_srcdir;
	int network_destabilizing;
	int postprocess_profiled_run;
	int split_stderr;
	long long timeout;		/* ns, 0: none */
	long long grace;		/* ns */
	char *deps;			/* names with blanks between, or NULL */
	struct pairs limits;		/* hook: seconds, checked */
	struct pairs require;		/* root, program, file, config: what */
	char *package;			/* has those programs and files, or NULL */
	struct pairs params;		/* name: default */
	int anyparam;
};

/*
 * Read the file; NULL or a missing one leaves the defaults.  An unknown
 * key is a warning.  0, or -1 and why, `FILE:LINE: reason', appended.
 */
int manifestread(struct manifest *, const char *path, struct buf *why);

/* the time limit of a hook in ns, dflt if there is none */
long long hooklimit(const struct manifest *, const char *hook, long long dflt);

/* the name of a parameter: [a-z][A-Za-z0-9_]* */
int paramok(const char *, size_t n);

/*
 * manifest.c - what at-job -R has to know of a job (JOB/state)
 *
 * KEY=VALUE lines in the order in which they were added; a key may be
 * there many times.  In a value a newline is written \n, a backslash \\,
 * so that it may be any text.
 */

/* replace the file, see file.c, as a whole.  0, or -1 with errno */
int statewrite(const struct pairs *, int at, const char *name);

/* what is no pair is left out.  0, or -1 with errno */
int stateread(struct pairs *, int at, const char *name);

/*
 * perf.c - a line of RESULTSDIR/perf: one value, or a list of them
 *
 * Columns, one TAB between two, those at the end may be missing:
 *
 *	name	value[,value...]	units	up|down	graph
 *
 * A comma makes a list: `5,' is a list of one value, `,' an empty one.
 * No units are null in the chart, `""' are empty ones.  No direction
 * means down.  The graph is the rest of the line.
 */

/* bytes of the line */
struct span {
	const char *s;
	size_t n;
};

struct perfline {
	struct span name, values;
	struct span units;	/* s is NULL: none, n is 0: empty ones */
	struct span graph;	/* n is 0: none */
	int list;	/* values has a comma */
	int up;		/* 1 up, 0 down, -1 not said */
	const char *at;	/* the value that comes next, or NULL */
};

/*
 * Cut up a line of n bytes, without its newline.  0, or -1 and what is
 * wrong added to why; values are not looked at.
 */
int perfcut(struct perfline *, const char *line, size_t n, struct buf *why);

/* the next value of the line; 0 when there are no more */
int perfnext(struct perfline *, struct span *value);

/*
 * A number as Python's repr writes the double that it is.  1, or 0 if
 * it is none (num.c, decimal).
 */
int bufnumber(struct buf *, const char *s, size_t n);

/*
 * Why a name and units of so many bytes, and a replacement for what is
 * illegal in them, are refused, in the original's order; or NULL.
 */
const char *perfrefused(size_t name, size_t units, const char *replacement);

/*
 * Add a number to values, which are apart by commas: what Python's
 * float() would take and is finite, as it came but for blanks around it.
 * NULL, or why not, which lasts until the next call.
 */
const char *perfvalue(struct buf *values, const char *s, size_t n);

/* the text; each byte but A-Za-z0-9_.- replaced */
void bufmasked(struct buf *, struct span, const char *replacement);

/*
 * The line with its newline: the values from perfvalue, the rest from
 * the struct, name and units masked.  Nothing is checked here.
 */
void bufperfline(struct buf *, const struct perfline *, const char *values,
    const char *replacement);

/*
 * chart.c - the performance values of a chart, in memory
 *
 * The chart is {NAME: {"summary": ENTRY}}, or {GRAPH: {NAME: ENTRY}}, in
 * the order in which they came.  A second value for the same place makes
 * a list of the old and the new; units and direction are the last ones.
 */

/* {0} is an empty chart */
struct series {
	struct node *root;
	struct slot *slot;	/* all nodes by what they are called */
	size_t nslots, n;
};

/*
 * What a chart file holds, a text that jsoncheck() found good.  It is
 * kept as it came, so it must stay where it is.  0, or -1 and why.
 */
int seriesparse(struct series *, const char *json, struct buf *why);

/*
 * One line of a perf file (perf.c), without its newline; it must
 * stay where it is.  0, or -1 and why: seriesfree is all that is left.
 */
int seriesadd(struct series *, const char *line, size_t n, struct buf *why);

/* the chart file, with a newline at its end */
void seriestext(struct series *, struct buf *);

void seriesfree(struct series *);

/*
 * Add the values of a chart file, named NAME or GRAPH/NAME.  0, or -1 and
 * why it is no such file.
 */
int readchart(int fd, struct numberslist *, struct buf *why);

/*
 * chart.c - results-chart.json, made from RESULTSDIR/perf
 *
 * Performance values are lines of RESULTSDIR/perf (perf.c), appended
 * as they come.  Now and then those that are new join the chart, which
 * may hold what others wrote into it, and RESULTSDIR/perf.merged tells
 * how far that got, in one line of four numbers:
 *
 *	FROM OLD TO NEW
 *
 * A chart whose check sum is OLD holds the first FROM bytes of perf, and
 * one whose sum is NEW the first TO bytes.  perf.merged is replaced and
 * on disk before the chart is, so wherever a crash strikes, the sum of
 * the chart that is there tells which of the two it is, and no value is
 * merged twice or forgotten.  A chart that is neither was changed by
 * somebody after we wrote it: it holds the first TO bytes and what they
 * did.  A chart that is missing or empty holds nothing and is made anew,
 * as it is when perf is not the file it was (shorter than TO).
 *
 * All this happens under the lock of perf.  Symbolic links are refused.
 * Every function returns 0, or -1 and the reason in why, which begins
 * with the file's name; then the chart is what it was.
 */

/* bring the chart up to date; no perf, no chart */
int chartupdate(const char *resultsdir, struct buf *why);

/*
 * Append whole lines to perf and bring the chart up to date; if the
 * chart cannot take them, perf stays as it was too.
 */
int chartadd(const char *resultsdir, const char *lines, size_t n,
    struct buf *why);

/* would chartadd find a chart it can read? */
int chartcheck(const char *resultsdir, struct buf *why);

/*
 * The values of a run that may turn out not to count.  Hooks append them
 * to a file of the run's own, which AT_PERF names; when the run has ended
 * the lines move on or are dropped.
 */
struct perftry {
	const char *dir;	/* AT_RESULTSDIR, or NULL */
	const char *outer;	/* the AT_PERF around this one, or NULL */
	int alone;		/* dir is of no test: its chart changes at once */
	char *path;		/* the file, once it has a name */
};

/* the file, RESULTSDIR/perf.PID.try */
const char *perftrypath(struct perftry *);

/* the run has ended; if it counts, so do its values */
int perftryend(struct perftry *, int counts, struct buf *why);

/* status.c - status words, how grave they are, what they exit with */

/* by gravity, the least first (at(7)); the parser's order is worse() */
enum verdict { GOOD, TEST_NA, WARN, FAIL, ERROR, ABORT };

const char *verdictname(enum verdict);

/* the exit status of a runner that ends with the verdict */
int verdictexit(enum verdict);

/* 1 and the verdict whose name this is, or 0; ALERT and such are none */
int verdictof(const char *name, enum verdict *);

/*
 * A code of a status line: START, INFO, a status, or "END " and a status
 * (GOOD WARN FAIL ERROR TEST_NA ABORT ALERT RUNNING NOSTATUS).
 */
int codeok(const char *);

/*
 * The order in which Autotest's result parser takes statuses, TEST_NA
 * worst of all: how bad a status is, from 0 for NOSTATUS; -1 for what is
 * none.  For reading logs only.
 */
int badness(const char *status);

/* the status whose badness it is, from 0 to STATUSES - 1 */
const char *badstatus(int);
#define STATUSES	9

/*
 * status.c - the lines of a status log
 *
 * INDENT tabs, then tab-separated: code, subdir, operation, name=value
 * fields, message.  The format is the original's (at-results(5)).
 */

struct entry {
	int indent;
	const char *code;		/* GOOD, START, END FAIL, ... */
	const char *subdir;		/* NULL or "": ---- */
	const char *operation;		/* NULL or "": ---- */
	const char *const *fields;	/* name=value, NULL at the end; or NULL */
	long long stamp;		/* the timestamp field; -1: now */
	const char *message;		/* NULL: empty */
};

/*
 * Append the entry as it stands in a log, newline at its end: further
 * lines of the message become extra lines that begin with two spaces.  A
 * reason that looks like a field gets `reason: ' before it, since the
 * parser would lose it.  NULL, or why it cannot be written, a string
 * that lasts until the next call.
 */
const char *bufentry(struct buf *, const struct entry *);

/* a line as Autotest's result parser takes it */
struct statusline {
	int indent;
	char *code;			/* without END */
	int start, end;			/* START lines; END ones, by their code */
	char *subdir, *operation;	/* NULL for ---- */
	long long stamp;		/* -1: it has no timestamp */
	char *fields;			/* all of them, tabs between; may be "" */
	char *reason;
};

/*
 * Cut a line (no newline, of length n) up into *l, whose strings point
 * into it.  1: a status line; 0: none, to be skipped; -1: one with a code
 * or a timestamp that the parser would choke on.
 */
int parsestatus(char *line, size_t n, struct statusline *l);

/* the value of a field, its length in *n; NULL if it is not there */
const char *field(const struct statusline *, const char *name, size_t *n);

/*
 * status.c - the verdict that at-raise leaves for the runner
 *
 * The file is named by AT_RAISED: the status word on its first line, the
 * reason, byte for byte, after it.
 */

/* write it, never through a link.  0, or -1 with errno */
int raisedwrite(const char *path, const char *word, const char *reason);

/*
 * 1, the word's verdict and the reason (appended); *retry is set for
 * RETRY, which is FAIL otherwise.  0: there is none to be read.
 */
int raisedread(const char *path, enum verdict *, int *retry, struct buf *);

/* 1 if the word is one that at-raise takes */
int raisedword(const char *word, enum verdict *, int *retry);

/*
 * joblog.c - a job's status log, read in one pass
 *
 * Blocks come as a person sees them: each with its own outcome.
 */

enum logkind {
	JOBBLOCK,	/* START without subdir and operation */
	GROUPBLOCK,	/* without subdir */
	TESTBLOCK,
	LONELINE	/* no block: a status line outside of tests and groups */
};

/* a block at its end; the strings last until the call back returns */
struct logblock {
	size_t id;		/* blocks in the order of START, from 0 */
	enum logkind kind;
	const struct logblock *up;	/* the one around it; NULL: none */
	int depth;		/* tests and groups around it */
	int intest;		/* a test is among them */
	const char *name;	/* its operation; NULL: none */
	const char *subdir;	/* NULL: none */
	long long started, finished;	/* stamps; -1: unknown */
	const char *code;	/* as its END line says: GOOD, FAIL, ... */
	const char *reason;	/* given with that code; may be "" */
	int closed;		/* 0: it has no END line; code is ABORT */
};

struct joblog {
	/* a block has ended; those inside it have come before */
	void (*done)(struct joblog *, const struct logblock *);
	/* an INFO or status line, and the block it stands in (NULL: none) */
	void (*line)(struct joblog *, const struct logblock *,
	    const struct statusline *);
	void *arg;		/* the caller's own */

	unsigned long bad;	/* first line the parser dies of; 0: none */
};

/* to the end of the log; both call backs may be NULL */
void readjoblog(struct joblog *, struct reader *);

/*
 * The job's log, DIR/status.log, else DIR/status as Autotest's client
 * has it, for readline.  Returns a descriptor, or -1 with errno.
 */
int openjoblog(int dirfd);

/*
 * results.c - what a test left in its directory, and all that runs measured
 */

/* numbers that share a name; see clearnumbers */
struct numbers {
	struct buf name;	/* key, or GRAPH/NAME */
	struct buf unit;	/* may be empty */
	double *v;
	size_t n, cap;
	int better;		/* 1: more is; -1: less is; 0: not said */
};

/* {0} is an empty list */
struct numberslist {
	struct numbers *s;
	size_t n;
	size_t at;		/* where findnumbers found the last one */
	size_t made, cap;	/* memory, kept for the next test */
};

/* empty the list, keep the memory */
void clearnumbers(struct numberslist *);

/* find the numbers of that name; they are added at the end if missing */
struct numbers *findnumbers(struct numberslist *, const char *name, size_t n);

void addnumber(struct numbers *, double);

/*
 * Open a regular file of a test for reading.  subdir is the test's, below
 * the job's directory; "" is for a file of the job's own.  -1 with errno:
 * ENOENT, too, for a subdir that leads elsewhere and for what is no
 * regular file.
 */
int opentestfile(int jobdir, const char *subdir, const char *file);

/* append the name of the test's log below subdir: debug/NAME.DEBUG */
void buflogname(struct buf *, const char *subdir);

/* the last bytes of its log instead of what b held; 0: there is no log */
int logtail(int jobdir, const char *subdir, size_t want, struct buf *b);

/*
 * Cut the last line off the end of a test's log, `@ DATE TIME test GOOD: 3
 * iterations, 1.204 s': 1 and both numbers, the time in nanoseconds; 0 if
 * there is no such line.
 */
int logtrailer(struct buf *tail, unsigned long *iterations, long long *ns);

/*
 * Add the values of the records in a file that count.  name is for
 * messages.  Returns how many records there are that are not left out.
 */
size_t readrecords(int fd, const char *name, struct numberslist *);

/* append the last value of a key in the test's keyval; 0: there is none */
int lastvalue(int jobdir, const char *subdir, const char *key, struct buf *);

/* append the test's keyvals, KEY NUL VALUE NUL ...; returns how many */
size_t readkeyvals(int jobdir, const char *subdir, struct buf *);

enum what {
	RECORD,			/* 1: of a run that failed; 0: of another */
	TEST,			/* 1: a test that failed; 0: another */
	DISTURBED,		/* 1: a RECORD was, of a run that was */
	DIRECTION,		/* of the key: 1: more is better; -1: less */
	NUMBER			/* the key's value; a NaN: it is no number */
};

struct datum {
	const char *test;	/* subdir below the operand, or "" */
	const char *key;	/* "" for RECORD, TEST and DISTURBED */
	enum what what;
	int side;		/* of a comparison */
	size_t run;		/* of that side */
	double value;
};

/* a keyval that says what the machine of a test was */
struct fact {
	int side;
	char *key, *value;
};

/* {0} is an empty list */
struct measured {
	struct datum *v;
	size_t n, cap;
	struct fact *fact;	/* each once */
	size_t nfacts;
};

/*
 * Add what the operand holds: a file of records (`-': standard input), or
 * the results directory of a test or a job.  A record makes a RECORD, and
 * a NUMBER of each value that counts.  A torn last line and a value that is
 * no number are told; what cannot be read is fatal: die(failstatus, ...).
 * Returns how many records and logs of tests there are.
 */
size_t measuredread(struct measured *, const char *operand, int side,
    size_t run);

/* by test, key, what, side, run and value, with what is no number last */
void measuredsort(struct measured *);

#endif
