/*
 * tapfiles.c - the TAP files of Autotest's client, as a tar archive
 *
 * A point is an END line, in the log's order, or a record of a keyval file.
 * Each test directory has the END lines of that test.
 */
#include <string.h>
#include <unistd.h>

#include "local.h"

/* strings are offsets in text */
struct end {
	size_t subdir, name;
	int none;		/* 1: no subdir */
	int good;
};

static struct {
	struct report *r;
	int dir;
	const char *log;	/* name of the status log */
	struct end *end;
	size_t n, cap;
	struct buf text;
	struct buf order;	/* meta.yml so far */
	struct buf points, file;
	size_t npoints;
	long long date;		/* of the last line of the log */
} job;

void
buftapline(struct buf *b, const char *code, size_t n, const char *text)
{
	int good = strcmp(code, "GOOD") == 0 || strcmp(code, "START") == 0 ||
	    strcmp(code, "END GOOD") == 0;

	buffmt(b, "%s %zu - ", good ? "ok" : "not ok", n);
	bufprintable(b, text, strlen(text));
	bufputc(b, '\n');
}

/* write the points so far as a file of the archive */
static void
putpoints(const char *subdir, const char *name)
{
	char *path = tempfmt("%s%s%s.tap", subdir, *subdir ? "/" : "", name);

	bufclear(&job.file);
	buffmt(&job.file, "1..%zu\n", job.npoints);
	bufadd(&job.file, job.points.s, job.points.len);
	buftarfile(&job.r->out, path, job.file.s, job.file.len, job.date);
	buffmt(&job.order, "  - %s\n", path);
	reportflush(job.r, 65536);
	bufclear(&job.points);
	job.npoints = 0;
}

/* append a number as Python's str(): twelve digits at most */
static void
bufvalue(struct buf *b, const char *s)
{
	size_t digits = 0, i, n = strlen(s);
	double d;

	for (i = 0; s[i] && s[i] != 'e' && s[i] != 'E'; i++)
		digits += s[i] >= '0' && s[i] <= '9' &&
		    (digits > 0 || s[i] != '0');
	if (digits > 12 && s[strcspn(s, ".eE")] && decimal(s, n, &d))
		bufrounded(b, d, 12);
	else
		bufprintable(b, s, n);
}

/* append a line of a record: KEY or KEY_perf */
static void
putmember(const struct keyval *kv)
{
	struct buf *b = &job.points;

	buffmt(b, "  %s%s%s: ", kv->key, kv->type ? "_" : "",
	    kv->type ? kv->type : "");
	bufvalue(b, kv->value);
	bufputc(b, '\n');
}

/*
 * Append a point for each record, and for each line outside of records: a
 * test's keyval file does not show where a write ended.
 */
static void
putkeyvals(const char *subdir, const char *name)
{
	struct reader r = { 0 };
	struct keyval kv;
	int in = 0;		/* 1: in a record */
	size_t n;
	char *s;

	if ((r.fd = opentestfile(job.dir, subdir, name)) < 0)
		return;
	r.name = name;
	while ((s = readline(&r, &n)) && !r.torn) {
		if (parsekeyval(s, n, &kv) != 1) {
			bufputs(&job.points, in ? "  ...\n" : "");
			in = 0;
			continue;
		}
		if (!in) {
			buftapline(&job.points, "GOOD", ++job.npoints,
			    "results");
			bufputs(&job.points, "  ---\n");
		}
		putmember(&kv);
		in = kv.type != NULL;
		if (!in)
			bufputs(&job.points, "  ...\n");
	}
	bufputs(&job.points, in ? "  ...\n" : "");
	closelines(&r);
	putpoints(subdir, name);
}

static size_t
keep(const char *s)
{
	size_t at = job.text.len;

	bufadd(&job.text, s, strlen(s) + 1);
	return at;
}

/* level: number of open blocks, with the block that ends */
static void
addend(const struct statusline *l, int level)
{
	struct end *e;

	job.end = growarray(job.end, job.n, &job.cap, sizeof *job.end);
	e = &job.end[job.n++];
	e->none = !l->subdir;
	e->subdir = keep(l->subdir ? l->subdir : "");
	e->name = keep(l->operation ? l->operation : level == 1 ? "job" :
	    "unknown");
	e->good = strcmp(l->code, "GOOD") == 0;
}

/* 0; the number of the first line without a code or time */
static unsigned long
readends(int fd, const char *path)
{
	struct reader r = { 0 };
	struct statusline l;
	unsigned long bad = 0;
	int level = 0, c;
	size_t n;
	char *s;

	r.fd = fd;
	r.name = path;
	while ((s = readline(&r, &n))) {
		if ((c = parsestatus(s, n, &l)) < 0 && !bad && !r.torn)
			bad = r.lineno;
		if (c <= 0)
			continue;
		job.date = l.stamp;
		level += l.start;
		if (l.end)
			addend(&l, level);
		level -= l.end && level > 0;
	}
	closelines(&r);
	return bad;
}

static void
putends(size_t from, size_t to, const char *subdir)
{
	for (; from < to; from++)
		buftapline(&job.points, job.end[from].good ? "GOOD" : "FAIL",
		    ++job.npoints, job.text.s + job.end[from].name);
	putpoints(subdir, job.log);
}

/* by subdir, then by offset in text, which is the order of the log */
static int
bysubdir(const void *a, const void *b)
{
	const struct end *x = a, *y = b;
	int r = strcmp(job.text.s + x->subdir, job.text.s + y->subdir);

	return r ? r : (x->subdir > y->subdir) - (x->subdir < y->subdir);
}

/* write the files of each directory, first of the job */
static void
putfiles(void)
{
	const char *subdir;
	size_t from, to;

	bufputs(&job.order, "file_order:\n");
	putends(0, job.n, "");
	putkeyvals("", "keyval");
	if (job.n > 0)
		sort(job.end, job.n, sizeof *job.end, bysubdir);
	for (from = 0; from < job.n; from = to) {
		subdir = job.text.s + job.end[from].subdir;
		for (to = from + 1; to < job.n && strcmp(subdir,
		    job.text.s + job.end[to].subdir) == 0; to++)
			continue;
		if (job.end[from].none || namebad(subdir))
			continue;
		putends(from, to, subdir);
		putkeyvals(subdir, "keyval");
		putkeyvals(subdir, "results/keyval");
	}
	buftarfile(&job.r->out, "meta.yml", job.order.s, job.order.len,
	    job.date);
}

static int
report(struct report *r, const char *path)
{
	unsigned long bad;
	int fd;

	job.r = r;
	job.date = -1;
	if ((fd = openjob(path, &job.dir, 0)) < 0)
		return -1;
	job.log = accessin(job.dir, "status.log", F_OK) == 0 ?
	    "status.log" : "status";
	if ((bad = readends(fd, path)))
		warning("%s/status.log:%lu: no line of a status log", path,
		    bad);
	putfiles();
	close(job.dir);
	return bad != 0;
}

/* file names of several jobs would be the same */
static void
begin(struct report *r)
{
	if (r->several)
		die(failstatus, "format 'tap-autotest': one job at a time");
}

static void
end(struct report *r)
{
	buftarend(&r->out);
}

const struct format tapfilesformat = { "tap-autotest", begin, end,
	.job = report };
