/* logcut.c - keep a log that grows without end within bounds */
#include <sys/stat.h>

#include <unistd.h>

#include "buf.h"
#include "clock.h"
#include "file.h"
#include "logcut.h"

int
logcut(int fd, long long max)
{
	struct buf note = { 0 }, tail = { 0 };
	struct stat st;
	long long keep = max / 4;
	int r = -1;

	if (fstat(fd, &st) < 0)
		return -1;
	if (max <= 0 || st.st_size <= max)
		return 0;
	bufputs(&note, "\n@ ");
	bufnow(&note);
	buffmt(&note, " log longer than %lld bytes: %lld bytes cut here\n",
	    max, (long long)st.st_size - 2 * keep);
	if (readtail(fd, keep, &tail) == 0 && ftruncate(fd, keep) == 0 &&
	    writeall(fd, note.s, note.len) == 0)
		r = writeall(fd, tail.s, tail.len);
	buffree(&note);
	buffree(&tail);
	return r;
}
