/* local.h - functions and types of at-compare */
#ifndef AT_COMPARE_LOCAL_H
#define AT_COMPARE_LOCAL_H

#include "format.h"
#include "stat.h"

/* ranks.c - two samples compared by the ranks of their values (sample.c) */

/*
 * Mann & Whitney, On a Test of Whether one of Two Random Variables is
 * Stochastically Larger than the Other, Ann. Math. Stat. 18 (1947).
 * Returns U, the number of pairs in which y is larger; a tie counts one
 * half.  *p is the two-sided probability of a U at least this far from
 * nx * ny / 2 if x and y come from one distribution.  It is exact without
 * ties up to nx * ny = EXACTPAIRS; otherwise normal with the corrections
 * for continuity and ties (Lehmann, Nonparametrics, 1975, section 1.4), as
 * in R's wilcox.test.
 */
double mannwhitney(const double *x, size_t nx, const double *y, size_t ny,
    double *p);

#define EXACTPAIRS	2500

/*
 * The probability that y is larger minus the probability that x is, -1 to
 * 1: Cliff, Dominance Statistics, Psychological Bulletin 114 (1993).
 */
double cliffdelta(const double *x, size_t nx, const double *y, size_t ny);

/*
 * The shift from x to y: the median of all differences y - x (Hodges &
 * Lehmann, Ann. Math. Stat. 34, 1963), and its interval, which ends at two
 * of the differences.  The interval holds the true shift with a probability
 * of at least level (0 to 1), also with ties (Hollander & Wolfe,
 * Nonparametric Statistical Methods, 1999, section 4.3).  The bounds come
 * from the exact distribution of U, or the normal one above EXACTPAIRS.
 * Samples too small for the level give -HUGE_VAL and HUGE_VAL.  All NaN if
 * a value is not finite.  Differences are counted, not stored.
 */
struct shift {
	double by, low, high;
};

struct shift shift(const double *x, size_t nx, const double *y, size_t ny,
    double level);

/*
 * ttest.c - comparison of the means of two nearly normal samples
 *
 * Values in any order.  All results are NaN if a value is not finite.
 */

/*
 * The mean of y minus the mean of x, whose variances may differ: Welch, The
 * Generalization of `Student's' Problem when Several Different Population
 * Variances are Involved, Biometrika 34 (1947).  p is two-sided.  With
 * fewer than two values on a side, or no spread on both, t, df and p are
 * NaN and the interval has no ends.  level 0: p and the interval are not
 * computed, which saves time.
 */
struct welch {
	double by, error;	/* difference and its standard error */
	double t, df, p;
	struct interval in;	/* holds the true difference */
};

struct welch welch(const double *x, size_t nx, const double *y, size_t ny,
    double level);

/*
 * The same with one variance, estimated from both sides: Student's test of
 * two samples (Fisher, Applications of "Student's" Distribution, Metron 5,
 * 1925).  One value on a side is enough if the other has two or more.
 */
struct welch student(const double *x, size_t nx, const double *y, size_t ny,
    double level);

/* pair.c - comparison of the old and new values of one key */

enum { OLD, NEW };

/* in ascending order of gravity */
enum answer { SAME, BETTER, UNSURE, WORSE };

struct compared {
	int byrun;		/* 1: one value a run; 0: one an iteration */
	double *x[2];		/* the samples, sorted */
	size_t n[2];
	int broken;		/* 1: a value is not a number */
	double median[2];
	int ratio;		/* 1: all values are positive: x, margin and
				   shift are logarithms */
	double margin;		/* the largest shift that does not matter */
	struct shift shift;	/* from old to new; unless broken */
	double p;		/* of a shift of 0, two-sided; unless broken */
	double delta;		/* Cliff's; unless broken */
	enum answer answer;
};

/*
 * Set the sample of a side from n data, sorted by run: all values, or with
 * byrun the median of each run.
 */
void comparesample(struct compared *, int side, const struct datum *,
    size_t n);

