/* leftover.c - what a command left running, found and ended */
#include <sys/types.h>
#include <sys/wait.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "buf.h"
#include "clock.h"
#include "file.h"
#include "leftover.h"

#define SECOND	1000000000LL

struct pids {
	pid_t *v;
	size_t n;
};

static struct pids spared;

static int
among(const struct pids *p, pid_t pid)
{
	size_t i;

	for (i = 0; i < p->n && p->v[i] != pid; i++)
		continue;
	return i < p->n;
}

static void
add(struct pids *p, pid_t pid)
{
	p->v = xrealloc(p->v, (p->n + 1) * sizeof *p->v);
	p->v[p->n++] = pid;
}

/* /proc/PID/stat: the name in parentheses, then the state and the parent */
static int
readstat(long pid, struct buf *name, char *state, long *parent)
{
	struct buf b = { 0 };
	char *close, *open, *path = strfmt("/proc/%ld/stat", pid);
	int ok;

	ok = readfile(path, &b) == 0 && (open = strchr(b.s, '(')) &&
	    (close = strrchr(b.s, ')')) && close[1] == ' ' && close[2];
	if (ok) {
		*state = close[2];
		*parent = strtol(close + 3, NULL, 10);
		bufadd(name, open + 1, close - open - 1);
	}
	free(path);
	buffree(&b);
	return ok;
}

/* call take for each child of ours that is not spared */
static size_t
eachchild(void (*take)(void *, pid_t, const char *name, char state),
    void *arg)
{
	long parent, pid, self = getpid();
	struct buf name = { 0 };
	struct dirent *e;
	char state;
	size_t n = 0;
	DIR *d;

	d = opendir("/proc");
	while (d && (e = readdir(d))) {
		if (*e->d_name < '1' || *e->d_name > '9')
			continue;
		pid = strtol(e->d_name, NULL, 10);
		bufclear(&name);
		if (!readstat(pid, &name, &state, &parent) ||
		    parent != self || state == 'Z' || among(&spared, pid))
			continue;
		take(arg, pid, name.s, state);
		n++;
	}
	if (d)
		closedir(d);
	buffree(&name);
	return n;
}

static void
spare(void *arg, pid_t pid, const char *name, char state)
{
	(void)arg;
	(void)name;
	(void)state;
	add(&spared, pid);
}

void
adoptorphans(void)
{
#ifdef PR_SET_CHILD_SUBREAPER
	prctl(PR_SET_CHILD_SUBREAPER, 1);
#endif
	/* most have none, and need not look */
	if (waitpid(-1, NULL, WNOHANG) >= 0)
		eachchild(spare, NULL);
}

static void
ignore(void *arg, pid_t pid, const char *name, char state)
{
	(void)arg;
	(void)pid;
	(void)name;
	(void)state;
}

int
reapchildren(void)
{
	pid_t r;

	while ((r = waitpid(-1, NULL, WNOHANG)) > 0)
		continue;
	return r == 0;
}

int
haveleftovers(void)
{
	return reapchildren() && eachchild(ignore, NULL) > 0;
}

struct round {
	struct pids told;	/* named already, and sent a TERM */
	struct buf *names;
	int sig;
};

static void
signalone(void *arg, pid_t pid, const char *name, char state)
{
	struct round *r = arg;

	if (!among(&r->told, pid)) {
		buffmt(r->names, "%s%ld %s (%c)", r->told.n ? ", " : "",
		    (long)pid, name, state);
		add(&r->told, pid);
		kill(pid, SIGTERM);
	}
	if (r->sig)
		kill(pid, r->sig);
	kill(pid, SIGCONT);
}

int
endleftovers(struct buf *names, long long grace, int *stuck)
{
	struct timespec t = { 0, 10000000 };
	long long until = nanoseconds() + grace;
	struct round r = { { 0 }, NULL, 0 };
	int n;

	r.names = names;
	*stuck = 0;
	while (haveleftovers()) {
		if (nanoseconds() > until + 5 * SECOND)
			break;
		if (nanoseconds() > until)
			r.sig = SIGKILL;
		*stuck = eachchild(signalone, &r);
		nanosleep(&t, NULL);	/* their end interrupts nothing */
	}
	if (!haveleftovers())
		*stuck = 0;
	n = r.told.n;
	free(r.told.v);
	return n;
}
