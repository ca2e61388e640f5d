/* results.c - what a finished test left in its directory */
#include <sys/stat.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base.h"
#include "format.h"

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
	l->s = growarray(l->s, l->n, &l->cap, sizeof *l->s);
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
	s->v = growarray(s->v, s->n, &s->cap, sizeof *s->v);
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
	if ((v = jsonmember(p, "units")) && *v == '"')
		jsonstring(v, &s->unit);
	if ((v = jsonmember(p, "improvement_direction")))
		s->better = strncmp(v, "\"up\"", 4) == 0 ? 1 :
		    strncmp(v, "\"down\"", 6) == 0 ? -1 : 0;
	if ((v = jsonmember(p, "value")))
		putnumber(s, v);
	else if ((p = jsonmember(p, "values")))
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

/* a list of all that runs measured, and how they ended */

/* the record being read */
struct current {
	size_t first;		/* where its numbers begin */
	int any;		/* it has an attribute or a number */
	int left;		/* it is left out */
	int failed;		/* its run failed */
	int disturbed;
};

/* one copy of each key; records have the same ones in the same order */
static const char *
intern(const char *key)
{
	static char **keys;
	static size_t n, cap, at;
	size_t i;

	for (i = 0; i < n; i++) {
		at = at + 1 < n ? at + 1 : 0;
		if (strcmp(keys[at], key) == 0)
			return keys[at];
	}
	keys = growarray(keys, n, &cap, sizeof *keys);
	at = n;
	return keys[n++] = xstrdup(key);
}

void
measuredadd(struct measured *m, const struct datum *like, const char *key,
    enum what what, double value)
{
	struct datum *d;

	m->v = growarray(m->v, m->n, &m->cap, sizeof *m->v);
	d = &m->v[m->n++];
	*d = *like;
	d->key = intern(key);
	d->what = what;
	d->value = value;
}

void
measuredfact(struct measured *m, int side, const char *key,
    const char *value)
{
	struct fact *f;

	for (f = m->fact; f < m->fact + m->nfacts; f++)
		if (f->side == side && strcmp(f->key, key) == 0 &&
		    strcmp(f->value, value) == 0)
			return;
	m->fact = xrealloc(m->fact, (m->nfacts + 1) * sizeof *f);
	f = &m->fact[m->nfacts++];
	f->side = side;
	f->key = xstrdup(key);
	f->value = xstrdup(value);
}

static void
attribute(struct current *c, const struct keyval *kv)
{
	if (strcmp(kv->key, "try") == 0 || strcmp(kv->key, "warmup") == 0 ||
	    strcmp(kv->key, "precision") == 0)
		c->left = 1;
	else if (strcmp(kv->key, "exit") == 0 && strcmp(kv->value, "0") != 0)
		c->failed = 1;
	else if (strcmp(kv->key, "disturbed") == 0)
		c->disturbed = 1;
}

static void
takenumber(struct measured *m, const struct datum *like, size_t first,
    const struct keyval *kv, const struct reader *r)
{
	double d;
	size_t i;

	if (!decimal(kv->value, strlen(kv->value), &d)) {
		warning("%s:%lu: %s: not a number: %s", r->name, r->lineno,
		    kv->key, kv->value);
		d = NAN;
	}
	measuredadd(m, like, kv->key, NUMBER, d);
	/* twice in one record: the last one wins */
	for (i = first; i < m->n - 1; i++)
		if (m->v[i].key == m->v[m->n - 1].key) {
			m->v[i] = m->v[--m->n];
			return;
		}
}

static void
takerecord(struct measured *m, const struct datum *like, struct current *c)
{
	if (c->left || c->failed)
		m->n = c->first;
	if (c->any && !c->left)
		measuredadd(m, like, "", RECORD, c->failed);
	if (c->disturbed && !c->left)
		measuredadd(m, like, "", DISTURBED, 1);
	memset(c, 0, sizeof *c);
	c->first = m->n;
}

