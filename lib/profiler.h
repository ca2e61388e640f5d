/*
 * profiler.h - the profilers of a job, and running a step of them
 *
 * A profiler is an executable, called with setup, before_start, start,
 * stop and report (at-profile(1)).  A job's profilers are the lines of
 * JOB/profilers/.list: name, path and parameters with tabs between.
 */
/* needs hook.h before it */

struct profiler {
	char *name, *path;
	char **params;		/* name=value, NULL at the end */
	int active;		/* started and not yet stopped */
};

struct profilers {
	struct profiler *v;
	size_t n;
};

/* the executable a name stands for, a fresh string, or NULL */
char *profilerfind(const char *name, const char *jobdir, const char *share);

/* read the job's list; a missing one is empty.  0, or -1 with errno */
int profilersread(struct profilers *, const char *jobdir);

/* append one: params are name=value, NULL at the end */
void profileradd(struct profilers *, const char *name, const char *path,
    char *const params[]);

/* 1 if that very one is there */
int profilerthere(const struct profilers *, const char *name,
    const char *path, char *const params[]);

/* append one to the job's list, or replace that.  0, or -1 with errno */
int profilerappend(const struct profiler *, const char *jobdir);
int profilerswrite(const struct profilers *, const char *jobdir);

/*
 * Call one or all with the step.  A failure is handed to warn, with the
 * profiler's name in the text, and is nobody else's.  When one fails to
 * start, those started are stopped and 0 comes back; else 1.
 */
int profilerstep(struct profiler *, struct hooks *, const char *step,
    struct outcome *);
int profilersstep(struct profilers *, struct hooks *, const char *step,
    void (*warn)(void *, const char *text), void *arg);
