/*
 * junit.c - JUnit's XML, as Jenkins' schema has it
 *
 * A job is a suite.  Its element begins with the counts: the log of each
 * job is read twice.
 */
#include <string.h>
#include <time.h>

#include "local.h"

#define LOGMAX	65536	/* bytes of the log of a test that is not GOOD */

static void
attribute(struct buf *b, const char *name, const char *s)
{
	buffmt(b, " %s=\"", name);
	bufmarkup(b, s, strlen(s));
	bufputc(b, '"');
}

/* the element for a status; NULL: the test passed */
static const char *
outcome(int status)
{
	return status == GOOD || status == WARN ? NULL :
	    status == TEST_NA ? "skipped" :
	    status == FAIL ? "failure" : "error";
}

static size_t
outcomes(const struct counts *c, const char *name)
{
	const char *s;
	size_t n = 0;
	int i;

	for (i = 0; i < STATUSES; i++)
		if ((s = outcome(i)) && strcmp(s, name) == 0)
			n += c->of[i];
	return n;
}

/* <NAME type="FAIL" message="..."/>; more: the whole reason, or NULL */
static void
element(struct buf *b, const char *name, const char *type, const char *why,
    const char *more)
{
	buffmt(b, "<%s", name);
	attribute(b, "type", type);
	attribute(b, "message", why);
	if (more && strchr(more, '\n')) {
		bufputc(b, '>');
		bufmarkup(b, more, strlen(more));
		buffmt(b, "</%s>\n", name);
	} else
		bufputs(b, "/>\n");
}

/* the classes of a suite are its groups and its tests with subtests */
static void
classname(struct buf *b, const struct jobtests *j, const struct jobtest *t)
{
	const struct logblock *up = t->block->up;

	while (up && up->kind == JOBBLOCK)
		up = up->up;
	attribute(b, "classname", !up ? j->path : up->name ? up->name :
	    up->subdir);
}

/* append values, and for a failed test the end of its log */
static void
systemout(struct buf *b, const struct jobtest *t)
{
	int bad = t->status != GOOD && t->log.len > 0;
	const struct numbers *s;
	size_t i, k;

	if (t->nvalues == 0 && !bad)
		return;
	bufputs(b, "<system-out>");
	for (i = 0; i < t->nvalues; i++) {
		s = t->value[i];
		bufmarkup(b, s->name.s, s->name.len);
		for (k = 0; k < s->n && k < 100; k++) {
			bufputc(b, ' ');
			bufplain(b, s->v[k]);
		}
		if (k < s->n)
			buffmt(b, " and %zu more", s->n - k);
		bufputs(b, s->unit.len ? " " : "");
		bufmarkup(b, s->unit.s, s->unit.len);
		bufputs(b, "\n");
	}
	if (bad && t->cut)
		buffmt(b, "(the last %zu bytes of the log)\n", t->log.len);
	if (bad)
		bufmarkup(b, t->log.s, t->log.len);
	bufputs(b, "</system-out>\n");
}

/* append the reason of a WARN, and the marks of a test */
static void
systemerr(struct buf *b, const struct jobtest *t)
{
	if (t->status != WARN && !t->nmarks)
		return;
	bufputs(b, "<system-err>");
	if (t->status == WARN) {
		bufputs(b, "WARN: ");
		bufmarkup(b, t->reasons, strlen(t->reasons));
		bufputs(b, t->nmarks ? "\n" : "");
	}
	if (t->nmarks)
		bufputs(b, "marks: ");
	bufmarks(b, t);
	bufputs(b, "</system-err>\n");
}

static void
test(struct jobtests *j, const struct jobtest *t)
{
	struct buf *b = &j->report->out;
	const char *what = outcome(t->status), *s;
	size_t i;

	if (!t->point)
		return;
	bufputs(b, "<testcase");
	attribute(b, "name", pointname(t));
	classname(b, j, t);
	bufputs(b, " time=\"");
	bufdecimals(b, t->ns, 3);
	bufputs(b, "\">\n");
	if (what)
		element(b, what, statusname(t->status), t->reason,
		    t->reasons);
	for (i = 0, s = t->tries; i < t->ntries; i++, s += strlen(s) + 1)
		element(b, what && strcmp(what, "skipped") != 0 ?
		    "rerunFailure" : "flakyFailure", "FAIL", s, NULL);
	systemout(b, t);
	systemerr(b, t);
	bufputs(b, "</testcase>\n");
}

/* append when the job began, in UTC */
static void
bufstart(struct buf *b, long long at)
{
	time_t t = at;
	struct tm *tm = gmtime(&t);

	if (tm)
		buffmt(b, " timestamp=\"%04d-%02d-%02dT%02d:%02d:%02d\"",
		    tm->tm_year + 1900, tm->tm_mon + 1, tm->tm_mday,
		    tm->tm_hour, tm->tm_min, tm->tm_sec);
}

static int
job(struct report *r, const char *path)
{
	static struct counts c;
	static struct origin o;
	struct jobtests j = { .path = path, .files = 1, .badlogtail = LOGMAX,
	    .report = r, .test = test };
	struct buf *b = &r->out;
	int bad;

	clearcounts(&c);
	if (countjob(&c, path, 1) < 0)
		return readjobtests(&j);	/* gives the warning */
	bufputs(b, "<testsuite");
	attribute(b, "name", path);
	buffmt(b, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\""
	    " skipped=\"%zu\"", countall(c.of), outcomes(&c, "failure"),
	    outcomes(&c, "error"), outcomes(&c, "skipped"));
	readorigin(&o, path);
	if (o.host.len)
		attribute(b, "hostname", o.host.s);
	if (o.start >= 0)
		bufstart(b, o.start);
	bufputs(b, ">\n");
	bad = readjobtests(&j);
	bufputs(b, "</testsuite>\n");
	return bad;
}

static void
begin(struct report *r)
{
	bufputs(&r->out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	    "<testsuites>\n");
}

static void
end(struct report *r)
{
	bufputs(&r->out, "</testsuites>\n");
}

const struct format junitformat = { "junit", begin, end, .job = job };
