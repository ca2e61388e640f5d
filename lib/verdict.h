/* verdict.h - status words, how grave they are, what they exit with */

/* by gravity, the least first (at(7)); the parser's order is worse() */
enum verdict { GOOD, TEST_NA, WARN, FAIL, ERROR, ABORT };

const char *verdictname(enum verdict);

/* the exit status of a runner that ends with the verdict */
int verdictexit(enum verdict);

/* 1 and the verdict whose name this is, or 0; ALERT and such are none */
int verdictof(const char *name, enum verdict *);

/*
 * A code of a status line: START, INFO, a status, or "END " and a status
 * (GOOD WARN FAIL ERROR TEST_NA ABORT ALERT RUNNING NOSTATUS).
 */
int codeok(const char *);

/*
 * The order in which Autotest's result parser takes statuses, TEST_NA
 * worst of all: how bad a status is, from 0 for NOSTATUS; -1 for what is
 * none.  For reading logs only.
 */
int badness(const char *status);

/* the status whose badness it is, from 0 to STATUSES - 1 */
const char *badstatus(int);
#define STATUSES	9
