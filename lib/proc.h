/* proc.h - processes and the machine */
#ifndef AT_PROC_H
#define AT_PROC_H

#include <sys/types.h>

#include <stddef.h>

#include "base.h"
#include "format.h"

/*
 * child.c - start a command, wait for it, end it
 *
 * A runner calls catchsignals() once.  From then on SIGCHLD, SIGHUP,
 * SIGINT, SIGQUIT and SIGTERM arrive only while it waits in here, so no
 * wake-up is lost; children start with the signal mask and dispositions
 * of a fresh login.
 */

/* how a command is started */
struct child {
	char *const *argv;	/* argv[0] is looked up in PATH */
	char *const *env;	/* NULL: ours */
	int in, out, err;	/* become 0, 1 and 2; -1: ours */
	int session;		/* lead a session and group of its own */
};

/* the resources that a command used; times in nanoseconds */
struct usage {
	long long wall, user, system;
	long maxrss;		/* KiB; -1: only the times are known */
	long minorfaults, majorfaults, voluntary, involuntary;
};

/* why await() came back */
enum { ENDED, LATE, CAUGHT };

/*
 * Catch the signals above.  HUP stays ignored if it was (nohup); INT is
 * caught even in the background, where shells have it ignored.  Marks
 * every descriptor from 3 close-on-exec and ignores SIGPIPE.
 */
void catchsignals(void);

/* the first signal that was caught, or 0; 1 if a terminal sent it */
int caughtsignal(void);
int fromterminal(void);

/*
 * Forget the signal, so that await() waits again.  A further signal within
 * a second counts as the same one.
 */
void forgetsignal(void);

/* end this process by the signal (PID 1 exits 128+n) */
void dieby(int sig);

/*
 * Start the command.  Its pid, or -1 with errno, also when it cannot be
 * executed (ENOENT, EACCES).
 */
pid_t spawn(const struct child *);

/*
 * fork(2) without the locks and handlers of libc's fork(3).  The child is
 * a copy of us that ends with _exit(2).
 */
pid_t forkself(void);

/*
 * Wait until the child ends (ENDED; *status is waitpid's, *u may be
 * NULL), the monotonic clock has passed deadline nanoseconds (LATE; 0:
 * never), or a signal was caught (CAUGHT).  tick, if not NULL, is called
 * about once a second meanwhile.  u->wall is not set.
 */
int await(pid_t, int *status, struct usage *u, long long deadline,
    void (*tick)(void *), void *arg);

/*
 * Sleep until a signal, SIGCHLD too, at most until the monotonic clock
 * has passed so many nanoseconds; 0: no limit.
 */
void doze(long long until);

/*
 * End the process, with group the process group that it leads: TERM (and
 * CONT, if stopped), grace nanoseconds to go, KILL; and reap it.  *status
 * as in await.
 */
void endprocess(pid_t, int group, int *status, struct usage *u,
    long long grace);

/*
 * Run the command in our own process group and pass on each signal that
 * we catch and the terminal did not send; caughtsignal() has it afterwards.
 * Its exit status as in a shell; 127 or 126 and a warning if it cannot be
 * executed.  env NULL: ours.
 */
int runpassing(char *const argv[], char *const env[]);

/* spawn and wait; the exit status as in a shell, or -1 with errno */
int runcommand(char *const argv[], int in, int out);

/* waitpid's status as an exit status: 128+n for a signal */
int shellstatus(int status);

/* "SIGSEGV", or "signal 99"; lasts until the next call */
const char *signame(int);

/*
 * child.c - a control group of Linux (version 2) for what a runner starts
 *
 * AT_CGROUP is the directory of a control group that we may write.  The
 * runner makes a group in it for its commands.  The kernel then ends all
 * processes of the group in one step, whoever owns them and however fast
 * they fork.  Without AT_CGROUP these functions do nothing.
 */

/* make the group.  0, or -1 with errno: AT_CGROUP cannot be written */
int cgroupmake(void);

