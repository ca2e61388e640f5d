/* swap.c - replace a directory by a new one with renames */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "local.h"

int
placestamp(const char *target, struct buf *b)
{
	int fd = openin(HERE, target, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
	int found = fd >= 0 && readin(fd, ".checksum", b) == 0;

	if (fd >= 0)
		close(fd);
	if (found && b->len > 0 && b->s[b->len - 1] == '\n')
		bufshorten(b, b->len - 1);
	return found;
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

/* make and open the parent of the target, and take the lock in it */
static int
takelock(struct place *p, struct buf *why)
{
	char *path = tempfmt("%s/.%s-%s-lock", p->parent, p->name, p->type);

	if (mkdirsin(HERE, p->parent, 0777) < 0)
		return tellerrno(why, p->parent);
	if ((p->in = openin(HERE, p->parent, O_RDONLY | O_DIRECTORY)) < 0)
		return tellerrno(why, p->parent);
	p->lock = openin(p->in, lastpart(path), O_RDWR | O_CREAT);
	/* another at-install may hold the lock for long */
	if (p->lock < 0 || lockuntil(p->lock, path, 0, NULL) < 0)
		return tellerrno(why, path);
	return 0;
}

int
placebegin(struct place *p, const char *stamp, struct buf *why)
{
	int n = lastpart(p->target) - p->target;
	struct stat st;

	p->lock = -1;
	p->name = p->target + n;
	p->parent = n > 1 ? strfmt("%.*s", n - 1, p->target) :
	    xstrdup(n ? "/" : ".");
	if (takelock(p, why) < 0)
		return -1;
	if (placecurrent(p->target, stamp))
		return 1;
	p->tmp = strfmt(".%s-%s-new", p->name, p->type);
	p->dir = strfmt("%s/%s/tree", p->parent, p->tmp);
	p->old = join(p->tmp, "old");
	/* restore the old target if a killed at-install had renamed it */
	if (statin(p->in, p->name, &st) < 0 && errno == ENOENT)
		renamein(p->in, p->old, p->name);
	if (removein(p->in, p->tmp) < 0 || mkdirin(p->in, p->tmp, 0700) < 0 ||
	    mkdirin(HERE, p->dir, 0777) < 0)
		return tellerrno(why, p->dir);
	return 0;
}

int
placetake(struct place *p, const char *tree, const char *stamp,
    struct buf *why)
{
	/* path of the tree below parent */
	const char *name = tree + strlen(p->parent) + 1;
	char *line = tempfmt("%s\n", stamp);
	char *path = tempfmt("%s/.checksum", name);
	int err;

	if (writein(p->in, path, line, strlen(line)) < 0 ||
	    (renamein(p->in, p->name, p->old) < 0 && errno != ENOENT))
		return tellerrno(why, p->target);
	if (renamein(p->in, name, p->name) == 0)
		return 0;
	err = errno;
	renamein(p->in, p->old, p->name);
	errno = err;
	return tellerrno(why, p->target);
}

int
placeend(struct place *p)
{
	int r = p->tmp ? removein(p->in, p->tmp) : 0;

	if (p->lock >= 0)
		closekeep(p->lock);
	return r;
}
