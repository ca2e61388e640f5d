/*
 * leftover.h - what a command left running, found and ended
 *
 * On Linux a subreaper is given every orphan among its descendants, also
 * one that called setsid(2) or forked twice, so that what is left are our
 * children, or theirs.  Elsewhere they go to init, and what is found are
 * the process groups of commands that have ended.
 */

#include <sys/types.h>

struct buf;

/*
 * From now on orphans come to us.  Children that we have already
 * (`sleep 99 & exec at-run') are remembered, and spared.
 */
void adoptorphans(void);

/* the command that led the group has ended; for where orphans do not come */
void notegroup(pid_t leader);

/*
 * Spare what is in our own session, too: for whoever gives each command a
 * session, so that what is in ours came with the children before.
 */
void sparesession(void);

/*
 * Spare what was started in a job but in no test: its environment says so
 * or, unless all of those are meant, does not say.
 */
void sparejob(int all);

/* reap those of our children that are dead; 1 if there are others */
int reapchildren(void);

/* 1 if the process is there, is no zombie, and is not we */
int processlives(long pid);

/* the process whose number a link is to, if it lives so; else 0 */
long processlinked(const char *path);

/*
 * Is the process a child of ours that lives, and is not spared?  If it
 * has ended it is reaped.
 */
int isleftover(pid_t);

/* how many children are not spared, after reaping what is dead */
int countleftovers(void);

/*
 * Each of them and each process below them, `PID command (state)' with a
 * comma between, appended; of many the first ones.  How many there are.
 */
int listleftovers(struct buf *names);

/*
 * End them: TERM (and CONT), grace nanoseconds for all together, or until
 * a signal is caught, then KILL, and what their end brings up in the same
 * way, until there is none.  Those that survive KILL for five seconds are
 * listed in *stuck, and counted.
 */
int endleftovers(long long grace, struct buf *stuck);
