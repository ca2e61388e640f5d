/*
 * tally.h - what the values of a name were in all records
 *
 * Of what only needs the least, the largest and how many, no more is kept;
 * else all values are.
 */
/* needs value.h before it */

struct tally;

enum tallied {
	ALLMIN, ALLMAX, ALLMEAN, ALLMEDIAN, ALLSTDEV, ALLCOUNT, ALLP, ALLRATIO
};

/* 1 and which of min max mean median stdev count p ratio it is, or 0 */
int tallied(const char *name, size_t n, enum tallied *);

/*
 * That will be asked of the tally, which is made if it is NULL: before the
 * first value comes.
 */
void tallywant(struct tally **, enum tallied);

/* one record had this value */
void tallyadd(struct tally *, const struct value *);

/* what ratio divides the median by; of a NULL nothing was asked */
void tallybase(struct tally *, double old);

/*
 * What they were, in *out: the least and the largest as they came, mean,
 * median, stdev (with n - 1), p (percentile, of percent in sample.h) and
 * ratio as doubles.  Or why it cannot be told, a text that the name can follow:
 * there is none, or a text among them (count takes these as well).
 */
const char *tallytell(struct tally *, enum tallied, double percent,
    struct value *out);

void tallyfree(struct tally *);	/* NULL is fine */
