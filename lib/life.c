/* life.c - the life of a test: its hooks in their order */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "block.h"
#include "buf.h"
#include "child.h"
#include "constraint.h"
#include "env.h"
#include "file.h"
#include "keyval.h"
#include "manifest.h"
#include "require.h"
#include "setup.h"
#include "testkeyval.h"
#include "verdict.h"
#include "hook.h"
#include "profiler.h"
#include "records.h"
#include "iterate.h"
#include "test.h"
#include "life.h"

static int
writekeyvals(struct life *l, struct outcome *o)
{
	struct buf why = { 0 };
	int r = testkeyvalswrite(&l->keyvals, &why);

	if (r < 0)
		outcomeset(o, ERROR, "%s", why.s);
	buffree(&why);
	return r == 0;
}

/* only what the manifest declares is accepted; into the environment */
static int
takeparams(struct life *l, struct outcome *o)
{
	const struct manifest *m = &l->test.manifest;
	char **p, *eq, *name;
	size_t i;
	int ok;

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
		ok = paramok(name, strlen(name)) && (m->anyparam ||
		    pairvalue(&m->params, name));
		if (ok)
			envset(&l->hooks.env, name, eq + 1);
		else
			outcomeset(o, ERROR, "Unknown parameter: %s", name);
		free(name);
		if (!ok)
			return 0;
	}
	return 1;
}

/* what AT_DEPDIR must hold; at-install gets what it can */
static int
takedeps(struct life *l, struct outcome *o)
{
	const char *dir = setting("AT_DEPDIR"), *s;
	char *argv[] = { NULL, NULL, NULL, NULL, NULL, NULL, NULL };
	char *dep, *path;
	size_t n;
	int ok = 1;

	for (s = l->test.manifest.deps; ok && s && *(s += strspn(s, " \t,"));
	    s += n) {
		n = strcspn(s, " \t,");
		dep = strfmt("%.*s", (int)n, s);
		path = join(dir, dep);
		argv[0] = xstrdup("at-install");
		argv[1] = xstrdup("-T");
		argv[2] = xstrdup("dep");
		argv[3] = xstrdup("-d");
		argv[4] = xstrdup(dir);
		argv[5] = dep;
		if (!direxists(path) || setting("AT_REPOSITORY"))
			ok = runas(&l->hooks, "at-install", argv, ERROR, o) ||
			    direxists(path);
		free(path);
		for (n = 0; argv[n]; n++)
			if (argv[n] != dep)
				free(argv[n]);
		n = strlen(dep);
		free(dep);
	}
	return ok;
}

static int
setup(struct life *l, struct outcome *o)
{
	struct setup s = { 0 };
	struct buf why = { 0 };
	int need, ok = 1;

	if (!havehook(&l->hooks, "setup"))
		return 1;
	s.bindir = l->test.bindir;
	s.name = l->test.name;
	s.version = l->test.manifest.version;
	s.preserve = l->test.manifest.preserve_srcdir;
	s.cachedir = setting("AT_CACHEDIR");
	need = setupneeded(&s, &why);
	if (need >= 0)
		envset(&l->hooks.env, "AT_SRCDIR", s.srcdir);
	if (need > 0) {
		ok = runhook(&l->hooks, "setup", o);
		if (setupdone(&s, ok, &why) < 0)
			need = -1;
	}
	if (need < 0 && caughtsignal()) {	/* while another one built */
		outcomeset(o, ABORT, "setup: ended by %s",
		    signame(caughtsignal()));
		o->signal = caughtsignal();
		ok = 0;
	} else if (need < 0) {
		outcomeset(o, ERROR, "%s", why.s);
		ok = 0;
	}
	free(s.srcdir);
	buffree(&why);
	return ok;
}

/* what the constraints found, after postprocess */
static int
constrained(struct life *l, struct outcome *o)
{
	struct constraints *c = l->it.constraints;
	const char *why;

	if (!c)
		return 1;
	judgeall(c);
	if (!(why = constraintmessage(c)))
		return 1;
	outcomeset(o, FAIL, "%s", why);
	return 0;
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
	if (constraintgathered(c))
		judge(c);
	return 1;
}

/* from initialize to the constraints: what cleanup comes after */
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
	if (runhook(&l->hooks, "cleanup", &mine) || o->verdict != GOOD) {
		buffree(&mine.reason);
		return;
	}
	buffree(&o->reason);
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
	if (runhookdir(&l->hooks, &one, "after_test", 0, ERROR, &mine) ||
	    mine.verdict <= o->verdict) {
		buffree(&mine.reason);
		return;
	}
	buffree(&o->reason);
	*o = mine;
}

/* these run whatever happened, and may make the verdict worse */
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

int
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
