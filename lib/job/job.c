/* job.c - the job directory: making one, finding the one we are in */
#include <sys/stat.h>
#include <sys/utsname.h>

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

/* 1 if an at-job began the log; 0, or -1 with errno: it cannot be read */
static int
startedlog(const char *log)
{
	static const char begin[] = "START\t----\t----\t";
	char s[sizeof begin - 1];
	int fd, yes;

	if ((fd = open(log, O_RDONLY | O_CLOEXEC)) < 0)
		return errno == ENOENT ? 0 : -1;
	yes = read(fd, s, sizeof s) == sizeof s &&
	    memcmp(s, begin, sizeof s) == 0;
	close(fd);
	return yes;
}

/* what of path is below dir, or NULL */
static const char *
below(const char *path, const char *dir)
{
	size_t n = strlen(dir);

	return path && strncmp(path, dir, n) == 0 && path[n] == '/' &&
	    path[n + 1] ? path + n + 1 : NULL;
}

int
jobenter(struct job *j, const char *dir)
{
	const char *level = setting("AT_STATUS_LEVEL");
	const char *log = setting("AT_STATUS_LOG");
	unsigned long n;

	memset(j, 0, sizeof *j);
	if (!dir && !(dir = setting("AT_JOBDIR")))
		return 0;
	j->dir = abspath(dir);
	if (!direxists(j->dir) && mkdirs(j->dir, 0777) < 0)
		return -1;
	if (log && level && below(log, j->dir) &&
	    wholenumber(level, 10000, &n)) {
		j->log = xstrdup(log);
		j->level = n;
	} else {
		j->log = join(j->dir, "status.log");
		if ((j->level = startedlog(j->log)) < 0)
			return -1;
	}
	j->parent = below(setting("AT_OUTPUTDIR"), j->dir);
	return 1;
}

int
jobaborted(const struct job *j, struct buf *b)
{
	char *path = join(j->dir, "aborted");
	int r = readfile(path, b);

	if (r < 0 && errno != ENOENT)
		die(RC_BROKEN, "%s:", path);
	free(path);
	while (r == 0 && b->len > 0 && b->s[b->len - 1] == '\n')
		b->s[--b->len] = '\0';
	return r == 0;
}

int
jobabort(const struct job *j, const char *reason)
{
	char *path = join(j->dir, "aborted"), *s = strfmt("%s\n", reason);
	int r = 0;

	if (access(path, F_OK) < 0)	/* the first reason counts */
		do
			r = replacefile(path, s, strlen(s));
		while (r < 0 && reservehelps(j->dir));
	free(path);
	free(s);
	return r;
}

char *
freshdir(const char *base)
{
	char *s = strfmt("%.*s", (int)(lastpart(base) - base), base);
	/* results/latest is a link, or will be one */
	unsigned n = strcmp(lastpart(base), "latest") == 0;
	int err, r = *s ? mkdirs(s, 0777) : 0;

	while (r == 0) {
		free(s);
		s = n ? strfmt("%s.%u", base, n) : xstrdup(base);
		if (mkdir(s, 0777) == 0)
			return s;
		if (errno != EEXIST)
			r = -1;
		n++;
	}
	err = errno;
	free(s);
	errno = err;
	return NULL;
}

/* the settings that supply defaults, as far as they are set */
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
	char *s = strfmt("%lld", timestamp());

	add(r, key, s);
	free(s);
}

static int
writekeyvals(struct job *j, struct record *r)
{
	char *path = join(j->dir, "keyval");
	struct buf b = { 0 };
	int rc;

	recordtext(r, &b, 0);
	rc = appendfile(path, b.s, b.len, 0);
	recordfree(r);
	buffree(&b);
	free(path);
	return rc;
}

static int
startkeyvals(struct job *j, struct record *r)
{
	struct utsname u;
	const char *s;
	size_t i;

	uname(&u);
	add(r, "hostname", u.nodename);
	/* the password file is not always there, and never small */
	s = setting("LOGNAME");
	add(r, "user", s ? s : geteuid() == 0 ? "root" : "unknown");
	add(r, "label", lastpart(j->dir));
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
	char *path;
	int r;

	if (!syncing())
		return 0;
	path = join(j->dir, "keyval");
	r = syncpath(path);
	free(path);
	return r;
}

/*
 * Where the job is to be found after a power cut: results/JOB, results.
 * They are not ours, and may be closed to us.  0, or -1 and why.
 */
