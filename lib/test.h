/* test.h - one test */
#ifndef AT_TEST_H
#define AT_TEST_H

#include <sys/types.h>

#include "base.h"
#include "format.h"
#include "expr.h"
#include "proc.h"
#include "job.h"

/* find.c - the test that a name stands for, found or installed */

struct test {
	char *operand;		/* a name, with ':' for '/', or a path, ... */
	const char *name;	/* of the test */
	char *const *command;	/* it is this one instead, or NULL */
	char *bindir;		/* out: its directory; NULL: it has none */
	struct manifest manifest;	/* out */
};

/* 1 if the operand names a path: it begins with '/', './' or '../' */
int pathlike(const char *operand);

/* 1 if at-install has to be asked first, for an archive or a URL, too */
int mustinstall(const struct test *);

/*
 * Ask it, as a hook.  1: the test can be looked for, where an archive was
 * put, if it was one; 0: *o says why it is not to be had.
 */
int testinstall(struct test *, struct hooks *, const char *tmpdir,
    struct outcome *);

/*
 * Find it: a path is taken as it is, a name looked up in AT_TESTPATH (see
 * envabsolute).  Set dir, shell or command of *h, which hooks it has,
 * AT_BINDIR and AT_SRCDIR.  1; 0: *o says why not, `NAME: test does not
 * exist'.
 */
int testfind(struct test *, struct hooks *, struct outcome *);

/* find.c - what a test requires of the machine, see at-test(5) */

/*
 * NULL if all requirements are met, else the first that is not, `requires
 * the program fio', until the next call.
 */
const char *unmet(const struct manifest *);

/*
 * setup.c - what a test's setup hook builds, and which version it is
 *
 * A test's setup hook runs when the version in the test's manifest is not
 * the one that it was run for last.  What it builds is src in the test's
 * directory; where that cannot be written, src in AT_CACHEDIR/NAME, until
 * which a src that comes with the test at the right version will do.
 *
 * The version stands in src/.version, or, for a setup that leaves no src,
 * in AT_CACHEDIR/NAME.version (without AT_CACHEDIR: beside the test's
 * directory): one line, compared as text.  In NAME, ':' becomes '/'.
 */

struct setup {
	const char *bindir;	/* the test's directory, absolute */
	const char *name;	/* of the test */
	const char *version;	/* in its manifest */
	int preserve;		/* keep what is in src: preserve_srcdir */
	const char *cachedir;	/* AT_CACHEDIR, absolute, or NULL */
	long long deadline;	/* for the lock, monotonic ns; 0: none */
	char *srcdir;		/* from setupneeded(): AT_SRCDIR, ours */
	int lock;		/* our own */
};

/*
 * For a test that has a setup hook: 0, src is up to date and nothing was
 * touched; 1, run setup, then call setupdone(); or -1 and why, `OBJECT:
 * reason'.  With 1 the lock .NAME.lock beside src is held, and src is
 * gone, unless preserved.  Below AT_CACHEDIR a preserved src is a fresh
 * copy of the one that comes with the test, if one does.
 *
 * Waits for the lock, until the deadline or a signal that child.c catches:
 * -1.
 */
int setupneeded(struct setup *, struct buf *why);

/*
 * Setup has run: with ok, note the version; give up the lock.  0, or -1
 * and why, if that cannot be written.
 */
int setupdone(struct setup *, int ok, struct buf *why);

/* the test's directory was replaced: forget a version noted outside it */
void setupforget(const char *bindir, const char *name, const char *cachedir);

/*
 * outdir.c - the directories of a test that is to run, and its log
 *
 * They are made once, before its first hook, and named to the hooks by
 * the AT_ variables (at(7)).  What cannot be made is fatal.
 */

struct outdir {
	char *results, *profiling, *debug;
	char *tmp;		/* AT_TMPDIR */
	const char *tmpname;	/* the same, below the job */
	char *logname, *errname;	/* debug/LAST.DEBUG, .ERROR */
	int log, err;		/* O_RDWR|O_APPEND; err: split_stderr, or log */
	long long logmax;	/* AT_LOG_MAX */
	off_t shown;		/* by outdirshow() */
};

/* make all but .ERROR; logmax is the caller's to set */
void outdirmake(struct outdir *, const struct claim *, const struct job *,
    struct env *);

/* standard error to a log of its own */
void outdirsplit(struct outdir *, const struct claim *);

/* 1 if somebody removed the log, and so maybe all of it */
int outdirgone(const struct outdir *);

/* fsync the logs */
void outdirsync(const struct outdir *);

/*
 * The log on our standard error, from where the last call ended: all, or
 * as much as can be written without waiting.
 */
void outdirshow(struct outdir *, int all);

