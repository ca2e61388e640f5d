/* at-run - run one test */
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "block.h"
#include "caches.h"
#include "buf.h"
#include "chart.h"
#include "child.h"
#include "claim.h"
#include "clock.h"
#include "constraint.h"
#include "env.h"
#include "err.h"
#include "file.h"
#include "job.h"
#include "keyval.h"
#include "leftover.h"
#include "logcut.h"
#include "manifest.h"
#include "names.h"
#include "num.h"
#include "opt.h"
#include "rc.h"
#include "sync.h"
#include "verdict.h"
#include "hook.h"
#include "profiler.h"
#include "records.h"
#include "iterate.h"
#include "life.h"
#include "test.h"

#define MANY	1000000000UL	/* of anything that is counted */

static const char usage[] =
    "at-run [-CSmqv] [-d jobdir] [-n N | -l seconds] [-u N] [-r N]\n"
    "\t[-c expr]... [-P also|only|no] [-p yes|no] [-t seconds] [-g tag]\n"
    "\t[-G subdirtag] [-k key=value]... test [name=value ...]\n"
    "\t[-- command [arg ...]]";

static const char *jobdir;		/* -d */
static const char *tag, *subtag;	/* -g, -G */
static const char *count, *length;	/* -n, -l as given */
static const char *profile;		/* -P as given */
static int postprocess = -1;		/* -p */
static const char *limit;		/* -t */
static int strict;			/* -S */
static int quiet;			/* -q */
static struct pairs attributes;		/* -k, as values */
static struct buf expressions;		/* -c, joined by `, ' */

static const char *operand;		/* what test to run */
static char *testname;			/* its name */
static char **command;			/* behind --, or NULL */

static struct job job;
static char *made;			/* the directory of a job of our own */
static struct claim place;
static struct block block;
static struct life l;
static struct constraints constraints;
static struct profilers profilers;
static char *tmpdir, *logname;
static long long began, logmax;

/* kept on record in one line; one that does not parse is never met */
static void
addconstraint(const char *expr)
{
	constraintadd(&constraints, expr, NULL);
	l.it.constraints = &constraints;
	bufputs(&expressions, expressions.len ? ", " : "");
	for (; *expr; expr++)
		bufputc(&expressions, *expr == '\n' ? ' ' : *expr);
}

static void
options(int argc, char *argv[])
{
	int c;

	while ((c = option(argc, argv, "CSmqvd:n:l:u:r:c:P:p:t:g:G:k:",
	    usage)) != -1)
		switch (c) {
		case 'C': l.nocleanup = 1; break;
		case 'S': strict = 1; break;
		case 'm': l.it.metrics = 1; break;
		case 'q': quiet = 1; break;
		case 'v': l.hooks.verbose = 1; break;
		case 'd': jobdir = optarg; break;
		case 'n': count = optarg; break;
		case 'l': length = optarg; break;
		case 'u': l.it.warm = number(optarg, MANY, "-u"); break;
		case 'r': l.it.retries = number(optarg, MANY, "-r"); break;
		case 'c':
			addconstraint(optarg);
			break;
		case 'P': profile = optarg; break;
		case 'p':
			postprocess = strcmp(optarg, "yes") == 0;
			if (!postprocess && strcmp(optarg, "no") != 0)
				badusage(usage);
			break;
		case 't': limit = optarg; break;
		case 'g': tag = optarg; break;
		case 'G': subtag = optarg; break;
		case 'k': pairadd(&attributes, "", optarg); break;
		}
}

/* test [name=value ...] [-- command [arg ...]] */
static void
operands(char *argv[])
{
	char *s;

	if (!*argv || strcmp(*argv, "--") == 0)
		badusage(usage);
	operand = *argv++;
	for (l.params = argv; *argv && strcmp(*argv, "--") != 0; argv++)
		continue;
	if (*argv) {
		*argv++ = NULL;
		if (!*argv)
			badusage(usage);
		command = argv;
		/* it runs elsewhere */
		if (strchr(*command, '/'))
			*command = abspath(*command);
	}
	testname = xstrdup(operand);
	if (!command && pathlike(operand)) {
		for (s = testname + strlen(testname); s - 1 > testname &&
		    s[-1] == '/'; s--)
			s[-1] = '\0';
		testname = xstrdup(lastpart(testname));
	}
}

