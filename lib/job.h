/* job.h - a job directory */
#ifndef AT_JOB_H
#define AT_JOB_H

#include "proc.h"

/*
 * job.c - the job directory: make it, find it, run its hooks
 *
 * The directory is opened once.  Every file of the job is opened through
 * this descriptor, by a name below the directory.
 */

struct job {
	struct dir dir;
	const char *log;	/* file below dir for our blocks and lines */
	int level;		/* their indentation */
	const char *parent;	/* subdir of the test we are in, or NULL */
};

/*
 * Open a job directory that exists, for a job of level 0.  Only this
 * function checks owner and mode: see dirtrust() of file.c.
 */
int jobopen(struct job *, const char *dir);

/*
 * Open the job that we are in: dir (-d) or, if it is NULL, AT_JOBDIR.  1;
 * 0 if there is neither; -1 with errno if dir cannot be opened.  A
 * directory that no at-job made is a job without START.
 */
int jobenter(struct job *, const char *dir);

/* open the job of AT_JOBDIR; no such job is fatal: die(failstatus, ...) */
void jobneed(struct job *);

/* die: a file of the job cannot be read or written */
void jobbroken(const struct job *, const char *file) NORETURN;

/*
 * jobaborted: 1 and append the reason of an ABORT that ended the job, or 0;
 * a read error is fatal.  jobabort records that reason: every further
 * at-run, at-group and at-step of the job calls joballows, which then exits
 * with 98, after a warning that begins with the name.
 */
int jobaborted(const struct job *, struct buf *);
int jobabort(const struct job *, const char *reason);
void joballows(const struct job *, const char *name);

/*
 * From now on a program that dies, or has bad usage, in a job (AT_JOBDIR)
 * writes a line to the log around it: ERROR, the program, the message.  In
 * a test there is no line, since its hook decides; nor in a job that no
 * at-job began, or that is over.
 */
void jobwatch(void);

/*
 * Leave a verdict of at-raise for the runner (AT_RAISED).  Outside of hooks
 * (AT_HOOK) it is also a line in the log around us, and ABORT ends the job.
 * A file that cannot be written is a warning, a log is fatal.
 */
void jobraise(const char *word, const char *reason);

/*
 * Make base, or the first free base.1, base.2, ...: a fresh string, or
 * NULL with errno.  `latest' is never free.
 */
char *freshdir(const char *base);

/*
 * Make the tree of an open job, with links to the hooks of share if it is
 * not NULL; write the job's keyvals and START.  attributes are keyvals of
 * the caller; the function adds to them.  0, or -1 and the reason.
 */
int jobstart(struct job *, const char *share, struct record *attributes,
    struct buf *why);

/*
 * The same for a resumed job, which may have any part of the tree already;
 * its keyvals get job_resumed and the attributes.
 */
int jobcontinue(struct job *, const char *share, struct record *attributes,
    struct buf *why);

/* remove everything that jobstart made */
void jobundo(const struct job *);

/* 1 if the log has the END of the job */
int jobended(const struct job *);

/*
 * The exit status that at-job gives for the job in dirfd, by its status log
 * alone: RC_OK; RC_NO; 98 (ABORT, or no END line); 124 (the time limit of
 * the job: the reason of its END has JOBLATE).  strict: WARN and
 * TEST_NA count too.  -1 with errno: the log cannot be opened; a read error
 * is fatal.
 */
int jobverdict(int dirfd, int strict);

#define JOBLATE	"time limit of the job expired"

/*
 * Close open blocks, write END (ABORT with the reason if there is one),
 * the last keyvals and .autoserv_execute.  If the job was killed after its
 * END, that END counts.  A control_exit that no test or group explains, and
 * a job without a line and a step, is a line ERROR; -1: no control file
 * ran.  Returns jobverdict().  An error is fatal.
 */
int jobfinish(struct job *, const char *reason, int strict,
    int control_exit);

/*
 * 1 if is() is true for a line of a log below the directory; 0; -1 with
 * errno: it cannot be opened.  A torn line is none.
 */
int logfind(int at, const char *log, int (*is)(void *,
    const struct statusline *), void *arg);

/*
 * The worst verdict of the lines at this level in a log of the job; -1: it
 * cannot be read.
 */
int worstin(const struct job *, const char *log, int level);

