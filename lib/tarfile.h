/* tarfile.h - write a tar archive (POSIX ustar, GNU's way for long names) */
#include <stddef.h>

struct buf;

/* append a file of n bytes at s, dated so many seconds since 1970 */
void buftarfile(struct buf *, const char *name, const char *s, size_t n,
    long long date);

/* append what ends the archive */
void buftarend(struct buf *);
