/* at-constraint - judge records by expressions */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base.h"
#include "format.h"
#include "stat.h"
#include "expr.h"

#define USAGE	"at-constraint [-m] [-B dir]... [-e expr]... [expr] " \
		"[file ...]"
#define FULL	32768		/* write what is told when it is that long */
#define SHOWN	200		/* bytes of a malformed line, at most */

/* of the record being read */
static struct {
	int any;		/* a line of it was seen */
	int spoiled;		/* a warm-up, or a try that failed */
	struct buf ended;	/* the run ended badly, and how */
} record;

static struct constraints constraints;
static struct measured base;	/* -B */
static int oneline;		/* -m */
static int told;		/* something was written */
static int status = RC_OK;

/* worse is more */
static void
answer(int rc)
{
	if (status < rc)
		status = rc;
}

static void
flush(void)
{
	struct buf *b = constraints.told;
	size_t i;

	if (!b || b->len == 0)
		return;
	for (i = 0; oneline && i < b->len; i++)
		if (b->s[i] == '\n')
			b->s[i] = ' ';
	if (writeall(1, b->s, b->len) < 0)
		die(RC_TROUBLE, "standard output:");
	bufclear(b);
	told = 1;
}

static void
add(const char *expr)
{
	struct buf why = { 0 };

	if (constraintadd(&constraints, expr, &why) < 0) {
		warning("%s", why.s);
		answer(RC_TROUBLE);
	}
	buffree(&why);
}

static void
readbase(const char *path)
{
	if (measuredread(&base, path, 0, 0) == 0)
		die(RC_TROUBLE, "%s: no records", path);
}

/* the median of each key in what -B named; values of one test at most */
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
		if (v[n - 1] == v[n - 1])	/* they are all numbers */
			constraintbase(&constraints, d->key, median(v, n));
		n = 0;
	}
	free(v);
}

/* a run that ended well has no such line, or says 0 */
static void
attribute(const char *key, const char *value)
{
	if (strcmp(key, "try") == 0 || strcmp(key, "warmup") == 0)
		record.spoiled = 1;
	else if (strcmp(key, "exit") == 0 && strcmp(value, "0") != 0) {
		bufclear(&record.ended);
		buffmt(&record.ended, "run ended with exit %s", value);
	}
}

static void
forgetrecord(void)
{
	constraintforget(&constraints);
	record.any = record.spoiled = 0;
	if (record.ended.len > 0)
		bufclear(&record.ended);
}

/* so many were not met, or could not be evaluated */
static void
unmet(int n)
{
	const char *s;

	if (n > 0)
		answer(RC_NO);
	while ((s = constraintwhy(&constraints)))
		warning("%s", s);
}

static void
endrecord(void)
{
	if (record.spoiled) {
		/* not an iteration */
	} else if (record.ended.len > 0) {
		judgefailed(&constraints, record.ended.s);
		answer(RC_NO);
	} else if (constraintgathered(&constraints)) {
		unmet(judge(&constraints));
	}
	forgetrecord();
}

/* 0, or -1 if it is malformed */
static int
take(char *line, size_t n)
{
	struct keyval kv;

	switch (n > 0 ? parsekeyval(line, n, &kv) : 0) {
	case -1:
		return -1;
	case 0:
		if (record.any && (n == 0 ||
		    line[strspn(line, " \t\r\f\v")] != '#'))
			endrecord();
		return 0;
	}
	record.any = 1;
	if (kv.type && *kv.type == 'a')
		attribute(kv.key, kv.value);
	else
		constraintset(&constraints, kv.key, kv.value - kv.key -
		    (kv.type ? sizeof "{perf}=" - 1 : 1), kv.value,
		    line + n - kv.value);
	return 0;
}

/* what a line that cannot be understood begins with */
static void
malformed(const struct reader *r, const char *line, size_t n)
{
	warning("%s:%lu: Invalid format line: %.*s%s", r->name, r->lineno,
	    (int)(n < SHOWN ? n : SHOWN), line, n < SHOWN ? "" : "...");
	answer(RC_TROUBLE);
}

/* 0, or -1 if a line ended it that is malformed */
static int
judgerecords(struct reader *r, int *any)
{
	size_t n;
	char *s;

	for (;;) {
		/* before we may have to wait for more */
		if (r->at == r->len || constraints.told->len > FULL)
			flush();
		if (!(s = readline(r, &n)))
			break;
		if (r->torn) {
			warning("%s:%lu: torn last line skipped", r->name,
			    r->lineno);
			break;
		}
		if (take(s, n) < 0) {
			malformed(r, s, n);
			return -1;
		}
		*any |= record.any;
	}
	if (record.any)
		endrecord();
	return 0;
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
	if (judgerecords(&r, &any) < 0) {
		forgetrecord();
	} else if (constraints.judged == before) {
		/* yes would be a lie */
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
		case 'B': readbase(optvalue); break;
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
	flush();
	if (told && oneline && writeall(1, "\n", 1) < 0)
		die(RC_TROUBLE, "standard output:");
	return status;
}
