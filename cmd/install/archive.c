/* archive.c - compressed tar archives: .tar.bz2, .tar.gz, .tar.xz */
#include <sys/stat.h>
#include <sys/wait.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base.h"
#include "proc.h"
#include "local.h"

const char *const archiveends[] = { ".tar.bz2", ".tar.gz", ".tar.xz", NULL };

/* the second is there where busybox was built only to unpack */
static char tools[][2][8] = {
	{ "bzip2", "bunzip2" }, { "gzip", "gunzip" }, { "xz", "unxz" },
};

struct names {
	char **v;
	size_t n, cap;
};

/* files with more than one link: each link has to be in the tree */
struct links {
	size_t top;		/* how long the path of the tree is */
	struct stat *v;
	nlink_t *seen;
	size_t n;
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

/* what it says on standard error is left out: why has the one line */
static pid_t
start(char *argv[], char *other, int in, int out)
{
	struct child c = { argv, NULL, in, out, out, 0 };
	pid_t pid;
	int err, null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	/* but not for the names: busybox takes a `../' off, and says so */
	if (out < 0 || other)
		c.err = null;
	if ((pid = spawn(&c)) < 0 && errno == ENOENT && other) {
		argv[0] = other;
		pid = spawn(&c);
	}
	err = errno;
	if (null >= 0)
		close(null);
	errno = err;
	return pid;
}

/* reap it: 0 if it ended well; else why */
static int
finish(pid_t pid, const char *name, const char *doing, struct buf *why)
{
	int status = 0;

	if (pid < 0)
		return -1;	/* told when it could not be started */
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	/* whoever read its output may have had enough of it */
	if (status == 0 ||
	    (WIFSIGNALED(status) && WTERMSIG(status) == SIGPIPE))
		return 0;
	if (why->len == 0)
		buffmt(why, "%s cannot %s it", name, doing);
	return -1;
}

static int
cloexecpipe(int p[2])
{
	if (pipe(p) < 0)
		return -1;
	fcntl(p[0], F_SETFD, FD_CLOEXEC);
	fcntl(p[1], F_SETFD, FD_CLOEXEC);
	return 0;
}

static void
addname(struct names *list, const char *name)
{
	while (strncmp(name, "./", 2) == 0)
		name += 2;
	if (!*name)
		return;		/* the top itself */
	list->v = growarray(list->v, list->n, &list->cap, sizeof *list->v);
	list->v[list->n++] = xstrdup(name);
}

/* what tar prints into the pipe, a name a line */
static void
readnames(int fd, struct names *list)
{
	struct reader r = { .fd = fd, .name = "tar" };
	size_t n;
	char *s;

	while ((s = readline(&r, &n)))
		addname(list, s);
	free(r.s);
}

/* decompress fd into tar, which lists into *list or unpacks into dir */
static int
pipeline(int fd, char tool[2][8], char *tar[], struct names *list,
    struct buf *why)
{
	char opts[] = "-dc", *unzip[] = { tool[0], opts, NULL };
	int out[2] = { -1, -1 }, p[2], r;
	struct buf reason = { 0 };
	pid_t first, second;

