/*
 * setup.h - what a test's setup hook builds, and which version it is
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

struct buf;

struct setup {
	const char *bindir;	/* the test's directory, absolute */
	const char *name;	/* of the test */
	const char *version;	/* in its manifest */
	int preserve;		/* keep what is in src: preserve_srcdir */
	const char *cachedir;	/* AT_CACHEDIR, absolute, or NULL */
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
 * Waits for the lock; a signal that child.h catches ends the wait: -1.
 */
int setupneeded(struct setup *, struct buf *why);

/*
 * Setup has run: with ok, note the version; give up the lock.  0, or -1
 * and why, if that cannot be written.
 */
int setupdone(struct setup *, int ok, struct buf *why);

/* the test's directory was replaced: forget a version noted outside it */
void setupforget(const char *bindir, const char *name, const char *cachedir);
