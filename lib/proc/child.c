/* child.c - start a command, wait for it, end it */
#define _DEFAULT_SOURCE	/* vfork, wait4 */
#include <sys/select.h>
#include <sys/wait.h>

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/syscall.h>
#endif

#include "proc.h"

#define AGAIN	(9 * SECOND / 10)	/* a second, less some for relays */

extern char **environ;

static const int caughtones[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM };
static const int otherones[] = { SIGUSR1, SIGUSR2, SIGTSTP, SIGTTIN, SIGTTOU };

static int ignored[1 + LEN(otherones)];	/* exec(2) keeps them ignored */
static size_t nignored;
static volatile sig_atomic_t caught;
static int typed;		/* the terminal sent it */
static long long since;		/* when */
static volatile sig_atomic_t rung;	/* a signal came for await() */
static sigset_t outside;	/* while we doze */
static sigset_t waiting;	/* while we wait for one child */
static int catching;
static char *dir;		/* our control group */
static int procs = -1;		/* its cgroup.procs */

/* SIGALRM after ns, and then again and again; 0: never */
static void
ring(long long ns)
{
	struct itimerval t = { { 0, 20000 }, { 0, 0 } };

	ns += 999;	/* round up: 0 means never */
	t.it_value.tv_sec = ns / SECOND;
	t.it_value.tv_usec = ns % SECOND / 1000;
	setitimer(ITIMER_REAL, &t, NULL);
}

/*
 * Ctrl-C reaches every program of a job, and some of them a second time
 * through at-job: both count as one signal.
 */
static void
note(int sig, siginfo_t *info, void *context)
{
	long long now;

	(void)context;
	if (sig == SIGCHLD || sig == SIGPIPE)
		return;
	rung = 1;
	if (sig == SIGALRM || caught)
		return;
	now = nanoseconds();
	if (since && now - since < AGAIN)
		return;
	since = now;
	caught = sig;
	typed = info->si_code != SI_USER && info->si_pid == 0;
	ring(SECOND / 50);	/* await() may be just about to block */
}

/* our parent may have left descriptors open; poll finds them */
static void
closeonexec(void)
{
	struct pollfd p[256];	/* shells use descriptors below */
	int found, from = 3, i, n = LEN(p);

	do {
		for (i = 0; i < n; i++) {
			p[i].fd = from + i;
			p[i].events = p[i].revents = 0;
		}
		while (poll(p, n, 0) < 0 && errno == EINVAL && n > 0)
			n /= 2;	/* more than the process may have open */
		for (found = i = 0; i < n; i++)
			if (!(p[i].revents & POLLNVAL)) {
				fcntl(p[i].fd, F_SETFD, FD_CLOEXEC);
				found = 1;
			}
		from += n;
	} while (found && n > 0);
}

/* 1 if the signal is ignored; note it for the children */
static int
isignored(int sig)
{
	struct sigaction was;

	if (sigaction(sig, NULL, &was) < 0 || was.sa_handler != SIG_IGN)
		return 0;
	ignored[nignored++] = sig;
	return 1;
}

void
catchsignals(void)
{
	struct sigaction sa;
	sigset_t block;
	size_t i;

	memset(&sa, 0, sizeof sa);
	sa.sa_sigaction = note;
	sa.sa_flags = SA_SIGINFO;
	sigfillset(&sa.sa_mask);
	sigemptyset(&block);
	sigaddset(&block, SIGCHLD);
	sigaddset(&block, SIGALRM);
	for (i = 0; i < LEN(caughtones); i++)
		sigaddset(&block, caughtones[i]);
	sigprocmask(SIG_BLOCK, &block, &outside);
	/* an ignored SIGCHLD would lose the status; exec(2) resets these */
	sigaction(SIGCHLD, &sa, NULL);
	sigaction(SIGALRM, &sa, NULL);
	sigaction(SIGPIPE, &sa, NULL);
	for (i = 0; i < LEN(caughtones); i++) {
		sigdelset(&outside, caughtones[i]);
		if (caughtones[i] != SIGHUP || !isignored(SIGHUP))
			sigaction(caughtones[i], &sa, NULL);
	}
	waiting = outside;
	sigdelset(&waiting, SIGALRM);
	sigaddset(&waiting, SIGCHLD);	/* wait4 needs no SIGCHLD */
	sigdelset(&outside, SIGCHLD);
	for (i = 0; i < LEN(otherones); i++)
		isignored(otherones[i]);
	closeonexec();
	catching = 1;
}

int
caughtsignal(void)
{
	return caught;
}

int
fromterminal(void)
{
	return caught && typed;
}

void
forgetsignal(void)
{
	caught = 0;
}

