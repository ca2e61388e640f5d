/* test.h - the test that a name stands for, found or installed */
/* needs hook.h and manifest.h before it */

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
