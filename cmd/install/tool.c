/* tool.c - the system's programs that at-install runs */
#include "proc.h"
#include "local.h"

pid_t
toolstart(char *argv[], int in, int out, int messages, int *from)
{
	int null = openin(HERE, "/dev/null", O_RDWR);
	struct child c = { argv, NULL, in < 0 ? null : in,
	    out < 0 ? null : out, null, 0, NULL, NULL };
	pid_t pid = from ? spawnpipe(&c, messages, from) : spawn(&c);

	if (null >= 0)
		closekeep(null);
	return pid;
}
