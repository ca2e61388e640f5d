/*
 * outdir.h - the directories of a test that is to run, and its log
 *
 * They are made once, before its first hook, and named to the hooks by
 * the AT_ variables (at(7)).  What cannot be made is fatal.
 */
#include <sys/types.h>

struct claim;
struct env;

struct outdir {
	const char *dir;	/* the test's, absolute, there already */
	char *results, *profiling;
	char *tmp;		/* AT_TMPDIR */
	char *logname, *errname;	/* debug/LAST.DEBUG, .ERROR */
	int log, err;		/* O_RDWR|O_APPEND; err: split_stderr, or log */
	long long logmax;	/* AT_LOG_MAX */
	off_t shown;		/* by outdirshow() */
};

/* make all but .ERROR; logmax is the caller's to set */
void outdirmake(struct outdir *, const struct claim *, const char *jobdir,
    struct env *);

/* standard error to a log of its own */
void outdirsplit(struct outdir *, const struct claim *);

/* 1 if somebody removed the log, and so maybe all of it */
int outdirgone(const struct outdir *);

/* fsync the logs */
void outdirsync(const struct outdir *);

/*
 * The log on our standard error, from where the last call ended: all, or
 * as much as can be written without waiting.
 */
void outdirshow(struct outdir *, int all);

/* keep the logs within logmax */
void outdircut(struct outdir *);
