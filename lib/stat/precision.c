/* precision.c - iterate until medians are precise enough; warm-ups */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "format.h"
#include "stat.h"

#define LEVEL	0.975		/* of each check, for 0.95 of the last */
#define EARLY	1000		/* values that may show a warm-up */

void
precisionwant(struct precision *p, const char *text)
{
	size_t n = strcspn(text, "=");
	struct aim *a;
	double target;

	if (!text[n] || !keyok(text, n) ||
	    !percentage(text + n + 1, &target) || target == 0)
		die(failstatus, "-e '%s': want a key and how precise its "
		    "median has to be, such as seconds_wall=1%%", text);
	for (a = p->aim; a < p->aim + p->n; a++)
		if (strlen(a->key) == n && strncmp(a->key, text, n) == 0)
			break;
	if (a == p->aim + p->n) {
		p->aim = xrealloc(p->aim, (p->n + 1) * sizeof *p->aim);
		a = &p->aim[p->n++];
		memset(a, 0, sizeof *a);
		a->key = strfmt("%.*s", (int)n, text);
	}
	a->target = target;
	p->next = FIRSTLOOK;
}

int
precisionof(const struct precision *p, const char *key)
{
	size_t i;

	for (i = 0; i < p->n; i++)
		if (strcmp(p->aim[i].key, key) == 0)
			return 1;
	return 0;
}

void
precisionvalue(struct precision *p, const char *key, const char *value)
{
	struct aim *a;

	for (a = p->aim; a < p->aim + p->n; a++)
		if (strcmp(a->key, key) == 0)
			a->got = decimal(value, strlen(value), &a->now) ?
			    1 : -1;
}

void
precisionforget(struct precision *p)
{
	size_t i;

	for (i = 0; i < p->n; i++)
		p->aim[i].got = 0;
}

int
precisiontake(struct precision *p, struct buf *why)
{
	struct aim *a;

	for (a = p->aim; a < p->aim + p->n; a++) {
		if (a->got <= 0) {
			buffmt(why, "%s %s", a->got < 0 ? "not a number:" :
			    "no value of", a->key);
			return 0;
		}
		a->v = growarray(a->v, a->n, &a->cap, sizeof *a->v);
		a->v[a->n++] = a->now;
	}
	p->done++;
	precisionforget(p);
	return 1;
}

/* set median and interval: 1 if the interval is short enough */
static int
measure(struct aim *a)
{
	double *sorted = xmalloc(a->n * sizeof *sorted);
	struct interval in;

	memcpy(sorted, a->v, a->n * sizeof *sorted);
	sortsample(sorted, a->n);
	in = medianinterval(sorted, a->n, LEVEL);
	a->median = median(sorted, a->n);
	a->low = in.low;
	a->high = in.high;
	a->half = (in.high - in.low) / 2;
	free(sorted);
	if (a->half > 0)
		a->half /= fabs(a->median);
	return a->half <= a->target;
}

int
precisionend(struct precision *p)
{
	int met = p->done > 0;
	size_t i;

	for (i = 0; i < p->n; i++)
		met &= measure(&p->aim[i]);
	return met;
}

int
precisionmet(struct precision *p)
{
	if (p->done < p->next)
		return 0;
	p->next = p->done + (p->done + 9) / 10;
	return precisionend(p);
}

void
bufprecision(struct buf *b, const struct precision *p)
{
	const struct aim *a;

	buffmt(b, "%zu runs", p->done);
	for (a = p->aim; a < p->aim + p->n; a++) {
		bufputs(b, ", ");
		if (p->n > 1)
			buffmt(b, "%s ", a->key);
		bufputs(b, "median ");
		bufrounded(b, a->median, 4);
		if (strncmp(a->key, "seconds_", 8) == 0)
			bufputs(b, " s");
		if (!(a->half < HUGE_VAL)) {
			bufputs(b, ", precision unknown");
			continue;
		}
		bufputs(b, " +- ");
		bufrounded(b, 100 * a->half, 2);
		bufputs(b, " % (95 %)");
	}
}

size_t
precisionwarm(const struct precision *p, const char **key)
{
	const struct aim *a;
	size_t n, cut;
	double odds;

	for (a = p->aim; a < p->aim + p->n; a++) {
		n = a->n < EARLY ? a->n : EARLY;
		cut = n < FIRSTLOOK ? 0 : warmup(a->v, n, n, &odds);
		if (cut > 0 && cut <= n / 3 && odds <= 0.01) {
			*key = a->key;
			return cut;
		}
	}
	return 0;
}

/* warm-ups */

enum { ORDERS = 999 };

/*
 * A monotone function of the largest likelihood ratio, for deviations from
 * their mean.  *at is the number of values before that cut.
 */
static double
ratio(const double *d, size_t n, size_t *at)
{
	double sum = 0, r, largest = 0;
	size_t i;

	*at = 0;
	for (i = 1; i < n; i++) {
		sum += d[i - 1];
		r = sum * sum / ((double)i * (n - i));
		if (r > largest) {
			largest = r;
			*at = i;
		}
	}
	return largest;
}

static void
shuffle(double *d, size_t n, struct pcg *g)
{
	double swap;
	size_t i;

	for (; n > 1; n--) {
		i = pcgbelow(g, n);
		swap = d[i];
		d[i] = d[n - 1];
		d[n - 1] = swap;
	}
}

size_t
warmup(const double *x, size_t n, unsigned long long seed, double *p)
{
	double m = mean(x, n), *d, largest;
	size_t at, i, unused, beyond = 0;
	struct pcg g;

	*p = 1;
	if (!(sd(x, n) > 0))
		return 0;
	d = xmalloc(n * sizeof *d);
	for (i = 0; i < n; i++)
		d[i] = x[i] - m;
	/* slightly less: the order of additions changes the rounding */
	largest = ratio(d, n, &at) * (1 - 1e-9);
	pcgseed(&g, seed, 0);
	for (i = 0; i < ORDERS; i++) {
		shuffle(d, n, &g);
		beyond += ratio(d, n, &unused) >= largest;
	}
	free(d);
	*p = (beyond + 1.0) / (ORDERS + 1);
	return at;
}
