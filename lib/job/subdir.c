/* subdir.c - a subdir of its own for a test */
#include <sys/stat.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base.h"
#include "job.h"

/* base.tag, or base alone */
static char *
tagged(const char *base, const char *tag)
{
	return tag && *tag ? strfmt("%s.%s", base, tag) : xstrdup(base);
}

/* path, and its parents where they are missing: EEXIST if it is there */
static int
mkdirnew(const char *path)
{
	int n = lastpart(path) - path, r;
	char *parent;

	if (mkdir(path, 0777) == 0)
		return 0;
	if (errno != ENOENT || n < 2)
		return -1;
	parent = strfmt("%.*s", n - 1, path);
	r = mkdirs(parent, 0777);
	free(parent);
	return r < 0 ? -1 : mkdir(path, 0777);
}

/* was it in the job before it was resumed, and not since? */
static int
wasearlier(const struct claim *c, const char *jobdir, struct buf *why)
{
	return earliertake(jobdir, EARLIERTEST, c->subdir, why);
}

/* a fresh subdir that shows what was refused: 0; 2 and -1 as claim */
static int
substitute(struct claim *c, const char *jobdir, const char *parent,
    struct buf *why)
{
	struct buf masked = { 0 };
	int n, r = -1;

	bufsafename(&masked, c->name);
	for (n = 1; r < 0; n++) {
		free(c->name);
		free(c->subdir);
		free(c->dir);
		c->name = strfmt("%s.dup.%d", masked.s, n);
		c->subdir = parent ? join(parent, c->name) :
		    xstrdup(c->name);
		c->dir = join(jobdir, c->subdir);
		if ((r = mkdirnew(c->dir)) < 0 && errno != EEXIST)
			break;
		if (r < 0 && wasearlier(c, jobdir, why))
			r = 2;	/* refused then, too */
	}
	buffree(&masked);
	return r;
}

int
claim(struct claim *c, const char *jobdir, const char *parent,
    const char *test, const char *tag, const char *subtag, struct buf *why)
{
	const char *bad;
	char *last;
	size_t i;
	int err = 0;

	c->name = tagged(test, tag);
	last = tagged(c->name, subtag);
	c->subdir = parent ? join(parent, last) : xstrdup(last);
	c->dir = join(jobdir, c->subdir);
	if ((bad = namebad(last)))
		buffmt(why, "%s: %s", last, bad);
	else if (reserved(last))
		buffmt(why, "%s: reserved", last);
	else if (mkdirnew(c->dir) == 0) {
		free(last);
		return 1;
	} else if ((err = errno) == EEXIST && wasearlier(c, jobdir, why)) {
		free(last);
		return 2;
	} else if (err == EEXIST)
		buffmt(why, "%s already exists; multiple tests cannot run "
		    "with the same subdirectory; give it a tag with -g",
		    c->subdir);
	else if (err == ENAMETOOLONG)
		buffmt(why, "%s: %s", last, strerror(err));
	else {
		free(last);
		errno = err;
		return -1;
	}
	free(last);
	for (i = 0; i < why->len; i++)
		if ((unsigned char)why->s[i] < ' ' || why->s[i] == 0x7f)
			why->s[i] = '?';
	return substitute(c, jobdir, parent, why);
}
