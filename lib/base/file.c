/* file.c - files, locks, directories, trees */
#define _DEFAULT_SOURCE	/* setitimer, syscall */
#include <sys/syscall.h>
#include <sys/time.h>

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base.h"

#define WHOLE	(256L << 20)	/* bytes of a file that is kept in memory */

int
chmodin(int at, const char *name, mode_t mode)
{
	return fchmodat(at, name, mode, 0);
}

int
closekeep(int fd)
{
	int err = errno, r = close(fd);

	if (r == 0)
		errno = err;
	return r;
}

int
openin(int at, const char *name, int flags)
{
	if (at != HERE)
		flags |= O_NOFOLLOW;
	return openat(at, name, flags | O_CLOEXEC, 0666);
}

static int
regular(int fd)
{
	struct stat st;

	if (fd < 0 || (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)))
		return fd;
	close(fd);
	errno = S_ISDIR(st.st_mode) ? EISDIR : EOPNOTSUPP;
	return -1;
}

int
openregular(int at, const char *name)
{
	/* a FIFO does not keep us waiting */
	return regular(openin(at, name, O_RDONLY | O_NONBLOCK));
}

/* openbelow() in one call, from Linux 5.6; ENOSYS or EPERM: not here */
#if defined SYS_openat2 && LONG_MAX > 0x7fffffff	/* no O_LARGEFILE */
static int
openatonce(int at, const char *path)
{
	unsigned long long how[] = { O_RDONLY | O_NONBLOCK | O_CLOEXEC, 0,
	    4 | 8 };	/* RESOLVE_NO_SYMLINKS, RESOLVE_BENEATH */

	return syscall(SYS_openat2, (long)at, path, how, sizeof how);
}
#else
#define openatonce(at, path)	(errno = ENOSYS, -1)
#endif

int
openbelow(int at, const char *path)
{
	static int lacking;	/* an old kernel, or a filter */
	const char *end;
	char *part;
	int fd = lacking ? -1 : openatonce(at, path), up = at;

	if (!lacking && (fd >= 0 || (errno != ENOSYS && errno != EPERM)))
		return regular(fd);
	lacking = 1;
	for (; (end = strchr(path, '/')); path = end + 1) {
		part = tempfmt("%.*s", (int)(end - path), path);
		fd = openin(up, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
		if (up != at)
			closekeep(up);
		if ((up = fd) < 0)
			return -1;
	}
	fd = openregular(up, path);
	if (up != at)
		closekeep(up);
	return fd;
}

int
statin(int at, const char *name, struct stat *st)
{
	return fstatat(at, name, st, AT_SYMLINK_NOFOLLOW);
}

int
statpath(const char *path, struct stat *st)
{
	return fstatat(HERE, path, st, 0);
}

int
accessin(int at, const char *name, int mode)
{
	return faccessat(at, name, mode, 0);
}

int
direxists(const char *path)
{
	struct stat st;

	return statpath(path, &st) == 0 && S_ISDIR(st.st_mode);
}

int
executable(const char *path)
{
	return accessin(HERE, path, X_OK) == 0 && !direxists(path);
}

int
mkdirin(int at, const char *name, mode_t mode)
{
	return mkdirat(at, name, mode);
}

int
unlinkin(int at, const char *name)
{
	return unlinkat(at, name, 0);
}

int
rmdirin(int at, const char *name)
{
	return unlinkat(at, name, AT_REMOVEDIR);
}

int
renamein(int at, const char *from, const char *to)
{
	return renameat(at, from, at, to);
}

int
linkin(const char *target, int at, const char *name)
{
	return symlinkat(target, at, name);
}

int
readlinkin(int at, const char *name, struct buf *b)
{
	char s[PATH_MAX];
	ssize_t n = readlinkat(at, name, s, sizeof s);

	if (n < 0)
		return -1;
	bufadd(b, s, n);
	return 0;
}

int
emptyfile(const char *path)
{
	int fd = openin(HERE, path, O_WRONLY | O_TRUNC | O_NOFOLLOW);

	return fd < 0 ? -1 : close(fd);
}

int
tempdir(char *path)
{
	return mkdtemp(path) ? 0 : -1;
}

int
tempfile(char *path)
{
	char *name;
	int fd;

	/* in a directory that is ours alone: less code than mkstemp(3) */
	if (tempdir(path) < 0)
		return -1;
	name = tempfmt("%s/file", path);
	fd = openin(HERE, name, O_RDWR | O_CREAT | O_EXCL);
	if (fd >= 0)
		unlink(name);
	rmdir(path);
	return fd;
}

DIR *
listin(int at, const char *name)
{
	int fd = openin(at, name, O_RDONLY | O_DIRECTORY | O_NONBLOCK);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);

	if (!d && fd >= 0)
		closekeep(fd);
	return d;
}

