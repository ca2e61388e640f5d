/*
 * joblog - a job's status log, read in one pass
 *
 * Each block ends once, after the blocks inside it, and each line stands in
 * a block that is open.  A second pass over the same log finds the same.
 */
#include "base.h"
#include "format.h"
#include "fuzz.h"

#define BLOCKS	8192

static unsigned char ended[BLOCKS];
static struct buf seen;

static void
done(struct joblog *log, const struct logblock *b)
{
	const struct logblock *up;

	(void)log;
	if (b->kind != LONELINE) {
		CLAIM(b->id < BLOCKS && !ended[b->id]);
		ended[b->id] = 1;
	}
	for (up = b->up; up; up = up->up)
		CLAIM(up->id < b->id && !ended[up->id]);
	CLAIM(!b->closed || b->code);
	buffmt(&seen, "%d %d %s %s\n", b->kind, b->closed, b->code,
	    b->reason);
}

static void
line(struct joblog *log, const struct logblock *b,
    const struct statusline *l)
{
	(void)log;
	CLAIM(!b || !ended[b->id]);
	buffmt(&seen, "%s\n", l->code);
}

static void
events(const uint8_t *data, size_t n, struct buf *b)
{
	struct joblog log = { .done = done, .line = line };
	struct reader r = { .fd = -1, .name = "log", .len = n, .cap = n + 1,
	    .eof = 1 };

	r.s = copyof(data, n);
	memset(ended, 0, sizeof ended);
	readjoblog(&log, &r);
	endjoblog(&log);
	closelines(&r);
	*b = seen;
	memset(&seen, 0, sizeof seen);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct buf a, b;

	events(data, n, &a);
	events(data, n, &b);
	CLAIM(same(&a, &b));
	buffree(&a);
	buffree(&b);
	return 0;
}