/* its directory, the AT_CGROUP of runners below us; NULL: none */
const char *cgroupdir(void);

/* move a child into it, between vfork(2) and exec(3).  0, or -1 */
int cgroupenter(void);

/* KILL for all processes of the group, if the kernel can (Linux 5.14) */
void cgroupkill(void);

/* remove the group, once its processes have ended.  0, or -1 with errno */
int cgroupremove(void);

/*
 * contain.c - what a command left running, found and ended
 *
 * On Linux a subreaper is given every orphan among its descendants, also
 * one that called setsid(2) or forked twice, so that what is left are our
 * children, or theirs.  Elsewhere they go to init, and what is found are
 * the process groups of commands that have ended.
 */

/*
 * Become the parent of orphans.  Children that we have already (`sleep 99
 * & exec at-run') are spared: never listed and never ended.
 */
void adoptorphans(void);

/* note the group of a command that has ended, for systems without orphans */
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

/* reap our dead children; 1 if there are living ones */
int reapchildren(void);

/* 1 if the process lives, and is no zombie and not this one */
int processlives(long pid);

/* the process whose number a link is to, if it lives so; else 0 */
long processlinked(int at, const char *name);

/*
 * 1 if the process is a living child of ours that is not spared.  A dead
 * child is reaped.
 */
int isleftover(pid_t);

/* reap dead children; how many living ones are not spared */
int countleftovers(void);

/*
 * Append each leftover and each process below it, `PID command (state)'
 * with commas between; of many the first 32.  How many there are.
 */
int listleftovers(struct buf *names);

/*
 * End them: TERM (and CONT), grace nanoseconds for all together, or until
 * a signal is caught, then KILL, and what their end brings up in the same
 * way, until there is none.  Those that survive KILL for five seconds are
 * listed in *stuck, and counted.
 */
int endleftovers(long long grace, struct buf *stuck);

/*
 * procfs.c - processes and threads, as Linux shows them in /proc
 *
 * Where there is no /proc nothing is found.  stat and the lists of
 * threads and files can always be read at once; what is in a process's
 * own memory, cmdline and environ, may keep the reader waiting for ever.
 */

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

/* all processes, by pid, into the empty *t */
void procsread(struct procs *t);
void procsfree(struct procs *t);

/* mark as ours each process that root() is true for, and those below it */
void procsmark(struct procs *t, int (*root)(const struct proc *, void *),
    void *arg);

/* machine.c - this machine since it was booted */

/* the kernel's number for this boot, appended; nothing where there is none */
void bufboot(struct buf *);

/* the space that process numbers are of: a container has its own */
void bufpidspace(struct buf *);

/* the kernel's release, as uname -r tells it */
void bufkernel(struct buf *);

/* lines `cpus N' and `mount ID PLACE' for each disk that is mounted */
void bufmachine(struct buf *);

/*
 * What of the machine is another than before (both as bufmachine tells
 * it), in Autotest's words, appended: 1; 0 if nothing is.
 */
int machinechange(const char *before, const char *now, struct buf *);

/* machine.c - start from cold page, dentry and inode caches */

#define UNCACHED	"caches cannot be dropped: want root"

/*
 * Write what is dirty and drop the caches (Linux: 3 into
 * /proc/sys/vm/drop_caches, for root).  0; -1, it cannot be done; or 1,
 * it cannot, and UNCACHED is to be told: nobody did in this job before
 * (NULL: no job).
 */
int dropcaches(const char *jobdir);

/*
 * witness.c - numbers out of the texts that Linux has below /proc and /sys
 *
 * A text that is cut short or of another form has no number: 0 or -1.
 */

/* what all processors together did since boot, in ticks of USER_HZ */
struct ticks {
	long long busy;		/* for anybody, and for the kernel */
	long long stolen;	/* the hypervisor had them elsewhere */
	long long all;		/* idle and waiting included; not 0 */
};

/* the line `cpu' of /proc/stat; 1, or 0 */
int systicks(const char *text, struct ticks *);

