/* sync.c - what has to be on the disk, and when */
#include <errno.h>
#include <fcntl.h>
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

int
syncpath(const char *path)
{
	int fd, r;

	if ((fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)) < 0)
		return errno == ENOENT ? 0 : -1;
	/* what cannot be synced, a pipe say, has nothing to lose */
	r = fsync(fd) < 0 && errno != EINVAL && errno != EROFS ? -1 : 0;
	close(fd);
	return r;
}

static void
mustsync(const char *path)
{
	if (syncpath(path) < 0)
		die(failstatus, "%s:", path);
}

void
syncup(const char *dir, const char *top)
{
	size_t n = strlen(top);
	char *s = xstrdup(dir);

	mustsync(s);
	while (strlen(s) > n) {
		s[lastpart(s) - s - 1] = '\0';
		mustsync(s);
	}
	free(s);
}

void
synctest(const char *dir)
{
	static const char *const names[] = { "keyval", "results/keyval",
	    "results/perf", "results", "debug" };
	size_t i;
	char *s;

	/* the chart was synced when it was renamed into its place */
	for (i = 0; i < LEN(names); i++) {
		s = join(dir, names[i]);
		mustsync(s);
		free(s);
	}
}
