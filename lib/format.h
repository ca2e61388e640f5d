/* format.h - the files of at-results(5), one .c a format */
#ifndef AT_FORMAT_H
#define AT_FORMAT_H

#include "base.h"

struct numberslist;

/*
 * record.c - records of runs: reading, writing, which records count
 *
 * In a record each key carries {attr} or {perf}.  A record is its attr
 * lines, then its perf lines, each sorted by the bytes of key{type}, then
 * an empty line.
 */

/* lines to be written; {0} is empty, and n of an empty record is 0 */
struct record {
	struct buf text;	/* the lines, each with its newline */
	size_t *line;		/* where each line begins */
	size_t n, cap;
	int mixed;		/* out of order, or with a repeated key */
};

/*
 * Add key=value; type is NULL, "attr" or "perf".  A repeated key replaces
 * its value.  Returns NULL, or the error (`Invalid key: a b{perf}', a
 * newline in the value), a string valid until the next call.
 */
const char *recordadd(struct record *, const char *key, size_t keylen,
    const char *type, const char *value);

/* add a user's key=value, like recordadd; no `=' is an error too */
const char *recordpair(struct record *, const char *pair, const char *type);

/*
 * Add a line of n bytes, like recordpair.  If type is not NULL, a key that
 * has a type already (`key{attr}=value') keeps its type.
 */
const char *recordline(struct record *, const char *line, size_t n,
    const char *type);

/* append the sorted lines; with blank, the empty line that ends a record */
void recordtext(struct record *, struct buf *, int blank);

/* empty the record, keep the memory */
void recordclear(struct record *);

/*
 * Does the run of a record count?  No other code decides this.  The values
 * of a FAILEDRUN do not count.  A LEFTOUT record counts nowhere: a warm-up,
 * a try that was repeated, the notes of -e on precision.
 */
enum counting { COUNTS, FAILEDRUN, LEFTOUT };

struct recordline {
	const char *key, *value;
	size_t keylen, len;	/* len: bytes of value, which may hold a NUL */
	int attr;		/* 0: a performance value */
	unsigned long lineno;
	size_t at, valueat;	/* offsets in the text of the record */
};

/* {0}, then recordsfrom(); the next file uses the same memory */
struct recordreader {
	int plain;		/* read lines without a type as values */
	/* the record that was read: the last line of each key */
	struct recordline *line;
	size_t n, cap;
	enum counting counts;
	int torn;		/* a torn line ended the file */
	struct buf why;		/* NAME:LINE: Invalid format line: ... */
	struct reader *in;	/* keeps the text of the record */
	int complete;
};

/*
 * Begin to read another file; read the next record: 1; 0 at the end; -1 and
 * why for a malformed line, after which the next call continues the same
 * record.  The strings of a record are valid until the next call.
 */
void recordsfrom(struct recordreader *, struct reader *);
int readrecord(struct recordreader *);

/* the value of an attribute of the record, or NULL */
const char *recordattr(const struct recordreader *, const char *key);

/* append a record to a file, under its lock.  0, or -1 with errno */
int appendrecord(const char *path, struct record *);

/*
 * The records of one run.  Hooks append records to a file with at-keyval
 * and at-perf -k.  The runner adds its lines to the last of these records,
 * or merges the records into one record of another file (at-iterate -o).
 */
struct records {
	const char *path;	/* the file that hooks append to */
	int to;			/* -o: file for one record a run; or -1 */
	const char *toname;	/* the name of that file */
	int stream;		/* to is standard output: no locks */
	int watched;		/* recordsbegin must set from */
	/* called for each perf value that counts; or NULL */
	void (*value)(void *, const char *key, const char *value);
	void *arg;
	long long from;		/* length of path at the run's begin, bytes */
	long long seen;		/* value got the first seen bytes of path */
};

/* begin a run.  0, or -1 with errno */
int recordsbegin(struct records *);

/*
 * End a run: add extra to its records.  Then call value for the perf values
 * recorded since the last call; skip leaves out the values of this run.
 * 0, or -1 with errno.
 */
int recordsend(struct records *, struct record *extra, int skip);

/* add the lines to the records of this run, if any.  0, or -1 with errno */
int recordsmark(struct records *, struct record *marks);

/*
 * keyval.c - lines KEY=VALUE, and the keyval file of a test
 *
 * See at-keyval(5).  A key is one or more of A-Za-z0-9_.-, a value is the
 * rest of the line, byte for byte.
 */

