/* hook.c - find and run the hooks of a test */
#define _DEFAULT_SOURCE	/* WCOREDUMP */
#include <sys/wait.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "proc.h"

#define CLEANUP_LIMIT	60000000000LL	/* default of timeout.cleanup */

/* other: the verdict of an exit status that at-raise did not make */
static const struct {
	const char *name;
	enum verdict other;
} hooks[] = {
	{ "initialize", ERROR }, { "setup", ERROR }, { "warmup", FAIL },
	{ "execute", FAIL }, { "before_run_once", FAIL },
	{ "run_once", FAIL }, { "after_run_once", FAIL },
	{ "postprocess_iteration", FAIL }, { "postprocess", FAIL },
	{ "cleanup", ERROR },
};

static size_t
hookindex(const char *name)
{
	size_t i;

	for (i = 0; i < LEN(hooks) && strcmp(hooks[i].name, name) != 0; i++)
		continue;
	return i;
}

int
havehook(const struct hooks *h, const char *name)
{
	return h->have >> hookindex(name) & 1;
}

static int
findfiles(struct hooks *h, struct buf *why)
{
	struct stat st;
	size_t i;
	char *s;

	for (i = 0; i < LEN(hooks); i++) {
		s = tempfmt("%s/%s", h->dir, hooks[i].name);
		if (statpath(s, &st) < 0 || !S_ISREG(st.st_mode))
			continue;
		h->have |= 1u << i;
		if (accessin(HERE, s, X_OK) < 0) {
			buffmt(why, "%s: not executable", hooks[i].name);
			return -1;
		}
	}
	return 0;
}

/* does the line begin a definition, `name()', blanks allowed? */
static int
defines(const char *s, const char *name)
{
	size_t n = strlen(name);

	s += strspn(s, " \t");
	if (strncmp(s, name, n) != 0)
		return 0;
	s += n;
	s += strspn(s, " \t");
	if (*s++ != '(')
		return 0;
	s += strspn(s, " \t");
	return *s == ')';
}

static int
findfunctions(struct hooks *h, struct buf *why)
{
	struct reader r;
	size_t i, n;
	char *s;

	if (openlines(&r, h->shell) < 0) {
		buffmt(why, "%s: %s", h->shell, strerror(errno));
		return -1;
	}
	while ((s = readline(&r, &n)))
		for (i = 0; i < LEN(hooks); i++)
			if (defines(s, hooks[i].name))
				h->have |= 1u << i;
	closelines(&r);
	return 0;
}

int
hooksfind(struct hooks *h, struct buf *why)
{
	h->have = 0;
	if (h->dir)
		return findfiles(h, why);
	if (h->shell)
		return findfunctions(h, why);
	h->have = 1u << hookindex("run_once");
	return 0;
}

void
hookdirread(struct hookdir *d, const char *dir, const char *sub)
{
	char *path = join(dir, sub);
	DIR *dp = listin(HERE, path);
	const char *name;

	d->path = NULL;
	d->n = 0;
	if (!dp && errno != ENOENT && errno != ENOTDIR)
		die(failstatus, "%s:", path);
	while ((name = nextname(&dp))) {
		if (*name == '.')
			continue;
		d->path = xrealloc(d->path, (d->n + 1) * sizeof *d->path);
		d->path[d->n++] = join(path, name);
	}
	sortnames(d->path, d->n);
}

int
opennull(void)
{
	int fd = openin(HERE, "/dev/null", O_RDONLY);

	if (fd < 0)
		die(failstatus, "/dev/null:");
	return fd;
}

void
outcomeclear(struct outcome *o)
{
	bufclear(&o->reason);
	o->verdict = GOOD;
	o->retry = o->status = o->late = o->signal = 0;
}

void
outcomeset(struct outcome *o, enum verdict v, const char *fmt, ...)
{
	va_list ap;

	outcomeclear(o);
	o->verdict = v;
	va_start(ap, fmt);
	bufvfmt(&o->reason, fmt, ap);
	va_end(ap);
}

void
border(struct hooks *h, const char *fmt, ...)
{
	static struct buf b;
	struct stat st = { 0 };
	va_list ap;
	char last;
	int whole;

	if (h->log < 0 && !h->verbose)
		return;
	bufclear(&b);
	bufputc(&b, '\n');
	bufnow(&b);
	va_start(ap, fmt);
	bufvfmt(&b, fmt, ap);
	va_end(ap);
	bufputc(&b, '\n');
	if (h->verbose)
		writeall(2, b.s + 1, b.len - 1);
	if (h->log < 0)
		return;
	/* the hook's last line may lack its newline */
	whole = fstat(h->log, &st) < 0 || st.st_size == h->end ||
	    pread(h->log, &last, 1, st.st_size - 1) != 1 || last == '\n';
	if (writeall(h->log, b.s + whole, b.len - whole) < 0 && !h->lost)
		h->lost = errno;
	h->end = st.st_size + b.len - whole;
}

