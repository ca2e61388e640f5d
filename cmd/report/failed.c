/* failed.c - the names of the tests to run again, one a line */
#include <string.h>

#include "base.h"
#include "format.h"
#include "local.h"

/* what is behind the first dot is the tag that the test was run with */
static void
test(struct jobtests *j, const struct jobtest *t)
{
	struct report *r = j->arg;
	const struct logblock *b = t->block;
	const char *name = b->name ? b->name : b->subdir;

	if (b->kind != TESTBLOCK || b->intest ||
	    t->status < badness("FAIL") || t->status > badness("ABORT"))
		return;
	bufshown(&r->out, name, strcspn(name, "."));
	bufputc(&r->out, '\n');
	reportflush(r, 65536);
}

static int
job(struct report *r, const char *path)
{
	struct jobtests j = { 0 };

	j.path = path;
	j.test = test;
	j.arg = r;
	return readjobtests(&j);
}

const struct format failedformat = { "failed", NULL, NULL, job };