int keyok(const char *, size_t n);
size_t keyspan(const char *);	/* how many bytes at the start fit a key */

/* a line of a keyval file, cut up in place */
struct keyval {
	char *key, *value;
	size_t len;		/* bytes of value, which may hold a NUL */
	const char *type;	/* NULL, "attr" or "perf" */
};

/* 1 and the parts; 0 for a blank line or a comment; -1: malformed */
int parsekeyval(char *line, size_t n, struct keyval *);

/*
 * Read the next line that is neither blank nor a comment: 1; 0 at the end
 * and at a torn line (r->torn is set); -1 for a malformed line, with the
 * line in kv->key.
 */
int readkeyval(struct reader *r, struct keyval *kv);

/* the keyvals of a test: gathered, then written when the test begins */
struct testkeyvals {
	char *path;		/* the file, absolute */
	struct record record;	/* gathered; the last value of a key counts */
	char *bad;		/* the first error, or NULL */
};

/* gather KEY=VALUE of the user; a key and its value; param-NAME */
void testpair(struct testkeyvals *, const char *pair);
void testkeyval(struct testkeyvals *, const char *key, const char *value);
void testparam(struct testkeyvals *, const char *name, const char *value);

/*
 * Append the gathered keyvals to the file.  0; or -1 with nothing written
 * and the reason appended to why: `Invalid key: a b' or `FILE: reason'.
 */
int testkeyvalswrite(struct testkeyvals *, struct buf *why);

/* append one line at once; a failure is a warning */
void testkeyvaladd(const struct testkeyvals *, const char *key,
    const char *value);

/* manifest.c - manifests of tests, see at-test(5), and the state of a job */

/* a list of NAME=VALUE in the order in which they were added; {0} is empty */
struct pairs {
	struct pair {
		char *name, *value;
	} *v;
	size_t n, cap;
};

/* append a pair, both texts copied; remove all pairs with the name */
void pairadd(struct pairs *, const char *name, const char *value);
void pairdrop(struct pairs *, const char *name);

/* the last value of the name, or NULL; the number, 0 if there is none */
const char *pairvalue(const struct pairs *, const char *name);
unsigned long pairnumber(const struct pairs *, const char *name);

/* 1 if the list holds this name with this value */
int pairthere(const struct pairs *, const char *name, const char *value);

struct manifest {
	char *version;			/* "1" by default */
	int preserve_srcdir;
	int network_destabilizing;
	int postprocess_profiled_run;
	int split_stderr;
	long long timeout;		/* ns, 0: none */
	long long grace;		/* ns */
	char *deps;			/* names separated by blanks, or NULL */
	struct pairs limits;		/* hook: seconds, checked */
	struct pairs require;		/* root, program, file, config: name */
	char *package;			/* package to install, or NULL */
	struct pairs params;		/* name: default */
	int anyparam;
};

/*
 * Read the file.  NULL or a missing file gives the defaults.  An unknown
 * key is a warning.  0, or -1 and `FILE:LINE: reason' appended to why.
 */
int manifestread(struct manifest *, const char *path, struct buf *why);

/* the time limit of a hook in ns, or dflt */
long long hooklimit(const struct manifest *, const char *hook, long long dflt);

/* 1 for the name of a parameter: [a-z][A-Za-z0-9_]* */
int paramok(const char *, size_t n);

/*
 * JOB/state, for at-job -R: KEY=VALUE lines in the order in which they
 * were added.  Keys may repeat.  A value may be any text: a newline is
 * written \n, a backslash \\.
 */

/*
 * Replace the whole file (writein in file.c), or read it: lines without `='
 * are skipped.  0, or -1 with errno.
 */
int statewrite(const struct pairs *, int at, const char *name);
int stateread(struct pairs *, int at, const char *name);

/*
 * perf.c - a line of RESULTSDIR/perf: one value, or a list of values
 *
 * Columns, one TAB between two; the last columns may be missing:
 *
 *	name	value[,value...]	units	up|down	graph
 *
 * A comma makes a list: `5,' is a list of one value, `,' an empty list.
 * Missing or empty units are null in the chart, `""' is an empty string.
 * A missing or empty direction means down.  The graph is the rest of the line.
 */

/* bytes of the line */
struct span {
	const char *s;
	size_t n;
};

struct perfline {
	struct span name, values;
	struct span units;	/* s is NULL: no units, n is 0: `""' */
	struct span graph;	/* n is 0: no graph */
	int list;	/* values has a comma */
	int up;		/* 1 up, 0 down, -1 no direction */
	const char *at;	/* the next value, or NULL */
};

