/* proc.h - processes and the machine */
#ifndef AT_PROC_H
#define AT_PROC_H

#include <sys/resource.h>
#include <sys/time.h>

#include "format.h"

/*
 * child.c - start a command, wait for it, end it
 *
 * A runner calls catchsignals() once.  From then on SIGCHLD, SIGHUP,
 * SIGINT, SIGQUIT and SIGTERM arrive only while it waits in child.c: no
 * wake-up is lost.  Children start with the signal mask and dispositions
 * of a fresh login.
 */

/* how a command is started */
struct child {
	char *const *argv;	/* argv[0] is looked up in PATH */
	char *const *env;	/* NULL: ours */
	int in, out, err;	/* become 0, 1 and 2; -1: ours */
	int session;		/* lead a new session and process group */
	const char *dir;	/* working directory, or NULL: ours */
	void (*first)(void);	/* the child calls it before exec; or NULL */
};

/* the time, in nanoseconds, and the resources that a command used */
struct usage {
	long long wall;
	struct rusage own;	/* getrusage(2) */
};

/* why await() returned */
enum { ENDED, LATE, CAUGHT };

/*
 * Catch the signals above.  An ignored HUP stays ignored (nohup); INT is
 * caught even in the background, where shells ignore it.  Marks every
 * descriptor from 3 close-on-exec and ignores SIGPIPE.
 */
void catchsignals(void);

/* the first signal that was caught, or 0; 1 if a terminal sent it */
int caughtsignal(void);
int fromterminal(void);

/*
 * Forget the signal: await() waits again.  A further signal within a
 * second counts as the same one.
 */
void forgetsignal(void);

/* end this process by the signal (PID 1 exits 128+n) */
void dieby(int sig);

/*
 * Start the command.  Returns its pid, or -1 with errno, also when the
 * command cannot be executed (ENOENT, EACCES).
 */
pid_t spawn(const struct child *);

/*
 * The same, with a pipe from the output, or with both from the errors too,
 * to *from, which the caller closes unless -1 is returned.
 */
pid_t spawnpipe(struct child *, int both, int *from);

/* wait for the child, through signals; waitpid's status */
int childend(pid_t);

/*
 * fork(2) without the locks and handlers of libc's fork(3).  The child
 * has to end with _exit(2).
 */
pid_t forkself(void);

/*
 * Wait for the child.  ENDED: *status is waitpid's, and *u is set, except
 * u->wall (u may be NULL).  LATE: the monotonic clock has passed deadline
 * nanoseconds (0: never).  CAUGHT: a signal was caught.  tick, if not
 * NULL, is called about once a second during the wait.
 */
int await(pid_t, int *status, struct usage *u, long long deadline,
    void (*tick)(void *), void *arg);

/*
 * Sleep until a signal, SIGCHLD too, or until the monotonic clock has
 * passed so many nanoseconds (0: no limit).
 */
void doze(long long until);

/*
 * End the process, or with group the process group that it leads, and
 * reap the process.  Sends TERM (and CONT, if stopped), and KILL after
 * grace nanoseconds.  *status and *u as in await().
 */
void endprocess(pid_t, int group, int *status, struct usage *u,
    long long grace);

/*
 * Run the command in our own process group (env NULL: ours).  Passes on
 * each caught signal that the terminal did not send; caughtsignal() then
 * returns the signal.  Returns the exit status as in a shell: 127 or 126,
 * after a warning, if the command cannot be executed.
 */
int runpassing(char *const argv[], char *const env[]);

/* spawn and wait; the exit status as in a shell, or -1 with errno */
int runcommand(char *const argv[]);

/* waitpid's status as an exit status: 128+n for a signal */
int shellstatus(int status);

/* the time in nanoseconds */
long long timevalue(struct timeval);

/* "SIGSEGV", or "signal 99", which is tempfmt's */
const char *signame(int);

/*
 * A control group of Linux (version 2) for a runner's commands.  AT_CGROUP
 * is the directory of a control group that we may write.  The runner makes
 * its group in that directory.  The kernel can end all processes of the
 * group in one step, for any owner and however fast they fork.  Without
 * AT_CGROUP these functions do nothing.
 */

