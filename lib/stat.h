/* stat.h - numbers to numbers */
#ifndef AT_STAT_H
#define AT_STAT_H

#include <stddef.h>
#include <stdint.h>

#include "base.h"

/*
 * sample.c - what a sample of measurements says
 *
 * Every sample is in ascending order (sortsample).  The result is NaN for
 * an empty sample and for one that holds a NaN.  Infinities are values
 * like others, but a difference from one may be NaN.  No function assumes
 * a distribution.
 */

/* -HUGE_VAL to HUGE_VAL: there are too few values for one */
struct interval {
	double low, high;
};

/* NaNs come last */
void sortsample(double *, size_t n);

/* 1 if the sample is empty, or holds a NaN */
int nosample(const double *, size_t n);

/* the middle one, or half-way between the middle two */
double median(const double *, size_t n);

/*
 * The value below which p per cent (0 to 100) lie, interpolated: type 7
 * of Hyndman & Fan, Sample Quantiles in Statistical Packages, The American
 * Statistician 50 (1996); what R, numpy and spreadsheets do.
 */
double percentile(const double *, size_t n, double p);

/* the median of the distances from the median, not scaled */
double mad(const double *, size_t n);

/*
 * The interval that holds the true median with probability level (0 to
 * 1): between two order statistics, interpolated as by Hettmansperger &
 * Sheather, Confidence Intervals Based on Interpolated Order Statistics,
 * Statistics & Probability Letters 4 (1986).  It needs 6 values for 0.95.
 */
struct interval medianinterval(const double *, size_t n, double level);

/*
 * sample.c - mean, spread and autocorrelation
 *
 * The values may be in any order.  A value that is not finite makes the result
 * NaN.
 */

/*
 * Of a compensated sum: Neumaier, Rundungsfehleranalyse einiger Verfahren
 * zur Summation endlicher Summen, ZAMM 54 (1974).  Does not overflow.  NaN
 * if there is no value.
 */
double mean(const double *, size_t n);

/*
 * With n - 1, in two passes and corrected: Chan, Golub & LeVeque,
 * Algorithms for Computing the Sample Variance, The American Statistician
 * 37 (1983), formula 1.7.  NaN for fewer than two values.
 */
double sd(const double *, size_t n);

/*
 * dist.c - probabilities and quantiles of the usual distributions
 *
 * The relative error is at most 1e-11 for parameters up to 1000, and 1e-9
 * up to 10^5.  A NaN, or a value out of range, gives a NaN.
 */

/* the probability that a normal variable, mean 0 and sd 1, is above z */
double normalbeyond(double z);

/* the z below which it is with probability p, 0 to 1 */
double normalquantile(double p);

/*
 * The regularised incomplete beta function I_x(a, b), a and b above 0;
 * y is 1 - x, apart, so that neither loses digits.  The continued fraction
 * 8.17.22 of the NIST Digital Library of Mathematical Functions, by the
 * method of Lentz as Thompson & Barnett modified it, J. Comput. Phys. 64
 * (1986).
 */
double betabelow(double a, double b, double x, double y);

/* the probability that Student's t with df (above 0) degrees is above t */
double tbeyond(double t, double df);

/* the t below which it is with probability p, 0 to 1 */
double tquantile(double p, double df);

/*
 * dist.c - random numbers that are the same everywhere
 *
 * PCG32, XSH RR: O'Neill, PCG: A Family of Simple Fast Space-Efficient
 * Statistically Good Algorithms for Random Number Generation, HMC-CS-2014-
 * 0905 (2014); https://www.pcg-random.org.
 */

struct pcg {
	uint64_t state, step;
};

/* begin the sequence of that seed, one of 2^63 streams */
void pcgseed(struct pcg *, uint64_t seed, uint64_t stream);

/* 32 random bits */
uint32_t pcg(struct pcg *);

/* a whole number below n (1 to 2^32 - 1), each as probable as the others */
uint32_t pcgbelow(struct pcg *, uint32_t n);

/* precision.c - find a warm-up at the start of a series */

/*
 * How many values, from the first, have another mean than those after
 * them: of all places to cut, the one where the means differ most by the
 * likelihood ratio of two normal samples (Hawkins, Testing a Sequence of
 * Observations for a Shift in Location, J. Am. Stat. Assoc. 72, 1977).  *p is
 * how often so large a ratio comes up, wherever the cut, in 999 random
 * orders of the same values (Dwass, Modified Randomization Tests for
 * Nonparametric Hypotheses, Ann. Math. Stat. 28, 1957): it makes no
 * assumption on the distribution, but drift and autocorrelation make it
 * small as well.  seed chooses the orders, the same on every machine.
 * Fewer than two values, all equal or one not finite: 0, and *p is 1.
 */
size_t warmup(const double *, size_t n, unsigned long long seed, double *p);

/*
 * precision.c - iterate until medians are known precisely enough
 *
 * Checking the interval after every run and stopping at the first short
 * one gives intervals that are too short.  So the first check is after
 * FIRSTLOOK values, later checks are ever further apart, and the interval
 * that decides has a level of 97.5 %.  It then holds the median in at
 * least 95 % of all cases, for any distribution (make bench-stats shows
 * it); reports say 95 %.  Values have to be independent.
 *
 * (Chow & Robbins, On the Asymptotic Theory of Fixed-Width Sequential
 * Confidence Intervals for the Mean, Ann. Math. Stat. 36, 1965; the
 * interval: medianinterval() of sample.c.)
 */

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

/* the iteration does not count: forget its values */
void precisionforget(struct precision *);

/* check, if it is time to: 1 if all aims are met */
int precisionmet(struct precision *);

/* check all values a last time: 1 if all aims are met */
int precisionend(struct precision *);

/* `23 runs, median 0.412 s +- 0.8 % (95 %)': the result, for people */
void bufprecision(struct buf *, const struct precision *);

/*
 * How many first iterations, at most a third, differ from the later ones,
 * and the key in which they do; or 0.
 */
size_t precisionwarm(const struct precision *, const char **key);

#endif
