/* file.c - whole files, locked appends, trees */
#include <sys/stat.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base.h"

int
writeall(int fd, const char *s, size_t n)
{
	ssize_t r;

	for (; n > 0; s += r, n -= r)
		if ((r = write(fd, s, n)) < 0) {
			if (errno != EINTR)
				return -1;
			r = 0;
		}
	return 0;
}

static int
readfd(int fd, struct buf *b)
{
	struct stat st;
	ssize_t r;

	bufroom(b, fstat(fd, &st) == 0 && st.st_size > 0 ? st.st_size : 0);
	for (;;) {
		bufroom(b, 1);
		r = read(fd, b->s + b->len, b->cap - b->len - 1);
		if (r < 0 && errno == EINTR)
			continue;
		if (r <= 0)
			break;
		b->len += r;
	}
	b->s[b->len] = '\0';
	return r;
}

int
readfile(const char *path, struct buf *b)
{
	int err, fd, r;

	if ((fd = open(path, O_RDONLY | O_CLOEXEC)) < 0)
		return -1;
	r = readfd(fd, b);
	err = errno;
	close(fd);
	errno = err;
	return r;
}

int
readtail(int fd, size_t want, struct buf *b)
{
	off_t at, end;
	ssize_t r;

	if ((end = lseek(fd, 0, SEEK_END)) < 0)
		return -1;
	at = end > (off_t)want ? end - (off_t)want : 0;
	bufroom(b, end - at);
	for (; at < end; at += r, b->len += r) {
		r = pread(fd, b->s + b->len, end - at, at);
		if (r < 0)
			return -1;
		if (r == 0)
			break;
	}
	b->s[b->len] = '\0';
	return 0;
}

static int
lock(int fd, int type)
{
	struct flock l;
	int r;

	memset(&l, 0, sizeof l);
	l.l_type = type;
	l.l_whence = SEEK_SET;
	while ((r = fcntl(fd, F_SETLKW, &l)) < 0 && errno == EINTR)
		continue;
	return r < 0 ? -1 : 0;
}

int
lockfile(int fd)
{
	return lock(fd, F_WRLCK);
}

int
unlockfile(int fd)
{
	return lock(fd, F_UNLCK);
}

/* where the last, unfinished line begins; end if the file is whole */
static off_t
tornfrom(int fd, off_t end)
{
	char part[512];
	off_t at = end, from;
	ssize_t i, n;

	while (at > 0) {
		from = at > (off_t)sizeof part ? at - (off_t)sizeof part : 0;
		if ((n = pread(fd, part, at - from, from)) != at - from)
			return -1;
		for (i = n; i > 0; i--)
			if (part[i - 1] == '\n')
				return from + i;
		at = from;
	}
	return 0;
}

/* move the bytes from..end of fd to PATH.torn */
static int
settorn(int fd, const char *path, off_t from, off_t end)
{
	struct buf b = { 0 };
	char *torn;
	int out, r = -1;

	if (readtail(fd, end - from, &b) < 0)
		return -1;
	bufputc(&b, '\n');
	torn = strfmt("%s.torn", path);
	out = open(torn, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC |
	    O_NOFOLLOW, 0666);
	if (out >= 0) {
		r = writeall(out, b.s, b.len);
		if (close(out) < 0)
			r = -1;
	}
	if (r == 0)
		r = ftruncate(fd, from);
	free(torn);
	buffree(&b);
	return r;
}

/* make the locked file end in a whole line; -1, or where it ends */
static off_t
wholeend(int fd, const char *path, char last[2])
{
	struct stat st;
	off_t from;

	last[0] = last[1] = '\n';
	if (fstat(fd, &st) < 0)
		return -1;
	if (!S_ISREG(st.st_mode) || st.st_size == 0)
		return 0;
	if (st.st_size == 1) {
		if (pread(fd, last + 1, 1, 0) != 1)
			return -1;
	} else if (pread(fd, last, 2, st.st_size - 2) != 2)
		return -1;
	if (last[1] == '\n')
		return st.st_size;
	if ((from = tornfrom(fd, st.st_size)) < 0 ||
	    settorn(fd, path, from, st.st_size) < 0)
		return -1;
	return wholeend(fd, path, last);
}

int
appendlocked(int fd, const char *path, const char *s, size_t n, int gap)
{
	struct buf b = { 0 };
	char last[2];
	off_t end;
	ssize_t r;
	int err;

	if ((end = wholeend(fd, path, last)) < 0)
		return -1;
	if (gap && end > 0 && last[0] != '\n') {
		bufputc(&b, '\n');
		bufadd(&b, s, n);
		s = b.s;
		n = b.len;
	}
	while ((r = write(fd, s, n)) < 0 && errno == EINTR)
		continue;
	err = r < 0 ? errno : ENOSPC;
	buffree(&b);
	if (r == (ssize_t)n)
		return 0;
	if (r > 0 && ftruncate(fd, end) < 0)
		err = errno;
	errno = err;
	return -1;
}

