/* at-constraint - judge records by expressions */
#include <string.h>

#include "base.h"
#include "format.h"
#include "stat.h"
#include "expr.h"

#define USAGE	"at-constraint [-m] [-B dir]... [-e expr]... [expr] " \
		"[file ...]"
#define FULL	32768		/* bytes of messages in one write */

static struct constraints constraints;
static struct measured base;	/* -B */
static int oneline;		/* -m */
static int told;		/* 1: a message was written */
static int status = RC_OK;

/* keep the worst exit status, which is the largest */
static void
answer(int rc)
{
	if (status < rc)
		status = rc;
}

static void
flush(void)
{
	struct buf *b = &constraints.told;
	size_t i;

	for (i = 0; oneline && i < b->len; i++)
		if (b->s[i] == '\n')
			b->s[i] = ' ';
	writeout(b->s, b->len);
	bufclear(b);
	told = 1;
}

static void
add(const char *expr)
{
	if (constraintadd(&constraints, expr) < 0) {
		warning("%s", constraintwhy(&constraints));
		answer(RC_TROUBLE);
	}
}

/* set the median of each key in the -B results, all of one test */
static void
setbase(void)
{
	struct datum *d = base.v, *end = base.v + base.n;
	double *v = xmalloc(base.n * sizeof *v);
	const char *test = NULL;
	size_t n = 0;

	measuredsort(&base);
	for (; d < end; d++) {
		if (d->what != NUMBER)
			continue;
		if (test && strcmp(test, d->test) != 0)
			die(RC_TROUBLE, "-B: of several tests, %s and %s",
			    test, d->test);
		test = d->test;
		v[n++] = d->value;
		if (d + 1 < end && strcmp(d[1].key, d->key) == 0)
			continue;
		if (v[n - 1] == v[n - 1])	/* no NaN among them */
			constraintbase(&constraints, d->key, median(v, n));
		n = 0;
	}
}

/* n constraints failed; warn about constraints without a result */
static void
unmet(int n)
{
	const char *s;

	if (n == 0)
		return;
	answer(RC_NO);
	while ((s = constraintwhy(&constraints)))
		warning("%s", s);
}

/* judge a record, if it is the record of an iteration */
static void
judgerecord(const struct recordreader *r)
{
	const struct recordline *p;

	if (r->counts == LEFTOUT)
		return;
	if (r->counts == FAILEDRUN) {
		judgefailed(&constraints, tempfmt("run ended with exit %s",
		    recordattr(r, "exit")));
		answer(RC_NO);
		return;
	}
	for (p = r->line; p < r->line + r->n; p++)
		if (!p->attr)
			constraintset(&constraints, p->key, p->keylen,
			    p->value, p->len);
	if (constraints.gathered)
		unmet(judge(&constraints));
}

/* 1: the buffer holds the whole next record */
static int
recordwaits(const struct reader *in)
{
	const char *s = in->s + in->at, *end = in->s + in->len, *nl;

	while (s < end && (nl = memchr(s, '\n', end - s))) {
		if (nl == s)
			return 1;
		s = nl + 1;
	}
	return 0;
}

/* 0; -1 after a malformed line */
static int
judgerecords(struct reader *in, int *any)
{
	static struct recordreader r;
	size_t n;
	int c;

	r.plain = 1;
	recordsfrom(&r, in);
	for (;;) {
		n = constraints.told.len;
		if (n > FULL || (n > 0 && !recordwaits(in)))
			flush();
		if ((c = readrecord(&r)) <= 0)
			break;
		*any = 1;
		judgerecord(&r);
	}
	if (c < 0) {
		warning("%s", r.why.s);
		answer(RC_TROUBLE);
	} else if (r.torn) {
		warning("%s:%lu: torn last line skipped", in->name,
		    in->lineno);
	}
	return c;
}

static void
judgefile(const char *path)
{
	unsigned long before = constraints.judged;
	struct reader r;
	int any = 0;

	if (openlines(&r, path) < 0) {
		warning("%s:", path);
		answer(RC_TROUBLE);
		return;
	}
	if (judgerecords(&r, &any) == 0 && constraints.judged == before) {
		/* no record was judged: the status must not be RC_OK */
		warning("%s: %s", r.name, any ? "no record to judge" :
		    "no records");
		answer(RC_TROUBLE);
	}
	closelines(&r);
}

int
main(int argc, char *argv[])
{
	int c;

	progname = "at-constraint";
	failstatus = RC_TROUBLE;
	while ((c = option(argc, argv, "me:B:", USAGE)) != -1)
		switch (c) {
		case 'B':
			if (measuredread(&base, optvalue, 0, 0) == 0)
				die(RC_TROUBLE, "%s: no records", optvalue);
			break;
		case 'm': oneline = 1; break;
		case 'e': add(optvalue); break;
		}
	argv += optnext;
	if (constraints.n == 0) {
		if (!*argv)
			badusage(USAGE);
		add(*argv++);
	}
	if (status != RC_OK)
		return status;
	constraints.lines = !oneline;
	setbase();
	if (!*argv)
		judgefile("-");
	for (; *argv; argv++)
		judgefile(*argv);
	if (constraints.judged > 0)
		unmet(judgeall(&constraints));
	if (constraints.told.len > 0)
		flush();
	if (told && oneline)
		writeout("\n", 1);
	return status;
}
