/* chart.c - performance values: the chart in memory, and its file */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "format.h"

#define CHARTMAX	(64u << 20)	/* bytes; a larger chart is refused */

/* the chart, a graph or name in the chart, or an entry */
struct node {
	struct node *chain;	/* the next node of the slot */
	struct node *next;	/* the next node of the parent, in order */
	struct node *first, *last;
	const struct node *in;
	char *key;
	size_t n;
	const char *json;	/* the unchanged text from the file; or NULL */
	struct buf values;	/* of an entry, in output form */
	struct span units;	/* s is NULL: no units */
	int set, list, up;
};

static struct node *
newnode(const struct node *in, const char *key, size_t n)
{
	struct node *node = xmalloc(sizeof *node);

	memset(node, 0, sizeof *node);
	node->in = in;
	node->key = xmalloc(n);
	memcpy(node->key, key, n);
	node->n = n;
	return node;
}

static size_t
hash(const struct node *in, const char *key, size_t n)
{
	return hashbytes(key, n) ^ (size_t)in >> 4;
}

/* double the slots (a power of two), to keep their lists short */
static void
widen(struct series *s)
{
	struct node **old = s->slot, *next, *node;
	size_t i, n = s->nslots;

	s->nslots = n ? 2 * n : 64;
	/* pointers.  NOLINTNEXTLINE(bugprone-sizeof-expression) */
	s->slot = xmalloc(s->nslots * sizeof *s->slot);
	for (i = 0; i < s->nslots; i++)
		s->slot[i] = NULL;
	while (n > 0)
		for (node = old[--n]; node; node = next) {
			next = node->chain;
			i = hash(node->in, node->key, node->n) &
			    (s->nslots - 1);
			node->chain = s->slot[i];
			s->slot[i] = node;
		}
	free(old);
}

/* find or make the node with the name in its parent */
static struct node *
lookup(struct series *s, struct node *in, const char *key, size_t n)
{
	struct node *node = in->first, **slot;

	/* most names have `summary' as their only member */
	if (node && node->n == n && memcmp(node->key, key, n) == 0)
		return node;
	if (s->n >= s->nslots)
		widen(s);
	slot = &s->slot[hash(in, key, n) & (s->nslots - 1)];
	for (node = *slot; node; node = node->chain)
		if (node->in == in && node->n == n &&
		    memcmp(node->key, key, n) == 0)
			return node;
	node = newnode(in, key, n);
	node->chain = *slot;
	*slot = node;
	s->n++;
	if (in->last)
		in->last->next = node;
	else
		in->first = node;
	in->last = node;
	return node;
}

static struct node *
root(struct series *s)
{
	if (!s->root)
		s->root = newnode(NULL, "", 0);
	return s->root;
}

/* make nodes of the members of the object at p; the last of a name counts */
static void
members(struct series *s, struct node *in, const char *p)
{
	struct buf name = { 0 };
	const char *key, *value;
	struct node *node;

	while (jsonnext(&p, &key, &value)) {
		bufclear(&name);
		jsonstring(key, &name);
		node = lookup(s, in, name.s, name.len);
		node->json = value;
	}
	buffree(&name);
}

int
seriesparse(struct series *s, const char *json, struct buf *why)
{
	struct node *node;

	json = jsonblanks(json);
	if (*json != '{') {
		bufputs(why, "want an object");
		return -1;
	}
	members(s, root(s), json);
	for (node = s->root->first; node; node = node->next)
		if (*node->json == '{') {
			members(s, node, node->json);
			node->json = NULL;
		}
	return 0;
}

/* separate the next value from the values before it, if any */
static void
comma(struct node *e)
{
	if (e->values.len == 0)
		return;
	bufputc(&e->values, ',');
	bufindent(&e->values, 4);
}

/*
 * Prepare an entry of the file for another value: parse it into a list of
 * its values.  A new list may replace an entry without values.  NULL, or
 * the error.
 */
