/* test.h - finding the test that a name stands for */
/* needs hook.h before it */

/* 1 if the operand names a path: it begins with '/', './' or '../' */
int pathlike(const char *name);

/* 1 if it must be installed first: an archive or a URL */
int archivelike(const char *name);

/*
 * Find the test and set dir, shell or command of *h, and *bindir (NULL
 * for a plain file).  A path is taken as it is; a name, with ':' for
 * '/', is looked up in AT_TESTPATH (see envabsolute).
 * 0, or -1 and why, `NAME: test does not exist'.
 */
int testfind(struct hooks *h, const char *name, char **bindir,
    struct buf *why);
