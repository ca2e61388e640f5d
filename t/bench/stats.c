/*
 * stats - how often the statistics are right, by simulation
 *
 * stats [tries] prints the tables; stats -p old... -- new... judges two
 * sets of real runs as other tools do: mean +- 2 sd, and a U test on all
 * iterations.  The seed is fixed: the same tables on every machine.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base.h"
#include "format.h"
#include "stat.h"
#include "../../cmd/compare/local.h"
#include "../stats/local.h"

#define LEVEL	0.95
#define JOBS	5		/* a side, */
#define EACH	10		/* with so many iterations */
#define KEYS	20
#define WITHIN	0.01		/* the sd of iterations, of a value of 1 */

static struct pcg g;
static int tries = 10000;

static double
uniform(void)
{
	return (pcg(&g) + 0.5) / 4294967296.0;
}

/* Box & Muller */
static double
normal(void)
{
	return sqrt(-2 * log(uniform())) * cos(6.283185307179586 * uniform());
}

/* --- samples of which the true median and mean are known --- */

static void
normals(double *x, size_t n)
{
	while (n-- > 0)
		x[n] = normal();
}

/* a tail as times have one */
static void
lognormals(double *x, size_t n)
{
	while (n-- > 0)
		x[n] = exp(normal());
}

/* 7 of 10 around 0, the others around 6 */
static void
bimodals(double *x, size_t n)
{
	while (n-- > 0)
		x[n] = normal() + (uniform() < 0.7 ? 0 : 6);
}

/* by two standard deviations from the first to the last */
static void
drifting(double *x, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		x[i] = normal() + 2.0 * i / (n - 1) - 1;
}

/* half of what the one before was off */
static void
autocorrelated(double *x, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		x[i] = i == 0 ? normal() :
		    0.5 * x[i - 1] + sqrt(0.75) * normal();
}

static const struct shape {
	const char *name;
	void (*draw)(double *, size_t);
	double median, mean;
} shapes[] = {
	{ "normal", normals, 0, 0 },
	{ "lognormal", lognormals, 1, 1.6487212707001282 },
	/* 7 Phi(m) = 5, but for what is below it of the others */
	{ "bimodal", bimodals, 0.5659487872034072, 1.8 },
	{ "drifting", drifting, 0, 0 },
	{ "autocorrelated", autocorrelated, 0, 0 },
};

static int
holds(struct interval in, double d)
{
	return in.low <= d && d <= in.high;
}

static void
coverage(const struct shape *s, size_t n)
{
	double *x = xmalloc(n * sizeof *x), *y = xmalloc(n * sizeof *y);
	int med = 0, t = 0, boot = 0, hl = 0, w = 0, boots = tries / 10, i;
	struct shift by;

	for (i = 0; i < tries; i++) {
		s->draw(x, n);
		s->draw(y, n);
		t += holds(tinterval(x, n, LEVEL), s->mean);
		w += holds(welch(x, n, y, n, LEVEL).in, 0);
		sortsample(x, n);
		sortsample(y, n);
		by = shift(x, n, y, n, LEVEL);
		hl += by.low <= 0 && by.high >= 0;
		med += holds(medianinterval(x, n, LEVEL), s->median);
		if (i < boots)
			boot += holds(bootstrap(x, n, median, LEVEL, 500, i),
			    s->median);
	}
	printf("%-15s %4zu %7.1f %7.1f %7.1f %7.1f %7.1f\n", s->name, n,
	    100.0 * med / tries, 100.0 * t / tries, 100.0 * boot / boots,
	    100.0 * hl / tries, 100.0 * w / tries);
	fflush(stdout);
	free(x);
	free(y);
}

static void
coverages(void)
{
	static const size_t sizes[] = { 5, 10, 20, 50, 100, 200 };
	size_t i, k;

	printf("Coverage of 95 %% intervals, in %% of %d samples "
	    "(bootstrap: %d)\n\n%-15s %4s %7s %7s %7s %7s %7s\n", tries,
	    tries / 10, "", "n", "median", "mean", "median", "shift",
	    "differ.");
	printf("%-15s %4s %7s %7s %7s %7s %7s\n", "", "", "order st",
	    "t", "BCa", "U", "Welch");
	for (i = 0; i < LEN(shapes); i++)
		for (k = 0; k < LEN(sizes); k++)
			coverage(&shapes[i], sizes[k]);
}

/* --- the gate --- */

/* values of jobs, that differ by themselves, and of their iterations */
struct world {
	const struct shape *shape;	/* of the iterations */
	double within, between;		/* standard deviations */
};

