/* floor - the least system calls that could do the work of a runner */
#define _DEFAULT_SOURCE
#include <sys/stat.h>
#include <sys/wait.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int
spawnwait(char *argv[])
{
	int status;
	pid_t pid = vfork();

	if (pid == 0) {
		execv(argv[0], argv);
		_exit(127);
	}
	return pid < 0 || waitpid(pid, &status, 0) != pid || status != 0;
}

/* floor iterate N file command: spawn, wait, one append */
static int
iterate(int n, const char *file, char *argv[])
{
	static const char record[] = "seconds_wall{perf}=0.001234567\n\n";
	int fd = open(file, O_WRONLY | O_APPEND | O_CREAT, 0666), bad = 0;

	while (n-- > 0 && !bad)
		bad = spawnwait(argv) || write(fd, record,
		    sizeof record - 1) != sizeof record - 1;
	return bad || fd < 0;
}

/* floor test N dir command: what at-run makes of one test, and the spawn */
static int
test(int n, const char *dir, char *argv[])
{
	static const char *const dirs[] = { "", "/results", "/profiling",
	    "/debug" };
	static const char *const files[] = { "/status.log", "/keyval",
	    "/debug/log" };
	static const char line[] = "START\tt\tt\ttimestamp=1500000000\t"
	    "localtime=Jul 14 02:40:00\tcompleted successfully\n";
	char path[4096], tmp[4096];
	int fd[3], log;
	size_t i, k;

	snprintf(path, sizeof path, "%s/status.log", dir);
	log = open(path, O_WRONLY | O_APPEND | O_CREAT, 0666);
	for (; n > 0; n--) {
		for (i = 0; i < 4; i++) {
			snprintf(path, sizeof path, "%s/t%d%s", dir, n, dirs[i]);
			if (mkdir(path, 0777) < 0)
				return 1;
		}
		snprintf(tmp, sizeof tmp, "%s/tmp%d", dir, n);
		if (mkdir(tmp, 0777) < 0)
			return 1;
		for (i = 0; i < 3; i++) {
			snprintf(path, sizeof path, "%s/t%d%s", dir, n, files[i]);
			fd[i] = open(path, O_WRONLY | O_APPEND | O_CREAT, 0666);
			for (k = 0; k < 3; k++)
				if (write(fd[i], line, sizeof line - 1) < 0)
					return 1;
		}
		if (spawnwait(argv) || write(log, line, sizeof line - 1) < 0 ||
		    rmdir(tmp) < 0)
			return 1;
		for (i = 0; i < 3; i++)
			close(fd[i]);
	}
	return 0;
}

int
main(int argc, char *argv[])
{
	if (argc < 5)
		return 2;
	if (strcmp(argv[1], "iterate") == 0)
		return iterate(atoi(argv[2]), argv[3], argv + 4);
	return test(atoi(argv[2]), argv[3], argv + 4);
}
