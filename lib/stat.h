/* stat.h - statistics of samples and series */
#ifndef AT_STAT_H
#define AT_STAT_H

#include <stdint.h>

#include "base.h"

/*
 * sample.c - median, mean, spread and interval of a sample
 *
 * Samples are in ascending order (sortsample), except for mean() and sd().
 * The result is NaN for an empty sample and a sample with a NaN.  Infinite
 * values are allowed, but a difference from one may be NaN.  No function
 * assumes a distribution.
 */

/* -HUGE_VAL to HUGE_VAL if there are too few values */
struct interval {
	double low, high;
};

/* sort in ascending order, NaNs last */
void sortsample(double *, size_t n);

/* 1 if the sample is empty or holds a NaN */
int nosample(const double *, size_t n);

/* the middle value, or the mean of the middle two */
double median(const double *, size_t n);

/*
 * The percentile p (0 to 100), interpolated: type 7 of Hyndman & Fan,
 * Sample Quantiles in Statistical Packages, The American Statistician 50
 * (1996).  R, numpy and spreadsheets use the same type.
 */
double percentile(const double *, size_t n, double p);

/* the median of the distances from the median, not scaled */
double mad(const double *, size_t n);

/*
 * The interval that holds the true median with probability level (0 to 1):
 * between two order statistics, interpolated as by Hettmansperger &
 * Sheather, Confidence Intervals Based on Interpolated Order Statistics,
 * Statistics & Probability Letters 4 (1986).  It needs 6 values for 0.95.
 */
struct interval medianinterval(const double *, size_t n, double level);

/*
 * The mean, values in any order, NaN if one is not finite.  It cannot
 * overflow.  The sum is compensated: Neumaier, Rundungsfehleranalyse
 * einiger Verfahren zur Summation endlicher Summen, ZAMM 54 (1974).
 */
double mean(const double *, size_t n);

/*
 * The standard deviation, values as for mean(); NaN for fewer than two.
 * With n - 1, in two passes and corrected: Chan, Golub & LeVeque,
 * Algorithms for Computing the Sample Variance, The American Statistician
 * 37 (1983), formula 1.7.
 */
double sd(const double *, size_t n);

/*
 * dist.c - normal, beta and t distributions; random numbers
 *
 * The relative error is at most 1e-11 for parameters up to 1000, and 1e-9
 * up to 10^5.  A NaN, or a value out of range, gives a NaN.
 */

/*
 * The probability that a normal variable, mean 0 and sd 1, exceeds z; the z
 * that it is below with probability p, 0 to 1.
 */
double normalbeyond(double z);
double normalquantile(double p);

/*
 * The regularised incomplete beta function I_x(a, b), a and b above 0.
 * y is 1 - x; the caller passes both to keep their digits.  The continued
 * fraction 8.17.22 of the NIST Digital Library of Mathematical Functions,
 * by the method of Lentz as Thompson & Barnett modified it, J. Comput.
 * Phys. 64 (1986).
 */
double betabelow(double a, double b, double x, double y);

/* the same for Student's t, df above 0 */
double tbeyond(double t, double df);
double tquantile(double p, double df);

/*
 * random numbers, the same on every machine
 *
 * PCG32, XSH RR: O'Neill, PCG: A Family of Simple Fast Space-Efficient
 * Statistically Good Algorithms for Random Number Generation, HMC-CS-2014-
 * 0905 (2014); https://www.pcg-random.org.
 */

struct pcg {
	uint64_t state, step;
};

/* start the sequence of a seed in one of 2^63 streams */
void pcgseed(struct pcg *, uint64_t seed, uint64_t stream);

/* 32 random bits; a whole number below n (1 or more), all equally probable */
uint32_t pcg(struct pcg *);
uint32_t pcgbelow(struct pcg *, uint32_t n);

/*
 * precision.c - iterate until medians are precise enough; warm-ups
 *
 * Checking the interval after every run and stopping at the first short
 * one gives intervals that are too short.  Therefore the first check comes
 * after FIRSTLOOK values, later checks are ever further apart, and the
 * interval that decides has a level of 97.5 %.  This interval holds the
 * median in at least 95 % of all cases, for any distribution of independent
 * values (make bench-stats shows it); reports say 95 %.
 *
 * (Chow & Robbins, On the Asymptotic Theory of Fixed-Width Sequential
 * Confidence Intervals for the Mean, Ann. Math. Stat. 36, 1965; the
 * interval: medianinterval() of sample.c.)
 */

/*
 * Find a warm-up: return how many of the first values have another mean
 * than the later values.  The cut is where the means differ most by the
 * likelihood ratio of two normal samples (Hawkins, Testing a Sequence of
 * Observations for a Shift in Location, J. Am. Stat. Assoc. 72, 1977).
 * *p is the share of 999 random orders of the same values in which any cut
 * has such a large ratio (Dwass, Modified Randomization Tests for
 * Nonparametric Hypotheses, Ann. Math. Stat. 28, 1957).  *p assumes no
 * distribution, but drift and autocorrelation make it small as well.
 * seed chooses the orders, the same on every machine.
 * Fewer than two values, all equal or one not finite: 0, and *p is 1.
 */
size_t warmup(const double *, size_t n, unsigned long long seed, double *p);

#define FIRSTLOOK	10

struct aim {
	char *key;
	double target;		/* half the interval / the median */
	double *v;		/* one value per iteration, in their order */
	size_t n, cap;
	double now;		/* the value of the running iteration */
	int got;		/* 1: now is set; 0: no value; -1: no number */
	/* at the last check; half is half the interval / the median */
	double median, low, high, half;
};

struct precision {
	struct aim *aim;
	size_t n;
	size_t next;		/* the value of done at the next check */
	size_t done;
};

/*
 * Add an aim, `KEY=PCT%'; it replaces an earlier aim of the key.  Other
 * texts are fatal: die(failstatus, "-e 'TEXT': want ...").
 */
void precisionwant(struct precision *, const char *aim);

/* 1 if the key has an aim */
int precisionof(const struct precision *, const char *key);

/* set a value of the running iteration; a key's latest value counts */
void precisionvalue(struct precision *, const char *key, const char *value);

/*
 * Take the values of an iteration that ended: 1, or 0 with the reason, such
 * as `no value of KEY', appended to why.
 */
int precisiontake(struct precision *, struct buf *why);

/* forget the values of an iteration that does not count */
void precisionforget(struct precision *);

/* check, if a check is due, or a last time: 1 if all aims are reached */
int precisionmet(struct precision *);
int precisionend(struct precision *);

/* append the result: `23 runs, median 0.412 s +- 0.8 % (95 %)' */
void bufprecision(struct buf *, const struct precision *);

/*
 * How many of the first iterations, at most a third, are a warm-up, and in
 * *key the key that shows it; or 0.
 */
size_t precisionwarm(const struct precision *, const char **key);

#endif
