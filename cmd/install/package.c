/* package.c - the package that an operand of at-install names */
#include <string.h>

#include "local.h"

static const char *const types[] = { "test", "dep", "profiler" };

const char *
packagetype(const char *s, size_t n)
{
	int i = wordindex(types, LEN(types), s, n);

	return i < 0 ? NULL : types[i];
}

/* the group of `http://me@host/a/file' is host_a, as in Autotest */
static void
findgroup(struct package *p, const char *end)
{
	const char *s = textfind(p->operand, "://") + 3, *t;
	struct buf b = { 0 };

	for (t = s; t < end && *t != '/'; t++)
		if (*t == '@')
			s = t + 1;	/* before it: perhaps a password */
	for (; s < end; s++)
		bufputc(&b, (*s >= '0' && *s <= '9') || (*s >= 'A' &&
		    *s <= 'Z') || (*s >= 'a' && *s <= 'z') ? *s : '_');
	p->group = b.len ? b.s : xstrdup("_");
}

/* set the name: that of `TYPE-name-1.2' is name */
static void
findname(struct package *p, const char *type)
{
	const char *s = p->base, *dash = strchr(s, '-'), *t;
	size_t n;

	if (dash && (t = packagetype(s, dash - s)) && (!type || t == type)) {
		p->type = t;
		s = dash + 1;
	}
	p->stem = s;
	dash = strrchr(s, '-');
	n = strlen(s);
	if (dash > s && dash[1] >= '0' && dash[1] <= '9' &&
	    dash[1 + strspn(dash + 1, "0123456789.")] == '\0')
		n = dash - s;
	p->name = strfmt("%.*s", (int)n, s);
}

/* an archive by path or URL; its end may occur more than once */
static const char *
byarchive(struct package *p, const char *type)
{
	const char *s, *path = localpath(p->operand);
	size_t end, n;

	if (!path)
		path = p->operand;
	n = remote(path) ? strcspn(path, "?#") : strlen(path);
	if (archiveend(path, n) == 0)
		return "want a name that ends in .tar.bz2, .tar.gz or .tar.xz";
	for (s = path + n; s > path && s[-1] != '/'; s--)
		continue;
	if (remote(path))
		findgroup(p, s - 1);
	p->file = strfmt("%.*s", (int)(path + n - s), s);
	for (n = strlen(p->file); (end = archiveend(p->file, n)) > 0;)
		n -= end;
	p->base = strfmt("%.*s", (int)n, p->file);
	findname(p, type);
	return NULL;
}

static void
byname(struct package *p)
{
	char *s;

	p->name = xstrdup(p->operand);
	p->base = strfmt("%s-%s", p->type, p->name);
	p->stem = p->base + strlen(p->type) + 1;
	for (s = p->base; (s = strchr(s, '/'));)
		*s = ':';	/* repositories have no directories */
	p->file = strfmt("%s%s", p->base, archiveends[0]);
}

/* the target directory for packages of a type, a fresh string */
static char *
defaultdir(const char *type)
{
	const char *path = setting("AT_TESTPATH");
	char *dir = type == types[0] ? nextdir(&path) : NULL;

	return dir ? xstrdup(dir) : strfmt("%ss", type);
}

/* NULL, or the reason why the name cannot be a directory */
static const char *
namefault(const struct package *p, const char *name)
{
	const char *s, *why = namebad(name);

	for (s = name; s && !why; s = strchr(s, '/')) {
		s += *s == '/';
		if (*s == '.' || *s == '-')
			why = "name begins with '.' or '-'";
	}
	if (!why && !p->group && strncmp(name, "download", 8) == 0 &&
	    (!name[8] || name[8] == '/'))
		why = "kept for what comes by URL";
	return why;
}

static const char *
resolve(struct package *p, const char *type, const char *dir)
{
	const char *operand = p->operand, *why;
	char *path, *s, *under;

	if (!localpath(operand) && !remote(operand))
		return "want a path, or a file:, http: or https: URL";
	p->archive = remote(operand) || localpath(operand) != operand ||
	    archiveend(operand, strlen(operand));
	if (!p->archive)
		byname(p);
	else if ((why = byarchive(p, type)))
		return why;
	under = xstrdup(p->name);
	for (s = under; (s = strchr(s, ':'));)
		*s = '/';	/* as in the lookup of tests */
	path = dir ? xstrdup(dir) : defaultdir(p->type);
	for (s = path + strlen(path); s > path + 1 && s[-1] == '/'; s--)
		s[-1] = '\0';
	p->target = p->group ?
	    strfmt("%s/download/%s/%s", path, p->group, under) :
	    join(path, under);
	return namefault(p, under);
}

int
packageof(struct package *p, const char *operand, const char *type,
    const char *dir, struct buf *why)
{
	const char *s;

	memset(p, 0, sizeof *p);
	p->operand = operand;
	p->type = type ? packagetype(type, strlen(type)) : types[0];
	s = resolve(p, type ? p->type : NULL, dir);
	if (s)
		buffmt(why, "%s: %s", operand, s);
	return s ? -1 : 0;
}