/* numbers are checked before anything is made; variables give defaults */
static void
defaults(void)
{
	const char *s;

	l.it.n = count ? number(count, MANY, "-n") : 1;
	l.it.length = length ? seconds(length, "-l") : 0;
	if (l.it.retries == 0 && (s = setting("AT_TEST_RETRY")))
		l.it.retries = number(s, MANY, "AT_TEST_RETRY");
	if (profile && !profileword(profile, &l.it.profile))
		badusage(usage);
	l.it.cold = switched("AT_DROP_CACHES_BETWEEN_ITERATIONS", 0);
	if (!switched("AT_RUN_TEST_CLEANUP", 1))
		l.nocleanup = 1;
	s = setting("AT_LOG_MAX");
	logmax = number(s ? s : "16777216", (unsigned long)-1 >> 1,
	    "AT_LOG_MAX");
	syncing();
	if (limit)
		seconds(limit, "-t");
	if ((s = setting("AT_TIMEOUT")))
		seconds(s, "AT_TIMEOUT");
	if ((s = setting("AT_TIMEOUT_MUL")))
		seconds(s, "AT_TIMEOUT_MUL");
}

/* AT_TIMEOUT_MUL in thousandths */
static long long
limitscale(void)
{
	const char *mul = setting("AT_TIMEOUT_MUL");

	return mul ? seconds(mul, "AT_TIMEOUT_MUL") / 1000000 : 1000;
}

/* -t, the manifest's or AT_TIMEOUT, times AT_TIMEOUT_MUL; 0: none */
static long long
timelimit(void)
{
	const char *dflt = setting("AT_TIMEOUT");
	long long ns;

	ns = limit ? seconds(limit, "-t") : l.manifest.timeout ?
	    l.manifest.timeout : dflt ? seconds(dflt, "AT_TIMEOUT") : 0;
	return ns / 1000 * limitscale();
}

/* the job we are in, or one of our own */
static void
enterjob(void)
{
	struct buf b = { 0 };
	int r;

	if ((r = jobenter(&job, jobdir)) < 0)
		die(RC_BROKEN, "%s:", jobdir ? jobdir : job.dir);
	if (r > 0 && jobaborted(&job, &b)) {
		warning("%s: the job was aborted: %s", operand, b.s);
		exit(verdictexit(ABORT));
	}
	if (r > 0)
		return;
	bufputs(&b, "results/");
	bufsafename(&b, testname);
	if (!(made = freshdir(b.s)) || jobstart(&job, made, NULL, &b) < 0)
		die(RC_BROKEN, "%s:", b.s);
	buffree(&b);
}

static void
mustdir(const char *dir, int mode)
{
	if (mkdir(dir, 0777) < 0 || (mode && chmod(dir, mode) < 0))
		die(RC_BROKEN, "%s:", dir);
}

static char *
subdirof(const char *name, int mode, const char *var)
{
	char *dir = join(place.dir, name);

	mustdir(dir, mode);
	if (var)
		envset(&l.hooks.env, var, dir);
	return dir;
}

static void
cutlog(void *arg)
{
	(void)arg;
	logcut(l.hooks.log, logmax);
}

static int
openlog(const char *end)
{
	char *name = strfmt("%s/debug/%s.%s", place.dir,
	    lastpart(place.subdir), end);
	int fd = open(name, O_RDWR | O_APPEND | O_CREAT | O_EXCL | O_CLOEXEC,
	    0666);

	if (fd < 0)
		die(RC_BROKEN, "%s:", name);
	free(logname);
	logname = name;
	return fd;
}

