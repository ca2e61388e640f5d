/*
 * covered - write what gcov counts where a process ends without exit(3)
 *
 * t/coverage links this file into the programs, with --wrap of the functions
 * below.  What gcov writes is out of the way of the tests: the umask and a
 * limit on the size of files do not reach it, and nobody sees its messages.
 */
#define _GNU_SOURCE
#include <sys/resource.h>
#include <sys/stat.h>

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

void __gcov_dump(void);
void __gcov_reset(void);

int __real_execvp(const char *, char *const []);
void __real__exit(int);
int __real_kill(pid_t, int);
int __real_reboot(int);

/* 0: files may be as large as they have to be; -1: not allowed to us */
static int
unlimited(void)
{
	struct rlimit none = { RLIM_INFINITY, RLIM_INFINITY }, limit;

	return getrlimit(RLIMIT_FSIZE, &limit) == 0 &&
	    limit.rlim_cur == RLIM_INFINITY ? 0 :
	    setrlimit(RLIMIT_FSIZE, &none);
}

static int
silent(void)
{
	close(2);
	return open("/dev/null", O_WRONLY) == 2 ? 0 : -1;
}

/*
 * The memory may be that of a parent, which goes on: see vfork(2).  Counts
 * that cannot be written are left to it.
 */
static void
writecounts(void)
{
	struct rlimit limit;
	mode_t mask = umask(0);
	int err = fcntl(2, F_DUPFD_CLOEXEC, 3);

	getrlimit(RLIMIT_FSIZE, &limit);
	if (err >= 0 && unlimited() == 0 && silent() == 0) {
		__gcov_dump();
		__gcov_reset();
	}
	if (err >= 0) {
		dup2(err, 2);
		close(err);
	}
	setrlimit(RLIMIT_FSIZE, &limit);
	umask(mask);
}

/* at exit, before gcov, whose priority is 100 */
static void __attribute__((__destructor__(101)))
end(void)
{
	umask(0);
	silent();
	if (unlimited() < 0)
		setenv("GCOV_PREFIX", "/dev/null", 1);
}

int
__wrap_execvp(const char *file, char *const argv[])
{
	writecounts();
	return __real_execvp(file, argv);
}

void
__wrap__exit(int status)
{
	writecounts();
	__real__exit(status);
}

int
__wrap_kill(pid_t pid, int sig)
{
	if (pid == getpid())
		writecounts();
	return __real_kill(pid, sig);
}

int
__wrap_reboot(int how)
{
	writecounts();
	return __real_reboot(how);
}
