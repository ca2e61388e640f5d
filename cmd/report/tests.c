/* tests.c - the tests of a job, one in memory at a time */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "job.h"
#include "local.h"

#define TRAILER	256	/* bytes, at least the last line of a log */

/* open blocks, the outermost first */
struct level {
	int worst;		/* status of the tests and groups inside */
	long long limit;	/* ns; 0: none */
	int leaked;		/* processes had to be ended */
	struct buf tries;
	size_t ntries;
};

struct stream {
	struct jobtests *j;
	struct joblog log;
	struct jobtest t;
	struct buf reason;	/* the first line */
	struct buf raised;
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
label(const struct logblock *b, enum logkind kind)
{
	const struct logblock *up;
	size_t n;

	if (kind != TESTBLOCK)
		return b->name ? b->name : b->subdir ? b->subdir : "job";
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

	s->chart.n = s->recorded.n = 0;
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
	size_t want = t->status == GOOD ? s->j->logtail : s->j->badlogtail;
	unsigned long n;
	int got;

	want = want > TRAILER ? want : TRAILER;
	if (!(got = logtail(s->j->dir, t->block->subdir, want, &t->log)))
		return;
	t->cut = got > 1;
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
	if (s->j->files && t->kind == TESTBLOCK) {
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
	bufclear(&t->marks);
	t->ns = -1;
	t->exact = t->cut = 0;
	t->records = t->nvalues = t->nkeyvals = t->nmarks = 0;
}

static void
clearlevel(struct level *l)
{
	l->worst = l->leaked = 0;
	l->limit = 0;
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
		if (l->worst < s->t.status && s->t.status <= ABORT)
			l->worst = s->t.status;
	}
	if (b->kind == LONELINE)
		return;
	clearlevel(levelof(s, b));
}

static void
mark(struct jobtest *t, const char *name, size_t n)
{
	bufadd(&t->marks, name, n);
	bufputc(&t->marks, '\0');
	t->nmarks++;
}

/* 1 if a test took more than 80 % of its limit */
static int
slow(struct stream *s, long long limit)
{
	long long most = limit / 5 * 4;

	/* timestamps are whole seconds */
	if (limit && !s->j->files && s->t.ns + 1000000000 > most)
		readlog(s);
	return limit && s->t.ns > most;
}

/* the marks of a test: facts that its verdict alone would hide */
static void
setmarks(struct stream *s, const struct level *l)
{
	struct jobtest *t = &s->t;
	const char *sig = textfind(t->reason, " by SIG");
	int late = strncmp(t->reason, "Test timeout expired", 20) == 0;

	if (t->ntries > 0 && t->status == GOOD)
		mark(t, "flaky", 5);
	if (l->leaked)
		mark(t, "leaked", 6);
	if (late)
		mark(t, "time limit", 10);
	else if (sig)
		mark(t, sig + 4, strspn(sig + 4,
		    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-"));
	if (!late && slow(s, l->limit))
		mark(t, "slow", 4);
}

/* the reason of a test that raised ABORT: the job has it */
static const char *
raised(struct stream *s)
{
	int fd = opentestfile(s->j->dir, "", "aborted");

	bufclear(&s->raised);
	if (fd < 0)
		return "";
	if (readtail(fd, 65536, &s->raised) < 0)
		bufclear(&s->raised);
	close(fd);
	while (s->raised.len && s->raised.s[s->raised.len - 1] == '\n')
		bufshorten(&s->raised, s->raised.len - 1);
	return s->raised.len ? s->raised.s : "";
}

/* status and reason of a block */
static void
judge(struct stream *s, const struct logblock *b)
{
	struct jobtest *t = &s->t;

	t->status = b->closed ? statusof(b->code) :
	    s->j->running ? RUNNING : ABORT;
	t->reasons = t->status == GOOD ? "" :
	    b->closed ? b->reason : "not finished";
	if (t->status == ABORT && b->kind == TESTBLOCK && !*t->reasons)
		t->reasons = raised(s);
	bufclear(&s->reason);
	bufadd(&s->reason, t->reasons, strcspn(t->reasons, "\n"));
	t->reason = s->reason.s;
}

/* 1 for the line of a test that could not write its block */
static int
stillborn(const struct logblock *b, int status)
{
	return b->kind == LONELINE && statusfails(status) && b->subdir &&
	    b->name && strncmp(b->subdir, b->name, strlen(b->name)) == 0;
}

static void
done(struct joblog *log, const struct logblock *b)
{
	static const struct level none;
	struct stream *s = log->arg;
	struct jobtest *t = &s->t;
	const struct level *l = b->kind == LONELINE ? &none : levelof(s, b);

	clear(t);
	t->block = b;
	judge(s, b);
	t->kind = stillborn(b, t->status) ? TESTBLOCK : b->kind;
	t->name = label(b, t->kind);
	/* other blocks only if they are worse than all blocks inside */
	t->point = !b->intest && (t->kind == TESTBLOCK ||
	    (t->status > l->worst && statusfails(t->status)));
	t->tries = l->ntries ? l->tries.s : "";
	t->ntries = l->ntries;
	if (s->j->files && t->kind == TESTBLOCK) {
		readvalues(s);
		readlog(s);
		if (s->j->keyvals)
			t->nkeyvals = readkeyvals(s->j->dir, b->subdir,
			    &t->keyvals);
	}
	guess(s);
	if (t->kind == TESTBLOCK)
		setmarks(s, l);
	if (s->j->counts)
		countblock(s->j->counts, t);
	if (s->j->test && (s->j->all || t->kind == TESTBLOCK || t->point))
		s->j->test(s->j, t);
	if (s->j->report)
		reportflush(s->j->report, 65536);
	endlevel(s, b);
}

/* keep the limit, what leaked and a repeated try: `Run 0 failed with WHY' */
static void
line(struct joblog *log, const struct logblock *b,
    const struct statusline *l)
{
	struct stream *s = log->arg;
	const char *p = l->reason;
	struct level *in = b && b->kind == TESTBLOCK ? levelof(s, b) : NULL;
	size_t n;

	if (in && l->start) {
		if ((p = field(l, "timeout", &n)))
			readseconds(p, &in->limit);
	} else if (in && strcmp(l->code, "INFO") == 0) {
		in->leaked |= strncmp(p, "leaked ", 7) == 0;
		n = strncmp(p, "Run ", 4) == 0 ? 4 : 0;
		p += n + strspn(p + n, "0123456789");
		if (n && strncmp(p, " failed with ", 13) == 0) {
			bufadd(&in->tries, p + 13, strcspn(p + 13, "\n"));
			bufputc(&in->tries, '\0');
			in->ntries++;
		}
	}
	if (s->j->line && !l->start)
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

/* read the log of a block that is open */
static void
readopen(void *arg, const struct block *b)
{
	struct stream *s = arg;
	struct reader r = { 0 };

	if ((r.fd = opentestfile(s->j->dir, "", b->log)) < 0) {
		/* it may have ended in between */
		if (errno != ENOENT) {
			warning("%s/%s:", s->j->path, b->log);
			s->bad = 1;
		}
		return;
	}
	r.name = b->log;
	readjoblog(&s->log, &r);
	closelines(&r);
}

/* 1 if a process runs the job */
static int
running(const struct job *job)
{
	int runs = jobruns(job->dir.fd);

	return runs < 0 ? livingowner(job) != 0 : runs;
}

int
readjobtests(struct jobtests *j)
{
	static struct stream s;		/* static: memory for all jobs */
	struct job job = { .log = "status.log" };
	struct reader r = { 0 };
	size_t i;

	if ((r.fd = openjob(j->path, &j->dir, j->silent)) < 0)
		return -1;
	s.j = j;
	s.bad = 0;
	for (i = 0; i < s.levels; i++)
		clearlevel(&s.level[i]);
	r.name = tempfmt("%s/status.log", j->path);
	memset(&s.log, 0, sizeof s.log);
	s.log.done = done;
	s.log.line = line;
	s.log.arg = &s;
	job.dir.fd = j->dir;
	j->running = running(&job);
	readjoblog(&s.log, &r);
	closelines(&r);
	openblocks(&job, readopen, &s);
	endjoblog(&s.log);
	close(j->dir);
	if (s.log.bad && !j->silent)
		warning("%s/status.log:%lu: no line of a status log", j->path,
		    s.log.bad);
	return s.log.bad != 0 || s.bad;
}
