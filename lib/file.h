/*
 * file.h - whole files, locked appends, trees
 *
 * Every int function returns 0, or -1 with errno set; what had been
 * recorded before a failure is still there, and readable.
 */
#include <sys/types.h>

#include <stddef.h>

struct buf;

/* all n bytes, through short writes and EINTR */
int writeall(int fd, const char *s, size_t n);

/* append the file's bytes to b */
int readfile(const char *path, struct buf *b);

/*
 * The last want bytes at most (fewer: the whole file) from a descriptor
 * that can be positioned, appended to b.
 */
int readtail(int fd, size_t want, struct buf *b);

/*
 * Append in one write under an fcntl(2) lock of the whole file, which is
 * made if it is missing.  A last line without its newline, left by a
 * writer that died, is first moved to PATH.torn.  A short write is taken
 * back.  With gap, a file that does not end in an empty line gets one
 * first: a record that lacks only its blank line is whole.
 * Local file systems only; links are not followed.
 */
int appendfile(const char *path, const char *s, size_t n, int gap);

/* the same on an O_RDWR descriptor; path names the .torn file */
int appendfd(int fd, const char *path, const char *s, size_t n, int gap);

/* the same for a caller that holds the lock, and keeps it */
int appendlocked(int fd, const char *path, const char *s, size_t n, int gap);

/* replace the file as a whole: .NAME.tmp beside it, fsync, rename */
int replacefile(const char *path, const char *s, size_t n);

/*
 * The same in two steps, for what is too long to be in memory: a
 * descriptor to write to, and what endfile needs; then the new file is at
 * path, or with path NULL given up.
 */
int beginfile(const char *path, char **tmp);
int endfile(int fd, char *tmp, const char *path);

/* fcntl(2) write lock on the whole file: wait for it, or give it up */
int lockfile(int fd);
int unlockfile(int fd);

/* mkdir -p; a directory that is there already is fine */
int mkdirs(const char *path, mode_t);

/* rm -rf, never through a symbolic link; a missing path is fine */
int removetree(const char *path);

/* path, made absolute by the working directory; a fresh string */
char *abspath(const char *path);

/* dir "/" name, a fresh string */
char *join(const char *dir, const char *name);

/* what comes after the last '/' */
const char *lastpart(const char *path);

int direxists(const char *path);
