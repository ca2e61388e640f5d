/* env.h - the environment that a child gets, and where the suite is */
#include <stddef.h>

/* NAME=VALUE strings with a NULL at the end; {0} is empty */
struct env {
	char **v;
	char *own;	/* a flag each: the string was made by envset */
	size_t n, cap;
};

/* add our own, whose strings are shared: no setenv(3) from then on */
void envcopy(struct env *);

/* set NAME, or with a NULL value remove it */
void envset(struct env *, const char *name, const char *value);
void envsetnum(struct env *, const char *name, unsigned long value);

/* remove the variables of a test or job around us; settings stay */
void envclean(struct env *);

/* 1 if the variable NAME is one of those, that a suite's program sets */
int envours(const char *name);

/* a variable of ours that is set and not empty, or NULL */
const char *setting(const char *name);

/* a switch: 0 or 1, dflt if it is not set; anything else is fatal */
int switched(const char *name, int dflt);

/*
 * Make the paths in AT_TESTPATH, AT_PROFILERPATH, AT_CACHEDIR, AT_DEPDIR,
 * AT_REPOSITORY, AT_SHARE, AT_STATUS_FIFO, AT_PSTORE, AT_DISTURBED and
 * AT_WITNESS_ROOT absolute, in our own environment, since hooks run
 * elsewhere; the first and AT_DEPDIR get their defaults if they are not
 * set.
 */
void envabsolute(const char *share);

/*
 * Where this program was found (argv[0], looked up in PATH if it has no
 * slash), absolute; NULL if it cannot be told.  Call it before anything
 * changes the working directory.
 */
const char *programdir(const char *argv0);

/*
 * Where tests, profilers and hooks that come with the suite are: AT_SHARE,
 * or share/at or share beside the programs' directory.  NULL: nowhere.
 */
const char *sharedir(const char *bindir);

/* put the directory of the programs first in PATH, or in the usual one */
void envpath(struct env *, const char *bindir);
