/* contain.c - find and end the processes that a command left running */
#include <sys/prctl.h>
#include <sys/wait.h>

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "proc.h"

#define LATECOMER (SECOND / 3)	/* ns after the grace for new orphans */
#define KILLED	(5 * SECOND)	/* ns after the grace to be gone */
#define LOOK	(SECOND / 50)	/* ns between two looks */
#define NAMED	32		/* limit of listed processes */
#define NUMBERS	65536		/* pids to try without /proc */

struct pids {
	pid_t *v;
	size_t n;
};

static struct pids spared;
static int session;		/* spare the processes of ours */
static int bystanders;		/* the last look found spared ones */
static int adopting;		/* we are the parent of orphans */
static struct pids groups;	/* if not: groups to end, for kill(2) */
				/* and in endtests(): processes */

static size_t
position(const struct pids *p, pid_t pid)
{
	size_t i;

	for (i = 0; i < p->n && p->v[i] != pid; i++)
		continue;
	return i;
}

static void
add(struct pids *p, pid_t pid)
{
	p->v = xrealloc(p->v, (p->n + 1) * sizeof *p->v);
	p->v[p->n++] = pid;
}

/* the process is dead, and its number free for another */
static void
forget(pid_t pid)
{
	size_t i = position(&spared, pid);

	if (i < spared.n)
		spared.v[i] = spared.v[--spared.n];
}

/*
 * Is it a living child of ours?  This check is the quickest and the only
 * sure one: a process whose first thread has ended looks like a zombie.
 */
static int
ischild(pid_t pid)
{
	pid_t r = waitpid(pid, NULL, WNOHANG);

	if (r > 0)
		forget(pid);
	return r == 0;
}

int
isleftover(pid_t pid)
{
	if (!ischild(pid))
		return 0;
	if (position(&spared, pid) == spared.n &&
	    !(session && getsid(pid) == getsid(0)))
		return 1;
	bystanders = 1;
	return 0;
}

/* the leftovers among our children; we have at least one child */
static void
leftovers(struct pids *p)
{
	DIR *d = listin(HERE, "/proc");
	const char *name;
	pid_t pid;

	p->n = 0;
	bystanders = 0;
	while ((name = nextname(&d)))
		if (digitspan(name, 1) &&
		    isleftover(pid = numberin(name, NULL)))
			add(p, pid);
	if (p->n > 0 || bystanders)
		return;
	/* there are children, but no /proc, or not of our namespace */
	for (pid = 1; pid < NUMBERS; pid++)
		if (isleftover(pid))
			add(p, pid);
}

int
reapchildren(void)
{
	pid_t r;

	while ((r = waitpid(-1, NULL, WNOHANG)) > 0)
		forget(r);
	return r == 0;
}

void
adoptorphans(void)
{
#ifdef PR_SET_CHILD_SUBREAPER
	adopting = prctl(PR_SET_CHILD_SUBREAPER, 1) == 0;
#endif
	/* most callers have no children, and need no look */
	if (reapchildren())
		leftovers(&spared);
}

void
notegroup(pid_t leader)
{
	if (!adopting && kill(-leader, 0) == 0)
		add(&groups, -leader);
}

void
sparesession(void)
{
	session = 1;
}

/* the value of a variable, NAME=, of the environment, or NULL */
static const char *
variable(const struct buf *env, const char *name)
{
	size_t at, n = strlen(name);

	for (at = 0; at < env->len; at += strlen(env->s + at) + 1)
		if (strncmp(env->s + at, name, n) == 0)
			return env->s + at + n;
	return NULL;
}

/*
 * Was it started in a test, of this job unless job is NULL?  -1: its
 * environment does not say.
 */
static int
intest(pid_t pid, const struct stat *job)
{
	struct buf env = { 0 };
	struct stat st;
	const char *dir;
	int r = -1;

	if (readfile(tempfmt("/proc/%ld/environ", (long)pid), &env) == 0 &&
	    (dir = variable(&env, "AT_JOBDIR=")) &&
	    (!job || (statpath(dir, &st) == 0 && st.st_dev == job->st_dev &&
	    st.st_ino == job->st_ino)))
		r = variable(&env, "AT_OUTPUTDIR=") != NULL;
	buffree(&env);
	return r;
}

void
sparejob(int all)
{
	struct pids p = { 0 };
	size_t i;
	int in;

	if (reapchildren())
		leftovers(&p);
	for (i = 0; i < p.n; i++) {
		in = intest(p.v[i], NULL);
		if (in == 0 || (in < 0 && !all))
			add(&spared, p.v[i]);
	}
	free(p.v);
}

