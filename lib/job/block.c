/* block.c - a test's or group's block of status lines */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "job.h"

#define PATIENCE	1000	/* ms for a reader of AT_STATUS_FIFO */

/*
 * Send a line to the reader of the FIFO; no reader is no failure.  If the
 * line does not fit at once, it is sent in parts while somebody reads; no
 * other line comes between.
 */
static void
announce(const char *s, size_t n)
{
	const char *fifo = setting("AT_STATUS_FIFO");
	struct pollfd p = { -1, POLLOUT, 0 };
	ssize_t r;

	if (!fifo || (p.fd = openin(HERE, fifo, O_WRONLY | O_APPEND |
	    O_NONBLOCK)) < 0)
		return;
	lockfile(p.fd, fifo);
	while ((r = write(p.fd, s, n)) > 0 && (n -= r) > 0 &&
	    poll(&p, 1, PATIENCE) > 0)
		s += r;
	close(p.fd);
}

int
logline(const struct job *j, const char *s, size_t n)
{
	if (appendin(j->dir.fd, j->log, s, n, 0) < 0)
		return -1;
	announce(s, n);
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
			r = appendfd(b->fd, b->job->dir.fd, b->log, line.s,
			    line.len, 0);
		/* the reserve is not for a block that begins */
		while (r < 0 && b->begun && reservehelps(b->job));
	err = errno;
	if (r < 0)
		b->lost = err;
	else
		announce(line.s, line.len);
	if (r == 0 && !b->begun && indent == b->level)
		b->first = xstrdup(line.s);
	errno = err;
	return r;
}

/* make the link; for salvage: log, enclosing log, level, columns */
static int
mark(struct block *b)
{
	const char *job = b->job->dir.path;
	const char *dir = markdir(strcmp(b->outer, "status.log") != 0);
	char *what = strfmt("%s/%s\n%s/%s\n%d\n%s\n%s", job, b->log, job,
	    b->outer, b->level, b->subdir ? b->subdir : "", b->name);
	int r, try = 0;

	do {
		free(b->mark);
		b->mark = strfmt("%s/%ld.%d.open", dir, (long)getpid(), try);
		r = linkin(what, b->job->dir.fd, b->mark);
		/* the first block makes the directory, the last removes it */
	} while (r < 0 && (errno == EEXIST || (errno == ENOENT &&
	    mkdirsin(b->job->dir.fd, dir, 0777) == 0)) && try++ < 1000);
	free(what);
	return r;
}

const char *
markdir(int inner)
{
	return inner ? "tmp/inner" : "tmp";
}

int
unmark(const struct block *b)
{
	const char *inner = markdir(1);

	if (unlinkin(b->job->dir.fd, b->mark) < 0 && errno != ENOENT)
		return -1;
	if (strncmp(b->mark, inner, strlen(inner)) == 0)
		rmdirin(b->job->dir.fd, inner);
	return 0;
}

int
blockstart(struct block *b, const char *field)
{
	return put(b, b->level, "START", b->subdir, b->name, field, NULL);
}

int
blockopen(struct block *b, const struct job *j, const char *field)
{
	int err;

	b->job = j;
	b->outer = j->log;
	b->level = j->level;
	b->mark = NULL;
	b->bad = b->log;
	b->begun = b->lost = 0;
	b->fd = openin(j->dir.fd, b->log, O_RDWR | O_APPEND | O_CREAT |
	    O_EXCL);
	if (b->fd < 0)
		return -1;
	if (mark(b) < 0)
		b->bad = b->mark;
	else if (blockstart(b, field) == 0) {
		b->begun = 1;
		return 0;
	}
	err = errno;
	unmark(b);
	unlinkin(j->dir.fd, b->log);
	close(b->fd);
	errno = err;
	return -1;
}

int
blockwhole(struct block *b)
{
	struct stat st, there;
	struct buf text = { 0 };
	size_t n = strlen(b->first);
	int ours = fstat(b->fd, &st) == 0 &&
	    statin(b->job->dir.fd, b->log, &there) == 0 &&
	    st.st_ino == there.st_ino && st.st_dev == there.st_dev, r;

	bufroom(&text, n);
	if (pread(b->fd, text.s, n, 0) != (ssize_t)n ||
	    memcmp(text.s, b->first, n) != 0) {
		ours = 0;
		do
			r = ftruncate(b->fd, 0) < 0 ? -1 :
			    writeall(b->fd, b->first, n);
		while (r < 0 && reservehelps(b->job));
		if (r < 0)
			b->lost = errno;
	}
	buffree(&text);
	return ours;
}

int
blockline(struct block *b, const char *code, const char *subdir,
    const char *operation, const char *field, const char *message)
{
	return put(b, b->level + 1, code, subdir, operation, field, message);
}

/* append the whole log to the enclosing log */
static int
handover(struct block *b)
{
	static struct buf all;
	int r;

	bufclear(&all);
	if ((r = readtail(b->fd, (size_t)-1 >> 1, &all)) == 0) {
		b->bad = b->outer;
		do
			r = appendin(b->job->dir.fd, b->outer, all.s, all.len,
			    0);
		while (r < 0 && reservehelps(b->job));
	}
	return r;
}

int
blockend(struct block *b, const char *status, const char *field,
    const char *message)
{
	return put(b, b->level, tempfmt("END %s", status), b->subdir, b->name,
	    field, message);
}

int
blockfail(struct block *b, const char *status, const char *reason)
{
	return blockline(b, status, b->subdir, b->name, NULL, reason) < 0 ?
	    -1 : blockend(b, status, NULL, NULL);
}

int
blockclose(struct block *b, const char *status, const char *message)
{
	int r = 0;

	b->bad = b->log;
	if (status)
		r = blockend(b, status, NULL, message);
	b->begun = r < 0;
	if (r == 0 && syncing())
		r = fsync(b->fd);
	if (r == 0)
		r = handover(b);
	if (r == 0 && syncing())
		r = syncin(b->job->dir.fd, b->outer);
	if (r == 0) {
		b->bad = b->mark;
		r = unmark(b);
	}
	closekeep(b->fd);
	return r;
}

/* disk space reserved for the last lines of a job */

#define RESERVE	".reserve"
#define BYTES	4096

int
reservemake(const struct job *j)
{
	char s[BYTES];
	int fd = openin(j->dir.fd, RESERVE, O_WRONLY | O_CREAT | O_EXCL), r;

	if (fd < 0)
		return errno == EEXIST ? 0 : -1;
	memset(s, '#', sizeof s);	/* zeros might take no room */
	r = writeall(fd, s, sizeof s);
	closekeep(fd);
	if (r < 0)
		reservedrop(j);
	return r;
}

void
reservedrop(const struct job *j)
{
	int err = errno;

	unlinkin(j->dir.fd, RESERVE);
	errno = err;
}

int
reservehelps(const struct job *j)
{
	int err = errno, yes;

	yes = (err == ENOSPC || err == EDQUOT) &&
	    unlinkin(j->dir.fd, RESERVE) == 0;
	errno = err;
	return yes;
}
