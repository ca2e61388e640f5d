/* job.c - the job directory: make it, find it, run its hooks */
#include <sys/utsname.h>

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "job.h"

/* 1 if an at-job began the log; 0, or -1 with errno: it cannot be read */
static int
startedlog(const struct job *j)
{
	static const char begin[] = "START\t----\t----\t";
	char s[sizeof begin - 1];
	int fd = openin(j->dir.fd, j->log, O_RDONLY);
	ssize_t n;

	if (fd < 0)
		return errno == ENOENT ? 0 : -1;
	n = read(fd, s, sizeof s);
	closekeep(fd);
	return n < 0 ? -1 : n == sizeof s && memcmp(s, begin, n) == 0;
}

/* the part of path below dir, or NULL */
static const char *
below(const char *path, const char *dir)
{
	size_t n = strlen(dir);

	return path && strncmp(path, dir, n) == 0 && path[n] == '/' &&
	    path[n + 1] ? path + n + 1 : NULL;
}

int
jobopen(struct job *j, const char *dir)
{
	memset(j, 0, sizeof *j);
	j->log = "status.log";
	if (diropen(&j->dir, dir) < 0)
		return -1;
	return dirtrust(&j->dir);
}

int
jobenter(struct job *j, const char *dir)
{
	const char *level = setting("AT_STATUS_LEVEL"), *log;
	unsigned long n;

	memset(j, 0, sizeof *j);
	if (!dir && !(dir = setting("AT_JOBDIR")))
		return 0;
	if (jobopen(j, dir) < 0 && (errno != ENOENT ||
	    mkdirsin(HERE, j->dir.path, 0777) < 0 || jobopen(j, dir) < 0))
		return -1;
	log = below(setting("AT_STATUS_LOG"), j->dir.path);
	if (log && level && wholenumber(level, 10000, &n)) {
		j->log = log;
		j->level = n;
	} else if ((j->level = startedlog(j)) < 0) {
		return -1;
	}
	j->parent = below(setting("AT_OUTPUTDIR"), j->dir.path);
	return 1;
}

void
jobneed(struct job *j)
{
	int r = jobenter(j, NULL);

	if (r == 0)
		die(failstatus, "AT_JOBDIR is not set: run it in a job");
	if (r < 0 && j->level < 0)
		die(failstatus, "%s/%s:", j->dir.path, j->log);
	if (r < 0)
		die(failstatus, "%s:", j->dir.path);
}

void
jobbroken(const struct job *j, const char *file)
{
	die(RC_BROKEN, "%s/%s:", j->dir.path, file);
}

int
jobaborted(const struct job *j, struct buf *b)
{
	int r = readin(j->dir.fd, "aborted", b);

	if (r < 0 && errno != ENOENT)
		jobbroken(j, "aborted");
	while (r == 0 && b->len > 0 && b->s[b->len - 1] == '\n')
		b->s[--b->len] = '\0';
	return r == 0;
}

void
joballows(const struct job *j, const char *name)
{
	struct buf why = { 0 };

	if (jobaborted(j, &why)) {
		warning("%s: the job was aborted: %s", name, why.s);
		exit(verdictexit(ABORT));
	}
}

int
jobabort(const struct job *j, const char *reason)
{
	char *s = strfmt("%s\n", reason);
	int r = 0;

	if (accessin(j->dir.fd, "aborted", F_OK) < 0)	/* keep the first */
		do
			r = writein(j->dir.fd, "aborted", s, strlen(s));
		while (r < 0 && reservehelps(j));
	return r;
}

/* write a line at the job's own level; on a full disk use the reserve */
static int
mustline(struct job *j, const char *code, const char *operation,
    const char *message)
{
	int r;

	do
		r = jobline(j, j->level, code, operation, message);
	while (r < 0 && reservehelps(j));
	return r;
}

static void
tellend(const char *why)
{
	struct stat st;
	struct job j;

	signal(SIGPIPE, SIG_IGN);	/* a listener may leave at any time */
	/* jobenter() would die */
	if (statpath(setting("AT_JOBDIR"), &st) < 0 || st.st_uid != geteuid())
		return;
	/* in a test its hook decides */
	if (jobenter(&j, NULL) > 0 && j.level > 0 && !j.parent &&
	    accessin(j.dir.fd, ".autoserv_execute", F_OK) < 0)
		mustline(&j, "ERROR", progname, why);
}

void
jobwatch(void)
{
	if (setting("AT_JOBDIR"))
		dying = tellend;
}

