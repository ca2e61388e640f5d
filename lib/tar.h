/*
 * tar.h - read the headers of a tar stream
 *
 * Understands what tar programs write by default: ustar (POSIX), its pax
 * and GNU extensions, with long names and large sizes, and what came
 * before them.
 */
#include <sys/types.h>

#include "buf.h"

#define TARBLOCK	512	/* all that is in the stream is filled up to it */

/* {0} before the first one */
struct member {
	struct buf name, link;	/* as they stand there: not to be trusted */
	int type;		/* '0' file, '1' hard link, '2' symbolic link,
				   '5' directory, and others */
	long long size;		/* of the data that follows, in bytes */
	long long mtime;	/* seconds since the epoch */
	mode_t mode;		/* permissions only */
};

/*
 * Read up to the next member's data: 1; 0 at the end of the archive; or
 * -1 and why, appended.  The data of the one before must have been read.
 */
int tarnext(int in, struct member *, struct buf *why);

/* n bytes of the stream: 1; 0 if it is at its end, -1 if it breaks off */
int tarread(int in, void *, size_t n);