void
dieby(int sig)
{
	sigset_t only;

	signal(sig, SIG_DFL);
	sigemptyset(&only);
	sigaddset(&only, sig);
	sigprocmask(SIG_UNBLOCK, &only, NULL);
	kill(getpid(), sig);
	_exit(RC_SIGNAL + sig);	/* the kernel does not kill PID 1 */
}

/*
 * In the child: dispositions, session, descriptors, exec; returns errno.
 * The child shares the parent's memory until exec (vfork): it changes only
 * environ, and what its first function changes.  exec(2) removes the handlers.
 */
static int
become(const struct child *c)
{
	const int to[3] = { c->in, c->out, c->err };
	sigset_t none;
	size_t i;

	for (i = 0; i < nignored; i++)
		signal(ignored[i], SIG_DFL);
	if (c->session && ((procs >= 0 && write(procs, "0", 1) < 0) ||
	    setsid() < 0))
		return errno;
	for (i = 0; i < LEN(to); i++)
		if (to[i] >= 0 && dup2(to[i], i) < 0)
			return errno;
	if (c->dir && chdir(c->dir) < 0)
		return errno;
	if (c->first)
		c->first();
	if (c->env)
		environ = (char **)c->env;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	execvp(c->argv[0], c->argv);
	return errno;
}

int
childend(pid_t pid)
{
	int status = 0x7f00;	/* if other code reaps it */

	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	return status;
}

static pid_t
start(const struct child *c)
{
	static volatile int err;
	char **ours = environ;
	pid_t pid;

	err = 0;
	/* with vfork the parent waits for the exec and learns its errno */
	if ((pid = vfork()) == 0) {
		err = become(c);
		_exit(err == ENOENT ? RC_NOTFOUND : RC_NOEXEC);
	}
	environ = ours;
	if (pid < 0)
		return -1;
	if (err == 0)
		return pid;
	childend(pid);
	errno = err;
	return -1;
}

pid_t
spawnpipe(struct child *c, int both, int *from)
{
	int p[2];
	pid_t pid;

	if (pipe(p) < 0)
		return -1;
	fcntl(p[0], F_SETFD, FD_CLOEXEC);
	fcntl(p[1], F_SETFD, FD_CLOEXEC);
	c->out = p[1];
	if (both)
		c->err = p[1];
	pid = spawn(c);
	closekeep(p[1]);
	if (pid < 0)
		closekeep(p[0]);
	*from = p[0];
	return pid;
}

pid_t
forkself(void)
{
#ifdef SYS_fork
	return syscall(SYS_fork);
#else
	return fork();
#endif
}

pid_t
spawn(const struct child *c)
{
	static char sh[] = "sh";
	struct child script = *c;
	char **argv;
	size_t n = 0;
	pid_t pid;

	if (!catching)
		catchsignals();
	/* sh runs a script without #!; not every execvp(3) does that */
	if ((pid = start(c)) > 0 || errno != ENOEXEC)
		return pid;
	while (c->argv[n++])
		continue;
	argv = xmalloc((n + 1) * sizeof *argv);
	argv[0] = sh;
	memcpy(argv + 1, c->argv, n * sizeof *argv);
	script.argv = argv;
	pid = start(&script);
	free(argv);
	return pid;
}

long long
timevalue(struct timeval t)
{
	return t.tv_sec * SECOND + t.tv_usec * 1000LL;
}

void
doze(long long until)
{
	long long ns = until ? until - nanoseconds() : 0;
	struct timespec t = { 0, 0 };

	if (ns > 0) {
		t.tv_sec = ns / SECOND;
		t.tv_nsec = ns % SECOND;
	}
	pselect(0, NULL, NULL, NULL, until ? &t : NULL, &outside);
}

/*
 * Wait for the child in wait4(2), which wakes us the quickest; 0 if a
 * signal came first.  A signal just before the call does not end the call;
 * its handler sets an alarm that does.
 */
static pid_t
attend(pid_t pid, int *status, struct usage *u)
{
	sigset_t was;
	pid_t r = 0;

	rung = caught != 0;	/* perhaps at the last child's end */
	sigprocmask(SIG_SETMASK, &waiting, &was);
	if (!rung && (r = wait4(pid, status, 0, u ? &u->own : NULL)) < 0 &&
	    errno == EINTR)
		r = 0;
	sigprocmask(SIG_SETMASK, &was, NULL);
	return r;
}

int
await(pid_t pid, int *status, struct usage *u, long long deadline,
    void (*tick)(void *), void *arg)
{
	long long now = deadline || tick ? nanoseconds() : 0;
	long long next = tick ? now + SECOND : 0, until;
	pid_t r;

	for (;;) {
		until = !deadline || (next && next < deadline) ? next :
		    deadline;
		if (until)
			ring(until > now ? until - now : 1);
		if ((r = attend(pid, status, u)) != 0 || caught)
			break;
		now = deadline || tick ? nanoseconds() : 0;
		if (deadline && now >= deadline)
			break;
		if (tick && now >= next) {
			tick(arg);
			next = now + SECOND;
		}
	}
	if (until || rung)
		ring(0);
	if (r < 0)
		*status = 0x7f00;	/* other code reaped it */
	return r != 0 ? ENDED : caught ? CAUGHT : LATE;
}

