/*
 * live.h - one line on a terminal that tells how far a test is
 *
 * It is on standard error, drawn again as time goes on, and gone before
 * anything else is written there and at the end.  Of several tests that
 * run side by side in a job one has the line: it holds a lock of the
 * job's control file.  There is none unless standard error is a terminal
 * that can clear a line, with us in front, and none of a test that takes
 * less than a second.
 */

struct live {
	/* what the caller sets before liveopen() */
	const char *name;	/* of the test */
	long long began;	/* of the test, monotonic ns */
	/* and, as they are known, for livedraw() */
	unsigned long iteration;	/* that runs; 0: none, or warm-up */
	unsigned long done, of;	/* iterations; of 0: nobody knows */
	long long first, last;	/* when they began, the last one ended */
	long long length;	/* -l, ns */
	/* our own */
	int on, drawn;
	int lock;		/* who has the line has locked this */
	long long next;		/* not to be drawn before */
};

/*
 * What this program writes to standard error from now on is on a line of
 * its own, whichever test of the job has drawn one there.
 */
void livebeside(const char *jobdir);

/* after livebeside() */
void liveopen(struct live *);

/* draw it, if it is time to; never fails */
void livedraw(struct live *);

void liveclose(struct live *);
