/* constraint.c - the constraints on the records of a run */
#include <string.h>

#include "expr.h"

/* the numbers that a name had where a constraint was not met */
struct range {
	size_t symbol;
	double low, high;
};

/* how often an evaluation failed, and in which iteration first, from 1 */
struct failures {
	unsigned long n, first;
};

struct constraint {
	char *text;
	struct expr *expr;	/* NULL: it did not parse */
	char *why;		/* the first evaluation error, or NULL */
	int whytold;

	/* for a summary */
	struct failures unmet, unknown;
	struct range *range;
	size_t ranges, cap;
};

int
constraintadd(struct constraints *c, const char *text)
{
	struct buf reason = { 0 };
	struct constraint *new;

	c->v = growarray(c->v, c->n, &c->cap, sizeof *c->v);
	new = &c->v[c->n++];
	memset(new, 0, sizeof *new);
	new->text = xstrdup(text);
	if ((new->expr = newexpr(text, &c->symbols, &reason)))
		return 0;
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

/* widen the range of a name by its present value, if that is a number */
static void
widen(struct constraints *c, struct constraint *one, size_t symbol)
{
	const struct value *v = &c->symbols.v[symbol].value;
	struct range *r = one->range, *end = r + one->ranges;
	double d;

	if (c->symbols.v[symbol].round != c->symbols.round || v->kind == TEXT)
		return;
	d = v->kind == WHOLE ? (double)v->u.i : v->u.d;
	for (; r < end && r->symbol != symbol; r++)
		continue;
	if (r == end) {
		one->range = growarray(one->range, one->ranges, &one->cap,
		    sizeof *r);
		r = &one->range[one->ranges++];
		r->symbol = symbol;
		r->low = r->high = d;
	}
	if (d < r->low)
		r->low = d;
	if (d > r->high)
		r->high = d;
}

/* count a failure for the summary */
static void
count(struct constraints *c, struct constraint *one, int met)
{
	struct failures *f = met < 0 ? &one->unknown : &one->unmet;
	const struct expr *e = one->expr;
	size_t i;

	if (f->n++ == 0)
		f->first = c->judged + 1;
	for (i = 0; met == 0 && i < e->n; i++)
		if (e->op[i].code == NAME)
			widen(c, one, e->op[i].arg);
}

/* append ` in 3 of 300 iterations', unless there was one */
static void
often(struct constraints *c, const struct constraint *one, unsigned long n)
{
	if (one->expr && one->expr->overall)
		bufputs(&c->told, " over all iterations");
	else if (c->judged > 1)
		buffmt(&c->told, " in %lu of %lu iterations", n, c->judged);
}

static void
first(struct constraints *c, const struct failures *f)
{
	if (c->judged > 1 && f->first <= c->judged)
		buffmt(&c->told, ", first in iteration %lu", f->first);
}

/* append the figures of all iterations, ` (1.5, 7)' */
static void
figures(struct constraints *c, const struct expr *e)
{
	const struct op *op;
	const char *before = " (";
	struct value v;

	for (op = e->op; op < e->op + e->n; op++) {
		if (op->code != CALL || tallytell(c->symbols.v[op->arg].tally,
		    op->how, 0, &v) || v.kind == TEXT)
			continue;
		bufputs(&c->told, before);
		bufplain(&c->told, v.kind == WHOLE ? (double)v.u.i : v.u.d);
		before = ", ";
	}
	bufputs(&c->told, *before == ',' ? ")" : "");
}

/* append ` (1.2 to 4.7)', with names if there are several */
static void
measured(struct constraints *c, const struct constraint *one)
{
	const struct range *r = one->range, *end = r + one->ranges;
	struct buf *b = &c->told;

	if (one->expr && one->expr->overall)
		figures(c, one->expr);
	for (; r < end; r++) {
		bufputs(b, r == one->range ? " (" : ", ");
		if (one->ranges > 1)
			buffmt(b, "%s ", c->symbols.v[r->symbol].name);
		bufplain(b, r->low);
		if (r->high > r->low) {
			bufputs(b, " to ");
			bufplain(b, r->high);
		}
	}
	bufputs(b, one->ranges ? ")" : "");
}

/* each constraint that failed, once */
static void
summarize(struct constraints *c)
{
	const struct constraint *one;

	bufclear(&c->told);
	for (one = c->v; one < c->v + c->n; one++) {
		if (one->unmet.n) {
			buffmt(&c->told, "%s%s: not met",
			    c->told.len ? "; " : "", one->text);
			often(c, one, one->unmet.n);
			measured(c, one);
			first(c, &one->unmet);
		}
		if (one->unknown.n) {
			buffmt(&c->told, "%scould not evaluate constraint: %s",
			    c->told.len ? "; " : "", one->text);
			often(c, one, one->unknown.n);
			first(c, &one->unknown);
		}
	}
}

/* end one evaluation, and forget the values */
static void
judged(struct constraints *c, int failed)
{
	if (failed && !c->lines && !c->summary)
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
		if (c->summary) {
			count(c, one, met);
			failed++;
		} else if (met == 0)
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
	if (failed && !c->lines && !c->summary)
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
constraintmessage(struct constraints *c)
{
	if (c->summary)
		summarize(c);
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
