/* statunit - hold lib/sample.c against tables of known values, t/stats/README */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "err.h"
#include "file.h"
#include "line.h"
#include "num.h"
#include "rc.h"
#include "sample.h"

struct numbers {
	double *v;
	size_t n, cap;
};

static const char *file;
static unsigned long lineno;

static void
push(struct numbers *l, double d)
{
	if (l->n == l->cap) {
		l->cap = l->cap ? 2 * l->cap : 64;
		l->v = xrealloc(l->v, l->cap * sizeof *l->v);
	}
	l->v[l->n++] = d;
}

/* the words up to a lone '/' or the end, as numbers; where to go on */
static char *
words(char *s, struct numbers *l)
{
	size_t n;
	double d;

	for (l->n = 0;; s += n) {
		s += strspn(s, " ");
		n = strcspn(s, " ");
		if (n == 0)
			return s;
		if (n == 1 && *s == '/')
			return s + 1;
		if (!decimal(s, n, &d))
			die(RC_TROUBLE, "%s:%lu: not a number: %s", file,
			    lineno, s);
		push(l, d);
	}
}

/* samples of m and n values whose differences are 0, 1, ... m * n - 1 */
static void
grid(struct numbers *x, struct numbers *y, size_t m, size_t n)
{
	size_t i;

	for (x->n = y->n = i = 0; i < m; i++)
		push(x, (double)i * n);
	for (i = 0; i < n; i++)
		push(y, (double)i + (m - 1) * n);
}

/* what the function says of a, x and y: the number of values in got */
static size_t
compute(const char *name, const struct numbers *a, struct numbers *x,
    struct numbers *y, double *got)
{
	struct shift s;

	if (strcmp(name, "critical") == 0)
		grid(x, y, a->v[0], a->v[1]);
	if (x->n > 0)
		sortsample(x->v, x->n);
	if (y->n > 0)
		sortsample(y->v, y->n);
	if (strcmp(name, "median") == 0) {
		got[0] = median(x->v, x->n);
	} else if (strcmp(name, "mad") == 0) {
		got[0] = mad(x->v, x->n);
	} else if (strcmp(name, "percentile") == 0) {
		got[0] = percentile(x->v, x->n, a->v[0]);
	} else if (strcmp(name, "mannwhitney") == 0) {
		got[0] = mannwhitney(x->v, x->n, y->v, y->n, &got[1]);
		return 2;
	} else if (strcmp(name, "shift") == 0) {
		s = shift(x->v, x->n, y->v, y->n, a->v[0]);
		got[0] = s.by;
		got[1] = s.low;
		got[2] = s.high;
		return 3;
	} else if (strcmp(name, "critical") == 0) {
		got[0] = shift(x->v, x->n, y->v, y->n, a->v[2]).low;
	} else {
		die(RC_TROUBLE, "%s:%lu: no function %s", file, lineno, name);
	}
	return 1;
}

/* half a unit of the last digit, as in ~0.0012 or ~1.08e-05 */
static double
halfunit(const char *s, size_t n)
{
	const char *e = memchr(s, 'e', n), *point;
	double d, unit = 0.5, exponent = 0;

	if (e && decimal(e + 1, n - (e + 1 - s), &d))
		exponent = d;
	if (e)
		n = e - s;
	if ((point = memchr(s, '.', n)))
		exponent -= n - (point + 1 - s);
	for (; exponent < 0; exponent++)
		unit /= 10;
	for (; exponent > 0; exponent--)
		unit *= 10;
	return unit * (1 + 1e-9);
}

/* ~NUMBER: to the digits given; none: no end; ?: unknown; else to 1e-9 */
static int
agrees(const char *s, size_t n, double got)
{
	double d;

	if (n == 1 && *s == '?')
		return 1;
	if (n == 4 && strncmp(s, "none", 4) == 0)
		return got == HUGE_VAL || got == -HUGE_VAL;
	if (!decimal(s + (*s == '~'), n - (*s == '~'), &d))
		die(RC_TROUBLE, "%s:%lu: not a number: %s", file, lineno, s);
	if (*s == '~')
		return fabs(got - d) <= halfunit(s + 1, n - 1);
	return fabs(got - d) <= 1e-9 * fabs(d);
}

/* a row is: function want... / argument... / x... / y... */
static int
row(char *s)
{
	static struct numbers a, x, y;
	struct buf b = { 0 };
	double got[3];
	size_t i, n, w;
	int ok = 1;
	char *want, *rest;

	want = s + strcspn(s, " ");
	*want++ = '\0';
	if (!(rest = strchr(want, '/')))
		die(RC_TROUBLE, "%s:%lu: no '/'", file, lineno);
	words(words(words(rest + 1, &a), &x), &y);
	n = compute(s, &a, &x, &y, got);
	for (i = 0; i < n; i++, want += w) {
		want += strspn(want, " ");
		w = strcspn(want, " ");
		ok &= agrees(want, w, got[i]);
		bufputc(&b, ' ');
		bufdouble(&b, got[i]);
	}
	if (want + strspn(want, " ") != rest)
		die(RC_TROUBLE, "%s:%lu: %s has %zu values", file, lineno, s,
		    n);
	if (!ok)
		warning("%s:%lu: %s:%s", file, lineno, s, b.s);
	buffree(&b);
	return ok;
}

int
main(int argc, char *argv[])
{
	struct reader r;
	unsigned long rows = 0, good = 0;
	size_t n;
	char *s;

	progname = "statunit";
	if (argc != 2)
		die(RC_TROUBLE, "usage: statunit table");
	file = argv[1];
	if (openlines(&r, file) < 0)
		die(RC_TROUBLE, "%s:", file);
	while ((s = readline(&r, &n))) {
		lineno = r.lineno;
		if (n == 0 || *s == '#')
			continue;
		rows++;
		good += row(s);
	}
	closelines(&r);
	s = strfmt("%lu of %lu rows agree\n", good, rows);
	if (writeall(1, s, strlen(s)) < 0)
		die(RC_TROUBLE, "standard output:");
	free(s);
	return good == rows && rows > 0 ? RC_OK : RC_NO;
}