static const char *
takeover(struct node *e, int list)
{
	const char *key, *p, *value;

	if (*e->json != '{')
		return "not an object";
	if ((p = jsonmember(e->json, "values"))) {
		if (*p != '[')
			return "'values' is not a list";
		while (jsonnext(&p, &key, &value)) {
			comma(e);
			bufpretty(&e->values, value, 4);
		}
	} else if ((p = jsonmember(e->json, "value")))
		bufpretty(&e->values, p, 4);
	else if (!list)
		return "neither 'values' nor 'value'";
	e->json = NULL;
	e->set = 1;
	return NULL;
}

/* the entry of the line, ready for a value; or NULL and why */
static struct node *
entry(struct series *s, const struct perfline *l, struct buf *why)
{
	struct span first = l->name, second = { "summary", 7 };
	struct node *e, *in;
	const char *msg;

	if (l->graph.n > 0) {
		first = l->graph;
		second = l->name;
	}
	in = lookup(s, root(s), first.s, first.n);
	e = in->json ? NULL : lookup(s, in, second.s, second.n);
	msg = !e ? "not an object" : e->json ? takeover(e, l->list) : NULL;
	if (!msg)
		return e;
	buffmt(why, "%.*s%s%.*s: %s", (int)first.n, first.s,
	    e ? "/" : "", e ? (int)second.n : 0, second.s, msg);
	return NULL;
}

int
seriesadd(struct series *s, const char *line, size_t n, struct buf *why)
{
	struct perfline l;
	struct span v;
	struct node *e;

	if (perfcut(&l, line, n, why) < 0)
		return -1;
	if (!utf8ok(line, n)) {
		bufputs(why, "not UTF-8");
		return -1;
	}
	if (!(e = entry(s, &l, why)))
		return -1;
	e->list = l.list || e->set;
	e->set = 1;
	e->units = l.units;
	e->up = l.up == 1;
	while (perfnext(&l, &v)) {
		comma(e);
		if (bufnumber(&e->values, v.s, v.n))
			continue;
		buffmt(why, "'%.*s': want a number", (int)v.n, v.s);
		return -1;
	}
	return 0;
}

static void
label(struct buf *b, const char *name)
{
	bufindent(b, 3);
	buffmt(b, "\"%s\": ", name);
}

static void
entrytext(struct buf *b, const struct node *e)
{
	bufputc(b, '{');
	label(b, "type");
	bufputs(b, e->list ? "\"list_of_scalar_values\"," : "\"scalar\",");
	label(b, "units");
	if (!e->units.s)
		bufputs(b, "null");
	else
		bufjson(b, e->units.s, e->units.n);
	bufputc(b, ',');
	label(b, e->list ? "values" : "value");
	if (e->list)
		bufputc(b, '[');
	if (e->list && e->values.len > 0)
		bufindent(b, 4);
	bufadd(b, e->values.s, e->values.len);
	if (e->list && e->values.len > 0)
		bufindent(b, 3);
	bufputs(b, e->list ? "]," : ",");
	label(b, "improvement_direction");
	bufputs(b, e->up ? "\"up\"" : "\"down\"");
	bufindent(b, 2);
	bufputc(b, '}');
}

/* append the members of a node, depth levels deep */
static void
nodetext(struct buf *b, const struct node *in, int depth)
{
	const struct node *node;

	bufputc(b, '{');
	for (node = in->first; node; node = node->next) {
		if (node != in->first)
			bufputc(b, ',');
		bufindent(b, depth);
		bufjson(b, node->key, node->n);
		bufputs(b, ": ");
		if (node->json)
			bufpretty(b, node->json, depth);
		else if (depth == 2)
			entrytext(b, node);
		else
			nodetext(b, node, depth + 1);
	}
	if (in->first)
		bufindent(b, depth - 1);
	bufputc(b, '}');
}

void
seriestext(struct series *s, struct buf *b)
{
	nodetext(b, root(s), 1);
	bufputc(b, '\n');
}

void
seriesfree(struct series *s)
{
	struct node *next, *node;
	size_t i;

	for (i = 0; i < s->nslots; i++)
		for (node = s->slot[i]; node; node = next) {
			next = node->chain;
			free(node->key);
			buffree(&node->values);
			free(node);
		}
	if (s->root)
		free(s->root->key);
	free(s->root);
	free(s->slot);
	memset(s, 0, sizeof *s);
}

/* reading the values of a chart file */

