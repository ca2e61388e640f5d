/* testdir.c - what a finished test left in its directory */
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "buf.h"
#include "err.h"
#include "file.h"
#include "json.h"
#include "keyval.h"
#include "line.h"
#include "names.h"
#include "num.h"
#include "testdir.h"

#define CHARTMAX	(64u << 20)	/* bytes; nobody reads a larger one */

void
clearnumbers(struct numberslist *l)
{
	l->n = 0;
}

void
freenumbers(struct numberslist *l)
{
	for (l->n = 0; l->n < l->made; l->n++) {
		buffree(&l->s[l->n].name);
		buffree(&l->s[l->n].unit);
		free(l->s[l->n].v);
	}
	free(l->s);
	memset(l, 0, sizeof *l);
}

struct numbers *
findnumbers(struct numberslist *l, const char *name, size_t n)
{
	struct numbers *s;
	size_t i;

	for (i = 0; i < l->n; i++)
		if (l->s[i].name.len == n &&
		    memcmp(l->s[i].name.s, name, n) == 0)
			return &l->s[i];
	if (l->n == l->cap) {
		l->cap = l->cap ? 2 * l->cap : 8;
		l->s = xrealloc(l->s, l->cap * sizeof *l->s);
	}
	s = &l->s[l->n++];
	if (l->n > l->made) {
		memset(s, 0, sizeof *s);
		l->made = l->n;
	}
	bufclear(&s->name);
	bufadd(&s->name, name, n);
	bufclear(&s->unit);
	s->n = s->record = 0;
	s->better = 0;
	return s;
}

void
addnumber(struct numbers *s, double d)
{
	if (s->n == s->cap) {
		s->cap = s->cap ? 2 * s->cap : 8;
		s->v = xrealloc(s->v, s->cap * sizeof *s->v);
	}
	s->v[s->n++] = d;
}

int
opentestfile(int jobdir, const char *subdir, const char *file)
{
	static struct buf path;
	struct stat st;
	int fd;

	if (*subdir && namebad(subdir)) {
		errno = ENOENT;
		return -1;
	}
	bufclear(&path);
	buffmt(&path, "%s%s%s", subdir, *subdir ? "/" : "", file);
	/* a FIFO that a test left there must not hold us */
	fd = openat(jobdir, path.s, O_RDONLY | O_NONBLOCK | O_NOFOLLOW |
	    O_CLOEXEC);
	if (fd < 0 || (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)))
		return fd;
	close(fd);
	errno = ENOENT;
	return -1;
}

void
buflogname(struct buf *b, const char *subdir)
{
	buffmt(b, "debug/%s.DEBUG", lastpart(subdir));
}

int
logtail(int jobdir, const char *subdir, size_t want, struct buf *b)
{
	static struct buf name;
	int fd, r;

	bufclear(&name);
	bufclear(b);
	buflogname(&name, subdir);
	if ((fd = opentestfile(jobdir, subdir, name.s)) < 0)
		return 0;
	r = readtail(fd, want, b);
	close(fd);
	return r == 0;
}

/* the record is over: what it put last goes, if it does not count */
static int
endrecord(struct numberslist *l, size_t record, int skip)
{
	size_t i;

	for (i = 0; skip && i < l->n; i++)
		if (l->s[i].record == record)
			l->s[i].n--;
	return !skip;
}

/* in one record the last value of a key counts */
static void
putvalue(struct numberslist *l, size_t record, const struct keyval *kv)
{
	struct numbers *s;
	double d;

	if (!decimal(kv->value, strlen(kv->value), &d))
		return;
	s = findnumbers(l, kv->key, strlen(kv->key));
	if (s->record == record)
		s->n--;
	s->record = record;
	addnumber(s, d);
}

static int
uncounted(const struct keyval *kv)
{
	return kv->type && strcmp(kv->type, "attr") == 0 &&
	    (strcmp(kv->key, "try") == 0 || strcmp(kv->key, "warmup") == 0);
}

/* one reader serves all: its memory is kept */
static struct reader *
reading(int fd, const char *name)
{
	static struct reader r;

	r.fd = fd;
	r.name = name;
	r.at = r.len = r.eof = 0;
	return &r;
}

size_t
readrecords(int fd, const char *name, struct numberslist *l)
{
	struct reader *r = reading(fd, name);
	struct keyval kv;
	size_t count = 0, n, record = 1;
	char *s;
	int any = 0, skip = 0;

	while ((s = readline(r, &n))) {
		if (r->torn) {
			warning("%s: torn last record skipped", name);
			any = skip = 1;
			break;
		}
		if (parsekeyval(s, n, &kv) == 1) {
			any = 1;
			skip |= uncounted(&kv);
			if (!kv.type || strcmp(kv.type, "perf") == 0)
				putvalue(l, record, &kv);
		} else if (s[strspn(s, " \t\r\f\v")] == '\0' && any) {
			count += endrecord(l, record++, skip);
			any = skip = 0;
		}
	}
	if (any)
		count += endrecord(l, record, skip);
	return count;
}

/* jsonnext() where there is an object or array; 0 for anything else */
static int
inside(const char **p, int open, const char **key, const char **value)
{
	return (**p == open || **p == ',' || **p == open + 2) &&
	    jsonnext(p, key, value);
}

