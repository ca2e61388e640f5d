/* value.c - numbers and texts, with Python's arithmetic on them */
#include <math.h>
#include <string.h>

#include "expr.h"

/* the texts that + and * made, one behind the other, in MADEMAX bytes */
static char *made;
static size_t nmade;

static double
real(const struct value *v)
{
	return v->kind == WHOLE ? (double)v->u.i : v->u.d;
}

static const char *
setreal(struct value *v, double d)
{
	/* inf - inf and nan - nan are nan */
	if (!(d - d == 0))
		return "number too large";
	v->kind = REAL;
	v->u.d = d;
	return NULL;
}

static void
setwhole(struct value *v, long long i)
{
	v->kind = WHOLE;
	v->u.i = i;
}

static int
wholes(int op, long long a, long long b, long long *r)
{
	switch (op) {
	case ADD: return addchecked(a, b, r);
	case SUB: return subchecked(a, b, r);
	case MUL: return mulchecked(a, b, r);
	case FLOOR: return floorchecked(a, b, r);
	case MOD: return modchecked(a, b, r);
	case POW: return powchecked(a, b, r);
	}
	return 0;
}

/* the remainder with the sign of b; b is not 0 */
static double
modreal(double a, double b)
{
	double r = fmod(a, b);

	if (r != 0 && (r < 0) != (b < 0))
		r += b;
	return r;
}

/* floor division, like Python from a % b: a is near b * (a // b) + a % b */
static double
floorreal(double a, double b)
{
	double r = fmod(a, b), q = (a - r) / b, f;

	if (r != 0 && (r < 0) != (b < 0))
		q -= 1;
	f = floor(q);
	return q - f > 0.5 ? f + 1 : f;
}

static const char *
arithmetic(int op, struct value *a, const struct value *b)
{
	double x, y = real(b);
	long long i;

	if (y == 0 && (op == DIV || op == FLOOR || op == MOD))
		return "division by zero";
	if (a->kind == WHOLE && b->kind == WHOLE &&
	    wholes(op, a->u.i, b->u.i, &i)) {
		setwhole(a, i);
		return NULL;
	}
	x = real(a);
	switch (op) {
	case ADD: return setreal(a, x + y);
	case SUB: return setreal(a, x - y);
	case MUL: return setreal(a, x * y);
	case DIV: return setreal(a, x / y);
	case MOD: return setreal(a, modreal(x, y));
	case FLOOR: return setreal(a, floorreal(x, y));
	}
	if (x == 0 && y < 0)
		return "0 to a negative power";
	if (x < 0 && y != floor(y))
		return "negative number to a fractional power";
	return setreal(a, power(x, y));
}

static int
ordernumbers(const struct value *a, const struct value *b)
{
	if (a->kind == REAL && b->kind == REAL)
		return (a->u.d > b->u.d) - (a->u.d < b->u.d);
	if (a->kind == WHOLE && b->kind == WHOLE)
		return (a->u.i > b->u.i) - (a->u.i < b->u.i);
	return a->kind == WHOLE ? comparewhole(a->u.i, b->u.d) :
	    -comparewhole(b->u.i, a->u.d);
}

static int
ordertexts(const struct value *a, const struct value *b)
{
	size_t na = a->u.t.n, nb = b->u.t.n;
	int r = memcmp(a->u.t.s, b->u.t.s, na < nb ? na : nb);

	return r ? r : (na > nb) - (na < nb);
}

/* 1 if the text b contains a */
static int
within(const struct value *a, const struct value *b)
{
	const char *p = b->u.t.s, *e = p + b->u.t.n, *s = a->u.t.s;
	size_t n = a->u.t.n;

	if (n == 0)
		return 1;
	for (; (size_t)(e - p) >= n; p++) {
		if (!(p = memchr(p, *s, e - p - n + 1)))
			return 0;
		if (memcmp(p, s, n) == 0)
			return 1;
	}
	return 0;
}

/* 1 if op holds for the order: negative is less, 0 equal, positive more */
static int
holds(int op, int order)
{
	/* bits: 1 for less, 2 for equal, 4 for greater */
	static const unsigned char will[] = {
		[LT] = 1, [LE] = 3, [EQ] = 2, [NE] = 5, [GT] = 4, [GE] = 6
	};

	return will[op] >> ((order >= 0) + (order > 0)) & 1;
}

/* memory for a text of n bytes; NULL above MADEMAX for all texts */
static char *
room(size_t n)
{
	if (n > MADEMAX - nmade)
		return NULL;
	if (!made)
		made = xmalloc(MADEMAX);
	nmade += n;
	return made + nmade - n;
}

static const char *
settext(struct value *v, const char *s, size_t n)
{
	if (!s)
		return "text too long";
	v->kind = TEXT;
	v->u.t.s = s;
	v->u.t.n = n;
	return NULL;
}

static const char *
concat(struct value *a, const struct value *b)
{
	size_t na = a->u.t.n, nb = b->u.t.n;
	char *s = room(na + nb);

	if (s) {
		memcpy(s, a->u.t.s, na);
		memcpy(s + na, b->u.t.s, nb);
	}
	return settext(a, s, na + nb);
}

static const char *
repeat(struct value *v, const struct value *text, long long times)
{
	const char *from = text->u.t.s;
	size_t i, n = text->u.t.n;
	char *s;

	if (times <= 0 || n == 0)
		return settext(v, "", 0);
	if (times > MADEMAX || n > (size_t)(MADEMAX / times))
		return settext(v, NULL, 0);
	if ((s = room(n * times)))
		for (i = 0; i < (size_t)times; i++)
			memcpy(s + i * n, from, n);
	return settext(v, s, n * times);
}

static const char *
operatetexts(int op, struct value *a, const struct value *b)
{
	if (op == ADD)
		return concat(a, b);
	if (op < LT)
		return "not an operator for texts";
	if (op < IN)
		setwhole(a, holds(op, ordertexts(a, b)));
	else
		setwhole(a, within(a, b) == (op == IN));
	return NULL;
}

const char *
operate(int op, struct value *a, const struct value *b)
{
	if (a->kind != TEXT && b->kind != TEXT && op < IN) {
		if (op < LT)
			return arithmetic(op, a, b);
		setwhole(a, holds(op, ordernumbers(a, b)));
		return NULL;
	}
	if (a->kind == TEXT && b->kind == TEXT)
		return operatetexts(op, a, b);
	if (op >= IN)
		return "'in' wants two texts";
	if (op == MUL && b->kind == WHOLE)
		return repeat(a, a, b->u.i);
	if (op == MUL && a->kind == WHOLE)
		return repeat(a, b, a->u.i);
	return "a text beside a number";
}

const char *
negate(struct value *v)
{
	if (v->kind == TEXT)
		return "not an operator for texts";
	if (v->kind == WHOLE && subchecked(0, v->u.i, &v->u.i))
		return NULL;
	return setreal(v, -real(v));
}

int
truth(const struct value *v)
{
	switch (v->kind) {
	case WHOLE: return v->u.i != 0;
	case REAL: return v->u.d != 0;
	default: return v->u.t.n != 0;
	}
}

int
numbervalue(const char *s, size_t n, struct value *v)
{
	long long i;
	double d;
	int kind = shortnumber(s, n, &i, &d);

	if (kind == 2 || (kind == 0 && wholetext(s, n, &i)))
		setwhole(v, i);
	else if (kind == 1 || decimal(s, n, &d))
		setreal(v, d);
	else
		return 0;
	return 1;
}

void
forgetmade(void)
{
	nmade = 0;
}