/* how many; some end before we read /proc, or are hidden there */
static size_t
look(struct pids *p)
{
	size_t i, unseen = 0;

	p->n = 0;
	if (reapchildren()) {
		leftovers(p);
		unseen = p->n == 0 && !bystanders;
	}
	for (i = 0; i < groups.n; i++)
		if (groups.v[i] > 0 ? processlives(groups.v[i]) :
		    kill(groups.v[i], 0) == 0)
			add(p, groups.v[i]);
	return p->n + unseen;
}

int
countleftovers(void)
{
	struct pids p = { 0 };
	int n = look(&p);

	free(p.v);
	return n;
}

int
processlives(long pid)
{
	struct proc p = { 0 };

	if (pid <= 0 || pid == (long)getpid() ||
	    (kill(pid, 0) < 0 && errno != EPERM))
		return 0;
	procstat(tempfmt("/proc/%ld", pid), &p);
	free(p.name);
	return p.state != 'Z';
}

long
processlinked(int at, const char *name)
{
	struct buf b = { 0 };
	long pid = readlinkin(at, name, &b) < 0 ? 0 : numberin(b.s, NULL);

	buffree(&b);
	return processlives(pid) ? pid : 0;
}

int
listleftovers(struct buf *names)
{
	struct procs t = { 0 };
	struct proc *p;
	size_t i;
	int n = 0;

	procsread(&t);
	procsmark(&t, 0);
	for (i = 0; i < t.n; i++) {
		p = &t.v[i];
		/* a zombie with another parent does not count */
		if (p->ours && (p->state != 'Z' || p->parent == getpid()) &&
		    n++ < NAMED)
			buffmt(names, "%s%ld %s (%c)", n > 1 ? ", " : "",
			    (long)p->pid, p->name, p->state);
	}
	if (n > NAMED)
		buffmt(names, " and %d more", n - NAMED);
	if (n == 0 && (n = countleftovers()) > 0)
		bufputs(names, groups.n ? "processes of another group" :
		    "processes not in /proc");
	procsfree(&t);
	return n;
}

/*
 * Kill the process and its group in one step: a process that forks and
 * ends again and again is gone before a signal to its pid arrives.
 */
static void
killall(pid_t pid)
{
	pid_t group = getpgid(pid);

	/* leftovers, and their groups, are in other sessions than ours */
	if (session && group > 1 && group != getpgrp())
		kill(-group, SIGKILL);
	kill(pid, SIGKILL);
}

/* TERM for new processes, KILL for processes that had TERM before */
static void
signalall(const struct pids *p, struct pids *asked, size_t before)
{
	size_t i, k;

	for (i = 0; i < p->n; i++) {
		k = position(asked, p->v[i]);
		if (k == asked->n) {
			add(asked, p->v[i]);
			kill(p->v[i], SIGTERM);
			kill(p->v[i], SIGCONT);
		} else if (k < before) {
			kill(p->v[i], SIGKILL);
		}
	}
}

int
endleftovers(long long grace, struct buf *stuck)
{
	struct pids p = { 0 }, asked = { 0 };
	long long now = nanoseconds(), until = now + grace;
	size_t before = 0, i;

	while (look(&p) > 0 && now < until + KILLED) {
		now = nanoseconds();
		if (now < until && caughtsignal())
			until = now;
		if (now >= until && before == 0) {
			before = asked.n;
			cgroupkill();
		}
		signalall(&p, &asked, before);
		for (i = 0; i < p.n && now >= until + LATECOMER; i++)
			killall(p.v[i]);
		doze(now + LOOK);
	}
	i = look(&p) > 0 ? listleftovers(stuck) : 0;
	free(p.v);
	free(asked.v);
	return i;
}

/* is the process this one, or above it? */
static int
isabove(pid_t pid)
{
	struct proc p = { 0 };

	for (p.parent = getpid(); p.parent != pid; free(p.name))
		if (!procstat(tempfmt("/proc/%ld", (long)p.parent), &p))
			return 0;
	return 1;
}

int
endtests(int jobdir, long long grace, struct buf *names, struct buf *stuck)
{
	struct procs t = { 0 };
	struct stat job;
	size_t i;
	int n = 0;

	procsread(&t);
	for (i = 0; i < t.n && fstat(jobdir, &job) == 0; i++)
		if (t.v[i].state != 'Z' && intest(t.v[i].pid, &job) > 0 &&
		    !isabove(t.v[i].pid)) {
			add(&groups, t.v[i].pid);
			buffmt(names, "%s%ld %s (%c)", n++ ? ", " : "",
			    (long)t.v[i].pid, t.v[i].name, t.v[i].state);
		}
	procsfree(&t);
	if (n > 0)
		endleftovers(grace, stuck);
	groups.n = 0;
	return n;
}
