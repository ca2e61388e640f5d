/*
 * precision.h - iterate until medians are known precisely enough
 *
 * Whoever looks again and again whether an interval is short enough, and
 * stops when it is, stops too soon: when it is short by chance.  Here the
 * first look is after FIRSTLOOK values, there are the more between two
 * looks the more there are, and the interval that decides is one of 97.5
 * %.  The median is in it in at least 95 % of all cases then, whatever
 * the distribution, which make bench-stats shows; and that is what is
 * told.  Values have to be independent.
 *
 * (Chow & Robbins, On the Asymptotic Theory of Fixed-Width Sequential
 * Confidence Intervals for the Mean, Ann. Math. Stat. 36, 1965; the
 * interval: medianinterval() of sample.h.)
 */
#include <stddef.h>

struct buf;

#define FIRSTLOOK	10

struct aim {
	char *key;
	double target;		/* half the interval, as a part of the median */
	double *v;		/* of the iterations, in their order */
	size_t n, cap;
	double now;		/* of the iteration that runs, */
	int got;		/* if it has one: 1; -1: it is no number */
	/* at the last look, half the interval in parts of the median */
	double median, low, high, half;
};

struct precision {
	struct aim *aim;
	size_t n;
	size_t next;		/* the look after so many iterations */
	size_t done;
};

/*
 * One more aim, `KEY=PCT%'.  Anything else is fatal: die(failstatus,
 * "-e 'TEXT': want ...").  Of a key that is there already the last one
 * counts.
 */
void precisionwant(struct precision *, const char *aim);

/* 1 if it is an aim of the key */
int precisionof(const struct precision *, const char *key);

/* a value of the iteration that runs; the latest of a key counts */
void precisionvalue(struct precision *, const char *key, const char *value);

/*
 * An iteration ended that counts: 1, or 0 and why its values cannot be
 * used, `no value of KEY', appended.
 */
int precisiontake(struct precision *, struct buf *why);

/* one that does not count: its values are forgotten */
void precisionforget(struct precision *);

/* look, if it is time to: 1 if all aims are met */
int precisionmet(struct precision *);

/* look a last time, at what there is: 1 if all aims are met */
int precisionend(struct precision *);

/* `23 runs, median 0.412 s +- 0.8 % (95 %)': the result, for people */
void bufprecision(struct buf *, const struct precision *);

/*
 * If the first iterations are others than those after them, and a third at
 * most: how many they are, and their key.  Or 0.
 */
size_t precisionwarm(const struct precision *, const char **key);

void precisionfree(struct precision *);
