/* tarfile.h - write a tar archive (POSIX ustar, GNU's way for long names) */
#include <sys/types.h>

#include <stddef.h>

struct buf;

enum { TARFILE = '0', TARLINK = '2', TARDIR = '5' };

struct tarmember {
	const char *name;	/* a directory's ends with '/' */
	int type;
	mode_t mode;
	const char *link;	/* where a TARLINK leads, else NULL */
	unsigned long long size;	/* of a TARFILE, else 0 */
	long long date;		/* seconds since 1970 */
};

/*
 * Append what comes before the contents of a member; these follow, and
 * then buftarpad() with their size.
 */
void buftarmember(struct buf *, const struct tarmember *);
void buftarpad(struct buf *, unsigned long long size);

/* append a file of n bytes at s, dated so many seconds since 1970 */
void buftarfile(struct buf *, const char *name, const char *s, size_t n,
    long long date);

/* append what ends the archive */
void buftarend(struct buf *);
