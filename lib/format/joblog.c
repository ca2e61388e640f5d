/* joblog.c - a job's status log, read in one pass */
#include <errno.h>
#include <string.h>

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

/* end the innermost block; end is its END line, or NULL */
static void
endblock(struct parser *p, const struct statusline *end)
{
	struct openblock *o = p->top;
	const struct buf *why;
	int i;

	p->top = o->up;
	p->n--;
	o->b.finished = p->stamp;
	o->b.code = "ABORT";
	o->b.reason = "";
	if (end) {
		o->b.closed = 1;
		o->b.code = end->code;
		why = &o->why[badness(end->code)];
		o->b.reason = why->len ? why->s : end->reason;
	}
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
takeline(struct parser *p, const struct statusline *l)
{
	size_t want;

	p->stamp = l->stamp;
	while (p->n > 0 && l->indent < (int)(p->n - l->end))
		endblock(p, NULL);
	want = p->n;
	if (l->end && want-- == 0)
		return;
	if ((size_t)l->indent > want)
		return;
	if (l->end) {
		endblock(p, l);
		return;
	}
	if (l->start)
		startblock(p, l);
	if (p->log->line)
		p->log->line(p->log, p->n ? &p->top->b : NULL, l);
	if (!l->start && strcmp(l->code, "INFO") != 0)
		statusline(p, l);
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

static struct parser parser;	/* the next log uses its memory */

void
readjoblog(struct joblog *log, struct reader *r)
{
	static struct buf line, reason;
	struct statusline l;
	char *s;
	size_t n;
	int c = 0;	/* 1: l waits for the further lines of its reason */

	parser.log = log;
	do {
		if ((s = readline(r, &n)) && memchr(s, '\0', n)) {
			dropcrnul(s, n);
			n = strlen(s);
		}
		if (s && c > 0 && s[0] == ' ' && s[1] == ' ') {
			bufputc(&reason, '\n');
			bufputs(&reason, s + 2);
			l.reason = reason.s;
			continue;
		}
		if (c > 0)
			takeline(&parser, &l);
		if (!s)
			break;
		copybuf(&line, s);
		c = parsestatus(line.s, n, &l);
		if (c > 0)
			copybuf(&reason, l.reason);
		else if (c < 0 && !log->bad && !r->torn)
			log->bad = r->lineno;
	} while (s);
}

void
endjoblog(struct joblog *log)
{
	struct parser *p = &parser;

	p->log = log;
	while (p->n > 0)
		endblock(p, NULL);
	p->ids = 0;
}

int
openjoblog(int dirfd)
{
	int fd = openregular(dirfd, "status.log");

	if (fd < 0 && errno == ENOENT)
		fd = openregular(dirfd, "status");
	return fd;
}
