/* compare.h - old and new values of one key, and a verdict of four values */
/* needs measured.h and ranks.h before it */

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
 * ranks.h.  Runs are few, and the median of each is near to normal:
 * welch() of ttest.h, or student() if a side has less than three, whose
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
