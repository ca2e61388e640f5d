/* resume.c - resume a job after the job or the machine died */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "job.h"

#define ATTEMPTS	2	/* resumes in a row that finish nothing */

extern char **environ;

static void
set(struct pairs *s, const char *name, const char *value)
{
	pairdrop(s, name);
	pairadd(s, name, value);
}

static void
addboot(struct pairs *s)
{
	struct buf b = { 0 };

	bufclear(&b);
	bufboot(&b);
	set(s, "boot", b.s);
	bufclear(&b);
	bufpidspace(&b);
	set(s, "pids", b.s);
}

void
resumeargs(struct pairs *s, char *const argv[])
{
	set(s, "control", abspath(argv[0]));
	pairdrop(s, "arg");
	while (*++argv)
		pairadd(s, "arg", *argv);
}

/* 1 if var is NAME=VALUE of a setting; *name is then a fresh string */
static int
issetting(const char *var, char **name)
{
	if (strncmp(var, "AT", 2) != 0 || var[2] != '_' || !strchr(var, '='))
		return 0;
	*name = strfmt("%.*s", (int)strcspn(var, "="), var);
	return !envours(*name);
}

/*
 * Linux keeps the last messages of a kernel that went down in
 * /sys/fs/pstore (AT_PSTORE), and never removes them.  The state therefore
 * notes the files at the start of the job, `NAME SIZE MTIME', under the
 * key pstore.  Later files go to JOB/sysinfo/pstore.
 */
static const char *
place(void)
{
	const char *s = setting("AT_PSTORE");

	return s ? s : "/sys/fs/pstore";
}

/* note the files that are there now; replaces the earlier notes */
static void
pstorenote(struct pairs *s)
{
	DIR *d = listin(HERE, place());
	const char *name;
	struct stat st;

	pairdrop(s, "pstore");
	while ((name = nextname(&d)))
		if (statin(dirfd(d), name, &st) == 0 && S_ISREG(st.st_mode))
			pairadd(s, "pstore", tempfmt("%s %lld %lld", name,
			    (long long)st.st_size, (long long)st.st_mtime));
}

/* copy the file with this note; 0: it cannot be copied */
static int
copy(const struct job *j, char *note)
{
	static const char all[] = "sysinfo/pstore";
	int at = j->dir.fd, n = 0, ok;
	int from = openin(HERE, place(), O_RDONLY | O_DIRECTORY);
	struct buf b = { 0 };
	char *to;

	*strrchr(note, ' ') = '\0';	/* the date */
	*strrchr(note, ' ') = '\0';	/* the size */
	to = join(all, note);
	while (accessin(at, to, F_OK) == 0)
		to = strfmt("%s/%s.%d", all, note, ++n);
	bufclear(&b);
	ok = mkdirsin(at, all, 0777) == 0 && readin(from, note, &b) == 0 &&
	    writein(at, to, b.s, b.len) == 0;
	if (!ok)
		warning("%s/%s: %s/%s:", place(), note, j->dir.path, to);
	close(from);
	buffree(&b);
	return ok;
}

/* copy the files without a note; returns how many */
static int
pstorecopy(const struct pairs *s, const struct job *j)
{
	struct pairs now = { 0 };
	size_t i;
	int n = 0;

	pstorenote(&now);
	for (i = 0; i < now.n; i++)
		if (!pairthere(s, "pstore", now.v[i].value))
			n += copy(j, now.v[i].value);
	return n;
}

int
resumebegin(const struct job *j, char *const argv[])
{
	struct pairs s = { 0 };
	size_t i;
	char *name;

	addboot(&s);
	pairadd(&s, "dir", abspath("."));
	resumeargs(&s, argv);
	for (i = 0; environ[i]; i++)
		if (issetting(environ[i], &name))
			pairadd(&s, "env", environ[i]);
	pstorenote(&s);
	return statewrite(&s, j->dir.fd, "state");
}

#define CONTROL	"tmp/control"
#define LOCK	"tmp/lock"

int
resumecontrol(const struct job *j, pid_t pid)
{
	unlinkin(j->dir.fd, CONTROL);
	return linkin(strfmt("%ld", (long)pid), j->dir.fd, CONTROL);
}

