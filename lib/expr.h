/* expr.h - constraints */
#ifndef AT_EXPR_H
#define AT_EXPR_H

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
		} t;		/* TEXT: any n bytes, not owned */
	} u;
};

enum {
	ADD, SUB, MUL, DIV, FLOOR, MOD, POW,	/* + - * / // % ** */
	LT, LE, EQ, NE, GT, GE, IN, NOTIN
};

/*
 * Put a OP b in *a; negate v in place.  DIV is true division, FLOOR and MOD
 * round down.  Whole numbers are exact up to 2^63 and doubles beyond.
 * Comparisons give 1 or 0.  Texts that + and * make are valid until
 * forgetmade(), and have at most MADEMAX bytes in all.  Returns NULL, or why
 * there is no value ("division by zero"): the result is not finite, or OP
 * does not take a number with a text.
 */
const char *operate(int op, struct value *a, const struct value *b);
const char *negate(struct value *v);
void forgetmade(void);

#define MADEMAX	65536

/* 0 for 0, 0.0 and the empty text, else 1 */
int truth(const struct value *);

/*
 * Read a text of n bytes as a number, like decimal() in num.c.  The value is
 * WHOLE if the text is digits alone and fits.  1, or 0 for other texts.
 */
int numbervalue(const char *s, size_t n, struct value *);

/*
 * symbol.c - names in expressions: their values now and in all records
 *
 * A tally describes the values of a name in all records.  It keeps every
 * value only if a figure other than min, max and count is wanted.
 */

struct tally;

enum tallied {
	ALLMIN, ALLMAX, ALLMEAN, ALLMEDIAN, ALLSTDEV, ALLCOUNT, ALLP, ALLRATIO
};

/* 1 and the figure: min max mean median stdev count p ratio; else 0 */
int tallied(const char *name, size_t n, enum tallied *);

/* ask for it before the first symbolstally(); a NULL tally is made */
void tallywant(struct tally **, enum tallied);

/* set the divisor of the median for ratio; a NULL tally is ignored */
void tallybase(struct tally *, double old);

/*
 * Put a figure of all values in *out.  The least and the largest are as
 * they came.  Mean, median, stdev (with n - 1), p (percentile in sample.c,
 * percent from 0 to 100) and ratio are doubles.  Returns NULL, or the error
 * to be printed before the name: no value, or a text (fine for count).
 */
const char *tallytell(struct tally *, enum tallied, double percent,
    struct value *out);

void tallyfree(struct tally *);	/* NULL is fine */

/* the names, and their values now */

struct symbol {
	char *name, *text;	/* text: memory for a TEXT value */
	size_t n, cap;		/* bytes of name, bytes allocated for text */
	unsigned long long round;	/* value is valid in this round only */
	struct value value;
	size_t next;		/* index of the name that was set next */
	struct tally *tally;	/* of all values of the name; or NULL */
};

/* {0} is empty.  Only symbol(), called for expressions, adds names. */
struct symbols {
	struct symbol *v;
	size_t n, cap;
	size_t *table;		/* by hash: index + 1, or 0 */
	size_t mask;		/* entries in table, less 1 */
	unsigned long long round;	/* + 1 forgets the present values */
	size_t last;		/* index of the name that was set last */
	int tallies;		/* a name has a tally */
};

/* the index of the name; a new name is added */
size_t symbol(struct symbols *, const char *name, size_t n);

/*
 * Set the value of a name: a number if the text is a number, else a copy
 * of the text.  A name that no expression contains is ignored.
 */
void symbolset(struct symbols *, const char *name, size_t n,
    const char *value, size_t vn);

/* add the present value of each name to the tally of the name */
void symbolstally(struct symbols *);

/*
 * parse.c - the constraint language, see at-constraint(1)
 *
 * An expression is parsed once and evaluated many times.  An expression
 * with calls (min(), ...) is about all records.  It is evaluated after the
 * symbols have tallied the records.
 */

/*
 * Parse the text and add its names to the symbols.  Returns NULL on error
 * and appends the reason to why, `unknown operator '>>=' at 3' (bytes, from
 * 1).  Nesting is limited to 200 levels.
 */
