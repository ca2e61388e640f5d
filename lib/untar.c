/* untar.c - unpack a tar stream that is not trusted */
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tar.h"
#include "file.h"
#include "untar.h"

static int
fail(struct buf *why, const struct member *m, const char *reason)
{
	buffmt(why, "%s: %s", m->name.s, reason);
	return -1;
}

/* NULL if the name stays below where it starts; else why not */
static const char *
namefault(const char *s)
{
	size_t n;

	if (*s == '/')
		return "absolute name in the archive";
	for (;; s += n + 1) {
		n = strcspn(s, "/");
		if (n == 2 && strncmp(s, "..", 2) == 0)
			return "'..' in a name in the archive";
		if (!s[n])
			return NULL;
	}
}

/* take `.' and empty components out of a name that has no fault */
static void
tidy(struct buf *b)
{
	char *from = b->s, *to = b->s;
	size_t n;

	for (;; from += n + 1) {
		n = strcspn(from, "/");
		if (n > 1 || (n == 1 && *from != '.')) {
			if (to > b->s)
				*to++ = '/';
			memmove(to, from, n);
			to += n;
		}
		if (!from[n])
			break;
	}
	*to = '\0';
	b->len = to - b->s;
}

/*
 * Open the directory that holds the tidy name, never through a link, and
 * make what is missing of it.  *last: the name in it.  -1 with errno.
 */
static int
openparent(int dir, const char *name, const char **last)
{
	char *part;
	size_t n;
	int err, fd, next;

	if ((fd = fcntl(dir, F_DUPFD_CLOEXEC, 3)) < 0)
		return -1;
	for (; name[n = strcspn(name, "/")]; name += n + 1) {
		part = strfmt("%.*s", (int)n, name);
		next = mkdirat(fd, part, 0777) < 0 && errno != EEXIST ? -1 :
		    openat(fd, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW |
		    O_CLOEXEC);
		err = errno;
		free(part);
		close(fd);
		if ((fd = next) < 0) {
			errno = err;
			return -1;
		}
	}
	*last = name;
	return fd;
}

/* the member's data, and its time; -1 with errno, 0 if data is missing */
static int
fill(int in, int fd, const struct member *m)
{
	static char part[64 * TARBLOCK];
	struct timespec times[2];
	long long left = m->size;
	size_t n;

	for (; left > 0; left -= n) {
		n = sizeof part;
		if (left < (long long)n)
			n = (left + TARBLOCK - 1) / TARBLOCK * TARBLOCK;
		if (tarread(in, part, n) <= 0)
			return 0;
		if (left < (long long)n)
			n = left;
		if (writeall(fd, part, n) < 0)
			return -1;
	}
	times[0].tv_sec = times[1].tv_sec = m->mtime;
	times[0].tv_nsec = times[1].tv_nsec = 0;
	/* what vouches for the tree must not outlive its data in a power cut */
	return futimens(fd, times) < 0 || fsync(fd) < 0 ? -1 : 1;
}

static int
regular(int in, const struct member *m, int at, const char *last,
    struct buf *why)
{
	int err, fd, r;

	fd = openat(at, last, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW |
	    O_CLOEXEC, m->mode);
	if (fd < 0)
		return fail(why, m, strerror(errno));
	r = fill(in, fd, m);
	err = errno;
	if (close(fd) < 0 && r > 0) {
		err = errno;
		r = -1;
	}
	return r > 0 ? 0 :
	    fail(why, m, r < 0 ? strerror(err) : "truncated archive");
}

static int
hardlink(struct untar *t, struct member *m, int at, const char *last,
    struct buf *why)
{
	struct stat st;
	const char *from;
	int fd, r;

	if (namefault(m->link.s))
		return fail(why, m, "link that leads out of the archive");
	tidy(&m->link);
	if ((fd = openparent(t->dir, m->link.s, &from)) < 0)
		return fail(why, m, strerror(errno));
	r = fstatat(fd, from, &st, AT_SYMLINK_NOFOLLOW);
	if (r < 0 || !S_ISREG(st.st_mode))
		r = fail(why, m, "link to what is no file of the archive");
	else if (linkat(fd, from, at, last, 0) < 0)
		r = fail(why, m, strerror(errno));
	close(fd);
	return r;
}

/* how many directories there are above the tidy name */
static int
depth(const char *name)
{
	int n = 0;

	for (; *name; name++)
		n += *name == '/';
	return n;
}

static int
softlink(struct untar *t, const struct member *m, int at, const char *last,
    struct buf *why)
{
	const char *s = m->link.s;
	int below = depth(m->name.s), up = 0;

	for (; strncmp(s, "..", 2) == 0 && (!s[2] || s[2] == '/'); up++)
		for (s += 2; *s == '/'; s++)
			continue;
	if (up > below || namefault(s))
		return fail(why, m, "link that leads out of the archive");
	if (up > 0 && up == below && !t->climber)
		t->climber = xstrdup(m->name.s);
	return symlinkat(m->link.s, at, last) == 0 ? 0 :
	    fail(why, m, strerror(errno));
}

static int
directory(const struct member *m, int at, const char *last, struct buf *why)
{
	struct stat st;
	int err;

	/* what it holds must still go in */
	if (mkdirat(at, last, m->mode | 0700) == 0)
		return 0;
	err = errno;
	if (err == EEXIST && fstatat(at, last, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	    S_ISDIR(st.st_mode))
		return 0;
	return fail(why, m, strerror(err));
}

static int
place(struct untar *t, struct member *m, int at, const char *last,
    struct buf *why)
{
	/* a later member of the same name wins, as with tar(1) */
	if (m->type != '5' && unlinkat(at, last, 0) < 0 && errno != ENOENT)
		return fail(why, m, strerror(errno));
	switch (m->type) {
	case '1': return hardlink(t, m, at, last, why);
	case '2': return softlink(t, m, at, last, why);
	case '5': return directory(m, at, last, why);
	default: return regular(t->in, m, at, last, why);
	}
}

static int
unpack(struct untar *t, struct member *m, struct buf *why)
{
	const char *fault, *last;
	int at, r;

	if ((fault = namefault(m->name.s)))
		return fail(why, m, fault);
	if (m->type == '3' || m->type == '4' || m->type == '6')
		return fail(why, m, "device or FIFO in the archive");
	if (!strchr("01257", m->type))	/* 7: contiguous, a file to us */
		return fail(why, m, "kind of member that is not supported");
	tidy(&m->name);
	if (m->name.len == 0 && m->type == '5')
		return 0;	/* `./' itself */
	if (m->name.len == 0)
		return fail(why, m, "empty name in the archive");
	if ((at = openparent(t->dir, m->name.s, &last)) < 0)
		return fail(why, m, errno == ELOOP || errno == ENOTDIR ?
		    "name that leads through a link or a file" :
		    strerror(errno));
	r = place(t, m, at, last, why);
	close(at);
	t->members++;
	return r;
}

int
untar(struct untar *t, struct buf *why)
{
	struct member m = { .type = 0 };
	char rest[TARBLOCK];
	int r;

	while ((r = tarnext(t->in, &m, why)) > 0 && (r = unpack(t, &m, why)) == 0)
		continue;
	/* whoever writes the stream has checked it when it is at its end */
	while (r == 0 && tarread(t->in, rest, sizeof rest) > 0)
		continue;
	buffree(&m.name);
	buffree(&m.link);
	return r;
}
