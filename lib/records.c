/* records.c - what one run recorded: gathered, joined, judged */
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "buf.h"
#include "file.h"
#include "keyval.h"
#include "records.h"

/* how long the file is; a missing one is empty; -1 with errno */
static long long
length(const char *path)
{
	struct stat st;

	if (stat(path, &st) == 0)
		return st.st_size;
	return errno == ENOENT ? 0 : -1;
}

int
recordsbegin(struct records *r)
{
	if (!r->watched || r->to >= 0)
		return 0;
	return (r->from = length(r->path)) < 0 ? -1 : 0;
}

/* call take for each line of the file between two offsets */
static int
lines(const char *path, long long from, long long end,
    void (*take)(void *, struct keyval *), void *arg)
{
	struct buf b = { 0 };
	struct keyval kv;
	char *nl, *s;
	int fd;

	if (end <= from)
		return 0;
	fd = open(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return -1;
	bufroom(&b, end - from);
	if (pread(fd, b.s, end - from, from) != end - from) {
		close(fd);
		buffree(&b);
		errno = EIO;
		return -1;
	}
	close(fd);
	b.s[end - from] = '\0';
	for (s = b.s; (nl = strchr(s, '\n')); s = nl + 1) {
		*nl = '\0';
		if (parsekeyval(s, nl - s, &kv) == 1)
			take(arg, &kv);
	}
	buffree(&b);
	return 0;
}

static void
intovalue(void *arg, struct keyval *kv)
{
	struct records *r = arg;

	if (kv->type && strcmp(kv->type, "perf") == 0)
		r->value(r->arg, kv->key, kv->value);
}

static void
intorecord(void *r, struct keyval *kv)
{
	recordadd(r, kv->key, strlen(kv->key), kv->type ? kv->type : "perf",
	    kv->value);
}

/* what is in a record that was never written to path; cuts it up */
static void
handvalues(struct records *r, struct buf *b)
{
	struct keyval kv;
	char *nl, *s;

	for (s = b->s; (nl = strchr(s, '\n')); s = nl + 1) {
		*nl = '\0';
		if (parsekeyval(s, nl - s, &kv) == 1)
			intovalue(r, &kv);
	}
}

/* -o: everything the run recorded, and extra, as one record */
static int
onerecord(struct records *r, struct record *extra, int skip)
{
	static struct buf b;
	long long n = length(r->path);
	int err, rc;

	if (n < 0 || (n > 0 && (lines(r->path, 0, n, intorecord, extra) < 0 ||
	    truncate(r->path, 0) < 0)))
		return -1;
	if (extra->n == 0)
		return 0;
	bufclear(&b);
	recordtext(extra, &b, 1);
	rc = r->stream ? writeall(r->to, b.s, b.len) :
	    appendfd(r->to, r->toname, b.s, b.len, 1);
	err = errno;
	if (r->value && !skip)
		handvalues(r, &b);
	errno = err;
	return rc;
}

int
recordsend(struct records *r, struct record *extra, int skip)
{
	long long end;

	if (r->to >= 0)
		return onerecord(r, extra, skip);
	if (extra->n > 0 && joinrecord(r->path, r->from, extra) < 0)
		return -1;
	if (!r->value)
		return 0;
	if ((end = length(r->path)) < 0 ||
	    lines(r->path, r->seen, skip ? r->from : end, intovalue,
	    r) < 0)
		return -1;
	r->seen = end;
	return 0;
}
