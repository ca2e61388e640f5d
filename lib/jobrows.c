/* jobrows.c - a job as the lines of a report */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "err.h"
#include "file.h"
#include "joblog.h"
#include "jobrows.h"
#include "line.h"
#include "num.h"
#include "sample.h"
#include "shown.h"
#include "status.h"
#include "testdir.h"
#include "verdict.h"

const char *
rowtext(const struct jobrows *j, size_t at)
{
	return j->text.s + at;
}

/* put a string into text, harmless; where it is */
static size_t
keep(struct jobrows *j, const char *s)
{
	size_t at = j->text.len;

	if (!*s)
		return 0;
	bufshown(&j->text, s, strlen(s));
	bufputc(&j->text, '\0');
	return at;
}

static struct row *
rowof(struct jobrows *j, size_t id)
{
	if (id >= j->cap) {
		j->cap = 2 * id + 64;
		j->row = xrealloc(j->row, j->cap * sizeof *j->row);
	}
	for (; j->n <= id; j->n++)
		memset(&j->row[j->n], 0, sizeof *j->row);
	return &j->row[id];
}

/* 0.120 s, 1.20 s, 12.3 s, 2m05s, 1h02m */
static void
buftime(struct buf *b, long long ns)
{
	long long s = (ns + 500000000) / 1000000000;
	long long tenths = (ns + 50000000) / 100000000;
	long long cents = (ns + 5000000) / 10000000;
	long long millis = (ns + 500000) / 1000000;

	if (millis < 1000)
		buffmt(b, "0.%03lld s", millis);
	else if (cents < 1000)
		buffmt(b, "%lld.%02lld s", cents / 100, cents % 100);
	else if (tenths < 600)
		buffmt(b, "%lld.%lld s", tenths / 10, tenths % 10);
	else if (s < 3600)
		buffmt(b, "%lldm%02llds", s / 60, s % 60);
	else
		buffmt(b, "%lldh%02lldm", s / 3600, s % 3600 / 60);
}

/* between two stamps, which are whole seconds */
static void
bufstamps(struct buf *b, long long from, long long to)
{
	if (from < 0 || to < from || to - from > 4000000000)
		return;
	if (to - from < 60)
		buffmt(b, "%lld s", to - from);
	else
		buftime(b, (to - from) * 1000000000);
}

/* NAME MEDIAN +- DEVIATION UNIT, a string more in text */
static void
keepvalue(struct jobrows *j, struct numbers *s)
{
	struct buf *b = &j->text;

	sortsample(s->v, s->n);
	bufshown(b, s->name.s, s->name.len);
	bufputc(b, ' ');
	bufrounded(b, median(s->v, s->n), 5);
	if (s->n > 1) {
		bufputs(b, " +- ");
		bufrounded(b, mad(s->v, s->n), 2);
	}
	bufputs(b, s->unit.len ? " " : "");
	bufshown(b, s->unit.s, s->unit.len);
	if (j->notes && s->n > 1)
		buffmt(b, " (%zu values)", s->n);
	bufputc(b, '\0');
}

/* what comes after the graph's name */
static const char *
ungraphed(const struct numbers *s)
{
	const char *slash = strrchr(s->name.s, '/');

	return slash ? slash + 1 : s->name.s;
}

static void
keepvalues(struct jobrows *j, struct row *r, struct numberslist *l,
    const struct numberslist *but)
{
	size_t i, k;

	for (i = 0; i < l->n; i++) {
		for (k = 0; but && k < but->n; k++)
			if (strcmp(l->s[i].name.s, ungraphed(&but->s[k])) == 0)
				break;
		if (l->s[i].n == 0 || (but && k < but->n))
			continue;
		keepvalue(j, &l->s[i]);
		r->nvalues++;
	}
}

/*
 * The values in the test's files; returns how many records there are.
 * What at-perf -k wrote is in both files; the chart knows its units.
 */
static size_t
takevalues(struct jobrows *j, struct row *r, const char *subdir)
{
	static const char records[] = "results/keyval";
	static const char chart[] = "results/results-chart.json";
	static struct numberslist listed, recorded;
	static struct buf name, why;
	size_t n = 0;
	int fd;

	clearnumbers(&listed);
	clearnumbers(&recorded);
	if ((fd = opentestfile(j->dir, subdir, records)) >= 0) {
		bufclear(&name);
		buffmt(&name, "%s/%s/%s", j->path, subdir, records);
		n = readrecords(fd, name.s, &recorded);
		close(fd);
	}
	if ((fd = opentestfile(j->dir, subdir, chart)) >= 0) {
		bufclear(&why);
		if (readchart(fd, &listed, &why) < 0)
			warning("%s/%s/%s: %s", j->path, subdir, chart, why.s);
		close(fd);
	}
	r->values = j->text.len;
	keepvalues(j, r, &listed, NULL);
	keepvalues(j, r, &recorded, &listed);
	return n;
}

