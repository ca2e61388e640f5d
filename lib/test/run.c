/* run.c - one run of a test in its job, from START to END */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "test.h"

static int
writekeyvals(struct life *l, struct outcome *o)
{
	struct buf why = { 0 };
	int ok = testkeyvalswrite(&l->keyvals, &why) == 0;

	if (!ok)
		outcomeset(o, ERROR, "%s", why.s);
	return ok;
}

/* set the parameters in the environment; refuse undeclared ones */
static int
takeparams(struct life *l, struct outcome *o)
{
	const struct manifest *m = &l->test.manifest;
	char **p, *eq, *name;
	size_t i;

	for (i = 0; i < m->params.n; i++)
		envset(&l->hooks.env, m->params.v[i].name,
		    m->params.v[i].value);
	for (p = l->params; *p; p++) {
		if (!(eq = strchr(*p, '='))) {
			outcomeset(o, ERROR, "Unnamed arguments not "
			    "accepted. Please call job.run_test with named "
			    "args only");
			return 0;
		}
		name = strfmt("%.*s", (int)(eq - *p), *p);
		if (!paramok(name, strlen(name)) || (!m->anyparam &&
		    !pairvalue(&m->params, name))) {
			outcomeset(o, ERROR, "Unknown parameter: %s", name);
			return 0;
		}
		envset(&l->hooks.env, name, eq + 1);
	}
	return 1;
}

/* AT_DEPDIR must have the dependencies; at-install supplies them */
static int
takedeps(struct life *l, struct outcome *o)
{
	const char *dir = setting("AT_DEPDIR"), *s;
	static char at[] = "at-install", t[] = "-T", type[] = "dep", d[] = "-d";
	char *argv[] = { at, t, type, d, (char *)dir, NULL, NULL };
	char *path;
	size_t n;
	int ok = 1;

	for (s = l->test.manifest.deps; ok && s && *(s += strspn(s, " \t,"));
	    s += n) {
		n = strcspn(s, " \t,");
		argv[5] = strfmt("%.*s", (int)n, s);
		path = join(dir, argv[5]);
		if (!direxists(path) || setting("AT_REPOSITORY"))
			ok = runas(&l->hooks, "at-install", argv, ERROR, o) ||
			    direxists(path);
	}
	return ok;
}

static int
setup(struct life *l, struct outcome *o)
{
	struct setup s = { .bindir = l->test.bindir, .name = l->test.name,
	    .version = l->test.manifest.version,
	    .preserve = l->test.manifest.preserve_srcdir,
	    .cachedir = setting("AT_CACHEDIR"),
	    .deadline = l->hooks.deadline };
	struct buf why = { 0 };
	int need, ok = 1;

	if (!havehook(&l->hooks, "setup"))
		return 1;
	need = setupneeded(&s, &why);
	if (need >= 0)
		envset(&l->hooks.env, "AT_SRCDIR", s.srcdir);
	if (need > 0) {
		ok = runhook(&l->hooks, "setup", o);
		if (setupdone(&s, ok, &why) < 0)
			need = -1;
	}
	if (need < 0 && caughtsignal()) {	/* while waiting for the lock */
		outcomeset(o, ABORT, "setup: ended by %s",
		    signame(caughtsignal()));
		o->signal = caughtsignal();
	} else if (need < 0) {
		outcomeset(o, ERROR, "%s", why.s);
	}
	return need >= 0 && ok;
}

/* the result of the constraints, after postprocess */
static int
constrained(struct life *l, struct outcome *o)
{
	struct constraints *c = l->it.constraints;
	const char *why = NULL;

	if (c) {
		judgeall(c);
		why = constraintmessage(c);
	}
	if (why)
		outcomeset(o, FAIL, "%s", why);
	return !why;
}

/* an execute hook in place of the iterations: judged once, at its end */
static int
execute(struct life *l, struct outcome *o)
{
	struct constraints *c = l->it.constraints;
	struct record none = { 0 };
	int ok = runhook(&l->hooks, "execute", o);

	if (!ok || !c)
		return ok;
	wantvalues(&l->it);
	if (recordsend(&l->it.records, &none, 0) < 0) {
		outcomeset(o, ERROR, "%s: %s", l->it.records.path,
		    strerror(errno));
		return 0;
	}
	if (c->gathered)
		judge(c);
	return 1;
}