static int
syncplace(const struct job *j, struct buf *why)
{
	char *s = xstrdup(j->dir);
	int i, n, r = 0;

	for (i = 0; r == 0 && i < 2 && (n = lastpart(s) - s) > 1; i++) {
		s[n - 1] = '\0';
		if (syncpath(s) < 0 && errno != EACCES && errno != EPERM) {
			buffmt(why, "%s: %s", s, strerror(errno));
			r = -1;
		}
	}
	free(s);
	return r;
}

int
jobline(struct job *j, int indent, const char *code, const char *operation,
    const char *message)
{
	struct entry e = { indent, code, NULL, operation, NULL, -1, message };
	struct buf b = { 0 };
	const char *why = bufentry(&b, &e);
	int r = why ? -1 : logline(j->log, b.s, b.len);

	buffree(&b);
	return r;
}

static const char *const dirs[] = { "debug", "sysinfo", "tmp", "profilers",
    "hooks", "hooks/before_job.d", "hooks/before_test.d",
    "hooks/after_test.d", "hooks/before_iteration.d",
    "hooks/after_iteration.d" };

/* those that are there are fine: a job that is resumed has them */
static int
makedirs(const struct job *j, struct buf *why)
{
	size_t i;
	char *s;
	int r = 0;

	for (i = 0; i < LEN(dirs) && r == 0; i++) {
		s = join(j->dir, dirs[i]);
		if (mkdir(s, 0777) < 0 && errno != EEXIST) {
			buffmt(why, "%s: %s", s, strerror(errno));
			r = -1;
		}
		free(s);
	}
	return r;
}

static int
startlog(struct job *j, struct buf *why)
{
	if (jobline(j, 0, "START", NULL, NULL) == 0)
		return 0;
	buffmt(why, "%s: %s", j->log, strerror(errno));
	return -1;
}

static int
begin(struct job *j, const char *dir, struct buf *why)
{
	memset(j, 0, sizeof *j);
	j->dir = abspath(dir);
	j->log = join(j->dir, "status.log");
	j->level = 1;
	return makedirs(j, why);
}

int
jobstart(struct job *j, const char *dir, const char *share,
    struct record *attributes, struct buf *why)
{
	if (begin(j, dir, why) < 0)
		return -1;
	/* before START: then all of it is there, also for who resumes */
	if (share && jobhookslink(j->dir, share) < 0) {
		buffmt(why, "%s/hooks: %s", j->dir, strerror(errno));
		return -1;
	}
	if (startkeyvals(j, attributes) < 0 || synckeyvals(j) < 0) {
		buffmt(why, "%s/keyval: %s", j->dir, strerror(errno));
		return -1;
	}
	if (startlog(j, why) < 0)
		return -1;
	return syncing() ? syncplace(j, why) : 0;
}

int
jobcontinue(struct job *j, const char *dir, const char *share,
    struct record *attributes, struct buf *why)
{
	if (begin(j, dir, why) < 0)
		return -1;
	if (!startedlog(j->log))
		return jobstart(j, dir, share, attributes, why);
	addstamp(attributes, "job_resumed");
	if (writekeyvals(j, attributes) == 0)
		return 0;
	buffmt(why, "%s/keyval: %s", j->dir, strerror(errno));
	return -1;
}

void
jobundo(const char *dir)
{
	static const char *const files[] = { ".reserve", "control", "keyval",
	    "state", "status.log" };
	size_t i;
	char *s;

	for (i = 0; i < LEN(files) + LEN(dirs); i++) {
		s = join(dir, i < LEN(files) ? files[i] :
		    dirs[i - LEN(files)]);
		removetree(s);
		free(s);
	}
}

/*
 * What the lines of the job's first level come to; *ended is the code of
 * the job's END line, if there is one.
 */
static int
tally(const struct job *j, unsigned long *failed, enum verdict *ended)
{
	struct statusline l;
	struct reader r;
	enum verdict v, worst = GOOD;
	size_t n;
	char *s;

	*failed = 0;
	if (openlines(&r, j->log) < 0)
		die(RC_BROKEN, "%s:", j->log);
	while ((s = readline(&r, &n))) {
		if (parsestatus(s, n, &l) != 1 || l.indent > 1 || l.start ||
		    r.torn || !verdictof(l.code, &v))
			continue;
		if (l.indent == 0) {
			if (l.end)
				*ended = v;
			continue;
		}
		*failed += l.end && v >= FAIL;
		if (v > worst)
			worst = v;
	}
	closelines(&r);
	return worst;
}