void
measuredrecords(struct measured *m, const struct datum *like,
    const char *path)
{
	struct current c = { 0 };
	struct keyval kv;
	struct reader r;
	size_t n;
	char *s;

	if (openlines(&r, path) < 0)
		die(failstatus, "%s:", path);
	c.first = m->n;
	while ((s = readline(&r, &n))) {
		if (r.torn) {
			warning("%s:%lu: torn last line skipped", r.name,
			    r.lineno);
			break;
		}
		if (s[strspn(s, " \t\r\f\v")] == '\0') {
			takerecord(m, like, &c);
			continue;
		}
		switch (parsekeyval(s, n, &kv)) {
		case -1:
			die(failstatus, "%s:%lu: Invalid format line: %s",
			    r.name, r.lineno, s);
		case 0:
			continue;
		}
		if (!kv.type)
			continue;	/* of a test or a job, not of a run */
		c.any = 1;
		if (strcmp(kv.type, "attr") == 0)
			attribute(&c, &kv);
		else
			takenumber(m, like, c.first, &kv, &r);
	}
	takerecord(m, like, &c);
	closelines(&r);
}

static int
byall(const void *va, const void *vb)
{
	const struct datum *a = va, *b = vb;
	int c;

	if ((c = strcmp(a->test, b->test)) != 0 ||
	    (a->key != b->key && (c = strcmp(a->key, b->key)) != 0))
		return c;
	if (a->what != b->what)
		return a->what < b->what ? -1 : 1;
	if (a->side != b->side)
		return a->side < b->side ? -1 : 1;
	if (a->run != b->run)
		return a->run < b->run ? -1 : 1;
	if (a->value != a->value || b->value != b->value)
		return (a->value != a->value) - (b->value != b->value);
	return (a->value > b->value) - (a->value < b->value);
}

void
measuredsort(struct measured *m)
{
	if (m->n > 0)
		sort(m->v, m->n, sizeof *m->v, byall);
}

/* what runs measured, from the directories they left */

/* the direction of the entry, an object at p, of a chart */
static void
direction(struct measured *m, const struct datum *like, const char *key,
    const char *p)
{
	const char *name, *value;
	struct buf b = { 0 };

	while (jsonnext(&p, &name, &value)) {
		bufclear(&b);
		jsonstring(name, &b);
		if (strcmp(b.s, "improvement_direction") != 0 || *value != '"')
			continue;
		bufclear(&b);
		jsonstring(value, &b);
		measuredadd(m, like, key, DIRECTION,
		    strcmp(b.s, "up") == 0 ? 1 : -1);
	}
	buffree(&b);
}

/* the entries at p, of KEY's "summary" or of a graph's keys */
static void
entries(struct measured *m, const struct datum *like, const char *outer,
    const char *p)
{
	const char *name, *value;
	struct buf key = { 0 };

	while (jsonnext(&p, &name, &value)) {
		bufclear(&key);
		jsonstring(name, &key);
		if (*value == '{')
			direction(m, like, strcmp(key.s, "summary") == 0 ?
			    outer : key.s, value);
	}
	buffree(&key);
}

static void
takechart(struct measured *m, const struct datum *like, const char *path)
{
	struct buf b = { 0 }, outer = { 0 }, why = { 0 };
	const char *name, *p, *value;

	bufclear(&b);
	if (readfile(path, &b) < 0)
		die(failstatus, "%s:", path);
	if (b.len > 0 && jsoncheck(b.s, b.len, &why) < 0)
		die(failstatus, "%s: %s", path, why.s);
	p = jsonblanks(b.s);
	if (*p != '{')
		p = "{}";	/* an empty file, or no chart */
	while (jsonnext(&p, &name, &value)) {
		bufclear(&outer);
		jsonstring(name, &outer);
		if (*value == '{')
			entries(m, like, outer.s, value);
	}
	buffree(&outer);
	buffree(&b);
}