void
jobraise(const char *word, const char *reason)
{
	const char *path = setting("AT_RAISED");
	enum verdict v;
	struct job j;
	int retry;

	if (path && raisedwrite(path, word, reason) < 0)
		warning("%s:", path);
	if (setting("AT_HOOK") || !raisedword(word, &v, &retry) ||
	    !setting("AT_JOBDIR"))
		return;
	jobneed(&j);
	if (mustline(&j, verdictname(v), "control", reason) < 0 ||
	    (v == ABORT && jobabort(&j, reason) < 0))
		die(failstatus, "%s/%s:", j.dir.path, j.log);
}

char *
freshdir(const char *base)
{
	char *s = strfmt("%.*s", (int)(lastpart(base) - base), base);
	/* results/latest is a link, or will be one */
	unsigned n = strcmp(lastpart(base), "latest") == 0;
	int r = *s ? mkdirsin(HERE, s, 0777) : 0;

	while (r == 0) {
		s = n ? strfmt("%s.%u", base, n) : xstrdup(base);
		if (mkdirin(HERE, s, 0777) == 0)
			return s;
		if (errno != EEXIST)
			r = -1;
		n++;
	}
	return NULL;
}

/* the settings that supply defaults */
static const char *const settings[] = {
	"AT_CACHEDIR", "AT_DEFAULT_PROFILE_ONLY", "AT_DISK_RATE",
	"AT_DROP_CACHES", "AT_DROP_CACHES_BETWEEN_ITERATIONS", "AT_HOOKS",
	"AT_LOG_MAX", "AT_REPOSITORY", "AT_RUN_TEST_CLEANUP", "AT_SYNC",
	"AT_TEST_RETRY", "AT_TIMEOUT", "AT_TIMEOUT_MUL",
};

static void
add(struct record *r, const char *key, const char *value)
{
	recordadd(r, key, strlen(key), NULL, value);
}

static void
addstamp(struct record *r, const char *key)
{
	add(r, key, strfmt("%lld", timestamp()));
}

static int
writekeyvals(struct job *j, struct record *r)
{
	struct buf b = { 0 };

	recordtext(r, &b, 0);
	return appendin(j->dir.fd, "keyval", b.s, b.len, 0);
}

static int
startkeyvals(struct job *j, struct record *r)
{
	struct utsname u;
	const char *s;
	size_t i;

	uname(&u);
	add(r, "hostname", u.nodename);
	/* no getpwuid(3): the file may be missing, the code is large */
	s = setting("LOGNAME");
	add(r, "user", s ? s : geteuid() == 0 ? "root" : "unknown");
	add(r, "label", lastpart(j->dir.path));
	add(r, "status_version", "1");
	addstamp(r, "job_started");
	for (i = 0; i < LEN(settings); i++)
		if ((s = setting(settings[i])))
			add(r, settings[i], s);
	return writekeyvals(j, r);
}

static int
synckeyvals(const struct job *j)
{
	return syncing() ? syncin(j->dir.fd, "keyval") : 0;
}

/*
 * Sync the directories above the job, for a power cut: results/JOB,
 * results.  They are not ours, and may be unreadable.  0, or -1 and why.
 */
static int
syncplace(const struct job *j, struct buf *why)
{
	char *s = xstrdup(j->dir.path);
	int i, n;

	for (i = 0; i < 2 && (n = lastpart(s) - s) > 1; i++) {
		s[n - 1] = '\0';
		if (syncin(HERE, s) < 0 && errno != EACCES &&
		    errno != EPERM) {
			buffmt(why, "%s: %s", s, strerror(errno));
			return -1;
		}
	}
	return 0;
}

int
jobline(struct job *j, int indent, const char *code, const char *operation,
    const char *message)
{
	struct entry e = { indent, code, NULL, operation, NULL, -1, message };
	struct buf b = { 0 };
	const char *why = bufentry(&b, &e);
	int r = why ? -1 : logline(j, b.s, b.len);

	buffree(&b);
	return r;
}

#define HOOKDIRS	5	/* the index of the first directory of hooks */

static const char *const dirs[] = { "debug", "sysinfo", "tmp", "profilers",
    "hooks", "hooks/before_job.d", "hooks/before_test.d",
    "hooks/after_test.d", "hooks/before_iteration.d",
    "hooks/after_iteration.d" };

/* append `NAME: reason' and return -1 */
static int
fail(const struct job *j, const char *name, struct buf *why)
{
	buffmt(why, "%s/%s: %s", j->dir.path, name, strerror(errno));
	return -1;
}

