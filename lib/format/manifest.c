/* manifest.c - manifests of tests, and the state of a job */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "format.h"

#define SHOWN	200	/* bytes of a bad line in a message, at most */

void
pairadd(struct pairs *p, const char *name, const char *value)
{
	p->v = growarray(p->v, p->n, &p->cap, sizeof *p->v);
	p->v[p->n].name = xstrdup(name);
	p->v[p->n++].value = xstrdup(value);
}

void
pairdrop(struct pairs *p, const char *name)
{
	size_t i, n = 0;

	for (i = 0; i < p->n; i++)
		if (strcmp(p->v[i].name, name) == 0) {
			free(p->v[i].name);
			free(p->v[i].value);
		} else {
			p->v[n++] = p->v[i];
		}
	p->n = n;
}

const char *
pairvalue(const struct pairs *p, const char *name)
{
	size_t i;

	for (i = p->n; i > 0; i--)
		if (strcmp(p->v[i - 1].name, name) == 0)
			return p->v[i - 1].value;
	return NULL;
}

unsigned long
pairnumber(const struct pairs *p, const char *name)
{
	const char *value = pairvalue(p, name);
	unsigned long n;

	return value && wholenumber(value, (unsigned long)-1 >> 1, &n) ? n : 0;
}

int
pairthere(const struct pairs *p, const char *name, const char *value)
{
	size_t i;

	for (i = 0; i < p->n; i++)
		if (strcmp(p->v[i].name, name) == 0 &&
		    strcmp(p->v[i].value, value) == 0)
			return 1;
	return 0;
}

int
paramok(const char *s, size_t n)
{
	return n > 0 && *s >= 'a' && *s <= 'z' && strspn(s, WORDBYTES) >= n;
}

static int
flag(const char *value, int *to)
{
	*to = *value == '1';
	return (*value == '0' || *value == '1') && !value[1];
}

static int
text(const char *value, char **to)
{
	free(*to);
	*to = xstrdup(value);
	return 1;
}

static int
limit(struct manifest *m, const char *hook, const char *value)
{
	static const char *const hooks[] = { "initialize", "setup", "warmup",
	    "execute", "before_run_once", "run_once", "after_run_once",
	    "postprocess_iteration", "postprocess", "cleanup", "before_test",
	    "after_test", "before_iteration", "after_iteration" };
	long long ns;

	if (wordindex(hooks, LEN(hooks), hook, strlen(hook)) < 0)
		return -1;
	pairadd(&m->limits, hook, value);
	return secondsok(value, &ns);
}

static int
require(struct manifest *m, const char *what, const char *value)
{
	pairadd(&m->require, what, value);
	return strcmp(what, "root") == 0 || strcmp(what, "program") == 0 ||
	    strcmp(what, "file") == 0 || strcmp(what, "config") == 0;
}

static int
param(struct manifest *m, const char *name, const char *value)
{
	pairadd(&m->params, name, value);
	return paramok(name, strlen(name));
}

static int
anyparam(struct manifest *m, const char *value)
{
	m->anyparam = 1;
	return strcmp(value, "any") == 0;
}

/* store the value.  1; 0 for a bad value; -1 for an unknown key */
static int
take(struct manifest *m, const char *key, const char *value)
{
	if (strcmp(key, "version") == 0)
		return text(value, &m->version);
	if (strcmp(key, "preserve_srcdir") == 0)
		return flag(value, &m->preserve_srcdir);
	if (strcmp(key, "network_destabilizing") == 0)
		return flag(value, &m->network_destabilizing);
	if (strcmp(key, "postprocess_profiled_run") == 0)
		return flag(value, &m->postprocess_profiled_run);
	if (strcmp(key, "split_stderr") == 0)
		return flag(value, &m->split_stderr);
	if (strcmp(key, "timeout") == 0)
		return secondsok(value, &m->timeout);
	if (strcmp(key, "grace") == 0)
		return secondsok(value, &m->grace);
	if (strcmp(key, "deps") == 0)
		return text(value, &m->deps);
	if (strcmp(key, "package") == 0)
		return text(value, &m->package);
	if (strcmp(key, "params") == 0)
		return anyparam(m, value);
	if (strncmp(key, "param.", 6) == 0)
		return param(m, key + 6, value);
	if (strncmp(key, "timeout.", 8) == 0)
		return limit(m, key + 8, value);
	if (strncmp(key, "require.", 8) == 0)
		return require(m, key + 8, value);
	return strcmp(key, "author") == 0 || strcmp(key, "doc") == 0 ||
	    strcmp(key, "time") == 0 ? 1 : -1;
}