/* the member of the object at p, or NULL */
static const char *
member(const char *p, const char *name)
{
	static struct buf b;
	const char *key, *value;

	while (inside(&p, '{', &key, &value)) {
		bufclear(&b);
		jsonstring(key, &b);
		if (strcmp(b.s, name) == 0)
			return value;
	}
	return NULL;
}

static void
putnumber(struct numbers *s, const char *p)
{
	double d;

	if (decimal(p, jsonskip(p) - p, &d))
		addnumber(s, d);
}

/* an entry of the chart: its value or values, and their units */
static void
putentry(struct numberslist *l, const struct buf *name, const char *p)
{
	struct numbers *s = findnumbers(l, name->s, name->len);
	const char *key, *v;

	s->n = 0;
	if ((v = member(p, "units")) && *v == '"')
		jsonstring(v, &s->unit);
	if ((v = member(p, "improvement_direction")))
		s->better = strncmp(v, "\"up\"", 4) == 0 ? 1 :
		    strncmp(v, "\"down\"", 6) == 0 ? -1 : 0;
	if ((v = member(p, "value")))
		putnumber(s, v);
	else if ((p = member(p, "values")))
		while (inside(&p, '[', &key, &v))
			putnumber(s, v);
}

int
readchart(int fd, struct numberslist *l, struct buf *why)
{
	static struct buf json, name;
	const char *graph, *in, *key, *p, *value;

	bufclear(&json);
	if (readtail(fd, CHARTMAX, &json) < 0) {
		bufputs(why, strerror(errno));
		return -1;
	}
	if (json.len == 0)
		return 0;
	if (jsoncheck(json.s, json.len, why) < 0)
		return -1;
	p = jsonblanks(json.s);
	while (inside(&p, '{', &graph, &in))
		while (inside(&in, '{', &key, &value)) {
			bufclear(&name);
			jsonstring(graph, &name);
			/* `summary' stands where there is no graph */
			if (strncmp(key, "\"summary\"", 9) != 0) {
				bufputc(&name, '/');
				jsonstring(key, &name);
			}
			putentry(l, &name, value);
		}
	return 0;
}

int
lastvalue(int jobdir, const char *subdir, const char *key, struct buf *b)
{
	struct keyval kv;
	struct reader *r;
	size_t n, from = b->len;
	int fd, found = 0;
	char *s;

	if ((fd = opentestfile(jobdir, subdir, "keyval")) < 0)
		return 0;
	r = reading(fd, subdir);
	while ((s = readline(r, &n)))
		if (parsekeyval(s, n, &kv) == 1 && !kv.type &&
		    strcmp(kv.key, key) == 0) {
			b->len = from;
			bufputs(b, kv.value);
			found = 1;
		}
	close(fd);
	return found;
}

size_t
readkeyvals(int jobdir, const char *subdir, struct buf *b)
{
	struct keyval kv;
	struct reader *r;
	size_t count = 0, n;
	int fd;
	char *s;

	if ((fd = opentestfile(jobdir, subdir, "keyval")) < 0)
		return 0;
	r = reading(fd, subdir);
	while ((s = readline(r, &n)))
		if (!r->torn && parsekeyval(s, n, &kv) == 1 && !kv.type) {
			bufadd(b, kv.key, strlen(kv.key) + 1);
			bufadd(b, kv.value, strlen(kv.value) + 1);
			count++;
		}
	close(fd);
	return count;
}

/* step over the text if it is there */
static int
past(const char **s, const char *text)
{
	size_t n = strlen(text);

	if (strncmp(*s, text, n) != 0)
		return 0;
	*s += n;
	return 1;
}

/* digits, with a point if ns: a whole number, or nanoseconds */
static int
digitsof(const char **s, int point, long long *v)
{
	const char *p = *s;
	long long unit = point ? 1000000000 : 1, frac = unit;

	for (*v = 0; *p >= '0' && *p <= '9'; p++)
		if ((*v = *v * 10 + (*p - '0') * unit) > 100000000000000000)
			return 0;
	if (p == *s)
		return 0;
	if (point && *p == '.')
		for (p++; *p >= '0' && *p <= '9'; p++)
			*v += (*p - '0') * (frac /= 10);
	*s = p;
	return 1;
}

int
logtrailer(const struct buf *tail, unsigned long *iterations,
    long long *ns)
{
	const char *s = tail->s + tail->len;
	long long count;
	int i;

	if (tail->len == 0 || s[-1] != '\n')
		return 0;
	for (s--; s > tail->s && s[-1] != '\n'; s--)
		continue;
	if (!past(&s, "@ "))
		return 0;
	for (i = 0; i < 2; i++) {	/* date and time */
		s += strcspn(s, " \n");
		if (!past(&s, " "))
			return 0;
	}
	if (!past(&s, "test "))
		return 0;
	s += strcspn(s, ":\n");
	if (!past(&s, ": ") || !digitsof(&s, 0, &count) ||
	    !past(&s, " iterations, ") || !digitsof(&s, 1, ns) ||
	    strcmp(s, " s\n") != 0)
		return 0;
	*iterations = count;
	return 1;
}
