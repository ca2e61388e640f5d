/* text.c - a table of the tests, their failures again, and totals */
#include <string.h>
#include <unistd.h>

#include "local.h"

#define TAIL	4096	/* bytes read from a failed test's log */
#define LAST	10	/* lines shown of them */
#define ROOM	72	/* columns for values if lines are not cut */
#define LONGNAME 48	/* then, longer names push the other columns */

static struct report *rep;
static struct jobrows job;

/* widths of the columns of the table */
static struct {
	size_t name, verdict, runs, time;
	size_t fixed;		/* sum of these, with the gaps after them */
	size_t values;		/* values before a reason; 0: none */
	int anyvalues, anyreason;
} col;

static const char *
text(size_t at)
{
	return job.text.s + at;
}

static size_t
textcolumns(size_t at)
{
	return columns(text(at), strlen(text(at)));
}

static size_t
max(size_t a, size_t b)
{
	return a > b ? a : b;
}

/* append blanks up to cols columns after from */
static void
pad(struct buf *b, size_t from, size_t cols)
{
	size_t n = columns(b->s + from, b->len - from);

	for (; n < cols; n++)
		bufputc(b, ' ');
}

/* lines of the job are shown if they are not GOOD or have a name */
static int
visible(const struct row *r)
{
	return rep->verbose || r->kind != JOBBLOCK || r->status != GOOD;
}

/* the largest width of the values of a row, in columns */
static size_t
room(const struct row *r)
{
	if (!rep->width)
		return ROOM;
	if (rep->width < col.fixed + 20)
		return 10;
	return (rep->width - col.fixed) / (r->reason ? 2 : 1);
}

/* append the values that fit, and the number of the others */
static void
bufvalues(struct buf *b, const struct row *r)
{
	const char *s = text(r->values);
	size_t cols = room(r), from = b->len, i, len, more;

	for (i = 0; i < r->nvalues; i++, s += len + 1) {
		len = strlen(s);
		more = i + 1 < r->nvalues ? strlen(" +99 more") : 0;
		if (i > 0 && columns(b->s + from, b->len - from) + 2 +
		    columns(s, len) + more > cols)
			break;
		bufputs(b, i ? ", " : "");
		bufcut(b, s, len, i ? cols : cols - more);
	}
	if (i < r->nvalues)
		buffmt(b, " +%zu more", r->nvalues - i);
}

/* measure the widest name, number and time */
static void
measure(void)
{
	const struct row *r;
	size_t i;

	memset(&col, 0, sizeof col);
	col.name = col.runs = col.time = 4;
	col.verdict = 7;
	for (i = 0; i < job.n; i++) {
		r = &job.row[i];
		if (!visible(r))
			continue;
		col.name = max(col.name, 2 * r->depth + textcolumns(r->name));
		col.verdict = max(col.verdict, textcolumns(r->verdict));
		col.runs = max(col.runs, textcolumns(r->runs));
		col.time = max(col.time, textcolumns(r->time));
		col.anyvalues |= r->nvalues > 0 && !rep->verbose;
		col.anyreason |= r->reason > 0;
	}
	i = rep->width ? max(rep->width / 3, 8) : LONGNAME;
	if (col.name > i)
		col.name = i;
	col.fixed = col.name + col.verdict + col.runs + col.time + 8;
}

/* measure the widest values before a reason; needs measure() */
static void
measurevalues(void)
{
	static struct buf b;
	const struct row *r;
	size_t i;

	if (!col.anyvalues || !col.anyreason)
		return;
	col.values = 6;
	for (i = 0; i < job.n; i++) {
		r = &job.row[i];
		if (!r->reason || !r->nvalues || !visible(r))
			continue;
		bufclear(&b);
		bufvalues(&b, r);
		col.values = max(col.values, columns(b.s, b.len));
	}
}

/* write a line, cut, without final blanks, with its verdict coloured */
static void
putline(const struct buf *b, size_t verdict, int status)
{
	static struct buf cut;
	size_t n, len = strlen(statusname(status));

	bufclear(&cut);
	bufcut(&cut, b->s, b->len, rep->width ? rep->width : (size_t)-1);
	for (n = cut.len; n > 0 && cut.s[n - 1] == ' '; n--)
		continue;
	if (rep->colour && verdict && verdict + len <= n) {
		bufadd(&rep->out, cut.s, verdict);
		buffmt(&rep->out, "\033[%sm%s\033[m",
		    status == GOOD ? "32" : status == TEST_NA ? "36" :
		    statusfails(status) ? "31" : "33",
		    statusname(status));
		verdict += len;
	} else
		verdict = 0;
	bufadd(&rep->out, cut.s + verdict, n - verdict);
	bufputc(&rep->out, '\n');
}

static void
heading(void)
{
	static struct buf b;

	bufclear(&b);
	bufputs(&b, "TEST");
	pad(&b, 0, col.name + 2);
	bufputs(&b, "VERDICT");
	pad(&b, 0, col.name + 2 + col.verdict + 2 + col.runs - 4);
	bufputs(&b, "ITER");
	pad(&b, 0, col.fixed - 2 - 4);
	bufputs(&b, "TIME  ");
	if (col.anyvalues)
		bufputs(&b, "VALUES");
	if (col.anyreason) {
		pad(&b, 0, col.fixed + (col.values ? col.values + 2 : 0));
		bufputs(&b, "REASON");
	}
	putline(&b, 0, 0);
}

