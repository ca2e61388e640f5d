/*
 * floor-test - I command: a test's directories, files, lines and spawn;
 * with AT_SYNC=end on the disk before END is, and END before the job has it
 */
#define _DEFAULT_SOURCE
#include <sys/stat.h>
#include <sys/wait.h>

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* every line has the local time, so the zone has to be read */
static int
append(const char *name)
{
	int fd = open(name, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC,
	    0666);
	time_t now = time(NULL);
	char line[128];
	size_t n;

	n = strftime(line, sizeof line, "GOOD\tt\tt\ttimestamp=1500000000\t"
	    "localtime=%b %d %H:%M:%S\tcompleted successfully\n",
	    localtime(&now));
	return write(fd, line, n) < 0 ? -1 : fd;
}

static int
onto_disk(const char *const *name)
{
	const char *s = getenv("AT_SYNC");
	int fd;

	if (!s || strcmp(s, "end") != 0)
		return 0;
	for (; *name; name++)
		if ((fd = open(*name, O_RDONLY | O_CLOEXEC)) < 0 ||
		    fsync(fd) < 0 || close(fd) < 0)
			return -1;
	return 0;
}

int
main(int argc, char *argv[])
{
	static const char *const all[] = { "debug/log", "keyval", "results",
	    "debug", ".", "..", NULL };
	static const char *const end[] = { "status.log", NULL };
	static const char *const outer[] = { "../status.log", NULL };
	int in, log, status;
	pid_t pid;

	if (argc < 3 || mkdir(argv[1], 0777) < 0 || chdir(argv[1]) < 0 ||
	    mkdir("results", 0777) < 0 || mkdir("profiling", 0777) < 0 ||
	    mkdir("debug", 0777) < 0 || mkdir("tmp", 0777) < 0 ||
	    append("status.log") < 0 || append("keyval") < 0 ||
	    (log = append("debug/log")) < 0 ||
	    (in = open("/dev/null", O_RDONLY | O_CLOEXEC)) < 0)
		return 1;
	if ((pid = vfork()) == 0) {
		setsid();
		dup2(in, 0);
		dup2(log, 1);
		dup2(log, 2);
		execv(argv[2], argv + 2);
		_exit(127);
	}
	return waitpid(pid, &status, 0) != pid || status != 0 ||
	    rmdir("tmp") < 0 || onto_disk(all) < 0 ||
	    append("status.log") < 0 || onto_disk(end) < 0 ||
	    append("../status.log") < 0 || onto_disk(outer) < 0;
}