/* make the group.  0, or -1 with errno: AT_CGROUP cannot be written */
int cgroupmake(void);

/* the group's directory, AT_CGROUP for the runners below us, or NULL */
const char *cgroupdir(void);

/* KILL for all processes of the group, if the kernel can (Linux 5.14) */
void cgroupkill(void);

/* remove the group, once its processes have ended.  0, or -1 with errno */
int cgroupremove(void);

/*
 * contain.c - find and end the processes that a command left running
 *
 * On Linux a subreaper becomes the parent of every orphan among its
 * descendants, also after setsid(2) or two forks.  All leftovers are then
 * our children, or below them.  On other systems orphans go to init; only
 * the process groups of commands that have ended are found there.
 */

/*
 * Become the parent of orphans.  Children that we have already (`sleep 99
 * & exec at-run') are spared: never listed and never ended.
 */
void adoptorphans(void);

/* note the group of a command that has ended, for systems without orphans */
void notegroup(pid_t leader);

/*
 * Spare the processes of our own session, too.  For a caller that gives
 * each command a session: ours then holds only children from before.
 */
void sparesession(void);

/*
 * Spare processes that were started in a job but outside a test, by their
 * environment.  Unless all is set, also spare processes of unknown origin.
 */
void sparejob(int all);

/* reap our dead children; 1 if there are living ones */
int reapchildren(void);

/* 1 if the process lives, and is no zombie and not this one */
int processlives(long pid);

/* the pid that the target of a link names, if that process lives; else 0 */
long processlinked(int at, const char *name);

/*
 * 1 if the process is a living child of ours that is not spared.  A dead
 * child is reaped.
 */
int isleftover(pid_t);

/* reap dead children; the number of living children that are not spared */
int countleftovers(void);

/*
 * Append each leftover and each process below it as `PID command (state)',
 * separated by commas, at most 32.  Returns how many there are.
 */
int listleftovers(struct buf *names);

/*
 * End all leftovers, and the orphans that appear as their parents end.
 * Sends TERM (and CONT), waits grace nanoseconds for all together or until
 * a signal is caught, then sends KILL.  Processes that survive KILL for
 * five seconds are listed in *stuck; their number is returned.
 */
int endleftovers(long long grace, struct buf *stuck);

/*
 * Likewise end the processes that were started in a test of the job in
 * jobdir, by their environment, with any parent; not this process and
 * those above it.  Returns how many, and lists them.
 */
int endtests(int jobdir, long long grace, struct buf *names,
    struct buf *stuck);

/*
 * procfs.c - processes and threads, as Linux shows them in /proc
 *
 * Without /proc no process is found.  stat and the lists of threads and
 * files can always be read at once.  cmdline and environ are in the memory
 * of the process: a read of them may block for ever.
 */

