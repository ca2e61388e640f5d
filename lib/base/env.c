/* env.c - environments of child processes, settings, paths of the suite */
#include <stdlib.h>
#include <string.h>

#include "base.h"

extern char **environ;

static void
add(struct env *e, char *s)
{
	e->v = growarray(e->v, e->n + 1, &e->cap, sizeof *e->v);
	e->v[e->n++] = s;
	e->v[e->n] = NULL;
}

void
envcopy(struct env *e)
{
	char **s;

	for (s = environ; *s; s++)
		add(e, xstrdup(*s));
}

/* the index of the variable, the last if there are several, or n */
static size_t
find(const struct env *e, const char *name)
{
	size_t i, n = strlen(name);

	for (i = e->n; i-- > 0;)
		if (*e->v[i] == *name && strncmp(e->v[i], name, n) == 0 &&
		    e->v[i][n] == '=')
			return i;
	return e->n;
}

void
envset(struct env *e, const char *name, const char *value)
{
	size_t i = find(e, name);

	/* the last string takes the place of the old one */
	if (i < e->n) {
		free(e->v[i]);
		e->v[i] = e->v[--e->n];
		e->v[e->n] = NULL;
	}
	if (value)
		add(e, strfmt("%s=%s", name, value));
}

void
envsetnum(struct env *e, const char *name, unsigned long value)
{
	envset(e, name, tempfmt("%lu", value));
}

/* variables that at-job, at-run and at-iterate set for their children */
static const char *const ours[] = {
	"AT_BINDIR", "AT_HOOK", "AT_ITERATION", "AT_JOBDIR", "AT_OUTPUTDIR",
	"AT_PERF", "AT_PROFDIR", "AT_RAISED", "AT_REASON", "AT_RECORDS",
	"AT_RESULTSDIR", "AT_SRCDIR", "AT_STATUS_LEVEL", "AT_STATUS_LOG",
	"AT_TAG", "AT_TESTNAME", "AT_TMPDIR", "AT_VERDICT",
};

int
envours(const char *name)
{
	return wordindex(ours, LEN(ours), name, strlen(name)) >= 0;
}

void
envclean(struct env *e)
{
	size_t i;

	for (i = 0; i < LEN(ours); i++)
		envset(e, ours[i], NULL);
}

const char *
setting(const char *name)
{
	const char *s = getenv(name);

	return s && *s ? s : NULL;
}

int
switched(const char *name, int dflt)
{
	const char *s = setting(name);

	if (!s)
		return dflt;
	if ((*s != '0' && *s != '1') || s[1])
		die(failstatus, "%s '%s': want 0 or 1", name, s);
	return *s - '0';
}

/* the list with absolute paths; URLs stay */
static char *
absolutes(const char *list, int sep)
{
	const char seps[2] = { (char)sep, '\0' };
	struct buf b = { 0 };
	const char *one;
	char *path;
	size_t n;

	bufclear(&b);
	for (; *list; list += n + (list[n] != '\0')) {
		if ((n = strcspn(list, seps)) == 0)
			continue;
		one = tempfmt("%.*s", (int)n, list);
		path = textfind(one, "://") ? xstrdup(one) : abspath(one);
		if (b.len > 0)
			bufputc(&b, sep);
		bufputs(&b, path);
		free(path);
	}
	return b.s;
}

void
envabsolute(const char *share)
{
	static const struct {
		const char *name;
		int sep;
	} paths[] = {
		{ "AT_TESTPATH", ':' }, { "AT_PROFILERPATH", ':' },
		{ "AT_CACHEDIR", '\n' }, { "AT_DEPDIR", '\n' },
		{ "AT_REPOSITORY", ' ' }, { "AT_SHARE", '\n' },
		{ "AT_STATUS_FIFO", '\n' }, { "AT_PSTORE", '\n' },
		{ "AT_DISTURBED", '\n' }, { "AT_WITNESS_ROOT", '\n' },
	};
	const char *s;
	char *abs;
	size_t i;

	for (i = 0; i < LEN(paths); i++) {
		s = setting(paths[i].name);
		if (!s && strcmp(paths[i].name, "AT_TESTPATH") == 0)
			s = share ? tempfmt("site_tests:tests:%s/tests",
			    share) : "site_tests:tests";
		if (!s && strcmp(paths[i].name, "AT_DEPDIR") == 0)
			s = "deps";
		if (!s)
			continue;
		abs = absolutes(s, paths[i].sep);
		setenv(paths[i].name, abs, 1);
		free(abs);
	}
}

char *
nextdir(const char **list)
{
	size_t n;

	if (!*list)
		return NULL;
	*list += strspn(*list, ":");
	n = strcspn(*list, ":");
	*list += n;
	return n ? tempfmt("%.*s", (int)n, *list - n) : NULL;
}

const char *
programfind(const char *name)
{
	const char *dir, *path = getenv("PATH"), *s;

	while ((dir = nextdir(&path))) {
		s = tempfmt("%s/%s", dir, name);
		if (executable(s))
			return s;
	}
	return NULL;
}

const char *
programdir(const char *argv0)
{
	static char *dir;
	const char *s = strchr(argv0, '/') ? argv0 : programfind(argv0);

	if (!s)
		return NULL;
	free(dir);
	dir = abspath(s);
	*strrchr(dir, '/') = '\0';
	return dir;
}

const char *
sharedir(const char *bindir)
{
	static const char *const places[] = { "../share/at", "../share" };
	const char *s = setting("AT_SHARE");
	static char *dir;
	size_t i;

	if (s || dir)
		return s ? s : dir;
	for (i = 0; bindir && i < LEN(places); i++)
		if (direxists(tempfmt("%s/%s/profilers", bindir, places[i])))
			return dir = join(bindir, places[i]);
	return NULL;
}

void
envpath(struct env *e, const char *bindir)
{
	const char *path = setting("PATH");

	if (bindir)
		envset(e, "PATH", tempfmt("%s:%s", bindir, path ? path :
		    "/bin:/usr/bin"));
}