static struct measured all;
static const char *const keys[KEYS] = {
	"k0", "k1", "k2", "k3", "k4", "k5", "k6", "k7", "k8", "k9", "k10",
	"k11", "k12", "k13", "k14", "k15", "k16", "k17", "k18", "k19",
};

/* add a value of a key, of which there is one copy */
static void
add(const struct datum *like, const char *key, double value)
{
	struct datum *d;

	all.v = growarray(all.v, all.n, &all.cap, sizeof *all.v);
	d = &all.v[all.n++];
	*d = *like;
	d->key = key;
	d->what = NUMBER;
	d->value = value;
}

/* one job: EACH values of each key */
static void
job(const struct world *w, int side, size_t run, size_t nkeys, double shifted)
{
	struct datum like = { "", "", RECORD, 0, 0, 0 };
	double x[EACH], level;
	size_t i, k;

	like.side = side;
	like.run = run;
	for (k = 0; k < nkeys; k++) {
		level = w->between * normal();
		w->shape->draw(x, EACH);
		for (i = 0; i < EACH; i++)
			add(&like, keys[k],
			    shifted * exp(level + w->within * x[i]));
	}
}

/* what at-compare would say */
static enum answer
gate(struct comparison *c, double effect)
{
	size_t i;

	for (i = 0; i < c->n; i++) {
		free(c->row[i].c.x[OLD]);
		free(c->row[i].c.x[NEW]);
	}
	c->n = 0;
	c->byrun = 1;
	comparisonrows(c, &all);
	return comparisonjudge(c, effect, 1 - LEVEL);
}

/* some key was found better, or worse */
static int
changed(const struct comparison *c)
{
	size_t i;

	for (i = 0; i < c->n; i++)
		if (c->row[i].c.answer == WORSE ||
		    c->row[i].c.answer == BETTER)
			return 1;
	return 0;
}

/* all iterations of each side, as if each were a run: the plain ways */
static void
naive(int *overlap, int *utest)
{
	double *x[2], p, gap, far;
	size_t n[2] = { 0 }, i;

	x[OLD] = xmalloc(all.n * sizeof *x[OLD]);
	x[NEW] = xmalloc(all.n * sizeof *x[NEW]);
	for (i = 0; i < all.n; i++)
		if (all.v[i].what == NUMBER)
			x[all.v[i].side][n[all.v[i].side]++] = all.v[i].value;
	gap = fabs(mean(x[OLD], n[OLD]) - mean(x[NEW], n[NEW]));
	far = 2 * sd(x[OLD], n[OLD]) + 2 * sd(x[NEW], n[NEW]);
	*overlap = gap <= far;
	sortsample(x[OLD], n[OLD]);
	sortsample(x[NEW], n[NEW]);
	mannwhitney(x[OLD], n[OLD], x[NEW], n[NEW], &p);
	*utest = p < 1 - LEVEL;
	free(x[OLD]);
	free(x[NEW]);
}

static void
jobs(const struct world *w, size_t n, size_t nkeys, double shifted)
{
	size_t i;

	all.n = 0;
	for (i = 0; i < n; i++) {
		job(w, OLD, i, nkeys, 1);
		job(w, NEW, i, nkeys, shifted);
	}
}

/* in per cent: verdicts by the gate with 0 and 1 %, and by the plain ways */
static void
verdicts(const struct world *w, double shifted)
{
	static struct comparison c;
	int sharp = 0, dull = 0, apart = 0, u = 0, i, overlap, utest;

	for (i = 0; i < tries; i++) {
		jobs(w, JOBS, 1, shifted);
		gate(&c, 0);
		sharp += changed(&c);
		gate(&c, 0.01);
		dull += changed(&c);
		naive(&overlap, &utest);
		apart += !overlap;
		u += utest;
	}
	printf("%-15s %7.1f %5.0f %8.2f %8.2f %8.2f %8.2f\n", w->shape->name,
	    w->between / w->within, 100 * (shifted - 1), 100.0 * sharp / tries,
	    100.0 * dull / tries, 100.0 * apart / tries, 100.0 * u / tries);
	fflush(stdout);
}

static void
verdictshead(const char *what)
{
	printf("\n%s: verdicts better or worse, in %% of %d, %d jobs a side, "
	    "%d iterations each\n\n%-15s %7s %5s %8s %8s %8s %8s\n", what,
	    tries, JOBS, EACH, "", "between", "shift", "gate", "gate",
	    "mean +-", "U on it-");
	printf("%-15s %7s %5s %8s %8s %8s %8s\n", "iterations",
	    "/within", "%", "-e 0%", "-e 1%", "2 sd", "erations");
}

