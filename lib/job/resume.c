/* resume.c - a job that is taken up again after it, or the machine, died */
#include <sys/stat.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base.h"
#include "format.h"
#include "proc.h"
#include "job.h"

#define ATTEMPTS	2	/* resumes in a row without anything done */

extern char **environ;

static char *
statefile(const char *jobdir)
{
	return join(jobdir, "state");
}

static void
addboot(struct pairs *s)
{
	struct buf b = { 0 };

	bufclear(&b);
	bufboot(&b);
	pairdrop(s, "boot");
	pairadd(s, "boot", b.s);
	bufclear(&b);
	bufpidspace(&b);
	pairdrop(s, "pids");
	pairadd(s, "pids", b.s);
	buffree(&b);
}

static void
addargs(struct pairs *s, char *const argv[])
{
	char *control = abspath(argv[0]);

	pairdrop(s, "control");
	pairadd(s, "control", control);
	free(control);
	pairdrop(s, "arg");
	while (*++argv)
		pairadd(s, "arg", *argv);
}

/* 1 if it is NAME=VALUE of a setting; *name is fresh then */
static int
issetting(const char *var, char **name)
{
	if (strncmp(var, "AT", 2) != 0 || var[2] != '_' || !strchr(var, '='))
		return 0;
	*name = strfmt("%.*s", (int)strcspn(var, "="), var);
	if (!envours(*name))
		return 1;
	free(*name);
	return 0;
}

int
resumebegin(const char *jobdir, char *const argv[])
{
	char *dir = abspath("."), *name, *path = statefile(jobdir);
	struct pairs s = { 0 };
	size_t i;
	int r;

	addboot(&s);
	pairadd(&s, "dir", dir);
	addargs(&s, argv);
	for (i = 0; environ[i]; i++)
		if (issetting(environ[i], &name)) {
			pairadd(&s, "env", environ[i]);
			free(name);
		}
	pstorenote(&s);
	r = statewrite(&s, path);
	pairsfree(&s);
	free(path);
	free(dir);
	return r;
}

static char *
controlmark(const char *jobdir)
{
	return join(jobdir, "tmp/control");
}

int
resumecontrol(const char *jobdir, pid_t pid)
{
	char *path = controlmark(jobdir), *s = strfmt("%ld", (long)pid);
	int r;

	unlink(path);
	r = symlink(s, path);
	free(path);
	free(s);
	return r;
}

static char *
lockpath(const char *jobdir)
{
	return join(jobdir, "tmp/lock");
}

long
resumelock(const char *jobdir)
{
	char *tmp = join(jobdir, "tmp"), *path = lockpath(jobdir);
	struct flock l;
	int fd;

	mkdir(tmp, 0777);	/* it may have been killed before that */
	free(tmp);
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
	free(path);
	if (fd < 0)
		return -1;
	memset(&l, 0, sizeof l);
	l.l_type = F_WRLCK;
	l.l_whence = SEEK_SET;
	/* it stays open: the lock goes with us */
	if (fcntl(fd, F_SETLK, &l) == 0)
		return 0;
	if ((errno != EACCES && errno != EAGAIN) ||
	    fcntl(fd, F_GETLK, &l) < 0)
		return -1;
	return l.l_type == F_UNLCK ? resumelock(jobdir) : (long)l.l_pid;
}

void
resumeend(const char *jobdir)
{
	char *mark = controlmark(jobdir), *lock = lockpath(jobdir);

	unlink(mark);
	unlink(lock);
	stepsclear(jobdir);
	earlierend(jobdir);
	free(mark);
	free(lock);
}

int
resumeread(struct resume *r, const char *jobdir)
{
	char *path = statefile(jobdir);
	struct buf b = { 0 };
	const char *was;
	int rc;

	memset(r, 0, sizeof *r);
	r->dir = jobdir;
	rc = stateread(&r->state, path);
	free(path);
	if (rc < 0)
		return errno == ENOENT || errno == ENOTDIR ? 0 : -1;
	if (!(was = pairvalue(&r->state, "boot")) ||
	    !pairvalue(&r->state, "dir") || !pairvalue(&r->state, "control"))
		return 0;
	bufclear(&b);
	bufboot(&b);
	r->rebooted = strcmp(was, b.s) != 0;
	buffree(&b);
	return 1;
}

