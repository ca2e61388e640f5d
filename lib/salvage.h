/*
 * salvage.h - the open blocks of a job: whose they are, and closing those
 * whose owner died
 *
 * outer is a log: only blocks inside it are meant, at whatever depth.
 * NULL: all of the job.
 */

/*
 * Close the blocks whose owners are gone, innermost first, with ABORT and
 * the reason.  While any of them still has a living owner nothing is
 * closed.  How many have, or -1: errno.
 */
int salvage(const char *jobdir, const char *outer, const char *reason);

/*
 * The same, waiting until none is left alive; told is called once then,
 * if it is not NULL.  ENDED, LATE or CAUGHT as await() of child.h says,
 * or -1: errno.
 */
int salvagewait(const char *jobdir, const char *outer, const char *reason,
    long long deadline, void (*told)(void));

/* send the signal to the owners of such blocks */
void signalowners(const char *jobdir, const char *outer, int sig);
