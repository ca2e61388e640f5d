/*
 * pty - FILE command [arg ...]: run it on a terminal of its own, and type
 * Ctrl-C when the file is there; its output and exit status are ours
 */
#define _XOPEN_SOURCE 700
#include <sys/wait.h>

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

/* a session whose terminal is the other end, the output's too */
static void
become(const char *tty, char *argv[])
{
	int fd, i;

	setsid();
	if ((fd = open(tty, O_RDWR)) < 0)
		_exit(127);
	for (i = 0; i < 3; i++)
		dup2(fd, i);
	if (fd > 2)
		close(fd);
	execvp(argv[0], argv);
	_exit(127);
}

int
main(int argc, char *argv[])
{
	int m = posix_openpt(O_RDWR | O_NOCTTY), status, typed = 0;
	struct pollfd p = { 0 };
	char s[4096];
	ssize_t n;
	pid_t pid;

	if (argc < 3 || m < 0 || grantpt(m) < 0 || unlockpt(m) < 0)
		return 125;
	if ((pid = fork()) == 0) {
		const char *tty = ptsname(m);

		become(tty, argv + 2);
	}
	p.fd = m;
	p.events = POLLIN;
	for (;;) {
		if (!typed && access(argv[1], F_OK) == 0)
			typed = write(m, "\003", 1) == 1;
		if (poll(&p, 1, 20) == 0)
			continue;
		/* the last one closed it */
		if ((n = read(m, s, sizeof s)) <= 0 || write(1, s, n) < 0)
			break;
	}
	if (pid < 0 || waitpid(pid, &status, 0) < 0)
		return 125;
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) :
	    WEXITSTATUS(status);
}
