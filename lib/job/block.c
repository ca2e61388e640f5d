/* block.c - a test's or group's block of status lines */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base.h"
#include "format.h"
#include "job.h"

#define PATIENCE	1000	/* ms for one who reads AT_STATUS_FIFO */

/*
 * Who listens to a job as it runs; nobody there is no failure.  A line
 * that is longer than what a FIFO takes as a whole has its rest, unless
 * nobody reads, and no other line in its midst.
 */
static void
tell(const char *s, size_t n)
{
	const char *fifo = setting("AT_STATUS_FIFO");
	struct pollfd p = { -1, POLLOUT, 0 };
	ssize_t r;

	if (!fifo || (p.fd = open(fifo, O_WRONLY | O_APPEND | O_NONBLOCK |
	    O_CLOEXEC)) < 0)
		return;
	lockfile(p.fd);
	while ((r = write(p.fd, s, n)) > 0 && (n -= r) > 0 &&
	    poll(&p, 1, PATIENCE) > 0)
		s += r;
	close(p.fd);
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
	static struct buf line;
	int err, r = -1;

	bufclear(&line);
	errno = EINVAL;
	if (!bufentry(&line, &e))
		do
			r = appendfd(b->fd, b->log, line.s, line.len, 0);
		while (r < 0 && b->jobdir && reservehelps(b->jobdir));
	err = errno;
	if (r == 0)
		tell(line.s, line.len);
	else
		b->lost = err;
	errno = err;
	return r;
}

char *
markdir(const char *jobdir, int inner)
{
	return strfmt("%s/tmp%s", jobdir, inner ? "/inner" : "");
}

/* is the block inside a test's or a group's? */
static int
isinner(const struct block *b, const char *jobdir)
{
	size_t n = strlen(jobdir);

	return strncmp(b->outer, jobdir, n) != 0 ||
	    strcmp(b->outer + n, "/status.log") != 0;
}

/* what salvage needs to know: log, enclosing log, level, columns */
static int
mark(struct block *b, const char *jobdir)
{
	char *dir = markdir(jobdir, isinner(b, jobdir)), *what;
	int r, try = 0;

	what = strfmt("%s\n%s\n%d\n%s\n%s", b->log, b->outer, b->level,
	    b->subdir ? b->subdir : "", b->name);
	do {
		free(b->mark);
		b->mark = strfmt("%s/%ld.%d.open", dir, (long)getpid(), try);
		r = symlink(what, b->mark);
		/* the first of them makes it, the last takes it away */
	} while (r < 0 && (errno == EEXIST ||
	    (errno == ENOENT && mkdirs(dir, 0777) == 0)) && try++ < 1000);
	free(dir);
	free(what);
	return r;
}

int
unmark(const struct block *b)
{
	size_t n = lastpart(b->mark) - b->mark;
	char *dir;

	if (unlink(b->mark) < 0)
		return -1;
	dir = strfmt("%.*s", (int)n - 1, b->mark);
	if (strcmp(lastpart(dir), "inner") == 0)
		rmdir(dir);
	free(dir);
	return 0;
}

int
blockstart(struct block *b, const char *field)
{
	return put(b, b->level, "START", b->subdir, b->name, field, NULL);
}

int
blockopen(struct block *b, const char *jobdir, const char *field)
{
	int err;

	b->mark = NULL;
	b->jobdir = NULL;	/* the reserve is not for what begins */
	b->bad = b->log;
	b->lost = 0;
	b->fd = open(b->log, O_RDWR | O_APPEND | O_CREAT | O_EXCL |
	    O_CLOEXEC, 0666);
	if (b->fd < 0)
		return -1;
	if (mark(b, jobdir) < 0)
		b->bad = b->mark;
	else if (blockstart(b, field) == 0) {
		b->jobdir = jobdir;
		return 0;
	}
	err = errno;
	unmark(b);
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
	if (r == 0) {
		b->bad = b->outer;
		do
			r = appendfile(b->outer, all.s, all.len, 0);
		while (r < 0 && reservehelps(b->jobdir));
	}
	err = errno;
	buffree(&all);
	errno = err;
	return r;
}

int
blockend(struct block *b, const char *status, const char *field,
    const char *message)
{
	char *code = strfmt("END %s", status);
	int r = put(b, b->level, code, b->subdir, b->name, field, message);

	free(code);
	return r;
}

int
blockclose(struct block *b, const char *status, const char *message)
{
	int err, r = 0;

	b->bad = b->log;
	if (status)
		r = blockend(b, status, NULL, message);
	if (r == 0 && syncing())
		r = fsync(b->fd);
	if (r == 0)
		r = handover(b);
	if (r == 0 && syncing())
		r = syncpath(b->outer);
	if (r == 0) {
		b->bad = b->mark;
		r = unmark(b);
	}
	err = errno;
	close(b->fd);
	if (r == 0) {
		free(b->mark);
		b->mark = NULL;
	}
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

/* room on the disk for the last words of a job */

#define BYTES	4096

static char *
pathof(const char *jobdir)
{
	return join(jobdir, ".reserve");
}

int
reservemake(const char *jobdir)
{
	char *path = pathof(jobdir), s[BYTES];
	int err, r;
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);

	r = fd < 0 && errno != EEXIST ? -1 : 0;
	if (fd >= 0) {
		memset(s, '#', sizeof s);	/* zeros might take no room */
		r = writeall(fd, s, sizeof s);
		err = errno;
		close(fd);
		if (r < 0)
			unlink(path);
		errno = err;
	}
	free(path);
	return r;
}

void
reservedrop(const char *jobdir)
{
	char *path = pathof(jobdir);

	unlink(path);
	free(path);
}

int
reservehelps(const char *jobdir)
{
	int err = errno, yes = 0;
	char *path;

	if (err == ENOSPC || err == EDQUOT) {
		path = pathof(jobdir);
		yes = unlink(path) == 0;
		free(path);
	}
	errno = err;
	return yes;
}