struct proc {
	pid_t pid, parent, session;
	char state;		/* the letter of ps(1) */
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
 * Append at most max bytes of DIR/FILE to *b.  dir is /proc/PID, or
 * /proc/PID/task/TID for a thread.  0, or -1 with errno.
 */
int procread(const char *dir, const char *file, size_t max, struct buf *b);

/* read DIR/stat.  1, and the caller frees name; 0: the process is gone */
int procstat(const char *dir, struct proc *);

/* all processes, by pid, into the empty *t */
void procsread(struct procs *t);
void procsfree(struct procs *t);

/* mark as ours the process top, each leftover, and all below them */
void procsmark(struct procs *t, pid_t top);

/* machine.c - the machine since its boot: changes, cold caches */

/* append the kernel's number for this boot; nothing if there is none */
void bufboot(struct buf *);

/* append the namespace of process numbers: a container has another one */
void bufpidspace(struct buf *);

/* append the kernel's release, the same as uname -r */
void bufkernel(struct buf *);

/* append `cpus N' and a line `mount ID PLACE' for each mounted disk */
void bufmachine(struct buf *);

/*
 * Compare two texts of bufmachine().  1: they differ, and the change is
 * appended in Autotest's words; 0: they do not differ.
 */
int machinechange(const char *before, const char *now, struct buf *);

#define UNCACHED	"caches cannot be dropped: want root"

/*
 * Write dirty pages and drop the page, dentry and inode caches (Linux:
 * 3 into /proc/sys/vm/drop_caches, for root).  0; -1: not possible; 1: not
 * possible, and the caller reports UNCACHED, as the first in this job
 * (NULL: no job).
 */
int dropcaches(const char *jobdir);

/*
 * witness.c - load and state of the machine during a run
 *
 * The kernel counts processor time, load, swapping and throttling in steps
 * of ten milliseconds; frequency and temperature are slow to read.  All of
 * these are read at most four times a second: shorter runs share a reading.
 * Pressure is exact and cheap, and read before and after each run.  Files
 * stay open.
 *
 * The first functions take numbers from texts of /proc and /sys.  A text
 * that is cut short or has another form has no number: 0 or -1.
 */

/* the work of all processors together since boot, in ticks of USER_HZ */
struct ticks {
	long long busy;		/* in processes and the kernel */
	long long stolen;	/* taken by the hypervisor for others */
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

/* the first number of /proc/loadavg, in thousandths, or -1 */
long long sysload(const char *text);

/* a file of /sys with one whole number, at most 10^12; 1, or 0 */
int sysvalue(const char *text, long long *);

/*
 * Open the files below AT_WITNESS_ROOT and read them a first time; share
 * is the suite's directory, or NULL.  Limits are in AT_DISTURBED, or
 * rules/disturbed in share.  A wrong line in that file, or an AT_DISTURBED
 * that cannot be read, is fatal: die(failstatus, ...).
 */
struct witness *witnessopen(const char *share);

/* the counters that this machine does not have, as a list, or NULL */
const char *witnessblind(const struct witness *);

/* a run begins, a run has ended; NULL is no witness */
void witnessbegin(struct witness *);
void witnessend(struct witness *);

/*
 * Add the numbers, {attr}, to the record, and disturbed{attr} if a number
 * is beyond its limit.
 */
void witnessadd(const struct witness *, struct record *);

/* hang.c - a report on a test that hangs */

/*
 * A time limit was reached; no process is ended yet.  Append to
 * DIR/hang.txt the title; a section from /proc, with threads and open
 * files, for the hook's process, each leftover and each process below
 * them; the last 64 KiB of the log (a descriptor, -1: none); the load of
 * the system.  Files that cannot be read are left out, reads that block
 * are given up, and the report ends after three seconds or some megabytes.
 * Returns the file's name, which the caller frees, or NULL after one
 * warning.
 */
char *hangwrite(const char *dir, const char *title, pid_t hook, int log);

/* crash.c - a report on a hook that died by a signal */

/* a hook that has ended */
struct crash {
	const char *dir;	/* of the reports */
	const char *title;	/* the hook's name, and how it ended */
	char *const *argv;
	char *const *env;	/* for gdb */
	int in;			/* gdb's standard input */
	pid_t pid;
	int status;		/* waitpid's */
	long long began;	/* start of the hook, monotonic ns */
	const char *home;	/* working directory, or NULL: ours */
};

/* let children write core files: 1 GiB, or less if the hard limit is less */
void allowcores(void);

/*
 * If the hook died by a signal, write DIR/crash.N.txt: the title, the
 * place of the core, and a backtrace by gdb if PATH has gdb, within 15
 * seconds.  A core in the working directory becomes DIR/crash.N.core.  An
 * exit status by which a shell reports a signal counts if there is a core.
 * Returns the report's name, which the caller frees.  NULL: nothing to
 * report, enough reports already, or, after a warning, it cannot be
 * written.
 */
char *crashwrite(const struct crash *);

/*
 * hook.c - find and run the hooks of a test
 *
 * A test is a directory of executables, or a directory with a test.sh whose
 * functions are the hooks.  A command or plain file is a test with the one
 * hook run_once (at-test(5)).
 */

/* how a hook, or all of them together, ended */
struct outcome {
	enum verdict verdict;
	int retry;		/* at-raise RETRY */
	int status;		/* exit status as in a shell */
	int late;		/* a time limit was reached */
	int signal;		/* the runner caught it during the hook */
	struct buf reason;
};

/* executables of a .d directory, in name order */
struct hookdir {
	char **path;
	size_t n;
};

/* the source of hooks, and their environment */
struct hooks {
	const char *dir;	/* a directory of executables, or NULL */
	const char *shell;	/* a test.sh, or NULL */
	char *const *command;	/* run_once, without dir and shell */
	const char *home;	/* working directory of command, or NULL */
	unsigned have;		/* a bit per hook, set by hooksfind */
	struct env env;
	const char *raised;	/* the file that AT_RAISED names, or NULL */
	int in, out, err;	/* -1: the runner's */
	int log;		/* O_RDWR|O_APPEND, or -1: no border lines */
	const char *debug;	/* for reports of hung, crashed; or NULL */
	char *(*hung)(const char *dir, const char *title, pid_t, int log);
	char *(*crashed)(const struct crash *);
	int session;		/* each hook in a new session */
	int verbose;		/* border lines on standard error too */
	int judged;		/* at-raise's exit statuses count (at(7)) */
	long long deadline;	/* of the whole test, monotonic ns; 0: none */
	long long scale;	/* of the hooks' own limits, thousandths */
	long long grace;
	const struct manifest *manifest;	/* limits of hooks, or NULL */
	unsigned long iteration;	/* for the border lines */
	int lost;		/* out: errno, a border line is not written */
	off_t end;		/* of the last border line in the log */
	struct usage used;	/* by the hook that ran last */
	int left;		/* children of ours that hooks left running */
	void (*tick)(void *);	/* called once a second while one runs */
	void *arg;
};

/*
 * Find the hooks, once.  0, or -1 and the reason appended: a hook that is
 * not executable.
 */
int hooksfind(struct hooks *, struct buf *why);
int havehook(const struct hooks *, const char *name);

/*
 * The executables in DIR/SUB and links to them; a missing directory is
 * empty.  A read error is fatal.
 */
void hookdirread(struct hookdir *, const char *dir, const char *sub);

#define GRACE	(5 * SECOND)	/* ns from TERM to KILL, by default */

/* /dev/null, as a hook's standard input; a failure is fatal */
int opennull(void);

void outcomeclear(struct outcome *);

/* set verdict and reason, as a hook would */
void outcomeset(struct outcome *, enum verdict, const char *, ...)
    PRINTF(3, 4);

/*
 * Run the hook, if there is one, into *o.  1: it ended GOOD or is not
 * there; 0: any other end, and the caller must not run another step.
 */
int runhook(struct hooks *, const char *name, struct outcome *o);

/*
 * Run one executable as the hook `name', with the same verdict from its
 * exit status.  runhook(), .d directories and profilers use it.
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
 * JOB/profilers/.list: name, path and parameters, separated by tabs.
 */

struct profiler {
	char *line;		/* of the list */
	char *name, *path;
	const char *params;	/* end of line: a tab before each name=value */
	int active;		/* started and not yet stopped */
};

struct profilers {
	struct profiler *v;
	size_t n;
};

/* the executable of the profiler, a fresh string, or NULL */
char *profilerfind(const char *name, const char *jobdir, const char *share);

/*
 * Read the list of the job, whose directory is open; a missing list is
 * empty.  0, or -1 with errno.
 */
int profilersread(struct profilers *, int job);

/* append the line of a profiler: params are name=value, NULL at the end */
void bufprofiler(struct buf *, const char *name, const char *path,
    char *const params[]);

/* append the profiler of a line; NULL: the line has no path */
struct profiler *profileradd(struct profilers *, const char *line);

/* 1 if the list has this line */
int profilerthere(const struct profilers *, const char *line);

/* append to the job's list, or replace the list.  0, or -1 with errno */
int profilerappend(const struct profiler *, int job);
int profilerswrite(const struct profilers *, int job);

/*
 * Call one or all with the step.  A failure only goes to warn, with the
 * profiler's name in the text.  If one fails to start, the started ones
 * are stopped and 0 is returned; else 1.
 */
int profilerstep(struct profiler *, struct hooks *, const char *step,
    struct outcome *);
int profilersstep(struct profilers *, struct hooks *, const char *step,
    void (*warn)(void *, const char *text), void *arg);

#endif
