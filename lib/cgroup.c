/* cgroup.c - a control group of Linux (version 2) for what a runner starts */
#include <sys/stat.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "buf.h"
#include "cgroup.h"
#include "env.h"
#include "err.h"
#include "file.h"

static char *dir;	/* ours */
static int procs = -1;	/* its cgroup.procs */

/* one of its files, to be written */
static int
openfile(const char *name)
{
	char *path = join(dir, name);
	int err, fd = open(path, O_WRONLY | O_CLOEXEC);

	err = errno;
	free(path);
	errno = err;
	return fd;
}

int
cgroupmake(void)
{
	const char *in = setting("AT_CGROUP");
	char *name;
	int err;

	if (!in)
		return 0;
	name = strfmt("%s/at.%ld", in, (long)getpid());
	dir = abspath(name);
	free(name);
	/* one of this name is of a runner that was killed */
	if (mkdir(dir, 0777) < 0 && errno != EEXIST)
		return -1;
	if ((procs = openfile("cgroup.procs")) >= 0)
		return 0;
	err = errno;
	rmdir(dir);
	errno = err;
	return -1;
}

const char *
cgroupdir(void)
{
	return dir;
}

int
cgroupenter(void)
{
	return procs < 0 || write(procs, "0", 1) == 1 ? 0 : -1;
}

void
cgroupkill(void)
{
	int fd;

	if (procs < 0 || (fd = openfile("cgroup.kill")) < 0)
		return;
	if (write(fd, "1", 1) < 0)
		warning("%s/cgroup.kill:", dir);
	close(fd);
}

/* it and those in it, of runners that were killed; its files stay its own */
static int
removeall(const char *path)
{
	struct dirent *e;
	struct stat st;
	char *below;
	DIR *d;

	d = opendir(path);
	while (d && (e = readdir(d))) {
		if (*e->d_name == '.')
			continue;
		below = join(path, e->d_name);
		if (lstat(below, &st) == 0 && S_ISDIR(st.st_mode))
			removeall(below);
		free(below);
	}
	if (d)
		closedir(d);
	return rmdir(path);
}

int
cgroupremove(void)
{
	if (procs < 0)
		return 0;
	close(procs);
	procs = -1;
	return removeall(dir);
}
