/* jsonl.c - a comparison as objects, one a line: at-compare(1) */
#include <math.h>
#include <string.h>

#include "local.h"

static void
begin(struct buf *b, const char *kind)
{
	bufputs(b, "{\"version\":1");
	membertext(b, "kind", kind);
}

/* the shift without its logarithm, if it is a ratio */
static double
plain(const struct compared *c, double shift)
{
	return c->ratio && fabs(shift) < HUGE_VAL ? etothe(shift) : shift;
}

static void
bufrow(struct buf *b, const struct comparison *all, const struct row *r)
{
	const struct compared *c = &r->c;

	begin(b, "key");
	membertext(b, "test", r->test);
	membertext(b, "key", r->key);
	membertext(b, "better", r->up ? "up" : "down");
	if (!c->broken) {
		membernumber(b, "nold", c->n[OLD]);
		membernumber(b, "nnew", c->n[NEW]);
		membernumber(b, "old", c->median[OLD]);
		membernumber(b, "new", c->median[NEW]);
		membernumber(b, c->ratio ? "ratio" : "difference",
		    plain(c, c->shift.by));
		membernumber(b, "low", plain(c, c->shift.low));
		membernumber(b, "high", plain(c, c->shift.high));
		membernumber(b, "delta", c->delta);
		membernumber(b, "p", rowp(all, c));
	}
	membertext(b, "verdict", answerword(c->answer));
	bufputs(b, "}\n");
}

/* append one object for each line */
static void
buflines(struct buf *b, const char *kind, const struct buf *lines)
{
	const char *s = lines->s, *end;

	for (; s && *s; s = end + 1) {
		end = strchr(s, '\n');
		begin(b, kind);
		memberkey(b, "text");
		memberstring(b, s, end - s);
		bufputs(b, "}\n");
	}
}

/* append the number of runs needed, and for which row */
static void
bufwanted(struct buf *b, const struct plan *plan)
{
	const struct row *r = plan->row;

	if (!r)
		return;
	membernumber(b, "wanted", plan->runs ? plan->runs : HUGE_VAL);
	membernumber(b, r->c.ratio ? "wantedratio" : "wanteddifference",
	    plain(&r->c, plan->shift));
}

void
bufcomparisonjsonl(struct buf *b, const struct comparison *c,
    const struct conclusion *end)
{
	size_t i;

	buflines(b, "differs", &c->first);
	for (i = 0; i < c->n; i++)
		bufrow(b, c, &c->row[i]);
	buflines(b, "note", &c->notes);
	begin(b, "answer");
	membertext(b, "answer", end->answer ? end->answer :
	    "nothing to compare");
	if (end->why)
		membertext(b, "why", end->why);
	membernumber(b, "status", end->status);
	if (c->n > 0) {
		membernumber(b, "effect", c->effect);
		membernumber(b, "level", 1 - c->errors);
		membertext(b, "of", c->byrun ? "runs" : "iterations");
	}
	bufwanted(b, &end->plan);
	bufputs(b, "}\n");
}
