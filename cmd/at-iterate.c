/* at-iterate - repeat a command and record each run */
#include <stdlib.h>
#include <string.h>

#include "stat.h"
#include "test.h"

static const char usage[] =
    "at-iterate [-mqvw] [-n N | -l seconds] [-e key=pct%]... [-x seconds]\n"
    "\t[-u N] [-r N] [-c expr]... [-P also|only|no] [-o file|-]\n"
    "\tcommand [arg ...]";

static const char *out;		/* -o */
static int quiet;		/* -q */
static int witness;		/* -w */
static struct hooks hooks = { .out = -1, .err = -1, .log = -1,
    .scale = 1000, .grace = GRACE, .hung = hangwrite, .crashed = crashwrite };
static const char *command;
static struct iterate it = { .hooks = &hooks, .wall = 1, .exits = 1 };
static struct constraints constraints;
static struct precision precision;
static struct record notes;	/* values of all iterations together */
static struct profilers profilers;
static char *dir;		/* private directory while at-iterate runs */

static void
options(int argc, char *argv[])
{
	const char *count = NULL;
	int c;

	jobwatch();
	while ((c = option(argc, argv, "mqvwn:l:e:x:u:r:c:P:o:", usage)) != -1)
		switch (c) {
		case 'm': it.metrics = 1; break;
		case 'q': quiet = 1; break;
		case 'v': hooks.verbose = 1; break;
		case 'w': witness = 1; break;
		case 'n': count = optvalue; break;
		case 'l': it.length = seconds(optvalue, "-l"); break;
		case 'e':
			precisionwant(&precision, optvalue);
			it.precision = &precision;
			break;
		case 'x': it.longest = seconds(optvalue, "-x"); break;
		case 'u': it.warm = number(optvalue, MANY, "-u"); break;
		case 'r': it.retries = number(optvalue, MANY, "-r"); break;
		case 'c':
			constraintadd(&constraints, optvalue);
			it.constraints = &constraints;
			constraints.summary = 1;
			break;
		case 'P':
			if (!profileword(optvalue, &it.profile))
				badusage(usage);
			break;
		case 'o': out = optvalue; break;
		}
	if (!iteratebounds(&it, count))
		badusage(usage);
}

/* make a directory for records and a verdict of the command */
static void
makedir(void)
{
	const char *tmp = setting("TMPDIR");

	dir = strfmt("%s/at-iterate.XXXXXX", tmp ? tmp : "/tmp");
	if (tempdir(dir) < 0)
		die(RC_BROKEN, "%s:", dir);
	hooks.raised = join(dir, "raised");
	envset(&hooks.env, "AT_RAISED", hooks.raised);
}

/* make the cgroup, from which no process of the command escapes */
static void
makecgroup(void)
{
	if (cgroupmake() < 0) {
		rmdirin(HERE, dir);
		die(RC_BROKEN, "AT_CGROUP %s:", setting("AT_CGROUP"));
	}
	if (cgroupdir())
		envset(&hooks.env, "AT_CGROUP", cgroupdir());
}

/* open the output for records: -o, or the results of the test */
static void
openrecords(void)
{
	const char *records = setting("AT_RECORDS");
	const char *results = setting("AT_RESULTSDIR");

	it.records.to = -1;
	it.perf.dir = results;
	it.perf.outer = setting("AT_PERF");
	it.perf.alone = !setting("AT_OUTPUTDIR");
	if (!out) {
		it.records.path = records ? records :
		    join(results, "keyval");
		return;
	}
	it.records.toname = out;
	it.records.path = join(dir, "records");
	envset(&hooks.env, "AT_RECORDS", it.records.path);
	if (strcmp(out, "-") == 0) {
		it.records.to = it.records.stream = 1;
		it.records.toname = "standard output";
		hooks.out = 2;
	} else if ((it.records.to = openin(HERE, out,
	    O_RDWR | O_APPEND | O_CREAT)) < 0) {
		rmdirin(HERE, dir);
		die(RC_BROKEN, "%s:", out);
	}
}

/* read the iteration hooks and profilers of the surrounding job and test */
static void
surroundings(void)
{
	const char *bindir = setting("AT_BINDIR");
	const char *job = setting("AT_JOBDIR");
	const char *test = setting("AT_OUTPUTDIR");
	char *jobhooks;

	if (job) {
		jobhooks = join(job, "hooks");
		hookdirread(&it.before[0], jobhooks, "before_iteration.d");
		hookdirread(&it.after[0], jobhooks, "after_iteration.d");
	}
	if (bindir) {
		hookdirread(&it.before[1], bindir, "before_iteration.d");
		hookdirread(&it.after[1], bindir, "after_iteration.d");
	}
	if (job && (it.profdir = setting("AT_PROFDIR")) &&
	    profilersread(&profilers, openin(HERE, job,
	    O_RDONLY | O_DIRECTORY)) < 0)
		die(RC_BROKEN, "%s/profilers/.list:", job);
	it.profilers = &profilers;
	it.jobdir = job;
	hooks.debug = test ? join(test, "debug") : NULL;
	it.cold = switched("AT_DROP_CACHES_BETWEEN_ITERATIONS", 0);
}