/* a test's own log ends with its END line, unless it was killed */
static void
readlog(struct measured *m, const struct datum *like, const char *path)
{
	struct statusline l;
	struct reader r;
	enum verdict v;
	int any = 0, ok = 0;
	size_t n;
	char *s;

	if (openlines(&r, path) < 0)
		die(failstatus, "%s:", path);
	while ((s = readline(&r, &n)))
		if (parsestatus(s, n, &l) == 1) {
			any = 1;
			ok = l.end && verdictof(l.code, &v) && v < FAIL;
		}
	if (any)
		measuredadd(m, like, "", TEST, !ok);
	closelines(&r);
}

/* a test's own keyvals; what is no such line is no concern of ours */
static void
readfacts(struct measured *m, const struct datum *like, const char *path)
{
	struct keyval kv;
	struct reader r;
	size_t n;
	char *s;

	if (openlines(&r, path) < 0)
		die(failstatus, "%s:", path);
	while ((s = readline(&r, &n)))
		if (parsekeyval(s, n, &kv) == 1 && !kv.type &&
		    strncmp(kv.key, "sysinfo-", 8) == 0)
			measuredfact(m, like->side, kv.key + 8, kv.value);
	closelines(&r);
}

/* read DIR/NAME if it is a file: links that a test left are not followed */
static void
part(struct measured *m, const struct datum *like, const char *dir,
    const char *name, void (*take)(struct measured *, const struct datum *,
    const char *))
{
	char *path = join(dir, name);
	struct stat st;

	if (lstat(path, &st) == 0) {
		if (S_ISREG(st.st_mode))
			take(m, like, path);
	} else if (errno != ENOENT) {
		die(failstatus, "%s:", path);
	}
	free(path);
}

static int
realdir(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static void walk(struct measured *, const struct datum *, char *,
    const char *);

/* the directories in dir are tests, or hold tests */
static void
walkbelow(struct measured *m, const struct datum *like, const char *dir)
{
	struct dirent *e;
	char *path;
	DIR *all;

	if (!(all = opendir(dir)))
		die(failstatus, "%s:", dir);
	while ((e = readdir(all))) {
		if (strcmp(e->d_name, ".") == 0 ||
		    strcmp(e->d_name, "..") == 0 || reserved(e->d_name))
			continue;
		path = join(dir, e->d_name);
		if (realdir(path))
			walk(m, like, *like->test ? join(like->test,
			    e->d_name) : xstrdup(e->d_name), path);
		free(path);
	}
	closedir(all);
}

/* dir, if it is a test, and the tests below it; test is ours to free */
static void
walk(struct measured *m, const struct datum *like, char *test,
    const char *dir)
{
	struct datum d = *like;
	size_t before = m->n, after;
	char *results = join(dir, "results");

	d.test = test;
	if (realdir(results)) {
		part(m, &d, results, "keyval", measuredrecords);
		part(m, &d, results, "results-chart.json", takechart);
		part(m, &d, dir, "status.log", readlog);
		part(m, &d, dir, "keyval", readfacts);
	}
	free(results);
	after = m->n;
	walkbelow(m, &d, dir);
	if (after == before)
		free(test);	/* nobody has it */
}

static size_t
found(const struct measured *m, size_t first)
{
	size_t n = 0;

	for (; first < m->n; first++)
		n += m->v[first].what == RECORD || m->v[first].what == TEST;
	return n;
}

size_t
measuredread(struct measured *m, const char *operand, int side, size_t run)
{
	struct datum like = { "", "", RECORD, 0, 0, 0 };
	size_t before = m->n;

	like.side = side;
	like.run = run;
	if (strcmp(operand, "-") == 0 || !direxists(operand)) {
		measuredrecords(m, &like, operand);
		return found(m, before);
	}
	walk(m, &like, xstrdup(""), operand);
	if (found(m, before) == 0) {
		part(m, &like, operand, "keyval", measuredrecords);
		part(m, &like, operand, "results-chart.json", takechart);
	}
	return found(m, before);
}