static void
alarms(void)
{
	static const double between[] = { 0, 0.5, 1 };
	struct world w = { NULL, WITHIN, 0 };
	size_t i, k;

	verdictshead("False alarms");
	for (i = 0; i < LEN(shapes); i++)
		for (k = 0; k < LEN(between); k++) {
			w.shape = &shapes[i];
			w.between = between[k] * WITHIN;
			verdicts(&w, 1);
		}
}

static void
family(void)
{
	static const double between[] = { 0, 0.5, 1 };
	struct world w = { &shapes[0], WITHIN, 0 };
	static struct comparison c;
	int i, wrong;
	size_t k;

	printf("\nFalse alarms over %d keys: any better or worse, -e 0%%, in %% "
	    "of %d\n\n%-15s %7s %8s\n", KEYS, tries, "iterations", "/within",
	    "gate");
	for (k = 0; k < LEN(between); k++) {
		w.between = between[k] * WITHIN;
		for (wrong = i = 0; i < tries; i++) {
			jobs(&w, JOBS, KEYS, 1);
			gate(&c, 0);
			wrong += changed(&c);
		}
		printf("%-15s %7.1f %8.2f\n", w.shape->name, between[k],
		    100.0 * wrong / tries);
		fflush(stdout);
	}
}

static void
found(void)
{
	static const double between[] = { 0, 0.5, 1 };
	static const double shifted[] = { 1.01, 1.02, 1.05 };
	struct world w = { &shapes[0], WITHIN, 0 };
	size_t i, k;

	verdictshead("Power");
	for (i = 0; i < LEN(between); i++)
		for (k = 0; k < LEN(shifted); k++) {
			w.between = between[i] * WITHIN;
			verdicts(&w, shifted[k]);
		}
}

/* --- how many runs: what it asks for, and what that gives --- */

/*
 * How many a side do when one knows the variance of a run, and still asks
 * a t test: W. C. Guenther, Sample Size Formulas for Normal Theory t Tests,
 * The American Statistician 35, 1981
 */
static double
known(const struct world *w)
{
	double x[EACH], *run = xmalloc(tries * sizeof *run), v, d;
	const double z = 1.959964, odds = 1.281552;	/* 95 %, 90 % */
	int i;

	for (i = 0; i < tries; i++) {
		w->shape->draw(x, EACH);
		sortsample(x, EACH);
		run[i] = w->between * normal() + w->within * median(x, EACH);
	}
	v = sd(run, tries) * sd(run, tries);
	free(run);
	d = log(1.02 / 1.01);
	return ceil(2 * v * pow(z + odds, 2) / (d * d) + z * z / 4);
}

static void
asked(const struct world *w)
{
	static struct comparison c;
	int tell = 0, told = 0, many = 0, i;
	double *runs = xmalloc(tries * sizeof *runs), least = known(w);
	struct plan plan;
	size_t k;

	for (i = 0; i < tries; i++) {
		jobs(w, JOBS, 1, 1.02);
		if (gate(&c, 0.01) != UNSURE)
			continue;
		comparisonplan(&c, &plan);
		many += plan.runs == 0;
		if (plan.runs == 0 || plan.guessed)
			continue;
		for (k = JOBS; k < plan.runs; k++) {
			job(w, OLD, k, 1, 1);
			job(w, NEW, k, 1, 1.02);
		}
		runs[tell++] = plan.runs;
		told += gate(&c, 0.01) == WORSE;
	}
	sortsample(runs, tell);
	printf("%7.1f %7.1f %6d %6.0f %8.0f %8.1f %8.2f %8.2f %8.1f\n",
	    100 * w->between, 100 * w->within, tell, least,
	    median(runs, tell), mean(runs, tell), median(runs, tell) / least,
	    mean(runs, tell) / least, 100.0 * told / tell);
	fflush(stdout);
	free(runs);
	if (many)
		printf("\t(%d times even 1000 would not do)\n", many);
}