static void
tell(void *arg, const char *code, const char *message)
{
	(void)arg;
	if (!quiet)
		warning("%s: %s", code, message);
}

/* keep a value of all iterations: in the last record of -o, or the test */
static void
note(void *arg, const char *key, const char *value)
{
	const char *test = setting("AT_OUTPUTDIR");
	struct testkeyvals t = { 0 };

	(void)arg;
	if (out) {
		recordadd(&notes, key, strlen(key), "attr", value);
	} else if (test) {
		t.path = join(test, "keyval");
		testkeyvaladd(&t, key, value);
		free(t.path);
	}
}

/* warn with the name of the command instead of its hook, run_once */
static void
complain(const char *why)
{
	size_t n = strlen(command);

	if (quiet)
		return;
	if (strncmp(why, "run_once: ", 10) != 0)
		warning("%s", why);
	else if (strncmp(why + 10, command, n) == 0 && why[10 + n] == ':')
		warning("%s", why + 10);
	else
		warning("%s: %s", command, why + 10);
}

/* outside a test: end all processes that the command left running */
static void
contain(struct outcome *o, int *rc)
{
	struct buf names = { 0 }, survivors = { 0 };
	int n, stuck;

	if (!hooks.session || countleftovers() == 0 ||
	    (n = listleftovers(&names)) == 0)
		return;
	stuck = endleftovers(hooks.grace, &survivors);
	if (!quiet)
		warning("%s: leaked %d: %s", *hooks.command, n, names.s);
	if (stuck > 0) {
		warning("%s: %d survived KILL: %s", *hooks.command, stuck,
		    survivors.s);
		*rc = RC_BROKEN;
	}
	if (!o->signal)
		o->signal = caughtsignal();	/* caught since then */
}

/* pass a raised verdict to the surrounding test; the exit status */
static int
failed(const struct outcome *o)
{
	struct buf reason = { 0 };
	enum verdict v;
	int retry;

	if (raisedread(hooks.raised, &v, &retry, &reason))
		jobraise(retry ? "RETRY" : verdictname(v), reason.s);
	complain(o->reason.s);
	return o->status ? o->status : RC_BROKEN;
}

/* judge the constraints of good runs; the exit status */
static int
constrained(void)
{
	const char *why;

	judgeall(&constraints);
	if (!(why = constraintmessage(&constraints)))
		return RC_OK;
	if (!quiet)
		warning("%s", why);
	return RC_NO;
}

int
main(int argc, char *argv[])
{
	static struct outcome o;
	const char *argv0 = argv[0], *why;
	int rc;

	progname = "at-iterate";
	failstatus = RC_BROKEN;
	options(argc, argv);
	hooks.command = argv + optnext;
	if (!(command = *hooks.command))
		badusage(usage);
	if (!out && !setting("AT_RECORDS") && !setting("AT_RESULTSDIR"))
		die(RC_BROKEN, "AT_RESULTSDIR is not set: say where the "
		    "records go with -o");
	if (witness)
		it.witness = witnessopen(sharedir(programdir(argv0)));
	catchsignals();
	envcopy(&hooks.env);
	surroundings();
	makedir();
	/* outside a test at-iterate contains its command */
	if ((hooks.session = !setting("AT_OUTPUTDIR"))) {
		adoptorphans();
		sparesession();
		makecgroup();
	}
	hooks.in = opennull();
	hooksfind(&hooks, NULL);
	openrecords();
	it.tell = tell;
	it.note = note;
	rc = iterate(&it, &o) ? constrained() : failed(&o);
	if (notes.n > 0 && recordsend(&it.records, &notes, 1) < 0) {
		warning("%s:", it.records.toname);
		rc = RC_BROKEN;
	}
	while ((why = constraintwhy(&constraints)) && !quiet)
		warning("%s", why);
	contain(&o, &rc);
	if (cgroupremove() < 0 && !quiet)
		warning("%s:", cgroupdir());
	removein(HERE, dir);
	if (o.signal)
		dieby(o.signal);
	if (rc == RC_BROKEN && o.status == 0)
		quit(rc, o.reason.s);
	return rc;
}
