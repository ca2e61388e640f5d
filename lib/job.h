/* job.h - a job directory */
#ifndef AT_JOB_H
#define AT_JOB_H

#include <sys/types.h>

#include <stddef.h>

#include "base.h"
#include "format.h"
#include "proc.h"

/*
 * job.c - the job directory: make one, find the one that we are in
 *
 * The directory is opened once, and every file of the job is reached from
 * its descriptor, by a name below it.
 */

struct job {
	struct dir dir;
	const char *log;	/* file below dir for our blocks and lines */
	int level;		/* their indentation */
	const char *parent;	/* subdir of the test we are in, or NULL */
};

/*
 * Open a job directory that exists, for a job of level 0.  The one place
 * where owner and mode are checked: see dirtrust() of file.c.
 */
int jobopen(struct job *, const char *dir);

/*
 * Open the job that we are in: dir (-d) or, if it is NULL, AT_JOBDIR.  1;
 * 0 if there is neither; -1 with errno if dir cannot be had.  A directory
 * that no at-job made is a job without START.
 */
int jobenter(struct job *, const char *dir);

/*
 * The reason of an ABORT that ended the job: 1 and appended to b, or 0; a
 * read error is fatal.  Every further at-run, at-group and at-step of the
 * job ends with 98.
 */
int jobaborted(const struct job *, struct buf *);
int jobabort(const struct job *, const char *reason);

/*
 * Make base, or the first free base.1, base.2, ...: a fresh string, or
 * NULL with errno.  `latest' is never free.
 */
char *freshdir(const char *base);

/*
 * Make the tree of a job that is open, with links to the hooks of share,
 * if not NULL (job.c), write its keyvals and START; attributes are keyvals
 * of the caller's, added to.  0, or -1 and why.
 */
int jobstart(struct job *, const char *share, struct record *attributes,
    struct buf *why);

/*
 * The same for a job that is resumed, which may have all of that already;
 * its keyvals get job_resumed and the attributes.
 */
int jobcontinue(struct job *, const char *share, struct record *attributes,
    struct buf *why);

/* remove everything that jobstart made */
void jobundo(const struct job *);

/* 1 if the log has the END of the job */
int jobended(const struct job *);

/*
 * Close open blocks, write END (ABORT with the reason if there is one),
 * the last keyvals and .autoserv_execute.  If the job was killed after its
 * END, that END counts.  Returns the exit status of the job; strict counts
 * WARN and TEST_NA too.  An error is fatal.
 */
int jobfinish(struct job *, const char *reason, int strict,
    int control_exit);

/* a line of the job's log, without a subdir.  0, or -1 with errno */
int jobline(struct job *, int indent, const char *code,
    const char *operation, const char *message);

/*
 * job.c - the hooks of a job: the suite's own, and before_job.d
 *
 * The suite's hooks are in SHARE/hooks.  A job has a link to each of them,
 * JOB/hooks/WHEN.d/NAME, through one link, JOB/hooks/share, to all of
 * SHARE, where hooks find their other files.
 */

/*
 * Make the links; those that are there already are fine, and so is a suite
 * without hooks.  0, or -1 with errno.
 */
int jobhookslink(const struct job *, const char *share);

/*
 * Run the hooks of before_job.d, in name order, with this environment, in
 * sessions of their own, standard output to ours for errors.  1: all were
 * good; 0: *o says which failed, and how.  The time limit is at deadline
 * nanoseconds of the monotonic clock; 0: none.
 */
int jobhooksrun(const struct job *, struct env *, const char *raised,
    long long deadline, struct outcome *o);

/*
 * block.c - a test's or group's block of status lines
 *
 * A block writes each line at once to a log of its own, and as a whole,
 * in one locked append, to the enclosing log at its end.  In this way
 * blocks that run at the same time still nest, and a program that follows
 * the job reads both.  A link PID.N.open in JOB/tmp, or in JOB/tmp/inner
 * for a block inside another, names an open block: whoever salvages the
 * job closes it when its owner died.
 */

