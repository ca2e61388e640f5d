/*
 * floor-synced - FLOOR-TEST I COMMAND: it, and as many files and directories
 * brought onto the disk as a test has to that is safe there
 */
#define _DEFAULT_SOURCE
#include <sys/wait.h>

#include <fcntl.h>
#include <unistd.h>

static int
onto_disk(const char *const *name)
{
	int fd;

	for (; *name; name++)
		if ((fd = open(*name, O_RDONLY)) < 0 || fsync(fd) || close(fd))
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
	int status;

	if (argc < 4 || vfork() == 0) {
		execv(argv[1], argv + 1);
		_exit(127);
	}
	return wait(&status) < 0 || status || chdir(argv[2]) ||
	    onto_disk(all) || onto_disk(end) || onto_disk(outer);
}