/*
 * Compare the samples of both sides, which must be set.  The answer is
 * WORSE or BETTER if the whole interval of the shift is beyond effect, SAME
 * if it is within, else UNSURE.  The interval holds the true shift with
 * probability level.  For positive values, effect 0.01 is a factor of 1.01;
 * otherwise a difference of 0.01 times the old median.  up: more is better.
 *
 * Iterations, many and of any distribution, use shift() and mannwhitney().
 * Runs, few and with nearly normal medians, use welch(), or student() if a
 * side has fewer than three.  p of runs is at least twomodes(); if that is
 * more than 1 - level, the interval has no ends.
 */
void compare(struct compared *, double level, double effect, int up);

/*
 * Suppose that each run finds the machine in one of two states by chance.
 * Returns the largest probability that all old runs find one state and all
 * new runs the other: the least p that old and new runs can have.
 */
double twomodes(size_t old, size_t new);

/* rows.c - comparison of all keys of all tests */

/* a key to compare */
struct wanted {
	const char *key;
	int up;			/* 1: more is better, -1: less, 0: unknown */
	int met;		/* out: 1: both sides have the key */
};

struct row {
	const char *test, *key;
	int up;			/* 1: more is better */
	struct compared c;
};

struct comparison {
	int byrun;		/* 1: one value a run, its median */
	struct wanted *wanted;	/* keys to compare; none: all keys */
	size_t nwanted;
	struct row *row;	/* out: sorted by test and key */
	size_t n, cap;
	struct buf first;	/* out: lines: machines, disturbed runs */
	struct buf notes;	/* out: other lines for people */
	double effect, errors;	/* out: as given to comparisonjudge() */
	double level;		/* out: of the interval of each row */
	int unsure;		/* out: 1: something could not be compared */
	int failures;		/* out: 1: only new has failed runs */
};

/* the number of runs that would give a verdict on UNSURE rows */
struct plan {
	const struct row *row;	/* the row that needs most runs; or NULL */
	double shift;		/* the shift to find */
	int guessed;		/* 1: shift is the one that was found; a shift
				   that matters would already be found */
	size_t runs;		/* runs a side that find it in 9 of 10 cases;
				   0: more than 1000 */
};

/*
 * Sort the list and make a row of each key of a test with numbers on both
 * sides.  Less is better, unless wanted or else a chart says otherwise; the
 * new chart comes before the old.  Notes name keys of one side and failed
 * runs; the first lines name differences of the machines and count
 * disturbed runs.
 */
void comparisonrows(struct comparison *, struct measured *);

/*
 * Compare all rows; effect as in compare().  The probability that any
 * interval misses its true shift is at most errors (0 to 1): the errors of
 * a row are errors / number of rows (Bonferroni).  Returns the gravest
 * answer.
 */
enum answer comparisonjudge(struct comparison *, double effect,
    double errors);

/*
 * Simulate more runs of the UNSURE row that needs most.  A row without two
 * values on a side cannot be simulated.
 */
void comparisonplan(const struct comparison *, struct plan *);

/* an answer in words; p of a row corrected for the number of rows */
const char *answerword(enum answer);
double rowp(const struct comparison *, const struct compared *);

/* the answer of the comparison */
struct conclusion {
	const char *answer;	/* "same or better", "worse", ...; NULL: none */
	const char *why;	/* or NULL */
	int status;		/* exit status */
	struct plan plan;
};

/*
 * text.c, jsonl.c - a comparison as a table, as Markdown, as JSON lines
 *
 * Appends first lines, rows, notes, plan and answer.
 */
void bufcomparison(struct buf *, const struct comparison *,
    const struct conclusion *);
void bufcomparisonmarkdown(struct buf *, const struct comparison *,
    const struct conclusion *);
void bufcomparisonjsonl(struct buf *, const struct comparison *,
    const struct conclusion *);

/* runs.c - the number of runs needed for a verdict, by simulation */

/*
 * The least number of runs a side that give a verdict with probability ODDS
 * if this is the true shift; 0: more than MANYRUNS.  No side gets fewer
 * runs than it has.
 */
size_t runswanted(const struct compared *, double level, double shift);

#define ODDS		0.9
#define MANYRUNS	1000

/* the least number of runs a side for which a verdict is possible */
size_t leastruns(double level);

#endif