const char *
listnext(DIR *d)
{
	struct dirent *e;

	while ((e = readdir(d)))
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
			return e->d_name;
	return NULL;
}

const char *
nextname(DIR **d)
{
	const char *name = *d ? listnext(*d) : NULL;

	if (*d && !name) {
		closedir(*d);
		*d = NULL;
	}
	return name;
}

int
diropen(struct dir *d, const char *path)
{
	d->path = abspath(path);
	d->fd = openin(HERE, d->path, O_RDONLY | O_DIRECTORY);
	return d->fd < 0 ? -1 : 0;
}

int
dirtrust(const struct dir *d)
{
	struct stat st;

	if (fstat(d->fd, &st) < 0)
		return -1;
	if (st.st_uid != geteuid())
		die(failstatus, "%s: belongs to another user (%lu)", d->path,
		    (unsigned long)st.st_uid);
	return st.st_mode & (S_IWGRP | S_IWOTH) ?
	    fchmod(d->fd, st.st_mode & 07777 & ~(S_IWGRP | S_IWOTH)) : 0;
}

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

void
writeout(const char *s, size_t n)
{
	if (writeall(1, s, n) < 0)
		die(failstatus, "standard output:");
}

int
readfd(int fd, struct buf *b)
{
	struct stat st;
	ssize_t r;

	bufroom(b, fstat(fd, &st) == 0 && st.st_size > 0 &&
	    st.st_size < WHOLE ? st.st_size : 0);
	for (;;) {
		if (b->len > WHOLE) {
			errno = EFBIG;
			return -1;
		}
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
readin(int at, const char *name, struct buf *b)
{
	int fd, r;

	fd = at == HERE ? openin(at, name, O_RDONLY) : openregular(at, name);
	if (fd < 0)
		return -1;
	r = readfd(fd, b);
	closekeep(fd);
	return r;
}

int
readfile(const char *path, struct buf *b)
{
	return readin(HERE, path, b);
}

int
readtail(int fd, size_t want, struct buf *b)
{
	off_t at, end;
	ssize_t r;

	if ((end = lseek(fd, 0, SEEK_END)) < 0)
		return -1;
	at = end > (off_t)want ? end - (off_t)want : 0;
	if (end - at > WHOLE) {
		errno = EFBIG;
		return -1;
	}
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

static long long patience = 10 * SECOND;

void
lockpatience(long long ns)
{
	if (ns < patience)
		patience = ns;
}

/* -1 with errno; F_GETLK: the process that holds the lock, or 0; else 0 */
static pid_t
setlock(int fd, int cmd, int type)
{
	struct flock l;

	memset(&l, 0, sizeof l);
	l.l_type = type;
	l.l_whence = SEEK_SET;
	if (fcntl(fd, cmd, &l) < 0)
		return -1;
	return cmd == F_GETLK && l.l_type != F_UNLCK ? l.l_pid : 0;
}

int
trylock(int fd)
{
	return setlock(fd, F_SETLK, F_WRLCK);
}

pid_t
lockholder(int fd)
{
	return setlock(fd, F_GETLK, F_WRLCK);
}

/* a signal with a handler interrupts the system call */
static void
ring(int sig)
{
	(void)sig;
}

/*
 * Wait for the lock.  The timer repeats: a signal just before the call does
 * not interrupt it, the next one does.
 */
static int
awaitlock(int fd, long long deadline, int (*stop)(void))
{
	const struct itimerval each = { { 0, 20000 }, { 0, 20000 } };
	const struct itimerval never = { { 0, 0 }, { 0, 0 } };
	struct sigaction sa, sawas;
	sigset_t mask, was;
	int err, r;

	memset(&sa, 0, sizeof sa);
	sa.sa_handler = ring;
	sigaction(SIGALRM, &sa, &sawas);
	sigemptyset(&mask);
	sigaddset(&mask, SIGALRM);
	if (stop) {
		sigemptyset(&mask);
		sigprocmask(SIG_SETMASK, &mask, &was);
	} else {
		sigprocmask(SIG_UNBLOCK, &mask, &was);
	}
	setitimer(ITIMER_REAL, &each, NULL);
	while ((r = setlock(fd, F_SETLKW, F_WRLCK)) < 0 &&
	    errno == EINTR && !(stop && stop()) &&
	    (deadline == 0 || nanoseconds() < deadline))
		continue;
	err = errno;
	setitimer(ITIMER_REAL, &never, NULL);
	sigprocmask(SIG_SETMASK, &was, NULL);
	sigaction(SIGALRM, &sawas, NULL);
	errno = err;
	return r;
}

int
lockuntil(int fd, const char *path, long long deadline, int (*stop)(void))
{
	long long soon = nanoseconds() + patience;
	int last = deadline && deadline <= soon;
	pid_t holder;

	if (trylock(fd) == 0)
		return 0;
	if (errno != EACCES && errno != EAGAIN)
		return -1;
	if (awaitlock(fd, last ? deadline : soon, stop) == 0)
		return 0;
	if (errno != EINTR || (stop && stop()))
		return -1;
	if ((holder = lockholder(fd)) > 0)
		warning("%s: locked by process %ld", path, (long)holder);
	if (!last && awaitlock(fd, deadline, stop) == 0)
		return 0;
	if (last || (errno == EINTR && !(stop && stop())))
		errno = EAGAIN;
	return -1;
}

int
lockfile(int fd, const char *path)
{
	return lockuntil(fd, path, nanoseconds() + patience, NULL);
}

/* where a last line without newline begins; end if there is none */
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

/* move the bytes of fd in from..end to NAME.torn */
static int
settorn(int fd, int at, const char *name, off_t from, off_t end)
{
	struct buf b = { 0 };
	char *torn = tempfmt("%s.torn", name);
	int out, r = -1;

	if (readtail(fd, end - from, &b) < 0)
		return -1;
	bufputc(&b, '\n');
	/* nor does a FIFO of that name keep us waiting */
	out = openin(at, torn, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW |
	    O_NONBLOCK);
	if (out >= 0) {
		r = writeall(out, b.s, b.len);
		if (close(out) < 0)
			r = -1;
	}
	if (r < 0)
		warning("%s:", torn);
	else
		r = ftruncate(fd, from);
	buffree(&b);
	return r;
}

/* make the locked file end in a whole line: its new end, or -1 */
static off_t
wholeend(int fd, int at, const char *name, char last[2])
{
	struct stat st;
	off_t from;
	int n;

	last[0] = last[1] = '\n';
	if (fstat(fd, &st) < 0)
		return -1;
	if (!S_ISREG(st.st_mode) || st.st_size == 0)
		return 0;
	n = st.st_size > 1 ? 2 : 1;
	if (pread(fd, last + 2 - n, n, st.st_size - n) != n)
		return -1;
	if (last[1] == '\n')
		return st.st_size;
	if ((from = tornfrom(fd, st.st_size)) < 0 ||
	    settorn(fd, at, name, from, st.st_size) < 0)
		return -1;
	return wholeend(fd, at, name, last);
}

int
appendlocked(int fd, int at, const char *name, const char *s, size_t n,
    int gap)
{
	struct buf b = { 0 };
	char last[2];
	off_t end;
	ssize_t r;
	int err;

	if ((end = wholeend(fd, at, name, last)) < 0)
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

/*
 * A file that would grow beyond a limit of its size is an error, not the
 * end of the program.  Programs that are started have no part in this.
 */
static void
survivelimit(void)
{
	static int done;
	struct sigaction sa;

	if (done++)
		return;
	memset(&sa, 0, sizeof sa);
	sa.sa_handler = ring;
	sigaction(SIGXFSZ, &sa, NULL);
}

int
appendfd(int fd, int at, const char *name, const char *s, size_t n, int gap)
{
	const char *sync = setting("AT_SYNC");
	int err, r;

	if (n == 0)
		return 0;
	if (lockfile(fd, name) < 0)
		return -1;
	r = appendlocked(fd, at, name, s, n, gap);
	err = errno;
	setlock(fd, F_SETLK, F_UNLCK);
	errno = err;
	/* see sync.c */
	if (r == 0 && sync && strcmp(sync, "record") == 0 && fsync(fd) < 0 &&
	    errno != EINVAL)
		r = -1;
	return r;
}

int
appendin(int at, const char *name, const char *s, size_t n, int gap)
{
	int fd, r;

	survivelimit();
	fd = openin(at, name, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW);
	if (fd < 0)
		return -1;
	r = appendfd(fd, at, name, s, n, gap);
	return closekeep(fd) < 0 ? -1 : r;
}

/* sync the directory that holds the name */
static int
syncparent(int at, const char *name)
{
	int n = lastpart(name) - name;

	return syncin(at, n > 0 ? tempfmt("%.*s", n, name) : ".");
}

int
beginin(int at, const char *name, char **tmp)
{
	const char *last = lastpart(name);

	survivelimit();
	*tmp = strfmt("%.*s.%s.tmp", (int)(last - name), name, last);
	unlinkin(at, *tmp);	/* a leftover; O_EXCL below refuses others */
	return openin(at, *tmp, O_WRONLY | O_CREAT | O_EXCL);
}

int
endin(int fd, int at, char *tmp, const char *name)
{
	int err, r = name ? fsync(fd) : -1;

	if (closekeep(fd) < 0)
		r = -1;
	if (r == 0)
		r = renamein(at, tmp, name);
	if (r == 0)
		r = syncparent(at, name);
	err = errno;
	if (r < 0)
		unlinkin(at, tmp);
	free(tmp);
	errno = err;
	return r;
}

int
writein(int at, const char *name, const char *s, size_t n)
{
	char *tmp;
	int fd = beginin(at, name, &tmp);

	if (fd < 0)
		return -1;
	return endin(fd, at, tmp, writeall(fd, s, n) < 0 ? NULL : name);
}

int
mkdirsin(int at, const char *name, mode_t mode)
{
	struct stat st;
	int n = lastpart(name) - name, r;
	char *above;

	if (mkdirin(at, name, mode) == 0)
		return 0;
	if (errno == EEXIST) {
		r = fstatat(at, name, &st, 0);
		errno = ENOTDIR;
		return r == 0 && S_ISDIR(st.st_mode) ? 0 : -1;
	}
	while (n > 0 && name[n - 1] == '/')
		n--;
	if (errno != ENOENT || n == 0)
		return -1;
	above = strfmt("%.*s", n, name);
	r = mkdirsin(at, above, mode);
	free(above);
	if (r < 0)
		return -1;
	return mkdirin(at, name, mode) == 0 || errno == EEXIST ? 0 : -1;
}

/* the directory that emptydir() empties, last, and its parents */
struct above {
	struct stat *v;
	size_t n;
};

/* open the directory name if it is still the directory *saw */
static DIR *
enter(int at, const char *name, struct stat *saw)
{
	int fd = openin(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
	struct stat st;
	DIR *d = NULL;

	/* root gets no EACCES: this changes only files of the user */
	if (fd < 0 && errno == EACCES && fchmodat(at, name, 0700, 0) == 0)
		fd = openin(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
	if (fd < 0)
		return NULL;
	if (fstat(fd, &st) == 0 && (st.st_dev != saw->st_dev ||
	    st.st_ino != saw->st_ino))
		errno = ENOTDIR;
	else if ((st.st_mode & 0700) == 0700 || fchmod(fd, 0700) == 0)
		d = fdopendir(fd);
	if (!d)
		closekeep(fd);
	*saw = st;
	return d;
}

/* empty *d: 0; 1: *d is now a subdirectory to empty first; -1 */
static int
emptydir(DIR **d, struct above *a)
{
	const char *name;
	struct stat st;
	DIR *below;

	while ((name = listnext(*d))) {
		if (statin(dirfd(*d), name, &st) < 0) {
			if (errno == ENOENT)
				continue;
			return -1;
		}
		if ((S_ISDIR(st.st_mode) ? rmdirin(dirfd(*d), name) :
		    unlinkin(dirfd(*d), name)) == 0 || errno == ENOENT)
			continue;
		if (!S_ISDIR(st.st_mode) ||
		    (errno != ENOTEMPTY && errno != EEXIST))
			return -1;
		if (!(below = enter(dirfd(*d), name, &st)))
			return -1;
		a->v = xrealloc(a->v, (a->n + 1) * sizeof *a->v);
		a->v[a->n++] = st;
		closedir(*d);
		*d = below;
		return 1;
	}
	return 0;
}

/* go back to the parent, if it is still the same directory */
static int
leave(DIR **d, struct above *a)
{
	struct stat saw = a->v[--a->n - 1];
	DIR *up = enter(dirfd(*d), "..", &saw);

	closedir(*d);
	*d = up;
	return up ? 0 : -1;
}

int
removein(int at, const char *name)
{
	struct above a = { 0 };
	struct stat st;
	int err, r;
	DIR *d;

	if (rmdirin(at, name) == 0 || errno == ENOENT)
		return 0;
	if (statin(at, name, &st) < 0)
		return -1;
	if (!S_ISDIR(st.st_mode))
		return unlinkin(at, name);
	if (!(d = enter(at, name, &st)))
		return -1;
	a.v = xmalloc(sizeof *a.v);
	a.v[a.n++] = st;
	/* one directory is open at a time: the depth has no limit */
	while ((r = emptydir(&d, &a)) > 0 ||
	    (r == 0 && a.n > 1 && (r = leave(&d, &a)) == 0))
		continue;
	err = errno;
	if (d)
		closedir(d);
	free(a.v);
	errno = err;
	return r < 0 ? -1 : rmdirin(at, name);
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