/*
 * Cut up a line of n bytes, without its newline.  0, or -1 and the error
 * appended to why.  Values are not checked.
 */
int perfcut(struct perfline *, const char *line, size_t n, struct buf *why);

/* 1 and the next value of the line; 0 at the end */
int perfnext(struct perfline *, struct span *value);

/*
 * Append a number in the form of Python's repr for its double.  1, or 0 if
 * the text is not a number (decimal in num.c).
 */
int bufnumber(struct buf *, const char *s, size_t n);

/*
 * Check the lengths of a name and of units, in bytes, and the replacement
 * for their illegal bytes, in Autotest's order.  NULL, or the error.
 */
const char *perfrefused(size_t name, size_t units, const char *replacement);

/*
 * Append a comma, if values is not empty, and a number: any text that is
 * finite for Python's float(), without the blanks around it.  NULL, or the
 * error, a string valid until the next call.
 */
const char *perfvalue(struct buf *values, const char *s, size_t n);

/* append the text, with each byte but A-Za-z0-9_.- replaced */
void bufmasked(struct buf *, struct span, const char *replacement);

/*
 * Append the line and its newline: the values from perfvalue, the rest from
 * the struct, name and units masked.  Nothing is checked here.
 */
void bufperfline(struct buf *, const struct perfline *, const char *values,
    const char *replacement);

/*
 * chart.c - performance values: the chart in memory, results-chart.json
 *
 * The chart is {NAME: {"summary": ENTRY}} or {GRAPH: {NAME: ENTRY}}, in
 * the order in which names came.  A second value of an entry makes a list
 * of both values.  The last units and direction replace earlier ones.
 */

/* {0} is an empty chart */
struct series {
	struct node *root;
	struct node **slot;	/* hash table of all nodes, by name */
	size_t nslots, n;
};

/*
 * Read the text of a chart file, checked by jsoncheck().  The text is not
 * copied and must stay in place.  0, or -1 and why.
 */
int seriesparse(struct series *, const char *json, struct buf *why);

/*
 * Add a line of a perf file (perf.c), without its newline.  The line must
 * stay in place.  0, or -1 and why; then only seriesfree may follow.
 */
int seriesadd(struct series *, const char *line, size_t n, struct buf *why);

/* append the text of the chart file, with a newline at its end */
void seriestext(struct series *, struct buf *);

void seriesfree(struct series *);

/*
 * Add the values of a chart file, named NAME or GRAPH/NAME.  0, or -1 and
 * why the file is not a chart.
 */
int readchart(int fd, struct numberslist *, struct buf *why);

/*
 * results-chart.json, made from RESULTSDIR/perf
 *
 * Tests append performance values to RESULTSDIR/perf (perf.c).  From time
 * to time the new lines are merged into the chart, which may hold entries
 * of other programs.  RESULTSDIR/perf.merged is one line of four numbers:
 *
 *	FROM OLD TO NEW
 *
 * A chart with the check sum OLD holds the first FROM bytes of perf, a
 * chart with the sum NEW the first TO bytes.  perf.merged is replaced and
 * on disk before the chart.  After a crash the sum of the chart selects one
 * of the two, and no value is merged twice or lost.  A chart with another
 * sum was changed by another program after our write: it holds the first TO
 * bytes and that change.  A missing or empty chart holds nothing and is
 * made anew.  So is the chart if perf was replaced (is shorter than TO).
 *
 * All this happens under the lock of perf.  Symbolic links are refused.
 * Every function returns 0, or -1 and why, `FILE: reason'; then the chart
 * is unchanged.
 */

/* bring the chart up to date; without perf nothing is written */
int chartupdate(const char *resultsdir, struct buf *why);

/*
 * Append whole lines to perf and bring the chart up to date.  If the chart
 * cannot take them, perf is unchanged too.  chartcheck() checks only that
 * chartadd() can read the chart.
 */
int chartadd(const char *resultsdir, const char *lines, size_t n,
    struct buf *why);
int chartcheck(const char *resultsdir, struct buf *why);

/*
 * Values of a run that may not count.  Hooks append them to a file for this
 * run alone, named by AT_PERF.  At the end of the run the lines are moved
 * to perf or dropped.
 */
