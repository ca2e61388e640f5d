/* memory.c - recorded results for a resumed job: tests, steps, reboots */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "job.h"

#define EARLIER	"tmp/earlier"
#define REASON	1000	/* bytes of the reason in a link */

struct making {
	const struct job *job;
	unsigned long finished;
	int err;		/* errno of the first failure, or 0 */
};

/* a/b becomes da/db/=: links of tests and of subtests never collide */
static char *
linkpath(enum earlierkind kind, const char *name)
{
	struct buf b = { 0 };
	size_t n;

	buffmt(&b, EARLIER "/%s", kind == EARLIERTEST ? "tests" : "steps");
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
	char *path = linkpath(kind, name);
	int at = m->job->dir.fd, r;

	r = mkdirsin(at, tempfmt("%.*s", (int)strlen(path) - 2, path), 0777);
	if (r == 0 && linkin(what, at, path) < 0 && errno != EEXIST)
		r = -1;
	if (r < 0 && !m->err)
		m->err = errno;
	free(path);
}

/* make the link of a test of the job, or of a group */
static void
done(struct joblog *log, const struct logblock *b)
{
	struct making *m = log->arg;
	struct buf late = { 0 };
	enum verdict v;
	int rc, n;

	if (b->kind != TESTBLOCK || b->intest || !b->closed ||
	    !verdictof(b->code, &v))
		return;
	m->finished++;
	rc = verdictexit(v);
	if (v == ERROR &&
	    lastvalue(m->job->dir.fd, b->subdir, "timed_out", &late))
		rc = RC_TIMEOUT;
	n = strlen(b->reason);
	make(m, EARLIERTEST, b->subdir, tempfmt("%d %s %.*s", rc, b->code,
	    n < REASON ? n : REASON, b->reason));
	buffree(&late);
}

static int
maketests(struct making *m)
{
	struct joblog log = { .done = done, .arg = m };
	struct reader r = { .fd = openjoblog(m->job->dir.fd),
	    .name = "status.log" };

	if (r.fd < 0)
		return errno == ENOENT ? 0 : -1;
	readjoblog(&log, &r);
	closelines(&r);
	return 0;
}

/* read JOB/steps.  0, or -1 with errno */
static int
readsteps(const struct job *j, struct pairs *steps)
{
	struct keyval kv;
	struct reader r;
	int c;

	memset(steps, 0, sizeof *steps);
	if (openlinesin(&r, j->dir.fd, "steps") < 0)
		return errno == ENOENT ? 0 : -1;
	while ((c = readkeyval(&r, &kv)) != 0)
		if (c > 0)
			pairadd(steps, kv.key, kv.value);
	closelines(&r);
	return 0;
}

static int
makesteps(struct making *m)
{
	struct pairs steps;
	size_t i;

	if (readsteps(m->job, &steps) < 0)
		return -1;
	for (i = 0; i < steps.n; i++)
		make(m, EARLIERSTEP, steps.v[i].name, steps.v[i].value);
	m->finished += steps.n;
	return 0;
}

int
earliermake(const struct job *j, unsigned long *finished)
{
	struct making m = { j, 0, 0 };

	if (removein(j->dir.fd, EARLIER) < 0 ||
	    mkdirsin(j->dir.fd, EARLIER, 0777) < 0)
		return -1;
	if (maketests(&m) < 0 || makesteps(&m) < 0)
		m.err = errno;
	*finished = m.finished;
	errno = m.err;
	return m.err ? -1 : 0;
}

int
earlierjob(const struct job *j)
{
	return accessin(j->dir.fd, EARLIER, F_OK) == 0;
}

void
earlierend(const struct job *j)
{
	removein(j->dir.fd, EARLIER);
}

int
earliertake(const struct job *j, enum earlierkind kind, const char *name,
    struct buf *b)
{
	char *path = linkpath(kind, name);
	struct buf text = { 0 };
	int ours = readlinkin(j->dir.fd, path, &text) == 0 &&
	    unlinkin(j->dir.fd, path) == 0;

	if (ours) {
		bufclear(b);
		bufadd(b, text.s, text.len);
	}
	buffree(&text);
	free(path);
	return ours;
}

int
giveback(const struct job *j, const char *verdict)
{
	const char *line = tempfmt("%s\n", verdict);

	if (j->parent || strcmp(j->log, "status.log") == 0)
		return 0;
	return appendin(j->dir.fd, tempfmt("%s.given", j->log), line,
	    strlen(line), 0);
}

