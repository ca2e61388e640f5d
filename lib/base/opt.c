/* opt.c - options and usage lines */
#include <stdlib.h>
#include <string.h>

#include "base.h"

#ifndef VERSION
#define VERSION "0.1"
#endif

char *optvalue;
int optnext = 1;

void
badusage(const char *usage)
{
	const char *s = tempfmt("usage: %s\n", usage);

	writeall(2, s, strlen(s));
	quit(failstatus, "bad usage");
}

static void
say(const char *s)
{
	writeout(s, strlen(s));
	exit(0);
}

/*
 * A file that the program opens must not become descriptor 0, 1 or 2.  The
 * /dev/null there has the wrong direction: its use fails as before.
 */
static void
openstandard(void)
{
	static const int flags[] = { O_WRONLY, O_RDONLY, O_RDONLY };
	size_t i;

	for (i = 0; i < LEN(flags); i++)
		if (fcntl(i, F_GETFD) < 0)
			fcntl(openin(HERE, "/dev/null", flags[i]), F_SETFD, 0);
}

/* the next letter, its value in optvalue; '?' after a message; -1: end */
static int
nextletter(int argc, char *argv[], const char *letters)
{
	static char *rest;	/* letters of the last argument */
	const char *l;
	int c;

	if (!rest || !*rest) {
		if (optnext >= argc || argv[optnext][0] != '-' ||
		    !argv[optnext][1])
			return -1;
		rest = argv[optnext++] + 1;
		if (strcmp(rest, "-") == 0) {
			rest = NULL;
			return -1;
		}
	}
	c = *rest++;
	if (c == ':' || !(l = strchr(letters, c))) {
		if (c == 'h' || c == 'V')
			return c;
		warning("invalid option -- '%c'", c);
		return '?';
	}
	if (l[1] != ':')
		return c;
	if (!*rest && optnext == argc) {
		warning("option requires an argument -- '%c'", c);
		return '?';
	}
	optvalue = *rest ? rest : argv[optnext++];
	rest = NULL;
	return c;
}

int
option(int argc, char *argv[], const char *letters, const char *usage)
{
	static int opened;
	int c;

	if (!opened++)
		openstandard();
	switch (c = nextletter(argc, argv, letters)) {
	case 'h': say(tempfmt("usage: %s\n", usage)); break;
	case 'V': say(tempfmt("%s %s\n", progname, VERSION)); break;
	case '?': badusage(usage);
	}
	return c;
}