struct perftry {
	const char *dir;	/* AT_RESULTSDIR, or NULL */
	const char *outer;	/* the outer AT_PERF, or NULL */
	int alone;		/* no test owns dir: update the chart at once */
	char *path;		/* the file, once it has a name */
};

/*
 * The name of the file, RESULTSDIR/perf.PID.try.  At the end of the run keep
 * its values if counts is set, else drop them.
 */
const char *perftrypath(struct perftry *);
int perftryend(struct perftry *, int counts, struct buf *why);

/* status.c - status lines and verdicts */

/* by severity, the least first (at(7)); badness() has the parser's order */
enum verdict { GOOD, TEST_NA, WARN, FAIL, ERROR, ABORT };

const char *verdictname(enum verdict);

/* the exit status of a runner that ends with the verdict */
int verdictexit(enum verdict);

/* 1 and the verdict with this name; 0 for other names, such as ALERT */
int verdictof(const char *name, enum verdict *);

/*
 * 1 for a code of a status line: START, INFO, a status, or "END " and a
 * status (GOOD WARN FAIL ERROR TEST_NA ABORT ALERT RUNNING NOSTATUS).
 */
int codeok(const char *);

/*
 * The rank of a status in Autotest's result parser, from 0 for NOSTATUS to
 * TEST_NA, the worst; -1 for other words.  For reading logs only.
 */
int badness(const char *status);
#define STATUSES	9

/*
 * Lines of a status log: INDENT tabs, then tab-separated: code, subdir,
 * operation, name=value fields, message.  The format is Autotest's
 * (at-results(5)).
 */

struct entry {
	int indent;
	const char *code;		/* GOOD, START, END FAIL, ... */
	const char *subdir;		/* NULL or "": ---- */
	const char *operation;		/* NULL or "": ---- */
	const char *const *fields;	/* name=value, then NULL; or NULL */
	long long stamp;		/* timestamp, seconds; -1: now */
	const char *message;		/* NULL: empty */
};

/*
 * Append the entry as a line of a log, with its newline.  Further lines of
 * the message become extra lines that begin with two spaces.  A message
 * that looks like a field gets `reason: ' before it, since the parser would
 * lose it.  NULL, or the error, a string valid until the next call.
 */
const char *bufentry(struct buf *, const struct entry *);

/* a line as Autotest's result parser reads it */
struct statusline {
	int indent;
	char *code;			/* without END */
	int start, end;			/* the code is START; begins with END */
	char *subdir, *operation;	/* NULL for ---- */
	long long stamp;		/* seconds; -1: no timestamp */
	char *fields;			/* all, tabs between; may be "" */
	char *reason;
};

/*
 * Cut up a line of n bytes without its newline; the strings of *l point
 * into the line.  1: a status line; 0: another line, to be skipped; -1: a
 * code or a timestamp that makes the parser fail.
 */
int parsestatus(char *line, size_t n, struct statusline *l);

/* the value of a field, its length in *n; NULL if there is no such field */
const char *field(const struct statusline *, const char *name, size_t *n);

/*
 * The verdict that at-raise leaves for the runner in the file AT_RAISED:
 * the status word on the first line, then the reason, byte for byte.
 * It is never written through a link.  0, or -1 with errno.
 */
int raisedwrite(const char *path, const char *word, const char *reason);

/*
 * 1, the verdict, and the reason appended; *retry is set for RETRY, whose
 * verdict is FAIL.  0: no verdict can be read.
 */
int raisedread(const char *path, enum verdict *, int *retry, struct buf *);

/* 1 and the verdict if at-raise takes the word */
int raisedword(const char *word, enum verdict *, int *retry);

/* joblog.c - a job's status log, read in one pass, as blocks */

enum logkind {
	JOBBLOCK,	/* START without subdir and operation */
	GROUPBLOCK,	/* without subdir */
	TESTBLOCK,
	LONELINE	/* no block: a status line outside tests and groups */
};

/* a block at its end; its strings are valid until the call back returns */
struct logblock {
	size_t id;		/* blocks in the order of START, from 0 */
	enum logkind kind;
	const struct logblock *up;	/* the enclosing block, or NULL */
	int depth;		/* how many tests and groups enclose it */
	int intest;		/* a test is one of them */
	const char *name;	/* operation, or NULL */
	const char *subdir;	/* or NULL */
	long long started, finished;	/* timestamps; -1: unknown */
	const char *code;	/* of the END line: GOOD, FAIL, ... */
	const char *reason;	/* the last one with that code; may be "", */
				/* or several lines */
	int closed;		/* 0: no END line; code is ABORT */
};