/* a line of the job's log, without a subdir.  0, or -1 with errno */
int jobline(struct job *, int indent, const char *code,
    const char *operation, const char *message);

/*
 * The suite's hooks are in SHARE/hooks.  A job has a link to each of them,
 * JOB/hooks/WHEN.d/NAME.  It goes through the link JOB/hooks/share to
 * SHARE, where hooks find their other files.
 */

/*
 * Run the hooks of before_job.d in name order, with this environment, each
 * in a new session; their standard output goes to our standard error.  1:
 * all were good; 0: *o has the hook that failed, and the reason.  The time
 * limit is at deadline nanoseconds of the monotonic clock; 0: none.  Sets
 * AT_RAISED, also for the control file.
 */
int jobhooksrun(const struct job *, struct env *, long long deadline,
    struct outcome *o);

/*
 * block.c - a test's or group's block of status lines
 *
 * A block writes each line at once to a log of the block.  At its end it
 * appends the whole block to the enclosing log, in one locked append.
 * Blocks that run in parallel therefore still nest; a program that follows
 * the job reads both logs.  A link PID.N.open in JOB/tmp, or in
 * JOB/tmp/inner for a block inside another, names an open block.  Salvage
 * closes the block if its owner died.
 */

struct block {
	const struct job *job;	/* set by blockopen() */
	const char *log, *outer;	/* job files: ours, the enclosing */
	char *mark;		/* the link */
	const char *subdir, *name;	/* columns; subdir NULL for a group */
	int level;		/* of the START line */
	int fd;			/* log, O_RDWR|O_APPEND */
	int begun;		/* START is written, END is not */
	long owner;		/* its pid, of a block that salvage.c read */
	char *first;		/* the START line */
	const char *bad;	/* file with blockopen's, blockclose's error */
	int lost;		/* errno, a line of it was not written */
};

/* the directory of the links, below the job */
const char *markdir(int inner);

/* append one line to the job's log under its lock, and to AT_STATUS_FIFO */
int logline(const struct job *, const char *line, size_t n);

/*
 * Make the log and the link and write START, with the field (name=value)
 * if it is not NULL.  The caller has set log and columns.  0, or -1 with
 * errno and bad; then nothing is left behind.
 */
int blockopen(struct block *, const struct job *, const char *field);

/* write the START line, as blockopen(), of a block whose log is open */
int blockstart(struct block *, const char *field);

/* a line inside it; subdir and operation may be NULL.  0, or -1: errno */
int blockline(struct block *, const char *code, const char *subdir,
    const char *operation, const char *field, const char *message);

/* write only the END line; blockclose(b, NULL, NULL) then hands it over */
int blockend(struct block *, const char *status, const char *field,
    const char *message);

/* write a line with the status and the reason, then END; as blockend() */
int blockfail(struct block *, const char *status, const char *reason);

/*
 * Write END status, with a message for groups (else NULL); append the
 * block to the enclosing log; remove the link.  status NULL: END is
 * written already.  Each log is synced before the next step, unless
 * AT_SYNC=none.  On a full disk the job's reserve is used.  0, or -1 with
 * errno and bad.
 */
int blockclose(struct block *, const char *status, const char *message);

/*
 * 1 if the log of a begun block is in its place and begins with its START
 * line.  0: somebody cut, removed or replaced the log; it has its START
 * line again, and the caller writes an ERROR.
 */
int blockwhole(struct block *);

/*
 * Remove the link, and the directory of inner links with its last link.  A
 * missing link is no error.  0, or -1 with errno.
 */
int unmark(const struct block *);

/*
 * JOB/.reserve holds 4 KiB of disk space for the last lines of a job.  The
 * first END line that finds the disk full removes the file and takes them.
 */

/* make the reserve.  0, also if it exists, or -1 with errno */
int reservemake(const struct job *);

/* remove the reserve, if there is one; errno is kept */
void reservedrop(const struct job *);

/*
 * If errno says that the disk is full, remove the reserve.  1 if that made
 * room and the caller should try again; else 0.  errno is kept.
 */
int reservehelps(const struct job *);

/*
 * salvage.c - close the open blocks of a job whose owners have died
 *
 * outer is a log of the job: only blocks inside that log are closed, at
 * any depth.  NULL: all blocks of the job.  A link that belongs to another
 * user than the job, or that leads out of the job, is no block.
 */

