/* measuredir.c - what runs measured, from the directories they left */
#include <sys/stat.h>

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "err.h"
#include "file.h"
#include "json.h"
#include "keyval.h"
#include "line.h"
#include "measured.h"
#include "measuredir.h"
#include "names.h"
#include "status.h"
#include "verdict.h"

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
readchart(struct measured *m, const struct datum *like, const char *path)
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
		part(m, &d, results, "results-chart.json", readchart);
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
		part(m, &like, operand, "results-chart.json", readchart);
	}
	return found(m, before);
}