/* keep the logs within logmax */
void outdircut(struct outdir *);

/* outdir.c - keep a log that grows without end within bounds */

/*
 * If the log is longer than max bytes, keep its head and its tail, half
 * of max together, and say between them what was cut.  The descriptor is
 * O_RDWR|O_APPEND.  What is written during the cut may be lost.
 * 0, or -1 with errno.
 */
int logcut(int fd, long long max);

/*
 * iterate.c - the iterations of a test or of a command
 *
 * What at-run and at-iterate do alike: a number of iterations or a
 * length of time, warm-up, retries, iteration hooks, profiled runs,
 * records and constraints.  The order is the original's (at(7)).
 */

enum profile { PROFILE_ALSO, PROFILE_ONLY, PROFILE_NO };

struct iterate {
	unsigned long n;	/* -n */
	long long length;	/* -l, ns: wins over n if not 0 */
	struct precision *precision;	/* -e, or NULL: n is the most then */
	long long longest;	/* -x, ns: with -e; 0: as long as it takes */
	unsigned long warm;	/* -u: iterations that do not count */
	unsigned long retries;	/* -r */
	enum profile profile;	/* -P */
	int postprocess;	/* -p: postprocess_iteration when profiled */
	int metrics;		/* -m: record what run_once used */
	struct witness *witness;	/* -w, or NULL */
	int wall;		/* record seconds_wall of run_once */
	int exits;		/* record exit{attr} of a run that failed */
	int cold;		/* drop caches before each try */
	const char *jobdir;	/* of the job we are in, or NULL */
	const char *profdir;	/* below it iteration.N for profilers */
	struct hooks *hooks;
	struct hookdir before[2], after[2];	/* the job's, the test's */
	struct profilers *profilers;	/* or NULL */
	struct constraints *constraints;	/* or NULL */
	struct records records;
	struct perftry perf;
	/* a line for the status log, or for people */
	void (*tell)(void *, const char *code, const char *message);
	/* an iteration was good after so many retries; or NULL */
	void (*retried)(void *, unsigned long tries);
	/* with -e: a keyval of all the iterations */
	void (*note)(void *, const char *key, const char *value);
	void *arg;
	unsigned long done;	/* out: iterations that ended */
	long long began, ended;	/* out: when the first began, the last ended */
};

/* before recordsend(): perf values are for constraints and -e */
void wantvalues(struct iterate *);

#define MANY	1000000000UL	/* of anything that is counted, at most */

/*
 * How many there will be, for the text that -n was given, or NULL, when
 * length, longest and precision are set: one, or with precision as many
 * as it takes, in a minute if nothing else is said.  0 if these options do
 * not go together.
 */
int iteratebounds(struct iterate *, const char *count);

/* what -P's word stands for; 0 if it is none of also, only, no */
int profileword(const char *, enum profile *);

/*
 * All iterations, and the extra profiled run.  1: good, *o says GOOD;
 * 0: *o says what failed.  A record that cannot be written is ERROR.
 * Constraints are judged, but what they found is not in *o.
 */
int iterate(struct iterate *, struct outcome *o);

/* run.c - the life of a test: its hooks in their order */

struct life {
	struct hooks hooks;
	struct iterate it;
	struct test test;
	struct block *block;	/* where its status lines go */
	struct hookdir before[2], after[2];	/* the job's, the test's */
	struct testkeyvals keyvals;	/* what is known before it runs */
	char **params;		/* name=value ..., NULL at the end */
	int nocleanup;
};

/*
 * run.c - one run of a test in its place of a job, from START to END
 *
 * What cannot be written is fatal: the block stays open then, for at-job
 * to close.
 */

struct run {
	/* what the caller sets */
	struct job job;
	const char *tag, *subtag;	/* -g, -G, or NULL */
	long long began;	/* monotonic ns: the time limit counts from it */
	long long limit;	/* -t, ns; -1: not given */
	long long otherwise;	/* of a test without any, ns; 0: none */
	long long scale;	/* of all time limits, in thousandths */
	int postprocess;	/* -p; -1: the manifest says */
	int strict, quiet;	/* -S, -q */
	int verbose;		/* -v: the log on standard error, too */
	int cold;		/* drop caches after the test */
	/* life.test, life.it, life.params too, as far as options say so */
	struct life life;
	struct constraints constraints;
	/* our own; afterwards for the caller to read */
	struct claim place;
	struct block block;
	struct outdir out;	/* logname is NULL if there was no place */
	struct live live;
	struct profilers profilers;
};

/*
 * Make the place, run the test, close its block: *o is what it came to.
 * Of a test that finished before the job was resumed nothing runs, and *o
 * is what it came to then.
 */
void testrun(struct run *, struct outcome *o);

#endif