struct block {
	const struct job *job;	/* set by blockopen() */
	const char *log, *outer;	/* files of the job: ours, the enclosing */
	char *mark;		/* the link */
	const char *subdir, *name;	/* columns; subdir NULL for a group */
	int level;		/* of the START line */
	int fd;			/* log, O_RDWR|O_APPEND */
	int begun;		/* START is written */
	const char *bad;	/* the file that blockopen, blockclose failed at */
	int lost;		/* errno, a line of it was not written */
};

/* the directory of the links, below the job */
const char *markdir(int inner);

/* append one line to the job's log under its lock, and to AT_STATUS_FIFO */
int logline(const struct job *, const char *line, size_t n);

/*
 * Make the log and the link and write START, with the field (name=value)
 * if it is not NULL.  The caller has set log and columns.  0, or -1 with
 * errno and bad; nothing is left behind then.
 */
int blockopen(struct block *, const struct job *, const char *field);

/* the START line of a block whose log is open; as blockopen writes it */
int blockstart(struct block *, const char *field);

/* a line inside it; subdir and operation may be NULL.  0, or -1: errno */
int blockline(struct block *, const char *code, const char *subdir,
    const char *operation, const char *field, const char *message);

/* its END line alone, for blockclose(b, NULL, NULL) to hand over */
int blockend(struct block *, const char *status, const char *field,
    const char *message);

/*
 * END status, with a message for groups (else NULL); hand the block to
 * the enclosing log, remove the link.  status NULL: END is there already.
 * Each log is synced before the next step, unless AT_SYNC=none.  On a full
 * disk the job's reserve is taken.  0, or -1 with errno and bad.
 */
int blockclose(struct block *, const char *status, const char *message);

/*
 * Remove the link, and the directory of inner ones with the last of
 * them.  0, or -1 with errno.
 */
int unmark(const struct block *);

/*
 * The worst verdict of the lines at this level in a log of the job; -1: it
 * cannot be read.
 */
int worstin(const struct job *, const char *log, int level);

/*
 * block.c - room on the disk for the last words of a job
 *
 * at-job keeps JOB/.reserve, 4 KiB that are really there.  The first line
 * that ends a block or job and finds the disk full takes them.
 */

/* 0, or -1 with errno; one that is there already is fine */
int reservemake(const struct job *);

/* give it back to the disk; none there is fine.  errno is kept */
void reservedrop(const struct job *);

/*
 * errno says that the disk is full: give it back.  1 if that made room,
 * so that trying again makes sense; else 0.  errno is kept.
 */
int reservehelps(const struct job *);

/*
 * salvage.c - close the open blocks of a job whose owners have died
 *
 * outer is a log of the job: only blocks inside it are meant, at whatever
 * depth.  NULL: all of the job.  A link that another user made, or that
 * leads out of the job, is no block.
 */

/*
 * Close the blocks whose owners are gone, innermost first, with ABORT and
 * the reason.  While any of them still has a living owner nothing is
 * closed.  How many have, or -1: errno.
 */
int salvage(const struct job *, const char *outer, const char *reason);

/*
 * The same, but wait until no owner is left alive; waiting is called once
 * before, if it is not NULL.  ENDED, LATE or CAUGHT as await() of child.c
 * says, or -1: errno.
 */
int salvagewait(const struct job *, const char *outer, const char *reason,
    long long deadline, void (*waiting)(void));

/* the process of an open block that is alive, or 0 */
long livingowner(const struct job *);

/* 1 if one of the open blocks is of this kind */
int anyopen(const struct job *, int (*is)(const struct block *));

struct salvager {
	/* write the lines that its log lacks, END too; 0, or -1: errno */
	int (*finish)(void *arg, struct block *);
	/* the block is closed */
	void (*closed)(void *arg, const struct block *);
	void *arg;
};

/*
 * Close all blocks of a job that nobody runs any more, innermost first.
 * Owners are not looked for: their numbers may be other processes' by now.
 * 0, or -1: errno.
 */
int salvageall(const struct job *, const struct salvager *);

/* send the signal to the owners of such blocks */
void signalowners(const struct job *, const char *outer, int sig);

