/* at-profile - add, delete, list a job's profilers; run a command under some */
#include <string.h>

#include "job.h"

static const char usage[] =
    "at-profile add name [key=value ...] | del name | list [-a] |\n"
    "\trun [-d dir] name[,name ...] command [arg ...]";

#define LIST	"profilers/.list"

static struct job job;
static struct profilers profilers;
static const char *share;

static void
thejob(void)
{
	jobneed(&job);
	if (profilersread(&profilers, job.dir.fd) < 0)
		jobbroken(&job, LIST);
}

/* run a profiler's steps in this directory, output to standard error */
static void
makehooks(struct hooks *h)
{
	static const struct hooks ours = { .in = -1, .out = 2, .err = -1,
	    .log = -1, .judged = 1, .grace = GRACE };

	*h = ours;
	envcopy(&h->env);
}

/* a missing profiler ends the job, as in Autotest */
static int
add(char *argv[])
{
	static struct outcome o;
	static struct hooks h;
	static struct buf line;
	struct profiler *added;
	char **p, *path;
	const char *s;

	thejob();
	for (p = argv + 1; *p; p++)
		if (!strchr(*p, '=') || !paramok(*p, strcspn(*p, "=")) ||
		    strpbrk(*p, "\t\n"))
			die(RC_BROKEN, "bad parameter '%s': want name=value",
			    *p);
	if (!(path = profilerfind(argv[0], job.dir.path, share))) {
		s = strfmt("%s not present", argv[0]);
		if (jobabort(&job, s) < 0)
			jobbroken(&job, "aborted");
		warning("%s", s);
		return verdictexit(ABORT);
	}
	/* a resumed job repeats this call */
	bufprofiler(&line, argv[0], path, argv + 1);
	if (earlierjob(&job) && profilerthere(&profilers, line.s))
		return RC_OK;
	added = profileradd(&profilers, line.s);
	makehooks(&h);
	catchsignals();
	if (!profilerstep(added, &h, "setup", &o)) {
		warning("%s", o.reason.s);
		return o.status;
	}
	if (profilerappend(added, job.dir.fd) < 0)
		jobbroken(&job, LIST);
	return RC_OK;
}

static int
del(const char *name)
{
	size_t i, n = 0;

	thejob();
	for (i = 0; i < profilers.n; i++)
		if (strcmp(profilers.v[i].name, name) != 0)
			profilers.v[n++] = profilers.v[i];
	if (n == profilers.n)
		die(RC_BROKEN, "%s: not among the job's profilers", name);
	profilers.n = n;
	if (profilerswrite(&profilers, job.dir.fd) < 0)
		jobbroken(&job, LIST);
	return RC_OK;
}

/* `# NAME - what it does', the second line of a script */
static void
describe(struct buf *b, const char *path)
{
	struct reader r;
	char *dash, *s = NULL;
	size_t n;
	int i;

	if (openlines(&r, path) < 0)
		return;
	for (i = 0; i < 2; i++)
		s = readline(&r, &n);
	if (s && *s == '#' && (dash = textfind(s, " - ")))
		buffmt(b, "\t%s", dash + 3);
	closelines(&r);
}

/* add new names in a directory of profilers to *v */
static void
namesin(const char *dir, char ***v, size_t *n)
{
	DIR *d = listin(HERE, dir);
	const char *name;
	size_t i;

	while ((name = nextname(&d))) {
		for (i = 0; i < *n && strcmp((*v)[i], name) != 0; i++)
			continue;
		if (*name == '.' || i < *n)
			continue;
		*v = xrealloc(*v, (*n + 1) * sizeof **v);
		(*v)[(*n)++] = xstrdup(name);
	}
}

