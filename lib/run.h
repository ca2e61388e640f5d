/*
 * run.h - one run of a test in its place of a job, from START to END
 *
 * What cannot be written is fatal: the block stays open then, for at-job
 * to close.
 */
/*
 * needs block.h, claim.h, constraint.h, job.h, life.h (and what that
 * needs), live.h and outdir.h before it
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
