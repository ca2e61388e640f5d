/* measured.h - a list of all that runs measured, and how they ended */
#include <stddef.h>

enum what {
	RECORD,			/* 1: of a run that failed; 0: of another */
	TEST,			/* 1: a test that failed; 0: another */
	DISTURBED,		/* 1: a RECORD was, of a run that was */
	DIRECTION,		/* of the key: 1: more is better; -1: less */
	NUMBER			/* the key's value; a NaN: it is no number */
};

struct datum {
	const char *test;	/* subdir below what was given, or "" */
	const char *key;	/* "" for RECORD, TEST and DISTURBED */
	enum what what;
	int side;		/* of a comparison */
	size_t run;		/* of that side */
	double value;
};

/* what the machine of a test was: a keyval that the hook sysinfo wrote */
struct fact {
	int side;
	char *key, *value;
};

/* test is not copied; {0} is an empty list */
struct measured {
	struct datum *v;
	size_t n, cap;
	struct fact *fact;	/* each once */
	size_t nfacts;
};

/* add a datum like that, but for key, which is copied, what and value */
void measuredadd(struct measured *, const struct datum *like,
    const char *key, enum what, double value);

/* add a fact, unless it is there */
void measuredfact(struct measured *, int side, const char *key,
    const char *value);

/*
 * Add what is in a file of records (at-keyval(5); `-': standard input):
 * a RECORD for each, DISTURBED if it has that attribute, and a NUMBER for
 * each {perf} line; they are like the datum.  Records of warm-ups and of
 * tries that were repeated are left out, and the numbers of failed runs.
 * A torn last line and a value that is no number are told.  A file that
 * cannot be read or is malformed is fatal: die(failstatus, ...).
 */
void measuredrecords(struct measured *, const struct datum *like,
    const char *path);

/* by test, key, what, side, run and value, with what is no number last */
void measuredsort(struct measured *);
