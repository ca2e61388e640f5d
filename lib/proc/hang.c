/* hang.c - a report on a test that hangs */
#define _DEFAULT_SOURCE	/* MAP_ANONYMOUS */
#include <sys/mman.h>
#include <sys/wait.h>

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "proc.h"

#define STUCK	(SECOND / 2)	/* ns until a stuck reader is replaced */
#define PROCS	(2 * SECOND)	/* ns for all processes */
#define REST	SECOND		/* ns for the log and the system */
#define THREADS	1000		/* limit for all processes together */
#define FILES	256		/* limit for each process */
#define COMMAND	16384		/* bytes of a command line */
#define SMALL	4096		/* bytes of a stack, of a name */
#define LARGE	65536		/* bytes of the log, of a file of the system */
#define SPACE	(4 << 20)	/* bytes; then no further process */

/* the report, written a section at a time */
struct hang {
	const char *path;
	int fd, log;
	pid_t hook;
	struct procs procs;	/* of the test only */
	size_t careful;		/* the section to read without blocking */
	int failed;		/* it cannot be written */
	size_t threads;		/* so far */
	off_t full;		/* limit of the file's length */
	volatile size_t *done;	/* sections; shared with the reader */
};

/* append the text with a tab before each line */
static void
indented(struct buf *b, const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (i == 0 || s[i - 1] == '\n')
			bufputc(b, '\t');
		bufputc(b, s[i]);
	}
	if (n > 0 && s[n - 1] != '\n')
		bufputc(b, '\n');
}

/* `TITLE: TEXT', or lines below the title, or the read error */
static void
entry(struct buf *b, const char *dir, const char *file, const char *title)
{
	struct buf t = { 0 };
	size_t n;

	if (procread(dir, file, SMALL, &t) < 0) {
		if (errno != ENOENT && errno != ESRCH)
			buffmt(b, "%s: %s\n", title, strerror(errno));
	} else if (t.len > 0) {
		n = strcspn(t.s, "\n");
		buffmt(b, n + 1 < t.len ? "%s:\n" : "%s: ", title);
		if (n + 1 < t.len)
			indented(b, t.s, t.len);
		else
			buffmt(b, "%.*s\n", (int)n, t.s);
	}
	buffree(&t);
}

static void
commandline(struct buf *b, const char *dir)
{
	struct buf t = { 0 };
	size_t i;

	if (procread(dir, "cmdline", COMMAND, &t) == 0 && t.len > 0) {
		for (i = 0; i < t.len; i++)
			if (t.s[i] == '\0')
				t.s[i] = ' ';
		maskcontrol(t.s, t.len);
		while (t.len > 0 && t.s[t.len - 1] == ' ')
			t.len--;
		buffmt(b, "command: %.*s\n", (int)t.len, t.s);
	}
	buffree(&t);
}

static void
cputime(struct buf *b, const struct proc *p)
{
	bufputs(b, "cpu ");
	bufdecimals(b, p->user, 2);
	bufputs(b, " s and ");
	bufdecimals(b, p->system, 2);
	bufputs(b, " s in the kernel\n");
}

static void
task(struct buf *b, const char *process, const char *tid)
{
	char *dir = strfmt("%s/task/%s", process, tid);
	struct proc p;

	if (procstat(dir, &p)) {
		buffmt(b, "thread %ld %s: state %c, ", (long)p.pid, p.name,
		    p.state);
		cputime(b, &p);
		entry(b, dir, "wchan", "    wchan");
		entry(b, dir, "syscall", "    syscall");
		entry(b, dir, "stack", "    stack");
		free(p.name);
	}
	free(dir);
}

/* append the target of the link; 0: it cannot be read */
static int
target(struct buf *b, const char *dir, const char *name)
{
	size_t at = b->len;

	if (readlinkin(HERE, tempfmt("%s/%s", dir, name), b) < 0)
		return 0;
	maskcontrol(b->s + at, b->len - at);
	return 1;
}

static void
openfile(struct buf *b, const char *dir, const char *fd)
{
	char *s;
	struct buf t = { 0 };
	size_t was = b->len;

	buffmt(b, "    %s: ", fd);
	if (target(b, dir, tempfmt("fd/%s", fd))) {
		if (procread(dir, tempfmt("fdinfo/%s", fd), SMALL, &t) == 0 &&
		    strncmp(t.s, "pos:", 4) == 0) {
			s = t.s + 4 + strspn(t.s + 4, " \t");
			buffmt(b, ", position %.*s", (int)strcspn(s, "\n"), s);
		}
		bufputc(b, '\n');
	} else {
		bufshorten(b, was);
	}
	buffree(&t);
}

