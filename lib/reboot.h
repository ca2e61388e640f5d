/*
 * reboot.h - the block of a reboot that at-step -b asked for
 *
 * It is open while the machine goes down and comes up; who resumes the
 * job closes it.  JOB/tmp/reboot.STEP.log is its log, and beside it
 * reboot.STEP.machine has the mounts and the number of CPUs before.
 */
/* needs block.h before it */

struct buf;
struct job;

/*
 * Write down the machine, open the block in *b and write reboot.start.
 * 0, or -1 with errno and in *what the file.
 */
int rebootopen(struct block *b, const struct job *, const char *step,
    struct buf *what);

/* after it was closed: remove the files */
void rebootdone(const struct block *);

/* is it such a block? */
int isreboot(const struct block *);

/*
 * Write the rest of the lines after the reboot: reboot.verify and END
 * GOOD, or, if the machine is another one, reboot.verify_config and END
 * ABORT; why the job ends then is appended to *why.  0, or -1: errno.
 */
int rebootfinish(struct block *, struct buf *why);
