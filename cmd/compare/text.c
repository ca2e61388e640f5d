/* text.c - a comparison as a table, for people and for forges */
#include <math.h>
#include <string.h>

#include "local.h"

/* append 1.0234; more digits for small and large ratios */
static void
bufratio(struct buf *b, double d)
{
	if (d < 0.1 || d > 1e6)
		bufrounded(b, d, 4);
	else
		bufdecimals(b, llround(d * 10000) * 100000, 4);
}

/* append the shift as a ratio, or as a difference with its sign */
static void
bufshift(struct buf *b, const struct compared *c, double d)
{
	if (c->ratio) {
		bufratio(b, etothe(d));
		return;
	}
	if (d >= 0)
		bufputc(b, '+');
	bufrounded(b, d, 4);
}

static void
cell(struct table *t, struct buf *b)
{
	tablecell(t, xstrdup(b->s));
	bufclear(b);
}

static void
addcells(struct table *t, const struct comparison *all, const struct row *r)
{
	const struct compared *c = &r->c;
	double p = rowp(all, c);
	struct buf b = { 0 };
	int i, known = c->shift.high < HUGE_VAL;

	bufclear(&b);
	bufprintable(&b, r->test, strlen(r->test));
	cell(t, &b);
	tablecell(t, xstrdup(r->key));
	tablecell(t, xstrdup(r->up ? "more" : "less"));
	if (c->broken) {
		for (i = 0; i < 8; i++)
			tablecell(t, xstrdup(""));
		tablecell(t, strfmt("%s: not all are numbers",
		    answerword(c->answer)));
		return;
	}
	for (i = OLD; i <= NEW; i++) {
		tablecell(t, strfmt("%zu", c->n[i]));
		bufrounded(&b, c->median[i], 4);
		cell(t, &b);
	}
	bufshift(&b, c, c->shift.by);
	cell(t, &b);
	if (known) {
		bufshift(&b, c, c->shift.low);
		bufputs(&b, " to ");
		bufshift(&b, c, c->shift.high);
	}
	cell(t, &b);
	bufrounded(&b, c->delta, 2);
	cell(t, &b);
	if (p >= 0.0001)
		bufrounded(&b, p, 2);
	else
		bufputs(&b, "<0.0001");
	cell(t, &b);
	tablecell(t, strfmt("%s%s", answerword(c->answer),
	    known ? "" : ": too few"));
}

static void
addrows(struct table *t, const struct comparison *c)
{
	static const char *const head[] = {
		"test", "key", "better", "n", "old", "n", "new", "new/old",
		"interval", "delta", "p", "verdict",
	};
	size_t i, named = 0;

	for (i = 0; i < c->n; i++)
		named += *c->row[i].test != '\0';
	for (i = 0; i < LEN(head); i++)
		tablecell(t, xstrdup(i > 0 || named ? head[i] : ""));
	for (i = 0; i < c->n; i++)
		addcells(t, c, &c->row[i]);
}

/* append the meaning of the columns */
static void
buflegend(struct buf *b, const struct comparison *c)
{
	bufputs(b, c->n > 1 ? "intervals: all of them hold with " :
	    "interval: holds with ");
	bufrounded(b, 100 * (1 - c->errors), 4);
	bufputs(b, " %; up to ");
	bufrounded(b, 100 * c->effect, 4);
	bufputs(b, " % either way is the same\n");
}

/* append a shift in per cent, or as a difference */
static void
bufchange(struct buf *b, const struct compared *c, double shift)
{
	if (!c->ratio) {
		bufrounded(b, fabs(shift), 3);
		return;
	}
	bufrounded(b, 100 * (etothe(fabs(shift)) - 1), 3);
	bufputs(b, " %");
}

static size_t
morethan(size_t n, size_t have)
{
	return n > have ? n - have : 0;
}

static void
bufplan(struct buf *b, const struct comparison *c, const struct plan *plan)
{
	const char *what = c->byrun ? "runs" : "iterations";
	const struct row *r = plan->row;

	if (!r)
		return;
	if (plan->runs == 0)
		buffmt(b, "not even %d %s a side", MANYRUNS, what);
	else
		buffmt(b, "%zu more %s of old and %zu of new",
		    morethan(plan->runs, r->c.n[OLD]), what,
		    morethan(plan->runs, r->c.n[NEW]));
	bufputs(b, " would tell a change of ");
	bufchange(b, &r->c, plan->shift);
	bufputs(b, plan->guessed ? ", as it seems to be," : "");
	bufputs(b, " 9 times in 10");
	if (c->n > 1) {
		bufputs(b, "; most are for ");
		bufprintable(b, r->test, strlen(r->test));
		bufputs(b, *r->test ? ": " : "");
		bufputs(b, r->key);
	}
	bufputc(b, '\n');
}

void
bufcomparison(struct buf *b, const struct comparison *c,
    const struct conclusion *end)
{
	struct table t = { "lllrrrrrrrrl", NULL, 0, 0 };

	bufadd(b, c->first.s, c->first.len);
	if (c->n > 0) {
		addrows(&t, c);
		tabletext(&t, b);
		buflegend(b, c);
	}
	bufadd(b, c->notes.s, c->notes.len);
	bufplan(b, c, &end->plan);
	if (end->answer)
		buffmt(b, "answer: %s%s%s\n", end->answer,
		    end->why ? ": " : "", end->why ? end->why : "");
}

/* append each line as an item of a list */
static void
buflist(struct buf *b, const struct buf *lines)
{
	const char *s = lines->s, *end;

	for (; s && *s; s = end + 1) {
		end = strchr(s, '\n');
		bufputs(b, "- ");
		bufmarkdown(b, s, end - s);
		bufputc(b, '\n');
	}
}

void
bufcomparisonmarkdown(struct buf *b, const struct comparison *c,
    const struct conclusion *end)
{
	struct table t = { "lllrrrrrrrrl", NULL, 0, 0 };
	struct buf lines = { 0 };

	if (end->answer)
		buffmt(b, "**%s**%s%s\n\n", end->answer, end->why ? ": " : "",
		    end->why ? end->why : "");
	buflist(b, &c->first);
	bufputs(b, c->first.len > 0 && c->n > 0 ? "\n" : "");
	bufclear(&lines);
	if (c->n > 0) {
		addrows(&t, c);
		tablemarkdown(&t, b);
		bufputc(b, '\n');
		buflegend(&lines, c);
	}
	bufadd(&lines, c->notes.s, c->notes.len);
	bufplan(&lines, c, &end->plan);
	buflist(b, &lines);
}
