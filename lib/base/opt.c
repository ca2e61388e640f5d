/* opt.c - options and usage lines, the same way in every program */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base.h"

#ifndef VERSION
#define VERSION "0.1"
#endif

void
badusage(const char *usage)
{
	char *s = strfmt("usage: %s\n", usage);

	writeall(2, s, strlen(s));
	free(s);
	exit(failstatus);
}

static void
say(char *s)
{
	if (writeall(1, s, strlen(s)) < 0)
		die(failstatus, "standard output:");
	exit(0);
}

/*
 * A file of ours may not get the place of a standard one that is closed.
 * What stands in for it cannot be used either.
 */
static void
openstandard(void)
{
	static const int flags[] = { O_WRONLY, O_RDONLY, O_RDONLY };
	size_t i;

	for (i = 0; i < LEN(flags); i++)
		if (fcntl(i, F_GETFD) < 0)
			open("/dev/null", flags[i]);
}

int
option(int argc, char *argv[], const char *letters, const char *usage)
{
	static const char *were;	/* at-profile has two lots of options */
	static char *all;
	int c;

	if (!all)
		openstandard();
	if (!all || were != letters) {
		free(all);
		all = strfmt("%shV", were = letters);
	}
	switch (c = getopt(argc, argv, all)) {
	case 'h': say(strfmt("usage: %s\n", usage)); break;
	case 'V': say(strfmt("%s %s\n", progname, VERSION)); break;
	case '?': badusage(usage);
	}
	return c;
}