static void
putnumber(struct numbers *s, const char *p)
{
	double d;

	if (decimal(p, jsonskip(p) - p, &d))
		addnumber(s, d);
}

/* add the values of an entry, and their units */
static void
putentry(struct numberslist *l, const struct buf *name, const char *p)
{
	struct numbers *s = findnumbers(l, name->s, name->len);
	const char *key, *v;

	s->n = 0;
	if (*p != '{')
		return;
	if ((v = jsonmember(p, "units")) && *v == '"')
		jsonstring(v, &s->unit);
	if ((v = jsonmember(p, "improvement_direction")))
		s->better = strncmp(v, "\"up\"", 4) == 0 ? 1 :
		    strncmp(v, "\"down\"", 6) == 0 ? -1 : 0;
	if ((v = jsonmember(p, "value")))
		putnumber(s, v);
	else if ((p = jsonmember(p, "values")) && *p == '[')
		while (jsonnext(&p, &key, &v))
			putnumber(s, v);
}

/* add the entries of the object at p; graph is its name */
static void
putentries(struct numberslist *l, const char *graph, const char *p)
{
	static struct buf name;
	const char *key, *value;

	while (jsonnext(&p, &key, &value)) {
		bufclear(&name);
		jsonstring(graph, &name);
		/* without a graph, the key is `summary' */
		if (strncmp(key, "\"summary\"", 9) != 0) {
			bufputc(&name, '/');
			jsonstring(key, &name);
		}
		putentry(l, &name, value);
	}
}

int
readchart(int fd, struct numberslist *l, struct buf *why)
{
	static struct buf json;
	const char *graph, *in, *p;

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
	if (*p != '{')
		return 0;
	while (jsonnext(&p, &graph, &in))
		if (*in == '{')
			putentries(l, graph, in);
	return 0;
}

/* results-chart.json, made from RESULTSDIR/perf */

struct chart {
	char *path;		/* results-chart.json */
	char *perf, *merged;
	struct buf text;	/* the chart as it was */
	struct buf lines;	/* the new lines of perf */
	struct series series;
	long long from, to;	/* offsets of these lines in perf */
};

/* read a regular file, no link; a missing file is empty */
static int
readplain(const char *path, struct buf *b)
{
	struct stat st;
	int fd, r = -1;

	bufclear(b);
	fd = openin(HERE, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0)
		return errno == ENOENT ? 0 : -1;
	errno = EINVAL;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		r = readtail(fd, st.st_size, b);
	closekeep(fd);
	return r;
}

/* a hash of the text, from 0 to 2^63 - 1 */
static long long
checksum(const struct buf *b)
{
	unsigned long long h = 0xcbf29ce484222325 ^ b->len, w;
	const unsigned char *s = (const unsigned char *)b->s;
	size_t i, n;
	int k;

	for (i = 0; i < b->len; i += n) {
		n = b->len - i < 8 ? b->len - i : 8;
		for (w = 0, k = n; k > 0; k--)
			w = w << 8 | s[i + k - 1];
		h = (h ^ w) * 0x9e3779b97f4a7c15;
		h ^= h >> 32;
	}
	return h & 0x7fffffffffffffff;
}

/* set from to the bytes of perf that the chart holds, by perf.merged */
static int
readmerged(struct chart *c, struct buf *why)
{
	enum { FROM, OLD, TO, NEW };
	struct buf b = { 0 };
	long long n[4] = { 0 }, sum = checksum(&c->text);
	const char *s;
	int i;

	c->from = 0;
	if (readplain(c->merged, &b) < 0)
		return tellerrno(why, c->merged);
	s = b.s;
	for (i = 0; s && *b.s && i < 4; i++)
		if ((s = readwhole(s, LLONG_MAX, &n[i])) &&
		    *s++ != (i < NEW ? ' ' : '\n'))
			s = NULL;
	if (!s)
		buffmt(why, "%s: broken; remove it and the chart to have "
		    "all values merged again", c->merged);
	else if (c->text.len > 0)
		c->from = n[sum == n[OLD] && sum != n[NEW] ? FROM : TO];
	buffree(&b);
	return s ? 0 : -1;
}

