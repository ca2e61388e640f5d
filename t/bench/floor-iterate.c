/* floor-iterate - N command: spawn, wait and one locked append, N times */
#define _DEFAULT_SOURCE
#include <sys/wait.h>

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

/* as every program appends to a file that others append to, at-keyval(5) */
static int
locked(int fd, int how)
{
	struct flock l = { 0 };

	l.l_whence = SEEK_SET;
	l.l_type = how;
	return fcntl(fd, F_SETLKW, &l);
}

int
main(int argc, char *argv[])
{
	static const char record[] = "seconds_wall{perf}=0.001234567\n\n";
	int fd = open("out", O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
	int in = open("/dev/null", O_RDONLY | O_CLOEXEC), status, n;

	for (n = argc > 2 ? atoi(argv[1]) : 0; n > 0; n--) {
		if (vfork() == 0) {
			setsid();	/* as ours: and nothing else open */
			dup2(in, 0);
			execv(argv[2], argv + 2);
			_exit(127);
		}
		if (wait(&status) < 0 || status != 0 || locked(fd, F_WRLCK) ||
		    write(fd, record, sizeof record - 1) < 0 ||
		    locked(fd, F_UNLCK))
			return 1;
	}
	return 0;
}
