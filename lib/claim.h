/* claim.h - a subdir of its own for a test */

struct buf;

/* the columns and the place of a test in its job */
struct claim {
	char *name;		/* operation column: the test with its tag */
	char *subdir;		/* below the job directory */
	char *dir;		/* absolute, made */
};

/*
 * Make the directory JOBDIR/[PARENT/]TEST[.TAG][.SUBTAG], which nobody
 * else has; an empty tag is none.  1; 0 if the name is refused: then *c
 * is a fresh NAME.dup.N in its place and why is appended (the original's
 * words for a subdir that exists); -1 with errno.  2: the test finished
 * before the job was resumed, and nothing is made: why is what
 * earliertake() of earlier.h tells of it.
 */
int claim(struct claim *c, const char *jobdir, const char *parent,
    const char *test, const char *tag, const char *subtag,
    struct buf *why);
