/* iterate.c - the iterations of a test or of a command */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stat.h"
#include "test.h"

int
profileword(const char *s, enum profile *p)
{
	static const char *const words[] = { "also", "only", "no" };
	int i = wordindex(words, LEN(words), s, strlen(s));

	*p = i;
	return i >= 0;
}

int
iteratebounds(struct iterate *it, const char *count)
{
	it->n = count ? number(count, MANY, "-n") : it->precision ? MANY : 1;
	if (!it->precision)
		return it->longest == 0;
	if (!count && it->longest == 0)
		it->longest = 60000000000;
	it->wall |= precisionof(it->precision, "seconds_wall");
	return it->length == 0;
}

static void
warn(void *arg, const char *text)
{
	struct iterate *it = arg;

	it->tell(it->arg, "WARN", text);
}

static void
setnumber(struct iterate *it, unsigned long n)
{
	it->hooks->iteration = n;
	envsetnum(&it->hooks->env, "AT_ITERATION", n);
}

static void
cold(struct iterate *it)
{
	int r;

	if (!it->cold)
		return;
	if ((r = dropcaches(it->jobdir)) == 0) {
		border(it->hooks, "caches dropped");
		return;
	}
	it->cold = 0;	/* warn once */
	if (r > 0)
		warn(it, UNCACHED);
}

/* make AT_PROFDIR of this iteration */
static void
profdir(struct iterate *it)
{
	char *dir = tempfmt("%s/iteration.%lu", it->profdir,
	    it->hooks->iteration);

	if (mkdirsin(HERE, dir, 0777) < 0)
		warn(it, tempfmt("profiling: %s: %s", dir, strerror(errno)));
	envset(&it->hooks->env, "AT_PROFDIR", dir);
}

/* run and measure run_once */
static int
runonce(struct iterate *it, struct usage *used, struct outcome *o)
{
	int ok;

	witnessbegin(it->witness);
	ok = runhook(it->hooks, "run_once", o);
	*used = it->hooks->used;
	witnessend(it->witness);
	return ok;
}

/* run_once between the profilers' start and stop */
static int
profiled(struct iterate *it, struct usage *used, struct outcome *o)
{
	struct profilers *p = it->profilers;
	struct hooks *h = it->hooks;
	int ok, started;

	profdir(it);
	profilersstep(p, h, "before_start", warn, it);
	if (!runhook(h, "before_run_once", o))
		return 0;
	started = profilersstep(p, h, "start", warn, it);
	ok = runonce(it, used, o);
	if (ok && it->postprocess)
		ok = runhook(h, "postprocess_iteration", o);
	if (started) {
		profilersstep(p, h, "stop", warn, it);
		profilersstep(p, h, "report", warn, it);
	}
	return ok && runhook(h, "after_run_once", o);
}

/* an iteration between its iteration hooks, up to its records */
static int
body(struct iterate *it, struct usage *used, struct outcome *o)
{
	struct hooks *h = it->hooks;

	if (it->profile == PROFILE_ONLY && it->profilers->n > 0) {
		if (!profiled(it, used, o))
			return 0;
	} else if (it->profile == PROFILE_ONLY) {
		warn(it, "No profilers have been added but profile_only is "
		    "set - nothing will be run");
	} else {
		if (!runhook(h, "before_run_once", o) ||
		    !runonce(it, used, o) ||
		    !runhook(h, "after_run_once", o))
			return 0;
	}
	return runhook(h, "postprocess_iteration", o);
}

static void
perfseconds(struct record *r, const char *key, long long ns)
{
	static struct buf b;

	bufclear(&b);
	bufseconds(&b, ns);
	recordadd(r, key, strlen(key), "perf", b.s);
}

static void
addnum(struct record *r, const char *key, const char *type, long n)
{
	recordadd(r, key, strlen(key), type, tempfmt("%ld", n));
}

static void
addmetrics(struct record *r, const struct usage *u)
{
	perfseconds(r, "seconds_user", timevalue(u->own.ru_utime));
	perfseconds(r, "seconds_system", timevalue(u->own.ru_stime));
	addnum(r, "max_rss_kbytes", "perf", u->own.ru_maxrss);
	addnum(r, "faults_minor", "perf", u->own.ru_minflt);
	addnum(r, "faults_major", "perf", u->own.ru_majflt);
	addnum(r, "switches_voluntary", "perf", u->own.ru_nvcsw);
	addnum(r, "switches_involuntary", "perf", u->own.ru_nivcsw);
}

static void
value(void *arg, const char *key, const char *text)
{
	struct iterate *it = arg;

	if (it->constraints)
		constraintset(it->constraints, key, strlen(key), text,
		    strlen(text));
	if (it->precision)
		precisionvalue(it->precision, key, text);
}

