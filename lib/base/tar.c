/* tar.c - write a tar archive: one member, or a tree */
#define _XOPEN_SOURCE	700	/* S_IFMT and its like */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base.h"

#define BLOCK	512
#define NAME	100	/* bytes of a name in a header */

enum { TARFILE = '0', TARLINK = '2', TARDIR = '5' };

struct tarmember {
	const char *name;	/* a directory's ends with '/' */
	int type;
	mode_t mode;
	const char *link;	/* the target of a TARLINK, else NULL */
	unsigned long long size;	/* of a TARFILE, else 0 */
	long long date;		/* seconds since 1970 */
};

/* write octal digits; the NUL behind them is there already */
static void
octal(char *to, int digits, unsigned long long v)
{
	while (digits-- > 0) {
		to[digits] = '0' + (v & 7);
		v >>= 3;
	}
}

static void
zeros(struct buf *b, size_t n)
{
	bufroom(b, n);
	memset(b->s + b->len, 0, n + 1);
	b->len += n;
}

/* fill the last block of contents of this size */
static void
pad(struct buf *b, unsigned long long size)
{
	if (size % BLOCK)
		zeros(b, BLOCK - size % BLOCK);
}

static void
header(struct buf *b, const struct tarmember *m)
{
	char h[BLOCK] = { 0 };
	size_t i;
	unsigned long sum = 0;

	memcpy(h, m->name, strnlen(m->name, NAME));
	octal(h + 100, 7, m->mode & 07777);
	octal(h + 108, 7, 0);
	octal(h + 116, 7, 0);
	octal(h + 124, 11, m->size);
	octal(h + 136, 11, m->date > 0 ? m->date : 0);
	h[156] = m->type;
	if (m->link)
		memcpy(h + 157, m->link, strnlen(m->link, NAME));
	memcpy(h + 257, "ustar\00000", 8);
	memset(h + 148, ' ', 8);
	for (i = 0; i < BLOCK; i++)
		sum += (unsigned char)h[i];
	octal(h + 148, 6, sum);
	h[154] = '\0';
	bufadd(b, h, BLOCK);
}

/* an extra member that holds the long name or link of the next member */
static void
longname(struct buf *b, const char *s, int type)
{
	struct tarmember m = { "././@LongLink", 0, 0644, NULL, 0, 0 };

	if (strlen(s) <= NAME)
		return;
	m.type = type;
	m.size = strlen(s) + 1;
	header(b, &m);
	bufadd(b, s, m.size);
	pad(b, m.size);
}

static void
addmember(struct buf *b, const struct tarmember *m)
{
	if (m->link)
		longname(b, m->link, 'K');
	longname(b, m->name, 'L');
	header(b, m);
}

void
buftarfile(struct buf *b, const char *name, const char *s, size_t n,
    long long date)
{
	struct tarmember m = { name, TARFILE, 0644, NULL, n, date };

	addmember(b, &m);
	bufadd(b, s, n);
	pad(b, n);
}

void
buftarend(struct buf *b)
{
	zeros(b, 2 * BLOCK);
}

/* trees: the archive is written while the directory is read */

#define CHUNK	65536

struct archive {
	int fd;
	const char *dir;	/* the path of the tree, for messages */
	size_t top;		/* bytes of the tree's name in the archive */
	struct buf out;		/* bytes to write */
	int written;		/* errno of a write that failed, or 0 */
	int unread;		/* errno of the first read that failed, or 0 */
	struct buf *what;	/* the path of that unread file */
};

static int tree(struct archive *, int at, const char *last,
    const char *name);

static int
flush(struct archive *a, size_t above)
{
	if (!a->written && a->out.len > above) {
		if (writeall(a->fd, a->out.s, a->out.len) < 0)
			a->written = errno;
		bufclear(&a->out);
	}
	return a->written ? -1 : 0;
}

/* remember the first file that cannot be read, and go on */
static int
unread(struct archive *a, const char *name)
{
	if (!a->unread) {
		a->unread = errno;
		buffmt(a->what, "%s%s", a->dir, name + a->top);
	}
	return 0;
}

/* exactly the size in the header, even if the file's size changed */
static int
contents(struct archive *a, int fd, unsigned long long size)
{
	unsigned long long left = size;
	size_t want;
	ssize_t n = 1;

	while (left > 0) {
		want = left < CHUNK ? left : CHUNK;
		bufroom(&a->out, want);
		if (n > 0)
			do
				n = read(fd, a->out.s + a->out.len, want);
			while (n < 0 && errno == EINTR);
		if (n <= 0)
			memset(a->out.s + a->out.len, 0, want);
		else
			want = n;
		a->out.len += want;
		left -= want;
		if (flush(a, CHUNK) < 0)
			return -1;
	}
	pad(&a->out, size);
	return 0;
}

static int
file(struct archive *a, int at, const char *last, struct tarmember *m)
{
	int r, fd = openin(at, last, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);

	if (fd < 0)
		return unread(a, m->name);
	addmember(&a->out, m);
	r = contents(a, fd, m->size);
	close(fd);
	return r;
}

static int
linked(struct archive *a, int at, const char *last, struct tarmember *m)
{
	struct buf to = { 0 };

	if (readlinkin(at, last, &to) == 0) {
		m->link = to.s;
		addmember(&a->out, m);
	} else {
		unread(a, m->name);
	}
	buffree(&to);
	return 0;
}

/* sockets, FIFOs and devices are left out */
static int
member(struct archive *a, int at, const char *last, const char *name)
{
	struct tarmember m = { name, TARFILE, 0, NULL, 0, 0 };
	struct stat st;

	if (statin(at, last, &st) < 0)
		return errno == ENOENT ? 0 : unread(a, name);
	m.mode = st.st_mode;
	m.date = st.st_mtime;
	if (S_ISDIR(st.st_mode))
		return tree(a, at, last, name);
	if (S_ISLNK(st.st_mode)) {
		m.type = TARLINK;
		return linked(a, at, last, &m);
	}
	if (!S_ISREG(st.st_mode))
		return 0;
	m.size = st.st_size;
	return file(a, at, last, &m);
}

/* the directory with its contents */
static int
tree(struct archive *a, int at, const char *last, const char *name)
{
	struct tarmember m = { NULL, TARDIR, 0, NULL, 0, 0 };
	struct stat st;
	DIR *d = listin(at, last);
	char *s;
	int r;

	if (!d || fstat(dirfd(d), &st) < 0) {
		unread(a, name);
		if (d)
			closedir(d);
		return 0;
	}
	m.name = s = strfmt("%s/", name);
	m.mode = st.st_mode;
	m.date = st.st_mtime;
	addmember(&a->out, &m);
	free(s);
	r = flush(a, CHUNK);
	while (r == 0 && (last = listnext(d))) {
		s = join(name, last);
		r = member(a, dirfd(d), last, s);
		free(s);
	}
	closedir(d);
	return r;
}

int
tartree(int fd, const char *dir, const char *name, struct buf *what)
{
	struct archive a = { 0 };

	a.fd = fd;
	a.dir = dir;
	a.top = strlen(name);
	a.what = what;
	if (tree(&a, HERE, dir, name) == 0) {
		buftarend(&a.out);
		flush(&a, 0);
	}
	buffree(&a.out);
	if (a.written)
		bufclear(what);
	errno = a.written ? a.written : a.unread;
	return errno ? -1 : 0;
}
