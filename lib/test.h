/* test.h - one test */
#ifndef AT_TEST_H
#define AT_TEST_H

#include "expr.h"
#include "job.h"

/* find.c - find or install the test that a name stands for */

struct test {
	char *operand;		/* a name, with ':' for '/', or a path, ... */
	const char *name;	/* of the test */
	char *const *command;	/* the command that is the test, or NULL */
	char *bindir;		/* out: its directory; NULL: it has none */
	struct manifest manifest;	/* out */
};

/* 1 if the operand names a path: it begins with '/', './' or '../' */
int pathlike(const char *operand);

/* 1 if at-install has to run first, also for an archive or a URL */
int mustinstall(const struct test *);

/*
 * Run at-install, as a hook.  1: the test can be looked for; the operand
 * for an archive becomes the path of its test.  0: *o has the reason.
 */
int testinstall(struct test *, struct hooks *, const char *tmpdir,
    struct outcome *);

/*
 * Find the test: a path is taken as it is, a name is looked up in
 * AT_TESTPATH (see envabsolute).  Sets dir, shell or command of *h, the
 * set of its hooks, AT_BINDIR and AT_SRCDIR.  1; 0: *o has the reason,
 * `NAME: test does not exist'.
 */
int testfind(struct test *, struct hooks *, struct outcome *);

/*
 * NULL if the machine has everything that the manifest requires (see
 * at-test(5)); else the first requirement that it lacks, `requires the
 * program fio', until the next call.
 */
const char *unmet(const struct manifest *);

/*
 * setup.c - when to run a test's setup hook, and the version it has built
 *
 * The setup hook runs when the version in the test's manifest is not the
 * version of the last setup.  The hook builds src in the test's directory.
 * If that cannot be written, it builds src in AT_CACHEDIR/NAME; until then
 * a src that comes with the test at the right version is used.
 *
 * The version stands in src/.version, or, for a setup that leaves no src,
 * in AT_CACHEDIR/NAME.version (without AT_CACHEDIR: beside the test's
 * directory): one line, compared as text.  In NAME, ':' becomes '/'.
 */

struct setup {
	const char *bindir;	/* the test's directory, absolute */
	const char *name;	/* of the test */
	const char *version;	/* in its manifest */
	int preserve;		/* keep the contents of src: preserve_srcdir */
	const char *cachedir;	/* AT_CACHEDIR, absolute, or NULL */
	long long deadline;	/* for the lock, monotonic ns; 0: none */
	char *srcdir;		/* from setupneeded(): AT_SRCDIR, ours */
	int lock;		/* used by setup.c only */
};

/*
 * For a test that has a setup hook: 0, src is up to date and unchanged; 1,
 * run setup, then call setupdone(); or -1 and the reason, `OBJECT:
 * reason'.  With 1 the lock .NAME.lock beside src is held, and src is
 * removed, unless preserved.  Below AT_CACHEDIR a preserved src is a fresh
 * copy of the src that comes with the test, if there is one.
 *
 * Waits for the lock, until the deadline or a signal that child.c catches:
 * -1.
 */
int setupneeded(struct setup *, struct buf *why);

/*
 * Setup has run: with ok, note the version; release the lock.  0, or -1
 * and the reason if the version cannot be written.
 */
int setupdone(struct setup *, int ok, struct buf *why);

/* the test's directory was replaced: remove a version noted outside it */
void setupforget(const char *bindir, const char *name, const char *cachedir);

/*
 * outdir.c - the directories of a test that is to run, and its log
 *
 * They are made once, before the first hook.  The AT_ variables (at(7))
 * pass their names to the hooks.  A directory that cannot be made is fatal.
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

/* open .ERROR, a separate log for standard error */
void outdirsplit(struct outdir *, const struct claim *);

/* 1 if the log was removed, and with it perhaps all directories */
int outdirgone(const struct outdir *);

/* fsync the logs */
void outdirsync(const struct outdir *);

