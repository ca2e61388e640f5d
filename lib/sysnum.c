/* sysnum.c - numbers out of the texts that Linux has below /proc and /sys */
#include <string.h>

#include "sysnum.h"

#define MOST	1000000000000000LL	/* 30 years of microseconds */

/* the digits at s; where they end, or NULL if there are none, or too many */
static const char *
digits(const char *s, long long *n)
{
	const char *from = s;

	for (*n = 0; *s >= '0' && *s <= '9'; s++) {
		if (*n >= MOST / 10)
			return NULL;
		*n = *n * 10 + (*s - '0');
	}
	return s > from ? s : NULL;
}

int
systicks(const char *text, struct ticks *t)
{
	/* user nice system idle iowait irq softirq steal; guest is in user */
	long long v[8] = { 0 };
	int i;

	if (strncmp(text, "cpu ", 4) != 0)
		return 0;
	text += 4;
	for (i = 0; i < 8; i++) {
		text += strspn(text, " ");
		if (*text == '\n')
			break;		/* old kernels tell four, or seven */
		if (!(text = digits(text, &v[i])))
			return 0;
	}
	t->busy = v[0] + v[1] + v[2] + v[5] + v[6];
	t->stolen = v[7];
	t->all = t->busy + t->stolen + v[3] + v[4];
	return i >= 4 && t->all > 0;
}

long long
syspressure(const char *text)
{
	const char *end = strchr(text, '\n'), *s = strstr(text, " total=");
	long long n;

	if (strncmp(text, "some ", 5) != 0 || !end || !s || s > end ||
	    digits(s + 7, &n) != end)
		return -1;
	return n;
}

long long
sysfield(const char *text, const char *name)
{
	size_t len = strlen(name);
	const char *end;
	long long n;

	for (; text && *text; text = (end = strchr(text, '\n')) ? end + 1 :
	    NULL)
		if (strncmp(text, name, len) == 0 && text[len] == ' ')
			return (end = digits(text + len + 1, &n)) &&
			    *end == '\n' ? n : -1;
	return -1;
}

long long
sysload(const char *text)
{
	long long whole, part;
	const char *s = digits(text, &whole);

	/* always two decimals */
	if (!s || *s++ != '.' || whole > MOST / 1000000 ||
	    digits(s, &part) != s + 2)
		return -1;
	return whole * 1000 + part * 10;
}

int
sysvalue(const char *text, long long *n)
{
	int minus = *text == '-';
	const char *end = digits(text + minus, n);

	if (!end || (*end != '\n' && *end != '\0') || *n > MOST / 1000)
		return 0;
	if (minus)
		*n = -*n;
	return 1;
}
