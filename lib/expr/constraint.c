/* constraint.c - the constraints on the records of a run */
#include <string.h>

#include "base.h"
#include "expr.h"

struct constraint {
	char *text;
	struct expr *expr;	/* NULL: it did not parse */
	char *why;		/* the first evaluation error, or NULL */
	int whytold;
	int overall;		/* about all records */
};

static void
start(struct constraints *c)
{
	if (c->told)
		return;
	c->told = xmalloc(sizeof *c->told);
	memset(c->told, 0, sizeof *c->told);
	c->symbols = xmalloc(sizeof *c->symbols);
	memset(c->symbols, 0, sizeof *c->symbols);
}

int
constraintadd(struct constraints *c, const char *text, struct buf *why)
{
	struct buf reason = { 0 };
	struct constraint *new;

	start(c);
	c->v = growarray(c->v, c->n, &c->cap, sizeof *c->v);
	new = &c->v[c->n++];
	memset(new, 0, sizeof *new);
	new->text = xstrdup(text);
	if ((new->expr = newexpr(text, c->symbols, &reason))) {
		new->overall = overall(new->expr);
		return 0;
	}
	if (why)
		buffmt(why, "'%s': %s", text, reason.s);
	else
		new->why = strfmt("'%s': %s", text, reason.s);
	buffree(&reason);
	return -1;
}

void
constraintset(struct constraints *c, const char *key, size_t n,
    const char *value, size_t vlen)
{
	c->gathered = 1;
	if (c->symbols)
		symbolset(c->symbols, key, n, value, vlen);
}

void
constraintbase(struct constraints *c, const char *key, double old)
{
	const struct symbol *s;
	size_t i;

	for (i = 0; i < c->symbols->n; i++) {
		s = &c->symbols->v[i];
		if (strcmp(s->name, key) == 0)
			tallybase(s->tally, old);
	}
}

int
constraintgathered(const struct constraints *c)
{
	return c->gathered;
}

void
constraintforget(struct constraints *c)
{
	c->gathered = 0;
	if (c->symbols)
		symbolsforget(c->symbols);
}

/* add a failure of the present evaluation, its nth from 0 */
static void
tell(struct constraints *c, int nth, const char *before, const char *text,
    const char *after)
{
	size_t i;

	if (!c->lines && nth > 0)
		bufputc(c->told, ',');
	else if (c->ending)
		bufputs(c->told, "all iterations:");
	else
		buffmt(c->told, "iteration %lu:", c->judged);
	i = c->told->len;
	bufputs(c->told, before);
	bufputs(c->told, text);
	bufputs(c->told, after);
	for (; c->lines && i < c->told->len; i++)
		if (c->told->s[i] == '\n')
			c->told->s[i] = ' ';
	if (c->lines)
		bufputc(c->told, '\n');
}

/* end one evaluation */
static void
judged(struct constraints *c, int failed)
{
	if (failed && !c->lines)
		bufputs(c->told, "  ");
	c->judged++;
	constraintforget(c);
}

/* evaluate the constraints on each, or on all records; returns failures */
static int
evaluateall(struct constraints *c)
{
	static struct buf why;
	struct constraint *one;
	int failed = 0, met;

	for (one = c->v; one < c->v + c->n; one++) {
		if (one->overall != c->ending)
			continue;
		met = one->expr ? evaluate(one->expr, c->symbols, &why) : -1;
		if (met > 0)
			continue;
		if (met == 0)
			tell(c, failed++, "", one->text,
			    ": constraint was not met");
		else
			tell(c, failed++, "could not evaluate constraint: ",
			    one->text, "");
		if (met < 0 && one->expr && !one->why)
			one->why = strfmt("'%s': %s", one->text, why.s);
		bufclear(&why);
	}
	return failed;
}

int
judge(struct constraints *c)
{
	int failed = evaluateall(c);

	if (c->symbols)
		symbolstally(c->symbols);
	judged(c, failed);
	return failed;
}

int
judgeall(struct constraints *c)
{
	int failed;

	c->ending = 1;
	failed = evaluateall(c);
	if (failed && !c->lines)
		bufputs(c->told, "  ");
	c->ending = 0;
	return failed;
}

void
judgefailed(struct constraints *c, const char *why)
{
	start(c);
	tell(c, 0, "", why, "");
	judged(c, 1);
}

const char *
constraintmessage(const struct constraints *c)
{
	return c->told && c->told->len > 0 ? c->told->s : NULL;
}

const char *
constraintwhy(struct constraints *c)
{
	struct constraint *one;

	for (one = c->v; one < c->v + c->n; one++)
		if (one->why && !one->whytold) {
			one->whytold = 1;
			return one->why;
		}
	return NULL;
}
