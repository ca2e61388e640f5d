/* at-group - run a command as a named group of status lines */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "job.h"

static const char usage[] = "at-group name command [arg ...]";

static struct job job;
static struct block block;
static struct buf reason;
static char *raised;	/* file of at-raise, below the job directory */

static void
openblock(char *name)
{
	const char *bad;

	if ((bad = namebad(name)))
		die(RC_BROKEN, "%s: %s", name, bad);
	jobneed(&job);
	joballows(&job, name);
	block.log = strfmt("tmp/group.%ld.log", (long)getpid());
	raised = strfmt("tmp/group.%ld.raised", (long)getpid());
	block.name = name;
	if (mkdirsin(job.dir.fd, "tmp", 0777) < 0)
		jobbroken(&job, "tmp");
	/* left by a group with the same number before a reboot */
	unlinkin(job.dir.fd, block.log);
	if (earlierjob(&job))
		givenback(&job, block.log);
	if (blockopen(&block, &job, NULL) < 0)
		jobbroken(&job, block.bad);
	/* tests sync the contents of the log, not its directory entry */
	if (syncing() && syncin(job.dir.fd, "tmp") < 0)
		jobbroken(&job, "tmp");
}

/* wait for tests that the command left running; our signal, or 0 */
static int
waitinside(void)
{
	int r, sig = 0;

	do {
		if (caughtsignal()) {
			sig = caughtsignal();
			signalowners(&job, block.log, sig);
			forgetsignal();
		}
		r = salvagewait(&job, block.log, "killed", 0, NULL);
	} while (r == CAUGHT);
	if (r < 0)
		jobbroken(&job, block.log);
	return sig;
}

/* the worst verdict inside, also from before the job was resumed */
static int
worstinside(void)
{
	int given, worst = worstin(&job, block.log, block.level + 1);

	if (!blockwhole(&block)) {
		blockline(&block, "ERROR", NULL, block.name, NULL,
		    "the log of the group was cut or removed");
		worst = worst > ERROR ? worst : ERROR;
	} else if (worst < 0) {
		jobbroken(&job, block.log);
	}
	given = earlierjob(&job) ? givenback(&job, block.log) : -1;
	return given > worst ? given : worst;
}

/* the verdict: the worst inside, a raised verdict, or the exit status */
static enum verdict
judgegroup(int status)
{
	enum verdict v;
	int has, retry, worst = worstinside();

	has = raisedread(join(job.dir.path, raised), &v, &retry, &reason);
	if (status != 0 && has && (int)v >= worst)
		return v;
	bufclear(&reason);
	if (worst == GOOD && status != 0) {
		buffmt(&reason, "exit %d", status);
		return FAIL;
	}
	return worst;
}

/* 1: the line is inside the group */
static int
isinside(void *arg, const struct statusline *l)
{
	(void)arg;
	return l->indent > block.level;
}

/* 1: the line is the END of a group of this name, with the verdict */
static int
isend(void *verdict, const struct statusline *l)
{
	return l->end && !l->subdir && l->operation &&
	    strcmp(l->operation, block.name) == 0 &&
	    strcmp(l->code, verdictname(*(enum verdict *)verdict)) == 0;
}

/* 1: the whole group was logged before the job was resumed: no new lines */
static int
nothingnew(enum verdict v)
{
	int r;

	if (!earlierjob(&job))
		return 0;
	if ((r = logfind(job.dir.fd, block.log, isinside, NULL)) > 0)
		return 0;
	if (r == 0)
		r = logfind(job.dir.fd, "status.log", isend, &v);
	if (r < 0 || (r > 0 && (unmark(&block) < 0 ||
	    giveback(&job, verdictname(v)) < 0)))
		jobbroken(&job, block.log);
	return r;
}

/* write END; a raised ABORT also ends the job */
static void
closeblock(enum verdict v, int sig)
{
	if (!nothingnew(v) &&
	    blockclose(&block, verdictname(v), reason.s) < 0)
		jobbroken(&job, block.bad);
	unlinkin(job.dir.fd, block.log);
	unlinkin(job.dir.fd, raised);
	/* a signal ends this group alone */
	if (v == ABORT && !sig && reason.len > 0 &&
	    jobabort(&job, reason.s) < 0)
		jobbroken(&job, "aborted");
}

int
main(int argc, char *argv[])
{
	static struct env e;
	enum verdict v;
	int sig, status;

	progname = "at-group";
	failstatus = RC_BROKEN;
	jobwatch();
	while (option(argc, argv, "", usage) != -1)
		continue;
	argv += optnext;
	if (!argv[0] || !argv[1])
		badusage(usage);
	syncing();
	catchsignals();
	adoptorphans();
	openblock(argv[0]);
	envcopy(&e);
	envset(&e, "AT_STATUS_LOG", join(job.dir.path, block.log));
	envsetnum(&e, "AT_STATUS_LEVEL", block.level + 1);
	envset(&e, "AT_RAISED", join(job.dir.path, raised));
	status = runpassing(argv + 1, e.v);
	sig = waitinside();
	v = judgegroup(status);
	if (sig) {
		v = ABORT;
		bufclear(&reason);
		buffmt(&reason, "ended by %s", signame(sig));
	}
	closeblock(v, sig);
	if (sig)
		dieby(sig);
	return verdictexit(v);
}
