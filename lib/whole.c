/* whole.c - whole numbers that are exact or say that they overflow */
#include <limits.h>

#include "whole.h"

int
addwhole(long long a, long long b, long long *r)
{
	if (b > 0 ? a > LLONG_MAX - b : a < LLONG_MIN - b)
		return 0;
	*r = a + b;
	return 1;
}

int
subwhole(long long a, long long b, long long *r)
{
	if (b < 0 ? a > LLONG_MAX + b : a < LLONG_MIN + b)
		return 0;
	*r = a - b;
	return 1;
}

static unsigned long long
magnitude(long long i)
{
	return i < 0 ? -(unsigned long long)i : (unsigned long long)i;
}

int
mulwhole(long long a, long long b, long long *r)
{
	unsigned long long ua = magnitude(a), ub = magnitude(b);
	unsigned long long m = ua * ub;

	/* no product of two below 2^32 overflows */
	if ((ua | ub) >> 32 && ua != 0 && m / ua != ub)
		return 0;
	if (m > LLONG_MAX)
		return 0;
	*r = (a < 0) != (b < 0) ? -(long long)m : (long long)m;
	return 1;
}

/* by squaring */
int
powwhole(long long a, long long b, long long *r)
{
	if (b < 0)
		return 0;
	for (*r = 1; ; ) {
		if (b & 1 && !mulwhole(*r, a, r))
			return 0;
		if ((b >>= 1) == 0)
			return 1;
		if (!mulwhole(a, a, &a))
			return 0;
	}
}

int
floorwhole(long long a, long long b, long long *r)
{
	if (b == -1)
		return subwhole(0, a, r);
	*r = a / b - (a % b != 0 && (a < 0) != (b < 0));
	return 1;
}

int
modwhole(long long a, long long b, long long *r)
{
	*r = b == -1 ? 0 : a % b;	/* LLONG_MIN % -1 traps */
	if (*r != 0 && (*r < 0) != (b < 0))
		*r += b;
	return 1;
}

int
wholetoreal(long long i, double d)
{
	long long t;

	/* exact as a double: as a rule it is */
	if (i >= -9007199254740992 && i <= 9007199254740992)
		return ((double)i > d) - ((double)i < d);
	if (d >= 9223372036854775808.0)
		return -1;
	if (d < -9223372036854775808.0)
		return 1;
	/* what is cut off has a meaning only where t is exact as a double */
	t = (long long)d;
	if (i != t)
		return i < t ? -1 : 1;
	return ((double)t > d) - ((double)t < d);
}
