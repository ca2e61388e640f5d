/* tartree.h - a directory as a tar archive, written as it is read */

struct buf;

/*
 * Write the directory to fd, as an archive of the directory `name'.  Links
 * stay links; sockets, FIFOs and devices are left out; a file that grows
 * meanwhile is cut, one that shrinks is filled up with NULs.
 *
 * 0, or -1 with errno: the archive cannot be written, and *what is empty;
 * or it is whole but for what cannot be read, the first of which is in
 * *what.
 */
int tartree(int fd, const char *dir, const char *name, struct buf *what);
