/* follow.c - one line when a test of a running job ends */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "proc.h"
#include "local.h"

#define LOOK	100000000LL	/* ns between two reads of the log */

enum { RUNS, OVER, GONE };

/* an at-job that runs holds the lock of the job (resume.c) */
int
jobruns(int jobdir)
{
	int fd = openin(jobdir, "tmp/lock", O_RDONLY | O_NONBLOCK);
	struct flock l;
	int yes;

	if (fd < 0)
		return -1;
	memset(&l, 0, sizeof l);
	l.l_type = F_WRLCK;
	l.l_whence = SEEK_SET;
	yes = fcntl(fd, F_GETLK, &l) == 0 && l.l_type != F_UNLCK;
	close(fd);
	return yes;
}

static int
stateof(const char *jobdir)
{
	int dir = openin(HERE, jobdir, O_RDONLY | O_DIRECTORY);
	int running = dir >= 0 && jobruns(dir) > 0;
	int over = dir >= 0 && accessin(dir, ".autoserv_execute", F_OK) == 0;

	if (dir >= 0)
		close(dir);
	return over ? OVER : running ? RUNS : GONE;
}

/* print the line of a block that has ended */
static void
told(struct joblog *j, const struct logblock *k)
{
	const char *name = k->subdir ? k->subdir : k->name;
	static struct buf b;
	size_t i;

	(void)j;
	if ((k->kind != TESTBLOCK && k->kind != GROUPBLOCK) || !name)
		return;
	bufclear(&b);
	bufprintable(&b, k->code, strlen(k->code));
	for (i = b.len; i < strlen("TEST_NA") + 2 + 2 * k->depth; i++)
		bufputc(&b, ' ');
	bufprintable(&b, name, strlen(name));
	if (k->started >= 0 && k->finished >= k->started)
		buffmt(&b, "  %lld s", k->finished - k->started);
	if (strcmp(k->code, "GOOD") != 0 && *k->reason) {
		bufputs(&b, "  ");
		bufprintable(&b, k->reason, strcspn(k->reason, "\n"));
	}
	bufputc(&b, '\n');
	if (writeall(1, b.s, b.len) < 0)
		die(failstatus, "standard output:");
}

/* lock the log against writers (F_RDLCK), or unlock it: no line is torn */
static void
hold(int log, int type)
{
	struct flock l = { .l_type = type, .l_whence = SEEK_SET };

	while (fcntl(log, F_SETLKW, &l) < 0 && errno == EINTR)
		continue;
}

int
followjob(const char *jobdir)
{
	struct joblog j = { .done = told };
	struct reader r = { 0 };
	int state, gone = 0;

	r.fd = openregular(HERE, tempfmt("%s/status.log", jobdir));
	if (r.fd < 0)
		return -1;
	r.name = jobdir;
	do {
		state = stateof(jobdir);
		hold(r.fd, F_RDLCK);
		r.eof = 0;
		readjoblog(&j, &r);
		hold(r.fd, F_UNLCK);
		/* a job that just begins has no lock yet */
		gone = state == GONE ? gone + 1 : 0;
		if (state == RUNS || gone == 1)
			doze(nanoseconds() + LOOK);
	} while (state == RUNS || gone == 1);
	endjoblog(&j);
	closelines(&r);
	return state == OVER;
}
