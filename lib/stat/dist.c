/* dist.c - normal, beta and t distributions; random numbers */
#include <math.h>

#include "stat.h"

/* below 3: a series for 0 to z; from 3 on: the continued fraction */
double
normalbeyond(double z)
{
	double density, sum, term;
	int k;

	if (z < 0)
		return 1 - normalbeyond(-z);
	density = etothe(-z * z / 2) * 0.39894228040143267794;
	if (z < 3) {
		sum = term = z;
		for (k = 3; term > sum * 1e-17; k += 2)
			sum += term *= z * z / k;
		return 0.5 - density * sum;
	}
	for (sum = z, k = 80; k > 0; k--)
		sum = z + k / sum;
	return density / sum;
}

/* by bisection, where a tail that falls from 1/2 at 0 is p < 1/2 */
static double
tailpoint(double (*tail)(double, double), double df, double p)
{
	double low = 0, high = 1, mid;

	while (high < HUGE_VAL && tail(high, df) > p)
		low = high, high *= 2;
	for (;;) {
		mid = low / 2 + high / 2;
		if (!(mid > low && mid < high))
			return high;
		if (tail(mid, df) > p)
			low = mid;
		else
			high = mid;
	}
}

static double
quantile(double (*tail)(double, double), double df, double p)
{
	if (!(p >= 0 && p <= 1))
		return NAN;
	if (p == 0.5)
		return 0;
	if (p == 0 || p == 1)
		return p == 0 ? -HUGE_VAL : HUGE_VAL;
	return p < 0.5 ? -tailpoint(tail, df, p) : tailpoint(tail, df, 1 - p);
}

static double
normaltail(double z, double unused)
{
	(void)unused;
	return normalbeyond(z);
}

double
normalquantile(double p)
{
	return quantile(normaltail, 0, p);
}

/* the logarithm of the gamma function, x > 0: Stirling's series from 10 on */
static double
loggamma(double x)
{
	double below = 1, z;

	while (x < 10)
		below *= x++;
	z = 1 / (x * x);
	return (x - 0.5) * ln(x) - x + 0.91893853320467274178 - ln(below) +
	    (1.0 / 12 - z * (1.0 / 360 - z * (1.0 / 1260 - z * (1.0 / 1680 -
	    z * (1.0 / 1188 - z * (691.0 / 360360 - z / 156)))))) / x;
}

/* 1 + d1 / (1 + d2 / (1 + ...)), with the d of DLMF 8.17.23 */
static double
fraction(double a, double b, double x)
{
	double f = 1, c = 1, r = 0, d, step, m;
	long k;

	for (k = 1; k < 100000; k++) {
		m = k / 2;
		d = k % 2 ? -(a + m) * (a + b + m) * x /
		    ((a + 2 * m) * (a + 2 * m + 1)) :
		    m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
		r = 1 + d * r;
		r = 1 / (r != 0 ? r : 1e-300);
		c = 1 + d / c;
		if (c == 0)
			c = 1e-300;
		step = c * r;
		f *= step;
		if (fabs(step - 1) < 4e-16)
			break;
	}
	return f;
}

double
betabelow(double a, double b, double x, double y)
{
	if (!(a > 0 && b > 0 && x >= 0 && y >= 0))
		return NAN;
	if (x == 0 || y == 0)
		return x > 0;
	/* above this x the fraction converges slowly */
	if (x > (a + 1) / (a + b + 2))
		return 1 - betabelow(b, a, y, x);
	return etothe(loggamma(a + b) - loggamma(a) - loggamma(b) +
	    a * ln(x) + b * ln(y)) / a / fraction(a, b, x);
}

double
tbeyond(double t, double df)
{
	double r = t / sqrt(df), q;

	if (!(df > 0) || t != t)
		return NAN;
	if (t < 0)
		return 1 - tbeyond(-t, df);
	if (r > 1) {
		q = 1 / r / r;
		return betabelow(df / 2, 0.5, q / (1 + q), 1 / (1 + q)) / 2;
	}
	q = r * r;
	return betabelow(df / 2, 0.5, 1 / (1 + q), q / (1 + q)) / 2;
}

double
tquantile(double p, double df)
{
	return df > 0 ? quantile(tbeyond, df, p) : NAN;
}

/* random numbers, the same on every machine */

void
pcgseed(struct pcg *g, uint64_t seed, uint64_t stream)
{
	g->state = 0;
	g->step = stream << 1 | 1;
	pcg(g);
	g->state += seed;
	pcg(g);
}

uint32_t
pcg(struct pcg *g)
{
	uint64_t old = g->state;
	uint32_t bits = (old >> 18 ^ old) >> 27, turn = old >> 59;

	g->state = old * UINT64_C(6364136223846793005) + g->step;
	return bits >> turn | bits << (-turn & 31);
}

uint32_t
pcgbelow(struct pcg *g, uint32_t n)
{
	/* the lowest 2^32 mod n would make small results more probable */
	uint32_t least = -n % n, r;

	while ((r = pcg(g)) < least)
		continue;
	return r % n;
}
