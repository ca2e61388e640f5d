/* follow.c - one line when a test of a running job ends */
#include <sys/types.h>
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base.h"
#include "format.h"
#include "proc.h"
#include "local.h"

#define LOOK	100000000LL	/* ns between two reads of the log */

enum { RUNNING, OVER, GONE };

/* 1 if an at-job holds the lock of the job (resume.c) */
static int
locked(const char *jobdir)
{
	int fd = openin(HERE, tempfmt("%s/tmp/lock", jobdir), O_RDONLY);
	struct flock l;
	int yes;

	if (fd < 0)
		return 0;
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
	int running = locked(jobdir);
	int over = accessin(HERE, tempfmt("%s/.autoserv_execute", jobdir),
	    F_OK) == 0;

	return over ? OVER : running ? RUNNING : GONE;
}

/* copy the log to `to' as it grows; the exit status is the job's state */
static void
pour(int log, int to, const char *jobdir, pid_t reader)
{
	int state, gone = 0;
	char s[16384];
	ssize_t n;

	do {
		state = stateof(jobdir);
		while ((n = read(log, s, sizeof s)) > 0)
			if (writeall(to, s, n) < 0)
				_exit(state);
		if (n < 0)
			break;
		/* a job that just begins has no lock yet */
		gone = state == GONE ? gone + 1 : 0;
		if (state == RUNNING || gone == 1)
			doze(nanoseconds() + LOOK);
	} while ((state == RUNNING || gone == 1) && getppid() == reader);
	_exit(state);
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
		bufprintable(&b, k->reason, strlen(k->reason));
	}
	bufputc(&b, '\n');
	if (writeall(1, b.s, b.len) < 0)
		die(failstatus, "standard output:");
}

int
followjob(const char *jobdir)
{
	struct joblog j = { 0 };
	struct reader r = { 0 };
	int log = openregular(HERE, tempfmt("%s/status.log", jobdir));
	int p[2], status = 0;
	pid_t pid, us = getpid();

	if (log < 0)
		return -1;
	if (pipe(p) < 0 || (pid = forkself()) < 0)
		die(failstatus, "%s:", jobdir);
	if (pid == 0) {
		close(p[0]);
		pour(log, p[1], jobdir, us);
	}
	close(p[1]);
	close(log);
	r.fd = p[0];
	r.name = jobdir;
	j.done = told;
	readjoblog(&j, &r);
	closelines(&r);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	return WIFEXITED(status) && WEXITSTATUS(status) == OVER;
}
