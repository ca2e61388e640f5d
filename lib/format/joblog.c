/* joblog.c - a job's status log, read in one pass */
#include <errno.h>
#include <string.h>

#include "base.h"
#include "format.h"

struct openblock {
	struct openblock *up, *down;	/* down: memory for reuse */
	struct logblock b;
	struct buf name, subdir;
	struct buf why[STATUSES];	/* the last reason of each status */
};

struct parser {
	struct joblog *log;
	struct openblock *first, *top;	/* top is NULL: no open block */
	size_t n;
	size_t ids;
	long long stamp;	/* of the last line */
};

static const char *
nonempty(const struct buf *b)
{
	return b->len ? b->s : NULL;
}

/* copy s; NULL makes an empty string */
static void
copybuf(struct buf *b, const char *s)
{
	bufclear(b);
	if (s)
		bufputs(b, s);
}

/* push a block; it uses the memory of an earlier block, if any */
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
	return o;
}

static void
startblock(struct parser *p, const struct statusline *l)
{
	struct openblock *o = push(p);

	copybuf(&o->name, l->operation);
	copybuf(&o->subdir, l->subdir);
	o->b.name = nonempty(&o->name);
	o->b.subdir = nonempty(&o->subdir);
	o->b.kind = l->subdir ? TESTBLOCK : l->operation ? GROUPBLOCK :
	    JOBBLOCK;
	o->b.started = l->stamp;
}

static void
callback(struct parser *p, const struct logblock *b)
{
	if (p->log->done)
		p->log->done(p->log, b);
}

/* end the innermost block; closed: it has an END line */
static void
endblock(struct parser *p, const char *code, const char *reason,
    long long stamp, int closed)
{
	struct openblock *o = p->top;
	int i, bad = badness(code);

	p->top = o->up;
	p->n--;
	o->b.finished = stamp;
	o->b.code = code;
	o->b.closed = closed;
	o->b.reason = closed && o->why[bad].len ? o->why[bad].s : reason;
	callback(p, &o->b);
	for (i = 0; i < STATUSES; i++)
		if (o->why[i].len)
			bufclear(&o->why[i]);
}

static void
statusline(struct parser *p, const struct statusline *l)
{
	struct openblock *o = p->top;
	struct logblock b = { 0 };

	if (o)
		copybuf(&o->why[badness(l->code)], l->reason);
	if (o && (o->b.kind != JOBBLOCK || o->b.depth > 0))
		return;
	b.id = p->ids++;
	b.kind = LONELINE;
	b.up = o ? &o->b : NULL;
	b.name = l->operation;
	b.subdir = l->subdir;
	b.started = -1;
	b.finished = l->stamp;
	b.code = l->code;
	b.reason = l->reason;
	b.closed = 1;
	callback(p, &b);
}

static void
takeline(struct parser *p, struct statusline *l)
{
	size_t want;
	int info = strcmp(l->code, "INFO") == 0;

	p->stamp = l->stamp;
	while (p->n > 0 && l->indent < (int)(p->n - l->end))
		endblock(p, "ABORT", info ? "" : l->reason, l->stamp, 0);
	want = p->n;
	if (l->end && want-- == 0)
		return;
	if ((size_t)l->indent > want)
		return;
	if (l->start)
		startblock(p, l);
	else if (l->end)
		endblock(p, l->code, l->reason, l->stamp, 1);
	else {
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

void
readjoblog(struct joblog *log, struct reader *r)
{
	static struct parser p;		/* the next log uses its memory */
	struct statusline l;
	char *s;
	size_t n;
	int c;

	p.log = log;
	p.ids = 0;
	p.stamp = -1;
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
	while (p.n > 0)
		endblock(&p, "ABORT", "Job aborted unexpectedly", p.stamp, 0);
}

int
openjoblog(int dirfd)
{
	int fd = openregular(dirfd, "status.log");

	if (fd < 0 && errno == ENOENT)
		fd = openregular(dirfd, "status");
	return fd;
}
