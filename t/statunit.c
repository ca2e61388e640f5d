/* statunit - hold the statistics of lib/ against tables, t/stats/README */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base.h"
#include "stat.h"
#include "../cmd/compare/local.h"
#include "stats/local.h"

struct list {
	double *v;
	size_t n, cap;
};

static const char *file;
static unsigned long lineno;

/* of the row: arguments and samples, and what the function says of them */
static struct list a, x, y, got;

static void
push(struct list *l, double d)
{
	if (l->n == l->cap) {
		l->cap = l->cap ? 2 * l->cap : 64;
		l->v = xrealloc(l->v, l->cap * sizeof *l->v);
	}
	l->v[l->n++] = d;
}

/* the number that is the word; 1, or 0 if it is none */
static int
word(const char *s, size_t n, double *d)
{
	int minus = *s == '-';

	if (n == 3 && strncmp(s, "nan", n) == 0)
		*d = NAN;
	else if (n == 3U + minus && strncmp(s + minus, "inf", 3) == 0)
		*d = minus ? -HUGE_VAL : HUGE_VAL;
	else
		return decimal(s, n, d);
	return 1;
}

/* the words up to a lone '/' or the end, as numbers; where to go on */
static char *
words(char *s, struct list *l)
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
		if (!word(s, n, &d))
			die(RC_TROUBLE, "%s:%lu: not a number: %s", file,
			    lineno, s);
		push(l, d);
	}
}

static void
pushinterval(struct interval in)
{
	push(&got, in.low);
	push(&got, in.high);
}

/* what a function is called with; each takes what it needs */
#define A	a.v[0]
#define X	x.v, x.n
#define Y	y.v, y.n

static void domedian(void) { push(&got, median(X)); }
static void domad(void) { push(&got, mad(X)); }
static void dopercentile(void) { push(&got, percentile(X, A)); }
static void domedianinterval(void) { pushinterval(medianinterval(X, A)); }
static void domean(void) { push(&got, mean(X)); }
static void dosd(void) { push(&got, sd(X)); }
static void dolag1(void) { push(&got, lag1(X)); }
static void dotinterval(void) { pushinterval(tinterval(X, A)); }
static void docliffdelta(void) { push(&got, cliffdelta(X, Y)); }
static void donormalbeyond(void) { push(&got, normalbeyond(A)); }
static void donormalquantile(void) { push(&got, normalquantile(A)); }
static void dotbeyond(void) { push(&got, tbeyond(A, a.v[1])); }
static void dotquantile(void) { push(&got, tquantile(A, a.v[1])); }

static void
dobetabelow(void)
{
	push(&got, betabelow(A, a.v[1], a.v[2], 1 - a.v[2]));
}

static void
dotukey(void)
{
	struct interval fences = tukeyfences(X, A);

	pushinterval(fences);
	push(&got, outside(X, fences));
}

static void
domadfences(void)
{
	struct interval fences = madfences(X, A);

	pushinterval(fences);
	push(&got, outside(X, fences));
}

static void
domannwhitney(void)
{
	double p;

	push(&got, mannwhitney(X, Y, &p));
	push(&got, p);
}

static void
doshift(void)
{
	struct shift s = shift(X, Y, A);

	push(&got, s.by);
	push(&got, s.low);
	push(&got, s.high);
}

/* samples of m and n values whose differences are 0, 1, ... m * n - 1 */
static void
docritical(void)
{
	double i, m = A, n = a.v[1];

	for (i = 0; i < m; i++)
		push(&x, i * n);
	for (i = 0; i < n; i++)
		push(&y, i + (m - 1) * n);
	push(&got, shift(X, Y, a.v[2]).low);
}

static void
pushwelch(struct welch w)
{
	push(&got, w.by);
	push(&got, w.t);
	push(&got, w.df);
	push(&got, w.p);
	pushinterval(w.in);
}

static void dostudent(void) { pushwelch(student(X, Y, A)); }
static void dowelch(void) { pushwelch(welch(X, Y, A)); }

static void
dobootmean(void)
{
	pushinterval(bootstrap(X, mean, A, a.v[1], a.v[2]));
}

static void
dobootmedian(void)
{
	pushinterval(bootstrap(X, median, A, a.v[1], a.v[2]));
}

static void
dofdr(void)
{
	size_t i;

	benjaminihochberg(X);
	for (i = 0; i < x.n; i++)
		push(&got, x.v[i]);
}

static void
docomponents(void)
{
	size_t *size = xmalloc(a.n * sizeof *size), i;
	struct components c;

	for (i = 0; i < a.n; i++)
		size[i] = a.v[i];
	c = components(x.v, size, a.n);
	free(size);
	push(&got, c.within);
	push(&got, c.between);
}

