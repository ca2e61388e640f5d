/* block.c - a test's or group's block of status lines */
#include <sys/stat.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "buf.h"
#include "child.h"
#include "clock.h"
#include "env.h"
#include "file.h"
#include "leftover.h"
#include "line.h"
#include "num.h"
#include "status.h"
#include "sync.h"
#include "verdict.h"
#include "block.h"

#define SETTLE	1000000000LL	/* ns from a fork to an at-run, at most */

/* who listens to a job as it runs; nobody there is no failure */
static void
tell(const char *s, size_t n)
{
	const char *fifo = setting("AT_STATUS_FIFO");
	int fd;

	if (!fifo || (fd = open(fifo, O_WRONLY | O_NONBLOCK | O_CLOEXEC)) < 0)
		return;
	writeall(fd, s, n);
	close(fd);
}

int
logline(const char *path, const char *s, size_t n)
{
	if (appendfile(path, s, n, 0) < 0)
		return -1;
	tell(s, n);
	return 0;
}

static int
put(struct block *b, int indent, const char *code, const char *subdir,
    const char *operation, const char *field, const char *message)
{
	const char *fields[2] = { field, NULL };
	struct entry e = { indent, code, subdir, operation, fields, -1,
	    message };
	struct buf line = { 0 };
	int err, r = -1;

	errno = EINVAL;
	if (!bufentry(&line, &e))
		r = appendfd(b->fd, b->log, line.s, line.len, 0);
	err = errno;
	if (r == 0)
		tell(line.s, line.len);
	buffree(&line);
	errno = err;
	return r;
}

/* what salvage needs to know: log, enclosing log, level, columns */
static int
mark(struct block *b, const char *jobdir)
{
	char *what;
	int r, try = 0;

	what = strfmt("%s\n%s\n%d\n%s\n%s", b->log, b->outer, b->level,
	    b->subdir ? b->subdir : "", b->name);
	do {
		free(b->mark);
		b->mark = strfmt("%s/tmp/%ld.%d.open", jobdir,
		    (long)getpid(), try);
	} while ((r = symlink(what, b->mark)) < 0 && errno == EEXIST &&
	    try++ < 1000);
	/* a job that no at-job made has no tmp yet */
	if (r < 0 && errno == ENOENT) {
		char *tmp = join(jobdir, "tmp");

		if (mkdirs(tmp, 0777) == 0)
			r = symlink(what, b->mark);
		free(tmp);
	}
	free(what);
	return r;
}

int
blockopen(struct block *b, const char *jobdir, const char *field)
{
	int err;

	b->mark = NULL;
	b->fd = open(b->log, O_RDWR | O_APPEND | O_CREAT | O_EXCL |
	    O_CLOEXEC, 0666);
	if (b->fd < 0)
		return -1;
	if (mark(b, jobdir) == 0 &&
	    put(b, b->level, "START", b->subdir, b->name, field, NULL) == 0)
		return 0;
	err = errno;
	if (b->mark)
		unlink(b->mark);
	unlink(b->log);
	close(b->fd);
	errno = err;
	return -1;
}

int
blockline(struct block *b, const char *code, const char *subdir,
    const char *operation, const char *field, const char *message)
{
	return put(b, b->level + 1, code, subdir, operation, field, message);
}

/* the whole log into the enclosing one */
static int
handover(struct block *b)
{
	struct buf all = { 0 };
	int err, r;

	r = readtail(b->fd, (size_t)-1 >> 1, &all);
	if (r == 0)
		r = appendfile(b->outer, all.s, all.len, 0);
	err = errno;
	buffree(&all);
	errno = err;
	return r;
}

int
blockclose(struct block *b, const char *status, const char *message)
{
	char *code = strfmt("END %s", status);
	int err, r;

	r = put(b, b->level, code, b->subdir, b->name, NULL, message);
	free(code);
	if (r == 0 && syncing())
		r = fsync(b->fd);
	if (r == 0)
		r = handover(b);
	if (r == 0 && syncing())
		r = syncpath(b->outer);
	if (r == 0)
		r = unlink(b->mark);
	err = errno;
	close(b->fd);
	errno = err;
	return r;
}

int
worstin(const char *log, int level)
{
	struct statusline l;
	struct reader r;
	enum verdict v, worst = GOOD;
	size_t n;
	char *s;

	if (openlines(&r, log) < 0)
		return -1;
	while ((s = readline(&r, &n)))
		if (parsestatus(s, n, &l) == 1 && l.indent == level &&
		    !l.start && verdictof(l.code, &v) && v > worst)
			worst = v;
	closelines(&r);
	return worst;
}