static void
askeds(void)
{
	static const double sds[][2] = {
		{ 0.005, 0.01 }, { 0.01, 0.01 }, { 0.01, 0.02 },
		{ 0.02, 0.01 }, { 0.02, 0.02 },
	};
	struct world w = { &shapes[0], 0, 0 };
	size_t i;

	printf("\nA shift of 2 %% that %d jobs a side could not tell (-e 1%%), "
	    "with as many as\nat-compare then asks for, the first ones among "
	    "them (of %d)\n\n%7s %7s %6s %6s %8s %8s %8s %8s %8s\n", JOBS,
	    tries, "between", "within", "cannot", "known",
	    "asked", "asked", "median /", "mean /", "worse");
	printf("%7s %7s %6s %6s %8s %8s %8s %8s %8s\n", "%", "%", "tell",
	    "sd", "median", "mean", "known", "known", "%");
	for (i = 0; i < LEN(sds); i++) {
		w.between = sds[i][0];
		w.within = sds[i][1];
		asked(&w);
	}
}

/* --- iterating until the median is known --- */

#define MOST	2000

/* by precision.c; how many it took, and whether the interval holds 1 */
static size_t
patient(const double *x, const char *aim, int *right)
{
	struct precision p = { 0 };
	struct buf b = { 0 };
	struct interval in;
	size_t n;

	precisionwant(&p, aim);
	for (n = 0; n < MOST && !precisionmet(&p); n++) {
		bufclear(&b);
		bufplain(&b, x[n]);
		precisionvalue(&p, "x", b.s);
		precisiontake(&p, &b);
	}
	in.low = p.aim->low;
	in.high = p.aim->high;
	*right = holds(in, 1);
	free(p.aim->key);
	free(p.aim->v);
	free(p.aim);
	buffree(&b);
	return n;
}

/* the same by looking at an interval of 95 % after each run */
static size_t
peeking(const double *x, double target, int *right)
{
	static double sorted[MOST];
	struct interval in = { 0, 0 };
	size_t n;

	for (n = 10; n <= MOST; n++) {
		memcpy(sorted, x, n * sizeof *x);
		sortsample(sorted, n);
		in = medianinterval(sorted, n, LEVEL);
		if ((in.high - in.low) / 2 <= target * median(sorted, n))
			break;
	}
	*right = holds(in, 1);
	return n < MOST ? n : MOST;
}

static void
stopped(const struct shape *s, const char *aim, double target)
{
	static double x[MOST];
	double runs[2] = { 0 };
	int right[2] = { 0 }, n = tries / 5, i, k, ok;

	for (i = 0; i < n; i++) {
		s->draw(x, MOST);
		for (k = 0; k < MOST; k++)
			x[k] = 1 + 0.03 * (x[k] - s->median);
		runs[0] += patient(x, aim, &ok);
		right[0] += ok;
		runs[1] += peeking(x, target, &ok);
		right[1] += ok;
	}
	printf("%-15s %4s %9.1f %7.1f %9.1f %7.1f\n", s->name,
	    strchr(aim, '=') + 1, 100.0 * right[0] / n, runs[0] / n,
	    100.0 * right[1] / n, runs[1] / n);
	fflush(stdout);
}

static void
stops(void)
{
	size_t i;

	printf("\nUntil the median is known (-e), sd 3 %%: how often its "
	    "interval holds, in %% of %d,\nand after how many runs (of %d at "
	    "most); beside looking at 95 %% each time\n\n%-15s %4s %9s %7s "
	    "%9s %7s\n", tries / 5, MOST, "", "to", "-e", "runs", "each time",
	    "runs");
	for (i = 0; i < LEN(shapes); i++) {
		if (shapes[i].draw == drifting)
			continue;	/* where to depends on how long */
		stopped(&shapes[i], "x=2%", 0.02);
		stopped(&shapes[i], "x=1%", 0.01);
		stopped(&shapes[i], "x=0.5%", 0.005);
	}
}

/* --- real ones --- */

static int
pair(char **operand)
{
	int side = OLD, overlap, utest;
	size_t run, i, n = 0;

	for (run = 0; *operand; operand++, run++)
		if (strcmp(*operand, "--") == 0)
			side = NEW;
		else
			measuredread(&all, *operand, side, run);
	for (i = 0; i < all.n; i++)
		if (strcmp(all.v[i].key, "seconds_wall") == 0)
			all.v[n++] = all.v[i];
	all.n = n;
	naive(&overlap, &utest);
	printf("%d %d\n", !overlap, utest);
	return 0;
}

int
main(int argc, char *argv[])
{
	static void (*const table[])(void) = {
		coverages, alarms, family, found, askeds, stops,
	};
	size_t i;

	progname = "stats";
	failstatus = 2;
	if (argc > 3 && strcmp(argv[1], "-p") == 0)
		return pair(argv + 2);
	if (argc > 1)
		tries = atoi(argv[1]);
	for (i = 0; i < LEN(table); i++) {
		pcgseed(&g, 1, i + 1);
		table[i]();
	}
	return 0;
}
