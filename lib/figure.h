/*
 * figure.h - numbers as benchmarks print them
 *
 * Decimal numbers (num.h), and also: a decimal comma, `0,243'; thousands
 * apart, `1,234,567' or `1.234,5', by whatever separator is not the last
 * one, or is there twice; behind it, blanks or not, an SI prefix, `12.3k'
 * or `54.7 u', or a binary one, `48.1Mi'.  One comma alone is decimal.
 */
#include <stddef.h>

struct buf;

/*
 * The number times factor, appended to b: as it came if nothing changes,
 * else with 15 digits.  1, or 0 for what is no number, or none that is
 * finite.
 */
int buffigure(struct buf *b, const char *s, size_t n, double factor);

/*
 * Does it say that there is no value?  Nothing, or something in angle
 * brackets as perf(1) has it (`<not supported>'), -, --, n/a, nan, inf,
 * null, in capitals or not.
 */
int novalue(const char *s, size_t n);