/* call tell for up to max numbered entries; returns how many there are */
static size_t
each(struct buf *b, const char *dir, const char *sub, size_t max,
    void (*tell)(struct buf *, const char *dir, const char *name))
{
	const char *name;
	size_t n = 0;
	DIR *d = listin(HERE, tempfmt("%s/%s", dir, sub));

	if (!d && errno != ENOENT && errno != ESRCH)
		buffmt(b, "%s: %s\n", sub, strerror(errno));
	while ((name = nextname(&d)))
		if (digitspan(name, 1) && n++ < max)
			tell(b, dir, name);
	if (n > max)
		buffmt(b, "and %zu more in %s/%s\n", n - max, dir, sub);
	return n;
}

static void
process(struct hang *h, const struct proc *p, int careful, struct buf *b)
{
	char *dir = strfmt("/proc/%ld", (long)p->pid);
	size_t left = THREADS > h->threads ? THREADS - h->threads : 0;

	buffmt(b, "\n== process %ld %s%s\n", (long)p->pid, p->name,
	    p->pid == h->hook ? ", the hook" : "");
	if (careful)
		bufputs(b, "command: takes too long to be read\n");
	else
		commandline(b, dir);
	buffmt(b, "state %c, parent %ld, session %ld, threads %ld, ",
	    p->state, (long)p->parent, (long)p->session, p->threads);
	cputime(b, p);
	bufputs(b, "directory: ");
	bufputs(b, target(b, dir, "cwd") ? "\n" : "?\n");
	h->threads += each(b, dir, "task", left, task);
	bufputs(b, "open files:\n");
	each(b, dir, "fd", FILES, openfile);
	free(dir);
}

static void
logend(struct hang *h, struct buf *b)
{
	struct buf t = { 0 };
	struct stat st;

	if (h->log < 0 || fstat(h->log, &st) < 0 ||
	    readtail(h->log, LARGE, &t) < 0)
		return;
	buffmt(b, "\n== the log, its last %zu of %lld bytes\n", t.len,
	    (long long)st.st_size);
	bufadd(b, t.s, t.len);
	if (t.len > 0 && t.s[t.len - 1] != '\n')
		bufputc(b, '\n');
	buffree(&t);
}

static void
machine(struct buf *b)
{
	static const char *const files[] = { "loadavg", "meminfo",
	    "pressure/cpu", "pressure/io", "pressure/memory" };
	size_t i, was;

	for (i = 0; i < LEN(files); i++) {
		was = b->len;
		buffmt(b, "\n== /proc/%s\n", files[i]);
		if (procread("/proc", files[i], LARGE, b) < 0)
			bufshorten(b, was);
	}
}

/* write the text; 0, or -1 after the only warning */
static int
put(struct hang *h, const struct buf *b)
{
	if (h->failed)
		return -1;
	if (writeall(h->fd, b->s, b->len) == 0)
		return 0;
	warning("%s:", h->path);
	h->failed = 1;
	return -1;
}

/* the sections are the processes, then the log, then the system */
static int
section(struct hang *h, size_t i)
{
	struct buf b = { 0 };
	int r;

	if (i < h->procs.n)
		process(h, &h->procs.v[i], i == h->careful, &b);
	else if (i == h->procs.n)
		logend(h, &b);
	else
		machine(&b);
	r = b.len > 0 ? put(h, &b) : 0;
	buffree(&b);
	return r;
}

/* end the reader; a reader that no signal ends is left alone */
static void
stop(pid_t pid)
{
	long long now = nanoseconds(), until = now + STUCK;

	kill(pid, SIGKILL);
	while (waitpid(pid, NULL, WNOHANG) == 0 && now < until) {
		doze(now + SECOND / 100);
		now = nanoseconds();
	}
}

/* is there a section to write, and space for it? */
static int
room(const struct hang *h, size_t to)
{
	return *h->done < to && lseek(h->fd, 0, SEEK_CUR) < h->full;
}

