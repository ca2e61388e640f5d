/* outdir.c - the directories of a test that is to run, and its log */
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "test.h"

/* make a directory of the test with this mode, named by a variable */
static char *
make(const struct claim *c, const char *name, int mode, struct env *e,
    const char *var)
{
	char *path = join(c->dir.path, name);

	if (mkdirin(c->dir.fd, name, 0777) < 0 ||
	    (mode && chmodin(c->dir.fd, name, mode) < 0))
		die(RC_BROKEN, "%s:", path);
	if (var)
		envset(e, var, path);
	return path;
}

/* open debug/LAST.END of the test; *path is its path */
static int
openlog(const struct claim *c, const char *end, char **path)
{
	char *name = strfmt("debug/%s.%s", lastpart(c->subdir), end);
	int fd = openin(c->dir.fd, name, O_RDWR | O_APPEND | O_CREAT |
	    O_EXCL);

	*path = join(c->dir.path, name);
	if (fd < 0)
		die(RC_BROKEN, "%s:", *path);
	return fd;
}

static void
maketmp(struct outdir *o, const struct claim *c, const struct job *j,
    struct env *e)
{
	/* only a job that no at-job made lacks tmp */
	if (mkdirin(j->dir.fd, "tmp", 0777) < 0 && errno != EEXIST)
		die(RC_BROKEN, "%s/tmp:", j->dir.path);
	o->tmp = strfmt("%s/tmp/%s.XXXXXX", j->dir.path, lastpart(c->subdir));
	o->tmpname = o->tmp + strlen(j->dir.path) + 1;
	if (tempdir(o->tmp) < 0 ||
	    chmodin(j->dir.fd, o->tmpname, 01777) < 0)
		die(RC_BROKEN, "%s:", o->tmp);
	envset(e, "AT_TMPDIR", o->tmp);
	envset(e, "TMPDIR", o->tmp);
}

void
outdirmake(struct outdir *o, const struct claim *c, const struct job *j,
    struct env *e)
{
	envset(e, "AT_OUTPUTDIR", c->dir.path);
	o->results = make(c, "results", 0777, e, "AT_RESULTSDIR");
	o->profiling = make(c, "profiling", 0, e, "AT_PROFDIR");
	o->debug = make(c, "debug", 0, e, NULL);
	maketmp(o, c, j, e);
	o->log = o->err = openlog(c, "DEBUG", &o->logname);
}

void
outdirsplit(struct outdir *o, const struct claim *c)
{
	o->err = openlog(c, "ERROR", &o->errname);
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
			break;		/* standard error is gone */
	}
}

/*
 * If the log is longer than max bytes, keep its head and its tail, half of
 * max together, and between them a note of the cut.  The descriptor is
 * O_RDWR|O_APPEND.  Output that is written during the cut may be lost.
 */
static void
logcut(int fd, long long max)
{
	struct buf note = { 0 }, tail = { 0 };
	struct stat st;
	long long keep = max / 4;

	if (fstat(fd, &st) < 0 || max <= 0 || st.st_size <= max)
		return;
	bufputc(&note, '\n');
	bufnow(&note);
	buffmt(&note, "log longer than %lld bytes: %lld bytes cut here\n",
	    max, (long long)st.st_size - 2 * keep);
	if (readtail(fd, keep, &tail) == 0 && ftruncate(fd, keep) == 0 &&
	    writeall(fd, note.s, note.len) == 0)
		writeall(fd, tail.s, tail.len);
	buffree(&note);
	buffree(&tail);
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
