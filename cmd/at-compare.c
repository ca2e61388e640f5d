/* at-compare - tell whether new results are better or worse than old ones */
#include <string.h>

#include "base.h"
#include "format.h"
#include "compare/local.h"

#define USAGE	"at-compare [-i] [-e pct%] [-f format] " \
		"[-k key[:up|:down]]... old... new | old... -- new..."
#define ERRORS	0.05		/* probability that any verdict is wrong */

enum { RC_UNSURE = 3, RC_NOTHING = 4 };

static const struct format {
	const char *name;
	void (*print)(struct buf *, const struct comparison *,
	    const struct conclusion *);
} formats[] = {
	{ "text", bufcomparison },
	{ "markdown", bufcomparisonmarkdown },
	{ "jsonl", bufcomparisonjsonl },
}, *format = formats;			/* -f */

static double effect = 0.01;	/* -e: the smallest effect that matters */
static int independent;		/* -i: compare iterations, not runs */
static struct measured all;
static struct comparison cmp;

static void
wantformat(const char *s)
{
	for (format = formats; format < formats + LEN(formats); format++)
		if (strcmp(format->name, s) == 0)
			return;
	die(RC_TROUBLE, "-f '%s': want text, markdown or jsonl", s);
}

static void
wantkey(char *s)
{
	const char *colon = strchr(s, ':');
	size_t n = strcspn(s, ":");
	struct wanted *w;

	if (!keyok(s, n) || (colon && strcmp(colon, ":up") != 0 &&
	    strcmp(colon, ":down") != 0))
		die(RC_TROUBLE, "-k '%s': want key, key:up or key:down", s);
	s[n] = '\0';
	for (w = cmp.wanted; w < cmp.wanted + cmp.nwanted; w++)
		if (strcmp(w->key, s) == 0)
			break;		/* the last option for a key wins */
	if (w == cmp.wanted + cmp.nwanted) {
		cmp.wanted = xrealloc(cmp.wanted,
		    (cmp.nwanted + 1) * sizeof *w);
		w = &cmp.wanted[cmp.nwanted++];
	}
	w->key = s;
	w->up = !colon ? 0 : colon[1] == 'u' ? 1 : -1;
	w->met = 0;
}

/* read one side; the first operand without results, or NULL */
static const char *
readside(char *const *operand, size_t n, int side)
{
	const char *empty = NULL;
	size_t i;

	for (i = 0; i < n; i++)
		if (!measuredread(&all, operand[i], side, cmp.byrun ? i : 0) &&
		    !empty)
			empty = operand[i];
	return empty;
}

/* the conclusion from all rows */
static void
conclude(enum answer worst, struct conclusion *end)
{
	end->status = RC_NO;
	end->answer = answerword(WORSE);
	if (cmp.failures) {
		end->why = "what did not fail in old fails in new";
	} else if (cmp.n == 0) {
		end->status = RC_NOTHING;
		end->answer = NULL;
	} else if (!cmp.byrun && !independent) {
		end->status = RC_UNSURE;
		end->answer = answerword(UNSURE);
		end->why = strfmt("one run a side, whose iterations need not "
		    "be independent; give %zu runs a side or more "
		    "(old... -- new...), or -i if they are",
		    leastruns(cmp.level));
	} else if (worst != WORSE && (worst == UNSURE || cmp.unsure)) {
		end->status = RC_UNSURE;
		end->answer = answerword(UNSURE);
		comparisonplan(&cmp, &end->plan);
	} else if (worst != WORSE) {
		end->status = RC_OK;
		end->answer = "same or better";
	}
}

/* read both sides, print the comparison; the exit status */
static int
run(char *const *old, size_t nold, char *const *new, size_t nnew)
{
	static struct conclusion end;
	static struct buf out;
	const char *empty = readside(old, nold, OLD);
	const char *more = readside(new, nnew, NEW);

	if (empty || more)
		die(RC_NOTHING, "%s: nothing to compare: no records",
		    empty ? empty : more);
	comparisonrows(&cmp, &all);
	conclude(comparisonjudge(&cmp, effect, ERRORS), &end);
	bufclear(&out);
	format->print(&out, &cmp, &end);
	writeout(out.s, out.len);
	if (end.status == RC_NOTHING)
		warning("nothing to compare: no key on both sides");
	return end.status;
}

int
main(int argc, char *argv[])
{
	int c, n;

	progname = "at-compare";
	failstatus = RC_TROUBLE;
	while ((c = option(argc, argv, "ie:f:k:", USAGE)) != -1)
		switch (c) {
		case 'i': independent = 1; break;
		case 'e':
			if (!percentage(optvalue, &effect))
				die(RC_TROUBLE, "-e '%s': want a percentage "
				    "such as 2%%", optvalue);
			break;
		case 'f': wantformat(optvalue); break;
		case 'k': wantkey(optvalue); break;
		}
	argc -= optnext;
	argv += optnext;
	for (n = 0; n < argc && strcmp(argv[n], "--") != 0; n++)
		continue;
	if (n == 0 || n == argc - 1 || (n == argc && n < 2))
		badusage(USAGE);
	cmp.byrun = !independent && argc - (n < argc) > 2;
	if (n < argc)
		return run(argv, n, argv + n + 1, argc - n - 1);
	return run(argv, n - 1, argv + n - 1, 1);
}