/*
 * Copy the log to our standard error, from the end of the last call: all,
 * or as much as can be written without waiting.
 */
void outdirshow(struct outdir *, int all);

/* keep the logs within logmax */
void outdircut(struct outdir *);

/*
 * iterate.c - the iterations of a test or of a command
 *
 * The common part of at-run and at-iterate: a number of iterations or a
 * length of time, warm-up, retries, iteration hooks, profiled runs,
 * records and constraints.  The order is Autotest's (at(7)).
 */

enum profile { PROFILE_ALSO, PROFILE_ONLY, PROFILE_NO };

struct iterate {
	unsigned long n;	/* -n */
	long long length;	/* -l, ns: wins over n if not 0 */
	struct precision *precision;	/* -e, or NULL: n is the most then */
	long long longest;	/* -x, ns: with -e; 0: no limit */
	unsigned long warm;	/* -u: iterations that do not count */
	unsigned long retries;	/* -r */
	enum profile profile;	/* -P */
	int postprocess;	/* -p: postprocess_iteration when profiled */
	int metrics;		/* -m: record the resources of run_once */
	struct witness *witness;	/* -w, or NULL */
	int wall;		/* record seconds_wall of run_once */
	int exits;		/* record exit{attr} of a run that failed */
	int cold;		/* drop caches before each try */
	const char *jobdir;	/* of the job we are in, or NULL */
	const char *profdir;	/* below it iteration.N for profilers */
	struct hooks *hooks;
	struct hookdir before[2], after[2];	/* the job's, the test's */
	struct profilers *profilers;
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

/* call before recordsend(): keep perf values for constraints and -e */
void wantvalues(struct iterate *);

#define MANY	1000000000UL	/* limit of every count */

/*
 * Set n from the text of -n, or NULL, once length, longest and precision
 * are set.  The default is one iteration; with precision any number within
 * a minute, unless limited otherwise.  0 if these options exclude each
 * other; else 1.
 */
int iteratebounds(struct iterate *, const char *count);

/* read the word of -P; 0 if it is none of also, only, no */
int profileword(const char *, enum profile *);

/*
 * Run all iterations, and the extra profiled run.  1: *o is GOOD; 0: *o
 * has the failure.  A record that cannot be written is ERROR.  Constraints
 * are judged, but their result is not in *o.
 */
int iterate(struct iterate *, struct outcome *o);

/*
 * run.c - one run of a test in its job, from START to END
 *
 * A file that cannot be written is fatal: the block then stays open, and
 * at-job closes it.
 */

/* the hooks of a test, in their order */
struct life {
	struct hooks hooks;
	struct iterate it;
	struct test test;
	struct block *block;	/* where its status lines go */
	struct hookdir before[2], after[2];	/* the job's, the test's */
	struct testkeyvals keyvals;	/* known before the run */
	char **params;		/* name=value ..., NULL at the end */
	int nocleanup;
};

struct run {
	/* set by the caller */
	struct job job;
	const char *tag, *subtag;	/* -g, -G, or NULL */
	long long began;	/* start of the time limit, monotonic ns */
	long long limit;	/* -t, ns; -1: not given */
	long long otherwise;	/* of a test without any, ns; 0: none */
	long long scale;	/* of all time limits, in thousandths */
	int postprocess;	/* -p; -1: as in the manifest */
	int strict, quiet;	/* -S, -q */
	int verbose;		/* -v: the log on standard error, too */
	int cold;		/* drop caches after the test */
	/* life.test, life.it and life.params, by the caller's options */
	struct life life;
	struct constraints constraints;
	/* set by run.c; the caller may read them afterwards */
	struct claim place;
	struct block block;
	struct outdir out;	/* logname is NULL if there was no place */
	struct live live;
	struct profilers profilers;
};

/*
 * Make the test's directory, run the test, close its block; *o has the
 * verdict.  A test that finished before the job was resumed is not run:
 * *o has the recorded verdict.
 */
void testrun(struct run *, struct outcome *o);

#endif
