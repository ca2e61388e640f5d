/* eval.c - run the code of an expression */
#include "expr.h"

/* run an operator without symbols and jumps.  NULL, or the error */
static const char *
change(const struct op *op, struct value **top)
{
	struct value *v = *top - 1;

	switch (op->code) {
	case PLUS:
		return v->kind == TEXT ? "not an operator for texts" : NULL;
	case MINUS:
		return negate(v);
	case INVERT:
		v->u.i = !truth(v);
		v->kind = WHOLE;
		return NULL;
	default:
		--*top;
		return operate(op->code, v - 1, v);
	}
}

/* compare the two values on top; *far is the distance to jump */
static const char *
chain(const struct op *op, struct value **top, size_t *far)
{
	struct value *v = --*top - 1, second = v[1];
	const char *bad = operate(op->how, v, &second);

	if (!bad && truth(v)) {
		*v = second;
		*far = 1;
	}
	return bad;
}

/* put a figure of a tally on top.  NULL, or the error */
static const char *
call(const struct op *op, struct tally *t, struct value **top)
{
	struct value *v = *top - 1;
	double percent = 0;

	if (op->code == CALL)
		++*top, v++;
	else
		percent = v->kind == WHOLE ? (double)v->u.i : v->u.d;
	return tallytell(t, op->how, percent, v);
}

/* run the code; the value is stack[0].  NULL, or the error at *where */
static const char *
run(const struct expr *e, const struct symbols *symbols,
    const struct op **where)
{
	const struct op *op, *end = e->op + e->n;
	const struct symbol *s;
	struct value *top = e->stack;
	const char *bad = NULL;
	size_t far;

	for (op = e->op; op < end; op += far) {
		far = 1;
		*where = op;
		switch (op->code) {
		case CONSTANT:
			*top++ = e->constant[op->arg];
			break;
		case NAME:
			s = &symbols->v[op->arg];
			if (s->round != symbols->round)
				return "no value of";
			*top++ = s->value;
			break;
		case CALL:
		case PERCENTILE:
			s = &symbols->v[op->arg];
			bad = call(op, s->tally, &top);
			break;
		case AND:
		case OR:
			if (truth(top - 1) == (op->code == OR))
				far = op->arg;
			else
				top--;
			break;
		case UNLESS:
			if (!truth(--top))
				far = op->arg;
			break;
		case JUMP:
			far = op->arg;
			break;
		case CHAIN:
			far = op->arg;
			bad = chain(op, &top, &far);
			break;
		default:
			bad = change(op, &top);
		}
		if (bad)
			return bad;
	}
	return NULL;
}

int
evaluate(struct expr *e, const struct symbols *symbols, struct buf *why)
{
	const struct op *op = NULL;
	const char *bad = run(e, symbols, &op);
	int result = bad ? -1 : truth(e->stack);

	if (bad) {
		bufputs(why, bad);
		if (op->code >= NAME && op->code <= PERCENTILE)
			buffmt(why, " '%s'", symbols->v[op->arg].name);
		buffmt(why, " at %zu", op->at + 1);
	}
	forgetmade();
	return result;
}