/*
 * Close the blocks whose owners have died, innermost first, with ABORT and
 * the reason.  While any block has a living owner no block is closed.
 * Returns the number of living owners, or -1: errno.
 */
int salvage(const struct job *, const char *outer, const char *reason);

/*
 * The same, but wait until no owner is left alive; waiting, if not NULL,
 * is called once before the wait.  Returns ENDED, LATE or CAUGHT as
 * await() of child.c, or -1: errno.
 */
int salvagewait(const struct job *, const char *outer, const char *reason,
    long long deadline, void (*waiting)(void));

/* the owner's pid of an open block for which is() is true, or 0 */
long openowner(const struct job *, int (*is)(const struct block *));

/* the pid of a living owner of an open block, or 0 */
long livingowner(const struct job *);

struct salvager {
	/* write the lines that its log lacks, END too; 0, or -1: errno */
	int (*finish)(void *arg, struct block *);
	/* the block is closed */
	void (*closed)(void *arg, const struct block *);
	void *arg;
};

/*
 * Close all blocks of a job without a running process, innermost first.
 * Owners are not checked: their pids may be other processes' by now.  0,
 * or -1: errno.
 */
int salvageall(const struct job *, const struct salvager *);

/*
 * Call found for each open block, also of a dead owner, that its enclosing
 * log lacks; a block comes before the blocks inside it.
 */
void openblocks(const struct job *,
    void (*found)(void *arg, const struct block *), void *arg);

/* send the signal to the owners of such blocks */
void signalowners(const struct job *, const char *outer, int sig);

/*
 * memory.c - recorded results for a resumed job: tests, steps, reboots
 *
 * at-job -R leaves a link in JOB/tmp/earlier for each test and step that
 * had finished.  The program that runs such a test or step removes the
 * link and returns the recorded result.  The next test or step of that
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
 * Take the link of a test (its subdir) or a step (its name).  1: *b has
 * the result, for a test `STATUS VERDICT REASON'.  0: there is no link.
 */
int earliertake(const struct job *, enum earlierkind, const char *name,
    struct buf *b);

/*
 * Note for the enclosing group a recorded verdict that was returned again:
 * the group's log has no line of it.  -1: errno.
 */
int giveback(const struct job *, const char *verdict);

/* the worst verdict that the group noted, and clear it; -1: none */
int givenback(const struct job *, const char *log);

/*
 * Steps: JOB/steps has a line NAME=STATUS for each finished step.  A
 * running step has a link JOB/tmp/steps/NAME to its pid.
 */

/* 1 and the status of a finished step; 0: not finished; -1 with errno */
int stepsfind(const struct job *, const char *name, unsigned long *status);

/* record a finished step, synced unless AT_SYNC=none.  0, or -1: errno */
int stepsrecord(const struct job *, const char *name, int status);

/* the step begins, the step has ended.  0, or -1 with errno */
int stepsbegin(const struct job *, const char *name);
int stepsend(const struct job *, const char *name);

/*
 * Add the steps that have begun and not finished, under the key open; if
 * among is not NULL, only steps that it has there.
 */
void stepsopen(const struct job *, const struct pairs *among, struct pairs *);

/* the pid of a step that is alive, or 0 */
long stepsliving(const struct job *);

/* remove the links of the steps that have begun */
void stepsclear(const struct job *);

/*
 * The block of a reboot by at-step -b is open while the machine goes down
 * and comes up; at-job -R closes it.  JOB/tmp/reboot.STEP.log is its log;
 * reboot.STEP.machine beside it has the mounts and the number of CPUs from
 * before.
 */

/*
 * Write down the machine, open the block in *b and write reboot.start.
 * 0, or -1 with errno; *what is then the file of the job with the error.
 */
int rebootopen(struct block *b, const struct job *, const char *step,
    struct buf *what);

/* remove the files, after the block was closed */
void rebootdone(const struct block *);

/* 1 if the block is a reboot's */
int isreboot(const struct block *);

/*
 * Write the lines after the reboot: reboot.verify and END GOOD, or, if the
 * machine has changed, reboot.verify_config and END ABORT.  The reason why
 * the job then ends is appended to *why.  0, or -1: errno.
 */
int rebootfinish(struct block *, struct buf *why);

