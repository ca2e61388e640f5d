/*
 * untar.h - unpack a tar stream that is not trusted
 *
 * Nothing is written outside the directory, and no link leads out of it:
 * a member's name is relative and without `..', none of its directories
 * is a link, a hard link names a file of the archive, and a symbolic
 * link is relative, has its `..' at its beginning, and no more of them
 * than lead to the directory itself.  So a link that leads through other
 * links stays inside too.
 *
 * Files (not sparse), directories and links are unpacked, anything else is
 * refused.  Kept are the times of files and permissions, less umask,
 * set-id and sticky bits; owners are not.
 */

struct buf;

struct untar {
	int in;			/* the stream, of which tar.h says more */
	int dir;		/* an empty directory, open */
	unsigned long members;	/* how many were unpacked */
	char *climber;		/* if there is any, a symbolic link that
				   leads from below up to dir itself */
};

/*
 * Unpack all of the stream, which is read to its end.  0, or -1 and why,
 * `MEMBER: reason' or a reason, appended; what was unpacked by then is
 * left there.
 */
int untar(struct untar *, struct buf *why);
