/* at-step - run a command once per job */
#define _XOPEN_SOURCE	700	/* sync */
#include <string.h>
#include <unistd.h>

#include "job.h"

#define GOINGDOWN	600000000000LL	/* ns to wait for a reboot */

static const char usage[] = "at-step [-b] name command [arg ...]";

static struct job job;

static void
record(const char *name, int status)
{
	if (stepsrecord(&job, name, status) < 0)
		jobbroken(&job, "steps");
}

/* wait for the reboot, which ends at-step; 0: it did not come */
static int
goingdown(void)
{
	long long until = nanoseconds() + GOINGDOWN;

	while (!caughtsignal() && nanoseconds() < until)
		doze(until);
	return caughtsignal();
}

/* open the reboot block of Autotest; the resumed job closes it */
static int
reboot(const char *name, char *argv[])
{
	static struct block b;
	static struct buf what;
	char *why;
	int status;

	if (rebootopen(&b, &job, name, &what) < 0)
		jobbroken(&job, what.s);
	record(name, 0);
	sync();
	status = runpassing(argv, NULL);
	/* the block stays open */
	if (caughtsignal() || (status == 0 && goingdown()))
		return status;
	why = status ? strfmt("%s: exit %d", argv[0], status) :
	    strfmt("%s: no reboot came", argv[0]);
	if (status == 0)
		status = verdictexit(FAIL);
	record(name, status);
	if (blockclose(&b, "FAIL", why) < 0)
		jobbroken(&job, b.bad);
	rebootdone(&b);
	return status;
}

/* run the command at least once: the step is done when it ends */
static int
step(const char *name, char *argv[])
{
	int status;

	if (stepsbegin(&job, name) < 0)
		jobbroken(&job, "steps");
	status = runpassing(argv, NULL);
	if (!caughtsignal())	/* a signal: the step is not done */
		record(name, status);
	stepsend(&job, name);
	return status;
}

int
main(int argc, char *argv[])
{
	static struct buf again;
	unsigned long was;	/* the earlier exit status */
	int found, once = 0, status;

	progname = "at-step";
	failstatus = RC_BROKEN;
	jobwatch();
	while (option(argc, argv, "b", usage) != -1)
		once = 1;
	argv += optnext;
	if (!argv[0] || !argv[1])
		badusage(usage);
	if (!keyok(argv[0], strlen(argv[0])))
		die(RC_BROKEN, "%s: want a name of A-Za-z0-9_.-", argv[0]);
	jobneed(&job);
	joballows(&job, argv[0]);
	if ((found = stepsfind(&job, argv[0], &was)) < 0)
		jobbroken(&job, "steps");
	if (found && !earliertake(&job, EARLIERSTEP, argv[0], &again))
		die(RC_BROKEN, "%s: this step ran already in this job",
		    argv[0]);
	if (found)
		return was;
	catchsignals();
	status = once ? reboot(argv[0], argv + 1) : step(argv[0], argv + 1);
	if (caughtsignal())
		dieby(caughtsignal());
	return status;
}