int
givenback(const struct job *j, const char *log)
{
	char *name = strfmt("%s.given", log), *s;
	struct reader r;
	enum verdict v;
	size_t n;
	int worst = -1;

	if (openlinesin(&r, j->dir.fd, name) == 0) {
		while ((s = readline(&r, &n)))
			if (verdictof(s, &v) && (int)v > worst)
				worst = v;
		closelines(&r);
		unlinkin(j->dir.fd, name);
	}
	return worst;
}

/* the steps of a job */

#define OPENSTEPS	"tmp/steps"

int
stepsfind(const struct job *j, const char *name, unsigned long *status)
{
	struct pairs steps;
	const char *value;

	if (readsteps(j, &steps) < 0)
		return -1;
	value = pairvalue(&steps, name);
	return value && wholenumber(value, 255, status);
}

int
stepsrecord(const struct job *j, const char *name, int status)
{
	char *s = strfmt("%s=%d\n", name, status);
	int r = appendin(j->dir.fd, "steps", s, strlen(s), 0);

	if (r == 0 && syncing() && (syncin(j->dir.fd, "steps") < 0 ||
	    fsync(j->dir.fd) < 0))
		r = -1;
	return r;
}

/* step names cannot lead out of the directory */
static char *
steplink(const char *name)
{
	return strfmt(OPENSTEPS "/=%s", name);
}

int
stepsbegin(const struct job *j, const char *name)
{
	char *path = steplink(name), *pid = strfmt("%ld", (long)getpid());
	int fd, r;

	/* do not begin a step that cannot be recorded */
	fd = openin(j->dir.fd, "steps", O_RDWR | O_APPEND | O_CREAT);
	r = fd < 0 || close(fd) < 0 ? -1 :
	    mkdirsin(j->dir.fd, OPENSTEPS, 0777);
	if (r == 0) {
		unlinkin(j->dir.fd, path);	/* left by a killed step */
		r = linkin(pid, j->dir.fd, path);
	}
	if (r == 0 && syncing())
		r = syncin(j->dir.fd, OPENSTEPS);
	return r;
}

int
stepsend(const struct job *j, const char *name)
{
	return unlinkin(j->dir.fd, steplink(name));
}

void
stepsopen(const struct job *j, const struct pairs *among, struct pairs *s)
{
	DIR *d = listin(j->dir.fd, OPENSTEPS);
	unsigned long status;
	const char *name;

	while ((name = nextname(&d)))
		if (*name == '=' && (!among ||
		    pairthere(among, "open", name + 1)) &&
		    stepsfind(j, name + 1, &status) == 0)
			pairadd(s, "open", name + 1);
}

long
stepsliving(const struct job *j)
{
	DIR *d = listin(j->dir.fd, OPENSTEPS);
	const char *name;
	long pid = 0;

	while ((name = nextname(&d)))
		if (!pid)
			pid = processlinked(dirfd(d), name);
	return pid;
}

void
stepsclear(const struct job *j)
{
	removein(j->dir.fd, OPENSTEPS);
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
	char *file;
	int r;

	memset(b, 0, sizeof *b);
	b->log = strfmt("tmp/reboot.%s.log", step);
	b->name = xstrdup("reboot");
	bufmachine(&now);
	file = machinefile(b);
	bufputs(what, file);
	r = writein(j->dir.fd, file, now.s, now.len);
	if (r == 0) {
		r = blockopen(b, j, NULL);
		if (r == 0)
			r = blockline(b, "GOOD", NULL, "reboot.start", NULL,
			    NULL);
		bufclear(what);
		bufputs(what, b->bad);
	}
	return r;
}

void
rebootdone(const struct block *b)
{
	unlinkin(b->job->dir.fd, b->log);
	unlinkin(b->job->dir.fd, machinefile(b));
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
	int changed, r;

	bufputs(&kernel, "kernel=");
	bufkernel(&kernel);
	bufmachine(&now);
	changed = readin(b->job->dir.fd, machinefile(b), &before) == 0 &&
	    before.len > 0 &&
	    machinechange(before.s, now.s ? now.s : "", &text);
	r = blockline(b, "GOOD", NULL, "reboot.verify", NULL, NULL);
	if (r == 0 && changed) {
		buffmt(why, "Reboot failed: %s", text.s);
		r = blockline(b, "ABORT", NULL, "reboot.verify_config", NULL,
		    text.s);
	}
	if (r == 0)
		r = blockend(b, changed ? "ABORT" : "GOOD", kernel.s, NULL);
	return r;
}
