/*
 * crash.h - what is kept of a hook that died by a signal
 */
#include <sys/types.h>

/* a hook that has ended */
struct crash {
	const char *dir;	/* of the reports */
	const char *title;	/* its name, and how it ended */
	char *const *argv;
	char *const *env;	/* for gdb */
	int in;			/* gdb's standard input */
	pid_t pid;
	int status;		/* waitpid's */
	long long began;	/* when it was started, monotonic ns */
};

/* children may leave core files, as the hard limit lets them, of 1 GiB */
void allowcores(void);

/*
 * If it died by a signal, write DIR/crash.N.txt: what died how, where the
 * core is, and a backtrace by gdb if that is in PATH, in 15 seconds at
 * most.  A core that the kernel left in the working directory becomes
 * DIR/crash.N.core.  An exit status by which a shell tells of such a
 * signal counts if there is a core.  The report's name, to be freed, or
 * NULL: there was nothing to report, there are enough reports, or, with a
 * warning, it cannot be written.
 */
char *crashwrite(const struct crash *);
