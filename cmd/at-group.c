/* at-group - run a command as a named group of status lines */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "block.h"
#include "buf.h"
#include "child.h"
#include "env.h"
#include "err.h"
#include "file.h"
#include "job.h"
#include "leftover.h"
#include "names.h"
#include "opt.h"
#include "rc.h"
#include "verdict.h"
#include "raised.h"

static const char usage[] = "at-group name command [arg ...]";

static struct job job;
static struct block block;
static char *raised;

static void
openblock(char *name)
{
	struct buf why = { 0 };
	const char *bad;
	char *tmp;

	if ((bad = namebad(name)))
		die(RC_BROKEN, "%s: %s", name, bad);
	if (jobenter(&job, NULL) <= 0)
		die(RC_BROKEN, "AT_JOBDIR is not set: run it in a job");
	if (jobaborted(&job, &why)) {
		warning("%s: the job was aborted: %s", name, why.s);
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
	unlink(block.log);	/* of a group before a reboot, salvaged */
	if (blockopen(&block, job.dir, NULL) < 0)
		die(RC_BROKEN, "%s:", block.log);
}

/* the worst inside, else what was raised, else what the status says */
static enum verdict
judgegroup(int status, struct buf *reason)
{
	enum verdict v, worst = worstin(block.log, block.level + 1);
	int retry, has = raisedread(raised, &v, &retry, reason);

	unlink(raised);
	if (status != 0 && has && v >= worst)
		return v;
	bufclear(reason);
	if (worst == GOOD && status != 0) {
		buffmt(reason, "exit %d", status);
		return FAIL;
	}
	return worst;
}

int
main(int argc, char *argv[])
{
	struct buf reason = { 0 };
	struct env e = { 0 };
	enum verdict v;
	int status;

	progname = "at-group";
	failstatus = RC_BROKEN;
	while (option(argc, argv, "", usage) != -1)
		continue;
	argv += optind;
	if (!argv[0] || !argv[1])
		badusage(usage);
	catchsignals();
	adoptorphans();
	openblock(argv[0]);
	envcopy(&e);
	envset(&e, "AT_STATUS_LOG", block.log);
	envsetnum(&e, "AT_STATUS_LEVEL", block.level + 1);
	envset(&e, "AT_RAISED", raised);
	status = runpassing(argv + 1, e.v);
	/* what the command left running belongs to the group */
	if (salvagewait(job.dir, block.log, "killed", NULL) < 0)
		die(RC_BROKEN, "%s:", block.log);
	bufclear(&reason);
	v = judgegroup(status, &reason);
	if (blockclose(&block, verdictname(v), reason.s) < 0)
		die(RC_BROKEN, "%s:", block.outer);
	unlink(block.log);
	if (v == ABORT && reason.len > 0 && jobabort(&job, reason.s) < 0)
		die(RC_BROKEN, "%s/aborted:", job.dir);
	return verdictexit(v);
}