/* 1 for a line of make that says nothing about the fault */
static int
makeline(const char *s)
{
	return strncmp(s, "make", 4) == 0 && textfind(s, ": Leaving ");
}

/*
 * Append ": " and the last line of the log after from, if any, that is not
 * such a line of make.
 */
static void
addlastline(struct buf *b, const struct hooks *h, off_t from)
{
	struct buf tail = { 0 };
	struct stat st;
	size_t e, i;
	off_t n;

	if (h->log < 0 || fstat(h->log, &st) < 0)
		return;
	/* perhaps the log was cut during the hook */
	n = st.st_size < from ? st.st_size : st.st_size - from;
	if (n == 0 || readtail(h->log, n < 4096 ? n : 4096, &tail) < 0)
		return;
	i = tail.len;
	do {
		for (e = i; e > 0 && (unsigned char)tail.s[e - 1] <= ' ';)
			e--;
		tail.s[e] = '\0';
		for (i = e; i > 0 && tail.s[i - 1] != '\n' &&
		    tail.s[i - 1] != '\r';)
			i--;
	} while (makeline(tail.s + i));
	if (i < e)
		buffmt(b, ": %s", tail.s + i);
	buffree(&tail);
}

/* append the end in words: `exit 3', `killed by SIGSEGV (core dumped)' */
static void
addended(struct buf *b, int status)
{
	if (!WIFSIGNALED(status)) {
		buffmt(b, "exit %d", WEXITSTATUS(status));
		return;
	}
	buffmt(b, "killed by %s", signame(WTERMSIG(status)));
#ifdef WCOREDUMP
	if (WCOREDUMP(status))
		bufputs(b, " (core dumped)");
#endif
}

/* the verdict, from the exit status or at-raise's file */
static void
judgestatus(struct hooks *h, const char *name, int status, off_t from,
    enum verdict other, struct outcome *o)
{
	o->status = shellstatus(status);
	if (o->status == 0 || (h->raised && raisedread(h->raised,
	    &o->verdict, &o->retry, &o->reason)))
		return;
	o->verdict = !h->judged ? other : o->status == 77 ? TEST_NA :
	    o->status == 99 ? ERROR : other;
	buffmt(&o->reason, "%s: ", name);
	addended(&o->reason, status);
	addlastline(&o->reason, h, from);
}

/* the earlier of the test's deadline and the hook's; 0: none */
static long long
deadlineof(const struct hooks *h, const char *name)
{
	int last = strcmp(name, "cleanup") == 0;
	long long limit, own;

	limit = h->manifest ? hooklimit(h->manifest, name,
	    last ? CLEANUP_LIMIT : 0) : 0;
	own = limit ? nanoseconds() + scaled(limit, h->scale) : 0;
	/* cleanup always runs, also after the test's deadline */
	if (last || !h->deadline)
		return own;
	return own && own < h->deadline ? own : h->deadline;
}

/* a limit or a signal came before the end of the hook */
static void
cutshort(struct hooks *h, const char *name, int why, struct outcome *o)
{
	if (why == LATE) {
		outcomeset(o, ERROR, "Test timeout expired in %s", name);
		o->late = 1;
		o->status = RC_TIMEOUT;
	} else {
		outcomeset(o, ABORT, "%s: ended by %s", name,
		    signame(caughtsignal()));
		o->signal = caughtsignal();
		o->status = RC_SIGNAL + o->signal;
	}
	border(h, "%s", o->reason.s);
}

/* name a report on the hook in the log, and sync the report */
static void
kept(struct hooks *h, const char *name, char *path)
{
	if (!path)
		return;
	border(h, "%s %lu: see debug/%s", name, h->iteration,
	    lastpart(path));
	if (syncing() && syncin(HERE, path) < 0)
		warning("%s:", path);
	free(path);
}

/* write the report on a hook that hangs, then end the hook */
static void
putdown(struct hooks *h, const char *name, pid_t pid, int why, int *status,
    const char *title)
{
	char *path = NULL;

	if (why == LATE && h->debug)
		path = h->hung(h->debug, title, pid, h->log);
	endprocess(pid, h->session, status, &h->used, h->grace);
	kept(h, name, path);
}