char **
resumeargv(struct resume *r)
{
	const struct pairs *s = &r->state;
	size_t i, n = 1;
	char **v;

	r->argv = v = xmalloc((s->n + 2) * sizeof *v);
	v[0] = join(r->dir, "control");
	if (access(v[0], F_OK) < 0) {	/* it was killed before the copy */
		free(v[0]);
		v[0] = xstrdup(pairvalue(s, "control"));
	}
	for (i = 0; i < s->n; i++)
		if (strcmp(s->v[i].name, "arg") == 0)
			v[n++] = s->v[i].value;
	v[n] = NULL;
	return v;
}

void
resumeargs(struct resume *r, char *const argv[])
{
	addargs(&r->state, argv);
}

int
resumeplace(const struct resume *r)
{
	const struct pair *p = r->state.v;
	size_t i = 0;
	char *name;

	while (environ[i])
		if (issetting(environ[i], &name)) {
			unsetenv(name);
			free(name);
		} else {
			i++;
		}
	for (i = 0; i < r->state.n; i++)
		if (strcmp(p[i].name, "env") == 0 &&
		    issetting(p[i].value, &name)) {
			setenv(name, strchr(p[i].value, '=') + 1, 1);
			free(name);
		}
	return chdir(pairvalue(&r->state, "dir"));
}

long
resumeliving(const struct resume *r)
{
	const char *was = pairvalue(&r->state, "pids");
	struct buf b = { 0 };
	char *path;
	int same;
	long pid;

	bufclear(&b);
	bufpidspace(&b);
	same = !r->rebooted && was && strcmp(was, b.s) == 0;
	buffree(&b);
	if (!same)	/* the numbers are others' now */
		return 0;
	path = controlmark(r->dir);
	pid = processlinked(path);
	free(path);
	if (!pid)
		pid = stepsliving(r->dir);
	return pid ? pid : livingowner(r->dir);
}

struct closing {
	struct resume *r;
	int expected;		/* the machine was to go down */
	int last;		/* the kernel left something */
};

/* a group goes on in another block of its name */
static int
finishgroup(const struct closing *c, struct block *b)
{
	const char *word = c->r->rebooted ? "FAIL" : "ABORT";
	int worst;

	if (c->r->rebooted && c->expected) {
		if ((worst = worstin(b->log, b->level + 1)) < 0)
			return -1;
		return blockend(b, verdictname(worst), NULL, NULL);
	}
	if (blockline(b, word, NULL, b->name, NULL, c->r->rebooted ?
	    "unexpected reboot" : "killed") < 0)
		return -1;
	return blockend(b, word, NULL, NULL);
}

static int
finish(void *arg, struct block *b)
{
	const struct closing *c = arg;
	const char *word = c->r->rebooted ? "FAIL" : "ABORT";

	if (c->r->rebooted && isreboot(b))
		return rebootfinish(b, &c->r->abort);
	if (!b->subdir)
		return finishgroup(c, b);
	if (blockline(b, word, b->subdir, b->name, NULL, c->r->rebooted ?
	    "unexpected reboot" : "killed") < 0)
		return -1;
	return blockend(b, word, NULL, NULL);
}

