/* local.h - functions and types of at-install */
#ifndef AT_INSTALL_LOCAL_H
#define AT_INSTALL_LOCAL_H

#include "base.h"

/*
 * archive.c - compressed tar archives: .tar.bz2, .tar.gz, .tar.xz
 *
 * The system's bzip2, gzip or xz and tar unpack.  The archive is not
 * trusted: its names are checked first.  No name may lead outside, or be
 * below a name that is not a directory; tar then writes through no link.
 * The unpacked tree, in an empty directory, may hold only files,
 * directories, and links that stay inside.  Owners and set-id bits are
 * dropped.
 */

/* the ends of archive names, first the end Autotest uses; NULL at the end */
extern const char *const archiveends[];

/* the length of the archive end of a name of n bytes; 0: no archive */
size_t archiveend(const char *name, size_t n);

/*
 * Unpack the archive file, open on fd, into the empty directory dir.
 * Returns the path of its tree, a fresh string: dir, or the only entry of
 * dir if that is a directory in names (NULL at the end).  NULL: an error,
 * whose reason is appended to why.
 */
char *unarchive(int fd, const char *file, const char *dir,
    const char *const names[], struct buf *why);

/*
 * checksum.c - checksums of files: MD5 and SHA-256
 *
 * The number of hexadecimal digits selects the checksum.
 */

enum { MD5DIGITS = 32, SHA256DIGITS = 64 };

/* n bytes as a checksum in lower case, a fresh string; NULL: no checksum */
char *checksumof(const char *s, size_t n);

/*
 * The last checksum of the file in a list of lines `HEX NAME', as md5sum
 * and sha256sum write them: a fresh string; NULL: none.  Other lines are
 * skipped.
 */
char *listedsum(const char *list, const char *file);

/*
 * The checksum of the whole file, by the system's md5sum or sha256sum: a
 * fresh string.  Without that program or a checksum from it, a message
 * about the file, place, ends the program.
 */
char *checksumread(int fd, const char *place, size_t digits);

/*
 * fetch.c - files by path or by URL
 *
 * A place is a path, a file: URL (nothing in it is decoded), or an http: or
 * https: URL, which the system's wget or curl fetches.
 */

/* 1 if the place is an http: or https: URL */
int remote(const char *place);

/* the path of a place that is not remote; NULL: another kind of URL */
const char *localpath(const char *place);

/*
 * Open the place for reading, close-on-exec.  A remote place is fetched
 * into a file without a name in TMPDIR.  Returns the descriptor; -1 with
 * errno, 0 if the fetcher failed.  Ends the program if there is no fetcher
 * or TMPDIR is not writable.
 */
int openplace(const char *place);

/*
 * package.c - the package that an operand of at-install names
 *
 * A URL or a path with an archive end names this archive; any other operand
 * NAME names the file TYPE-NAME.tar.bz2 of a repository.  The name of an
 * archive TYPE-NAME-VERSION is NAME; TYPE- and -VERSION (digits and dots)
 * may be missing.  See at-install(1).
 */

struct package {
	const char *operand;
	int archive;		/* 1: an archive; 0: a name */
	const char *type;
	char *group;		/* host and directory of a URL; NULL: none */
	char *file;		/* file name of the archive */
	char *base;		/* file without its end */
	const char *stem;	/* base without TYPE- */
	char *name;
	char *target;		/* DIR/[download/GROUP/]NAME */
};

/* "test", "dep" or "profiler" if the n bytes are that word, or NULL */
const char *packagetype(const char *, size_t n);

/*
 * Fill in the package of an operand.  type NULL: the type in the archive's
 * name, else test.  dir NULL: for tests the first directory of AT_TESTPATH,
 * else tests, deps or profilers.  0; -1 and `OPERAND: reason' appended to
 * why, for example if the target could be outside dir.
 */
int packageof(struct package *, const char *operand, const char *type,
    const char *dir, struct buf *why);

/*
 * swap.c - replace a directory by a new one with renames
 *
 * The target directory NAME has a stamp: the checksum of its archive, the
 * only line of its file .checksum.  The new tree is made beside the target
 * in .NAME-TYPE-new (mode 0700) and then renamed; the target is always
 * complete.  The next installation removes the remains of a killed one.
 * The lock file is .NAME-TYPE-lock beside the target.
 */

struct place {
	const char *target;	/* the directory to replace */
	const char *type;	/* TYPE in the names above */
	char *dir;		/* the directory to fill; the rest is private */
	const char *name;	/* of the target, in its parent */
	char *parent, *tmp, *old;	/* tmp, old: names in parent */
	int in, lock;		/* open: parent, the lock file */
};

/* append the stamp of the target; 1; 0: no target or no stamp */
int placestamp(const char *target, struct buf *);

/* 1 if the target has this stamp */
int placecurrent(const char *target, const char *stamp);

/*
 * Wait for the lock, take it, and make the empty directory dir.  Returns 0;
 * 1 without dir if the target already has the stamp; -1 and `OBJECT:
 * reason' appended to why.
 */
int placebegin(struct place *, const char *stamp, struct buf *why);

/*
 * Stamp tree, which is dir or a directory in it, and replace the target by
 * it.  0; -1 and `OBJECT: reason' appended to why: the target is unchanged.
 */
int placetake(struct place *, const char *tree, const char *stamp,
    struct buf *why);

/* remove the new directory, release the lock; 0; -1 with errno: not all */
int placeend(struct place *);

/*
 * tool.c - the system's programs that at-install runs
 *
 * Start one without its messages; in or out -1: /dev/null.  from, if not
 * NULL, gets a pipe from its output, and with messages from these too; the
 * caller closes it.  Returns the pid for childend(); -1 with errno, ENOENT:
 * PATH does not lead to it.
 */
pid_t toolstart(char *argv[], int in, int out, int messages, int *from);

#endif
