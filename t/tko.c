/* tko.c - the rows that Autotest's result parser makes of a status log */
#include <stdlib.h>
#include <string.h>

#include "base.h"
#include "format.h"
#include "tko.h"

/* by their badness */
static const char *const statuses[STATUSES] = {
	"NOSTATUS", "RUNNING", "ALERT", "GOOD", "WARN", "FAIL", "ERROR",
	"ABORT", "TEST_NA",
};

struct openblock {
	struct openblock *up, *down;	/* down: memory, kept for the next */
	struct tkoblock b;
	struct buf name, subdir;
	struct buf rowsubdir;		/* what the parser believes it is */
	struct buf why[STATUSES];	/* the last reason of each status */
	int worst;			/* of its lines and blocks */
};

/* variables of the parser's algorithm say so */
struct parser {
	struct tkolog *log;
	struct openblock *first, *top;	/* top is NULL when none is open */
	size_t n;
	size_t ids;
	size_t low;		/* parser: this many blocks lie around rows */
	int running;		/* parser: a row has begun */
	int base, now;		/* parser: worst so far, outside and inside */
	struct buf reason;	/* parser: of the row to come */
	char **why;		/* parser: the reasons it is made of, sorted */
	size_t nwhy, capwhy;
	struct buf kernel, rowname;
	int jobs, boots;
	long long stamp;	/* of the line read last */
};

static const char *
nonempty(const struct buf *b)
{
	return b->len ? b->s : NULL;
}

/* an empty string for NULL */
static void
copybuf(struct buf *b, const char *s)
{
	bufclear(b);
	if (s)
		bufputs(b, s);
}

/* a reason more; those that are part of another are dropped */
static void
addreason(struct parser *p, const char *s)
{
	size_t i, kept = 0;

	for (i = 0; i < p->nwhy; i++)
		if (strstr(p->why[i], s))
			return;
	for (i = 0; i < p->nwhy; i++)
		if (strstr(s, p->why[i]))
			free(p->why[i]);
		else
			p->why[kept++] = p->why[i];
	p->nwhy = kept;
	if (p->nwhy == p->capwhy) {
		p->capwhy = p->capwhy ? 2 * p->capwhy : 4;
		p->why = xrealloc(p->why, p->capwhy * sizeof *p->why);
	}
	for (i = p->nwhy++; i > 0 && strcmp(p->why[i - 1], s) > 0; i--)
		p->why[i] = p->why[i - 1];
	p->why[i] = xstrdup(s);
}

static void
joinreasons(struct parser *p)
{
	size_t i;

	bufclear(&p->reason);
	for (i = 0; i < p->nwhy; i++) {
		bufputs(&p->reason, i ? ", " : "");
		bufputs(&p->reason, p->why[i]);
	}
}

static void
dropreasons(struct parser *p)
{
	while (p->nwhy > 0)
		free(p->why[--p->nwhy]);
}

/* the kernel that the fields of a line tell of */
static void
setkernel(struct parser *p, const struct statusline *l)
{
	static const char tail[] = "-autotest";
	size_t n = 0, t = sizeof tail - 1;
	const char *s = field(l, "kernel", &n);

	if (!s)
		n = 0;
	if (n >= t && strncmp(s + n - t, tail, t) == 0)
		n -= t;
	copybuf(&p->kernel, n ? NULL : "UNKNOWN");
	bufadd(&p->kernel, s, n);
}

/* one more on the stack, with the strings of one that was there before */
static struct openblock *
push(struct parser *p)
{
	struct openblock *up = p->top, *o = up ? up->down : p->first;

	if (!o) {
		o = xmalloc(sizeof *o);
		memset(o, 0, sizeof *o);
		if ((o->up = up))
			up->down = o;
		else
			p->first = o;
	}
	p->top = o;
	p->n++;
	memset(&o->b, 0, sizeof o->b);
	o->b.id = p->ids++;
	if (up) {
		o->b.up = &up->b;
		o->b.depth = up->b.depth + (up->b.kind != JOBBLOCK);
		o->b.intest = up->b.intest || up->b.kind == TESTBLOCK;
	}
	o->worst = 0;
	return o;
}

