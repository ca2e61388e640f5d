/* at-run - run one test */
#include <stdlib.h>
#include <string.h>

#include "stat.h"
#include "test.h"

static const char usage[] =
    "at-run [-CSmqvw] [-d jobdir] [-n N | -l seconds] [-e key=pct%]...\n"
    "\t[-x seconds] [-u N] [-r N] [-c expr]... [-P also|only|no]\n"
    "\t[-p yes|no] [-t seconds] [-g tag] [-G subdirtag] [-k key=value]...\n"
    "\ttest [name=value ...] [-- command [arg ...]]";

static const char *jobdir;	/* -d */
static const char *count;	/* -n */
static const char *length;	/* -l */
static const char *retries;	/* -r */
static const char *profile;	/* -P */
static const char *limit;	/* -t */
static int witness;		/* -w */
static int onlyprofiled;	/* AT_DEFAULT_PROFILE_ONLY */
static const char *longest;	/* -x */
static struct buf expressions;	/* -c, joined by `, ' */
static struct buf aims;		/* -e, joined by `, ' */
static struct precision precision;

static struct run r;
static struct iterate *const it = &r.life.it;
static char *made;		/* directory of a new job */

/* kept on one line; a constraint that does not parse always fails */
static void
addconstraint(const char *expr)
{
	constraintadd(&r.constraints, expr);
	it->constraints = &r.constraints;
	r.constraints.summary = 1;
	bufputs(&expressions, expressions.len ? ", " : "");
	for (; *expr; expr++)
		bufputc(&expressions, *expr == '\n' ? ' ' : *expr);
}

static void
addaim(const char *aim)
{
	precisionwant(&precision, aim);
	it->precision = &precision;
	bufputs(&aims, aims.len ? ", " : "");
	bufputs(&aims, aim);
}

static void
options(int argc, char *argv[])
{
	int c;

	r.postprocess = -1;
	while ((c = option(argc, argv, "CSmqvwd:n:l:e:x:u:r:c:P:p:t:g:G:k:",
	    usage)) != -1)
		switch (c) {
		case 'C': r.life.nocleanup = 1; break;
		case 'S': r.strict = 1; break;
		case 'm': it->metrics = 1; break;
		case 'q': r.quiet = 1; break;
		case 'v': r.verbose = 1; break;
		case 'w': witness = 1; break;
		case 'd': jobdir = optvalue; break;
		case 'n': count = optvalue; break;
		case 'l': length = optvalue; break;
		case 'e': addaim(optvalue); break;
		case 'x': longest = optvalue; break;
		case 'u': it->warm = number(optvalue, MANY, "-u"); break;
		case 'r': retries = optvalue; break;
		case 'c': addconstraint(optvalue); break;
		case 'P': profile = optvalue; break;
		case 'p':
			r.postprocess = strcmp(optvalue, "yes") == 0;
			if (!r.postprocess && strcmp(optvalue, "no") != 0)
				badusage(usage);
			break;
		case 't': limit = optvalue; break;
		case 'g': r.tag = optvalue; break;
		case 'G': r.subtag = optvalue; break;
		case 'k': testpair(&r.life.keyvals, optvalue); break;
		}
}

/* test [name=value ...] [-- command [arg ...]] */
static void
operands(char *argv[])
{
	struct test *t = &r.life.test;
	char *name, *s;

	if (!*argv || strcmp(*argv, "--") == 0)
		badusage(usage);
	t->operand = name = *argv++;
	for (r.life.params = argv; *argv && strcmp(*argv, "--") != 0; argv++)
		continue;
	if (*argv) {
		*argv++ = NULL;
		if (!*argv)
			badusage(usage);
		t->command = argv;
		/* for reports on crashes */
		if (strchr(*argv, '/'))
			*argv = abspath(*argv);
	} else if (pathlike(name)) {
		/* the name of DIR/NAME/ is NAME */
		name = xstrdup(name);
		for (s = name + strlen(name); s - 1 > name && s[-1] == '/'; s--)
			s[-1] = '\0';
		name += lastpart(name) - name;
	}
	t->name = name;
}

