/* tests.c - the tests of a job, one in memory at a time */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base.h"
#include "format.h"
#include "local.h"

#define TRAILER	256	/* bytes, at least the last line of a log */

/* open blocks, the outermost first */
struct level {
	int worst;		/* status of the tests and groups inside */
	struct buf tries;
	size_t ntries;
};

struct stream {
	struct jobtests *j;
	struct jobtest t;
	struct level *level;
	size_t levels;
	struct numberslist chart, recorded;
	int bad;		/* a file of a test was skipped */
};

static struct level *
levelof(struct stream *s, const struct logblock *b)
{
	size_t n = 0;

	for (; b->up; b = b->up)
		n++;
	for (; s->levels <= n; s->levels++) {
		s->level = xrealloc(s->level,
		    (s->levels + 1) * sizeof *s->level);
		memset(&s->level[s->levels], 0, sizeof *s->level);
	}
	return &s->level[n];
}

/* the name in a report: of a subtest, without its test's subdir */
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
putvalue(struct jobtest *t, struct numbers *s)
{
	/* pointers.  NOLINTNEXTLINE(bugprone-sizeof-expression) */
	const size_t size = sizeof *t->value;

	t->value = growarray(t->value, t->nvalues, &t->capvalues, size);
	t->value[t->nvalues++] = s;
}

/* 1 if the chart has the value, in any graph */
static int
charted(const struct numberslist *chart, const struct numbers *s)
{
	size_t i;

	for (i = 0; i < chart->n; i++)
		if (strcmp(lastpart(chart->s[i].name.s), s->name.s) == 0)
			return 1;
	return 0;
}

static int
opened(struct stream *s, const char *file, struct buf *name)
{
	const char *subdir = s->t.block->subdir;
	int fd = opentestfile(s->j->dir, subdir, file);

	bufclear(name);
	buffmt(name, "%s/%s/%s", s->j->path, subdir, file);
	/* a file of another kind is none that the suite wrote */
	if (fd < 0 && errno != ENOENT && errno != EOPNOTSUPP &&
	    errno != ELOOP && errno != ENOTDIR && errno != EISDIR) {
		warning("%s:", name->s);
		s->bad = 1;
	}
	return fd;
}

/* read both files; a value of at-perf -k is taken from the chart */
static void
readvalues(struct stream *s)
{
	static struct buf name, why;
	struct jobtest *t = &s->t;
	size_t i;
	int fd;

	clearnumbers(&s->chart);
	clearnumbers(&s->recorded);
	if ((fd = opened(s, "results/keyval", &name)) >= 0) {
		t->records = readrecords(fd, name.s, &s->recorded);
		close(fd);
	}
	if ((fd = opened(s, "results/results-chart.json", &name)) >= 0) {
		bufclear(&why);
		if (readchart(fd, &s->chart, &why) < 0)
			warning("%s: %s", name.s, why.s);
		close(fd);
	}
	for (i = 0; i < s->chart.n; i++)
		if (s->chart.s[i].n > 0)
			putvalue(t, &s->chart.s[i]);
	for (i = 0; i < s->recorded.n; i++)
		if (s->recorded.s[i].n > 0 &&
		    !charted(&s->chart, &s->recorded.s[i]))
			putvalue(t, &s->recorded.s[i]);
}

/* read the end of the log; its last line may have iterations and time */
static void
readlog(struct stream *s)
{
	struct jobtest *t = &s->t;
	size_t want = t->status > badness("GOOD") ? s->j->badlogtail :
	    s->j->logtail;
	unsigned long n;

	want = want > TRAILER ? want : TRAILER;
	if (!logtail(s->j->dir, t->block->subdir, want, &t->log))
		return;
	t->cut = t->log.len == want;
	if (logtrailer(&t->log, &n, &t->ns)) {
		buffmt(&t->iterations, "%lu", n);
		t->exact = 1;
	}
}

/* iterations and time of a test whose log lacks the last line */
static void
guess(struct stream *s)
{
	struct jobtest *t = &s->t;
	const struct logblock *b = t->block;
	unsigned long n;

	if (t->exact)
		return;
	if (s->j->files && b->kind == TESTBLOCK) {
		n = t->records;
		if (lastvalue(s->j->dir, b->subdir, "param-iterations",
		    &t->iterations))
			wholenumber(t->iterations.s, 999999999, &n);
		bufclear(&t->iterations);
		if (n > 0)
			buffmt(&t->iterations, "%lu", n);
	}
	if (b->started >= 0 && b->finished >= b->started &&
	    b->finished - b->started <= 4000000000)
		t->ns = (b->finished - b->started) * 1000000000;
}