/*
 * memory.c - what finished in a job before it was resumed
 *
 * at-job -R leaves a link in JOB/tmp/earlier for each test and step that
 * had finished.  The program that comes to one of them again takes the
 * link away, and gives back the recorded result.  The next one of that
 * name finds no link: it is the second in one run of the control file.
 */

enum earlierkind { EARLIERTEST, EARLIERSTEP };

/*
 * Make the links anew, from the status log and the steps of the job.
 * *finished is how many tests and steps there are.  0, or -1 with errno.
 */
int earliermake(const struct job *, unsigned long *finished);

/* 1 if the job is a resumed one; remove the links when it ends */
int earlierjob(const struct job *);
void earlierend(const struct job *);

/*
 * Take the link of a test (its subdir) or a step (its name).  1: its
 * result is in *b, for a test `STATUS VERDICT REASON'.  0: it has none.
 */
int earliertake(const struct job *, enum earlierkind, const char *name,
    struct buf *b);

/*
 * A group has to know of a verdict that was given back in it, since its
 * log has no line of it.  -1: errno.
 */
int giveback(const struct job *, const char *verdict);

/* the worst that was given back in the group, and forget it; -1: nothing */
int givenback(const struct job *, const char *log);

/*
 * memory.c - the steps of a job: JOB/steps, NAME=STATUS, a line a step done
 *
 * A step that runs has a link JOB/tmp/steps/NAME to the number of its
 * process.
 */

/* 1 and the status of a step that is done; 0; -1 with errno */
int stepsfind(const struct job *, const char *name, unsigned long *status);

/* it is done now, on the disk unless AT_SYNC=none.  0, or -1 with errno */
int stepsrecord(const struct job *, const char *name, int status);

/* it begins, it ended.  0, or -1 with errno */
int stepsbegin(const struct job *, const char *name);
int stepsend(const struct job *, const char *name);

/* add the steps that have begun and are not done, under the key open */
void stepsopen(const struct job *, struct pairs *);

/* the process of one that is alive, or 0 */
long stepsliving(const struct job *);

/* forget those that have begun */
void stepsclear(const struct job *);

/*
 * memory.c - the block of a reboot that at-step -b asked for
 *
 * It is open while the machine goes down and comes up; at-job -R closes
 * it.  JOB/tmp/reboot.STEP.log is its log, and beside it
 * reboot.STEP.machine has the mounts and the number of CPUs before.
 */

/*
 * Write down the machine, open the block in *b and write reboot.start.
 * 0, or -1 with errno and in *what the file of the job.
 */
int rebootopen(struct block *b, const struct job *, const char *step,
    struct buf *what);

/* after it was closed: remove the files */
void rebootdone(const struct block *);

/* 1 if it is such a block */
int isreboot(const struct block *);

/*
 * Write the rest of the lines after the reboot: reboot.verify and END
 * GOOD, or, if the machine is another one, reboot.verify_config and END
 * ABORT; why the job ends then is appended to *why.  0, or -1: errno.
 */
int rebootfinish(struct block *, struct buf *why);

/*
 * resume.c - a job that is taken up again after it, or the machine, died
 *
 * JOB/state has how the job was started (dir, control, arg, env), in which
 * boot (boot, pids), and the files that the kernel had kept of older boots
 * (pstore).  Of the last resume it has how much had finished (finished),
 * how many resumes in a row had finished nothing (stalled), and the steps
 * that were open each time (open).
 */

struct resume {
	struct pairs state;
	struct job *job;
	char **argv;		/* of the control file */
	int rebooted;		/* the machine is in another boot */
	struct buf abort;	/* why the job ends at once, if not empty */
};

/*
 * Write the state of a job that begins: the working directory, the
 * control file, its arguments and the AT_ settings.  0, or -1 with errno.
 */
int resumebegin(const struct job *, char *const argv[]);

/* note the process of the control file.  0, or -1 with errno */
int resumecontrol(const struct job *, pid_t);

/*
 * Only one at-job at a time has the job: 0, and it is ours until we end;
 * the process that has it; or -1 with errno.
 */
long resumelock(const struct job *);

/* the job has ended: remove its locks, marks and links */
void resumeend(const struct job *);

/* read the state: 1; 0 if no at-job began the job; -1 with errno */
int resumeread(struct resume *, struct job *);

