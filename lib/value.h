/* value.h - numbers and texts, with Python's arithmetic on them */
#include <stddef.h>

enum kind { NOTHING, WHOLE, REAL, TEXT };

struct value {
	enum kind kind;
	union {
		long long i;	/* WHOLE: exact */
		double d;	/* REAL: finite */
		struct {
			const char *s;
			size_t n;
		} t;		/* TEXT: somebody else's bytes, any of them */
	} u;
};

enum {
	ADD, SUB, MUL, DIV, FLOOR, MOD, POW,	/* + - * / // % ** */
	LT, LE, EQ, NE, GT, GE, IN, NOTIN
};

/* the texts that + and * make in one evaluation; {0} is none */
struct made {
	struct madetext *list;
	size_t n;		/* their bytes, at most MADEMAX */
};

#define MADEMAX	65536

/*
 * a OP b, left in *a: true division, // and % floor, whole numbers stay
 * exact up to 2^63 and are doubles beyond; comparisons give 1 or 0.
 * NULL, or why it cannot be told ("division by zero"): so is everything
 * that is not finite, and a number beside a text.
 */
const char *operate(int op, struct value *a, const struct value *b,
    struct made *);

/* -v, in place.  NULL, or why not */
const char *negate(struct value *v);

/* 0, 0.0 and the empty text are false */
int truth(const struct value *);

/*
 * The number that the text is, as decimal() in num.h reads it, WHOLE if
 * it is digits alone and fits.  1, or 0 if it is none.
 */
int numbervalue(const char *s, size_t n, struct value *);

void forgetmade(struct made *);
