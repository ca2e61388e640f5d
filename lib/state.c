/* state.c - what at-job -R has to know of a job */
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "file.h"
#include "line.h"
#include "num.h"
#include "state.h"

void
stateadd(struct state *s, const char *key, const char *value)
{
	s->v = xrealloc(s->v, (s->n + 1) * sizeof *s->v);
	s->v[s->n].key = xstrdup(key);
	s->v[s->n++].value = xstrdup(value);
}

void
stateaddnum(struct state *s, const char *key, unsigned long value)
{
	char *text = strfmt("%lu", value);

	stateadd(s, key, text);
	free(text);
}

void
statedrop(struct state *s, const char *key)
{
	size_t i, n = 0;

	for (i = 0; i < s->n; i++)
		if (strcmp(s->v[i].key, key) == 0) {
			free(s->v[i].key);
			free(s->v[i].value);
		} else {
			s->v[n++] = s->v[i];
		}
	s->n = n;
}

const char *
stateget(const struct state *s, const char *key)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (strcmp(s->v[i].key, key) == 0)
			return s->v[i].value;
	return NULL;
}

unsigned long
statenum(const struct state *s, const char *key)
{
	const char *value = stateget(s, key);
	unsigned long n;

	return value && wholenumber(value, (unsigned long)-1 >> 1, &n) ? n : 0;
}

int
statehas(const struct state *s, const char *key, const char *value)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (strcmp(s->v[i].key, key) == 0 &&
		    strcmp(s->v[i].value, value) == 0)
			return 1;
	return 0;
}

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

/* in place */
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
statewrite(const struct state *s, const char *path)
{
	struct buf b = { 0 };
	size_t i;
	int r;

	for (i = 0; i < s->n; i++) {
		buffmt(&b, "%s=", s->v[i].key);
		escape(&b, s->v[i].value);
		bufputc(&b, '\n');
	}
	r = replacefile(path, b.s, b.len);
	buffree(&b);
	return r;
}

int
stateread(struct state *s, const char *path)
{
	struct reader r;
	char *line, *value;
	size_t n;

	memset(s, 0, sizeof *s);
	if (openlines(&r, path) < 0)
		return -1;
	while ((line = readline(&r, &n))) {
		if (!(value = strchr(line, '=')))
			continue;
		*value++ = '\0';
		unescape(value);
		stateadd(s, line, value);
	}
	closelines(&r);
	return 0;
}

void
statefree(struct state *s)
{
	size_t i;

	for (i = 0; i < s->n; i++) {
		free(s->v[i].key);
		free(s->v[i].value);
	}
	free(s->v);
	memset(s, 0, sizeof *s);
}
