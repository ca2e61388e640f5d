/*
 * package.h - what an operand of at-install stands for
 *
 * A name stands for the file TYPE-NAME.tar.bz2 of a repository; anything
 * that ends in an archive's end, or is a URL, for that archive.  An
 * archive's name is its file name without that end, without a type and a
 * dash before it, which tell its type, and without a dash and a version,
 * digits and dots, after it.  at-install(1) says it all.
 */
#include <stddef.h>

struct buf;

struct package {
	const char *operand;
	int archive;		/* it is an archive, not a name */
	const char *type;
	char *group;		/* host and directory of a URL, else NULL */
	char *file;		/* the archive's file name */
	char *base;		/* the same without its end */
	const char *stem;	/* the same without the type before it */
	char *name;
	char *target;		/* where it goes: DIR/[download/GROUP/]NAME */
};

/* "test", "dep" or "profiler", if that is what the n bytes are, or NULL */
const char *packagetype(const char *, size_t n);

/*
 * Find out what the operand stands for.  type may be NULL: what the
 * archive's name says, else test.  dir may be NULL: for tests the first
 * directory of AT_TESTPATH, else tests, deps or profilers.  0, or -1
 * and why, `OPERAND: reason': it could reach outside, for instance.
 */
int packageof(struct package *, const char *operand, const char *type,
    const char *dir, struct buf *why);