/* everything before cleanup: from initialize to the constraints */
static int
work(struct life *l, struct outcome *o)
{
	struct hooks *h = &l->hooks;

	return runhook(h, "initialize", o) && setup(l, o) &&
	    runhook(h, "warmup", o) &&
	    (havehook(h, "execute") ? execute(l, o) :
	    iterate(&l->it, o)) &&
	    runhook(h, "postprocess", o) && constrained(l, o);
}

static void
setverdict(struct life *l, const struct outcome *o)
{
	envset(&l->hooks.env, "AT_VERDICT", verdictname(o->verdict));
	envset(&l->hooks.env, "AT_REASON", o->reason.s);
}

/* the first failure is the test's; cleanup's counts after success only */
static void
cleanup(struct life *l, struct outcome *o)
{
	struct outcome mine = { 0 };

	if (l->nocleanup)
		return;
	forgetsignal();
	setverdict(l, o);
	if (!runhook(&l->hooks, "cleanup", &mine) && o->verdict == GOOD)
		*o = mine;
}

static void
network(struct life *l, const char *field, const char *text)
{
	if (l->test.manifest.network_destabilizing)
		blockline(l->block, "INFO", NULL, NULL, field, text);
}

static void
middle(struct life *l, struct outcome *o)
{
	const char *why;

	network(l, "warnings.disable=NETWORK", "disabling NETWORK warnings");
	if (writekeyvals(l, o) && takeparams(l, o) && takedeps(l, o)) {
		if ((why = unmet(&l->test.manifest))) {
			outcomeset(o, TEST_NA, "%s", why);
		} else {
			work(l, o);
			cleanup(l, o);
		}
	}
	network(l, "warnings.enable=NETWORK", "enabling NETWORK warnings");
}

/* one after_test hook */
static void
afterhook(struct life *l, char **path, struct outcome *o)
{
	struct hookdir one = { path, 1 };
	struct outcome mine = { 0 };

	setverdict(l, o);
	if (!runhookdir(&l->hooks, &one, "after_test", 0, ERROR, &mine) &&
	    mine.verdict > o->verdict)
		*o = mine;
}

/* run the after_test hooks always; they may make the verdict worse */
static void
afterwards(struct life *l, struct outcome *o)
{
	size_t k;
	int i;

	l->hooks.deadline = 0;
	forgetsignal();
	for (i = 1; i >= 0; i--)
		for (k = l->after[i].n; k > 0 && !caughtsignal(); k--)
			afterhook(l, &l->after[i].path[k - 1], o);
}

/* run the hooks, before_test.d to after_test.d; 0: *o has the verdict */
static int
life(struct life *l, struct outcome *o)
{
	int i, ok = 1;

	outcomeclear(o);
	for (i = 0; ok && i < 2; i++)
		ok = runhookdir(&l->hooks, &l->before[i], "before_test", 0,
		    ERROR, o);
	if (ok)
		middle(l, o);
	afterwards(l, o);
	return o->verdict == GOOD;
}

/* the run, from START to END */

/* -t, the manifest's or AT_TIMEOUT, scaled; 0: none */
static long long
timelimit(const struct run *r)
{
	long long own = r->life.test.manifest.timeout;

	return scaled(r->limit >= 0 ? r->limit : own ? own : r->otherwise,
	    r->scale);
}

/* the path of the status log, tempfmt's */
static const char *
logpath(const struct run *r)
{
	return tempfmt("%s/%s", r->job.dir.path, r->block.log);
}

static void
openblock(struct run *r)
{
	struct hooks *h = &r->life.hooks;
	struct buf b = { 0 };
	long long ns = timelimit(r);

	r->block.log = join(r->place.subdir, "status.log");
	r->block.subdir = r->place.subdir;
	r->block.name = r->place.name;
	if (ns > 0) {
		lockpatience(ns);
		bufputs(&b, "timeout=");
		bufseconds(&b, ns);
		h->deadline = r->began + ns;
	}
	if (blockopen(&r->block, &r->job, b.s) < 0)
		jobbroken(&r->job, r->block.bad);
	r->life.block = &r->block;
	envset(&h->env, "AT_STATUS_LOG", logpath(r));
	envsetnum(&h->env, "AT_STATUS_LEVEL", r->block.level + 1);
}