static void
startblock(struct parser *p, const struct statusline *l)
{
	struct openblock *o = push(p);

	copybuf(&o->name, l->operation);
	copybuf(&o->subdir, l->subdir);
	copybuf(&o->rowsubdir, l->subdir);
	o->b.name = nonempty(&o->name);
	o->b.subdir = nonempty(&o->subdir);
	o->b.kind = l->subdir ? TESTBLOCK : l->operation ? GROUPBLOCK :
	    JOBBLOCK;
	o->b.started = l->stamp;

	if (o->b.kind == JOBBLOCK && !p->running)
		p->low = p->n;
	else if (p->n == p->low + 1 && !p->running) {
		p->running = 1;
		dropreasons(p);
		if (*l->reason)
			addreason(p, l->reason);
	}
}

/* tell the caller of a block, with the parser's row if it makes one */
static void
tell(struct parser *p, struct tkoblock *b, const struct statusline *l,
    const char *subdir)
{
	int ends = p->n <= p->low && (b->kind != LONELINE || l->operation ||
	    l->subdir), clientjob;

	if (ends) {
		copybuf(&p->rowname, l->operation ? l->operation : subdir);
		if (l->operation && strcmp(l->operation, "reboot") == 0 &&
		    !subdir && b->kind != LONELINE) {
			bufclear(&p->rowname);
			buffmt(&p->rowname, "boot.%d", p->boots++);
		}
		if ((clientjob = p->rowname.len == 0))
			buffmt(&p->rowname, "CLIENT_JOB.%d", p->jobs++);
		/* failed tests do not fail their job */
		if (clientjob && p->now < badness("ABORT"))
			p->now = badness("GOOD");
		b->row = 1;
		b->rowname = p->rowname.s;
		b->rowsubdir = subdir;
		b->rowstatus = statuses[p->now];
		b->rowreason = p->reason.len ? p->reason.s : l->reason;
		b->kernel = p->kernel.s;
	}
	if (p->log->done)
		p->log->done(p->log, b);
	if (ends) {
		p->running = 0;
		p->now = 0;
		bufclear(&p->reason);
	}
}

static void
endblock(struct parser *p, const struct statusline *l, int closed)
{
	struct openblock *o = p->top, *up = o->up;
	int i, bad = badness(l->code);
	struct tkoblock b;

	if (!l->operation && !l->subdir && !p->running) {
		p->low = p->n - 1;
		bufclear(&o->rowsubdir);
	} else if (up && !up->rowsubdir.len && p->n > p->low)
		copybuf(&up->rowsubdir, nonempty(&o->rowsubdir));
	if (bad > o->worst)
		o->worst = bad;
	p->now = o->worst;
	p->top = up;
	p->n--;
	if (up && p->n > p->low) {
		if (up->worst < p->now)
			up->worst = p->now;
		p->now = up->worst;
	}
	if (l->operation && strcmp(l->operation, "reboot") == 0 &&
	    p->now < badness("FAIL"))
		setkernel(p, l);

	b = o->b;
	b.finished = l->stamp;
	b.code = l->code;
	b.closed = closed;
	b.reason = closed && o->why[bad].len ? o->why[bad].s : l->reason;
	tell(p, &b, l, nonempty(&o->rowsubdir));
	for (i = 0; i < STATUSES; i++)
		if (o->why[i].len)
			bufclear(&o->why[i]);
}