static void
clear(struct jobtest *t)
{
	bufclear(&t->iterations);
	bufclear(&t->keyvals);
	bufclear(&t->log);
	t->ns = -1;
	t->exact = t->cut = 0;
	t->records = t->nvalues = t->nkeyvals = 0;
}

/* 1 if a block is worse than WARN, and worse than all blocks inside */
static int
ownfault(const struct logblock *b, int status, int inside)
{
	return !b->intest && status > inside && statusfails(status);
}

static void
clearlevel(struct level *l)
{
	l->worst = 0;
	bufclear(&l->tries);
	l->ntries = 0;
}

/* end a block and pass its status to the block around it */
static void
endlevel(struct stream *s, const struct logblock *b)
{
	struct level *l;

	if (b->up) {
		l = levelof(s, b->up);
		if (l->worst < s->t.status && s->t.status <= badness("ABORT"))
			l->worst = s->t.status;
	}
	if (b->kind == LONELINE)
		return;
	clearlevel(levelof(s, b));
}

static void
done(struct joblog *log, const struct logblock *b)
{
	struct stream *s = log->arg;
	struct jobtest *t = &s->t;
	struct level *l = b->kind == LONELINE ? NULL : levelof(s, b);

	clear(t);
	t->block = b;
	t->name = label(b);
	t->status = badness(b->code);
	t->reason = strcmp(b->code, "GOOD") == 0 ? "" :
	    b->closed ? b->reason : "not finished";
	t->point = b->kind == TESTBLOCK ? !b->intest :
	    ownfault(b, t->status, l ? l->worst : 0);
	t->tries = l && l->ntries ? l->tries.s : "";
	t->ntries = l ? l->ntries : 0;
	if (s->j->files && b->kind == TESTBLOCK) {
		readvalues(s);
		readlog(s);
		if (s->j->keyvals)
			t->nkeyvals = readkeyvals(s->j->dir, b->subdir,
			    &t->keyvals);
	}
	guess(s);
	s->j->test(s->j, t);
	endlevel(s, b);
}

/* keep a repeated try: `Run 0 failed with REASON' */
static void
line(struct joblog *log, const struct logblock *b,
    const struct statusline *l)
{
	struct stream *s = log->arg;
	const char *p = l->reason;
	struct level *in;

	if (b && b->kind == TESTBLOCK && strcmp(l->code, "INFO") == 0 &&
	    strncmp(p, "Run ", 4) == 0) {
		p += 4 + strspn(p + 4, "0123456789");
		if (strncmp(p, " failed with ", 13) == 0) {
			in = levelof(s, b);
			bufputs(&in->tries, p + 13);
			bufputc(&in->tries, '\0');
			in->ntries++;
		}
	}
	if (s->j->line)
		s->j->line(s->j, b, l);
}

int
openjob(const char *path, int *dir, int silent)
{
	int fd = -1;

	*dir = openin(HERE, path, O_RDONLY | O_DIRECTORY);
	if (*dir >= 0 && (fd = openjoblog(*dir)) >= 0)
		return fd;
	if (silent)
		;
	else if (*dir < 0)
		warning("%s:", path);
	else if (errno == ENOENT)
		warning("%s: no status.log", path);
	else
		warning("%s/status.log:", path);
	if (*dir >= 0)
		close(*dir);
	return -1;
}

int
readjobtests(struct jobtests *j)
{
	static struct stream s;		/* static: memory for all jobs */
	struct joblog log = { 0 };
	struct reader r = { 0 };
	size_t i;

	if ((r.fd = openjob(j->path, &j->dir, j->silent)) < 0)
		return -1;
	s.j = j;
	s.bad = 0;
	for (i = 0; i < s.levels; i++)
		clearlevel(&s.level[i]);
	r.name = join(j->path, "status.log");
	log.done = done;
	log.line = line;
	log.arg = &s;
	readjoblog(&log, &r);
	closelines(&r);
	close(j->dir);
	if (log.bad && !j->silent)
		warning("%s/status.log:%lu: no line of a status log", j->path,
		    log.bad);
	return log.bad != 0 || s.bad;
}
