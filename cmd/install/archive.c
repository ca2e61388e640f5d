/* archive.c - compressed tar archives: .tar.bz2, .tar.gz, .tar.xz */
#include <sys/wait.h>

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "proc.h"
#include "local.h"

const char *const archiveends[] = { ".tar.bz2", ".tar.gz", ".tar.xz", NULL };

/* the second name is for a busybox built only to unpack */
static char tools[][2][8] = {
	{ "bzip2", "bunzip2" }, { "gzip", "gunzip" }, { "xz", "unxz" },
};

struct names {
	char **v;
	size_t n, cap;
};

/* files with several links, which must all be in the tree */
struct links {
	struct {
		struct stat st;
		nlink_t seen;
	} *v;
	size_t n, cap;
	int inside;	/* all are: their modes may be changed */
};

size_t
archiveend(const char *name, size_t n)
{
	size_t end, i;

	for (i = 0; archiveends[i]; i++) {
		end = strlen(archiveends[i]);
		if (n > end && memcmp(name + n - end, archiveends[i],
		    end) == 0)
			return end;
	}
	return 0;
}

/* 0 if a tool that has ended succeeded; else -1 and the reason in why */
static int
finish(pid_t pid, const char *name, const char *doing, struct buf *why)
{
	int status = childend(pid);

	/* the reader of its output may close the pipe early */
	if (status == 0 ||
	    (WIFSIGNALED(status) && WTERMSIG(status) == SIGPIPE))
		return 0;
	if (why->len == 0)
		buffmt(why, "%s cannot %s it", name, doing);
	return -1;
}

/* read the names that tar prints, one a line */
static void
readnames(int fd, struct names *list)
{
	struct reader r = { .fd = fd, .name = "tar" };
	size_t n;
	char *s;

	while ((s = readline(&r, &n))) {
		while (strncmp(s, "./", 2) == 0)
			s += 2;
		if (!*s)
			continue;	/* the top directory */
		list->v = growarray(list->v, list->n, &list->cap,
		    sizeof *list->v);
		list->v[list->n++] = xstrdup(s);
	}
	free(r.s);
}

/* decompress fd into tar, which fills *list or unpacks */
static int
pipeline(int fd, char tool[2][8], char *tar[], struct names *list,
    struct buf *why)
{
	char opts[] = "-dc", *unzip[] = { tool[0], opts, NULL };
	struct buf reason = { 0 };
	pid_t first = -1, second;
	int out, p, r;

	if (lseek(fd, 0, SEEK_SET) == 0 &&
	    (first = toolstart(unzip, fd, -1, 0, &p)) < 0 && errno == ENOENT) {
		unzip[0] = tool[1];
		first = toolstart(unzip, fd, -1, 0, &p);
	}
	if (first < 0)
		return tellerrno(why, tool[0]);
	/* keep messages of tar -t: busybox removes `../' and warns */
	second = toolstart(tar, p, -1, 1, list ? &out : NULL);
	if (second < 0)
		tellerrno(&reason, "tar");
	close(p);
	if (list && second > 0) {
		readnames(out, list);
		close(out);
	}
	/* a decompression error is also the reason why tar fails */
	r = finish(first, tool[0], "decompress", &reason);
	if (second < 0 || finish(second, "tar", "unpack", &reason) < 0)
		r = -1;
	if (r < 0)
		bufputs(why, reason.s);
	return r;
}

/* 1 if a component of the name is `..' */
static int
goesup(const char *name)
{
	size_t n;

	for (;; name += n + 1) {
		n = strcspn(name, "/");
		if (n == 2 && name[0] == '.' && name[1] == '.')
			return 1;
		if (!name[n])
			return 0;
	}
}

/*
 * 1 if all names stay inside and no name is below a name that is no
 * directory: tar could write through a link of the archive.
 */
static int
namesok(struct names *list, struct buf *why)
{
	size_t i, k, n;

	sortnames(list->v, list->n);
	for (i = 0; i < list->n; i++) {
		/* the message is busybox's */
		if (*list->v[i] == '/' || goesup(list->v[i]) ||
		    textfind(list->v[i], "emoving leading ")) {
			buffmt(why, "%s: name that leads out of the archive",
			    list->v[i]);
			return 0;
		}
		n = strlen(list->v[i]);
		if (list->v[i][n - 1] == '/')
			continue;
		for (k = i + 1; k < list->n &&
		    strncmp(list->v[k], list->v[i], n) == 0; k++)
			if (list->v[k][n] == '/') {
				buffmt(why, "%s: below what is no directory",
				    list->v[k]);
				return 0;
			}
	}
	if (list->n == 0)
		bufputs(why, "empty archive");
	return list->n > 0;
}

/*
 * A symbolic link may begin with as many `..' as its depth below the top and
 * have no other `..': a path through several links then stays inside.
 */
static int
linkok(int at, const char *name, int depth)
{
	struct buf to = { 0 };
	char *s;
	int ok = readlinkin(at, name, &to) == 0;

	for (s = to.s; ok && strncmp(s, "..", 2) == 0 &&
	    (s[2] == '/' || !s[2]); s += s[2] ? 3 : 2)
		depth--;
	ok = ok && *to.s != '/' && depth >= 0 && !goesup(s);
	buffree(&to);
	return ok;
}