void
wantvalues(struct iterate *it)
{
	if (!it->constraints && !it->precision)
		return;
	it->records.value = value;
	it->records.arg = it;
}

/* judge the values of an iteration that counts */
static void
judgevalues(struct iterate *it, struct outcome *o)
{
	struct buf why = { 0 };

	if (it->constraints && it->constraints->gathered)
		judge(it->constraints);
	if (it->precision && !precisiontake(it->precision, &why))
		outcomeset(o, FAIL, "precision: %s", why.s);
	buffree(&why);
}

/* will the iteration be tried again? */
static int
repeated(const struct iterate *it, unsigned long k, const struct outcome *o)
{
	return o->retry && k < it->retries;
}

static void
addmarks(struct record *r, unsigned long k, int again, unsigned long warm)
{
	if (again)
		addnum(r, "try", "attr", k);
	if (warm)
		addnum(r, "warmup", "attr", warm);
}

/* record the try, and judge its values */
static void
account(struct iterate *it, unsigned long k, unsigned long warm,
    const struct usage *used, struct outcome *o)
{
	static struct record r;
	int failed = o->verdict != GOOD, rc;

	if ((it->wall || it->metrics) && used->wall > 0)
		perfseconds(&r, "seconds_wall", used->wall);
	if (it->metrics && used->wall > 0)
		addmetrics(&r, used);
	if (it->witness && used->wall > 0)
		witnessadd(it->witness, &r);
	addmarks(&r, k, repeated(it, k, o), warm);
	/* without a start there was no run */
	if (it->exits && failed && used->wall > 0)
		addnum(&r, "exit", "attr", o->status);
	rc = recordsend(&it->records, &r, failed || warm > 0);
	recordclear(&r);
	if (rc < 0)
		outcomeset(o, ERROR, "%s: %s", it->records.to < 0 ?
		    it->records.path : it->records.toname, strerror(errno));
	else if (!failed && !warm)
		judgevalues(it, o);
	else if (it->precision)
		precisionforget(it->precision);
}

/* the hooks after an iteration; the verdict of one may replace *o */
static int
afterwards(struct iterate *it, struct outcome *o)
{
	struct hooks *h = it->hooks;
	long long deadline = h->deadline;
	struct outcome mine = { 0 };
	int i, ok = 1;

	if (it->after[0].n + it->after[1].n == 0)
		return o->verdict == GOOD;
	envset(&h->env, "AT_VERDICT", verdictname(o->verdict));
	envset(&h->env, "AT_REASON", o->reason.s);
	if (o->late)
		h->deadline = 0;	/* these hooks always run */
	if (o->signal)
		forgetsignal();
	for (i = 1; ok && i >= 0; i--)
		ok = runhookdir(h, &it->after[i], "after_iteration", 1, FAIL,
		    &mine);
	h->deadline = deadline;
	envset(&h->env, "AT_VERDICT", NULL);
	envset(&h->env, "AT_REASON", NULL);
	if (ok || o->signal) {	/* a signal always ends us */
		buffree(&mine.reason);
	} else {
		buffree(&o->reason);
		*o = mine;
	}
	return o->verdict == GOOD;
}

/*
 * Mark the records of a try that failed: an iteration hook changed the
 * verdict, or it is the last try, whose values do not count either.
 */
static void
markagain(struct iterate *it, unsigned long k, unsigned long warm,
    struct outcome *o)
{
	static struct record r;

	addmarks(&r, k, repeated(it, k, o), warm);
	if (!it->exits && r.n == 0)
		addnum(&r, "exit", "attr", o->status ? o->status :
		    verdictexit(o->verdict));
	if (r.n > 0 && recordsmark(&it->records, &r) < 0)
		outcomeset(o, ERROR, "%s: %s", it->records.path,
		    strerror(errno));
	recordclear(&r);
}

/* on: hooks write to the perf file of a try, which may not count */
static void
settry(struct iterate *it, int on)
{
	if (it->perf.dir)
		envset(&it->hooks->env, "AT_PERF", on ?
		    perftrypath(&it->perf) : it->perf.outer);
}

/* values of a warm-up or a failed try do not count */
static void
endtry(struct iterate *it, unsigned long k, unsigned long warm,
    struct outcome *o)
{
	struct buf why = { 0 };

	if (it->perf.path && perftryend(&it->perf, !warm &&
	    !repeated(it, k, o) && !(it->exits && o->verdict != GOOD),
	    &why) < 0)
		outcomeset(o, ERROR, "%s", why.s);
	buffree(&why);
}

