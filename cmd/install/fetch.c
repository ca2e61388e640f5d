/* fetch.c - files by path or by URL */
#include <errno.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "proc.h"
#include "local.h"

int
remote(const char *s)
{
	return strncasecmp(s, "http://", 7) == 0 ||
	    strncasecmp(s, "https://", 8) == 0;
}

const char *
localpath(const char *s)
{
	const char *path;

	if (strncasecmp(s, "file:", 5) != 0)
		return textfind(s, "://") ? NULL : s;
	path = s + 5;
	if (strncmp(path, "//", 2) != 0)
		return path;
	path += 2;
	if (strncasecmp(path, "localhost/", 10) == 0)
		path += 9;
	return *path == '/' ? path : NULL;
}

/* open a file without a name */
static int
scratch(void)
{
	const char *dir = setting("TMPDIR");
	int fd;

	if (!dir)
		dir = "/tmp";
	if ((fd = tempfile(join(dir, "at-XXXXXX"))) < 0)
		die(failstatus, "%s:", dir);
	return fd;
}

/* start wget, or else curl */
static pid_t
startfetcher(char *url, int out)
{
	/* options that each wget has, also busybox's */
	static char wget[] = "wget", quiet[] = "-q", to[] = "-O", dash[] = "-",
	    curl[] = "curl", silent[] = "-fsL";
	char *wgetargs[] = { wget, quiet, to, dash, url, NULL };
	char *curlargs[] = { curl, silent, url, NULL };
	pid_t pid = toolstart(wgetargs, -1, out, 0, NULL);

	return pid < 0 && errno == ENOENT ?
	    toolstart(curlargs, -1, out, 0, NULL) : pid;
}

int
openplace(const char *place)
{
	const char *path;
	pid_t pid;
	int fd;

	if (!remote(place)) {
		path = localpath(place);
		/* a FIFO does not block, and cannot be read by seeking */
		return openin(HERE, path ? path : place,
		    O_RDONLY | O_NONBLOCK);
	}
	fd = scratch();
	if ((pid = startfetcher(xstrdup(place), fd)) < 0)
		die(failstatus, errno == ENOENT ?
		    "%s: neither wget nor curl is there to fetch it" : "%s:",
		    place);
	if (childend(pid) == 0 && lseek(fd, 0, SEEK_SET) == 0)
		return fd;
	close(fd);
	errno = 0;
	return -1;
}