/*
 * A file of /proc/pressure: microseconds since boot in which some process
 * had to wait, or -1.
 */
long long syspressure(const char *text);

/* the line `NAME NUMBER' of /proc/vmstat, or -1 */
long long sysfield(const char *text, const char *name);

/* the first of /proc/loadavg, in thousandths, or -1 */
long long sysload(const char *text);

/* a file of /sys that is one whole number, to 10^12; 1, or 0 */
int sysvalue(const char *text, long long *);

/*
 * witness.c - what the machine did while something ran
 *
 * Shares of processor time, load, swapping, frequency, temperature and
 * throttling are counted by the kernel in steps of ten milliseconds, or
 * are dear to ask for: they are looked at four times a second at most, and
 * what runs for a shorter time shares a look.  Pressure, which is exact
 * and cheap, is asked for before and after each run.  Files stay open.
 */

/*
 * Open what there is below AT_WITNESS_ROOT and look for the first time;
 * share is the suite's directory, or NULL.  A file of limits (AT_DISTURBED,
 * or rules/disturbed in share) with a line that is wrong, or one that was
 * asked for and cannot be read, is fatal: die(failstatus, ...).
 */
struct witness *witnessopen(const char *share);

/* the counters that this machine does not have, as a list, or NULL */
const char *witnessblind(const struct witness *);

/* a run begins, a run has ended; NULL is no witness */
void witnessbegin(struct witness *);
void witnessend(struct witness *);

/*
 * Add its numbers, {attr}, to the record, and disturbed{attr} if one is
 * beyond its limit.
 */
void witnessadd(const struct witness *, struct record *);

/* hang.c - a report on a test that hangs */

/*
 * A time limit has struck; nothing is ended yet.  Append to DIR/hang.txt
 * the title; what the hook's process, all that hooks left running, and
 * all that is below them do, by /proc: a section each,
 * with its threads and open files; the last 64 KiB of the log (a
 * descriptor, -1: none); the load of the system.  What cannot be read is
 * left out, what keeps us waiting is given up, and all of it after three
 * seconds or some megabytes.  The file's name, to be freed, or NULL with
 * one warning.
 */
char *hangwrite(const char *dir, const char *title, pid_t hook, int log);

/* crash.c - a report on a hook that died by a signal */

/* a hook that has ended */
struct crash {
	const char *dir;	/* of the reports */
	const char *title;	/* its name, and how it ended */
	char *const *argv;
	char *const *env;	/* for gdb */
	int in;			/* gdb's standard input */
	pid_t pid;
	int status;		/* waitpid's */
	long long began;	/* when it was started, monotonic ns */
};

/* children may leave core files, as the hard limit lets them, of 1 GiB */
void allowcores(void);

/*
 * If it died by a signal, write DIR/crash.N.txt: what died how, where the
 * core is, and a backtrace by gdb if that is in PATH, in 15 seconds at
 * most.  A core that the kernel left in the working directory becomes
 * DIR/crash.N.core.  An exit status by which a shell tells of such a
 * signal counts if there is a core.  The report's name, to be freed, or
 * NULL: there was nothing to report, there are enough reports, or, with a
 * warning, it cannot be written.
 */
char *crashwrite(const struct crash *);

/*
 * hook.c - the executables that a test consists of, and running one
 *
 * A test is a directory of executables, a directory with a test.sh whose
 * functions are the hooks, or a command or plain file, which is the one
 * hook run_once (at-test(5)).
 */

/* how a hook, or all of them together, ended */
struct outcome {
	enum verdict verdict;
	int retry;		/* at-raise RETRY */
	int status;		/* as a shell tells it */
	int late;		/* a time limit was reached */
	int signal;		/* the runner caught it meanwhile */
	struct buf reason;
};

/* executables of a .d directory, in name order */
struct hookdir {
	char **path;
	size_t n;
};

