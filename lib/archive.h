/*
 * archive.h - compressed tar archives: .tar.bz2, .tar.gz, .tar.xz
 *
 * The system's bzip2, gzip or xz and its tar do the work.  What is not
 * trusted is the archive: its names are read first, and none may lead out
 * or stand below what is no directory, so that nothing is written through
 * a link; then what was unpacked, in a directory of its own, is looked
 * through for links that lead out and for what is neither file, directory
 * nor link.  Owners and set-id bits are not kept.
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
