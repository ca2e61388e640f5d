/* floor-test - I command: a test's directories, files, lines and spawn */
#define _DEFAULT_SOURCE
#include <sys/stat.h>
#include <sys/wait.h>

#include <fcntl.h>
#include <unistd.h>

static const char line[] = "GOOD\tt\tt\ttimestamp=1500000000\t"
    "localtime=Jul 14 02:40:00\tcompleted successfully\n";

static int
append(const char *name)
{
	int fd = open(name, O_WRONLY | O_APPEND | O_CREAT, 0666);

	return write(fd, line, sizeof line - 1) < 0 ? -1 : fd;
}

int
main(int argc, char *argv[])
{
	int log, status;
	pid_t pid;

	if (argc < 3 || mkdir(argv[1], 0777) < 0 || chdir(argv[1]) < 0 ||
	    mkdir("results", 0777) < 0 || mkdir("profiling", 0777) < 0 ||
	    mkdir("debug", 0777) < 0 || mkdir("tmp", 0777) < 0 ||
	    append("status.log") < 0 || append("keyval") < 0 ||
	    (log = append("debug/log")) < 0)
		return 1;
	if ((pid = vfork()) == 0) {
		setsid();
		dup2(log, 1);
		dup2(log, 2);
		execv(argv[2], argv + 2);
		_exit(127);
	}
	return waitpid(pid, &status, 0) != pid || status != 0 ||
	    rmdir("tmp") < 0 || append("../status.log") < 0;
}
