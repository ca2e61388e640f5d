/*
 * raised.h - the verdict that at-raise leaves for the runner
 *
 * The file is named by AT_RAISED: the status word on its first line, the
 * reason, byte for byte, after it.
 */
/* needs verdict.h before it */

struct buf;

/* write it, never through a link.  0, or -1 with errno */
int raisedwrite(const char *path, const char *word, const char *reason);

/*
 * 1, the word's verdict and the reason (appended); *retry is set for
 * RETRY, which is FAIL otherwise.  0: there is none to be read.
 */
int raisedread(const char *path, enum verdict *, int *retry, struct buf *);

/* 1 if the word is one that at-raise takes */
int raisedword(const char *word, enum verdict *, int *retry);
