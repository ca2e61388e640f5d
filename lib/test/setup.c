/* setup.c - when to run a test's setup hook, and the version it has built */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "test.h"

/* the test's path below AT_CACHEDIR, a fresh string */
static char *
cachename(const char *bindir, const char *name)
{
	char *p, *s;

	s = xstrdup(namebad(name) ? lastpart(bindir) : name);
	for (p = s; (p = strchr(p, ':'));)
		*p = '/';
	return s;
}

/* the version file of a setup that leaves no src */
static char *
barestamp(const char *bindir, const char *name, const char *cachedir)
{
	return cachedir ? strfmt("%s/%s.version", cachedir,
	    cachename(bindir, name)) : strfmt("%s.version", bindir);
}

static int
exists(const char *path)
{
	struct stat st;

	return statin(HERE, path, &st) == 0;
}

static char *
stampfile(const struct setup *s)
{
	return exists(s->srcdir) ? join(s->srcdir, ".version") :
	    barestamp(s->bindir, s->name, s->cachedir);
}

/* a version file that cannot be read counts as another version */
static int
uptodate(const struct setup *s)
{
	struct buf b = { 0 };
	size_t n = strlen(s->version);

	return readfile(stampfile(s), &b) == 0 && b.len >= n &&
	    memcmp(b.s, s->version, n) == 0 &&
	    (b.len == n || (b.len == n + 1 && b.s[n] == '\n'));
}

static int
takelock(struct setup *s, const char *place, struct buf *why)
{
	char *path = strfmt("%s/.%s.lock", place,
	    lastpart(cachename(s->bindir, s->name)));

	s->lock = openin(HERE, path, O_RDWR | O_CREAT | O_NOFOLLOW);
	if (s->lock >= 0 &&
	    lockuntil(s->lock, path, s->deadline, caughtsignal) == 0)
		return 0;
	buffmt(why, "%s: %s", path, strerror(errno));
	if (s->lock >= 0)
		close(s->lock);
	return -1;
}

/* copy with times, since make(1) compares them, and make it writable */
static int
copytree(char *from, char *to, struct buf *why)
{
	static char cp[] = "cp", keep[] = "-RPp", chm[] = "chmod",
	    recur[] = "-R", mode[] = "u+w";
	char *copy[] = { cp, keep, from, to, NULL };
	char *writable[] = { chm, recur, mode, to, NULL };
	int r;

	if ((r = runcommand(copy)) == 0 &&
	    (r = runcommand(writable)) == 0)
		return 0;
	buffmt(why, "%s: %s", to, r < 0 ? strerror(errno) :
	    "could not be copied from the test");
	removein(HERE, to);		/* a partial copy would look complete */
	return -1;
}

/* prepare src for setup: remove it, or keep a preserved src */
static int
prepare(struct setup *s, struct buf *why)
{
	char *shipped = join(s->bindir, "src");
	int copy, r = 0;

	copy = s->preserve && strcmp(shipped, s->srcdir) != 0 &&
	    direxists(shipped);
	if ((!s->preserve || copy) && removein(HERE, s->srcdir) < 0) {
		buffmt(why, "%s: %s", s->srcdir, strerror(errno));
		r = -1;
	} else if (copy)
		r = copytree(shipped, s->srcdir, why);
	return r;
}

static char *
noplace(const char *dir, struct buf *why)
{
	buffmt(why, "%s: %s; set AT_CACHEDIR to where setup may build", dir,
	    strerror(errno));
	return NULL;
}

/* the directory in which setup makes src, a fresh string, or NULL */
static char *
findplace(struct setup *s, struct buf *why)
{
	char *place;

	if (accessin(HERE, s->bindir, W_OK) == 0)
		return xstrdup(s->bindir);
	if (!s->cachedir)
		return noplace(s->bindir, why);
	place = join(s->cachedir, cachename(s->bindir, s->name));
	if (mkdirsin(HERE, place, 0777) == 0)
		return place;
	return noplace(place, why);
}

int
setupneeded(struct setup *s, struct buf *why)
{
	char *place;
	int r;

	s->srcdir = join(s->bindir, "src");
	if (uptodate(s))
		return 0;
	if (!(place = findplace(s, why)))
		return -1;
	s->srcdir = join(place, "src");
	if (uptodate(s))
		return 0;
	if (takelock(s, place, why) < 0)
		return -1;
	/* another run may have built it while we waited */
	r = uptodate(s) ? 0 : prepare(s, why) < 0 ? -1 : 1;
	if (r < 1)
		close(s->lock);
	return r;
}

/* write a version file; directories below AT_CACHEDIR may be missing */
static int
writestamp(const char *path, const char *version)
{
	char *line = strfmt("%s\n", version);

	return mkdirsin(HERE, tempfmt("%.*s", (int)(lastpart(path) - path),
	    path), 0777) < 0 ? -1 : writein(HERE, path, line, strlen(line));
}

int
setupdone(struct setup *s, int ok, struct buf *why)
{
	char *stamp = stampfile(s);
	int r = 0;

	if (ok && (r = writestamp(stamp, s->version)) < 0)
		buffmt(why, "%s: %s", stamp, strerror(errno));
	/* else a removed src would not be built again */
	else if (ok && exists(s->srcdir))
		setupforget(s->bindir, s->name, s->cachedir);
	close(s->lock);
	return r;
}

void
setupforget(const char *bindir, const char *name, const char *cachedir)
{
	unlinkin(HERE, barestamp(bindir, name, cachedir));
}