/* the test's directories and the environment of its hooks */
static void
makeplace(void)
{
	struct env *e = &l.hooks.env;
	char *results;

	envset(e, "AT_JOBDIR", job.dir);
	envset(e, "AT_OUTPUTDIR", place.dir);
	envset(e, "AT_TESTNAME", testname);
	envset(e, "AT_TAG", tag && *tag ? tag : NULL);
	results = subdirof("results", 0777, "AT_RESULTSDIR");
	l.it.profdir = subdirof("profiling", 0, "AT_PROFDIR");
	free(subdirof("debug", 0, NULL));
	l.it.records.path = join(results, "keyval");
	l.it.records.to = -1;
	l.keyval = join(place.dir, "keyval");
	tmpdir = join(job.dir, "tmp");
	if (mkdirs(tmpdir, 0777) < 0)	/* no at-job made it */
		die(RC_BROKEN, "%s:", tmpdir);
	free(tmpdir);
	tmpdir = strfmt("%s/tmp/%s.XXXXXX", job.dir, lastpart(place.subdir));
	if (!mkdtemp(tmpdir) || chmod(tmpdir, 01777) < 0)
		die(RC_BROKEN, "%s:", tmpdir);
	envset(e, "AT_TMPDIR", tmpdir);
	envset(e, "TMPDIR", tmpdir);
	l.hooks.raised = join(tmpdir, ".raised");
	envset(e, "AT_RAISED", l.hooks.raised);
	free(results);
	l.hooks.log = l.hooks.out = l.hooks.err = openlog("DEBUG");
	if ((l.hooks.in = open("/dev/null", O_RDONLY | O_CLOEXEC)) < 0)
		die(RC_BROKEN, "/dev/null:");
}

static void
openblock(void)
{
	struct buf b = { 0 };
	long long ns = timelimit();

	block.log = join(place.dir, "status.log");
	block.outer = job.log;
	block.subdir = place.subdir;
	block.name = place.name;
	block.level = job.level;
	if (ns > 0) {
		bufputs(&b, "timeout=");
		bufseconds(&b, ns);
		l.hooks.deadline = began + ns;
	}
	if (blockopen(&block, job.dir, b.s) < 0)
		die(RC_BROKEN, "%s:", block.log);
	buffree(&b);
	l.block = &block;
	envset(&l.hooks.env, "AT_STATUS_LOG", block.log);
	envsetnum(&l.hooks.env, "AT_STATUS_LEVEL", block.level + 1);
}

/* a line of the status log without columns */
static void
tell(void *arg, const char *code, const char *message)
{
	(void)arg;
	if (blockline(&block, code, NULL, NULL, NULL, message) < 0)
		warning("%s:", block.log);
}

static void
retried(void *arg, unsigned long tries)
{
	char *s = strfmt("%lu", tries);

	(void)arg;
	if (testkeyval(&l, "test_retries_before_success", s) < 0)
		warning("%s:", l.keyval);
	free(s);
}

static void
keyval(const char *key, const char *value)
{
	const char *why = recordadd(&l.keyvals, key, strlen(key), NULL,
	    value);

	if (why && !l.badkeyval)
		l.badkeyval = xstrdup(why);
}

static void
param(const char *name, const char *value)
{
	char *key = strfmt("param-%s", name);

	keyval(key, value);
	free(key);
}

/* attributes, then version and parameters, which win */
static void
gatherkeyvals(void)
{
	const char *why;
	char **p, *eq, *name;
	size_t i;

	for (i = 0; i < attributes.n; i++)
		if ((why = recordpair(&l.keyvals, attributes.v[i].value,
		    NULL)) && !l.badkeyval)
			l.badkeyval = xstrdup(why);
	keyval("version", l.manifest.version);
	for (i = 0, p = l.params; *p; p++) {
		eq = strchr(*p, '=');
		name = eq ? strfmt("%.*s", (int)(eq - *p), *p) :
		    strfmt("%lu", (unsigned long)i++);
		param(name, eq ? eq + 1 : *p);
		free(name);
	}
	if (count)
		param("iterations", count);
	if (length)
		param("test_length", length);
	if (expressions.len > 0)
		param("constraints", expressions.s);
	if (profile)
		param("profile_only", profile);
}

/* the archive or URL through at-install; its answer is the directory */
static int
install(struct outcome *o)
{
	char *argv[] = { NULL, NULL, NULL }, *answer;
	struct buf b = { 0 };
	int ok, out = l.hooks.out;

	answer = join(tmpdir, ".installed");
	l.hooks.out = open(answer, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC |
	    O_NOFOLLOW, 0600);
	if (l.hooks.out < 0)
		die(RC_BROKEN, "%s:", answer);
	argv[0] = xstrdup("at-install");
	argv[1] = xstrdup(operand);
	ok = runas(&l.hooks, "at-install", argv, ERROR, o);
	if (ok && readtail(l.hooks.out, 65536, &b) == 0 && b.len > 1) {
		b.s[strcspn(b.s, "\n")] = '\0';
		if (archivelike(operand))
			operand = abspath(b.s);
	}
	close(l.hooks.out);
	unlink(answer);
	l.hooks.out = out;
	return ok;
}