/* the hook has failed: report a crash */
static void
autopsy(struct hooks *h, const char *name, char *const argv[], pid_t pid,
    int status, long long began)
{
	struct crash c = { h->debug, NULL, argv, h->env.v, h->in, pid, status,
	    began, argv == h->command ? h->home : NULL };
	struct buf b = { 0 };

	buffmt(&b, "%s %lu: ", name, h->iteration);
	addended(&b, status);
	c.title = b.s;
	kept(h, name, h->crashed(&c));
	buffree(&b);
}

static void
borderend(struct hooks *h, const char *name, int status)
{
	struct buf b = { 0 };

	if (h->log < 0 && !h->verbose)
		return;
	addended(&b, status);
	bufputs(&b, ", ");
	bufdecimals(&b, h->used.wall, 3);
	border(h, "%s %lu: %s s", name, h->iteration, b.s);
	buffree(&b);
}

/*
 * Processes that a hook leaves running live on for the next hook.  Without
 * a log, only reap dead processes, and only now and then.
 */
static void
leftrunning(struct hooks *h, const char *name, pid_t pid)
{
	struct buf b = { 0 };
	int n;

	if (h->session)
		notegroup(pid);
	if (!h->session || h->log < 0) {
		if (h->session && h->iteration % 8 == 0)
			reapchildren();
		return;
	}
	n = countleftovers();
	if (n > 0 && n != h->left) {
		listleftovers(&b);
		border(h, "%s %lu: leaves running: %s", name, h->iteration,
		    b.s);
		buffree(&b);
	}
	h->left = n;
}

int
runas(struct hooks *h, const char *name, char *const argv[],
    enum verdict other, struct outcome *o)
{
	struct child c = { argv, h->env.v, h->in, h->out, h->err,
	    h->session, argv == h->command ? h->home : NULL, NULL };
	long long began, deadline = deadlineof(h, name);
	struct stat st;
	off_t from;
	int status, why;
	pid_t pid;

	outcomeclear(o);
	memset(&h->used, 0, sizeof h->used);
	if (h->raised && accessin(HERE, h->raised, F_OK) == 0)
		unlinkin(HERE, h->raised);	/* from another hook, or late */
	border(h, "%s %lu: start", name, h->iteration);
	from = h->log >= 0 && fstat(h->log, &st) == 0 ? st.st_size : 0;
	began = nanoseconds();
	if ((pid = spawn(&c)) < 0) {
		status = errno == ENOENT ? RC_NOTFOUND : RC_NOEXEC;
		outcomeset(o, ERROR, "%s: %s: %s", name, argv[0],
		    strerror(errno));
		o->status = status;
		border(h, "%s", o->reason.s);
		return 0;
	}
	why = await(pid, &status, &h->used, deadline, h->tick, h->arg);
	if (why != ENDED) {
		cutshort(h, name, why, o);
		putdown(h, name, pid, why, &status, o->reason.s);
	}
	h->used.wall = nanoseconds() - began;
	if (why == ENDED)
		judgestatus(h, name, status, from, other, o);
	borderend(h, name, status);
	if (why == ENDED && o->status != 0 && h->debug)
		autopsy(h, name, argv, pid, status, began);
	/* a signal during a good hook does not change the verdict */
	if (o->status != 0 && !o->signal)
		o->signal = caughtsignal();
	leftrunning(h, name, pid);
	if (h->tick)
		h->tick(h->arg);
	return o->verdict == GOOD;
}

int
runhook(struct hooks *h, const char *name, struct outcome *o)
{
	/* not `. file && hook', where set -e would not count */
	static char sh[] = "sh", c[] = "-c", script[] = ". \"$0\"\n\"$1\"";
	char *shell[] = { sh, c, script, (char *)h->shell, (char *)name, NULL };
	char *file[] = { NULL, NULL };
	size_t i = hookindex(name);
	int ok;

	if (!(h->have >> i & 1)) {
		outcomeclear(o);
		return 1;
	}
	envset(&h->env, "AT_HOOK", name);
	if (h->dir)
		file[0] = join(h->dir, name);
	ok = runas(h, name, h->dir ? file : h->shell ? shell : h->command,
	    hooks[i].other, o);
	free(file[0]);
	return ok;
}

int
runhookdir(struct hooks *h, const struct hookdir *d, const char *name,
    int backwards, enum verdict other, struct outcome *o)
{
	char *argv[2] = { NULL, NULL };
	int judged = h->judged, ok = 1;
	size_t i;

	outcomeclear(o);
	if (d->n > 0)
		envset(&h->env, "AT_HOOK", name);
	h->judged = 1;	/* even around an unjudged command */
	for (i = 0; ok && i < d->n; i++) {
		argv[0] = d->path[backwards ? d->n - 1 - i : i];
		ok = runas(h, name, argv, other, o);
	}
	h->judged = judged;
	return ok;
}