/* AT_SYNC=record: see sync.c */
static int
eachone(void)
{
	static int yes = -1;
	const char *s;

	if (yes < 0)
		yes = (s = getenv("AT_SYNC")) && strcmp(s, "record") == 0;
	return yes;
}

int
appendfd(int fd, const char *path, const char *s, size_t n, int gap)
{
	int err, r;

	if (n == 0)
		return 0;
	if (lockfile(fd) < 0)
		return -1;
	r = appendlocked(fd, path, s, n, gap);
	err = errno;
	unlockfile(fd);
	errno = err;
	if (r == 0 && eachone() && fsync(fd) < 0 && errno != EINVAL)
		r = -1;
	return r;
}

int
appendfile(const char *path, const char *s, size_t n, int gap)
{
	int err, fd, r;

	fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW,
	    0666);
	if (fd < 0)
		return -1;
	r = appendfd(fd, path, s, n, gap);
	err = errno;
	if (close(fd) < 0 && r == 0)
		return -1;
	errno = err;
	return r;
}

static int
syncdir(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *dir;
	int fd, r;

	dir = slash ? strfmt("%.*s", (int)(slash - path + 1), path) :
	    xstrdup(".");
	fd = open(dir, O_RDONLY | O_CLOEXEC);
	free(dir);
	if (fd < 0)
		return -1;
	/* some file systems cannot fsync a directory, and say EINVAL */
	r = fsync(fd) < 0 && errno != EINVAL ? -1 : 0;
	close(fd);
	return r;
}

int
beginfile(const char *path, char **tmp)
{
	const char *name = lastpart(path);
	int err, fd;

	*tmp = strfmt("%.*s.%s.tmp", (int)(name - path), path, name);
	unlink(*tmp);	/* a leftover; O_EXCL below sees to the rest */
	fd = open(*tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (fd < 0) {
		err = errno;
		free(*tmp);
		errno = err;
	}
	return fd;
}

int
endfile(int fd, char *tmp, const char *path)
{
	int err, r = path ? fsync(fd) : 0;

	if (close(fd) < 0)
		r = -1;
	if (path && r == 0)
		r = rename(tmp, path);
	if (path && r == 0)
		r = syncdir(path);
	err = errno;
	if (!path || r < 0)
		unlink(tmp);
	free(tmp);
	errno = err;
	return r;
}

int
replacefile(const char *path, const char *s, size_t n)
{
	char *tmp;
	int err, fd;

	if ((fd = beginfile(path, &tmp)) < 0)
		return -1;
	if (writeall(fd, s, n) == 0)
		return endfile(fd, tmp, path);
	err = errno;
	endfile(fd, tmp, NULL);
	errno = err;
	return -1;
}

int
direxists(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

int
mkdirs(const char *path, mode_t mode)
{
	char *p, *s;
	int r;

	if (mkdir(path, mode) == 0)
		return 0;
	if (errno == EEXIST) {
		if (direxists(path))
			return 0;
		errno = ENOTDIR;
		return -1;
	}
	if (errno != ENOENT)
		return -1;
	s = xstrdup(path);
	for (p = s + strlen(s); p > s && p[-1] == '/'; p--)
		p[-1] = '\0';
	r = -1;
	if ((p = strrchr(s, '/')) && p > s) {
		*p = '\0';
		r = mkdirs(s, mode);
	}
	free(s);
	if (r < 0)
		return -1;
	return mkdir(path, mode) == 0 || errno == EEXIST ? 0 : -1;
}

static int
removechildren(const char *path)
{
	struct dirent *e;
	DIR *d;
	char *s;
	int r = 0;

	if (!(d = opendir(path)))
		return -1;
	while (r == 0 && (e = readdir(d)))
		if (strcmp(e->d_name, ".") != 0 &&
		    strcmp(e->d_name, "..") != 0) {
			s = join(path, e->d_name);
			r = removetree(s);
			free(s);
		}
	closedir(d);
	return r;
}

int
removetree(const char *path)
{
	struct stat st;

	if (rmdir(path) == 0 || errno == ENOENT)
		return 0;
	if (lstat(path, &st) < 0)
		return -1;
	if (!S_ISDIR(st.st_mode))
		return unlink(path);
	chmod(path, 0700);	/* a tree unpacked read-only */
	if (removechildren(path) < 0)
		return -1;
	return rmdir(path);
}

char *
join(const char *dir, const char *name)
{
	return strfmt("%s/%s", dir, name);
}

const char *
lastpart(const char *path)
{
	const char *p = strrchr(path, '/');

	return p ? p + 1 : path;
}

char *
abspath(const char *path)
{
	char here[PATH_MAX];

	if (*path == '/' || !getcwd(here, sizeof here))
		return xstrdup(path);
	return strcmp(path, ".") == 0 ? xstrdup(here) : join(here, path);
}