int
jobended(const struct job *j)
{
	enum verdict code = TEST_NA;
	unsigned long failed;

	tally(j, &failed, &code);
	return code != TEST_NA;
}

static void
finishfiles(struct job *j, int rc, unsigned long failed, int control_exit)
{
	struct record r = { 0 };
	char *path, *s;

	addstamp(&r, "job_finished");
	if (control_exit >= 0) {
		s = strfmt("%d", control_exit);
		add(&r, "control_exit", s);
		free(s);
	}
	if (writekeyvals(j, &r) < 0 || synckeyvals(j) < 0)
		die(RC_BROKEN, "%s/keyval:", j->dir);
	if (syncing() && syncpath(j->log) < 0)
		die(RC_BROKEN, "%s:", j->log);
	path = join(j->dir, ".autoserv_execute");
	s = strfmt("%ld\n%d\n%lu\n", (long)getpid(), rc << 8, failed);
	if (replacefile(path, s, strlen(s)) < 0)
		die(RC_BROKEN, "%s:", path);
	free(path);
	free(s);
}

int
jobfinish(struct job *j, const char *reason, int strict, int control_exit)
{
	enum verdict ended = TEST_NA;	/* no job ends so: not yet */
	unsigned long failed;
	int begun = startedlog(j->log), rc, worst;

	if (begun < 0)
		die(RC_BROKEN, "%s:", j->log);
	/* what was in it is lost, whatever is there now */
	if (!begun)
		die(RC_BROKEN, "%s: was removed while the job ran", j->log);
	if (salvage(j->dir, NULL, reason ? reason : "killed") < 0)
		die(RC_BROKEN, "%s:", j->log);
	worst = tally(j, &failed, &ended);
	if (ended == ABORT && !reason)
		reason = "";
	rc = reason ? verdictexit(ABORT) : worst >= FAIL ||
	    (strict && worst > GOOD) ? RC_NO : RC_OK;
	if (ended == TEST_NA && jobline(j, 0, reason ? "END ABORT" :
	    "END GOOD", NULL, reason) < 0)
		die(RC_BROKEN, "%s:", j->log);
	finishfiles(j, rc, failed, control_exit);
	return rc;
}

/* the hooks of a job: the suite's own, and before_job.d */

#define GRACE	5000000000LL

/* a link at DIR/NAME */
static int
makelink(const char *target, const char *dir, const char *name)
{
	char *path = join(dir, name);
	int r = symlink(target, path);

	if (r < 0 && errno == EEXIST)
		r = 0;
	free(path);
	return r;
}

/* to the suite's hooks that run at this time */
static int
linkall(const char *to, const char *share, const char *when)
{
	struct hookdir d;
	char *base = join(share, "hooks"), *dir = join(to, when), *target;
	const char *name;
	size_t i;
	int r = 0;

	hookdirread(&d, base, when);
	for (i = 0; i < d.n; i++) {
		name = lastpart(d.path[i]);
		target = strfmt("../share/hooks/%s/%s", when, name);
		if (r == 0)
			r = makelink(target, dir, name);
		free(target);
	}
	hookdirfree(&d);
	free(base);
	free(dir);
	return r;
}

int
jobhookslink(const char *jobdir, const char *share)
{
	static const char *const when[] = { "before_job.d", "before_test.d",
	    "before_iteration.d", "after_iteration.d", "after_test.d" };
	char *to = join(jobdir, "hooks");
	size_t i;
	int r = makelink(share, to, "share");

	for (i = 0; i < LEN(when) && r == 0; i++)
		r = linkall(to, share, when[i]);
	free(to);
	return r;
}

int
jobhooksrun(const char *jobdir, struct env *e, const char *raised,
    long long deadline, struct outcome *o)
{
	struct hooks h;
	struct hookdir d;
	char *dir = join(jobdir, "hooks");
	int ok;

	hookdirread(&d, dir, "before_job.d");
	free(dir);
	outcomeclear(o);
	if (d.n == 0)
		return 1;
	memset(&h, 0, sizeof h);
	h.env = *e;
	h.raised = raised;
	if ((h.in = open("/dev/null", O_RDONLY | O_CLOEXEC)) < 0)
		die(failstatus, "/dev/null:");
	h.out = 2;
	h.err = h.log = -1;
	h.session = 1;
	h.deadline = deadline;
	h.grace = GRACE;
	ok = runhookdir(&h, &d, "before_job", 0, ABORT, o);
	close(h.in);
	hookdirfree(&d);
	*e = h.env;
	envset(e, "AT_HOOK", NULL);
	return ok;
}