/* where hooks come from and what they run in */
struct hooks {
	const char *dir;	/* a directory of executables, or NULL */
	const char *shell;	/* a test.sh, or NULL */
	char *const *command;	/* run_once, when neither is there */
	unsigned have;		/* a bit per hook, set by hooksfind */
	struct env env;
	const char *raised;	/* the file that AT_RAISED names, or NULL */
	int in, out, err;	/* -1: the runner's */
	int log;		/* O_RDWR|O_APPEND, or -1: no border lines */
	const char *debug;	/* for what these two keep, or NULL */
	char *(*hung)(const char *dir, const char *title, pid_t, int log);
	char *(*crashed)(const struct crash *);
	int session;		/* each hook in a session of its own */
	int verbose;		/* border lines on standard error too */
	int judged;		/* at-raise's exit statuses count (at(7)) */
	long long deadline;	/* of the whole test, monotonic ns; 0: none */
	long long scale;	/* of the hooks' own limits, thousandths */
	long long grace;
	const struct manifest *manifest;	/* limits of hooks, or NULL */
	unsigned long iteration;	/* for the border lines */
	int lost;		/* out: errno, a border line is not written */
	struct usage used;	/* by the hook that ran last */
	int left;		/* children of ours that hooks left running */
	void (*tick)(void *);	/* called once a second while one runs */
	void *arg;
};

/*
 * Look once which hooks there are.  0, or -1 and why appended: a hook
 * that is not executable.
 */
int hooksfind(struct hooks *, struct buf *why);
int havehook(const struct hooks *, const char *name);

/*
 * What is in DIR/SUB, executables and links to them; missing: empty.
 * What cannot be read is fatal.
 */
void hookdirread(struct hookdir *, const char *dir, const char *sub);

void outcomeclear(struct outcome *);

/* set verdict and reason, as if a hook had ended so */
void outcomeset(struct outcome *, enum verdict, const char *, ...)
    PRINTF(3, 4);

/*
 * Run the hook, if there is one, into *o.  1: it ended GOOD or is not
 * there; 0: anything else, and any other step must not follow.
 */
int runhook(struct hooks *, const char *name, struct outcome *o);

/*
 * Run one executable as the hook `name', with the exit status judged in
 * the same way: what runhook and .d directories and profilers use.
 */
int runas(struct hooks *, const char *name, char *const argv[],
    enum verdict other, struct outcome *o);

/*
 * Run a .d directory, forwards or backwards, until one fails.  other is
 * the verdict of an exit status that is none of at-raise's.
 */
int runhookdir(struct hooks *, const struct hookdir *, const char *name,
    int backwards, enum verdict other, struct outcome *o);

/* a border line in the log, if there is one: `@ DATE TEXT' */
void border(struct hooks *, const char *text, ...) PRINTF(2, 3);

/*
 * profiler.c - the profilers of a job, and running a step of them
 *
 * A profiler is an executable, called with setup, before_start, start,
 * stop and report (at-profile(1)).  A job's profilers are the lines of
 * JOB/profilers/.list: name, path and parameters with tabs between.
 */

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

/*
 * Read the list of the job, whose directory is open; a missing one is
 * empty.  0, or -1 with errno.
 */
int profilersread(struct profilers *, int job);

/* append one: params are name=value, NULL at the end */
void profileradd(struct profilers *, const char *name, const char *path,
    char *const params[]);

/* 1 if that very one is there */
int profilerthere(const struct profilers *, const char *name,
    const char *path, char *const params[]);

/* append one to the job's list, or replace that.  0, or -1 with errno */
int profilerappend(const struct profiler *, int job);
int profilerswrite(const struct profilers *, int job);

/*
 * Call one or all with the step.  A failure is handed to warn, with the
 * profiler's name in the text, and is nobody else's.  When one fails to
 * start, those started are stopped and 0 comes back; else 1.
 */
int profilerstep(struct profiler *, struct hooks *, const char *step,
    struct outcome *);
int profilersstep(struct profilers *, struct hooks *, const char *step,
    void (*warn)(void *, const char *text), void *arg);

#endif
