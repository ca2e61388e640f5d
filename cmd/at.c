/* at - all programs in one file, called by their names or as `at run' */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base.h"

/* P(name) for each program, from the Makefile */
#ifndef PROGRAMS
#define PROGRAMS P(run)
#endif

static const char usage[] = "at [program [argument ...]]";

#define P(name) int at_##name##_main(int, char *[]);
PROGRAMS
#undef P

static const struct program {
	const char *name;
	int (*main)(int, char *[]);
} programs[] = {
#define P(name) { "at-" #name, at_##name##_main },
	PROGRAMS
#undef P
};

static const struct program *
find(const char *name)
{
	size_t i;

	for (i = 0; i < LEN(programs); i++)
		if (strcmp(programs[i].name, name) == 0)
			return &programs[i];
	return NULL;
}

/* print the names, one a line, to make a link of each */
static void
list(void)
{
	struct buf b = { 0 };
	size_t i;

	for (i = 0; i < LEN(programs); i++)
		buffmt(&b, "%s\n", programs[i].name);
	if (writeall(1, b.s, b.len) < 0)
		die(failstatus, "standard output:");
}

/* make a link to file in dir; rename replaces a wrong link */
static void
makelink(const char *dir, const char *name, const char *file)
{
	char *path = tempfmt("%s/%s", dir, name), *tmp;
	struct buf is = { 0 };

	if (readlinkin(HERE, path, &is) < 0 || strcmp(is.s, file) != 0) {
		tmp = tempfmt("%s.%ld", path, (long)getpid());
		if (linkin(file, HERE, tmp) < 0 ||
		    renamein(HERE, tmp, path) < 0)
			die(RC_BROKEN, "%s:", path);
	}
}

/*
 * Make a directory of links to the file for PATH if no programs are
 * installed.  It is not removed: processes that a job left may need it.
 */
static char *
makelinks(const char *file)
{
	const char *tmp = setting("TMPDIR");
	struct stat st;
	char *dir;
	size_t i;

	if (statpath(file, &st) < 0)
		die(RC_BROKEN, "%s:", file);
	dir = strfmt("%s/at-%lu-%lu-%lu", tmp ? tmp : "/tmp",
	    (unsigned long)geteuid(), (unsigned long)st.st_dev,
	    (unsigned long)st.st_ino);
	mkdirin(HERE, dir, 0700);
	/* somebody else may have made it: then one for this call */
	if ((statin(HERE, dir, &st) < 0 || !S_ISDIR(st.st_mode) ||
	    st.st_uid != geteuid() || (st.st_mode & 022)) &&
	    tempdir(dir = strfmt("%s.XXXXXX", dir)) < 0)
		die(RC_BROKEN, "%s:", dir);
	makelink(dir, "at", file);
	for (i = 0; i < LEN(programs); i++)
		makelink(dir, programs[i].name, file);
	return dir;
}

/*
 * The argv[0] of a program, by which it finds the other programs and their
 * files: the name in our directory, if there is such a link.
 */
static char *
called(const char *argv0, const char *name)
{
	const char *dir = programdir(argv0), *share;
	char *path;

	path = dir ? join(dir, name) : xstrdup(name);
	if (!dir || accessin(HERE, path, X_OK) == 0 ||
	    (strcmp(name, "at-job") != 0 && strcmp(name, "at-run") != 0))
		return path;
	if ((share = sharedir(dir)))
		setenv("AT_SHARE", share, 1);
	return join(makelinks(join(dir, lastpart(argv0))), name);
}

/* the program that the operands name; moves them to its own operands */
static const struct program *
chosen(int *argc, char **argv[])
{
	const char *self = (*argv)[0], *name = lastpart(self);
	const struct program *p;
	const char *full;

	if (strncmp(name, "at-", 3) == 0 && strcmp(name, "at-core") != 0)
		die(RC_BROKEN, "%s: not one of the programs in this file",
		    name);
	while (option(*argc, *argv, "", usage) != -1)
		continue;
	*argc -= optnext;
	*argv += optnext;
	optnext = 1;
	if (*argc == 0)
		return NULL;
	full = tempfmt("at-%s", **argv);
	if (!(p = find(full)))
		die(RC_BROKEN, "%s: not one of the programs in this file",
		    **argv);
	**argv = called(self, p->name);
	return p;
}

int
main(int argc, char *argv[])
{
	const struct program *p = find(lastpart(argv[0]));
	int status = failstatus;

	if (!p) {
		failstatus = RC_BROKEN;
		if (!(p = chosen(&argc, &argv))) {
			list();
			return RC_OK;
		}
		failstatus = status;
	}
	return p->main(argc, argv);
}