static void
names(struct chart *c, const char *dir)
{
	memset(c, 0, sizeof *c);
	c->path = join(dir, "results-chart.json");
	c->perf = join(dir, "perf");
	c->merged = join(dir, "perf.merged");
}

/* read the chart file, if there is one */
static int
load(struct chart *c, struct buf *why)
{
	if (readplain(c->path, &c->text) < 0)
		return tellerrno(why, c->path);
	buffmt(why, "%s: ", c->path);
	if (c->text.len > 0 && (jsoncheck(c->text.s, c->text.len, why) < 0 ||
	    seriesparse(&c->series, c->text.s, why) < 0))
		return -1;
	bufclear(why);
	return 0;
}

static void
unload(struct chart *c)
{
	free(c->path);
	free(c->perf);
	free(c->merged);
	buffree(&c->text);
	buffree(&c->lines);
	seriesfree(&c->series);
}

/* the number of the line at an offset in perf; 0 if perf cannot be read */
static unsigned long
lineno(int fd, long long at)
{
	char part[4096];
	unsigned long n = 1;
	long long i;
	ssize_t k, r;

	for (i = 0; i < at; i += r) {
		if ((r = pread(fd, part, sizeof part, i)) <= 0)
			return 0;
		for (k = 0; k < r && i + k < at; k++)
			n += part[k] == '\n';
	}
	return n;
}

/*
 * Add whole lines to the chart; *done is their bytes.  0; or -1 and why,
 * and *done is the offset of the bad line.
 */
static int
addlines(struct chart *c, const char *s, size_t n, size_t *done,
    struct buf *why)
{
	const char *end = s + n, *nl, *p;

	*done = 0;
	for (p = s; p < end && (nl = memchr(p, '\n', end - p)); p = nl + 1) {
		if (nl > p && seriesadd(&c->series, p, nl - p, why) < 0)
			return -1;
		*done = nl + 1 - s;
	}
	return 0;
}

/* add the new lines of perf to the chart; sets from and to */
static int
addnew(struct chart *c, int fd, struct buf *why)
{
	struct buf msg = { 0 };
	struct stat st;
	size_t done;
	char last = '\n';
	int r;

	if (readmerged(c, why) < 0)
		return -1;
	if (fstat(fd, &st) < 0)
		return tellerrno(why, c->perf);
	if (c->from > st.st_size || (c->from > 0 &&
	    (pread(fd, &last, 1, c->from - 1) != 1 || last != '\n')))
		c->from = 0;
	if (readtail(fd, st.st_size - c->from, &c->lines) < 0)
		return tellerrno(why, c->perf);
	r = addlines(c, c->lines.s, c->lines.len, &done, &msg);
	c->to = c->from + done;
	if (r < 0)
		buffmt(why, "%s:%lu: %s", c->perf, lineno(fd, c->to), msg.s);
	else if (c->to < st.st_size)
		warning("%s:%lu: torn last line skipped", c->perf,
		    lineno(fd, c->to));
	buffree(&msg);
	return r;
}

/* add lines that are not in perf yet */
static int
addgiven(struct chart *c, const char *s, size_t n, struct buf *why)
{
	size_t done;

	buffmt(why, "%s: ", c->path);
	if (addlines(c, s, n, &done, why) < 0)
		return -1;
	bufclear(why);
	return 0;
}

/* write perf.merged, then the chart; see format.h */
static int
save(struct chart *c, struct buf *why)
{
	struct buf b = { 0 }, mark = { 0 };
	int r;

	seriestext(&c->series, &b);
	buffmt(&mark, "%lld %lld %lld %lld\n", c->from, checksum(&c->text),
	    c->to, checksum(&b));
	r = writein(HERE, c->merged, mark.s, mark.len) < 0 ?
	    tellerrno(why, c->merged) :
	    writein(HERE, c->path, b.s, b.len) < 0 ? tellerrno(why, c->path) : 0;
	buffree(&b);
	buffree(&mark);
	return r;
}

/* if the chart is unchanged, cut perf back to end bytes */
static void
takeback(struct chart *c, int fd, long long end)
{
	struct buf b = { 0 };

	if (readplain(c->path, &b) == 0 &&
	    checksum(&b) == checksum(&c->text) && ftruncate(fd, end) < 0)
		warning("%s:", c->perf);
	buffree(&b);
}

