/*
 * archive.h - compressed tar archives: .tar.bz2, .tar.gz, .tar.xz
 *
 * The system's bzip2, gzip or xz decompresses; untar.h says what is
 * taken from the tar archive, and what is not.
 */
#include <stddef.h>

struct buf;

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
