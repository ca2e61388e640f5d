/* procfs.c - processes and threads, as Linux shows them in /proc */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "proc.h"

#define STATMAX	4096u	/* bytes; a name has 64 at most */

/* fields of stat after the state */
enum { PARENT, GROUP, SESSION, USER = 10, SYSTEM, THREADS = 16, FIELDS };

int
procread(const char *dir, const char *file, size_t max, struct buf *b)
{
	int fd = openin(HERE, tempfmt("%s/%s", dir, file), O_RDONLY |
	    O_NONBLOCK);
	size_t all = b->len + max;
	ssize_t n = 0;

	if (fd < 0)
		return -1;
	while (b->len < all) {
		bufroom(b, STATMAX);
		n = all - b->len < STATMAX ? all - b->len : STATMAX;
		if ((n = read(fd, b->s + b->len, n)) <= 0)
			break;
		b->len += n;
	}
	bufroom(b, 1);
	b->s[b->len] = '\0';
	closekeep(fd);
	return n < 0 ? -1 : 0;
}

/* the name is in parentheses, and may contain parentheses */
int
procstat(const char *dir, struct proc *p)
{
	struct buf b = { 0 };
	long long field[FIELDS] = { 0 };
	long long tick = 1000000000 / sysconf(_SC_CLK_TCK);
	char *close = NULL, *open = NULL;
	const char *s;
	size_t i;
	int ok;

	ok = procread(dir, "stat", STATMAX, &b) == 0 &&
	    (open = strchr(b.s, '(')) && (close = strrchr(b.s, ')')) &&
	    close[1] == ' ' && close[2];
	if (ok) {
		for (s = close + 3, i = 0; i < FIELDS; i++)
			field[i] = numberin(s, &s);
		p->pid = numberin(b.s, NULL);
		p->parent = field[PARENT];
		p->session = field[SESSION];
		p->state = close[2];
		p->ours = 0;
		p->threads = field[THREADS];
		p->user = field[USER] * tick;
		p->system = field[SYSTEM] * tick;
		p->name = strfmt("%.*s", (int)(close - open - 1), open + 1);
		maskcontrol(p->name, strlen(p->name));
	}
	buffree(&b);
	return ok;
}

static int
bypid(const void *a, const void *b)
{
	const struct proc *p = a, *q = b;

	return (p->pid > q->pid) - (p->pid < q->pid);
}

void
procsread(struct procs *t)
{
	DIR *d = listin(HERE, "/proc");
	const char *name;
	struct proc p;

	while ((name = nextname(&d))) {
		if (!digitspan(name, 1) ||
		    !procstat(tempfmt("/proc/%s", name), &p))
			continue;
		t->v = growarray(t->v, t->n, &t->cap, sizeof *t->v);
		t->v[t->n++] = p;
	}
	if (t->n > 0)
		sort(t->v, t->n, sizeof *t->v, bypid);
}

void
procsfree(struct procs *t)
{
	size_t i;

	for (i = 0; i < t->n; i++)
		free(t->v[i].name);
	free(t->v);
}

static int
parentisours(const struct procs *t, const struct proc *p)
{
	struct proc key = { 0 }, *parent;

	key.pid = p->parent;
	parent = bsearch(&key, t->v, t->n, sizeof *t->v, bypid);
	return parent && parent->ours;
}

void
procsmark(struct procs *t, pid_t top)
{
	struct proc *p;
	size_t i;
	int more;

	for (i = 0; i < t->n; i++) {
		p = &t->v[i];
		p->ours = p->pid == top ||
		    (p->parent == getpid() && isleftover(p->pid));
	}
	/* a parent can have a higher pid than its child */
	do {
		more = 0;
		for (i = 0; i < t->n; i++)
			if (!t->v[i].ours && parentisours(t, &t->v[i]))
				more = t->v[i].ours = 1;
	} while (more);
}
