/* terminal.c - what a terminal can show */
#define _DEFAULT_SOURCE	/* TIOCGWINSZ */
#include <sys/ioctl.h>

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "num.h"
#include "terminal.h"

int
terminalwidth(int fd)
{
	const char *s = getenv("COLUMNS");
	struct winsize w;

	/* what is no number there is the shell's affair */
	if (s && *s && strlen(s) < 5 && s[strspn(s, "0123456789")] == '\0')
		return numberin(s, NULL);
	if (ioctl(fd, TIOCGWINSZ, &w) == 0 && w.ws_col > 0)
		return w.ws_col;
	return isatty(fd) ? 80 : 0;
}

int
terminalable(int fd)
{
	const char *term = getenv("TERM");

	return term && *term && strcmp(term, "dumb") != 0 && isatty(fd);
}

int
terminalready(int fd)
{
	struct pollfd p = { fd, POLLOUT, 0 };
	pid_t front = tcgetpgrp(fd);

	return (front < 0 || front == getpgrp()) && poll(&p, 1, 0) > 0;
}