/* store the value of a line.  0, or -1 and why */
static int
line(struct manifest *m, const struct reader *r, char *s, size_t n,
    struct buf *why)
{
	struct keyval kv;
	int c = strlen(s) == n ? parsekeyval(s, n, &kv) : -1;

	if (c == 0)
		return 0;
	if (c < 0 || kv.type) {
		buffmt(why, "%s:%lu: Invalid format line: %.*s", r->name,
		    r->lineno, SHOWN, c < 0 ? s :
		    tempfmt("%s{%s}=%s", kv.key, kv.type, kv.value));
		return -1;
	}
	/* drop invisible bytes: carriage returns, blanks at the end */
	for (n = kv.len; n > 0 && strchr(" \t\r", kv.value[n - 1]); n--)
		kv.value[n - 1] = '\0';
	c = take(m, kv.key, kv.value);
	if (c == 0)
		buffmt(why, "%s:%lu: %s: bad value '%.*s'", r->name,
		    r->lineno, kv.key, SHOWN, kv.value);
	else if (c < 0)
		warning("%s:%lu: unknown key '%.*s'", r->name, r->lineno,
		    SHOWN, kv.key);
	return c == 0 ? -1 : 0;
}

int
manifestread(struct manifest *m, const char *path, struct buf *why)
{
	struct reader r;
	struct stat st;
	size_t n;
	char *s;
	int ok = 0;

	memset(m, 0, sizeof *m);
	m->grace = 5000000000LL;
	m->version = xstrdup("1");
	if (!path)
		return 0;
	if (statpath(path, &st) < 0) {
		if (errno == ENOENT)
			return 0;
	} else if (!S_ISREG(st.st_mode)) {	/* a FIFO would block */
		buffmt(why, "%s: not a regular file", path);
		return -1;
	}
	if (openlines(&r, path) < 0)
		return tellerrno(why, path);
	while (ok == 0 && (s = readline(&r, &n)))
		ok = line(m, &r, s, n, why);
	closelines(&r);
	return ok;
}

long long
hooklimit(const struct manifest *m, const char *hook, long long dflt)
{
	const char *s = pairvalue(&m->limits, hook);
	long long ns;

	return s && secondsok(s, &ns) ? ns : dflt;
}

/* JOB/state, for at-job -R */

static void
escape(struct buf *b, const char *s)
{
	for (; *s; s++)
		if (*s == '\n')
			bufputs(b, "\\n");
		else if (*s == '\\')
			bufputs(b, "\\\\");
		else
			bufputc(b, *s);
}

/* undo escape() in place */
static void
unescape(char *s)
{
	char *to = s;

	for (; *s; s++)
		if (*s == '\\' && s[1])
			*to++ = *++s == 'n' ? '\n' : *s;
		else
			*to++ = *s;
	*to = '\0';
}

int
statewrite(const struct pairs *s, int at, const char *name)
{
	struct buf b = { 0 };
	size_t i;
	int r;

	for (i = 0; i < s->n; i++) {
		buffmt(&b, "%s=", s->v[i].name);
		escape(&b, s->v[i].value);
		bufputc(&b, '\n');
	}
	r = writein(at, name, b.s, b.len);
	buffree(&b);
	return r;
}

int
stateread(struct pairs *s, int at, const char *name)
{
	struct reader r;
	char *line, *value;
	size_t n;

	memset(s, 0, sizeof *s);
	if (openlinesin(&r, at, name) < 0)
		return -1;
	while ((line = readline(&r, &n))) {
		if (!(value = strchr(line, '=')))
			continue;
		*value++ = '\0';
		unescape(value);
		pairadd(s, line, value);
	}
	closelines(&r);
	return 0;
}