static void
dodrift(void)
{
	struct drift d = drift(X, A);

	push(&got, d.by);
	push(&got, d.low);
	push(&got, d.high);
	push(&got, d.p);
}

static void
dowarmup(void)
{
	double p;

	push(&got, warmup(X, A, &p));
	push(&got, p);
}

static void
dopcg(void)
{
	struct pcg g;
	double n = a.v[2];

	for (pcgseed(&g, A, a.v[1]); n > 0; n--)
		push(&got, pcg(&g));
}

/* seed, stream, how many to pass over, how many, below what */
static void
dopcgbelow(void)
{
	struct pcg g;
	double skip = a.v[2], n = a.v[3];

	for (pcgseed(&g, A, a.v[1]); skip > 0; skip--)
		pcg(&g);
	for (; n > 0; n--)
		push(&got, pcgbelow(&g, a.v[4]));
}

static const struct function {
	const char *name;
	void (*compute)(void);
	size_t arguments;	/* at least */
	int sorted;		/* it wants the samples so */
} functions[] = {
	{ "betabelow", dobetabelow, 3, 0 },
	{ "bootmean", dobootmean, 3, 1 },
	{ "bootmedian", dobootmedian, 3, 1 },
	{ "cliffdelta", docliffdelta, 0, 1 },
	{ "components", docomponents, 0, 0 },
	{ "critical", docritical, 3, 1 },
	{ "drift", dodrift, 1, 0 },
	{ "fdr", dofdr, 0, 0 },
	{ "lag1", dolag1, 0, 0 },
	{ "mad", domad, 0, 1 },
	{ "madfences", domadfences, 1, 1 },
	{ "mannwhitney", domannwhitney, 0, 1 },
	{ "mean", domean, 0, 0 },
	{ "median", domedian, 0, 1 },
	{ "medianinterval", domedianinterval, 1, 1 },
	{ "normalbeyond", donormalbeyond, 1, 0 },
	{ "normalquantile", donormalquantile, 1, 0 },
	{ "pcg", dopcg, 3, 0 },
	{ "pcgbelow", dopcgbelow, 5, 0 },
	{ "percentile", dopercentile, 1, 1 },
	{ "sd", dosd, 0, 0 },
	{ "shift", doshift, 1, 1 },
	{ "student", dostudent, 1, 0 },
	{ "tbeyond", dotbeyond, 2, 0 },
	{ "tinterval", dotinterval, 1, 0 },
	{ "tquantile", dotquantile, 2, 0 },
	{ "tukey", dotukey, 1, 1 },
	{ "warmup", dowarmup, 1, 0 },
	{ "welch", dowelch, 1, 0 },
};

static void
compute(const char *name)
{
	const struct function *f = functions;

	while (f < functions + LEN(functions) && strcmp(f->name, name) != 0)
		f++;
	if (f == functions + LEN(functions) || a.n < f->arguments)
		die(RC_TROUBLE, "%s:%lu: no function %s of so many arguments",
		    file, lineno, name);
	if (f->sorted) {
		sortsample(X);
		sortsample(Y);
	}
	got.n = 0;
	f->compute();
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
agrees(const char *s, size_t n, double is)
{
	double d;

	if (n == 1 && *s == '?')
		return 1;
	if (n == 4 && strncmp(s, "none", 4) == 0)
		return is == HUGE_VAL || is == -HUGE_VAL;
	if (!word(s + (*s == '~'), n - (*s == '~'), &d))
		die(RC_TROUBLE, "%s:%lu: not a number: %s", file, lineno, s);
	if (*s == '~')
		return fabs(is - d) <= halfunit(s + 1, n - 1);
	if (d - d != 0)
		return is == d || (is != is && d != d);
	return fabs(is - d) <= 1e-9 * fabs(d);
}

/* a row is: function want... / argument... / x... / y... */
static int
row(char *s)
{
	struct buf b = { 0 };
	size_t i, w;
	int ok = 1;
	char *want, *rest;

	want = s + strcspn(s, " ");
	*want++ = '\0';
	if (!(rest = strchr(want, '/')))
		die(RC_TROUBLE, "%s:%lu: no '/'", file, lineno);
	words(words(words(rest + 1, &a), &x), &y);
	compute(s);
	for (i = 0; i < got.n; i++, want += w) {
		want += strspn(want, " ");
		w = strcspn(want, " ");
		ok &= agrees(want, w, got.v[i]);
		bufputc(&b, ' ');
		bufdouble(&b, got.v[i]);
	}
	if (want + strspn(want, " ") != rest)
		die(RC_TROUBLE, "%s:%lu: %s has %zu values", file, lineno, s,
		    got.n);
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
