/*
 * floor-iterate - N command: spawn, wait and one locked append, N times
 *
 * The command gets what ours gives it: a session, standard input from
 * /dev/null, and no other descriptor.
 */
#define _DEFAULT_SOURCE
#include <sys/wait.h>

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

/* as every program appends to a file that others append to, at-keyval(5) */
static int
append(int fd, const char *s, size_t n)
{
	struct flock l = { 0 };
	ssize_t r;

	l.l_whence = SEEK_SET;
	l.l_type = F_WRLCK;
	if (fcntl(fd, F_SETLKW, &l) < 0)
		return -1;
	r = write(fd, s, n);
	l.l_type = F_UNLCK;
	return fcntl(fd, F_SETLKW, &l) < 0 || r < 0 ? -1 : 0;
}

int
main(int argc, char *argv[])
{
	static const char record[] = "seconds_wall{perf}=0.001234567\n\n";
	int fd = open("floor.out", O_WRONLY | O_APPEND | O_CREAT |
	    O_CLOEXEC, 0666);
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	int n = argc > 2 ? atoi(argv[1]) : 0, status;
	pid_t pid;

	while (n-- > 0) {
		if ((pid = vfork()) == 0) {
			setsid();
			dup2(null, 0);
			execv(argv[2], argv + 2);
			_exit(127);
		}
		if (waitpid(pid, &status, 0) != pid || status != 0 ||
		    append(fd, record, sizeof record - 1) < 0)
			return 1;
	}
	return fd < 0;
}
