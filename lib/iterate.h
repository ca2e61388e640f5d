/*
 * iterate.h - the iterations of a test or of a command
 *
 * What at-run and at-iterate do alike: a number of iterations or a
 * length of time, warm-up, retries, iteration hooks, profiled runs,
 * records and constraints.  The order is the original's (at(7)).
 */
/* needs hook.h, profiler.h, keyval.h and records.h before it */

enum profile { PROFILE_ALSO, PROFILE_ONLY, PROFILE_NO };

struct precision;
struct witness;

struct iterate {
	unsigned long n;	/* -n */
	long long length;	/* -l, ns: wins over n if not 0 */
	struct precision *precision;	/* -e, or NULL: n is the most then */
	long long longest;	/* -x, ns: with -e; 0: as long as it takes */
	unsigned long warm;	/* -u: iterations that do not count */
	unsigned long retries;	/* -r */
	enum profile profile;	/* -P */
	int postprocess;	/* -p: postprocess_iteration when profiled */
	int metrics;		/* -m: record what run_once used */
	struct witness *witness;	/* -w, or NULL */
	int wall;		/* record seconds_wall of run_once */
	int exits;		/* record exit{attr} of a run that failed */
	int cold;		/* drop caches before each try */
	const char *jobdir;	/* of the job we are in, or NULL */
	const char *profdir;	/* below it iteration.N for profilers */
	struct hooks *hooks;
	struct hookdir before[2], after[2];	/* the job's, the test's */
	struct profilers *profilers;	/* or NULL */
	struct constraints *constraints;	/* or NULL */
	struct records records;
	/* a line for the status log, or for people */
	void (*tell)(void *, const char *code, const char *message);
	/* an iteration was good after so many retries; or NULL */
	void (*retried)(void *, unsigned long tries);
	/* with -e: a keyval of all the iterations */
	void (*note)(void *, const char *key, const char *value);
	void *arg;
	unsigned long done;	/* out: iterations that ended */
	long long began, ended;	/* out: when the first began, the last ended */
};

/* before recordsend(): perf values are for constraints and -e */
void wantvalues(struct iterate *);

#define MANY	1000000000UL	/* of anything that is counted, at most */

/*
 * How many there will be, for the text that -n was given, or NULL, when
 * length, longest and precision are set: one, or with precision as many
 * as it takes, in a minute if nothing else is said.  0 if these options do
 * not go together.
 */
int iteratebounds(struct iterate *, const char *count);

/* what -P's word stands for; 0 if it is none of also, only, no */
int profileword(const char *, enum profile *);

/*
 * All iterations, and the extra profiled run.  1: good, *o says GOOD;
 * 0: *o says what failed.  A record that cannot be written is ERROR.
 * Constraints are judged, but what they found is not in *o.
 */
int iterate(struct iterate *, struct outcome *o);
