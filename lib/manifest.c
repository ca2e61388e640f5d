/* manifest.c - what a test says of itself */
#include <sys/utsname.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "buf.h"
#include "err.h"
#include "file.h"
#include "keyval.h"
#include "line.h"
#include "manifest.h"
#include "num.h"

void
pairadd(struct pairs *p, const char *name, const char *value)
{
	if (p->n == p->cap) {
		p->cap = p->cap ? 2 * p->cap : 8;
		p->v = xrealloc(p->v, p->cap * sizeof *p->v);
	}
	p->v[p->n].name = xstrdup(name);
	p->v[p->n++].value = xstrdup(value);
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

int
paramok(const char *s, size_t n)
{
	size_t i;

	if (n == 0 || *s < 'a' || *s > 'z')
		return 0;
	for (i = 1; i < n; i++)
		if (!keyok(s + i, 1) || s[i] == '.' || s[i] == '-')
			return 0;
	return 1;
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
	*to = xstrdup(value);
	return 1;
}

static int
limit(struct manifest *m, const char *hook, const char *value)
{
	long long ns;

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

/* 1: taken; 0: the value is bad; -1: nobody knows the key */
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

static int
line(struct manifest *m, const struct reader *r, char *s, size_t n,
    struct buf *why)
{
	struct keyval kv;
	char *copy = xstrdup(s);
	int rc = -1;

	switch (parsekeyval(s, n, &kv)) {
	case 0:
		rc = 0;
		break;
	case 1:
		if (!kv.type)
			rc = take(m, kv.key, kv.value);
		if (rc == 0)
			buffmt(why, "%s:%lu: %s: bad value '%s'", r->name,
			    r->lineno, kv.key, kv.value);
		else if (!kv.type && rc < 0)
			warning("%s:%lu: unknown key '%s'", r->name,
			    r->lineno, kv.key);
		rc = !kv.type && rc != 0 ? 0 : -1;
		break;
	}
	if (rc < 0 && why->len == 0)
		buffmt(why, "%s:%lu: Invalid format line: %s", r->name,
		    r->lineno, copy);
	free(copy);
	return rc;
}

int
manifestread(struct manifest *m, const char *path, struct buf *why)
{
	struct reader r;
	size_t n;
	char *s;
	int ok = 0;

	memset(m, 0, sizeof *m);
	m->grace = 5000000000LL;
	m->version = xstrdup("1");
	if (!path)
		return 0;
	if (openlines(&r, path) < 0) {
		if (errno == ENOENT)
			return 0;
		buffmt(why, "%s: %s", path, strerror(errno));
		return -1;
	}
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

/* 1 if PATH has the program */
static int
programfound(const char *name)
{
	const char *path = getenv("PATH"), *end;
	char *s;
	int found = 0;

	if (strchr(name, '/'))
		return access(name, X_OK) == 0;
	for (; !found && path && *path; path = end + (*end == ':')) {
		end = path + strcspn(path, ":");
		s = strfmt("%.*s/%s", (int)(end - path), path, name);
		found = access(s, X_OK) == 0 && !direxists(s);
		free(s);
	}
	return found;
}

/* 1 if the kernel was built with the option; -1: there is no telling */
static int
configured(const char *option)
{
	struct utsname u;
	struct buf b = { 0 };
	char *path, *want;
	int found = -1;

	uname(&u);
	path = strfmt("/boot/config-%s", u.release);
	/* /proc/config.gz would need a program to unpack it */
	if (readfile(path, &b) == 0 ||
	    readfile("/proc/config", &b) == 0) {
		want = strchr(option, '=') ? strfmt("\n%s\n", option) :
		    strfmt("\n%s=", option);
		found = b.s && strstr(b.s, want) != NULL;
		free(want);
	}
	free(path);
	buffree(&b);
	return found;
}

/* NULL, or why the requirement is not met */
static const char *
missing(const char *what, const char *name, struct buf *why)
{
	if (strcmp(what, "root") == 0) {
		if (*name == '0' || geteuid() == 0)
			return NULL;
		bufputs(why, "requires root");
	} else if (strcmp(what, "program") == 0) {
		if (programfound(name))
			return NULL;
		buffmt(why, "requires the program %s", name);
	} else if (strcmp(what, "file") == 0) {
		if (access(name, F_OK) == 0)
			return NULL;
		buffmt(why, "requires the file %s", name);
	} else {
		switch (configured(name)) {
		case 1: return NULL;
		case 0: buffmt(why, "requires the kernel option %s", name);
			break;
		default: buffmt(why, "requires the kernel option %s: "
		    "the kernel's configuration cannot be read", name);
		}
	}
	return why->s;
}

const char *
unmet(const struct manifest *m)
{
	static struct buf why;
	size_t i, n;
	char *s;

	bufclear(&why);
	for (i = 0; i < m->require.n; i++)
		for (s = m->require.v[i].value; *s; s += n) {
			char *word;
			const char *r;

			s += strspn(s, " \t,");
			if ((n = strcspn(s, " \t,")) == 0)
				break;
			word = strfmt("%.*s", (int)n, s);
			r = missing(m->require.v[i].name, word, &why);
			free(word);
			if (r)
				return r;
		}
	return NULL;
}