/* SUBDIR/sysinfo/pstore is a link to the job's */
static void
attach(const struct resume *r, const char *subdir)
{
	char *dir = strfmt("%s/%s/sysinfo", r->dir, subdir);
	char *path = join(dir, "pstore");
	struct buf to = { 0 };
	const char *s;

	bufputs(&to, "../../");
	for (s = subdir; (s = strchr(s, '/')); s++)
		bufputs(&to, "../");
	bufputs(&to, "sysinfo/pstore");
	if (mkdirs(dir, 0777) == 0)
		unlink(path);
	if (symlink(to.s, path) < 0)
		unlink(path);	/* the words are in the job's all the same */
	free(dir);
	free(path);
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

/* 1 if there is nothing in the directory but empty files that end so */
static int
onlyempty(const char *dir, const char *end)
{
	size_t n, len = strlen(end);
	struct dirent *e;
	struct stat st;
	int only = 1;
	char *path;
	DIR *d;

	if (!(d = opendir(dir)))
		return 0;
	while (only && (e = readdir(d))) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		path = join(dir, e->d_name);
		n = strlen(e->d_name);
		only = len > 0 && n > len && lstat(path, &st) == 0 &&
		    strcmp(e->d_name + n - len, end) == 0 &&
		    S_ISREG(st.st_mode) && st.st_size == 0;
		free(path);
	}
	closedir(d);
	return only;
}

/* what a test makes before its START line: 1, or 0 for anything else */
static int
early(const char *path, const struct stat *st)
{
	const char *name = lastpart(path);

	if (S_ISREG(st->st_mode))
		return strcmp(name, "status.log") == 0 && st->st_size == 0;
	if (!S_ISDIR(st->st_mode))
		return 0;
	if (strcmp(name, "debug") == 0)
		return onlyempty(path, ".DEBUG");
	return (strcmp(name, "results") == 0 ||
	    strcmp(name, "profiling") == 0) && onlyempty(path, "");
}

/* 1 if there is a status log with something in it */
static int
isbegun(const char *dir)
{
	char *path = join(dir, "status.log");
	struct stat st;
	int yes = lstat(path, &st) == 0 && st.st_size > 0;

	free(path);
	return yes;
}

/*
 * Remove the directories of tests that had no START line yet: they are to
 * run.  A directory with a status log is a test; others lead to some.
 */
static int
clearearly(const char *dir, int top)
{
	int bare = !top, r = 0;
	struct dirent *e;
	struct stat st;
	char *path;
	DIR *d;

	if ((!top && isbegun(dir)) || !(d = opendir(dir)))
		return 0;
	while (r == 0 && (e = readdir(d))) {
		if (strcmp(e->d_name, ".") == 0 ||
		    strcmp(e->d_name, "..") == 0 ||
		    (top && reserved(e->d_name)))
			continue;
		path = join(dir, e->d_name);
		if (lstat(path, &st) == 0 && (top || !early(path, &st))) {
			if (S_ISDIR(st.st_mode))
				r = clearearly(path, 0);
			bare = bare && lstat(path, &st) < 0;
		}
		free(path);
	}
	closedir(d);
	return r == 0 && bare ? removetree(dir) : r;
}

int
resumeclose(struct resume *r)
{
	struct closing c = { NULL, 0, 0 };
	struct salvager how;
	char *path;

	c.r = r;
	c.expected = anyopen(r->dir, isreboot);
	if (r->rebooted) {
		path = join(r->dir, "sysinfo/pstore");
		c.last = pstorecopy(&r->state, path) > 0;
		free(path);
	}
	how.finish = finish;
	how.closed = closed;
	how.arg = &c;
	if (salvageall(r->dir, &how) < 0)
		return -1;
	return clearearly(r->dir, 1);
}

/* it is on record as ABORT, so that the control file goes on behind it */
static int
skip(struct resume *r, struct job *j, const char *step)
{
	int rc = jobline(j, 1, "ABORT", step, "skipped: it was open each "
	    "time that the job ended early");

	return rc < 0 ? -1 : stepsrecord(r->dir, step, verdictexit(ABORT));
}

static int
skipall(struct resume *r, struct job *j)
{
	const struct pair *p = r->state.v;
	size_t i;
	int n = 0;

	for (i = 0; i < r->state.n; i++)
		if (strcmp(p[i].name, "open") == 0) {
			if (skip(r, j, p[i].value) < 0)
				return -1;
			n++;
		}
	if (n == 0 && r->abort.len == 0)
		buffmt(&r->abort, "%d resumes in a row finished nothing",
		    ATTEMPTS);
	pairdrop(&r->state, "open");
	return 0;
}

