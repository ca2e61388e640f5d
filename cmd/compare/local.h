/* local.h - what at-compare alone needs */
#ifndef AT_COMPARE_LOCAL_H
#define AT_COMPARE_LOCAL_H

#include <stddef.h>

#include "base.h"
#include "format.h"
#include "stat.h"

/*
 * ranks.c - two samples together, by the order of their values
 *
 * Samples are as in sample.c.
 */

/*
 * Mann & Whitney, On a Test of Whether one of Two Random Variables is
 * Stochastically Larger than the Other, Ann. Math. Stat. 18 (1947).
 * Returns U, the number of pairs in which y is the larger, ties counting
 * one half; *p is the two-sided probability of a U at least so far from
 * the middle if x and y come from one distribution.  It is exact without
 * ties as long as nx * ny is at most EXACTPAIRS; beyond, normal with the
 * corrections for continuity and ties (Lehmann, Nonparametrics, 1975,
 * section 1.4), as in R's wilcox.test.
 */
double mannwhitney(const double *x, size_t nx, const double *y, size_t ny,
    double *p);

#define EXACTPAIRS	2500

/*
 * Cliff, Dominance Statistics, Psychological Bulletin 114 (1993): how much
 * more probable it is that y is the larger than that x is, -1 to 1.
 */
double cliffdelta(const double *x, size_t nx, const double *y, size_t ny);

/*
 * How much larger y is than x: the median of all differences y - x
 * (Hodges & Lehmann, Ann. Math. Stat. 34, 1963), and an interval between
 * two of the differences that holds the true shift with a probability of
 * at least level (0 to 1), ties or not (Hollander & Wolfe, Nonparametric
 * Statistical Methods, 1999, section 4.3; the bounds are from the exact
 * distribution of U, or the normal one beyond EXACTPAIRS).  Samples too
 * small for the level have an interval without ends: -HUGE_VAL, HUGE_VAL.
 * All NaN if a value is not finite.  Needs no memory: differences are
 * counted, not made.
 */
struct shift {
	double by, low, high;
};

struct shift shift(const double *x, size_t nx, const double *y, size_t ny,
    double level);

/*
 * ttest.c - means of values that are about normal
 *
 * Of values in any order.  A value that is not finite makes everything
 * NaN.
 */

/*
 * How much larger the mean of y is than that of x, when they may differ in
 * spread: Welch, The Generalization of `Student's' Problem when Several
 * Different Population Variances are Involved, Biometrika 34 (1947).  p is
 * two-sided.  Fewer than two values on a side, or no spread on either: t,
 * df and p are NaN, and the interval is without ends.  Level 0 saves the
 * time that p and the interval take: they are not made.
 */
struct welch {
	double by, error;	/* and its standard error */
	double t, df, p;
	struct interval in;	/* holds the true difference */
};

struct welch welch(const double *x, size_t nx, const double *y, size_t ny,
    double level);

/*
 * The same when their spread is taken to be one, of which both tell:
 * Student's test of two samples (Fisher, Applications of "Student's"
 * Distribution, Metron 5, 1925).  One value on a side will do if there are
 * two or more on the other.
 */
struct welch student(const double *x, size_t nx, const double *y, size_t ny,
    double level);

/* pair.c - old and new values of one key, and a verdict of four values */

enum { OLD, NEW };

/* the gravest last */
enum answer { SAME, BETTER, UNSURE, WORSE };

struct compared {
	int byrun;		/* a value is a run's, not an iteration's */
	double *x[2];		/* the samples, sorted */
	size_t n[2];
	int broken;		/* something in them is no number */
	double median[2];
	int ratio;		/* all are positive: x, margin and shift are
				   of logarithms */
	double margin;		/* a shift so large is none that matters */
	struct shift shift;	/* from old to new; unless broken */
	double p;		/* of a shift of 0, two-sided; unless broken */
	double delta;		/* Cliff's; unless broken */
	enum answer answer;
};

/*
 * The sample of a side: the values of n data that are sorted by run, or
 * if byrun the median of each run's.
 */
void comparesample(struct compared *, int side, const struct datum *,
    size_t n);