/* iterations, time and values of a test */
static void
facts(struct jobrows *j, struct row *r, const struct logblock *b)
{
	static struct buf runs, tail, time;
	unsigned long n;
	long long ns;
	size_t records = takevalues(j, r, b->subdir);

	bufclear(&runs);
	bufclear(&time);
	if (logtail(j->dir, b->subdir, 256, &tail) &&
	    logtrailer(&tail, &n, &ns)) {
		buffmt(&runs, "%lu", n);
		buftime(&time, ns);
	} else {
		if (!lastvalue(j->dir, b->subdir, "param-iterations",
		    &runs) || runs.len > 9 ||
		    runs.s[strspn(runs.s, "0123456789")] != '\0')
			bufclear(&runs);
		if (runs.len == 0 && records > 0)
			buffmt(&runs, "%zu", records);
		bufstamps(&time, b->started, b->finished);
	}
	r->runs = keep(j, runs.s);
	r->time = keep(j, time.s);
}

/* what the table calls it: below a test, without that test's subdir */
static const char *
label(const struct logblock *b)
{
	const struct logblock *up;
	size_t n;

	if (b->kind == JOBBLOCK)
		return "job";
	if (b->kind != TESTBLOCK)
		return b->name ? b->name : b->subdir ? b->subdir : "";
	for (up = b->up; b->intest && up->kind != TESTBLOCK; up = up->up)
		continue;
	n = b->intest ? strlen(up->subdir) : 0;
	if (n > 0 && strncmp(b->subdir, up->subdir, n) == 0 &&
	    b->subdir[n] == '/' && b->subdir[n + 1])
		return b->subdir + n + 1;
	return b->subdir;
}

static void
done(struct joblog *log, const struct logblock *b)
{
	static struct buf time;
	struct jobrows *j = log->arg;
	struct row *r = rowof(j, b->id);

	r->kind = b->kind;
	r->status = badness(b->code);
	r->depth = b->depth;
	r->counts = b->kind == TESTBLOCK && !b->intest;
	if (j->bare)
		return;
	r->name = keep(j, label(b));
	r->subdir = keep(j, b->subdir ? b->subdir : "");
	if (strcmp(b->code, "GOOD") != 0)
		r->reason = keep(j, b->closed ? b->reason : "not finished");
	if (b->kind == TESTBLOCK)
		facts(j, r, b);
	else {
		bufclear(&time);
		bufstamps(&time, b->started, b->finished);
		r->time = keep(j, time.s);
	}
}

static void
addnote(struct jobrows *j, struct row *r, size_t text)
{
	if (j->nnotes == j->capnotes) {
		j->capnotes = j->capnotes ? 2 * j->capnotes : 16;
		j->note = xrealloc(j->note, j->capnotes * sizeof *j->note);
	}
	j->note[j->nnotes].text = text;
	j->note[j->nnotes++].next = 0;
	if (r->note)
		j->note[r->lastnote - 1].next = j->nnotes;
	else
		r->note = j->nnotes;
	r->lastnote = j->nnotes;
}

/* a line that is neither the outcome of its block nor a row */
static void
line(struct joblog *log, const struct logblock *b,
    const struct statusline *l)
{
	struct jobrows *j = log->arg;
	size_t at = j->text.len;

	if (!b || (b->kind == JOBBLOCK && strcmp(l->code, "INFO") != 0) ||
	    (b->name && l->operation && strcmp(b->name, l->operation) == 0))
		return;
	buffmt(&j->text, "%s ", l->code);
	if (l->operation) {
		bufshown(&j->text, l->operation, strlen(l->operation));
		bufputs(&j->text, ": ");
	}
	bufshown(&j->text, l->reason, strlen(l->reason));
	bufputc(&j->text, '\0');
	addnote(j, rowof(j, b->id), at);
}

static int
openjob(struct jobrows *j)
{
	int fd;

	j->dir = open(j->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (j->dir < 0) {
		warning("%s:", j->path);
		return -1;
	}
	if ((fd = openjoblog(j->dir)) < 0) {
		if (errno == ENOENT)
			warning("%s: no status.log", j->path);
		else
			warning("%s/status.log:", j->path);
		close(j->dir);
	}
	return fd;
}

int
readjob(struct jobrows *j, const char *path)
{
	struct joblog log;
	struct reader r;

	j->path = path;
	j->n = j->nnotes = 0;
	bufclear(&j->text);
	bufputc(&j->text, '\0');
	memset(&r, 0, sizeof r);
	memset(&log, 0, sizeof log);
	if ((r.fd = openjob(j)) < 0)
		return -1;
	r.name = path;
	log.done = done;
	log.line = j->notes ? line : NULL;
	log.arg = j;
	readjoblog(&log, &r);
	closelines(&r);
	if (log.bad)
		warning("%s/status.log:%lu: no line of a status log", path,
		    log.bad);
	return log.bad != 0;
}
