/* jobhook.c - the hooks of a job: the suite's own, and before_job.d */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "buf.h"
#include "child.h"
#include "env.h"
#include "err.h"
#include "file.h"
#include "verdict.h"
#include "hook.h"
#include "jobhook.h"

#define GRACE	5000000000LL

/* a link at DIR/NAME */
static int
makelink(const char *target, const char *dir, const char *name)
{
	char *path = join(dir, name);
	int r = symlink(target, path);

	if (r < 0 && errno == EEXIST)
		r = 0;
	free(path);
	return r;
}

/* to the suite's hooks that run at this time */
static int
linkall(const char *to, const char *share, const char *when)
{
	struct hookdir d;
	char *base = join(share, "hooks"), *dir = join(to, when), *target;
	const char *name;
	size_t i;
	int r = 0;

	hookdirread(&d, base, when);
	for (i = 0; i < d.n; i++) {
		name = lastpart(d.path[i]);
		target = strfmt("../share/hooks/%s/%s", when, name);
		if (r == 0)
			r = makelink(target, dir, name);
		free(target);
	}
	hookdirfree(&d);
	free(base);
	free(dir);
	return r;
}

int
jobhookslink(const char *jobdir, const char *share)
{
	static const char *const when[] = { "before_job.d", "before_test.d",
	    "before_iteration.d", "after_iteration.d", "after_test.d" };
	char *to = join(jobdir, "hooks");
	size_t i;
	int r = makelink(share, to, "share");

	for (i = 0; i < LEN(when) && r == 0; i++)
		r = linkall(to, share, when[i]);
	free(to);
	return r;
}

int
jobhooksrun(const char *jobdir, struct env *e, const char *raised,
    long long deadline, struct outcome *o)
{
	struct hooks h;
	struct hookdir d;
	char *dir = join(jobdir, "hooks");
	int ok;

	hookdirread(&d, dir, "before_job.d");
	free(dir);
	outcomeclear(o);
	if (d.n == 0)
		return 1;
	memset(&h, 0, sizeof h);
	h.env = *e;
	h.raised = raised;
	if ((h.in = open("/dev/null", O_RDONLY | O_CLOEXEC)) < 0)
		die(failstatus, "/dev/null:");
	h.out = 2;
	h.err = h.log = -1;
	h.session = 1;
	h.deadline = deadline;
	h.grace = GRACE;
	ok = runhookdir(&h, &d, "before_job", 0, ABORT, o);
	close(h.in);
	hookdirfree(&d);
	*e = h.env;
	envset(e, "AT_HOOK", NULL);
	return ok;
}
