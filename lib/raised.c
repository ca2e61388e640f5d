/* raised.c - the verdict that at-raise leaves for the runner */
#include <sys/stat.h>

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "buf.h"
#include "file.h"
#include "verdict.h"
#include "raised.h"

int
raisedword(const char *word, enum verdict *v, int *retry)
{
	*retry = strcmp(word, "RETRY") == 0;
	*v = FAIL;
	return *retry || (verdictof(word, v) && *v != GOOD);
}

int
raisedwrite(const char *path, const char *word, const char *reason)
{
	char *s;
	int fd, r;

	/* others can write where it is: nothing there may hold us */
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW |
	    O_NONBLOCK | O_CLOEXEC, 0666);
	if (fd < 0)
		return -1;
	s = strfmt("%s\n%s", word, reason);
	r = writeall(fd, s, strlen(s));
	free(s);
	return close(fd) < 0 ? -1 : r;
}

int
raisedread(const char *path, enum verdict *v, int *retry, struct buf *reason)
{
	struct buf b = { 0 };
	struct stat st;
	char *nl;
	int fd, ok = 0;

	if ((fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK |
	    O_CLOEXEC)) < 0)
		return 0;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    readtail(fd, st.st_size, &b) == 0 &&
	    (nl = memchr(b.s, '\n', b.len))) {
		*nl = '\0';
		if ((ok = raisedword(b.s, v, retry)))
			bufputs(reason, nl + 1);
	}
	close(fd);
	buffree(&b);
	return ok;
}
