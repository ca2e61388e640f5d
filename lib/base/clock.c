/* clock.c - durations and dates */
#include <time.h>

#include "base.h"

#define TENYEARS	315360000000000000LL	/* ns */

long long
nanoseconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

long long
scaled(long long ns, long long thousandths)
{
	if (ns == 0 || thousandths == 0 || thousandths == 1000)
		return thousandths ? ns : 0;
	if (ns / 1000 > TENYEARS / thousandths)
		return TENYEARS;
	ns = ns / 1000 * thousandths;
	return ns ? ns : 1;
}

long long
timestamp(void)
{
	return time(NULL);
}

static void
broken(long long stamp, struct tm *tm)
{
	time_t t = stamp;

	if (!localtime_r(&t, tm)) {
		t = 0;
		gmtime_r(&t, tm);
	}
}

void
buflocaltime(struct buf *b, long long stamp)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	struct tm tm;

	broken(stamp, &tm);
	buffmt(b, "%.*s %02d %02d:%02d:%02d", 3, months + 3 * tm.tm_mon,
	    tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

void
bufnow(struct buf *b)
{
	struct timespec t;
	struct tm tm;

	clock_gettime(CLOCK_REALTIME, &t);
	broken(t.tv_sec, &tm);
	buffmt(b, "@ %04d-%02d-%02d %02d:%02d:%02d.%03ld ",
	    tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec,
	    t.tv_nsec / 1000000);
}