/* the job's copy of the control file, and the arguments it had */
char **resumeargv(struct resume *);

/* another control file, or other arguments, from now on */
void resumeargs(struct resume *, char *const argv[]);

/* the AT_ settings and the working directory.  0, or -1 with errno */
int resumeplace(const struct resume *);

/* a process that the job left and that is alive, or 0 */
long resumeliving(const struct resume *);

/*
 * Close the open blocks, and remove the directories of tests that had not
 * begun.  0, or -1 with errno.
 */
int resumeclose(struct resume *);

/*
 * From now on the results of finished tests and steps are given back.  A
 * step that was open in three runs in a row, of which the two resumes
 * finished nothing, is skipped; without such a step the job ends.  The
 * state is written.  0, or -1: errno.
 */
int resumecount(struct resume *);

/*
 * resume.c - the last words of a kernel that went down
 *
 * Linux keeps them in /sys/fs/pstore (AT_PSTORE), and they stay there.
 * The state therefore notes those that were there when the job began,
 * `NAME SIZE MTIME', under the key pstore.
 */

/* note the files that are there now, in place of those noted before */
void pstorenote(struct pairs *);

/*
 * Copy the other files to JOB/sysinfo/pstore, which is made.  How many; a
 * file that cannot be copied is a warning.
 */
int pstorecopy(const struct pairs *, const struct job *);

/* subdir.c - a directory of its own for a test */

/* the columns and the place of a test in its job */
struct claim {
	char *name;		/* operation column: the test with its tag */
	char *subdir;		/* below the job directory */
	struct dir dir;		/* made, and open unless claim() is 2 */
};

/*
 * Make the directory JOBDIR/[PARENT/]TEST[.TAG][.SUBTAG], which nobody
 * else has; an empty tag is none.  1; 0 if the name is refused: then *c
 * is a fresh NAME.dup.N in its place and why is appended (the original's
 * words for a subdir that exists); -1 with errno.  2: the test finished
 * before the job was resumed, and nothing is made: why is its result, as
 * earliertake() of memory.c has it.
 */
int claim(struct claim *c, const struct job *, const char *test,
    const char *tag, const char *subtag, struct buf *why);

/* control.c - the control file: a script that a shell has to run */

/*
 * Refuse one that cannot be read, or in which its shell (sh, or the one
 * its first line names if it is executable) finds an error with -n: die()
 * with the shell's first line.  A file for another interpreter is not
 * checked.
 */
void checkcontrol(char *path);

/*
 * JOBDIR/control is a copy for at-job -R, executable if the control file
 * is.  0, or -1 with errno.
 */
int copycontrol(const struct job *, const char *path);

/*
 * The arguments to run it by: the file itself if it is executable, else
 * sh before it.  argv is of the control file and ends with NULL, and so
 * does the array returned, which is never freed.
 */
char **controlargv(char *argv[]);

/*
 * live.c - a line on a terminal that shows the progress of a test
 *
 * It is on standard error, drawn again as time goes on, and gone before
 * anything else is written there and at the end.  Only one of the tests
 * that run in parallel in a job shows it: that one holds a lock of the
 * job's control file.  There is none unless standard error is a terminal
 * that can clear a line, with us in front, and none of a test that takes
 * less than a second.
 */

struct live {
	/* what the caller sets before liveopen() */
	const char *name;	/* of the test */
	long long began;	/* of the test, monotonic ns */
	/* and, as they are known, for livedraw() */
	unsigned long iteration;	/* that runs; 0: none, or warm-up */
	unsigned long done, of;	/* iterations; of 0: nobody knows */
	long long first, last;	/* when they began, the last one ended */
	long long length;	/* -l, ns */
	/* our own */
	int on, drawn;
	int lock;		/* locked by the test that shows the line */
	long long next;		/* not to be drawn before */
};

/*
 * From now on a line that this program writes to standard error is a line
 * of its own, whichever test of the job shows its progress there.
 */
void livebeside(const struct job *);

/* after livebeside() */
void liveopen(struct live *);

/* draw it, if it is time to; never fails */
void livedraw(struct live *);

void liveclose(struct live *);

#endif
