/* swap.c - put a whole directory in the place of another */
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base.h"
#include "local.h"

static int
fail(struct buf *why, const char *object)
{
	buffmt(why, "%s: %s", object, strerror(errno));
	return -1;
}

int
placestamp(const char *target, struct buf *b)
{
	char *s = join(target, ".checksum");
	struct stat st;
	int r;

	r = lstat(target, &st) == 0 && S_ISDIR(st.st_mode) &&
	    readfile(s, b) == 0;
	free(s);
	if (r && b->len > 0 && b->s[b->len - 1] == '\n')
		b->s[--b->len] = '\0';
	return r;
}

int
placecurrent(const char *target, const char *stamp)
{
	struct buf b = { 0 };
	int yes = placestamp(target, &b) && b.len > 0 &&
	    strcmp(b.s, stamp) == 0;

	buffree(&b);
	return yes;
}

/* make the directory of the target, and take the lock in it */
static int
takelock(struct place *p, const char *parent, struct buf *why)
{
	char *path;
	int r = 0;

	if (mkdirs(parent, 0777) < 0)
		return fail(why, parent);
	path = strfmt("%s/.%s-%s-lock", parent, lastpart(p->target), p->type);
	p->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
	if (p->lock < 0 || lockfile(p->lock) < 0)
		r = fail(why, path);
	free(path);
	return r;
}

int
placebegin(struct place *p, const char *stamp, struct buf *why)
{
	const char *name = lastpart(p->target);
	char *parent = strfmt("%.*s", (int)(name - p->target - 1), p->target);
	struct stat st;
	int r;

	p->dir = p->old = p->tmp = NULL;
	p->lock = -1;
	r = takelock(p, *parent ? parent : "/", why);
	if (r == 0 && placecurrent(p->target, stamp))
		r = 1;
	if (r == 0) {
		p->tmp = strfmt("%s/.%s-%s-new", parent, name, p->type);
		p->dir = join(p->tmp, "tree");
		p->old = join(p->tmp, "old");
		/* killed between two renames: the old one is good again */
		if (lstat(p->target, &st) < 0 && errno == ENOENT)
			rename(p->old, p->target);
		if (removetree(p->tmp) < 0 || mkdir(p->tmp, 0700) < 0 ||
		    mkdir(p->dir, 0777) < 0)
			r = fail(why, p->tmp);
	}
	free(parent);
	return r;
}

int
placetake(struct place *p, const char *tree, const char *stamp,
    struct buf *why)
{
	char *line = strfmt("%s\n", stamp), *path = join(tree, ".checksum");
	int err, r;

	r = replacefile(path, line, strlen(line));
	free(path);
	free(line);
	if (r < 0 || (rename(p->target, p->old) < 0 && errno != ENOENT))
		return fail(why, p->target);
	if (rename(tree, p->target) == 0)
		return 0;
	err = errno;
	rename(p->old, p->target);
	errno = err;
	return fail(why, p->target);
}

int
placeend(struct place *p)
{
	int err, r = p->tmp ? removetree(p->tmp) : 0;

	err = errno;
	if (p->lock >= 0)
		close(p->lock);
	p->lock = -1;
	free(p->dir);
	free(p->old);
	free(p->tmp);
	errno = err;
	return r;
}
