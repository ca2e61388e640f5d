/* at-compare - tell whether new results are better or worse than old ones */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "buf.h"
#include "err.h"
#include "file.h"
#include "keyval.h"
#include "measured.h"
#include "measuredir.h"
#include "num.h"
#include "opt.h"
#include "ranks.h"
#include "rc.h"
#include "compare.h"
#include "comparison.h"
#include "moreruns.h"

#define USAGE	"at-compare [-i] [-e pct%] [-k key[:up|:down]]... " \
		"old... new | old... -- new..."
#define ERRORS	0.05		/* how often any of the verdicts may be wrong */

enum { RC_UNSURE = 3, RC_NOTHING = 4 };

static double effect = 0.01;	/* -e: the smallest that matters */
static int independent;		/* -i: iterations are as good as runs */
static struct measured all;
static struct comparison cmp;

static void
wanteffect(const char *s)
{
	size_t n = strlen(s);

	if (n < 2 || s[n - 1] != '%' || !decimal(s, n - 1, &effect) ||
	    effect < 0)
		die(RC_TROUBLE, "-e '%s': want a percentage such as 2%%", s);
	effect /= 100;
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
			break;		/* the last of the same wins */
	if (w == cmp.wanted + cmp.nwanted) {
		cmp.wanted = xrealloc(cmp.wanted,
		    (cmp.nwanted + 1) * sizeof *w);
		w = &cmp.wanted[cmp.nwanted++];
	}
	w->key = s;
	w->up = !colon ? 0 : colon[1] == 'u' ? 1 : -1;
	w->met = 0;
}

/* read one side; the first operand that holds nothing, or NULL */
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

/* the last line, and the exit status */
static int
conclude(struct buf *out, enum answer worst)
{
	struct plan plan;

	if (cmp.failures) {
		bufputs(out, "answer: worse: what did not fail in old fails "
		    "in new\n");
		return RC_NO;
	}
	if (cmp.n == 0)
		return RC_NOTHING;
	if (!cmp.byrun && !independent) {
		buffmt(out, "answer: cannot tell: one run a side, whose "
		    "iterations need not be independent; give %zu runs a side "
		    "or more (old... -- new...), or -i if they are\n",
		    leastruns(cmp.level));
		return RC_UNSURE;
	}
	if (worst == WORSE) {
		bufputs(out, "answer: worse\n");
		return RC_NO;
	}
	if (worst == UNSURE || cmp.unsure) {
		comparisonplan(&cmp, &plan);
		bufplan(out, &cmp, &plan);
		bufputs(out, "answer: cannot tell\n");
		return RC_UNSURE;
	}
	bufputs(out, "answer: same or better\n");
	return RC_OK;
}

/* read both sides, print what they say; the exit status */
static int
run(char *const *old, size_t nold, char *const *new, size_t nnew)
{
	static struct buf out;
	const char *empty = readside(old, nold, OLD);
	const char *more = readside(new, nnew, NEW);
	enum answer worst;
	int rc;

	if (empty || more)
		die(RC_NOTHING, "%s: nothing to compare: no records",
		    empty ? empty : more);
	comparisonrows(&cmp, &all);
	worst = comparisonjudge(&cmp, effect, ERRORS);
	bufclear(&out);
	if (cmp.n > 0)
		bufcomparison(&out, &cmp);
	bufadd(&out, cmp.notes.s, cmp.notes.len);
	rc = conclude(&out, worst);
	if (writeall(1, out.s, out.len) < 0)
		die(RC_TROUBLE, "standard output:");
	if (rc == RC_NOTHING)
		warning("nothing to compare: no key on both sides");
	return rc;
}

int
main(int argc, char *argv[])
{
	int c, n;

	progname = "at-compare";
	failstatus = RC_TROUBLE;
	while ((c = option(argc, argv, "ie:k:", USAGE)) != -1)
		switch (c) {
		case 'i': independent = 1; break;
		case 'e': wanteffect(optarg); break;
		case 'k': wantkey(optarg); break;
		}
	argc -= optind;
	argv += optind;
	for (n = 0; n < argc && strcmp(argv[n], "--") != 0; n++)
		continue;
	if (n == 0 || n == argc - 1 || (n == argc && n < 2))
		badusage(USAGE);
	cmp.byrun = !independent && argc - (n < argc) > 2;
	if (n < argc)
		return run(argv, n, argv + n + 1, argc - n - 1);
	return run(argv, n - 1, argv + n - 1, 1);
}
