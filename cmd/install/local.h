/* local.h - what at-install alone needs */
#ifndef AT_INSTALL_LOCAL_H
#define AT_INSTALL_LOCAL_H

#include <stddef.h>

#include "base.h"

/*
 * archive.c - compressed tar archives: .tar.bz2, .tar.gz, .tar.xz
 *
 * The system's bzip2, gzip or xz and its tar do the work.  What is not
 * trusted is the archive: its names are read first, and none may lead out
 * or stand below what is no directory, so that nothing is written through
 * a link; then what was unpacked, in a directory of its own, is looked
 * through for links that lead out and for what is neither file, directory
 * nor link.  Owners and set-id bits are not kept.
 */

/* the ends that archives' names have, the first one Autotest's; NULL */
extern const char *const archiveends[];

/* how long the end of the name of n bytes is; 0: that of no archive */
size_t archiveend(const char *name, size_t n);

/*
 * Unpack the archive file, open on fd, into the empty directory dir.
 * The tree that it holds, a fresh string: dir, or the one directory in
 * it, if there is nothing else and its name is one of names (NULL at the
 * end); or NULL and why, appended.
 */
char *unarchive(int fd, const char *file, const char *dir,
    const char *const names[], struct buf *why);

/*
 * fetch.c - files by path or by URL
 *
 * A place is a path, a file: URL (taken as it stands, nothing in it is
 * decoded), or an http: or https: URL, which the system's wget or curl
 * is run for.
 */

/* 1 if it is an http: or https: URL */
int remote(const char *place);

/* the path of a place that is not remote; NULL: a URL of another kind */
const char *localpath(const char *place);

/*
 * Open the place for reading, at its beginning, close-on-exec.  What is
 * remote is fetched first, into a file without a name in TMPDIR.  -1
 * with errno: 0 if the fetcher failed, whatever it was that it met.
 * No fetcher, or no TMPDIR to write in, is fatal.
 */
int openplace(const char *place);

/*
 * hash.c - checksums of files: MD5 (RFC 1321) and SHA-256 (FIPS 180-4)
 *
 * Both are told apart by the number of hexadecimal digits.
 */

enum { MD5DIGITS = 32, SHA256DIGITS = 64 };

/* the n bytes as a checksum, a fresh string in lower case; NULL: none */
char *checksumof(const char *s, size_t n);

/*
 * The file's checksum in the text of a list, lines `HEX NAME' as md5sum
 * and sha256sum write them, the last one of several: a fresh string, or
 * NULL.  Lines of another form are passed over.
 */
char *listedsum(const char *list, const char *file);

/*
 * The checksum of what is left to read of fd, as so many lower-case
 * digits, with a NUL after them.  0, or -1 with errno.
 */
int hashfd(int fd, size_t digits, char hex[SHA256DIGITS + 1]);

/*
 * package.c - what an operand of at-install stands for
 *
 * A name stands for the file TYPE-NAME.tar.bz2 of a repository; anything
 * that ends in an archive's end, or is a URL, for that archive.  An
 * archive's name is its file name without that end, without a type and a
 * dash before it, which tell its type, and without a dash and a version,
 * digits and dots, after it.  at-install(1) says it all.
 */

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

/*
 * swap.c - put a whole directory in the place of another
 *
 * What is in place carries a stamp, the checksum of what it was made
 * from, as the one line of its file .checksum.  The new tree is made in
 * a directory .NAME-TYPE-new beside it, that nobody else can enter, and
 * then renamed, so that what is in place is always whole; what is left of
 * an installation that was killed is cleared by the next one.  The lock
 * is .NAME-TYPE-lock beside it.
 */

struct place {
	const char *target;	/* the directory to be */
	const char *type;	/* for the names above */
	char *dir;		/* the one to fill; the rest is our own */
	const char *name;	/* of the target, in its parent */
	char *parent, *tmp, *old;	/* the last two are names in parent */
	int in, lock;		/* parent, open; the lock file */
};

/* 1 and the stamp of what is in place, appended; 0: nothing, or no stamp */
int placestamp(const char *target, struct buf *);

/* 1 if what is in place has this stamp */
int placecurrent(const char *target, const char *stamp);

/*
 * Take the lock and make the empty directory dir; or, when after waiting
 * for the lock what is in place has the stamp, do nothing more: 1.  0
 * otherwise, or -1 and why, `OBJECT: reason'.
 */
int placebegin(struct place *, const char *stamp, struct buf *why);

/*
 * Stamp tree, which is dir or a directory in it, and put it in place.
 * What was in place is gone then.  0, or -1 and why, `OBJECT: reason',
 * and it is still there.
 */
int placetake(struct place *, const char *tree, const char *stamp,
    struct buf *why);

/* remove what is left, give up the lock; -1 with errno: some is left */
int placeend(struct place *);

#endif