static void
listall(struct buf *b)
{
	const char *dir, *path = setting("AT_PROFILERPATH");
	static char **names;
	size_t i, n = 0;
	char *s;

	if (job.dir.path)
		namesin(tempfmt("%s/profilers", job.dir.path), &names, &n);
	while ((dir = nextdir(&path)))
		namesin(dir, &names, &n);
	if (share)
		namesin(tempfmt("%s/profilers", share), &names, &n);
	sortnames(names, n);
	for (i = 0; i < n; i++)
		if ((s = profilerfind(names[i], job.dir.path, share))) {
			bufputs(b, names[i]);
			describe(b, s);
			bufputc(b, '\n');
		}
}

static int
list(int argc, char *argv[])
{
	static struct buf b;
	const char *s;
	size_t i;
	int all = 0;

	while (option(argc, argv, "a", usage) != -1)
		all = 1;
	if (argv[optnext])
		badusage(usage);
	if (all && !setting("AT_JOBDIR"))
		memset(&job, 0, sizeof job);
	else
		thejob();
	if (all)
		listall(&b);
	for (i = 0; !all && i < profilers.n; i++) {
		bufputs(&b, profilers.v[i].name);
		for (s = profilers.v[i].params; *s; s++)
			bufputc(&b, *s == '\t' ? ' ' : *s);
		bufputc(&b, '\n');
	}
	writeout(b.s, b.len);
	return RC_OK;
}

static void
warn(void *arg, const char *text)
{
	(void)arg;
	warning("%s", text);
}

/* choose the profilers in a comma list */
static void
choose(const char *names)
{
	char *name, *path;
	size_t n;

	for (; *names; names += n + (names[n] == ',')) {
		if ((n = strcspn(names, ",")) == 0)
			continue;
		name = strfmt("%.*s", (int)n, names);
		if (!(path = profilerfind(name, setting("AT_JOBDIR"), share)))
			die(RC_BROKEN, "%s not present", name);
		profileradd(&profilers, tempfmt("%s\t%s", name, path));
	}
	if (profilers.n == 0)
		badusage(usage);
}

static int
run(int argc, char *argv[])
{
	const char *in = setting("AT_PROFDIR");
	static struct outcome o;
	static struct hooks h;
	size_t i;
	char *dir;
	int sig, started, status;

	while (option(argc, argv, "d:", usage) != -1)
		in = optvalue;
	argv += optnext;
	if (!argv[0] || !argv[1])
		badusage(usage);
	choose(argv[0]);
	makehooks(&h);
	dir = abspath(in ? in : "profiling");
	if (mkdirsin(HERE, dir, 0777) < 0)
		die(RC_BROKEN, "%s:", dir);
	envset(&h.env, "AT_PROFDIR", dir);
	catchsignals();
	for (i = 0; i < profilers.n; i++)
		if (!profilerstep(&profilers.v[i], &h, "setup", &o))
			warning("%s", o.reason.s);
	profilersstep(&profilers, &h, "before_start", warn, NULL);
	started = profilersstep(&profilers, &h, "start", warn, NULL);
	status = runpassing(argv + 1, h.env.v);
	if ((sig = caughtsignal()))	/* after the profilers have stopped */
		forgetsignal();
	if (started) {
		profilersstep(&profilers, &h, "stop", warn, NULL);
		profilersstep(&profilers, &h, "report", warn, NULL);
	}
	if (sig)
		dieby(sig);
	return status;
}

int
main(int argc, char *argv[])
{
	const char *bin = programdir(argv[0]);

	progname = "at-profile";
	failstatus = RC_BROKEN;
	jobwatch();
	while (option(argc, argv, "", usage) != -1)
		continue;
	share = sharedir(bin);
	argc -= optnext;
	argv += optnext;
	if (!argv[0])
		badusage(usage);
	optnext = 1;
	if (strcmp(argv[0], "add") == 0 && argv[1])
		return add(argv + 1);
	if (strcmp(argv[0], "del") == 0 && argv[1] && !argv[2])
		return del(argv[1]);
	if (strcmp(argv[0], "list") == 0)
		return list(argc, argv);
	if (strcmp(argv[0], "run") != 0)
		badusage(usage);
	return run(argc, argv);
}
