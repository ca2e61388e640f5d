/* failed.c - the names of the tests to run again, one a line */
#include <string.h>

#include "local.h"

/* the text after the first dot of the last part is the tag of the test */
static void
test(struct jobtests *j, const struct jobtest *t)
{
	struct buf *b = &j->report->out;
	const char *name = t->block->name, *last;

	if (t->kind != TESTBLOCK || !t->point || !statusfails(t->status))
		return;
	name = name ? name : t->block->subdir;
	last = lastpart(name);
	bufprintable(b, name, last - name + strcspn(last, "."));
	bufputc(b, '\n');
}

const struct format failedformat = { "failed", .read = { .test = test } };
