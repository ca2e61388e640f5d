/* results.c - reading what tests measured, and how tests ended */
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "format.h"

struct numbers *
findnumbers(struct numberslist *l, const char *name, size_t n)
{
	struct numbers *s;
	size_t i;

	/* records have the same keys in the same order */
	for (i = 0; i < l->n; i++) {
		l->at = l->at + 1 < l->n ? l->at + 1 : 0;
		s = &l->s[l->at];
		if (s->name.len == n && memcmp(s->name.s, name, n) == 0)
			return s;
	}
	l->s = growarray(l->s, l->n, &l->cap, sizeof *l->s);
	l->at = l->n;
	s = &l->s[l->n++];
	if (l->n > l->made) {
		memset(s, 0, sizeof *s);
		l->made = l->n;
	}
	bufclear(&s->name);
	bufadd(&s->name, name, n);
	bufclear(&s->unit);
	s->n = 0;
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

	if (*subdir && namebad(subdir)) {
		errno = ENOENT;
		return -1;
	}
	bufclear(&path);
	buffmt(&path, "%s%s%s", subdir, *subdir ? "/" : "", file);
	return openbelow(jobdir, path.s);
}

const char *
logname(const char *subdir)
{
	return tempfmt("debug/%s.DEBUG", lastpart(subdir));
}

int
logtail(int jobdir, const char *subdir, size_t want, struct buf *b)
{
	size_t i, to = 0;
	int fd, r;

	bufclear(b);
	if ((fd = opentestfile(jobdir, subdir, logname(subdir))) < 0)
		return 0;
	r = readtail(fd, want, b);
	close(fd);
	if (r < 0)
		return 0;
	r = 1 + (b->len == want);
	for (i = 0; i < b->len; i++)
		if (b->s[i] != '\r' || b->s[i + 1] != '\n')
			b->s[to++] = b->s[i];
	bufshorten(b, to);
	return r;
}

/* one reader for all files: its memory is used again */
static struct reader *
reading(int fd, const char *name)
{
	static struct reader r;

	r.fd = fd;
	r.name = name;
	r.at = r.len = r.from = r.keep = r.eof = 0;
	return &r;
}

size_t
readrecords(int fd, const char *name, struct numberslist *l)
{
	static struct recordreader r;
	const struct recordline *p;
	size_t count = 0;
	double d;
	int c;

	recordsfrom(&r, reading(fd, name));
	while ((c = readrecord(&r)) != 0 && !r.torn) {
		if (c < 0 || r.counts == LEFTOUT)
			continue;
		count++;
		for (p = r.line; r.counts == COUNTS && p < r.line + r.n; p++)
			if (!p->attr && decimal(p->value, p->len, &d))
				addnumber(findnumbers(l, p->key, p->keylen), d);
	}
	if (r.torn)
		warning("%s: torn last record skipped", name);
	return count;
}

