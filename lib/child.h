/*
 * child.h - start a command, wait for it, end it
 *
 * A runner calls catchsignals() once.  From then on SIGCHLD, SIGHUP,
 * SIGINT, SIGQUIT and SIGTERM arrive only while it waits in here, so no
 * wake-up is lost; children start with the mask and the dispositions of
 * a fresh login.
 */
#include <sys/types.h>

/* how a command is started */
struct child {
	char *const *argv;	/* argv[0] is looked up in PATH */
	char *const *env;	/* NULL: ours */
	int in, out, err;	/* become 0, 1 and 2; -1: ours */
	int session;		/* lead a session and group of its own */
};

/* what a command that ended had used; times in nanoseconds */
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

/* the first signal that was caught, or 0; did somebody type it? */
int caughtsignal(void);
int fromterminal(void);

/*
 * Forget it, so that await() waits again.  Another one counts when it
 * comes a second later; before, it is the same one.
 */
void forgetsignal(void);

/* let the signal that was caught end us (PID 1 exits 128+n) */
void dieby(int sig);

/*
 * Start the command.  Its pid, or -1 with errno: the reason why it
 * cannot be executed too, ENOENT or EACCES say.
 */
pid_t spawn(const struct child *);

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
void end(pid_t, int group, int *status, struct usage *u, long long grace);

/*
 * Run the command in our own group and pass on what signals we catch,
 * unless they reached it, too; caughtsignal() still tells then.
 * Exit status as a shell tells it; 127 or 126 with a line on standard
 * error if it cannot be executed.  env NULL: ours.
 */
int runpassing(char *const argv[], char *const env[]);

/* spawn and wait; exit status as a shell tells it, or -1 with errno */
int runcommand(char *const argv[], int in, int out);

/* waitpid's status as a shell tells it: 128+n for a signal */
int shellstatus(int status);

/* "SIGSEGV", or "signal 99"; lasts until the next call */
const char *signame(int);
