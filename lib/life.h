/* life.h - the life of a test: its hooks in their order */
/* needs hook.h, manifest.h, profiler.h, records.h and iterate.h before it */

struct block;

struct life {
	struct hooks hooks;
	struct iterate it;
	struct manifest manifest;
	struct block *block;	/* where its status lines go */
	struct hookdir before[2], after[2];	/* the job's, the test's */
	const char *name;	/* of the test, for setup */
	const char *bindir;	/* its directory, or NULL */
	const char *keyval;	/* the test keyval file, absolute */
	struct record keyvals;	/* what is known before it runs */
	const char *badkeyval;	/* why they cannot be written, or NULL */
	char **params;		/* name=value ..., NULL at the end */
	int nocleanup;
};

/*
 * Run the hooks, from before_test.d to after_test.d.  1: GOOD; 0: *o
 * says what it came to.
 */
int life(struct life *, struct outcome *o);

/* append key=value to the test's keyval file.  0, or -1 with errno */
int testkeyval(const struct life *, const char *key, const char *value);
