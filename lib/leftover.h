/*
 * leftover.h - what a command left running, found and ended
 *
 * On Linux a subreaper is given every orphan among its descendants, also
 * one that called setsid(2) or forked twice, so that what is left are our
 * children.  Elsewhere they go to init, and nothing is found here.
 */

struct buf;

/*
 * From now on orphans come to us.  Children that we have already
 * (`sleep 99 & exec at-run') are remembered, and spared.
 */
void adoptorphans(void);

/* reap those of our children that are dead; 1 if there are others */
int reapchildren(void);

/* 1 if there is a child that is not spared, after reaping what is dead */
int haveleftovers(void);

/*
 * End them: CONT and TERM, grace nanoseconds for all together, then KILL,
 * and what their end brings up in the same way, until there is none.
 * Each is named in *names, `PID command (state)', a comma between.  How
 * many there were; *stuck is how many survived KILL for five seconds.
 */
int endleftovers(struct buf *names, long long grace, int *stuck);