	if (lseek(fd, 0, SEEK_SET) < 0 || cloexecpipe(p) < 0 ||
	    (list && cloexecpipe(out) < 0)) {
		bufputs(why, strerror(errno));
		return -1;
	}
	if ((first = start(unzip, tool[1], fd, p[1])) < 0)
		buffmt(&reason, "%s: %s", tool[0], strerror(errno));
	close(p[1]);
	if ((second = start(tar, NULL, p[0], out[1])) < 0 &&
	    reason.len == 0)
		buffmt(&reason, "tar: %s", strerror(errno));
	close(p[0]);
	if (list) {
		close(out[1]);
		readnames(out[0], list);
		close(out[0]);
	}
	/* what could not be decompressed is why tar fails, too */
	r = finish(first, tool[0], "decompress", &reason);
	if (finish(second, "tar", "unpack", &reason) < 0)
		r = -1;
	if (r < 0)
		bufputs(why, reason.s);
	buffree(&reason);
	return r;
}

static int
byname(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* a name that leads out of the directory it is unpacked in */
static int
leadsout(const char *name)
{
	size_t n;

	if (*name == '/' || textfind(name, "emoving leading "))
		return 1;
	for (;; name += n + 1) {
		n = strcspn(name, "/");
		if (n == 2 && name[0] == '.' && name[1] == '.')
			return 1;
		if (!name[n])
			return 0;
	}
}

/*
 * Names inside only, and none below what is no directory: that would be
 * written through a link of the archive.
 */
static int
namesok(struct names *list, struct buf *why)
{
	size_t i, k, n;

	if (list->n > 1)
		sort(list->v, list->n, sizeof *list->v, byname);
	for (i = 0; i < list->n; i++) {
		if (leadsout(list->v[i])) {
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
 * A symbolic link at a depth below the top may have as many `..', all at
 * its beginning: so a link that leads through others stays inside too.
 */
static int
linkok(const char *path, int depth)
{
	struct buf to = { 0 };
	ssize_t n;
	size_t len;
	char *s;
	int ok;

	bufroom(&to, 4096);
	n = readlink(path, to.s, 4096);
	to.s[n > 0 ? n : 0] = '\0';
	for (s = to.s; strncmp(s, "..", 2) == 0 && (s[2] == '/' || !s[2]);) {
		depth--;
		s += s[2] ? 3 : 2;
	}
	for (ok = n > 0 && *to.s != '/' && depth >= 0; ok && *s; s += len) {
		len = strcspn(s, "/");
		ok = !(len == 2 && s[0] == '.' && s[1] == '.');
		len += s[len] == '/';
	}
	buffree(&to);
	return ok;
}

static void
seelink(struct links *l, const struct stat *st)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		if (l->v[i].st_ino == st->st_ino) {
			l->seen[i]++;
			return;
		}
	l->v = xrealloc(l->v, (l->n + 1) * sizeof *l->v);
	l->seen = xrealloc(l->seen, (l->n + 1) * sizeof *l->seen);
	l->v[l->n] = *st;
	l->seen[l->n++] = 1;
}

static int treeok(const char *, int, struct links *, struct buf *);

/* one thing that was unpacked: nothing special, nothing that leads out */
static int
thingok(const char *path, int depth, struct links *l, struct buf *why)
{
	struct stat st;
	mode_t mask = umask(0);

	umask(mask);
	if (lstat(path, &st) < 0) {
		buffmt(why, "%s: %s", path + l->top, strerror(errno));
		return 0;
	}
	if (S_ISLNK(st.st_mode)) {
		if (linkok(path, depth))
			return 1;
		buffmt(why, "%s: link that leads out of the archive",
		    path + l->top);
		return 0;
	}
	if (!S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode)) {
		buffmt(why, "%s: neither file, directory nor link",
		    path + l->top);
		return 0;
	}
	/* no set-id bits, and a directory that can be removed again */
	chmod(path, (st.st_mode & 0777 & ~mask) |
	    (S_ISDIR(st.st_mode) ? 0700 : 0));
	if (S_ISREG(st.st_mode) && st.st_nlink > 1)
		seelink(l, &st);
	return S_ISREG(st.st_mode) || treeok(path, depth + 1, l, why);
}

static int
treeok(const char *dir, int depth, struct links *l, struct buf *why)
{
	struct dirent *e;
	DIR *d = opendir(dir);
	char *path;
	int ok = d != NULL;

	if (!ok)
		buffmt(why, "%s: %s", dir, strerror(errno));
	while (ok && (e = readdir(d)))
		if (strcmp(e->d_name, ".") != 0 &&
		    strcmp(e->d_name, "..") != 0) {
			path = join(dir, e->d_name);
			ok = thingok(path, depth, l, why);
			free(path);
		}
	if (d)
		closedir(d);
	return ok;
}

/* hard links to files that are not of the archive are missing some */
static int
linksok(const struct links *l, struct buf *why)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		if (l->seen[i] != l->v[i].st_nlink) {
			bufputs(why, "hard link that leads out of the "
			    "archive");
			return 0;
		}
	return 1;
}

/* dir, or the one directory in it if its name is one of names */
static char *
choose(const char *dir, const char *const names[])
{
	struct dirent *e;
	char *name = NULL, *tree;
	DIR *d = opendir(dir);
	int i = 0, n = 0;

	while (d && (e = readdir(d)))
		if (strcmp(e->d_name, ".") != 0 &&
		    strcmp(e->d_name, "..") != 0 && n++ == 0)
			name = xstrdup(e->d_name);
	if (d)
		closedir(d);
	while (n == 1 && names[i] && strcmp(name, names[i]) != 0)
		i++;
	tree = n == 1 && names[i] ? join(dir, name) : NULL;
	free(name);
	if (tree && !direxists(tree)) {
		free(tree);
		tree = NULL;
	}
	return tree ? tree : xstrdup(dir);
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
	size_t i, k;

	for (i = 0; archiveends[i] && strcmp(end, archiveends[i]) != 0;)
		i++;
	if (!archiveends[i])
		bufputs(why, "no archive");
	else if (pipeline(fd, tools[i], list, &inside, why) == 0 &&
	    namesok(&inside, why) &&
	    pipeline(fd, tools[i], unpack, NULL, why) == 0) {
		tree = choose(dir, names);
		l.top = strlen(tree) + 1;
		if (!treeok(tree, 0, &l, why) || !linksok(&l, why)) {
			free(tree);
			tree = NULL;
		}
	}
	for (k = 0; k < inside.n; k++)
		free(inside.v[k]);
	free(inside.v);
	free(l.v);
	free(l.seen);
	free(unpack[4]);
	return tree;
}