long
resumelock(const struct job *j)
{
	long pid;
	int fd;

	mkdirin(j->dir.fd, "tmp", 0777);	/* the job was killed before */
	if ((fd = openin(j->dir.fd, LOCK, O_RDWR | O_CREAT)) < 0)
		return -1;
	/* the file stays open: the lock ends with this process */
	if (trylock(fd) == 0)
		return 0;
	if ((errno != EACCES && errno != EAGAIN) ||
	    (pid = lockholder(fd)) < 0)
		return -1;
	return pid ? pid : resumelock(j);
}

void
resumeend(const struct job *j)
{
	unlinkin(j->dir.fd, CONTROL);
	unlinkin(j->dir.fd, LOCK);
	unlinkin(j->dir.fd, "tmp/raised");
	stepsclear(j);
	earlierend(j);
}

int
resumeread(struct resume *r, struct job *j)
{
	struct buf b = { 0 };
	const char *was;

	memset(r, 0, sizeof *r);
	r->job = j;
	if (stateread(&r->state, j->dir.fd, "state") < 0)
		return errno == ENOENT ? 0 : -1;
	if (!(was = pairvalue(&r->state, "boot")) ||
	    !pairvalue(&r->state, "dir") || !pairvalue(&r->state, "control"))
		return 0;
	bufclear(&b);
	bufboot(&b);
	r->rebooted = strcmp(was, b.s) != 0;
	return 1;
}

char **
resumeargv(struct resume *r)
{
	const struct pairs *s = &r->state;
	size_t i, n = 1;
	char **v;

	r->argv = v = xmalloc((s->n + 2) * sizeof *v);
	/* no copy: the job was killed before it made the copy */
	v[0] = accessin(r->job->dir.fd, "control", F_OK) == 0 ?
	    join(r->job->dir.path, "control") :
	    xstrdup(pairvalue(s, "control"));
	for (i = 0; i < s->n; i++)
		if (strcmp(s->v[i].name, "arg") == 0)
			v[n++] = s->v[i].value;
	v[n] = NULL;
	return v;
}

int
resumeplace(const struct resume *r)
{
	const struct pair *p = r->state.v;
	size_t i = 0;
	char *name;

	while (environ[i])
		if (issetting(environ[i], &name))
			unsetenv(name);
		else
			i++;
	for (i = 0; i < r->state.n; i++)
		if (strcmp(p[i].name, "env") == 0 &&
		    issetting(p[i].value, &name))
			setenv(name, strchr(p[i].value, '=') + 1, 1);
	return chdir(pairvalue(&r->state, "dir"));
}

long
resumeliving(const struct resume *r)
{
	const char *was = pairvalue(&r->state, "pids");
	struct buf b = { 0 };
	int same;
	long pid;

	bufclear(&b);
	bufpidspace(&b);
	same = !r->rebooted && was && strcmp(was, b.s) == 0;
	buffree(&b);
	if (!same)	/* pids of the old boot are not valid */
		return 0;
	pid = processlinked(r->job->dir.fd, CONTROL);
	if (!pid)
		pid = stepsliving(r->job);
	return pid ? pid : livingowner(r->job);
}

struct closing {
	struct resume *r;
	int expected;		/* the reboot was requested */
	int last;		/* the kernel left files in pstore */
};

static int
finish(void *arg, struct block *b)
{
	const struct closing *c = arg;
	int rebooted = c->r->rebooted, worst;

	if (rebooted && isreboot(b))
		return rebootfinish(b, &c->r->abort);
	if (!rebooted)
		return blockfail(b, "ABORT", "killed");
	if (b->subdir || !c->expected)
		return blockfail(b, "FAIL", "unexpected reboot");
	/* a group continues in another block of its name */
	worst = worstin(b->job, b->log, b->level + 1);
	return worst < 0 ? -1 : blockend(b, verdictname(worst), NULL, NULL);
}

/* SUBDIR/sysinfo/pstore is a link to the job's */
static void
attach(const struct resume *r, const char *subdir)
{
	char *dir = tempfmt("%s/sysinfo", subdir);
	char *name = tempfmt("%s/pstore", dir);
	int at = r->job->dir.fd;
	struct buf to = { 0 };
	const char *s;

	bufputs(&to, "../../");
	for (s = subdir; (s = strchr(s, '/')); s++)
		bufputs(&to, "../");
	bufputs(&to, "sysinfo/pstore");
	if (mkdirsin(at, dir, 0777) == 0)
		unlinkin(at, name);
	if (linkin(to.s, at, name) < 0)
		unlinkin(at, name);	/* the job's directory remains */
	buffree(&to);
}

