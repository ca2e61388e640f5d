/*
 * witness.h - what the machine did while something ran
 *
 * Shares of processor time, load, swapping, frequency, temperature and
 * throttling are counted by the kernel in steps of ten milliseconds, or
 * are dear to ask for: they are looked at four times a second at most, and
 * what runs for a shorter time shares a look.  Pressure, which is exact
 * and cheap, is asked for before and after each run.  Files stay open.
 */
/* needs keyval.h before it */

struct witness;

/*
 * Open what there is below AT_WITNESS_ROOT and look for the first time;
 * share is the suite's directory, or NULL.  A file of limits (AT_DISTURBED,
 * or rules/disturbed in share) with a line that is wrong, or one that was
 * asked for and cannot be read, is fatal: die(failstatus, ...).
 */
struct witness *witnessopen(const char *share);

/* what it cannot see, as a list for people, or NULL */
const char *witnessblind(const struct witness *);

/* the run begins, it has ended; NULL is no witness */
void witnessbegin(struct witness *);
void witnessend(struct witness *);

/*
 * Add what it saw, {attr}, to the record, and disturbed{attr} if that is
 * beyond a limit.
 */
void witnessadd(const struct witness *, struct record *);
