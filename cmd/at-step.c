/* at-step - run a command once per job */
#define _XOPEN_SOURCE	700	/* sync */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "block.h"
#include "buf.h"
#include "child.h"
#include "err.h"
#include "file.h"
#include "job.h"
#include "keyval.h"
#include "line.h"
#include "num.h"
#include "opt.h"
#include "rc.h"
#include "verdict.h"

static const char usage[] = "at-step [-b] name command [arg ...]";

static struct job job;
static char *steps;	/* JOB/steps: NAME=STATUS, one line a step done */
static int fd;

/* 1 if the step is on record, and with what status */
static int
recorded(const char *name, unsigned long *status)
{
	struct keyval kv;
	struct reader r;
	size_t n;
	char *s;
	int found = 0;

	if (openlines(&r, steps) < 0) {
		if (errno != ENOENT)
			die(RC_BROKEN, "%s:", steps);
		return 0;
	}
	while ((s = readline(&r, &n)))
		if (!r.torn && parsekeyval(s, n, &kv) == 1 &&
		    strcmp(kv.key, name) == 0 &&
		    wholenumber(kv.value, 255, status))
			found = 1;
	closelines(&r);
	return found;
}

static void
record(const char *name, int status)
{
	char *s = strfmt("%s=%d\n", name, status);

	if (appendfd(fd, steps, s, strlen(s), 0) < 0)
		die(RC_BROKEN, "%s:", steps);
	free(s);
}

/* the reboot block of the original; who resumes the job closes it */
static int
reboot(const char *name, char *argv[])
{
	struct block b = { 0 };
	char *why;
	int status;

	b.log = strfmt("%s/tmp/reboot.%s.log", job.dir, name);
	b.outer = job.log;
	b.level = job.level;
	b.name = xstrdup("reboot");
	if (blockopen(&b, job.dir, NULL) < 0 || blockline(&b, "GOOD", NULL,
	    "reboot.start", NULL, NULL) < 0)
		die(RC_BROKEN, "%s:", b.log);
	record(name, 0);
	sync();
	status = runpassing(argv, NULL);
	/* the machine going down ends us, too: the block stays open */
	if (status == 0 || caughtsignal())
		return status;
	why = strfmt("%s: exit %d", argv[0], status);
	if (blockclose(&b, "FAIL", why) < 0)
		die(RC_BROKEN, "%s:", b.outer);
	unlink(b.log);
	free(b.log);
	free(b.name);
	free(why);
	return status;
}

int
main(int argc, char *argv[])
{
	static struct buf why;
	unsigned long was;
	int once = 0, status;

	progname = "at-step";
	failstatus = RC_BROKEN;
	while (option(argc, argv, "b", usage) != -1)
		once = 1;
	argv += optind;
	if (!argv[0] || !argv[1])
		badusage(usage);
	if (!keyok(argv[0], strlen(argv[0])))
		die(RC_BROKEN, "%s: want a name of A-Za-z0-9_.-", argv[0]);
	if (jobenter(&job, NULL) <= 0)
		die(RC_BROKEN, "AT_JOBDIR is not set: run it in a job");
	if (jobaborted(&job, &why)) {
		warning("%s: the job was aborted: %s", argv[0], why.s);
		return verdictexit(ABORT);
	}
	steps = join(job.dir, "steps");
	if (recorded(argv[0], &was))
		die(RC_BROKEN, "%s: this step ran already in this job",
		    argv[0]);
	catchsignals();
	/* what could not be noted is not begun */
	fd = open(steps, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW,
	    0666);
	if (fd < 0)
		die(RC_BROKEN, "%s:", steps);
	status = once ? reboot(argv[0], argv + 1) :
	    runpassing(argv + 1, NULL);
	if (caughtsignal())	/* it was ended, not done */
		dieby(caughtsignal());
	if (!once)
		record(argv[0], status);
	return status;
}