/* a child reads and writes, since reads may hang; 1: the child ended */
static int
attempt(struct hang *h, size_t to, long long until)
{
	int status;
	pid_t pid;

	if ((pid = forkself()) == 0) {
		while (room(h, to) && section(h, *h->done) == 0)
			++*h->done;
		_exit(room(h, to));
	}
	if (pid < 0) {
		warning("%s: fork:", h->path);
		h->failed = 1;
		return 1;
	}
	if (await(pid, &status, NULL, until, NULL, NULL) != ENDED) {
		stop(pid);
		return 0;
	}
	h->failed = status != 0;	/* the child has warned */
	return 1;
}

/* note that the process cannot be read, and go on */
static void
skip(struct hang *h)
{
	const struct proc *p = &h->procs.v[*h->done];
	struct buf b = { 0 };

	if (++*h->done <= h->procs.n) {
		buffmt(&b, "\n== process %ld %s\ntakes too long to be read\n",
		    (long)p->pid, p->name);
		put(h, &b);
	}
	buffree(&b);
}

/* write sections up to `to' within limit ns; returns how many are left */
static size_t
sections(struct hang *h, size_t to, long long limit)
{
	long long now = nanoseconds(), until = now + limit;
	size_t left;

	h->careful = -1;
	for (; !h->failed && !caughtsignal() && room(h, to) && now < until;
	    now = nanoseconds()) {
		if (attempt(h, to, now + STUCK < until ? now + STUCK : until))
			continue;
		if (*h->done < to && *h->done != h->careful)
			h->careful = *h->done;
		else if (*h->done < to)
			skip(h);
	}
	left = *h->done < to ? to - *h->done : 0;
	*h->done = to;
	return left;
}

/* order: the hook, the test's youngest processes, other processes */
static int
byinterest(const void *a, const void *b)
{
	const struct proc *p = a, *q = b;

	return p->ours != q->ours ? q->ours - p->ours :
	    (p->pid < q->pid) - (p->pid > q->pid);
}

/* find the test's processes; returns how many exceed the limit */
static size_t
findprocesses(struct hang *h)
{
	struct procs *t = &h->procs;
	size_t i, ours = 0, n;

	procsread(t);
	procsmark(t, h->hook);
	for (i = 0; i < t->n; i++) {
		ours += t->v[i].ours;
		if (t->v[i].pid == h->hook)
			t->v[i].ours = 2;
	}
	if (t->n > 0)
		sort(t->v, t->n, sizeof *t->v, byinterest);
	n = ours < THREADS ? ours : THREADS;
	while (t->n > n)
		free(t->v[--t->n].name);
	return ours - n;
}

/* refuse a FIFO or link: the test may write in this directory */
static int
openhang(const char *path)
{
	struct stat st;
	int fd = openin(HERE, path, O_WRONLY | O_APPEND | O_CREAT |
	    O_NOFOLLOW | O_NONBLOCK);

	if (fd < 0 || (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)))
		return fd;
	close(fd);
	errno = EEXIST;
	return -1;
}

static void
heading(struct hang *h, const char *title)
{
	struct buf b = { 0 };
	off_t size = lseek(h->fd, 0, SEEK_END);

	h->full = size + SPACE;
	if (size > 0)
		bufputc(&b, '\n');
	bufnow(&b);
	buffmt(&b, "%s\n", title);
	if (h->procs.n == 0)
		bufputs(&b, "\n== no processes: /proc shows none\n");
	put(h, &b);
	buffree(&b);
}

static void
collect(struct hang *h, const char *title)
{
	struct buf b = { 0 };
	size_t more = findprocesses(h);

	heading(h, title);
	more += sections(h, h->procs.n, PROCS);
	if (more > 0) {
		buffmt(&b, "\n== %zu more processes\n", more);
		put(h, &b);
	}
	h->full += SPACE;
	sections(h, h->procs.n + 2, REST);
	buffree(&b);
	procsfree(&h->procs);
}

char *
hangwrite(const char *dir, const char *title, pid_t hook, int log)
{
	char *path = join(dir, "hang.txt");
	struct hang h = { .path = path, .hook = hook, .log = log };
	void *shared = MAP_FAILED;

	if ((h.fd = openhang(path)) < 0 || (shared = mmap(NULL,
	    sizeof *h.done, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0)) == MAP_FAILED) {
		warning("%s:", path);
		h.failed = 1;
	} else {
		h.done = shared;
		collect(&h, title);
		munmap(shared, sizeof *h.done);
	}
	if (h.fd >= 0 && close(h.fd) < 0 && !h.failed)
		warning("%s:", path);
	if (!h.failed)
		return path;
	free(path);
	return NULL;
}