/* merge the new lines of perf and s; perf is open and locked */
static int
update(struct chart *c, int fd, const char *s, size_t n, struct buf *why)
{
	long long end;

	if (addnew(c, fd, why) < 0 ||
	    (n > 0 && addgiven(c, s, n, why) < 0))
		return -1;
	if (n == 0 && c->to == c->from)
		return 0;
	end = c->to;
	if (n > 0 && appendlocked(fd, HERE, c->perf, s, n, 0) < 0)
		return tellerrno(why, c->perf);
	c->to += n;
	if (fsync(fd) < 0)
		tellerrno(why, c->perf);
	else if (save(c, why) == 0)
		return 0;
	if (n > 0)
		takeback(c, fd, end);
	return -1;
}

/* as chartadd; without O_CREAT in flags a missing perf is not made */
static int
withperf(const char *dir, int flags, const char *s, size_t n,
    struct buf *why)
{
	struct chart c;
	struct stat st;
	int fd, r = -1;

	names(&c, dir);
	fd = openin(HERE, c.perf, O_RDWR | O_APPEND | O_NOFOLLOW |
	    O_NONBLOCK | flags);
	if (fd < 0 && errno == ENOENT && flags == 0)
		r = 0;
	else if (fd < 0 || lockfile(fd, c.perf) < 0 || fstat(fd, &st) < 0)
		tellerrno(why, c.perf);
	else if (!S_ISREG(st.st_mode))
		buffmt(why, "%s: not a regular file", c.perf);
	else if (load(&c, why) == 0)
		r = update(&c, fd, s, n, why);
	/* close releases the lock */
	if (fd >= 0 && close(fd) < 0 && r == 0)
		r = tellerrno(why, c.perf);
	unload(&c);
	return r;
}

/* values of a run that may not count */

const char *
perftrypath(struct perftry *t)
{
	if (!t->path)
		t->path = strfmt("%s/perf.%ld.try", t->dir, (long)getpid());
	return t->path;
}

/* append lines to the file of the outer AT_PERF, or to perf */
static int
movelines(const struct perftry *t, const struct buf *b, struct buf *why)
{
	const char *perf = t->outer ? t->outer : tempfmt("%s/perf", t->dir);

	if (!t->outer && t->alone)
		return chartadd(t->dir, b->s, b->len, why);
	return appendin(HERE, perf, b->s, b->len, 0) < 0 ?
	    tellerrno(why, perf) : 0;
}

int
perftryend(struct perftry *t, int counts, struct buf *why)
{
	struct buf b = { 0 };
	int r = 0;

	if (counts && (r = readplain(t->path, &b)) < 0)
		tellerrno(why, t->path);
	if (b.len > 0 && b.s[b.len - 1] != '\n')
		warning("%s: torn last line skipped", t->path);
	while (b.len > 0 && b.s[b.len - 1] != '\n')
		b.len--;
	if (b.len > 0)
		r = movelines(t, &b, why);
	if (unlinkin(HERE, t->path) < 0 && errno != ENOENT && r == 0)
		r = tellerrno(why, t->path);
	buffree(&b);
	return r;
}

int
chartupdate(const char *dir, struct buf *why)
{
	bufclear(why);
	return withperf(dir, 0, NULL, 0, why);
}

/* check that the chart takes the lines */
static int
try(const char *dir, const char *s, size_t n, struct buf *why)
{
	struct chart c;
	int r;

	bufclear(why);
	names(&c, dir);
	if ((r = load(&c, why)) == 0 && c.text.len > 0 && n > 0)
		r = addgiven(&c, s, n, why);
	unload(&c);
	return r;
}

int
chartcheck(const char *dir, struct buf *why)
{
	return try(dir, NULL, 0, why);
}

int
chartadd(const char *dir, const char *s, size_t n, struct buf *why)
{
	/* make perf only if the chart takes the lines */
	if (accessin(HERE, tempfmt("%s/perf", dir), F_OK) < 0 &&
	    try(dir, s, n, why) < 0)
		return -1;
	bufclear(why);
	return withperf(dir, O_CREAT, s, n, why);
}