/*
 * Compare the samples, when both sides have one.  The interval of the shift
 * holds with probability level: WORSE or BETTER if all of it is beyond
 * effect, SAME if all of it is within, else UNSURE.  For positive values,
 * effect 0.01 means that the larger is 1.01 times the smaller; if some are
 * not positive, a difference of 0.01 times old's median.  up: more is
 * better.
 *
 * Iterations are many, and of any shape: shift() and mannwhitney() of
 * ranks.c.  Runs are few, and the median of each is near to normal:
 * welch() of ttest.c, or student() if a side has less than three, whose
 * spread the other's stands for.  The interval has no ends, and p is never
 * less than twomodes(), where that is more than 1 - level.
 */
void compare(struct compared *, double level, double effect, int up);

/*
 * If each run meets one of two states of the machine by chance, how
 * probable is it, at most, that all old runs met one and all new ones the
 * other?  Nothing that so few runs measure can be less probable than that.
 */
double twomodes(size_t old, size_t new);

/* rows.c - all keys of all tests, old against new */

/* a key that is to be compared */
struct wanted {
	const char *key;
	int up;			/* 1: more is better, -1: less, 0: not said */
	int met;		/* out: it is on both sides */
};

struct row {
	const char *test, *key;
	int up;			/* more is better */
	struct compared c;
};

struct comparison {
	int byrun;		/* a run counts once, by its median */
	struct wanted *wanted;	/* all keys if there are none */
	size_t nwanted;
	struct row *row;	/* out: by test and key */
	size_t n, cap;
	struct buf first;	/* out: lines for people, of what else changed */
	struct buf notes;	/* out: others */
	double effect, errors;	/* out: what the rows were judged by */
	double level;		/* out: of each interval, errors for all */
	int unsure;		/* out: something could not be compared */
	int failures;		/* out: only new has runs that failed */
};

/* what would tell what could not be told */
struct plan {
	const struct row *row;	/* that needs the most; or NULL */
	double shift;		/* so large a one would be told */
	int guessed;		/* one that matters would have been, already:
				   this is what was found */
	size_t runs;		/* with so many a side, 9 times in 10; 0: with
				   1000 it would not be told */
};

/*
 * Sort the list, and make a row of each key that a test has numbers for
 * on both sides.  A key is better when it is less, unless wanted or else
 * a chart says otherwise, new's before old's.  What is only on one side and
 * what failed goes to the notes; how the machines of the sides differ, and
 * how many runs were disturbed, to the first ones.
 */
void comparisonrows(struct comparison *, struct measured *);

/*
 * Judge all rows; effect as in pair.c.  The probability that the
 * interval of any of them misses is at most errors: that of each is
 * errors divided by their number (Bonferroni).  The gravest answer.
 */
enum answer comparisonjudge(struct comparison *, double effect,
    double errors);

/*
 * Of rows that are UNSURE for a lack of values: simulate more of them.  A
 * row that has no two values on a side is of no use for that.
 */
void comparisonplan(const struct comparison *, struct plan *);

/* the answer to all of it */
struct conclusion {
	const char *answer;	/* "same or better", "worse", ...; NULL: none */
	const char *why;	/* or NULL */
	int status;		/* of the program */
	struct plan plan;
};

/*
 * All of it: what else changed, the rows, the notes, the plan and the
 * answer; for people, for forges, and an object a line.
 */
void bufcomparison(struct buf *, const struct comparison *,
    const struct conclusion *);
void bufcomparisonmarkdown(struct buf *, const struct comparison *,
    const struct conclusion *);
void bufcomparisonjsonl(struct buf *, const struct comparison *,
    const struct conclusion *);

/* for them: an answer in words; p for all rows together */
const char *answerword(enum answer);
double rowp(const struct comparison *, const struct compared *);

/* runs.c - how many runs would tell, by simulation from those there are */

/*
 * The least number of runs a side, no side having less than it has, that
 * tell with probability ODDS; 0 if MANYRUNS do not.
 */
size_t runswanted(const struct compared *, double level, double shift);

#define ODDS		0.9
#define MANYRUNS	1000

/* the least a side with which a verdict is possible at all */
size_t leastruns(double level);

#endif