/* existing directories are no error: a resumed job has them */
static int
makedirs(const struct job *j, struct buf *why)
{
	size_t i;

	for (i = 0; i < LEN(dirs); i++)
		if (mkdirin(j->dir.fd, dirs[i], 0777) < 0 && errno != EEXIST)
			return fail(j, dirs[i], why);
	return 0;
}

/* make a link; an existing link is no error */
static int
makelink(const char *target, const struct job *j, const char *name)
{
	int r = linkin(target, j->dir.fd, name);

	return r < 0 && errno == EEXIST ? 0 : r;
}

/* make links to the suite's hooks of this directory */
static int
linkall(const struct job *j, const char *share, const char *dir)
{
	struct hookdir d;
	char *name;
	size_t i;
	int r = 0;

	hookdirread(&d, share, dir);
	for (i = 0; r == 0 && i < d.n; i++) {
		name = join(dir, lastpart(d.path[i]));
		r = makelink(tempfmt("../share/%s", name), j, name);
	}
	return r;
}

/* existing links, and a suite without hooks, are no error */
static int
linkhooks(const struct job *j, const char *share)
{
	size_t i;
	int r = makelink(share, j, "hooks/share");

	for (i = HOOKDIRS; i < LEN(dirs) && r == 0; i++)
		r = linkall(j, share, dirs[i]);
	return r;
}

int
jobstart(struct job *j, const char *share, struct record *attributes,
    struct buf *why)
{
	j->level = 1;
	if (makedirs(j, why) < 0)
		return -1;
	/* before START, so that a job with START is complete */
	if (share && linkhooks(j, share) < 0)
		return fail(j, "hooks", why);
	if (startkeyvals(j, attributes) < 0 || synckeyvals(j) < 0)
		return fail(j, "keyval", why);
	if (jobline(j, 0, "START", NULL, NULL) < 0)
		return fail(j, j->log, why);
	return syncing() ? syncplace(j, why) : 0;
}

int
jobcontinue(struct job *j, const char *share, struct record *attributes,
    struct buf *why)
{
	int begun = startedlog(j);

	if (begun < 0)
		return fail(j, j->log, why);
	if (!begun)
		return jobstart(j, share, attributes, why);
	j->level = 1;
	if (makedirs(j, why) < 0)
		return -1;
	addstamp(attributes, "job_resumed");
	return writekeyvals(j, attributes) < 0 ? fail(j, "keyval", why) : 0;
}

void
jobundo(const struct job *j)
{
	static const char *const files[] = { ".reserve", "control", "keyval",
	    "state", "status.log" };
	size_t i;

	for (i = 0; i < LEN(files); i++)
		unlinkin(j->dir.fd, files[i]);
	for (i = 0; i < LEN(dirs); i++)
		removein(j->dir.fd, dirs[i]);
}

int
logfind(int at, const char *log, int (*is)(void *, const struct statusline *),
    void *arg)
{
	struct statusline l;
	struct reader r;
	size_t n;
	char *s;
	int yes = 0;

	if (openlinesin(&r, at, log) < 0)
		return -1;
	while (!yes && (s = readline(&r, &n)))
		yes = !r.torn && parsestatus(s, n, &l) == 1 && is(arg, &l);
	closelines(&r);
	return yes;
}

/* the lines of a job's log, at the level of its tests */
struct sums {
	int level;		/* of these lines: 1 after the START of at-job */
	unsigned long n;
	unsigned seen;		/* a bit for each verdict of them */
	enum verdict worst;
	unsigned long failed;	/* tests and groups with FAIL or worse */
	int ended;		/* the verdict of the job's END; -1: none */
	int late;		/* this END tells of the job's time limit */
};

static int
sumline(void *arg, const struct statusline *l)
{
	struct sums *t = arg;
	enum verdict v;

	if (l->start && l->indent == 0 && !l->operation)
		t->level = 1;
	t->n += l->indent == t->level;
	if (l->start || l->indent > t->level || !verdictof(l->code, &v))
		return 0;
	if (l->indent < t->level) {
		if (l->end) {
			t->ended = v;
			t->late = textfind(l->reason, JOBLATE) != NULL;
		}
		return 0;
	}
	t->seen |= 1u << v;
	t->failed += l->end && v >= FAIL;
	if (v > t->worst)
		t->worst = v;
	return 0;
}