static struct run *current;	/* for lastwords() */

/*
 * die() ends the run.  Write its reason to the block, or to the enclosing
 * log if the block is not open yet: a job without the test is not GOOD.
 */
static void
lastwords(const char *why)
{
	struct run *r = current;
	const char *name = r->place.name ? r->place.name : r->life.test.name;
	struct entry e = { r->job.level, "ERROR", r->place.subdir, name, NULL,
	    -1, why };
	struct buf b = { 0 };

	if (r->block.begun)
		blockline(&r->block, e.code, e.subdir, e.operation, NULL, why);
	else if (!bufentry(&b, &e))
		while (logline(&r->job, b.s, b.len) < 0 &&
		    reservehelps(&r->job))
			continue;
}

/* write a line without columns to the status log */
static void
tell(void *arg, const char *code, const char *message)
{
	struct run *r = arg;

	if (blockline(&r->block, code, NULL, NULL, NULL, message) < 0)
		warning("%s:", logpath(r));
}

/*
 * The test has done what it must not, or a file of it is lost: an ERROR,
 * unless the verdict is as bad already.
 */
static void
spoil(struct outcome *o, const char *file, const char *why)
{
	if (o->verdict < ERROR)
		outcomeset(o, ERROR, "%s: %s", file, why);
}

/* write a keyval that is known only after the iterations */
static void
note(void *arg, const char *key, const char *value)
{
	struct run *r = arg;

	testkeyvaladd(&r->life.keyvals, key, value);
}

static void
notenumber(struct run *r, const char *key, unsigned long n)
{
	note(r, key, strfmt("%lu", n));
}

static void
retried(void *arg, unsigned long tries)
{
	notenumber(arg, "test_retries_before_success", tries);
}

/* called about once a second while a hook runs, and after each hook */
static void
tick(void *arg)
{
	struct run *r = arg;
	const struct iterate *it = &r->life.it;

	if (r->verbose)
		outdirshow(&r->out, 0);
	outdircut(&r->out);
	if (!r->live.on)
		return;
	r->live.iteration = r->life.hooks.iteration;
	r->live.done = it->done;
	r->live.first = it->began;
	r->live.last = it->ended;
	livedraw(&r->live);
}

static void
showlive(struct run *r)
{
	r->live.name = r->place.subdir;
	r->live.began = r->began;
	r->live.of = r->life.it.n < MANY ? r->life.it.n : 0;
	r->live.length = r->life.it.length;
	liveopen(&r->live);
}

/* keyvals: the version and the parameters */
static void
gatherkeyvals(struct run *r)
{
	struct testkeyvals *t = &r->life.keyvals;
	char **p, *eq, *name;
	unsigned long i = 0;

	testkeyval(t, "version", r->life.test.manifest.version);
	for (p = r->life.params; *p; p++) {
		eq = strchr(*p, '=');
		name = eq ? strfmt("%.*s", (int)(eq - *p), *p) :
		    strfmt("%lu", i++);
		testparam(t, name, eq ? eq + 1 : *p);
	}
}

/* make directories, log, and the environment of the hooks */
static void
makeplace(struct run *r)
{
	struct life *l = &r->life;
	struct env *e = &l->hooks.env;

	envset(e, "AT_JOBDIR", r->job.dir.path);
	envset(e, "AT_TESTNAME", l->test.name);
	envset(e, "AT_TAG", r->tag && *r->tag ? r->tag : NULL);
	outdirmake(&r->out, &r->place, &r->job, e);
	l->it.profdir = r->out.profiling;
	l->it.records.path = join(r->out.results, "keyval");
	l->it.records.to = -1;
	l->it.perf.dir = r->out.results;
	l->keyvals.path = join(r->place.dir.path, "keyval");
	l->hooks.debug = r->out.debug;
	l->hooks.hung = hangwrite;
	l->hooks.crashed = crashwrite;
	l->hooks.raised = join(r->out.tmp, ".raised");
	envset(e, "AT_RAISED", l->hooks.raised);
	if (cgroupmake() < 0)
		die(RC_BROKEN, "AT_CGROUP %s:", setting("AT_CGROUP"));
	if (cgroupdir())
		envset(e, "AT_CGROUP", cgroupdir());
	l->hooks.log = l->hooks.out = l->hooks.err = r->out.log;
	l->hooks.in = opennull();
	l->hooks.session = 1;
	l->hooks.scale = r->scale;
	l->hooks.tick = tick;
	l->hooks.arg = r;
}