/* keep of the steps that were open those that are so again */
static void
compareopen(struct resume *r, int stalled)
{
	struct pairs now = { 0 }, both = { 0 };
	size_t i;

	stepsopen(r->dir, &now);
	for (i = 0; i < now.n; i++)
		if (!stalled ||
		    pairthere(&r->state, "open", now.v[i].value))
			pairadd(&both, "open", now.v[i].value);
	pairdrop(&r->state, "open");
	for (i = 0; i < both.n; i++)
		pairadd(&r->state, "open", both.v[i].value);
	pairsfree(&now);
	pairsfree(&both);
}

static int
save(struct resume *r, unsigned long finished, unsigned long stalled)
{
	char *path = statefile(r->dir);
	int rc;

	addboot(&r->state);
	pstorenote(&r->state);
	pairdrop(&r->state, "finished");
	pairaddnumber(&r->state, "finished", finished);
	pairdrop(&r->state, "stalled");
	pairaddnumber(&r->state, "stalled", stalled);
	rc = statewrite(&r->state, path);
	free(path);
	return rc;
}

int
resumecount(struct resume *r, struct job *j)
{
	unsigned long finished, stalled = 0;

	if (earliermake(r->dir, &finished) < 0)
		return -1;
	if (pairvalue(&r->state, "finished") &&
	    pairnumber(&r->state, "finished") == finished)
		stalled = pairnumber(&r->state, "stalled") + 1;
	compareopen(r, stalled > 0);
	if (stalled >= ATTEMPTS) {
		stalled = 0;
		if (skipall(r, j) < 0 || earliermake(r->dir, &finished) < 0)
			return -1;
	}
	stepsclear(r->dir);
	return save(r, finished, stalled);
}

/* the last words of a kernel that went down */

static const char *
place(void)
{
	const char *s = setting("AT_PSTORE");

	return s ? s : "/sys/fs/pstore";
}

/* call take for each file, with its note; how many it took */
static int
eachfile(int (*take)(void *, const char *path, const char *note), void *arg)
{
	struct dirent *e;
	struct stat st;
	char *note, *path;
	int n = 0;
	DIR *d;

	d = opendir(place());
	while (d && (e = readdir(d))) {
		path = join(place(), e->d_name);
		if (lstat(path, &st) == 0 && S_ISREG(st.st_mode)) {
			note = strfmt("%s %lld %lld", e->d_name,
			    (long long)st.st_size, (long long)st.st_mtime);
			n += take(arg, path, note);
			free(note);
		}
		free(path);
	}
	if (d)
		closedir(d);
	return n;
}

static int
note(void *arg, const char *path, const char *text)
{
	(void)path;
	pairadd(arg, "pstore", text);
	return 1;
}

void
pstorenote(struct pairs *s)
{
	pairdrop(s, "pstore");
	eachfile(note, s);
}

struct copying {
	const struct pairs *state;
	const char *to;
};

static int
copy(void *arg, const char *path, const char *text)
{
	const struct copying *c = arg;
	struct buf b = { 0 };
	char *to;
	int ok, n = 0;

	if (pairthere(c->state, "pstore", text))
		return 0;
	to = join(c->to, lastpart(path));
	while (access(to, F_OK) == 0) {
		free(to);
		to = strfmt("%s/%s.%d", c->to, lastpart(path), ++n);
	}
	bufclear(&b);
	ok = mkdirs(c->to, 0777) == 0 && readfile(path, &b) == 0 &&
	    replacefile(to, b.s, b.len) == 0;
	if (!ok)
		warning("%s: %s:", path, to);
	buffree(&b);
	free(to);
	return ok;
}

int
pstorecopy(const struct pairs *s, const char *to)
{
	struct copying c;

	c.state = s;
	c.to = to;
	return eachfile(copy, &c);
}
