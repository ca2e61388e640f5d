/* subdir.c - make the results directory of a test */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "job.h"

/* base.tag, or base alone */
static char *
addtag(const char *base, const char *tag)
{
	return tag && *tag ? strfmt("%s.%s", base, tag) : xstrdup(base);
}

/* make the directory and its missing parents; EEXIST: it exists */
static int
make(struct claim *c, const struct job *j, const char *last)
{
	int n, r;

	free(c->dir.path);
	c->subdir = j->parent ? join(j->parent, last) : xstrdup(last);
	c->dir.path = join(j->dir.path, c->subdir);
	r = mkdirin(j->dir.fd, c->subdir, 0777);
	n = lastpart(c->subdir) - c->subdir;
	if (r < 0 && errno == ENOENT && n > 1) {
		r = mkdirsin(j->dir.fd, tempfmt("%.*s", n - 1, c->subdir),
		    0777);
		if (r == 0)
			r = mkdirin(j->dir.fd, c->subdir, 0777);
	}
	if (r == 0) {
		c->dir.fd = openin(j->dir.fd, c->subdir,
		    O_RDONLY | O_DIRECTORY);
		r = c->dir.fd < 0 ? -1 : 0;
	}
	return r;
}

/*
 * Make a fresh directory for a refused name.  flat: a file of the suite is
 * in the way of its parents.  0; 2 and -1 as claim().
 */
static int
substitute(struct claim *c, const struct job *j, int flat, struct buf *why)
{
	struct buf masked = { 0 };
	int n, r = -1;
	char *s;

	bufsafename(&masked, c->name);
	for (s = masked.s; flat && (s = strchr(s, '/')); )
		*s = '?';
	for (n = 1; r < 0; n++) {
		free(c->name);
		free(c->subdir);
		c->name = strfmt("%s.dup.%d", masked.s, n);
		if ((r = make(c, j, c->name)) < 0 && errno != EEXIST)
			break;
		if (r < 0 && earliertake(j, EARLIERTEST, c->subdir, why))
			r = 2;	/* also refused before the resume */
	}
	buffree(&masked);
	return r;
}

int
claim(struct claim *c, const struct job *j, const char *test,
    const char *tag, const char *subtag, struct buf *why)
{
	const char *bad;
	int flat = 0;
	char *last;

	memset(c, 0, sizeof *c);
	c->name = addtag(test, tag);
	last = addtag(c->name, subtag);
	if ((bad = namebad(last))) {
		buffmt(why, "%s: %s", last, bad);
	} else if (reserved(last)) {
		buffmt(why, "%s: reserved", last);
		flat = 1;
	} else if (make(c, j, last) == 0) {
		return 1;
	} else if (errno == EEXIST) {
		if (earliertake(j, EARLIERTEST, c->subdir, why))
			return 2;	/* finished before the resume */
		buffmt(why, "%s already exists; multiple tests cannot run "
		    "with the same subdirectory; give it a tag with -g",
		    c->subdir);
	} else if (errno == ENAMETOOLONG || errno == ENOTDIR) {
		flat = errno == ENOTDIR;
		buffmt(why, "%s: %s", last, strerror(errno));
	} else {
		return -1;
	}
	maskcontrol(why->s, why->len);
	return substitute(c, j, flat, why);
}