static int
sumlog(int dirfd, struct sums *t)
{
	int r;

	memset(t, 0, sizeof *t);
	t->ended = -1;
	r = logfind(dirfd, "status.log", sumline, t);
	/* the name in Autotest's client */
	return r < 0 && errno == ENOENT ?
	    logfind(dirfd, "status", sumline, t) : r;
}

int
worstin(const struct job *j, const char *log, int level)
{
	struct sums t = { .level = level };

	return logfind(j->dir.fd, log, sumline, &t) < 0 ? -1 : (int)t.worst;
}

int
jobverdict(int dirfd, int strict)
{
	struct sums t;

	if (sumlog(dirfd, &t) < 0)
		return -1;
	if (t.level == 0 ? t.worst == ABORT :
	    t.ended < 0 || t.ended == ABORT)
		return t.late ? RC_TIMEOUT : verdictexit(ABORT);
	return t.worst >= FAIL || (strict && t.worst > GOOD) ? RC_NO : RC_OK;
}

int
jobended(const struct job *j)
{
	struct sums t;

	if (sumlog(j->dir.fd, &t) < 0)
		jobbroken(j, j->log);
	return t.ended >= 0;
}

static void
finishfiles(struct job *j, int rc, unsigned long failed, int control_exit)
{
	struct record r = { 0 };
	char *s;

	addstamp(&r, "job_finished");
	if (control_exit >= 0)
		add(&r, "control_exit", strfmt("%d", control_exit));
	if (writekeyvals(j, &r) < 0 || synckeyvals(j) < 0)
		jobbroken(j, "keyval");
	if (syncing() && syncin(j->dir.fd, j->log) < 0)
		jobbroken(j, j->log);
	s = strfmt("%ld\n%d\n%lu\n", (long)getpid(), rc << 8, failed);
	if (writein(j->dir.fd, ".autoserv_execute", s, strlen(s)) < 0)
		jobbroken(j, ".autoserv_execute");
}

/* may a test or a group of the job have exited with this status? */
static int
explained(const struct sums *t, int status)
{
	enum verdict v;

	if (status == RC_TIMEOUT || status == RC_BROKEN)
		status = verdictexit(ERROR);
	else if (status > RC_SIGNAL)
		status = verdictexit(ABORT);
	for (v = ABORT; v > GOOD; v--)
		if (t->seen >> v & 1 && status == verdictexit(v))
			break;
	return status == verdictexit(v);
}

/* write a line for trouble that no other line tells: 0, or -1 with errno */
static int
judgecontrol(struct job *j, const struct sums *t, int status)
{
	if (!explained(t, status))
		return jobline(j, 1, "ERROR", NULL,
		    tempfmt("control file: exit %d", status));
	if (t->n == 0 && accessin(j->dir.fd, "steps", F_OK) < 0)
		return jobline(j, 1, "ERROR", NULL, "no tests");
	return 0;
}

int
jobfinish(struct job *j, const char *reason, int strict, int control_exit)
{
	int begun = startedlog(j), rc = -1;
	struct sums t;

	if (begun < 0)
		jobbroken(j, j->log);
	/* the log was removed: its verdicts are lost */
	if (!begun)
		die(RC_BROKEN, "%s/%s: was removed while the job ran",
		    j->dir.path, j->log);
	if (salvage(j, NULL, reason ? reason : "killed") < 0 ||
	    sumlog(j->dir.fd, &t) < 0 || (t.ended < 0 && ((!reason &&
	    control_exit >= 0 && judgecontrol(j, &t, control_exit) < 0) ||
	    jobline(j, 0, reason ? "END ABORT" : "END GOOD", NULL,
	    reason) < 0)) ||
	    (rc = jobverdict(j->dir.fd, strict)) < 0)
		jobbroken(j, j->log);
	finishfiles(j, rc, t.failed, control_exit);
	return rc;
}

int
jobhooksrun(const struct job *j, struct env *e, long long deadline,
    struct outcome *o)
{
	struct hooks h = { .out = 2, .err = -1, .log = -1, .session = 1,
	    .deadline = deadline, .grace = GRACE };
	struct hookdir d;
	int ok;

	h.raised = join(j->dir.path, "tmp/raised");
	envset(e, "AT_RAISED", h.raised);
	hookdirread(&d, j->dir.path, dirs[HOOKDIRS]);
	outcomeclear(o);
	if (d.n == 0)
		return 1;
	h.env = *e;
	h.in = opennull();
	ok = runhookdir(&h, &d, "before_job", 0, ABORT, o);
	close(h.in);
	*e = h.env;
	envset(e, "AT_HOOK", NULL);
	return ok;
}
