/*
 * constraint.h - the expressions that the records of a run have to meet
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
#include <stddef.h>

struct buf;

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