struct joblog {
	/* a block has ended, after all blocks inside it */
	void (*done)(struct joblog *, const struct logblock *);
	/*
	 * an INFO or status line, and the block around it, or NULL; a START
	 * line, and its block
	 */
	void (*line)(struct joblog *, const struct logblock *,
	    const struct statusline *);
	void *arg;		/* for the caller */

	unsigned long bad;	/* first line the parser fails on, or 0 */
};

/*
 * Read a log; both call backs may be NULL.  Blocks that are open at its end
 * stay open: the next log may go on inside them.
 */
void readjoblog(struct joblog *, struct reader *);

/* end the blocks that are open after the last log */
void endjoblog(struct joblog *);

/*
 * Open the job's log for readline: DIR/status.log, else DIR/status (the
 * name in Autotest's client).  A descriptor, or -1 with errno.
 */
int openjoblog(int dirfd);

/* results.c - reading what tests measured, and how tests ended */

/* numbers that share a name */
struct numbers {
	struct buf name;	/* key, or GRAPH/NAME */
	struct buf unit;	/* may be empty */
	double *v;
	size_t n, cap;
	int better;		/* 1: more is better; -1: less; 0: unknown */
};

/* {0} is an empty list; setting n to 0 empties it */
struct numberslist {
	struct numbers *s;
	size_t n;
	size_t at;		/* index of the last result of findnumbers */
	size_t made, cap;	/* memory, kept for the next test */
};

/* find the numbers with the name, or append an empty entry */
struct numbers *findnumbers(struct numberslist *, const char *name, size_t n);

void addnumber(struct numbers *, double);

/*
 * Open a regular file of a test for reading.  subdir is the test's, below
 * the job directory; "" is the job directory.  -1 with errno, as
 * openbelow(); ENOENT also if subdir leads elsewhere.
 */
int opentestfile(int jobdir, const char *subdir, const char *file);

/* the test's log below subdir: debug/NAME.DEBUG, of tempfmt */
const char *logname(const char *subdir);

/*
 * 1, and *b is the last bytes, at most want, of the test's log, without
 * carriage returns before newlines; 2: there may be more bytes; 0: no log.
 */
int logtail(int jobdir, const char *subdir, size_t want, struct buf *b);

/*
 * Remove the last line of a test's log, `@ DATE TIME test GOOD: 3
 * iterations, 1.204 s', from tail: 1 and both numbers, the time in
 * nanoseconds; 0 if the last line is another.
 */
int logtrailer(struct buf *tail, unsigned long *iterations, long long *ns);

/*
 * Add the values that count of the records in a file.  name is for
 * messages.  Returns how many records there are, without LEFTOUT records.
 */
size_t readrecords(int fd, const char *name, struct numberslist *);

/* 1 and the last value of a key in the test's keyval appended; or 0 */
int lastvalue(int jobdir, const char *subdir, const char *key, struct buf *);

/* append the test's keyvals, KEY NUL VALUE NUL ...; returns how many */
size_t readkeyvals(int jobdir, const char *subdir, struct buf *);

enum what {
	RECORD,			/* 1: the run failed; 0: not */
	TEST,			/* 1: the test failed; 0: not */
	DISTURBED,		/* 1: the run of a RECORD was disturbed */
	DIRECTION,		/* of the key: 1: more is better; -1: less */
	NUMBER			/* the key's value; NaN: not a number */
};

struct datum {
	const char *test;	/* subdir below the operand, or "" */
	const char *key;	/* "" for RECORD, TEST and DISTURBED */
	enum what what;
	int side;		/* of a comparison */
	size_t run;		/* of that side */
	double value;
};

/* a keyval that describes the machine of a test */
struct fact {
	int side;
	char *key, *value;
};

/* {0} is an empty list */
struct measured {
	struct datum *v;
	size_t n, cap;
	struct fact *fact;	/* no fact twice */
	size_t nfacts;
};

/*
 * Add the data of the operand: a file of records (`-': standard input), or
 * the results directory of a test or a job.  A record makes a RECORD, and
 * a NUMBER of each value that counts.  A torn last line and a value that is
 * not a number are warnings.  A file that cannot be read is fatal:
 * die(failstatus, ...).  Returns how many records and logs of tests there
 * are.
 */
size_t measuredread(struct measured *, const char *operand, int side,
    size_t run);

/* sort by test, key, what, side, run and value, NaN last */
void measuredsort(struct measured *);

#endif
