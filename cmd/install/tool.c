/* tool.c - the system's programs that at-install runs */
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base.h"
#include "proc.h"
#include "local.h"

pid_t
toolstart(char *argv[], int in, int out, int err)
{
	int null = openin(HERE, "/dev/null", O_RDWR);
	struct child c = { .argv = argv, .in = in < 0 ? null : in,
	    .out = out < 0 ? null : out, .err = err < 0 ? null : err };
	pid_t pid = spawn(&c);

	if (null >= 0)
		closekeep(null);
	return pid;
}

pid_t
toolpipe(char *argv[], int in, int messages, int *out)
{
	int p[2];
	pid_t pid;

	if (pipe(p) < 0)
		return -1;
	fcntl(p[0], F_SETFD, FD_CLOEXEC);
	fcntl(p[1], F_SETFD, FD_CLOEXEC);
	pid = toolstart(argv, in, p[1], messages ? p[1] : -1);
	closekeep(p[1]);
	if (pid < 0)
		closekeep(p[0]);
	*out = p[0];
	return pid;
}

int
toolend(pid_t pid)
{
	int status = -1;

	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	return status;
}
