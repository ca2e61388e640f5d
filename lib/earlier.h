/*
 * earlier.h - what finished in a job before it was resumed
 *
 * at-job -R leaves a link in JOB/tmp/earlier for each test and step that
 * had finished.  Whoever comes to one of them again takes its link away,
 * and gives back what it came to; the next one of that name finds none,
 * which makes it the second in one run of the control file.
 */
#include <stddef.h>

struct buf;
struct job;

enum earlierkind { EARLIERTEST, EARLIERSTEP };

/*
 * Make the links anew, from the status log and the steps of the job.
 * *finished is how many tests and steps there are.  0, or -1 with errno.
 */
int earliermake(const char *jobdir, unsigned long *finished);

/* 1 if the job is a resumed one; remove the links when it ends */
int earlierjob(const char *jobdir);
void earlierend(const char *jobdir);

/*
 * Take the link of a test (its subdir) or a step (its name).  1: what it
 * came to is in *b, for a test `STATUS VERDICT REASON'.  0: it has none.
 */
int earliertake(const char *jobdir, enum earlierkind, const char *name,
    struct buf *b);

/*
 * A group has to know of a verdict that was given back in it, since its
 * log has no line of it: log is where the line would be.  -1: errno.
 */
int giveback(const struct job *, const char *verdict);

/* the worst that was given back in the group, and forget it; -1: nothing */
int givenback(const char *log);
