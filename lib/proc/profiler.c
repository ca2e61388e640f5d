/* profiler.c - the profilers of a job, and running a step of them */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "proc.h"

#define LIST	"profilers/.list"

/*
 * The executable dir/name, or dir/name/name where at-install put a
 * package of that name; or NULL.
 */
static char *
indir(const char *dir, const char *name)
{
	char *s = abspath(tempfmt("%s/%s", dir, name));

	if (direxists(s))
		s = join(s, name);
	return executable(s) ? s : NULL;
}

char *
profilerfind(const char *name, const char *jobdir, const char *share)
{
	const char *dir, *path = setting("AT_PROFILERPATH");
	char *s = NULL;

	if (namebad(name) || strchr(name, '/') || *name == '.')
		return NULL;
	if (jobdir)
		s = indir(tempfmt("%s/profilers", jobdir), name);
	while (!s && (dir = nextdir(&path)))
		s = indir(dir, name);
	if (!s && share)
		s = indir(tempfmt("%s/profilers", share), name);
	return s;
}

void
profileradd(struct profilers *p, const char *name, const char *path,
    char *const params[])
{
	struct profiler *q;
	size_t i, n = 0;

	p->v = xrealloc(p->v, (p->n + 1) * sizeof *p->v);
	q = &p->v[p->n++];
	q->name = xstrdup(name);
	q->path = xstrdup(path);
	q->active = 0;
	while (params && params[n])
		n++;
	q->params = xmalloc((n + 1) * sizeof *q->params);
	for (i = 0; i < n; i++)
		q->params[i] = xstrdup(params[i]);
	q->params[n] = NULL;
}

int
profilerthere(const struct profilers *p, const char *name, const char *path,
    char *const params[])
{
	char **q;
	size_t i, k;

	for (i = 0; i < p->n; i++) {
		q = p->v[i].params;
		for (k = 0; q[k] && params[k] &&
		    strcmp(q[k], params[k]) == 0; k++)
			continue;
		if (!q[k] && !params[k] &&
		    strcmp(p->v[i].name, name) == 0 &&
		    strcmp(p->v[i].path, path) == 0)
			return 1;
	}
	return 0;
}

/* split at tabs; the pieces end with NULL and share one allocation */
static char **
pieces(char *line)
{
	size_t n = 1;
	char **v = xmalloc(2 * sizeof *v);

	v[0] = line;
	while ((line = strchr(line, '\t'))) {
		*line++ = '\0';
		v = xrealloc(v, (n + 2) * sizeof *v);
		v[n++] = line;
	}
	v[n] = NULL;
	return v;
}

int
profilersread(struct profilers *p, int job)
{
	struct reader r;
	char *s, **v;
	size_t n;

	memset(p, 0, sizeof *p);
	if (openlinesin(&r, job, LIST) < 0)
		return errno == ENOENT ? 0 : -1;
	while ((s = readline(&r, &n))) {
		v = pieces(s);
		if (v[1])
			profileradd(p, v[0], v[1], v + 2);
		free(v);
	}
	closelines(&r);
	return 0;
}

static void
addline(struct buf *b, const struct profiler *p)
{
	char **q;

	buffmt(b, "%s\t%s", p->name, p->path);
	for (q = p->params; *q; q++)
		buffmt(b, "\t%s", *q);
	bufputc(b, '\n');
}

int
profilerswrite(const struct profilers *p, int job)
{
	struct buf b = { 0 };
	size_t i;

	bufclear(&b);
	for (i = 0; i < p->n; i++)
		addline(&b, &p->v[i]);
	return writein(job, LIST, b.s, b.len);
}

int
profilerappend(const struct profiler *p, int job)
{
	struct buf b = { 0 };

	addline(&b, p);
	return mkdirsin(job, "profilers", 0777) < 0 ? -1 :
	    appendin(job, LIST, b.s, b.len, 0);
}

/* set the parameters in the environment, or restore the old values */
static void
setparams(struct env *e, char **params, int on)
{
	char *eq, *name;

	for (; *params; params++)
		if ((eq = strchr(*params, '='))) {
			name = tempfmt("%.*s", (int)(eq - *params), *params);
			envset(e, name, on ? eq + 1 : getenv(name));
		}
}

int
profilerstep(struct profiler *p, struct hooks *h, const char *step,
    struct outcome *o)
{
	char *argv[] = { p->path, (char *)step, NULL };
	char *name = strfmt("%s %s", p->name, step);
	int ok;

	setparams(&h->env, p->params, 1);
	ok = runas(h, name, argv, WARN, o);
	setparams(&h->env, p->params, 0);
	free(name);
	return ok;
}

int
profilersstep(struct profilers *p, struct hooks *h, const char *step,
    void (*warn)(void *, const char *), void *arg)
{
	int starting = strcmp(step, "start") == 0;
	int stopping = strcmp(step, "stop") == 0;
	struct outcome o = { 0 };
	size_t i;

	for (i = 0; i < p->n; i++) {
		if (stopping && !p->v[i].active)
			continue;
		p->v[i].active = starting;
		if (profilerstep(&p->v[i], h, step, &o))
			continue;
		warn(arg, tempfmt("profiler %s", o.reason.s));
		if (starting) {
			p->v[i].active = 0;
			profilersstep(p, h, "stop", warn, arg);
			buffree(&o.reason);
			return 0;
		}
	}
	buffree(&o.reason);
	return 1;
}