/* take defaults from variables; check numbers before files are made */
static void
defaults(void)
{
	const char *s;

	it->length = length ? seconds(length, "-l") : 0;
	it->longest = longest ? seconds(longest, "-x") : 0;
	if (!iteratebounds(it, count))
		badusage(usage);
	if (retries)
		it->retries = number(retries, MANY, "-r");
	else if ((s = setting("AT_TEST_RETRY")))
		it->retries = number(s, MANY, "AT_TEST_RETRY");
	if (profile && !profileword(profile, &it->profile))
		badusage(usage);
	onlyprofiled = switched("AT_DEFAULT_PROFILE_ONLY", 0);
	it->cold = switched("AT_DROP_CACHES_BETWEEN_ITERATIONS", 0);
	r.cold = switched("AT_DROP_CACHES", 0);
	if (!switched("AT_RUN_TEST_CLEANUP", 1))
		r.life.nocleanup = 1;
	s = setting("AT_LOG_MAX");
	r.out.logmax = number(s ? s : "16777216", (unsigned long)-1 >> 1,
	    "AT_LOG_MAX");
	syncing();
	r.limit = limit ? seconds(limit, "-t") : -1;
	s = setting("AT_TIMEOUT");
	r.otherwise = s ? seconds(s, "AT_TIMEOUT") : 0;
	s = setting("AT_TIMEOUT_MUL");
	r.scale = s ? (seconds(s, "AT_TIMEOUT_MUL") + 999999) / 1000000 : 1000;
}

/* record the options like the parameters */
static void
recordoptions(void)
{
	struct testkeyvals *t = &r.life.keyvals;

	if (count)
		testparam(t, "iterations", count);
	if (length)
		testparam(t, "test_length", length);
	if (expressions.len > 0)
		testparam(t, "constraints", expressions.s);
	if (aims.len > 0)
		testparam(t, "precision", aims.s);
	if (longest)
		testparam(t, "longest", longest);
	if (profile)
		testparam(t, "profile_only", profile);
}

/* enter the surrounding job, or make one */
static void
enterjob(void)
{
	static struct buf b;
	struct record none = { 0 };
	int in;

	if (jobdir && !*jobdir)
		badusage(usage);
	if ((in = jobenter(&r.job, jobdir)) < 0)
		die(RC_BROKEN, "%s:", jobdir ? jobdir : r.job.dir.path);
	if (in > 0)
		joballows(&r.job, r.life.test.operand);
	/* a subtest profiles only with an option for it */
	if (!profile && onlyprofiled && !r.job.parent)
		it->profile = PROFILE_ONLY;
	if (in > 0)
		return;
	bufputs(&b, "results/");
	bufsafename(&b, r.life.test.name);
	if (!(made = freshdir(b.s)) || jobopen(&r.job, made) < 0)
		die(RC_BROKEN, "%s:", made ? made : b.s);
	bufclear(&b);
	if (jobstart(&r.job, NULL, &none, &b) < 0)
		die(RC_BROKEN, "%s", b.s);
}

static void
environment(const char *bin)
{
	struct env *e = &r.life.hooks.env;

	envcopy(e);
	envclean(e);
	envset(e, "LC_ALL", "C");
	envset(e, "MAKEFLAGS", NULL);
	envset(e, "MFLAGS", NULL);
	envset(e, "MAKELEVEL", NULL);
	envpath(e, bin);
}

/* print the line for people, and the directory of a new job */
static int
finish(const struct outcome *o)
{
	int rc = o->late ? RC_TIMEOUT : verdictexit(o->verdict);
	const char *log = r.out.logname;

	if (o->verdict != GOOD && !r.quiet)
		warning("%s: %s: %s%s%s", r.place.subdir,
		    verdictname(o->verdict), o->reason.s, log ? "; see " : "",
		    log ? log : "");
	if (made) {
		jobfinish(&r.job, o->verdict == ABORT ? o->reason.s : NULL,
		    r.strict, -1);
		made = strfmt("%s\n", made);
		writeout(made, strlen(made));
	}
	if (o->signal)
		dieby(o->signal);
	return rc;
}

int
main(int argc, char *argv[])
{
	static struct outcome o;
	const char *bin;

	progname = "at-run";
	failstatus = RC_BROKEN;
	jobwatch();
	r.began = nanoseconds();
	bin = programdir(argv[0]);
	options(argc, argv);
	operands(argv + optnext);
	defaults();
	recordoptions();
	umask(022);
	catchsignals();
	allowcores();
	adoptorphans();
	sparesession();
	envabsolute(sharedir(bin));
	if (witness)
		it->witness = witnessopen(sharedir(bin));
	enterjob();
	environment(bin);
	testrun(&r, &o);
	return finish(&o);
}