static void
readhookdirs(struct run *r)
{
	static const char *const subs[] = { "before_test.d", "after_test.d",
	    "before_iteration.d", "after_iteration.d" };
	struct life *l = &r->life;
	struct hookdir *to[] = { l->before, l->after, l->it.before,
	    l->it.after };
	char *dir = join(r->job.dir.path, "hooks");
	int some = direxists(dir) || errno != ENOENT;
	size_t i;

	for (i = 0; i < LEN(subs); i++) {
		if (some)
			hookdirread(&to[i][0], dir, subs[i]);
		if (l->test.bindir)
			hookdirread(&to[i][1], l->test.bindir, subs[i]);
	}
}

/* apply the settings of the manifest and the job */
static void
prepare(struct run *r)
{
	struct life *l = &r->life;
	const struct manifest *m = &l->test.manifest;

	readhookdirs(r);
	l->it.postprocess = r->postprocess < 0 ?
	    m->postprocess_profiled_run : r->postprocess;
	if (profilersread(&r->profilers, r->job.dir.fd) < 0)
		jobbroken(&r->job, "profilers/.list");
	l->it.profilers = &r->profilers;
	l->it.hooks = &l->hooks;
	l->it.jobdir = r->job.dir.path;
	l->it.tell = tell;
	l->it.retried = retried;
	l->it.note = note;
	l->it.arg = r;
	l->hooks.grace = m->grace;
	l->hooks.manifest = m;
	if (m->split_stderr) {
		outdirsplit(&r->out, &r->place);
		l->hooks.err = r->out.err;
	}
	l->hooks.home = abspath(".");
	if (fchdir(r->place.dir.fd) < 0)
		jobbroken(&r->job, r->place.subdir);
}

/* end all processes of the test; close blocks of its subtests */
static void
contain(struct run *r, struct outcome *o)
{
	struct buf names = { 0 }, survivors = { 0 };
	const char *info;
	int n, stuck = 0;

	if ((n = countleftovers()) > 0 && (n = listleftovers(&names)) > 0)
		stuck = endleftovers(r->life.hooks.grace, &survivors);
	if (salvage(&r->job, r->block.log, "killed") < 0)
		spoil(o, logpath(r), strerror(errno));
	if (n == 0)
		return;
	info = strfmt("leaked %d: %s", n, names.s);
	tell(r, "INFO", info);
	notenumber(r, "leaked", n);
	if (!r->quiet)
		warning("%s: %s", r->place.subdir, info);
	if (stuck > 0 && o->verdict < ERROR)
		outcomeset(o, ERROR, "%d survived KILL: %s", stuck,
		    survivors.s);
	else if (r->strict && o->verdict < FAIL)
		outcomeset(o, FAIL, "%s", info);
	if (!o->signal)
		o->signal = caughtsignal();	/* during the wait */
}

/* write the test's values as one chart, and finish its log */
static void
conclude(struct run *r, struct outcome *o)
{
	struct hooks *h = &r->life.hooks;
	struct buf why = { 0 };
	long long ms;
	int whole;

	contain(r, o);
	whole = blockwhole(&r->block);
	if (chartupdate(r->out.results, &why) < 0 && o->verdict < ERROR)
		outcomeset(o, ERROR, "%s", why.s);
	ms = (nanoseconds() - r->began) / 1000000;
	border(h, "test %s: %lu iterations, %lld.%03lld s",
	    verdictname(o->verdict), r->life.it.done, ms / 1000, ms % 1000);
	if (outdirgone(&r->out))
		spoil(o, r->out.logname, "was removed by the test");
	if (h->lost)
		spoil(o, r->out.logname, strerror(h->lost));
	if (!whole)
		spoil(o, logpath(r), "was cut or removed by the test");
	if (r->block.lost)
		spoil(o, logpath(r), strerror(r->block.lost));
	if (o->late)
		note(r, "timed_out", "1");
	if (cgroupremove() < 0 && !r->quiet)
		warning("%s:", cgroupdir());
	if (removein(r->job.dir.fd, r->out.tmpname) < 0)
		tell(r, "INFO", tempfmt("%s: cannot be removed: %s",
		    r->out.tmpname, strerror(errno)));
}

