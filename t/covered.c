/*
 * covered - write what gcov counts where a process ends without exit(3)
 *
 * t/coverage links this file into the programs, with --wrap of the functions
 * below.  Counts are also written where they would be cut (a limit on the
 * size of files) or where another user may not write (the umask).
 */
#include <sys/resource.h>
#include <sys/stat.h>

#include <signal.h>
#include <string.h>
#include <unistd.h>

void __gcov_dump(void);
void __gcov_reset(void);

int __real_execvp(const char *, char *const []);
void __real__exit(int);
char *__real_getenv(const char *);
int __real_kill(pid_t, int);
int __real_reboot(int);

static struct rlimit limit;
static mode_t mask;
static int closed;	/* the limit stands: write nothing */

static void
begin(void)
{
	struct rlimit none = { RLIM_INFINITY, RLIM_INFINITY };

	getrlimit(RLIMIT_FSIZE, &limit);
	closed = limit.rlim_cur != RLIM_INFINITY &&
	    setrlimit(RLIMIT_FSIZE, &none) < 0;
	mask = umask(0);
}

/* The memory may be that of a parent, which goes on: see vfork(2). */
static void
write_counts(void)
{
	begin();
	__gcov_dump();
	__gcov_reset();
	umask(mask);
	setrlimit(RLIMIT_FSIZE, &limit);
}

/* before that of gcov, whose priority is 100 */
static void __attribute__((__destructor__(101)))
end(void)
{
	begin();
}

int
__wrap_execvp(const char *file, char *const argv[])
{
	write_counts();
	return __real_execvp(file, argv);
}

void
__wrap__exit(int status)
{
	write_counts();
	__real__exit(status);
}

int
__wrap_kill(pid_t pid, int sig)
{
	if (pid == getpid())
		write_counts();
	return __real_kill(pid, sig);
}

int
__wrap_reboot(int how)
{
	write_counts();
	return __real_reboot(how);
}

/* gcov asks: its messages would stand in what a test reads */
char *
__wrap_getenv(const char *name)
{
	static char nowhere[] = "/dev/null";

	if (strcmp(name, "GCOV_ERROR_FILE") == 0)
		return nowhere;
	if (strcmp(name, "GCOV_PREFIX") == 0)
		return closed ? nowhere : NULL;
	return __real_getenv(name);
}