void
endprocess(pid_t pid, int group, int *status, struct usage *u, long long grace)
{
	pid_t to = group ? -pid : pid;
	long long now, until = nanoseconds() + grace;
	int sig = caught;

	caught = 0;	/* that signal is the reason for this call */
	kill(to, SIGTERM);
	kill(to, SIGCONT);
	if (await(pid, status, u, until, NULL, NULL) != ENDED) {
		kill(to, SIGKILL);
		if (caught)
			sig = caught;
		caught = 0;
		while (await(pid, status, u, 0, NULL, NULL) == CAUGHT)
			caught = 0;
	}
	/* the rest of the group shares the same grace */
	while (group && kill(to, 0) == 0 && !caught &&
	    (now = nanoseconds()) < until && waitpid(to, NULL, WNOHANG) >= 0)
		doze(now + SECOND / 50);
	if (group)
		kill(to, SIGKILL);
	if (!caught)
		caught = sig;
}

int
shellstatus(int status)
{
	return WIFSIGNALED(status) ? RC_SIGNAL + WTERMSIG(status) :
	    WEXITSTATUS(status);
}

int
runcommand(char *const argv[])
{
	struct child c = { argv, NULL, -1, -1, -1, 0, NULL, NULL };
	pid_t pid = spawn(&c);

	return pid < 0 ? -1 : shellstatus(childend(pid));
}

int
runpassing(char *const argv[], char *const env[])
{
	struct child c = { argv, env, -1, -1, -1, 0, NULL, NULL };
	int sig = 0, status;
	pid_t pid;

	if ((pid = spawn(&c)) < 0) {
		int err = errno;

		warning("%s:", argv[0]);
		return err == ENOENT ? RC_NOTFOUND : RC_NOEXEC;
	}
	while (await(pid, &status, NULL, 0, NULL, NULL) == CAUGHT) {
		if (!typed)	/* the terminal's signal reached it already */
			kill(pid, caught);
		sig = caught;
		caught = 0;
	}
	if (!caught)
		caught = sig;
	return shellstatus(status);
}

#define NAME(sig)	{ sig, #sig }

const char *
signame(int sig)
{
	static const struct {
		int sig;
		const char *name;
	} names[] = {
		NAME(SIGHUP), NAME(SIGINT), NAME(SIGQUIT), NAME(SIGILL),
		NAME(SIGTRAP), NAME(SIGABRT), NAME(SIGBUS), NAME(SIGFPE),
		NAME(SIGKILL), NAME(SIGUSR1), NAME(SIGSEGV), NAME(SIGUSR2),
		NAME(SIGPIPE), NAME(SIGALRM), NAME(SIGTERM), NAME(SIGSYS),
		NAME(SIGXCPU), NAME(SIGXFSZ), NAME(SIGVTALRM), NAME(SIGPROF),
	};
	size_t i;

	for (i = 0; i < LEN(names); i++)
		if (names[i].sig == sig)
			return names[i].name;
	return tempfmt("signal %d", sig);
}

/* a control group of Linux (version 2) for a runner's commands */

/* open a file of the group for writing */
static int
openfile(const char *name)
{
	return openin(HERE, tempfmt("%s/%s", dir, name), O_WRONLY);
}

int
cgroupmake(void)
{
	const char *in = setting("AT_CGROUP");
	int err;

	if (!in)
		return 0;
	dir = abspath(tempfmt("%s/at.%ld", in, (long)getpid()));
	/* a group of this name is left from a killed runner */
	if (mkdirin(HERE, dir, 0777) < 0 && errno != EEXIST)
		return -1;
	if ((procs = openfile("cgroup.procs")) >= 0)
		return 0;
	err = errno;
	rmdirin(HERE, dir);
	errno = err;
	return -1;
}

const char *
cgroupdir(void)
{
	return dir;
}

void
cgroupkill(void)
{
	int fd;

	if (procs < 0 || (fd = openfile("cgroup.kill")) < 0)
		return;
	if (write(fd, "1", 1) < 0)
		warning("%s/cgroup.kill:", dir);
	close(fd);
}

/* the group and groups of killed runners in it; files need no removal */
static int
removeall(const char *path)
{
	DIR *d = listin(HERE, path);
	const char *name;
	char *below;

	while ((name = nextname(&d))) {
		below = join(path, name);
		removeall(below);
		free(below);
	}
	return rmdirin(HERE, path);
}

int
cgroupremove(void)
{
	if (procs < 0)
		return 0;
	close(procs);
	procs = -1;
	return removeall(dir);
}