/* what to run, what it says of itself, which hooks it has */
static int
findtest(struct outcome *o)
{
	struct buf why = { 0 };
	struct hooks *h = &l.hooks;
	char *dir = NULL;
	int ok = 1;

	h->judged = !command;
	manifestread(&l.manifest, NULL, &why);
	if (command) {
		h->command = command;
	} else {
		if (archivelike(operand))
			ok = install(o);
		else if (!pathlike(operand) && setting("AT_REPOSITORY"))
			install(o);	/* what is here will do */
		if (!ok)
			return 0;
		outcomeclear(o);
		ok = testfind(h, operand, &dir, &why) == 0;
		h->judged = dir != NULL;
	}
	l.bindir = dir;
	l.manifest.anyparam = !dir;
	if (ok && dir) {
		char *path = join(dir, "manifest"), *src = join(dir, "src");

		ok = manifestread(&l.manifest, path, &why) == 0;
		envset(&h->env, "AT_BINDIR", dir);
		envset(&h->env, "AT_SRCDIR", src);
	}
	ok = ok && hooksfind(h, &why) == 0;
	if (ok && !havehook(h, "run_once") && !havehook(h, "execute")) {
		buffmt(&why, "%s: no run_once", testname);
		ok = 0;
	}
	if (!ok)
		outcomeset(o, ERROR, "%s", why.s);
	return ok;
}

static void
prepare(void)
{
	struct hooks *h = &l.hooks;
	char *dir = join(job.dir, "hooks");
	static const char *const subs[] = { "before_test.d", "after_test.d",
	    "before_iteration.d", "after_iteration.d" };
	struct hookdir *to[] = { l.before, l.after, l.it.before,
	    l.it.after };
	size_t i;

	for (i = 0; i < LEN(subs); i++) {
		hookdirread(&to[i][0], dir, subs[i]);
		if (l.bindir)
			hookdirread(&to[i][1], l.bindir, subs[i]);
	}
	/* a subtest profiles only if it is told to */
	if (!profile && !job.parent && switched("AT_DEFAULT_PROFILE_ONLY", 0))
		l.it.profile = PROFILE_ONLY;
	l.it.postprocess = postprocess < 0 ?
	    l.manifest.postprocess_profiled_run : postprocess;
	if (profilersread(&profilers, job.dir) < 0)
		die(RC_BROKEN, "%s/profilers/.list:", job.dir);
	l.it.profilers = &profilers;
	l.it.hooks = h;
	l.it.tell = tell;
	l.it.retried = retried;
	h->grace = l.manifest.grace;
	h->scale = limitscale();
	h->manifest = &l.manifest;
	h->tick = cutlog;
	h->session = 1;
	l.name = testname;
	if (l.manifest.split_stderr) {
		char *keep = xstrdup(logname);

		h->err = openlog("ERROR");
		free(logname);
		logname = keep;
	}
	if (chdir(place.dir) < 0)
		die(RC_BROKEN, "%s:", place.dir);
	free(dir);
}

/* nothing that the test started outlives it; a subtest closes its block */
static void
contain(struct outcome *o)
{
	struct buf names = { 0 }, info = { 0 };
	int n, stuck;
	char *s;

	n = haveleftovers() ?
	    endleftovers(&names, l.hooks.grace, &stuck) : (stuck = 0);
	salvage(job.dir, block.log, "killed");
	if (n == 0)
		return;
	buffmt(&info, "leaked %d: %s", n, names.s);
	tell(NULL, "INFO", info.s);
	s = strfmt("%d", n);
	if (testkeyval(&l, "leaked", s) < 0)
		warning("%s:", l.keyval);
	if (!quiet)
		warning("%s: %s", place.subdir, info.s);
	if (stuck > 0 && o->verdict < ERROR)
		outcomeset(o, ERROR, "%d processes survive KILL: %s", stuck,
		    names.s);
	else if (strict && o->verdict < FAIL)
		outcomeset(o, FAIL, "%s", info.s);
	free(s);
	buffree(&names);
	buffree(&info);
}

