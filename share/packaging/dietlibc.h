/*
 * dietlibc.h - what C99 has and dietlibc 0.34 has not
 *
 *	make CC='diet gcc' LDFLAGS=-static \
 *	    CPPFLAGS='-include share/packaging/dietlibc.h'
 */
#define _GNU_SOURCE
#include <sys/ioctl.h>
#include <math.h>
#include <termios.h>	/* struct winsize, which others have in sys/ioctl.h */

#undef NAN
#undef INFINITY
#undef isfinite
#undef isnan
#define NAN		__builtin_nan("")
#define INFINITY	__builtin_inf()
#define isfinite(x)	__builtin_isfinite(x)
#define isnan(x)	__builtin_isnan(x)
#define fmax		diet_fmax
#define fmin		diet_fmin
#define trunc		diet_trunc
#define floor		diet_floor
#define llround		diet_llround
#define frexp		diet_frexp
#define ldexp		diet_ldexp
#define fmod		diet_fmod

static inline double
fmax(double x, double y)
{
	return x > y || isnan(y) ? x : y;
}

static inline double
fmin(double x, double y)
{
	return x < y || isnan(y) ? x : y;
}

/* from 2^52 on there are no fractions */
static inline double
trunc(double x)
{
	return x > -0x1p52 && x < 0x1p52 ? (double)(long long)x : x;
}

static inline double
floor(double x)
{
	double t = trunc(x);

	return t > x ? t - 1 : t;
}

static inline long long
llround(double x)
{
	double t = trunc(x);

	return (long long)t + (x - t >= 0.5) - (t - x >= 0.5);
}

static inline double
frexp(double x, int *exp)
{
	*exp = 0;
	if (x == 0 || !isfinite(x))
		return x;
	for (; x >= 1 || x <= -1; x /= 2)
		(*exp)++;
	for (; x < 0.5 && x > -0.5; x *= 2)
		(*exp)--;
	return x;
}

/* all steps are exact but the last */
static inline double
ldexp(double x, int exp)
{
	double power = 1;

	for (; exp > 0 && x != 0 && isfinite(x); exp--)
		x *= 2;
	for (; exp < 0 && (x > 0x1p-1000 || x < -0x1p-1000); exp++)
		x /= 2;
	if (exp < -1022)
		return x * 0;
	for (; exp < 0; exp++)
		power /= 2;
	return x * power;
}

/* exact: r < 2 t, so that r - t is */
static inline double
fmod(double x, double y)
{
	double r = x < 0 ? -x : x, m = y < 0 ? -y : y, t;

	if (!isfinite(x) || isnan(y) || m == 0)
		return NAN;
	while (r >= m) {
		for (t = m; t <= r / 2; t *= 2)
			continue;
		r -= t;
	}
	return x < 0 ? -r : r;
}
