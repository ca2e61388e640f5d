/* outdir.c - the directories of a test that is to run, and its log */
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "base.h"
#include "job.h"
#include "test.h"

/* a directory in the test's, open to others with mode, in a variable */
static char *
make(const struct outdir *o, const char *name, int mode, struct env *e,
    const char *var)
{
	char *dir = join(o->dir, name);

	if (mkdir(dir, 0777) < 0 || (mode && chmod(dir, mode) < 0))
		die(RC_BROKEN, "%s:", dir);
	if (var)
		envset(e, var, dir);
	return dir;
}

static char *
logpath(const struct claim *c, const char *end)
{
	return strfmt("%s/debug/%s.%s", c->dir, lastpart(c->subdir), end);
}

static int
openlog(const char *path)
{
	int fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_EXCL | O_CLOEXEC,
	    0666);

	if (fd < 0)
		die(RC_BROKEN, "%s:", path);
	return fd;
}

static void
maketmp(struct outdir *o, const struct claim *c, const char *jobdir,
    struct env *e)
{
	char *all = join(jobdir, "tmp");

	if (mkdir(all, 0777) < 0 && errno != EEXIST)	/* no at-job made it */
		die(RC_BROKEN, "%s:", all);
	o->tmp = strfmt("%s/%s.XXXXXX", all, lastpart(c->subdir));
	if (!mkdtemp(o->tmp) || chmod(o->tmp, 01777) < 0)
		die(RC_BROKEN, "%s:", o->tmp);
	envset(e, "AT_TMPDIR", o->tmp);
	envset(e, "TMPDIR", o->tmp);
	free(all);
}

void
outdirmake(struct outdir *o, const struct claim *c, const char *jobdir,
    struct env *e)
{
	o->dir = c->dir;
	envset(e, "AT_OUTPUTDIR", c->dir);
	o->results = make(o, "results", 0777, e, "AT_RESULTSDIR");
	o->profiling = make(o, "profiling", 0, e, "AT_PROFDIR");
	free(make(o, "debug", 0, e, NULL));
	maketmp(o, c, jobdir, e);
	o->logname = logpath(c, "DEBUG");
	o->log = o->err = openlog(o->logname);
}

void
outdirsplit(struct outdir *o, const struct claim *c)
{
	o->errname = logpath(c, "ERROR");
	o->err = openlog(o->errname);
}

int
outdirgone(const struct outdir *o)
{
	struct stat st;

	return fstat(o->log, &st) < 0 || st.st_nlink == 0;
}

void
outdirsync(const struct outdir *o)
{
	if (fsync(o->log) < 0)
		die(RC_BROKEN, "%s:", o->logname);
	if (o->err != o->log && fsync(o->err) < 0)
		die(RC_BROKEN, "%s:", o->errname);
}

void
outdirshow(struct outdir *o, int all)
{
	char s[PIPE_BUF];	/* fits where poll(2) says there is room */
	int first = 1;
	ssize_t n;

	while ((all || terminalready(2)) &&
	    (n = pread(o->log, s, sizeof s, o->shown)) > 0) {
		if (first && beforewarning)
			beforewarning();
		first = 0;
		o->shown += n;
		if (writeall(2, s, n) < 0)
			break;		/* there is nobody left to tell */
	}
}

void
outdircut(struct outdir *o)
{
	struct stat st;

	logcut(o->log, o->logmax);
	if (o->err != o->log)
		logcut(o->err, o->logmax);
	if (o->shown > 0 && fstat(o->log, &st) == 0 && st.st_size < o->shown)
		o->shown = st.st_size;
}

/* keep a log that grows without end within bounds */

int
logcut(int fd, long long max)
{
	struct buf note = { 0 }, tail = { 0 };
	struct stat st;
	long long keep = max / 4;
	int r = -1;

	if (fstat(fd, &st) < 0)
		return -1;
	if (max <= 0 || st.st_size <= max)
		return 0;
	bufputs(&note, "\n@ ");
	bufnow(&note);
	buffmt(&note, " log longer than %lld bytes: %lld bytes cut here\n",
	    max, (long long)st.st_size - 2 * keep);
	if (readtail(fd, keep, &tail) == 0 && ftruncate(fd, keep) == 0 &&
	    writeall(fd, note.s, note.len) == 0)
		r = writeall(fd, tail.s, tail.len);
	buffree(&note);
	buffree(&tail);
	return r;
}
