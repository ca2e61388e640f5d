/* floor-test - I command: directories, files, lines with local time, spawn */
#define _DEFAULT_SOURCE
#include <sys/stat.h>
#include <sys/wait.h>

#include <fcntl.h>
#include <time.h>
#include <unistd.h>

static int
append(const char *name)
{
	int fd = open(name, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
	time_t now = time(NULL);
	char s[128];

	return write(fd, s, strftime(s, sizeof s, "GOOD\tt\tt\ttimestamp=1\t"
	    "localtime=%b %d %H:%M:%S\t\n", localtime(&now))) < 0 ? -1 : fd;
}

int
main(int argc, char *argv[])
{
	int bad = argc < 3 || mkdir(argv[1], 0777) || chdir(argv[1]) ||
	    mkdir("results", 0777) || mkdir("profiling", 0777) ||
	    mkdir("debug", 0777) || mkdir("tmp", 0777) ||
	    append("status.log") < 0 || append("keyval") < 0,
	    log = append("debug/log"), status;

	if (!bad && vfork() == 0) {
		setsid();
		dup2(open("/dev/null", O_RDONLY), 0);
		dup2(log, 1);
		dup2(log, 2);
		execv(argv[2], argv + 2);
		_exit(127);
	}
	return bad || wait(&status) < 0 || status || rmdir("tmp") ||
	    append("status.log") < 0 || append("../status.log") < 0;
}
