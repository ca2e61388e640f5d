/*
 * junit.c - JUnit's XML, as Jenkins' schema has it
 *
 * A job is a suite.  Its element begins with the counts: the log of each
 * job is read twice.
 */
#include <string.h>
#include <unistd.h>

#include "base.h"
#include "format.h"
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
	if (status == badness("GOOD") || status == badness("WARN"))
		return NULL;
	if (status == badness("TEST_NA"))
		return "skipped";
	return status == badness("FAIL") ? "failure" : "error";
}

static size_t
outcomes(const struct points *p, const char *name)
{
	const char *s;
	size_t n = 0;
	int i;

	for (i = 0; i < STATUSES; i++)
		if ((s = outcome(i)) && strcmp(s, name) == 0)
			n += p->of[i];
	return n;
}

/* <NAME type="FAIL" message="..."/> */
static void
element(struct buf *b, const char *name, const char *type, const char *why)
{
	buffmt(b, "<%s", name);
	attribute(b, "type", type);
	attribute(b, "message", why);
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
	int bad = t->status != badness("GOOD") && t->log.len > 0;
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

static void
test(struct jobtests *j, const struct jobtest *t)
{
	struct report *r = j->arg;
	struct buf *b = &r->out;
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
		element(b, what, badstatus(t->status), t->reason);
	for (i = 0, s = t->tries; i < t->ntries; i++, s += strlen(s) + 1)
		element(b, what && strcmp(what, "skipped") != 0 ?
		    "rerunFailure" : "flakyFailure", "FAIL", s);
	systemout(b, t);
	if (t->status == badness("WARN")) {
		bufputs(b, "<system-err>WARN: ");
		bufmarkup(b, t->reason, strlen(t->reason));
		bufputs(b, "</system-err>\n");
	}
	bufputs(b, "</testcase>\n");
	reportflush(r, 65536);
}

/* append host and start of the job from its keyvals */
static void
origin(struct buf *b, int dir)
{
	static struct buf v;
	long long stamp = stampvalue(dir, "job_started");

	bufclear(&v);
	if (lastvalue(dir, "", "hostname", &v))
		attribute(b, "hostname", v.s);
	if (stamp < 0)
		return;
	bufclear(&v);
	bufdate(&v, stamp);
	attribute(b, "timestamp", v.s);
}

static void
suite(struct buf *b, const char *path, int dir)
{
	struct points p = { 0 };

	countpoints(&p, path);
	bufputs(b, "<testsuite");
	attribute(b, "name", path);
	buffmt(b, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\""
	    " skipped=\"%zu\"", p.n, outcomes(&p, "failure"),
	    outcomes(&p, "error"), outcomes(&p, "skipped"));
	origin(b, dir);
	bufputs(b, ">\n");
}

static int
job(struct report *r, const char *path)
{
	struct jobtests j = { 0 };
	int bad, dir, fd = openjob(path, &dir, 0);

	if (fd < 0)
		return -1;
	suite(&r->out, path, dir);
	close(fd);
	close(dir);
	j.path = path;
	j.files = 1;
	j.badlogtail = LOGMAX;
	j.test = test;
	j.arg = r;
	bad = readjobtests(&j);
	bufputs(&r->out, "</testsuite>\n");
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