/*
 * resume.c - resume a job after the job or the machine died
 *
 * JOB/state has the start of the job (dir, control, arg, env), its boot
 * (boot, pids), and the kernel's files of older boots (pstore).  Of the
 * last resume it has the number of finished tests and steps (finished).
 * stalled counts the resumes in a row that finished nothing; open has the
 * steps that were open each time.
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
 * Lock the job for one at-job.  0: the lock is ours until this process
 * ends; else the pid of the process that holds it, or -1 with errno.
 */
long resumelock(const struct job *);

/* the job has ended: remove its locks, marks and links */
void resumeend(const struct job *);

/* read the state: 1; 0 if no at-job began the job; -1 with errno */
int resumeread(struct resume *, struct job *);

/* the job's copy of the control file, and its arguments */
char **resumeargv(struct resume *);

/* replace the control file or its arguments */
void resumeargs(struct pairs *state, char *const argv[]);

/* restore the AT_ settings and the working directory.  0, or -1: errno */
int resumeplace(const struct resume *);

/* the pid of a living process that the job left, or 0 */
long resumeliving(const struct resume *);

/*
 * Close the open blocks, and remove the directories of tests that had not
 * begun.  0, or -1 with errno.
 */
int resumeclose(struct resume *);

/*
 * From now on return recorded results of finished tests and steps.  A step
 * that was open in three runs in a row is skipped if the two resumes
 * finished nothing; without such a step the job ends.  Writes the state.
 * 0, or -1: errno.
 */
int resumecount(struct resume *);

/* subdir.c - make the results directory of a test */

/* the columns and the directory of a test in its job */
struct claim {
	char *name;		/* operation column: the test with its tag */
	char *subdir;		/* below the job directory */
	struct dir dir;		/* made, and open unless claim() is 2 */
};

/*
 * Make the directory JOBDIR/[PARENT/]TEST[.TAG][.SUBTAG]; an empty tag is
 * none.  1: it is new, and ours alone.  0: the name is refused; *c is a
 * fresh NAME.dup.N, and the reason is appended (Autotest's words for a
 * subdir that exists).  -1: errno.  2: the test finished before the job
 * was resumed, nothing is made, and why has the result of earliertake().
 */
int claim(struct claim *c, const struct job *, const char *test,
    const char *tag, const char *subtag, struct buf *why);

/* control.c - the control file: a script that a shell has to run */

/*
 * Check that the file can be read and that its shell finds no error with
 * -n; else die() with the shell's first line.  The shell is sh, or the
 * shell in the first line if the file is executable.  A file for another
 * interpreter is not checked.
 */
void checkcontrol(char *path);

/*
 * Copy the file to JOBDIR/control for at-job -R, executable if the control
 * file is.  0, or -1 with errno.
 */
int copycontrol(const struct job *, const char *path);

/*
 * The arguments to run the file: the file itself if it is executable, else
 * sh before it.  argv is of the control file and ends with NULL, and also
 * the returned array, which is never freed.
 */
char **controlargv(char *argv[]);

/*
 * live.c - a line on a terminal that shows the progress of a test
 *
 * The line is on standard error.  It is drawn again as time goes on, and
 * cleared before other output there and at the end.  Only one of the tests
 * that run in parallel in a job shows it: this test holds a lock of the
 * job's control file.  There is a line only if standard error is a terminal
 * that can clear a line, with us in the foreground, and only for a test
 * that takes a second or longer.
 */

struct live {
	/* set by the caller before liveopen() */
	const char *name;	/* of the test */
	long long began;	/* of the test, monotonic ns */
	/* set by the caller, once known, for livedraw() */
	unsigned long iteration;	/* that runs; 0: none, or warm-up */
	unsigned long done, of;	/* iterations; of 0: unknown */
	long long first, last;	/* first began, last ended */
	long long length;	/* -l, ns */
	/* set by live.c */
	int on, drawn;
	int lock;		/* locked by the test that shows the line */
	long long next;		/* not to be drawn before */
};

/*
 * From now on output on our standard error starts on a new line, even if
 * another test of the job shows its progress there.
 */
void livebeside(const struct job *);

/* start the line; call livebeside() first */
void liveopen(struct live *);

/* draw it, if it is time to; never fails */
void livedraw(struct live *);

void liveclose(struct live *);

#endif
