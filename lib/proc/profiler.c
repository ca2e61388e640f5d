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
bufprofiler(struct buf *b, const char *name, const char *path,
    char *const params[])
{
	buffmt(b, "%s\t%s", name, path);
	while (*params)
		buffmt(b, "\t%s", *params++);
}

struct profiler *
profileradd(struct profilers *p, const char *line)
{
	size_t n = strcspn(line, "\t"), end;
	struct profiler *q;

	if (!line[n])
		return NULL;
	p->v = xrealloc(p->v, (p->n + 1) * sizeof *p->v);
	q = &p->v[p->n++];
	q->line = xstrdup(line);
	q->name = strfmt("%.*s", (int)n++, line);
	end = strcspn(line + n, "\t");
	q->path = strfmt("%.*s", (int)end, line + n);
	q->params = q->line + n + end;
	q->active = 0;
	return q;
}

int
profilerthere(const struct profilers *p, const char *line)
{
	size_t i;

	for (i = 0; i < p->n; i++)
		if (strcmp(p->v[i].line, line) == 0)
			return 1;
	return 0;
}

int
profilersread(struct profilers *p, int job)
{
	struct reader r;
	size_t n;
	char *s;

	memset(p, 0, sizeof *p);
	if (openlinesin(&r, job, LIST) < 0)
		return errno == ENOENT ? 0 : -1;
	while ((s = readline(&r, &n)))
		profileradd(p, s);
	closelines(&r);
	return 0;
}

int
profilerswrite(const struct profilers *p, int job)
{
	struct buf b = { 0 };
	size_t i;

	bufclear(&b);
	for (i = 0; i < p->n; i++)
		buffmt(&b, "%s\n", p->v[i].line);
	return writein(job, LIST, b.s, b.len);
}

int
profilerappend(const struct profiler *p, int job)
{
	char *line = strfmt("%s\n", p->line);

	return mkdirsin(job, "profilers", 0777) < 0 ? -1 :
	    appendin(job, LIST, line, strlen(line), 0);
}

/* set the parameters in the environment, or restore the old values */
static void
setparams(struct env *e, const char *params, int on)
{
	char *eq, *name;
	size_t n;

	for (; *params == '\t'; params += n) {
		n = strcspn(++params, "\t");
		name = tempfmt("%.*s", (int)n, params);
		if ((eq = strchr(name, '='))) {
			*eq++ = '\0';
			envset(e, name, on ? eq : getenv(name));
		}
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
