/*
 * html.c - a report as one HTML page without scripts or other files
 *
 * The counts are at its head: the log of each job is read twice.
 */
#include <math.h>
#include <string.h>

#include "base.h"
#include "format.h"
#include "stat.h"
#include "local.h"

#define LEVEL	0.95		/* of intervals */
#define LOG	2048		/* bytes of the log of a test, */
#define BADLOG	8192		/* and of a test that is not GOOD */

/* the class of a verdict; the style gives it a colour */
static const char *
looks(int status)
{
	return status == GOOD ? "good" : status == WARN ? "warn" :
	    status == TEST_NA ? "na" : "bad";
}

static void
text(struct buf *b, const char *s)
{
	static struct buf clean;

	bufclear(&clean);
	bufprintable(&clean, s, strlen(s));
	bufmarkup(b, clean.s, clean.len);
}

/* the same for several lines */
static void
lines(struct buf *b, const char *s)
{
	static struct buf line;
	size_t n;

	for (;; s += n + 1, bufputc(b, '\n')) {
		n = strcspn(s, "\n");
		bufclear(&line);
		bufadd(&line, s, n);
		text(b, line.s);
		if (!s[n])
			break;
	}
}

static void
cell(struct buf *b, double v, int digits)
{
	bufputs(b, "<td class=\"n\">");
	bufrounded(b, v, digits);
	bufputs(b, "</td>");
}

/* plot a value over the iterations; sorted has the same numbers */
static void
picture(struct buf *b, const struct numbers *s, const double *sorted)
{
	struct interval i = medianinterval(sorted, s->n, LEVEL);
	struct plot p;

	memset(&p, 0, sizeof p);
	p.y = s->v;
	p.n = s->n;
	p.middle = 1;
	p.median = p.low = p.high = median(sorted, s->n);
	if (isfinite(i.low)) {
		p.low = i.low;
		p.high = i.high;
	}
	bufputs(b, "<figure><figcaption>");
	text(b, s->name.s);
	if (s->unit.len) {
		bufputs(b, ", ");
		text(b, s->unit.s);
	}
	bufputs(b, "</figcaption>");
	bufplot(b, &p);
	bufputs(b, "</figure>");
}

/* append a row of the table of values to b, and its plot to pictures */
static void
value(struct buf *b, struct buf *pictures, const struct numbers *s)
{
	const double *v = sortedvalues(s);
	struct interval i;

	bufputs(b, "<tr><td>");
	text(b, s->name.s);
	bufputs(b, "</td>");
	cell(b, median(v, s->n), 5);
	bufputs(b, "<td>");
	text(b, s->unit.s);
	bufputs(b, s->better > 0 ? " (more is better)" :
	    s->better < 0 ? " (less is better)" : "");
	bufputs(b, "</td>");
	cell(b, mad(v, s->n), 2);
	bufputs(b, "<td class=\"n\">");
	i = medianinterval(v, s->n, LEVEL);
	if (isfinite(i.low)) {
		bufrounded(b, i.low, 5);
		bufputs(b, " to ");
		bufrounded(b, i.high, 5);
	}
	bufputs(b, "</td>");
	buffmt(b, "<td class=\"n\">%zu</td></tr>", s->n);
	if (s->n > 1)
		picture(pictures, s, v);
}

static void
values(struct buf *b, const struct jobtest *t)
{
	static struct buf pictures;
	size_t i;

	if (t->nvalues == 0)
		return;
	bufclear(&pictures);
	bufputs(b, "<h2>Values</h2><div class=\"scroll\"><table>"
	    "<tr><th>Name</th><th class=\"n\">Median</th><th>Unit</th>"
	    "<th class=\"n\">Deviation</th><th class=\"n\">95 % interval</th>"
	    "<th class=\"n\">Values</th></tr>");
	for (i = 0; i < t->nvalues; i++)
		value(b, &pictures, t->value[i]);
	bufputs(b, "</table></div>");
	if (pictures.len) {
		bufputs(b, "<div class=\"plots\">");
		bufadd(b, pictures.s, pictures.len);
		bufputs(b, "</div>");
	}
}

static void
samplers(struct buf *b, int dir, const char *subdir)
{
	static struct buf pictures;

	bufclear(&pictures);
	if (bufsamplers(&pictures, dir, subdir) == 0)
		return;
	bufputs(b, "<h2>Samplers</h2><div class=\"plots\">");
	bufadd(b, pictures.s, pictures.len);
	bufputs(b, "</div>");
}

static void
keyvals(struct buf *b, const struct jobtest *t)
{
	const char *p = t->keyvals.s;
	size_t i;

	if (t->nkeyvals == 0)
		return;
	bufputs(b, "<h2>Keyvals</h2><pre tabindex=\"0\">");
	for (i = 0; i < t->nkeyvals; i++) {
		text(b, p);
		p += strlen(p) + 1;
		bufputc(b, '=');
		text(b, p);
		p += strlen(p) + 1;
		bufputc(b, '\n');
	}
	bufputs(b, "</pre>");
}

static void
logend(struct buf *b, const char *path, const struct jobtest *t)
{
	static struct buf name;
	const char *from = t->log.s, *end = from + t->log.len, *p = NULL;

	if (t->log.len == 0)
		return;
	/* skip the rest of a line that was cut */
	if (t->cut)
		p = memchr(from, '\n', t->log.len);
	if (p && p + 1 < end)
		from = p + 1;
	bufclear(&name);
	buflogpath(&name, path, t->block->subdir);
	buffmt(b, "<h2>Log%s</h2><p class=\"dim\">", t->cut ? ", its end" :
	    "");
	text(b, name.s);
	bufputs(b, "</p><pre class=\"end\" tabindex=\"0\">");
	bufmarkup(b, from, end - from);
	bufputs(b, "</pre>");
}