int
lastvalue(int jobdir, const char *subdir, const char *key, struct buf *b)
{
	struct keyval kv;
	struct reader *r;
	size_t from = b->len;
	int c, fd, found = 0;

	if ((fd = opentestfile(jobdir, subdir, "keyval")) < 0)
		return 0;
	r = reading(fd, subdir);
	while ((c = readkeyval(r, &kv)) != 0)
		if (c > 0 && !kv.type && strcmp(kv.key, key) == 0) {
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
	size_t count = 0;
	int c, fd;

	if ((fd = opentestfile(jobdir, subdir, "keyval")) < 0)
		return 0;
	r = reading(fd, subdir);
	while ((c = readkeyval(r, &kv)) != 0)
		if (c > 0 && !kv.type) {
			bufadd(b, kv.key, strlen(kv.key) + 1);
			bufadd(b, kv.value, strlen(kv.value) + 1);
			count++;
		}
	close(fd);
	return count;
}

/* step over the text.  1, or 0 if *s does not begin with the text */
static int
past(const char **s, const char *text)
{
	size_t n = strlen(text);

	if (strncmp(*s, text, n) != 0)
		return 0;
	*s += n;
	return 1;
}

int
logtrailer(struct buf *tail, unsigned long *iterations, long long *ns)
{
	const char *s = tail->s + tail->len;
	size_t from;
	long long count;
	int i;

	if (tail->len == 0 || s[-1] != '\n')
		return 0;
	for (s--; s > tail->s && s[-1] != '\n'; s--)
		continue;
	from = s - tail->s;
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
	if (!past(&s, ": ") || !(s = readwhole(s, LONG_MAX, &count)) ||
	    !past(&s, " iterations, ") || !(s = readseconds(s, ns)) ||
	    strcmp(s, " s\n") != 0)
		return 0;
	*iterations = count;
	tail->len = from;
	tail->s[from] = '\0';
	return 1;
}

/* data of runs and tests */

/* one copy of each key */
static const char *
intern(const char *key)
{
	static struct numberslist keys;

	return findnumbers(&keys, key, strlen(key))->name.s;
}

/* add a copy of like with another key (copied), what and value */
static void
adddatum(struct measured *m, const struct datum *like, const char *key,
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

/* add a fact that is not in the list yet */
static void
addfact(struct measured *m, int side, const char *key, const char *value)
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

/* add the values of a record; a value that is not a number is a warning */
static void
addvalues(struct measured *m, const struct datum *like,
    const struct recordreader *r)
{
	const struct recordline *p;
	double d;

	for (p = r->line; p < r->line + r->n; p++) {
		if (p->attr)
			continue;
		if (!decimal(p->value, p->len, &d)) {
			warning("%s:%lu: %s: not a number: %s", r->in->name,
			    p->lineno, p->key, p->value);
			d = NAN;
		}
		adddatum(m, like, p->key, NUMBER, d);
	}
}

static void
addrecords(struct measured *m, const struct datum *like, struct reader *in)
{
	static struct recordreader r;
	int c;

	recordsfrom(&r, in);
	while ((c = readrecord(&r)) != 0) {
		if (c < 0)
			die(failstatus, "%s", r.why.s);
		if (r.counts == LEFTOUT)
			continue;
		if (r.counts == COUNTS)
			addvalues(m, like, &r);
		adddatum(m, like, "", RECORD, r.counts == FAILEDRUN);
		if (recordattr(&r, "disturbed"))
			adddatum(m, like, "", DISTURBED, 1);
	}
	if (r.torn)
		warning("%s:%lu: torn last line skipped", in->name,
		    in->lineno);
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

/* results directories of tests and jobs */

/* add the direction of each value of the chart: more or less is better */
static void
adddirections(struct measured *m, const struct datum *like,
    struct reader *in)
{
	static struct numberslist chart;
	static struct buf why;
	size_t i;

	chart.n = 0;
	if (readchart(in->fd, &chart, &why) < 0)
		die(failstatus, "%s: %s", in->name, why.s);
	for (i = 0; i < chart.n; i++)
		if (chart.s[i].better)
			adddatum(m, like, lastpart(chart.s[i].name.s),
			    DIRECTION, chart.s[i].better);
}

/* add the verdict; a log that does not end with END is a killed test's */
static void
addverdict(struct measured *m, const struct datum *like, struct reader *in)
{
	struct statusline l;
	enum verdict v;
	int any = 0, ok = 0;
	size_t n;
	char *s;

	while ((s = readline(in, &n)))
		if (parsestatus(s, n, &l) == 1) {
			any = 1;
			ok = l.end && verdictof(l.code, &v) && v < FAIL;
		}
	if (any)
		adddatum(m, like, "", TEST, !ok);
}

/* add the keyvals of a test that describe the machine */
static void
addfacts(struct measured *m, const struct datum *like, struct reader *in)
{
	struct keyval kv;
	int c;

	while ((c = readkeyval(in, &kv)) != 0)
		if (c > 0 && !kv.type && strncmp(kv.key, "sysinfo-", 8) == 0)
			addfact(m, like->side, kv.key + 8, kv.value);
}

static void
readpart(struct measured *m, const struct datum *like, const char *path,
    void (*take)(struct measured *, const struct datum *, struct reader *))
{
	struct reader in;

	if (openlines(&in, path) < 0)
		die(failstatus, "%s:", path);
	take(m, like, &in);
	closelines(&in);
}

/* read DIR/NAME if it is a regular file; links are not followed */
static void
part(struct measured *m, const struct datum *like, const char *dir,
    const char *name, void (*take)(struct measured *, const struct datum *,
    struct reader *))
{
	char *path = join(dir, name);
	struct stat st;

	if (statin(HERE, path, &st) == 0) {
		if (S_ISREG(st.st_mode))
			readpart(m, like, path, take);
	} else if (errno != ENOENT) {
		die(failstatus, "%s:", path);
	}
	free(path);
}

static int
realdir(const char *path)
{
	struct stat st;

	return statin(HERE, path, &st) == 0 && S_ISDIR(st.st_mode);
}

static void walk(struct measured *, const struct datum *, const char *,
    const char *);

/* walk the directories in dir: tests, or parents of tests */
static void
walkbelow(struct measured *m, const struct datum *like, const char *dir)
{
	const char *name;
	char *path;
	DIR *all;

	if (!(all = listin(HERE, dir)))
		die(failstatus, "%s:", dir);
	while ((name = listnext(all))) {
		if (reserved(name))
			continue;
		path = join(dir, name);
		if (realdir(path))
			walk(m, like, *like->test ? join(like->test, name) :
			    xstrdup(name), path);
		free(path);
	}
	closedir(all);
}

/* add dir, if it is a test, and the tests below */
static void
walk(struct measured *m, const struct datum *like, const char *test,
    const char *dir)
{
	struct datum d = *like;
	char *results = join(dir, "results");

	d.test = test;
	if (realdir(results)) {
		part(m, &d, results, "keyval", addrecords);
		part(m, &d, results, "results-chart.json", adddirections);
		part(m, &d, dir, "status.log", addverdict);
		part(m, &d, dir, "keyval", addfacts);
	}
	free(results);
	walkbelow(m, &d, dir);
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
		readpart(m, &like, operand, addrecords);
		return found(m, before);
	}
	walk(m, &like, "", operand);
	if (found(m, before) == 0) {
		part(m, &like, operand, "keyval", addrecords);
		part(m, &like, operand, "results-chart.json", adddirections);
	}
	return found(m, before);
}
