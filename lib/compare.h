/* compare.h - old and new values of one key, and a verdict of four values */
/* needs measured.h and ranks.h before it */

enum { OLD, NEW };

/* the gravest last */
enum answer { SAME, BETTER, UNSURE, WORSE };

struct compared {
	double *x[2];		/* the samples, sorted */
	size_t n[2];
	int broken;		/* something in them is no number */
	double median[2];
	int ratio;		/* shift is of logarithms: all are positive */
	struct shift shift;	/* from old to new; unless broken */
	double p;		/* of the U test, two-sided; unless broken */
	enum answer answer;
};

/*
 * The sample of a side: the values of n data that are sorted by run, or
 * with byrun the median of each run's.
 */
void comparesample(struct compared *, int side, const struct datum *,
    size_t n, int byrun);

/*
 * Compare the samples, when both sides have one.  The interval of the shift
 * holds with probability level (ranks.h): WORSE or BETTER if all of it is
 * beyond effect, SAME if all of it is within, else UNSURE.  For positive
 * values, effect 0.01 means that the larger is 1.01 times the smaller; if
 * some are not positive, a difference of 0.01 times old's median.
 * up: more is better.
 */
void compare(struct compared *, double level, double effect, int up);
