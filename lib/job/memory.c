/* memory.c - what finished in a job before it was resumed */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base.h"
#include "format.h"
#include "proc.h"
#include "job.h"

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

/* the steps of a job */

int
stepsfind(const char *jobdir, const char *name, unsigned long *status)
{
	char *path = join(jobdir, "steps"), *s;
	struct keyval kv;
	struct reader r;
	size_t n;
	int found = 0, rc;

	rc = openlines(&r, path);
	free(path);
	if (rc < 0)
		return errno == ENOENT ? 0 : -1;
	while ((s = readline(&r, &n)))
		if (!r.torn && parsekeyval(s, n, &kv) == 1 &&
		    strcmp(kv.key, name) == 0 &&
		    wholenumber(kv.value, 255, status))
			found = 1;
	closelines(&r);
	return found;
}

int
stepsrecord(const char *jobdir, const char *name, int status)
{
	char *path = join(jobdir, "steps");
	char *s = strfmt("%s=%d\n", name, status);
	int err, r = appendfile(path, s, strlen(s), 0);

	if (r == 0 && syncing() && (syncpath(path) < 0 ||
	    syncpath(jobdir) < 0))
		r = -1;
	err = errno;
	free(path);
	free(s);
	errno = err;
	return r;
}

static char *
linkdir(const char *jobdir)
{
	return strfmt("%s/tmp/steps", jobdir);
}

/* no step is called so that it means another place */
static char *
steplink(const char *jobdir, const char *name)
{
	return strfmt("%s/tmp/steps/=%s", jobdir, name);
}

int
stepsbegin(const char *jobdir, const char *name)
{
	char *dir = linkdir(jobdir), *path = steplink(jobdir, name);
	char *pid = strfmt("%ld", (long)getpid());
	char *file = join(jobdir, "steps");
	int err, fd, r;

	/* what could not be recorded is not begun */
	fd = open(file, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW,
	    0666);
	r = fd < 0 || close(fd) < 0 ? -1 : mkdirs(dir, 0777);
	free(file);
	unlink(path);	/* of one that a signal ended */
	if (r == 0)
		r = symlink(pid, path);
	if (r == 0 && syncing())
		r = syncpath(dir);
	err = errno;
	free(dir);
	free(path);
	free(pid);
	errno = err;
	return r;
}

int
stepsend(const char *jobdir, const char *name)
{
	char *path = steplink(jobdir, name);
	int r = unlink(path);

	free(path);
	return r;
}

void
stepsopen(const char *jobdir, struct pairs *s)
{
	char *dir = linkdir(jobdir);
	unsigned long status;
	struct dirent *e;
	DIR *d;

	d = opendir(dir);
	free(dir);
	while (d && (e = readdir(d)))
		if (*e->d_name == '=' &&
		    stepsfind(jobdir, e->d_name + 1, &status) == 0)
			pairadd(s, "open", e->d_name + 1);
	if (d)
		closedir(d);
}

long
stepsliving(const char *jobdir)
{
	char *dir = linkdir(jobdir), *path;
	struct dirent *e;
	long pid = 0;
	DIR *d;

	d = opendir(dir);
	while (d && !pid && (e = readdir(d))) {
		path = join(dir, e->d_name);
		pid = processlinked(path);
		free(path);
	}
	if (d)
		closedir(d);
	free(dir);
	return pid;
}

void
stepsclear(const char *jobdir)
{
	char *dir = linkdir(jobdir);

	removetree(dir);
	free(dir);
}

/* the block of a reboot that at-step -b asked for */

/* the file beside the log */
static char *
machinefile(const struct block *b)
{
	return strfmt("%.*smachine", (int)strlen(b->log) - 3, b->log);
}

int
rebootopen(struct block *b, const struct job *j, const char *step,
    struct buf *what)
{
	struct buf now = { 0 };
	char *path;
	int r;

	memset(b, 0, sizeof *b);
	b->log = strfmt("%s/tmp/reboot.%s.log", j->dir, step);
	b->outer = j->log;
	b->level = j->level;
	b->name = xstrdup("reboot");
	bufmachine(&now);
	path = machinefile(b);
	bufputs(what, path);
	r = replacefile(path, now.s, now.len);
	if (r == 0) {
		r = blockopen(b, j->dir, NULL);
		if (r == 0)
			r = blockline(b, "GOOD", NULL, "reboot.start", NULL,
			    NULL);
		bufclear(what);
		bufputs(what, b->bad);
	}
	free(path);
	buffree(&now);
	return r;
}

void
rebootdone(const struct block *b)
{
	char *path = machinefile(b);

	unlink(b->log);
	unlink(path);
	free(path);
}

int
isreboot(const struct block *b)
{
	return !b->subdir && strcmp(b->name, "reboot") == 0 &&
	    strncmp(lastpart(b->log), "reboot.", 7) == 0;
}

int
rebootfinish(struct block *b, struct buf *why)
{
	struct buf before = { 0 }, now = { 0 }, kernel = { 0 }, text = { 0 };
	char *path = machinefile(b);
	int changed, r;

	bufputs(&kernel, "kernel=");
	bufkernel(&kernel);
	bufmachine(&now);
	changed = readfile(path, &before) == 0 && before.len > 0 &&
	    machinechange(before.s, now.s ? now.s : "", &text);
	r = blockline(b, "GOOD", NULL, "reboot.verify", NULL, NULL);
	if (r == 0 && changed) {
		buffmt(why, "Reboot failed: %s", text.s);
		r = blockline(b, "ABORT", NULL, "reboot.verify_config", NULL,
		    text.s);
	}
	if (r == 0)
		r = blockend(b, changed ? "ABORT" : "GOOD", kernel.s, NULL);
	buffree(&before);
	buffree(&now);
	buffree(&kernel);
	buffree(&text);
	free(path);
	return r;
}
