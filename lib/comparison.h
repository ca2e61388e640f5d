/* comparison.h - all keys of all tests, old against new */
/* needs buf.h, measured.h, ranks.h and compare.h before it */

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
 * Judge all rows; effect as in compare.h.  The probability that the
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