/* sync the results before END is written */
static void
syncall(const struct run *r)
{
	if (r->out.logname) {
		outdirsync(&r->out);
		synctest(&r->place.dir);
	}
	syncup(&r->job.dir, r->place.subdir);
}

/* write the outcome line and END; append the block to the outer log */
static void
closeblock(struct run *r, const struct outcome *o)
{
	const char *word = verdictname(o->verdict);
	int raised = o->verdict == ABORT && !o->signal;

	if (raised && jobabort(&r->job, o->reason.s) < 0)
		jobbroken(&r->job, "aborted");
	/* a raised ABORT stands in the END of the job */
	if (!raised && blockline(&r->block, word, r->place.subdir,
	    r->place.name, NULL, o->verdict == GOOD ?
	    "completed successfully" : o->reason.s) < 0)
		jobbroken(&r->job, r->block.log);
	if (syncing())
		syncall(r);
	if (blockclose(&r->block, word, NULL) < 0)
		jobbroken(&r->job, r->block.bad);
	dying = NULL;
}

/* run the found test in its open block */
static void
live(struct run *r, struct outcome *o)
{
	const char *why;

	prepare(r);
	gatherkeyvals(r);
	life(&r->life, o);
	while ((why = constraintwhy(&r->constraints)) && !r->quiet)
		warning("%s: %s", r->place.subdir, why);
	if (!r->job.parent && r->cold && dropcaches(r->job.dir.path) > 0)
		tell(r, "WARN", UNCACHED);
}

/* read the manifest before START: START has the manifest's time limit */
static int
begin(struct run *r, struct outcome *o)
{
	struct life *l = &r->life;
	int ok = 1;

	if (!mustinstall(&l->test)) {
		ok = testfind(&l->test, &l->hooks, o);
		openblock(r);
		return ok;
	}
	openblock(r);
	ok = testinstall(&l->test, &l->hooks, r->out.tmp, o) &&
	    testfind(&l->test, &l->hooks, o);
	if (timelimit(r))
		l->hooks.deadline = r->began + timelimit(r);
	return ok;
}

/* the recorded result of a resumed job: STATUS VERDICT REASON */
static void
recorded(struct run *r, struct outcome *o, char *what)
{
	char *verdict = strchr(what, ' '), *reason;
	enum verdict v;

	reason = verdict ? strchr(++verdict, ' ') : NULL;
	if (reason)
		*reason++ = '\0';
	if (!reason || !verdictof(verdict, &v))
		die(RC_BROKEN, "%s: what it came to is lost", r->place.subdir);
	outcomeset(o, v, "%s", reason);
	o->late = numberin(what, NULL) == RC_TIMEOUT;
	if (giveback(&r->job, verdict) < 0)
		jobbroken(&r->job, r->job.log);
}

void
testrun(struct run *r, struct outcome *o)
{
	struct buf why = { 0 };
	int got;

	current = r;
	dying = lastwords;
	got = claim(&r->place, &r->job, r->life.test.name, r->tag, r->subtag,
	    &why);
	if (got < 0)
		jobbroken(&r->job, r->place.subdir);
	outcomeclear(o);
	if (got == 2) {
		recorded(r, o, why.s);
		return;
	}
	if (got > 0) {
		makeplace(r);
		livebeside(&r->job);
		if (!r->quiet && !r->verbose)
			showlive(r);
		if (begin(r, o))
			live(r, o);
		conclude(r, o);
		if (r->live.on)
			liveclose(&r->live);
	} else {
		openblock(r);
		outcomeset(o, ERROR, "%s", why.s);
	}
	closeblock(r, o);
	/* a slow reader may block us: the verdict is written already */
	if (r->verbose && r->out.logname)
		outdirshow(&r->out, 1);
}
