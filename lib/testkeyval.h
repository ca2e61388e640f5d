/*
 * testkeyval.h - the keyvals of a test: the file keyval in its directory
 *
 * Attributes, the version and the parameters are gathered, and written
 * when the test begins; a word of what happened may come later.
 */
/* needs keyval.h before it */

struct testkeyvals {
	char *path;		/* the file, absolute */
	struct record record;	/* gathered; the last of a key counts */
	char *bad;		/* why they cannot be written, or NULL */
};

/* one more: as the user typed it; with its key; param-NAME */
void testpair(struct testkeyvals *, const char *pair);
void testkeyval(struct testkeyvals *, const char *key, const char *value);
void testparam(struct testkeyvals *, const char *name, const char *value);

/*
 * Append what was gathered.  0, or -1 and why, `Invalid key: a b', or
 * `FILE: reason'; nothing was written then.
 */
int testkeyvalswrite(struct testkeyvals *, struct buf *why);

/* append one line at once; a failure is a warning */
void testkeyvaladd(const struct testkeyvals *, const char *key,
    const char *value);