static void
statusline(struct parser *p, const struct statusline *l)
{
	struct openblock *o = p->top;
	int *worst = o ? &o->worst : &p->base, bad = badness(l->code);
	struct tkoblock b;

	if (o && l->subdir && p->n > p->low)
		copybuf(&o->rowsubdir, l->subdir);
	if (o)
		copybuf(&o->why[bad], l->reason);
	if (bad > *worst)
		*worst = bad;
	if (bad >= p->now) {
		if (*l->reason && p->running) {
			addreason(p, l->reason);
			joinreasons(p);
		} else if (*l->reason)
			copybuf(&p->reason, l->reason);
		p->now = *worst;
	}
	if (p->n > p->low)
		return;
	memset(&b, 0, sizeof b);
	b.id = p->ids++;
	b.kind = LONELINE;
	if (o) {
		b.up = &o->b;
		b.depth = o->b.depth + (o->b.kind != JOBBLOCK);
	}
	b.name = l->operation;
	b.subdir = l->subdir;
	b.started = -1;
	b.finished = l->stamp;
	b.code = l->code;
	b.reason = l->reason;
	b.closed = 1;
	tell(p, &b, l, l->subdir);
}

/* end the innermost block, which has no END line, as ABORT */
static void
abortblock(struct parser *p, long long stamp, const char *reason)
{
	struct statusline l;
	struct buf subdir = { 0 };
	char none[] = "", abort[] = "ABORT";

	copybuf(&subdir, nonempty(&p->top->rowsubdir));
	memset(&l, 0, sizeof l);
	l.code = abort;
	l.end = 1;
	l.operation = l.subdir = subdir.len ? subdir.s : NULL;
	l.stamp = stamp;
	l.fields = none;
	l.reason = (char *)reason;
	endblock(p, &l, 0);
	buffree(&subdir);
}

/* end what is open at the end of the log */
static void
abortall(struct parser *p)
{
	const char *why = p->log->unfinished;
	int blank;

	while (p->n > 0) {
		/* the parser takes the subdirs as they are before this */
		blank = p->n > 1 && !p->top->up->rowsubdir.len;
		abortblock(p, p->stamp, why ? why :
		    "Job aborted unexpectedly");
		if (blank)
			bufclear(&p->top->rowsubdir);
	}
}

static void
takeline(struct parser *p, struct statusline *l)
{
	size_t want;
	int info = strcmp(l->code, "INFO") == 0;

	p->stamp = l->stamp;
	while (p->n > 0 && l->indent < (int)(p->n - l->end))
		abortblock(p, l->stamp, info ? "" : l->reason);
	want = p->n;
	if (l->end && want-- == 0)
		return;
	if ((size_t)l->indent > want)
		return;
	if (l->start)
		startblock(p, l);
	else if (l->end)
		endblock(p, l, 1);
	else {
		if (info && field(l, "kernel", &want))
			setkernel(p, l);
		if (p->log->line)
			p->log->line(p->log, p->n ? &p->top->b : NULL, l);
		if (!info)
			statusline(p, l);
	}
}

/* Autotest's reader drops CR NUL wherever it stands */
static void
dropcrnul(char *s, size_t n)
{
	size_t i, to = 0;

	for (i = 0; i < n; i++)
		if (s[i] == '\r' && i + 1 < n && s[i + 1] == '\0')
			i++;
		else
			s[to++] = s[i];
	s[to] = '\0';
}

static void
freeparser(struct parser *p)
{
	struct openblock *o;
	size_t i;

	while ((o = p->first)) {
		p->first = o->down;
		for (i = 0; i < STATUSES; i++)
			buffree(&o->why[i]);
		buffree(&o->name);
		buffree(&o->subdir);
		buffree(&o->rowsubdir);
		free(o);
	}
	dropreasons(p);
	free(p->why);
	buffree(&p->reason);
	buffree(&p->kernel);
	buffree(&p->rowname);
}

void
readtkolog(struct tkolog *log, struct reader *r)
{
	struct parser p;
	struct statusline l;
	char *s;
	size_t n;
	int c;

	memset(&p, 0, sizeof p);
	p.log = log;
	p.stamp = -1;
	bufputs(&p.kernel, "UNKNOWN");
	while ((s = readline(r, &n))) {
		if (memchr(s, '\0', n)) {
			dropcrnul(s, n);
			n = strlen(s);
		}
		if ((c = parsestatus(s, n, &l)) > 0)
			takeline(&p, &l);
		else if (c < 0 && !log->bad && !r->torn)
			log->bad = r->lineno;
	}
	abortall(&p);
	freeparser(&p);
}