static void
closed(void *arg, const struct block *b)
{
	const struct closing *c = arg;

	if (isreboot(b))
		rebootdone(b);
	else if (b->subdir && c->last)
		attach(c->r, b->subdir);
}

/* 1 if a test makes this file of dir before its START line */
static int
early(const char *dir, const char *name, const struct stat *st)
{
	size_t n = strlen(name);

	return S_ISREG(st->st_mode) && st->st_size == 0 &&
	    (strcmp(name, "status.log") == 0 || (strcmp(dir, "debug") == 0 &&
	    n > 6 && strcmp(name + n - 6, ".DEBUG") == 0));
}

/*
 * Remove the directories of tests without a START line, which hold empty
 * logs and directories: these tests run again.  A directory with a status
 * log that is not empty is a test; other directories lead to tests.
 */
static int
clearearly(int at, const char *dir, int top)
{
	DIR *d = listin(at, dir);
	int bare = !top, fd, r = 0;
	const char *name;
	struct stat st;

	if (!d)
		return 0;
	fd = dirfd(d);
	if (!top && statin(fd, "status.log", &st) == 0 && st.st_size > 0) {
		closedir(d);
		return 0;
	}
	while (r == 0 && (name = listnext(d))) {
		if ((top && reserved(name)) || statin(fd, name, &st) < 0 ||
		    (!top && early(dir, name, &st)))
			continue;
		if (S_ISDIR(st.st_mode))
			r = clearearly(fd, name, 0);
		bare = bare && statin(fd, name, &st) < 0;
	}
	closedir(d);
	return r == 0 && bare ? removein(at, dir) : r;
}

int
resumeclose(struct resume *r)
{
	struct closing c = { r, openowner(r->job, isreboot) > 0, 0 };
	struct salvager how = { finish, closed, &c };

	if (r->rebooted)
		c.last = pstorecopy(&r->state, r->job) > 0;
	if (salvageall(r->job, &how) < 0)
		return -1;
	return clearearly(r->job->dir.fd, ".", 1);
}

/* record the step as ABORT: the control file continues after the step */
static int
skip(struct resume *r, const char *step)
{
	int rc = jobline(r->job, 1, "ABORT", step, "skipped: it was open each "
	    "time that the job ended early");

	return rc < 0 ? -1 : stepsrecord(r->job, step, verdictexit(ABORT));
}

static int
skipall(struct resume *r)
{
	const struct pair *p = r->state.v;
	size_t i;
	int n = 0;

	for (i = 0; i < r->state.n; i++)
		if (strcmp(p[i].name, "open") == 0) {
			if (skip(r, p[i].value) < 0)
				return -1;
			n++;
		}
	if (n == 0 && r->abort.len == 0)
		buffmt(&r->abort, "%d resumes in a row finished nothing",
		    ATTEMPTS);
	pairdrop(&r->state, "open");
	return 0;
}

/* keep only the steps that were open before and are open again */
static void
compareopen(struct resume *r, int stalled)
{
	struct pairs now = { 0 };
	size_t i;

	stepsopen(r->job, stalled ? &r->state : NULL, &now);
	pairdrop(&r->state, "open");
	for (i = 0; i < now.n; i++)
		pairadd(&r->state, "open", now.v[i].value);
}

static int
save(struct resume *r, unsigned long finished, unsigned long stalled)
{
	addboot(&r->state);
	pstorenote(&r->state);
	set(&r->state, "finished", tempfmt("%lu", finished));
	set(&r->state, "stalled", tempfmt("%lu", stalled));
	return statewrite(&r->state, r->job->dir.fd, "state");
}

int
resumecount(struct resume *r)
{
	unsigned long finished, stalled = 0;

	if (earliermake(r->job, &finished) < 0)
		return -1;
	if (pairvalue(&r->state, "finished") &&
	    pairnumber(&r->state, "finished") == finished)
		stalled = pairnumber(&r->state, "stalled") + 1;
	compareopen(r, stalled > 0);
	if (stalled >= ATTEMPTS) {
		stalled = 0;
		if (skipall(r) < 0 || earliermake(r->job, &finished) < 0)
			return -1;
	}
	stepsclear(r->job);
	return save(r, finished, stalled);
}
