/* life.h - the life of a test: its hooks in their order */
/*
 * needs hook.h, manifest.h, profiler.h, records.h, iterate.h, test.h and
 * testkeyval.h before it
 */

struct block;

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
 * Run the hooks, from before_test.d to after_test.d.  1: GOOD; 0: *o
 * says what it came to.
 */
int life(struct life *, struct outcome *o);
