/* moreruns.h - how many runs would tell, by simulation from those there are */
/* needs measured.h, ranks.h and compare.h before it */

/*
 * How probable a verdict other than UNSURE is with so many runs a side (or
 * iterations, where they are the sample), if the true shift is that.
 * Values are drawn from what compare() left of both samples, less their
 * means, and scaled as uncertain as so few tell the spread: over all such
 * samples, this often the answer will be there.  (O'Hagan, Stevens &
 * Campbell, Assurance in Clinical Trial Design, Pharmaceutical Statistics
 * 4, 2005.)  0 if no side has two values.
 */
double verdictodds(const struct compared *, size_t old, size_t new,
    double level, double shift);

/*
 * The least number of runs a side, no side having less than it has, that
 * tell with probability ODDS; 0 if MANYRUNS do not.
 */
size_t runswanted(const struct compared *, double level, double shift);

#define ODDS		0.9
#define MANYRUNS	1000

/* the least a side with which a verdict is possible at all */
size_t leastruns(double level);