/* the values of the test as one chart, and an end to its log */
static void
conclude(struct outcome *o)
{
	struct buf why = { 0 };
	char *results = join(place.dir, "results");
	long long ms = (nanoseconds() - began) / 1000000;

	contain(o);
	if (chartupdate(results, &why) < 0 && o->verdict < ERROR)
		outcomeset(o, ERROR, "%s", why.s);
	logcut(l.hooks.log, logmax);
	border(&l.hooks, "test %s: %lu iterations, %lld.%03lld s",
	    verdictname(o->verdict), l.it.done, ms / 1000, ms % 1000);
	removetree(tmpdir);
	free(results);
	buffree(&why);
}

/* the outcome line, END, and the block into the enclosing log */
static void
closeblock(const struct outcome *o)
{
	const char *word = verdictname(o->verdict);
	int raised = o->verdict == ABORT && !o->signal;

	if (raised && jobabort(&job, o->reason.s) < 0)
		die(RC_BROKEN, "%s/aborted:", job.dir);
	/* an ABORT that was raised is told by the END of the job */
	if (!raised && blockline(&block, word, place.subdir, place.name,
	    NULL, o->verdict == GOOD ? "completed successfully" :
	    o->reason.s) < 0)
		die(RC_BROKEN, "%s:", block.log);
	if (logname && syncing() && (synctest(place.dir, logname) < 0 ||
	    syncpath(job.dir) < 0))
		die(RC_BROKEN, "%s:", place.dir);
	if (blockclose(&block, word, NULL) < 0)
		die(RC_BROKEN, "%s:", block.outer);
}

/* run it, or say why not; a refused place has its reason already */
static void
run(struct outcome *o, const char *refused)
{
	const char *why;

	if (refused) {
		openblock();
		outcomeset(o, ERROR, "%s", refused);
		closeblock(o);
		return;
	}
	makeplace();
	openblock();
	if (findtest(o)) {
		if (l.manifest.timeout && !limit)
			l.hooks.deadline = began + timelimit();
		prepare();
		gatherkeyvals();
		life(&l, o);
		while ((why = constraintwhy(&constraints)) && !quiet)
			warning("%s: %s", place.subdir, why);
		if (!job.parent && switched("AT_DROP_CACHES", 0))
			dropcaches();
	}
	conclude(o);
	closeblock(o);
}

/* the last word: one line for people, the directory of our own job */
static int
finish(const struct outcome *o)
{
	int rc = o->late ? RC_TIMEOUT : verdictexit(o->verdict);
	char *dir;

	if (o->verdict != GOOD && !quiet)
		warning("%s: %s: %s%s%s", place.subdir,
		    verdictname(o->verdict), o->reason.s,
		    logname ? "; see " : "", logname ? logname : "");
	if (made) {
		jobfinish(&job, o->verdict == ABORT ? o->reason.s : NULL,
		    strict, -1);
		dir = strfmt("%s\n", made);
		if (writeall(1, dir, strlen(dir)) < 0)
			die(RC_BROKEN, "standard output:");
	}
	if (o->signal)
		dieby(o->signal);
	return rc;
}

int
main(int argc, char *argv[])
{
	static struct outcome o;
	struct buf why = { 0 };
	const char *bin;
	int r;

	progname = "at-run";
	failstatus = RC_BROKEN;
	began = nanoseconds();
	bin = programdir(argv[0]);
	options(argc, argv);
	operands(argv + optind);
	defaults();
	umask(022);
	catchsignals();
	adoptorphans();
	envabsolute(sharedir(bin));
	enterjob();
	envcopy(&l.hooks.env);
	envclean(&l.hooks.env);
	envset(&l.hooks.env, "LC_ALL", "C");
	envset(&l.hooks.env, "MAKEFLAGS", NULL);
	envset(&l.hooks.env, "MFLAGS", NULL);
	envpath(&l.hooks.env, bin);
	r = claim(&place, job.dir, job.parent, testname, tag, subtag, &why);
	if (r < 0)
		die(RC_BROKEN, "%s:", place.dir);
	run(&o, r == 0 ? why.s : NULL);
	return finish(&o);
}
