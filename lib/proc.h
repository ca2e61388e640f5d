/*
 * proc.h - processes and threads, as Linux shows them in /proc
 *
 * Where there is no /proc nothing is found.  stat and the lists of
 * threads and files can always be read at once; what is in a process's
 * own memory, cmdline and environ, may keep the reader waiting for ever.
 */
#include <sys/types.h>

#include <stddef.h>

struct buf;

struct proc {
	pid_t pid, parent, session;
	char state;		/* as ps(1) has it */
	int ours;		/* set by procsmark */
	long threads;
	long long user, system;	/* CPU time in nanoseconds */
	char *name;		/* without control bytes */
};

struct procs {
	struct proc *v;
	size_t n, cap;
};

/*
 * Append DIR/FILE to *b, but no more than max bytes of it.  dir is
 * /proc/PID, or /proc/PID/task/TID for a thread.  0, or -1 with errno.
 */
int procread(const char *dir, const char *file, size_t max, struct buf *b);

/* DIR/stat; 1, and name is the caller's to free, or 0: it is gone */
int procstat(const char *dir, struct proc *);

/* all that there are, by pid, added to the empty *t */
void procsread(struct procs *t);
void procsfree(struct procs *t);

/* mark as ours those that root() is true for, and all that is below one */
void procsmark(struct procs *t, int (*root)(const struct proc *, void *),
    void *arg);
