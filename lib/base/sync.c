/* sync.c - write files to the disk (AT_SYNC) */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base.h"

int
syncing(void)
{
	const char *s = setting("AT_SYNC");

	if (!s || strcmp(s, "end") == 0 || strcmp(s, "record") == 0)
		return 1;
	if (strcmp(s, "none") != 0)
		die(failstatus, "AT_SYNC '%s': want end, record or none", s);
	return 0;
}

/* fsync(2); a file that cannot be synced, such as a pipe, is no error */
static int
syncfd(int fd)
{
	return fsync(fd) < 0 && errno != EINVAL && errno != EROFS ? -1 : 0;
}

int
syncin(int at, const char *name)
{
	int fd = openin(at, name, O_RDONLY | O_NONBLOCK), r;

	/* ELOOP: a link here is not a file of the suite */
	if (fd < 0)
		return errno == ENOENT || errno == ELOOP ? 0 : -1;
	r = syncfd(fd);
	closekeep(fd);
	return r;
}

static void
mustsync(const struct dir *d, const char *name)
{
	if (syncin(d->fd, name) < 0)
		die(failstatus, "%s/%s:", d->path, name);
}

void
syncup(const struct dir *top, const char *name)
{
	char *s = xstrdup(name), *slash;

	for (;;) {
		mustsync(top, s);
		if (!(slash = strrchr(s, '/')))
			break;
		*slash = '\0';
	}
	free(s);
	if (syncfd(top->fd) < 0)
		die(failstatus, "%s:", top->path);
}

void
synctest(const struct dir *test)
{
	static const char *const names[] = { "keyval", "results/keyval",
	    "results/perf", "results", "debug" };
	size_t i;

	/* the chart was synced before its rename */
	for (i = 0; i < LEN(names); i++)
		mustsync(test, names[i]);
}
