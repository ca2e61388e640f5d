/* expr.h - constraints */
#ifndef AT_EXPR_H
#define AT_EXPR_H

#include <stddef.h>

#include "base.h"

/* value.c - numbers and texts, with Python's arithmetic on them */

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
 * The number that the text is, as decimal() in num.c reads it, WHOLE if
 * it is digits alone and fits.  1, or 0 if it is none.
 */
int numbervalue(const char *s, size_t n, struct value *);

void forgetmade(struct made *);

/*
 * symbol.c - what the values of a name were in all records
 *
 * Of what only needs the least, the largest and how many, no more is kept;
 * else all values are.
 */

struct tally;

enum tallied {
	ALLMIN, ALLMAX, ALLMEAN, ALLMEDIAN, ALLSTDEV, ALLCOUNT, ALLP, ALLRATIO
};

/* 1 and which of min max mean median stdev count p ratio it is, or 0 */
int tallied(const char *name, size_t n, enum tallied *);

/*
 * That will be asked of the tally, which is made if it is NULL: before the
 * first value comes.
 */
void tallywant(struct tally **, enum tallied);

/* one record had this value */
void tallyadd(struct tally *, const struct value *);

/* what ratio divides the median by; of a NULL nothing was asked */
void tallybase(struct tally *, double old);

/*
 * What they were, in *out: the least and the largest as they came, mean,
 * median, stdev (with n - 1), p (percentile, of percent in sample.c) and
 * ratio as doubles.  Or why it cannot be told, a text that the name can follow:
 * there is none, or a text among them (count takes these as well).
 */
const char *tallytell(struct tally *, enum tallied, double percent,
    struct value *out);

void tallyfree(struct tally *);	/* NULL is fine */

/* symbol.c - the names in expressions, and the values they have now */

struct symbol {
	char *name, *text;	/* text: where a TEXT is kept */
	size_t n, cap;		/* bytes of name, room in text */
	unsigned long long round;	/* value is of: none, if not the table's */
	struct value value;
	size_t next;		/* the one that was set after it last time */
	struct tally *tally;	/* of all its values; or NULL */
};

/* {0} is empty.  It grows only by symbol(), that is by expressions. */
struct symbols {
	struct symbol *v;
	size_t n, cap;
	size_t *table;		/* by hash: index + 1, or 0 */
	size_t mask;		/* entries in table, less 1 */
	unsigned long long round;
	size_t last;		/* the one that was set last */
	int tallies;		/* there is a name with one */
};

/* the index of the name, which is added if it is new */
size_t symbol(struct symbols *, const char *name, size_t n);

/*
 * The name has this value now: a number if the text is one, else the
 * text, which is copied.  A name that was never added is passed over.
 */
void symbolset(struct symbols *, const char *name, size_t n,
    const char *value, size_t vn);

/* the values that names have now belong to their tallies (symbol.c) */
void symbolstally(struct symbols *);

/* no name has a value any more */
void symbolsforget(struct symbols *);

/*
 * parse.c - the constraint language, see at-constraint(1)
 *
 * An expression is parsed once, into code for a stack, and evaluated many
 * times; nothing is allocated then, but for texts made by + and *.  One
 * with calls, min() and such, is of all records: it is evaluated when the
 * symbols have tallied them.
 */

/*
 * The expression that is the text, its names added to the symbols.  NULL
 * and why not, `unknown operator '>>=' at 3' (bytes, from 1), appended.
 * Whatever nests, nests at most 200 deep.
 */
struct expr *newexpr(const char *text, struct symbols *, struct buf *why);

/*
 * 1 if it is true of the symbols' values, 0 if not, -1 if that cannot be
 * told; then why gets the reason, `division by zero at 3', appended.
 */
int evaluate(struct expr *, const struct symbols *, struct buf *why);

/* 1 if it is of all records, 0 if of each */
int overall(const struct expr *);

void freeexpr(struct expr *);

/*
 * what expr.c makes of an expression and eval.c runs
 *
 * Code for a stack of values: an operator of value.c takes two and leaves
 * one.
 */
/* after value.c's operators, which take two values and leave one */
enum {
	CONSTANT = NOTIN + 1,	/* push constant[arg] */
	NAME,			/* push the value of symbol arg */
	CALL,			/* push what its tally says to how */
	PERCENTILE,		/* the same, for the per cent on top */
	MINUS, PLUS, INVERT,	/* change the value on top */
	AND, OR,		/* if it decides keep it and jump, else drop it */
	UNLESS,			/* drop it; jump if it is false */
	JUMP,
	CHAIN			/* compare by how: jump, or leave the second */
};

struct op {
	unsigned char code, how;
	size_t arg;		/* of a jump: how far from here */
	size_t at;		/* where in the text, for messages */
};

struct expr {
	struct op *op;
	size_t n, cap;
	struct value *constant;
	size_t nconstant, constantcap;
	struct value *stack;
	int overall;		/* it has a CALL, and no NAME */
};

/*
 * constraint.c - the expressions that the records of a run have to meet
 *
 *	struct constraints c = { 0 };
 *
 *	constraintadd(&c, "a > 1", &why);
 *	for each iteration:
 *		constraintset(&c, "a", 1, "7", 1);	a perf value
 *		if (constraintgathered(&c) && judge(&c) > 0)
 *			while ((s = constraintwhy(&c)))
 *				warning("%s", s);
 *	judgeall(&c);
 *	if ((s = constraintmessage(&c)))
 *		it failed, for the reason s
 */

struct constraints {
	int lines;		/* tell a line a failure, not all in one */
	struct buf *told;	/* the failures; who writes them may empty it */
	struct constraint *v;	/* in the order they were added */
	size_t n, cap;
	struct symbols *symbols;	/* what they name, the values gathered */
	int gathered;
	int ending;		/* those of all records are evaluated */
	unsigned long judged;	/* evaluations so far */
};

/*
 * One more expression, 0.  Or -1 if it does not parse, and why, `'EXPR':
 * reason', appended (NULL: constraintwhy() will tell); it is kept, and no
 * evaluation will meet it.
 */
int constraintadd(struct constraints *, const char *text, struct buf *why);

/* what ratio(key) compares with: before judgeall() */
void constraintbase(struct constraints *, const char *key, double old);

/* a value of the record being gathered; the latest of each key counts */
void constraintset(struct constraints *, const char *key, size_t keylen,
    const char *value, size_t vlen);

/* 1 if a value was set since the last judgement, named or not */
int constraintgathered(const struct constraints *);

void constraintforget(struct constraints *);

/*
 * Evaluate all against what was gathered, but for those of all records,
 * which keep what they need, and forget that.  Counts one evaluation, from
 * 0.  How many expressions were not met.
 */
int judge(struct constraints *);

/*
 * At the end, once: evaluate those of all records, that is of all that
 * judge() saw; `all iterations:WHY' is told.  How many were not met.
 */
int judgeall(struct constraints *);

/* count an evaluation that fails as a whole: `iteration N:WHY' is told */
void judgefailed(struct constraints *, const char *why);

/*
 * What failed so far, as the original told it: `iteration 0:a > 1:
 * constraint was not met,could not evaluate constraint: b > 1  ', two
 * blanks at the end of each iteration's.  NULL if nothing did.
 */
const char *constraintmessage(const struct constraints *);

/*
 * `'EXPR': reason' for an expression that could not be evaluated, once
 * for each; NULL if there is none left to tell.
 */
const char *constraintwhy(struct constraints *);

#endif