/* one try of an iteration */
static int
attempt(struct iterate *it, unsigned long k, unsigned long warm,
    struct outcome *o)
{
	struct usage used = { 0 };
	int i, marked = 0, ok = 1;

	cold(it);
	if (recordsbegin(&it->records) < 0) {
		outcomeset(o, ERROR, "%s: %s", it->records.path,
		    strerror(errno));
		return 0;
	}
	outcomeclear(o);
	for (i = 0; ok && i < 2; i++)
		ok = runhookdir(it->hooks, &it->before[i], "before_iteration",
		    0, FAIL, o);
	if (ok) {
		body(it, &used, o);
		marked = warm || repeated(it, k, o);
		account(it, k, warm, &used, o);
		ok = afterwards(it, o);
	}
	if (!ok && !marked)
		markagain(it, k, warm, o);
	endtry(it, k, warm, o);
	return o->verdict == GOOD;
}

static int
iteration(struct iterate *it, unsigned long warm, struct outcome *o)
{
	unsigned long k;

	for (k = 0; !attempt(it, k, warm, o); k++) {
		if (!o->retry || k == it->retries)
			return 0;
		it->tell(it->arg, "INFO", tempfmt("Run %lu failed with %s", k,
		    o->reason.s));
	}
	if (k > 0 && it->retried)
		it->retried(it->arg, k);
	return 1;
}

/* report once the counters that this machine does not have */
static void
testify(struct iterate *it)
{
	const char *blind = it->witness ? witnessblind(it->witness) : NULL;

	if (blind)
		it->tell(it->arg, "INFO", tempfmt("witness: cannot see %s",
		    blind));
}

/* are all iterations done? */
static int
enough(struct iterate *it, unsigned long i)
{
	long long ns = it->ended - it->began;

	if (it->length)
		return i > 1 && ns >= it->length;
	return i > it->n || (it->precision && i > 1 &&
	    ((it->longest && ns >= it->longest) ||
	    precisionmet(it->precision)));
}

/* a median, and half its interval in per cent of it */
static void
noteaim(struct iterate *it, const struct aim *a)
{
	struct buf b = { 0 };

	bufplain(&b, a->median);
	it->note(it->arg, tempfmt("median-%s", a->key), b.s);
	if (a->half < HUGE_VAL) {
		bufclear(&b);
		bufrounded(&b, 100 * a->half, 2);
		it->note(it->arg, tempfmt("precision-%s", a->key), b.s);
	}
	buffree(&b);
}

/* how precisely the medians are known now: a line, and keyvals */
static void
conclude(struct iterate *it)
{
	int met = precisionend(it->precision);
	const struct precision *p = it->precision;
	struct buf b = { 0 };
	const char *key;
	size_t i;

	bufputs(&b, met ? "stopped: " : "budget spent: ");
	bufprecision(&b, p);
	if (!met) {
		bufputs(&b, " after ");
		bufrounded(&b, (it->ended - it->began) / 1e9, 3);
		bufputs(&b, " s");
	}
	it->tell(it->arg, "INFO", b.s);
	bufclear(&b);
	if ((i = precisionwarm(p, &key)) > 0) {
		buffmt(&b, "warm-up: %s of the first %zu differs from that "
		    "of the others; see -u", key, i);
		it->tell(it->arg, "INFO", b.s);
	}
	it->note(it->arg, "precision", met ? "met" : "missed");
	for (i = 0; i < p->n; i++)
		noteaim(it, &p->aim[i]);
	buffree(&b);
}

static int
iterateall(struct iterate *it, struct outcome *o)
{
	struct usage used;
	unsigned long i;

	outcomeclear(o);
	it->done = 0;
	it->records.watched = 1;
	wantvalues(it);
	testify(it);
	settry(it, it->warm || it->retries || it->exits);
	for (i = 1; i <= it->warm; i++) {
		setnumber(it, 0);
		if (!iteration(it, i, o))
			return 0;
	}
	settry(it, it->retries || it->exits);
	it->began = it->ended = nanoseconds();
	setnumber(it, 0);
	for (i = 1; !enough(it, i); i++) {
		setnumber(it, i);
		if (!iteration(it, 0, o))
			return 0;
		it->done++;
		it->ended = nanoseconds();
	}
	if (it->precision)
		conclude(it);
	if (it->profile == PROFILE_ONLY)
		return 1;
	setnumber(it, i);
	if (it->profile == PROFILE_NO || it->profilers->n == 0)
		return 1;
	settry(it, 0);
	cold(it);
	return profiled(it, &used, o);
}

int
iterate(struct iterate *it, struct outcome *o)
{
	int ok = iterateall(it, o);

	settry(it, 0);
	return ok;
}
