/* floor-iterate - N command: spawn, wait and one append, N times */
#define _DEFAULT_SOURCE
#include <sys/wait.h>

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

int
main(int argc, char *argv[])
{
	static const char record[] = "seconds_wall{perf}=0.001234567\n\n";
	int fd = open("floor.out", O_WRONLY | O_APPEND | O_CREAT, 0666);
	int n = argc > 2 ? atoi(argv[1]) : 0, status;
	pid_t pid;

	while (n-- > 0) {
		if ((pid = vfork()) == 0) {
			setsid();
			execv(argv[2], argv + 2);
			_exit(127);
		}
		if (waitpid(pid, &status, 0) != pid || status != 0 ||
		    write(fd, record, sizeof record - 1) < 0)
			return 1;
	}
	return fd < 0;
}
