/* at-group - run a command as a named group of status lines */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base.h"
#include "format.h"
#include "proc.h"
#include "job.h"

static const char usage[] = "at-group name command [arg ...]";

static struct job job;
static struct block block;
static struct buf reason;
static char *raised;

static void
openblock(char *name)
{
	const char *bad;
	char *tmp;

	if ((bad = namebad(name)))
		die(RC_BROKEN, "%s: %s", name, bad);
	if (jobenter(&job, NULL) <= 0)
		die(RC_BROKEN, "AT_JOBDIR is not set: run it in a job");
	if (jobaborted(&job, &reason)) {
		warning("%s: the job was aborted: %s", name, reason.s);
		exit(verdictexit(ABORT));
	}
	tmp = join(job.dir, "tmp");
	block.log = strfmt("%s/group.%ld.log", tmp, (long)getpid());
	raised = strfmt("%s/group.%ld.raised", tmp, (long)getpid());
	block.outer = job.log;
	block.level = job.level;
	block.name = name;
	if (mkdirs(tmp, 0777) < 0)
		die(RC_BROKEN, "%s:", tmp);
	/* of a group before a reboot that had our number */
	unlink(block.log);
	if (earlierjob(job.dir))
		givenback(block.log);
	if (blockopen(&block, job.dir, NULL) < 0)
		die(RC_BROKEN, "%s:", block.bad);
	/* the tests in it see to what is in the log, not to its place */
	if (syncing() && syncpath(tmp) < 0)
		die(RC_BROKEN, "%s:", tmp);
	free(tmp);
}

/* what the command left running belongs to the group; what ended us, or 0 */
static int
waitinside(void)
{
	int r, sig = 0;

	do {
		if (caughtsignal()) {
			sig = caughtsignal();
			signalowners(job.dir, block.log, sig);
			forgetsignal();
		}
		r = salvagewait(job.dir, block.log, "killed", 0, NULL);
	} while (r == CAUGHT);
	if (r < 0)
		die(RC_BROKEN, "%s:", block.log);
	return sig;
}

/* the worst inside, given back by a resumed job, too */
static int
worstinside(void)
{
	int given, worst = worstin(block.log, block.level + 1);

	if (worst < 0)
		die(RC_BROKEN, "%s:", block.log);
	given = earlierjob(job.dir) ? givenback(block.log) : -1;
	return given > worst ? given : worst;
}

/* the worst inside, else what was raised, else what the status says */
static enum verdict
judgegroup(int status)
{
	enum verdict v;
	int has, retry, worst = worstinside();

	has = raisedread(raised, &v, &retry, &reason);
	if (status != 0 && has && (int)v >= worst)
		return v;
	bufclear(&reason);
	if (worst == GOOD && status != 0) {
		buffmt(&reason, "exit %d", status);
		return FAIL;
	}
	return worst;
}

/* 1 if the log has the END line, or, with name NULL, more than one line */
static int
logsays(const char *log, const char *name, const char *code)
{
	struct statusline l;
	struct reader r;
	size_t n;
	char *s;
	int yes = 0;

	if (openlines(&r, log) < 0)
		die(RC_BROKEN, "%s:", log);
	while (!yes && (s = readline(&r, &n)))
		yes = !name ? r.lineno > 1 : parsestatus(s, n, &l) == 1 &&
		    l.end && !l.subdir && l.operation &&
		    strcmp(l.operation, name) == 0 &&
		    strcmp(l.code, code) == 0;
	closelines(&r);
	return yes;
}

/* all of it was there before the job was resumed: it is not told again */
static int
nothingnew(enum verdict v)
{
	char *log;
	int yes;

	if (!earlierjob(job.dir) || logsays(block.log, NULL, NULL))
		return 0;
	log = join(job.dir, "status.log");
	yes = logsays(log, block.name, verdictname(v));
	free(log);
	if (yes && (unmark(&block) < 0 ||
	    giveback(&job, verdictname(v)) < 0))
		die(RC_BROKEN, "%s:", block.log);
	return yes;
}

/* END, and the reason of an ABORT for all of the job */
static void
closeblock(enum verdict v, int sig)
{
	if (!nothingnew(v) &&
	    blockclose(&block, verdictname(v), reason.s) < 0)
		die(RC_BROKEN, "%s:", block.bad);
	unlink(block.log);
	unlink(raised);
	/* the signal was for this group alone, at-job knows of its own */
	if (v == ABORT && !sig && reason.len > 0 &&
	    jobabort(&job, reason.s) < 0)
		die(RC_BROKEN, "%s/aborted:", job.dir);
}

int
main(int argc, char *argv[])
{
	static struct env e;
	enum verdict v;
	int sig, status;

	progname = "at-group";
	failstatus = RC_BROKEN;
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
	envset(&e, "AT_STATUS_LOG", block.log);
	envsetnum(&e, "AT_STATUS_LEVEL", block.level + 1);
	envset(&e, "AT_RAISED", raised);
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
