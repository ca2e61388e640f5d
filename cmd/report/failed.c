/* failed.c - the names of the tests to run again, one a line */
#include <string.h>

#include "base.h"
#include "format.h"
#include "local.h"

/* the text after the first dot of a subdir is the tag of the test */
static void
test(struct jobtests *j, const struct jobtest *t)
{
	struct report *r = j->arg;
	const struct logblock *b = t->block;
	const char *name = b->name ? b->name : b->subdir;

	if (b->kind != TESTBLOCK || b->intest ||
	    !statusfails(t->status))
		return;
	bufprintable(&r->out, name, strcspn(name, "."));
	bufputc(&r->out, '\n');
	reportflush(r, 65536);
}

const struct format failedformat = { "failed", .read = { .test = test } };