/* a link in JOB/tmp, read and cut up; 0 if it is none of ours */
static int
readmark(struct block *b, const char *tmp, const char *name, long *pid)
{
	char *target, *part[5], *dot;
	unsigned long n;
	ssize_t len;
	size_t i;

	if (!(dot = strstr(name, ".open")) || dot[5])
		return 0;
	b->mark = join(tmp, name);
	target = xmalloc(PATH_MAX);
	len = readlink(b->mark, target, PATH_MAX - 1);
	target[len > 0 ? len : 0] = '\0';
	for (i = 0; i < LEN(part) && target; i++) {
		part[i] = target;
		if ((target = strchr(target, '\n')))
			*target++ = '\0';
	}
	if (i < LEN(part) || !wholenumber(part[2], 10000, &n))
		return 0;
	b->log = part[0];
	b->outer = part[1];
	b->level = n;
	b->subdir = *part[3] ? part[3] : NULL;
	b->name = part[4];
	*pid = strtol(name, NULL, 10);
	return *pid > 0;
}

/* does a log say already that the block ended? */
static int
ended(const struct block *b, const char *log)
{
	struct statusline l;
	struct reader r;
	size_t n;
	char *s;
	int yes = 0;

	if (openlines(&r, log) < 0)
		return 0;
	while (!yes && (s = readline(&r, &n)))
		yes = parsestatus(s, n, &l) == 1 && l.end &&
		    l.indent == b->level && l.operation &&
		    strcmp(l.operation, b->name) == 0 &&
		    (b->subdir ? l.subdir && strcmp(l.subdir, b->subdir) == 0 :
		    !l.subdir && strcmp(log, b->log) == 0);
	closelines(&r);
	return yes;
}

/* finish what the owner of the block could not */
static int
closefor(struct block *b, const char *reason)
{
	int r = 0;

	b->fd = open(b->log, O_RDWR | O_APPEND | O_CLOEXEC);
	if (b->fd < 0) {
		unlink(b->mark);
		return errno == ENOENT ? 0 : -1;
	}
	/* it died between the hand-over and the removal of the link */
	if (b->subdir && ended(b, b->outer))
		r = unlink(b->mark);
	else if (ended(b, b->log)) {
		if ((r = handover(b)) == 0)
			r = unlink(b->mark);
	} else {
		r = blockline(b, "ABORT", b->subdir, b->name, NULL, reason);
		if (r == 0)
			return blockclose(b, "ABORT", NULL);
	}
	close(b->fd);
	return r;
}

/* the open blocks of a job, the deepest first */
static size_t
openblocks(const char *jobdir, struct block **list, long **pids)
{
	char *tmp = join(jobdir, "tmp");
	struct dirent *e;
	struct block b;
	size_t i, n = 0;
	long pid;
	DIR *d;

	*list = NULL;
	*pids = NULL;
	d = opendir(tmp);
	while (d && (e = readdir(d))) {
		if (!readmark(&b, tmp, e->d_name, &pid))
			continue;
		*list = xrealloc(*list, (n + 1) * sizeof **list);
		*pids = xrealloc(*pids, (n + 1) * sizeof **pids);
		for (i = n++; i > 0 && (*list)[i - 1].level < b.level; i--) {
			(*list)[i] = (*list)[i - 1];
			(*pids)[i] = (*pids)[i - 1];
		}
		(*list)[i] = b;
		(*pids)[i] = pid;
	}
	if (d)
		closedir(d);
	free(tmp);
	return n;
}

static int
alive(long pid)
{
	return kill(pid, 0) == 0 || errno == EPERM;
}

/* is block i inside the log, at whatever depth?  outer NULL: all are */
static int
inside(const struct block *list, size_t n, size_t i, const char *outer)
{
	size_t k;

	if (!outer || strcmp(list[i].outer, outer) == 0)
		return 1;
	for (k = 0; k < n; k++)
		if (list[k].level < list[i].level &&
		    strcmp(list[k].log, list[i].outer) == 0)
			return inside(list, n, k, outer);
	return 0;
}

int
salvage(const char *jobdir, const char *outer, const char *reason)
{
	struct block *list;
	long *pids;
	size_t i, n = openblocks(jobdir, &list, &pids);
	int living = 0;

	for (i = 0; i < n; i++)
		living += inside(list, n, i, outer) && alive(pids[i]);
	/* what the living enclose must wait for them */
	for (i = 0; living == 0 && i < n; i++)
		if (inside(list, n, i, outer) &&
		    closefor(&list[i], reason) < 0)
			living = -1;
	free(list);
	free(pids);
	return living;
}

int
salvagewait(const char *jobdir, const char *outer, const char *reason,
    void (*told)(void))
{
	struct timespec t = { 0, 20000000 };
	long long settled = nanoseconds() + SETTLE;
	int n;

	/* a background at-run may not have come to its block yet */
	while ((n = salvage(jobdir, outer, reason)) > 0 ||
	    (n == 0 && haveleftovers() && nanoseconds() < settled)) {
		if (n > 0 && told) {
			told();
			told = NULL;
		}
		if (caughtsignal())
			signalowners(jobdir, outer, caughtsignal());
		forgetsignal();
		nanosleep(&t, NULL);
	}
	return n;
}

int
signalowners(const char *jobdir, const char *outer, int sig)
{
	struct block *list;
	long *pids;
	size_t i, n = openblocks(jobdir, &list, &pids);
	int sent = 0;

	for (i = 0; i < n; i++)
		if (inside(list, n, i, outer))
			sent += kill(pids[i], sig) == 0;
	free(list);
	free(pids);
	return sent;
}