/* append a cell that ends cols columns after from */
static void
right(struct buf *b, size_t from, size_t at, size_t cols)
{
	pad(b, from, cols - textcolumns(at));
	bufputs(b, text(at));
}

static void
tableline(const struct row *r)
{
	static struct buf b, name;
	size_t from;
	int i;

	bufclear(&b);
	bufclear(&name);
	for (i = 0; i < r->depth; i++)
		bufputs(&name, "  ");
	bufputs(&name, text(r->name));
	bufcut(&b, name.s, name.len, rep->width ? col.name : (size_t)-1);
	pad(&b, 0, col.name);
	bufputs(&b, "  ");
	from = b.len;
	bufputs(&b, text(r->verdict));
	right(&b, from, r->runs, col.verdict + 2 + col.runs);
	right(&b, from, r->time, col.fixed - 4 - col.name);
	bufputs(&b, "  ");
	i = b.len;
	if (!rep->verbose)
		bufvalues(&b, r);
	if (r->reason) {
		pad(&b, i, col.values ? col.values + 2 : 0);
		bufputs(&b, text(r->reason));
	}
	putline(&b, from, r->status);
}

/* -v: write n strings below the line of their test */
static void
lower(const struct row *r, const char *s, size_t n)
{
	static struct buf b;

	for (; n > 0; n--, s += strlen(s) + 1) {
		bufclear(&b);
		pad(&b, 0, 2 * r->depth + 4);
		bufputs(&b, s);
		putline(&b, 0, 0);
	}
}

static void
table(void)
{
	const struct row *r;
	size_t i;
	int any = 0;

	measure();
	measurevalues();
	for (i = 0; i < job.n; i++) {
		r = &job.row[i];
		if (!visible(r))
			continue;
		if (!any++)
			heading();
		tableline(r);
		lower(r, text(r->values), rep->verbose ? r->nvalues : 0);
		lower(r, r->notes.s, r->nnotes);
		reportflush(rep, 65536);
	}
	if (any)
		bufputc(&rep->out, '\n');
}

/* write the end of a test's log without the suite's last line */
static void
showlog(int dir, const char *path, const char *subdir)
{
	const char *shown = logpath(path, subdir);
	static struct buf b;
	struct logline line[LAST];
	unsigned long iterations;
	long long ns;
	size_t n;
	int cut;

	if (!(cut = logtail(dir, subdir, TAIL, &b)))
		return;
	logtrailer(&b, &iterations, &ns);
	if (b.len == 0)
		return;
	n = lastlines(b.s, b.len, cut > 1, line, LAST);
	bufprintable(&rep->out, shown, strlen(shown));
	bufputs(&rep->out, n > 0 ? ":\n" : "\n");
	while (n-- > 0) {
		bufputs(&rep->out, "    ");
		bufprintable(&rep->out, b.s + line[n].from,
		    line[n].to - line[n].from);
		bufputc(&rep->out, '\n');
	}
}

/* write the further lines of a reason, each after a newline */
static void
furtherlines(const char *s)
{
	size_t n;

	for (; *s; s += n) {
		n = strcspn(++s, "\n");
		bufputs(&rep->out, "\n    ");
		bufprintable(&rep->out, s, n);
	}
}

static void
failures(const char *path)
{
	int dir = openin(HERE, path, O_RDONLY | O_DIRECTORY);
	const struct row *r;
	size_t i;

	for (i = 0; i < job.n; i++) {
		r = &job.row[i];
		if (!statusfails(r->status) || (r->kind == GROUPBLOCK && !r->reason))
			continue;
		buffmt(&rep->out, "%s ", text(r->verdict));
		if (r->kind == TESTBLOCK)
			bufprintable(&rep->out, text(r->subdir),
			    strlen(text(r->subdir)));
		else
			bufputs(&rep->out, text(r->name));
		if (r->reason)
			buffmt(&rep->out, ": %s", text(r->reason));
		furtherlines(text(r->more));
		while (rep->out.s[rep->out.len - 1] == ' ')
			rep->out.len--;
		bufputc(&rep->out, '\n');
		if (r->kind == TESTBLOCK)
			showlog(dir, path, text(r->subdir));
		bufputc(&rep->out, '\n');
		reportflush(rep, 65536);
	}
	if (dir >= 0)
		close(dir);
}

static int
report(struct report *r, const char *path)
{
	static int before;
	int bad;

	rep = r;
	job.notes = r->verbose;
	if (r->quiet)
		clearcounts(&job.counts);
	bad = r->quiet ? countjob(&job.counts, path, 0) : readjob(&job, path);
	if (bad < 0)
		return bad;
	if (r->several) {
		bufputs(&r->out, before++ && !r->quiet ? "\n" : "");
		bufprintable(&r->out, path, strlen(path));
		bufputs(&r->out, r->quiet ? ": " : "\n\n");
	}
	if (!r->quiet) {
		table();
		failures(path);
	}
	bufcounts(&r->out, &job.counts);
	bufputc(&r->out, '\n');
	reportflush(r, 0);
	return bad;
}

const struct format textformat = { "text", .job = report };