static void
seelink(struct links *l, const struct stat *st)
{
	size_t i;

	for (i = 0; i < l->n && l->v[i].st.st_ino != st->st_ino; i++)
		continue;
	if (i == l->n) {
		l->v = growarray(l->v, l->n++, &l->cap, sizeof *l->v);
		l->v[i].st = *st;
		l->v[i].seen = 0;
	}
	l->v[i].seen++;
}

static int treeok(int at, const char *name, const char *path, int depth,
    struct links *, struct buf *);

/*
 * Drop set-id bits, and capabilities, which chown(2) removes; keep
 * directories removable.
 */
static int
tame(int at, const char *name, const struct stat *saw)
{
	int dir = S_ISDIR(saw->st_mode), fd, r;
	mode_t mask = umask(0);
	struct stat st;

	umask(mask);
	mask = (saw->st_mode & 0777 & ~mask) | (dir ? 0700 : 0);
	if (dir && (saw->st_mode & 07777) == mask)
		return 0;
	fd = openin(at, name, O_RDONLY | O_NONBLOCK | O_NOFOLLOW);
	if (fd < 0 && errno == EACCES)
		return chmodin(at, name, mask);	/* not root: safe by name */
	if (fd < 0)
		return -1;
	errno = ENOENT;
	r = fstat(fd, &st) == 0 && st.st_dev == saw->st_dev &&
	    st.st_ino == saw->st_ino &&
	    fchown(fd, (uid_t)-1, (gid_t)-1) == 0 ? fchmod(fd, mask) : -1;
	closekeep(fd);
	return r;
}

/* 1 if an unpacked file is not special and does not lead out; tame it */
static int
thingok(int at, const char *name, const char *path, int depth,
    struct links *l, struct buf *why)
{
	const char *what = *path ? path : name;
	struct stat st;

	if (statin(at, name, &st) < 0) {
		tellerrno(why, what);
	} else if (S_ISLNK(st.st_mode)) {
		if (linkok(at, name, depth))
			return 1;
		buffmt(why, "%s: link that leads out of the archive", what);
	} else if (!S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode)) {
		buffmt(why, "%s: neither file, directory nor link", what);
	} else if (S_ISREG(st.st_mode) && st.st_nlink > 1 && !l->inside) {
		seelink(l, &st);
		return 1;
	} else if (tame(at, name, &st) < 0) {
		tellerrno(why, what);
	} else
		return S_ISREG(st.st_mode) ||
		    treeok(at, name, path, depth + 1, l, why);
	return 0;
}

/* check directory name in at; path is its path below the tree, or "" */
static int
treeok(int at, const char *name, const char *path, int depth,
    struct links *l, struct buf *why)
{
	int fd = openin(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	char *below;
	int ok = d != NULL;

	if (!ok)
		tellerrno(why, *path ? path : name);
	while (ok && (name = listnext(d))) {
		below = *path ? join(path, name) : xstrdup(name);
		ok = thingok(fd, name, below, depth, l, why);
		free(below);
	}
	if (d)
		closedir(d);
	return ok;
}

/* 1 if no hard link leads to a file outside the archive */
static int
linksok(struct links *l, struct buf *why)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		if (l->v[i].seen != l->v[i].st.st_nlink) {
			bufputs(why, "hard link that leads out of the "
			    "archive");
			return 0;
		}
	l->inside = 1;
	return 1;
}

/*
 * dir, or its only entry if that is a directory in names.  A link does not
 * count: the checks would then be made in another tree.
 */
static char *
choose(const char *dir, const char *const names[])
{
	DIR *d = listin(HERE, dir);
	const char *name;
	char *only = NULL;
	struct stat st;
	int i = 0, n = 0;

	while (d && (name = listnext(d)))
		if (n++ == 0 && statin(dirfd(d), name, &st) == 0 &&
		    S_ISDIR(st.st_mode))
			only = xstrdup(name);
	if (d)
		closedir(d);
	while (n == 1 && only && names[i] && strcmp(only, names[i]) != 0)
		i++;
	return n == 1 && only && names[i] ? join(dir, only) : xstrdup(dir);
}

char *
unarchive(int fd, const char *file, const char *dir,
    const char *const names[], struct buf *why)
{
	static char tarname[] = "tar", t[] = "-tf", x[] = "-xof", in[] = "-",
	    C[] = "-C";
	char *list[] = { tarname, t, in, NULL };
	char *unpack[] = { tarname, x, in, C, xstrdup(dir), NULL };
	const char *end = file + strlen(file) -
	    archiveend(file, strlen(file));
	struct names inside = { 0 };
	struct links l = { 0 };
	char *tree = NULL;
	size_t i;

	for (i = 0; archiveends[i] && strcmp(end, archiveends[i]) != 0;)
		i++;
	if (pipeline(fd, tools[i], list, &inside, why) == 0 &&
	    namesok(&inside, why) &&
	    pipeline(fd, tools[i], unpack, NULL, why) == 0) {
		tree = choose(dir, names);
		if (!thingok(HERE, tree, "", -1, &l, why) ||
		    !linksok(&l, why) || (l.n > 0 &&
		    !thingok(HERE, tree, "", -1, &l, why)))
			tree = NULL;
	}
	return tree;
}
