/* earlier.c - what finished in a job before it was resumed */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "buf.h"
#include "earlier.h"
#include "file.h"
#include "job.h"
#include "joblog.h"
#include "keyval.h"
#include "line.h"
#include "rc.h"
#include "testdir.h"
#include "verdict.h"

#define REASON	1000	/* bytes of it, in a link */

struct making {
	const char *jobdir;
	int dir;		/* the same, open */
	unsigned long finished;
	int err;		/* errno of the first failure, or 0 */
};

static char *
place(const char *jobdir)
{
	return strfmt("%s/tmp/earlier", jobdir);
}

/* a/b is da/db/=, so that no name is in the way of another */
static char *
linkpath(const char *jobdir, enum earlierkind kind, const char *name)
{
	struct buf b = { 0 };
	size_t n;

	buffmt(&b, "%s/tmp/earlier/%s", jobdir,
	    kind == EARLIERTEST ? "tests" : "steps");
	for (;; name += n + 1) {
		n = strcspn(name, "/");
		buffmt(&b, "/d%.*s", (int)n, name);
		if (!name[n])
			break;
	}
	bufputs(&b, "/=");
	return b.s;
}

static void
make(struct making *m, enum earlierkind kind, const char *name,
    const char *what)
{
	char *path = linkpath(m->jobdir, kind, name), *dir;
	int n = lastpart(path) - path, r;

	dir = strfmt("%.*s", n - 1, path);
	r = mkdirs(dir, 0777);
	if (r == 0 && symlink(what, path) < 0 && errno != EEXIST)
		r = -1;
	if (r < 0 && !m->err)
		m->err = errno;
	free(dir);
	free(path);
}

/* a test of the job's, or of a group's */
static void
done(struct joblog *log, const struct logblock *b)
{
	struct making *m = log->arg;
	struct buf late = { 0 };
	enum verdict v;
	int rc, n;
	char *s;

	if (b->kind != TESTBLOCK || b->intest || !b->closed ||
	    !verdictof(b->code, &v))
		return;
	m->finished++;
	rc = verdictexit(v);
	if (v == ERROR &&
	    lastvalue(m->dir, b->subdir, "timed_out", &late))
		rc = RC_TIMEOUT;
	n = strlen(b->reason);
	s = strfmt("%d %s %.*s", rc, b->code, n < REASON ? n : REASON,
	    b->reason);
	make(m, EARLIERTEST, b->subdir, s);
	buffree(&late);
	free(s);
}

static int
maketests(struct making *m)
{
	struct joblog log;
	struct reader r;

	memset(&r, 0, sizeof r);
	memset(&log, 0, sizeof log);
	if ((r.fd = openjoblog(m->dir)) < 0)
		return errno == ENOENT ? 0 : -1;
	r.name = "status.log";
	log.done = done;
	log.arg = m;
	readjoblog(&log, &r);
	closelines(&r);
	return 0;
}

static int
makesteps(struct making *m)
{
	char *path = join(m->jobdir, "steps"), *s;
	struct keyval kv;
	struct reader r;
	size_t n;

	if (openlines(&r, path) < 0) {
		free(path);
		return errno == ENOENT ? 0 : -1;
	}
	while ((s = readline(&r, &n)))
		if (!r.torn && parsekeyval(s, n, &kv) == 1) {
			m->finished++;
			make(m, EARLIERSTEP, kv.key, kv.value);
		}
	closelines(&r);
	free(path);
	return 0;
}

int
earliermake(const char *jobdir, unsigned long *finished)
{
	char *path = place(jobdir);
	struct making m;
	int r;

	memset(&m, 0, sizeof m);
	m.jobdir = jobdir;
	r = removetree(path);
	if (r == 0)
		r = mkdirs(path, 0777);
	free(path);
	if (r < 0 || (m.dir = open(jobdir, O_RDONLY | O_CLOEXEC)) < 0)
		return -1;
	if (maketests(&m) < 0 || makesteps(&m) < 0)
		m.err = errno;
	close(m.dir);
	*finished = m.finished;
	errno = m.err;
	return m.err ? -1 : 0;
}

int
earlierjob(const char *jobdir)
{
	char *path = place(jobdir);
	int yes = access(path, F_OK) == 0;

	free(path);
	return yes;
}

void
earlierend(const char *jobdir)
{
	char *path = place(jobdir);

	removetree(path);
	free(path);
}

int
earliertake(const char *jobdir, enum earlierkind kind, const char *name,
    struct buf *b)
{
	char *path = linkpath(jobdir, kind, name), s[PATH_MAX];
	ssize_t n = readlink(path, s, sizeof s);
	int ours = n >= 0 && unlink(path) == 0;

	free(path);
	if (!ours)
		return 0;
	bufclear(b);
	bufadd(b, s, n);
	return 1;
}

int
giveback(const struct job *j, const char *verdict)
{
	size_t n = strlen(j->dir);
	char *line, *path;
	int r;

	if (j->parent || strncmp(j->log, j->dir, n) != 0 ||
	    strcmp(j->log + n, "/status.log") == 0)
		return 0;
	path = strfmt("%s.given", j->log);
	line = strfmt("%s\n", verdict);
	r = appendfile(path, line, strlen(line), 0);
	free(line);
	free(path);
	return r;
}

int
givenback(const char *log)
{
	char *path = strfmt("%s.given", log), *s;
	struct reader r;
	enum verdict v;
	size_t n;
	int worst = -1;

	if (openlines(&r, path) == 0) {
		while ((s = readline(&r, &n)))
			if (verdictof(s, &v) && (int)v > worst)
				worst = v;
		closelines(&r);
		unlink(path);
	}
	free(path);
	return worst;
}