static void
tries(struct buf *b, const struct jobtest *t)
{
	const char *s = t->tries;
	size_t i;

	for (i = 0; i < t->ntries; i++, s += strlen(s) + 1) {
		buffmt(b, "<p>Try %zu failed: ", i + 1);
		text(b, s);
		bufputs(b, "</p>\n");
	}
}

/* the line of a test that is not opened */
static void
summary(struct report *r, const char *path, const struct jobtest *t)
{
	struct buf *b = &r->out;

	buffmt(b, "<summary><b>%s</b> <span class=\"name\">",
	    statusname(t->status));
	if (r->several) {
		text(b, path);
		bufputs(b, ": ");
	}
	text(b, pointname(t));
	bufputs(b, "</span>");
	if (t->iterations.len)
		buffmt(b, " <span class=\"dim\">%s iteration%s</span>",
		    t->iterations.s,
		    strcmp(t->iterations.s, "1") == 0 ? "" : "s");
	if (t->ns >= 0) {
		bufputs(b, " <span class=\"dim\">");
		bufdecimals(b, t->ns, t->exact ? 3 : 0);
		bufputs(b, " s</span>");
	}
	if (t->nmarks) {
		bufputs(b, " <span class=\"mark\">");
		bufmarks(b, t);
		bufputs(b, "</span>");
	}
	if (*t->reasons) {
		bufputs(b, " <span class=\"why\">");
		lines(b, t->reasons);
		bufputs(b, "</span>");
	}
	bufputs(b, "</summary>");
}

static void
test(struct jobtests *j, const struct jobtest *t)
{
	struct report *r = j->report;
	struct buf *b = &r->out;

	buffmt(b, "<details class=\"%s %s%s\"%s>\n", looks(t->status),
	    statusname(t->status), t->point ? "" : " sub",
	    statusfails(t->status) ? " open" : "");
	summary(r, j->path, t);
	bufputs(b, "<div class=\"in\">");
	tries(b, t);
	values(b, t);
	if (t->kind == TESTBLOCK)
		samplers(b, j->dir, t->block->subdir);
	logend(b, j->path, t);
	keyvals(b, t);
	bufputs(b, "</div></details>\n");
}

/* a radio button for a verdict; NULL: for all tests */
static void
choice(struct buf *b, const char *verdict, size_t n)
{
	buffmt(b, "<input type=\"radio\" name=\"show\" id=\"show-%s\"%s>"
	    "<label for=\"show-%s\">%s %zu</label>\n",
	    verdict ? verdict : "all", verdict ? "" : " checked",
	    verdict ? verdict : "all", verdict ? verdict : "All", n);
}

static void
titled(struct buf *b, const struct report *r)
{
	char *const *p;

	for (p = r->job; *p; p++) {
		bufputs(b, p == r->job ? "" : ", ");
		text(b, *p);
	}
}

/* append the line that counts, and where and when the job ran */
static void
totals(struct buf *b, const char *path, const struct counts *c, int several)
{
	static struct origin o;
	static struct buf line;

	bufclear(&line);
	bufcounts(&line, c);
	bufputs(b, "<p>");
	text(b, several ? path : "");
	bufputs(b, several ? ": " : "");
	text(b, line.s);
	bufputs(b, "</p>\n");
	readorigin(&o, path);
	if (!o.host.len || o.start < 0)
		return;
	bufputs(b, "<p class=\"dim\">");
	text(b, several ? path : "");
	bufputs(b, several ? " on " : "On ");
	text(b, o.host.s);
	bufputs(b, ", ");
	bufdate(b, o.start);
	bufputs(b, "Z");
	if (o.finish >= o.start)
		buffmt(b, ", %lld s", o.finish - o.start);
	bufputs(b, "</p>\n");
}

static void
begin(struct report *r)
{
	struct buf *b = &r->out;
	char *const *p;
	static struct counts c;
	size_t i, of[STATUSES] = { 0 };

	bufputs(b, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
	    "<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
	    "content=\"width=device-width, initial-scale=1\">\n"
	    "<meta http-equiv=\"Content-Security-Policy\" content=\""
	    "default-src 'none'; style-src 'unsafe-inline'\">\n<title>");
	titled(b, r);
	bufputs(b, "</title>\n<style>\n");
	bufputs(b, htmlstyle);
	for (i = 0; i < STATUSES; i++)
		buffmt(b, "#show-%s:checked~main>:not(.%s)%s",
		    statusname(i), statusname(i),
		    i + 1 < STATUSES ? ",\n" :
		    "{display:none}\n</style>\n</head>\n");
	bufputs(b, "<body>\n<h1>");
	titled(b, r);
	bufputs(b, "</h1>\n");
	for (p = r->job; *p; p++) {
		clearcounts(&c);
		if (countjob(&c, *p, 1) < 0)
			continue;
		totals(b, *p, &c, r->several);
		for (i = 0; i < STATUSES; i++)
			of[i] += c.of[i];
	}
	choice(b, NULL, countall(of));
	for (i = 0; i < STATUSES; i++)
		if (of[i] > 0)
			choice(b, statusname(i), of[i]);
	bufputs(b, countall(of) ? "<main>\n" : "<main>\n<p>No tests.</p>\n");
}

static void
end(struct report *r)
{
	bufputs(&r->out, "</main>\n</body>\n</html>\n");
}

const struct format htmlformat = { "html", begin, end,
	.read = { .files = 1, .keyvals = 1, .logtail = LOG,
	    .badlogtail = BADLOG, .test = test } };
