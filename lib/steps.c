/* steps.c - the steps of a job */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "buf.h"
#include "file.h"
#include "keyval.h"
#include "leftover.h"
#include "line.h"
#include "num.h"
#include "state.h"
#include "steps.h"
#include "sync.h"

int
stepsfind(const char *jobdir, const char *name, unsigned long *status)
{
	char *path = join(jobdir, "steps"), *s;
	struct keyval kv;
	struct reader r;
	size_t n;
	int found = 0, rc;

	rc = openlines(&r, path);
	free(path);
	if (rc < 0)
		return errno == ENOENT ? 0 : -1;
	while ((s = readline(&r, &n)))
		if (!r.torn && parsekeyval(s, n, &kv) == 1 &&
		    strcmp(kv.key, name) == 0 &&
		    wholenumber(kv.value, 255, status))
			found = 1;
	closelines(&r);
	return found;
}

int
stepsrecord(const char *jobdir, const char *name, int status)
{
	char *path = join(jobdir, "steps");
	char *s = strfmt("%s=%d\n", name, status);
	int err, r = appendfile(path, s, strlen(s), 0);

	if (r == 0 && syncing() && (syncpath(path) < 0 ||
	    syncpath(jobdir) < 0))
		r = -1;
	err = errno;
	free(path);
	free(s);
	errno = err;
	return r;
}

static char *
linkdir(const char *jobdir)
{
	return strfmt("%s/tmp/steps", jobdir);
}

/* no step is called so that it means another place */
static char *
linkpath(const char *jobdir, const char *name)
{
	return strfmt("%s/tmp/steps/=%s", jobdir, name);
}

int
stepsbegin(const char *jobdir, const char *name)
{
	char *dir = linkdir(jobdir), *path = linkpath(jobdir, name);
	char *pid = strfmt("%ld", (long)getpid());
	char *file = join(jobdir, "steps");
	int err, fd, r;

	/* what could not be recorded is not begun */
	fd = open(file, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW,
	    0666);
	r = fd < 0 || close(fd) < 0 ? -1 : mkdirs(dir, 0777);
	free(file);
	unlink(path);	/* of one that a signal ended */
	if (r == 0)
		r = symlink(pid, path);
	if (r == 0 && syncing())
		r = syncpath(dir);
	err = errno;
	free(dir);
	free(path);
	free(pid);
	errno = err;
	return r;
}

int
stepsend(const char *jobdir, const char *name)
{
	char *path = linkpath(jobdir, name);
	int r = unlink(path);

	free(path);
	return r;
}

void
stepsopen(const char *jobdir, struct state *s)
{
	char *dir = linkdir(jobdir);
	unsigned long status;
	struct dirent *e;
	DIR *d;

	d = opendir(dir);
	free(dir);
	while (d && (e = readdir(d)))
		if (*e->d_name == '=' &&
		    stepsfind(jobdir, e->d_name + 1, &status) == 0)
			stateadd(s, "open", e->d_name + 1);
	if (d)
		closedir(d);
}

long
stepsliving(const char *jobdir)
{
	char *dir = linkdir(jobdir), *path;
	struct dirent *e;
	long pid = 0;
	DIR *d;

	d = opendir(dir);
	while (d && !pid && (e = readdir(d))) {
		path = join(dir, e->d_name);
		pid = processlinked(path);
		free(path);
	}
	if (d)
		closedir(d);
	free(dir);
	return pid;
}

void
stepsclear(const char *jobdir)
{
	char *dir = linkdir(jobdir);

	removetree(dir);
	free(dir);
}
