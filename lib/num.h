/* num.h - numbers from text and back, without a locale */
#include <stddef.h>

struct buf;

/*
 * A whole decimal number, digits only, at most max.  Anything else is
 * fatal: die(failstatus, "WHAT 'TEXT': want a whole number up to MAX").
 */
unsigned long number(const char *text, unsigned long max, const char *what);

/* the same, but 1 and the number in *n, or 0; never fatal */
int wholenumber(const char *text, unsigned long max, unsigned long *n);

/*
 * The whole number, maybe with a minus, that a text begins with after
 * blanks, 0 if there is none; one too large is the largest.  *end, if end
 * is not NULL, is behind it.
 */
long long numberin(const char *text, const char **end);

/*
 * Seconds, digits with at most one point ("1.5", ".25"), at most 10 years,
 * in nanoseconds.  Anything else is fatal in the same way.
 */
long long seconds(const char *text, const char *what);

/* the same, but 1 and the time in *ns, or 0; never fatal */
int secondsok(const char *text, long long *ns);

/*
 * A decimal number as Python's float() takes it, without blanks around:
 * sign, digits, point, exponent.  No hexadecimal, no inf, no nan, nothing
 * that overflows.  1 and the value in *d, or 0.
 */
int decimal(const char *s, size_t n, double *d);

/*
 * The same, fast, for a text of at most 15 digits without an exponent: 2
 * and the number in *i and *d if it has no point, 1 and in *d if it has.
 * 0: it may be a number all the same.
 */
int shortnumber(const char *s, size_t n, long long *i, double *d);

/* a decimal number, 0 or more, and `%': 1 and a hundredth of it, or 0 */
int percentage(const char *text, double *part);

/*
 * The shortest text that reads back as the same double, written as
 * Python's repr does: `5.0', `0.1', `1e+16', `1e-05'; inf, -inf, nan.
 */
void bufdouble(struct buf *, double);

/*
 * For people: rounded to so many significant digits (1 to 17), but whole
 * numbers below 10^15 as they are: `0.0333', `12.5', `1048576'.
 */
void bufrounded(struct buf *, double, int digits);

/* nanoseconds as seconds with nine decimals less trailing zeros: `1.25' */
void bufseconds(struct buf *, long long ns);

/* a number as short as it can be read back from: 3, 0.1, 1e+20 */
void bufplain(struct buf *, double);
