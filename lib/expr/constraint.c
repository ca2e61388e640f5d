/* constraint.c - the constraints on the records of a run */
#include <string.h>

#include "base.h"
#include "expr.h"

struct constraint {
	char *text;
	struct expr *expr;	/* NULL: it did not parse */
	char *why;		/* the first evaluation error, or NULL */
	int whytold;
};

int
constraintadd(struct constraints *c, const char *text, struct buf *why)
{
	struct buf reason = { 0 };
	struct constraint *new;

	c->v = growarray(c->v, c->n, &c->cap, sizeof *c->v);
	new = &c->v[c->n++];
	memset(new, 0, sizeof *new);
	new->text = xstrdup(text);
	if ((new->expr = newexpr(text, &c->symbols, &reason)))
		return 0;
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
	symbolset(&c->symbols, key, n, value, vlen);
}

void
constraintbase(struct constraints *c, const char *key, double old)
{
	const struct symbol *s;
	size_t i;

	for (i = 0; i < c->symbols.n; i++) {
		s = &c->symbols.v[i];
		if (strcmp(s->name, key) == 0)
			tallybase(s->tally, old);
	}
}

/* add a failure of the present evaluation, its nth from 0 */
static void
tell(struct constraints *c, int nth, const char *before, const char *text,
    const char *after)
{
	struct buf *b = &c->told;
	size_t i;

	if (!c->lines && nth > 0)
		bufputc(b, ',');
	else if (c->ending)
		bufputs(b, "all iterations:");
	else
		buffmt(b, "iteration %lu:", c->judged);
	i = b->len;
	buffmt(b, "%s%s%s", before, text, after);
	for (; c->lines && i < b->len; i++)
		if (b->s[i] == '\n')
			b->s[i] = ' ';
	if (c->lines)
		bufputc(b, '\n');
}

/* end one evaluation, and forget the values */
static void
judged(struct constraints *c, int failed)
{
	if (failed && !c->lines)
		bufputs(&c->told, "  ");
	c->judged++;
	c->gathered = 0;
	c->symbols.round++;
}

/* evaluate the constraints on each, or on all records; returns failures */
static int
evaluateall(struct constraints *c)
{
	static struct buf why;
	struct constraint *one;
	int failed = 0, met;

	for (one = c->v; one < c->v + c->n; one++) {
		if ((one->expr && one->expr->overall) != c->ending)
			continue;
		met = one->expr ? evaluate(one->expr, &c->symbols, &why) : -1;
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

	symbolstally(&c->symbols);
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
		bufputs(&c->told, "  ");
	c->ending = 0;
	return failed;
}

void
judgefailed(struct constraints *c, const char *why)
{
	tell(c, 0, "", why, "");
	judged(c, 1);
}

const char *
constraintmessage(const struct constraints *c)
{
	return c->told.len > 0 ? c->told.s : NULL;
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
