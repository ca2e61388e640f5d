/* reserve.c - room on the disk for the last words of a job */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "buf.h"
#include "file.h"
#include "reserve.h"

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
