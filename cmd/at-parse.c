/* at-parse - find values in a benchmark's output, by rules */
#include <errno.h>
#include <string.h>

#include "base.h"
#include "format.h"
#include "parse/local.h"

#define USAGE	"at-parse rules [file ...]"

static const char *rulesname;
static struct scan scan;
static int status = RC_OK;

/* open a rules file, or the suite's rules of that name */
static void
openrules(struct reader *r, const char *path, const char *share)
{
	if (openlines(r, path) == 0)
		return;
	if (!strchr(path, '/') && (errno == ENOENT || errno == EISDIR) &&
	    share) {
		path = strfmt("%s/rules/%s", share, path);
		if (openlines(r, path) == 0)
			return;
	}
	die(RC_TROUBLE, "%s:", path);
}

static void
readrules(const char *path, const char *share)
{
	struct buf why = { 0 };
	struct reader r;
	struct rule *rule;
	size_t cap = 0, n;
	char *s;
	int got;

	openrules(&r, path, share);
	rulesname = r.name;
	while ((s = readline(&r, &n))) {
		scan.rule = growarray(scan.rule, scan.n, &cap,
		    sizeof *scan.rule);
		rule = scan.rule + scan.n;
		if (strlen(s) < n)
			die(RC_TROUBLE, "%s:%lu: NUL byte", r.name, r.lineno);
		if ((got = ruleread(rule, s, &why)) < 0)
			die(RC_TROUBLE, "%s:%lu: %s", r.name, r.lineno, why.s);
		rule->lineno = r.lineno;
		scan.n += got;
		scan.json |= got && rule->form == JSON;
	}
	if (scan.n == 0)
		die(RC_TROUBLE, "%s: no rules", r.name);
	closelines(&r);
}

static void
no(const char *why)
{
	warning("%s", why);
	status = RC_NO;
}

static void
readtext(const char *path)
{
	struct reader r;
	size_t n;
	char *s;

	if (openlines(&r, path) < 0)
		die(RC_TROUBLE, "%s:", path);
	scan.name = r.name;
	while ((s = readline(&r, &n))) {
		scan.line++;
		scan.lineno = r.lineno;
		scanline(&scan, s, n);
		if (scan.why.len > 0) {
			no(scan.why.s);
			bufclear(&scan.why);
		}
	}
	scanend(&scan);
	closelines(&r);
}

/* rules with the same name are alternatives */
static int
satisfied(const struct rule *r)
{
	const struct rule *q;

	for (q = scan.rule; q < scan.rule + scan.n; q++)
		if ((q->n > 0 || q->optional) &&
		    strcmp(q->name, r->name) == 0)
			return 1;
	return 0;
}

static void
missing(const struct rule *r)
{
	struct buf b = { 0 };

	buffmt(&b, "%s:%lu: %s: ", rulesname, r->lineno, r->name);
	if (r->none.len > 0)
		buffmt(&b, "no value, but '%s'", r->none.s);
	else
		bufputs(&b, "no match");
	if (r->form == JSON && scan.broken.len > 0)
		buffmt(&b, "; %s", scan.broken.s);
	no(b.s);
}

static void
tell(void)
{
	static struct perfline l;
	struct buf b = { 0 };
	const struct rule *r;

	for (r = scan.rule; r < scan.rule + scan.n; r++) {
		if (r->n == 0) {
			if (!satisfied(r))
				missing(r);
			continue;
		}
		l.name.s = r->name;
		l.name.n = strlen(r->name);
		l.units.s = r->units;
		l.units.n = r->units ? strlen(r->units) : 0;
		l.up = r->up;
		bufperfline(&b, &l, r->values.s, "_");
	}
	writeout(b.s, b.len);
}

int
main(int argc, char *argv[])
{
	const char *share;

	progname = "at-parse";
	failstatus = RC_TROUBLE;
	share = sharedir(programdir(argv[0]));
	while (option(argc, argv, "", USAGE) != -1)
		continue;
	argv += optnext;
	if (!*argv)
		badusage(USAGE);
	readrules(*argv++, share);
	if (!*argv)
		readtext("-");
	for (; *argv; argv++)
		readtext(*argv);
	tell();
	return status;
}