struct expr *newexpr(const char *text, struct symbols *, struct buf *why);

void freeexpr(struct expr *);

/*
 * eval.c - run the code of an expression
 *
 * parse.c makes code for a stack of values.  An operator of value.c takes
 * two values and leaves one.  Only texts made by + and * allocate memory.
 */

/* the codes after the operators of value.c */
enum {
	CONSTANT = NOTIN + 1,	/* push constant[arg] */
	NAME,			/* push the value of symbol arg */
	CALL,			/* push figure `how' of the symbol's tally */
	PERCENTILE,		/* the same; the percent is on top */
	MINUS, PLUS, INVERT,	/* change the value on top */
	AND, OR,		/* keep top and jump if it decides, else drop */
	UNLESS,			/* drop the top; jump if it was false */
	JUMP,
	CHAIN			/* false by how: jump; true: keep the second */
};

struct op {
	unsigned char code, how;
	size_t arg;		/* of a jump: distance in instructions */
	size_t at;		/* offset in the text, for messages */
};

struct expr {
	struct op *op;
	size_t n, cap;
	struct value *constant;
	size_t nconstant, constantcap;
	struct value *stack;
	int overall;		/* about all records: has a CALL, no NAME */
};

/*
 * Evaluate with the present values of the symbols.  1 for true, 0 for
 * false; -1 on error, with the reason, `division by zero at 3', appended.
 */
int evaluate(struct expr *, const struct symbols *, struct buf *why);

/*
 * constraint.c - the constraints on the records of a run
 *
 *	struct constraints c = { 0 };
 *
 *	constraintadd(&c, "a > 1");
 *	for each iteration:
 *		constraintset(&c, "a", 1, "7", 1);	a perf value
 *		if (c.gathered && judge(&c) > 0)
 *			while ((s = constraintwhy(&c)))
 *				warning("%s", s);
 *	judgeall(&c);
 *	if ((s = constraintmessage(&c)))
 *		the test failed, for the reason s
 */

struct constraints {
	int lines;		/* one line a failure, not one line for all */
	int summary;		/* tell each constraint once */
	struct buf told;	/* the failures; the caller may empty it */
	struct constraint *v;	/* in the order they were added */
	size_t n, cap;
	struct symbols symbols;	/* names and values */
	int gathered;		/* a value was set since the last judge() */
	int ending;		/* judgeall is running */
	unsigned long judged;	/* evaluations up to now */
};

/*
 * Add an expression.  0; or -1 if it does not parse, with the reason for
 * constraintwhy().  A bad expression stays in the list and fails in every
 * evaluation.
 */
int constraintadd(struct constraints *, const char *text);

/* set the old median for ratio(key); call this before judgeall() */
void constraintbase(struct constraints *, const char *key, double old);

/* set a value of the present record; the last value of a key counts */
void constraintset(struct constraints *, const char *key, size_t keylen,
    const char *value, size_t vlen);

/*
 * Evaluate the constraints on each record, and tally the values for the
 * constraints on all records.  Then forget the values.  Evaluations are
 * counted from 0.  Returns how many constraints failed.
 */
int judge(struct constraints *);

/*
 * Call once, after the last judge(): evaluate the constraints on all
 * records.  Failures read `all iterations:WHY'.  Returns how many failed.
 */
int judgeall(struct constraints *);

/* count an evaluation that failed as a whole, as `iteration N:WHY' */
void judgefailed(struct constraints *, const char *why);

/*
 * All failures in Autotest's words: `iteration 0:a > 1: constraint was not
 * met,could not evaluate constraint: b > 1  ', with two blanks at the end
 * of each iteration.  A summary, to be asked for at the end, tells each
 * constraint once, with how often and the least and largest numbers:
 * `a > 1: not met in 3 of 300 iterations (0.5 to 1), first in iteration 12'.
 * NULL if there is no failure.
 */
const char *constraintmessage(struct constraints *);

/*
 * The next `'EXPR': reason' for an expression that could not be evaluated,
 * each expression once; NULL at the end.
 */
const char *constraintwhy(struct constraints *);

#endif
