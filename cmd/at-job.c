/* at-job - run a control file in a new job directory */
#include <sys/wait.h>

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "job.h"

#define KILLED	"killed"	/* reason of a test whose at-run was killed */
#define LOOK	100000000LL	/* ns between two checks for processes */

static const char usage[] =
    "at-job [-Sqv] [-d dir | -g tag] [-k key=value]... [-t seconds]\n"
    "\tcontrol [arg ...]\n"
    "       at-job -R [-Sqv] [-d dir | -g tag] [-k key=value]... [-t seconds]\n"
    "\t[control [arg ...]]";

static const char *dir, *tag;	/* -d, -g */
static struct record attributes;	/* -k */
static long long limit;		/* -t */
static int resuming;		/* -R */
static int strict;		/* -S */
static int quiet, verbose;	/* -q, -v */
static struct job job;
static struct resume again;	/* -R: state of the job to resume */
static const char *bin;		/* directory of the programs */
static char *before;		/* -R: what the tests left running, or NULL */

static void
options(int argc, char *argv[])
{
	const char *why;
	int c;

	while ((c = option(argc, argv, "RSqvd:g:k:t:", usage)) != -1)
		switch (c) {
		case 'R': resuming = 1; break;
		case 'S': strict = 1; break;
		case 'q': quiet = 1; break;
		case 'v': verbose = 1; break;
		case 'd': dir = optvalue; break;
		case 'g': tag = optvalue; break;
		case 'k':
			if ((why = recordpair(&attributes, optvalue, NULL)))
				die(RC_BROKEN, "%s", why);
			break;
		case 't': limit = seconds(optvalue, "-t"); break;
		}
	if (dir && tag)
		badusage(usage);
}

/* 1: the job directory is empty, except for a new .state.tmp */
static int
isempty(void)
{
	DIR *d = listin(job.dir.fd, ".");
	const char *name;

	if (!d)
		die(RC_BROKEN, "%s:", job.dir.path);
	while ((name = listnext(d)) && strcmp(name, ".state.tmp") == 0)
		continue;
	closedir(d);
	return !name;
}

/* link results/latest to the newest job */
static void
linklatest(const char *made)
{
	char *tmp = tempfmt("results/.latest.%ld", (long)getpid());

	if (linkin(lastpart(made), HERE, tmp) == 0 &&
	    renamein(HERE, tmp, "results/latest") < 0)
		unlinkin(HERE, tmp);
}

/* the path results/TAG for -g */
static char *
tagged(void)
{
	if (tag && (namebad(tag) || strchr(tag, '/') || *tag == '.'))
		die(RC_BROKEN, "-g '%s': want a name for a directory", tag);
	return strfmt("results/%s", tag ? tag : resuming ? "latest" :
	    "default");
}

/* make the job directory; *fresh is set if it did not exist */
static const char *
makejobdir(int *fresh)
{
	const char *made = dir;

	*fresh = !dir || !direxists(dir);
	if (!dir) {
		if (!(made = freshdir(tagged())))
			die(RC_BROKEN, "%s:", tagged());
	} else if (mkdirsin(HERE, dir, 0777) < 0) {
		die(RC_BROKEN, "%s:", dir);
	}
	if (jobopen(&job, made) < 0)
		die(RC_BROKEN, "%s:", made);
	if (dir && !isempty())
		die(RC_BROKEN, "%s: not empty; -R resumes it", dir);
	return made;
}

/* the directory of the suite's hooks for the job, or NULL */
static const char *
hooksdir(void)
{
	return switched("AT_HOOKS", 1) ? sharedir(bin) : NULL;
}

/* 0; -1 and the reason appended to why */
static int
makejob(const char *made, char *argv[], struct buf *why)
{
	const char *bad = NULL;

	/* first, since a directory with a state can be resumed */
	if (resumebegin(&job, argv) < 0)
		bad = "state";
	else if (jobstart(&job, hooksdir(), &attributes, why) < 0)
		return -1;
	else if (copycontrol(&job, *argv) < 0)
		bad = "control";
	else if (resumelock(&job) < 0)
		bad = "tmp/lock";
	else if (reservemake(&job) < 0)
		bad = ".reserve";
	if (!bad)
		return 0;
	buffmt(why, "%s/%s: %s", made, bad, strerror(errno));
	return -1;
}

/* make a new job; an error removes all of it */
static const char *
start(char *argv[])
{
	static struct buf why;
	const char *made;
	int fresh;

	checkcontrol(*argv);
	envabsolute(sharedir(bin));
	made = makejobdir(&fresh);
	if (makejob(made, argv, &why) < 0) {
		jobundo(&job);
		if (fresh)
			rmdirin(HERE, made);
		die(RC_BROKEN, "%s", why.s);
	}
	if (!dir || tag)
		linklatest(made);
	return made;
}

/* wait until no process of the resumed job runs */
static void
waitliving(const char *given)
{
	long pid, told = 0;

	while ((pid = resumeliving(&again))) {
		if (pid != told && !quiet)
			warning("%s: waiting for process %ld of the job",
			    given, pid);
		told = pid;
		doze(nanoseconds() + LOOK);
		if (caughtsignal())
			dieby(caughtsignal());
	}
}

static char *
leaktext(const char *when, int n, const struct buf *names,
    const struct buf *stuck)
{
	return strfmt("%sleaked %d: %s%s%s", when, n, names->s, stuck->len ?
	    "; survived KILL: " : "", stuck->len ? stuck->s : "");
}

/* end processes of tests that no at-run watches any more */
static void
endbefore(const char *given)
{
	struct buf names = { 0 }, stuck = { 0 };
	int n = endtests(job.dir.fd, GRACE, &names, &stuck);

	if (n == 0)
		return;
	before = leaktext("left from before: ", n, &names, &stuck);
	if (!quiet)
		warning("%s: %s", given, before);
}

/* the old control file, or from now on another one */
static char **
controlagain(char *argv[])
{
	if (*argv) {
		if (**argv != '/')
			*argv = abspath(*argv);
		resumeargs(&again.state, argv);
		return argv;
	}
	return resumeargv(&again);
}

/* resume the job, up to the start of the control file argv */
static void
takeup(char *argv[])
{
	static struct buf why;
	const char *path = job.dir.path;
	char *copy = join(path, "control");

	if (resumeplace(&again) < 0)
		die(RC_BROKEN, "%s:", pairvalue(&again.state, "dir"));
	checkcontrol(*argv);
	envabsolute(sharedir(bin));
	syncing();
	if (jobcontinue(&job, hooksdir(), &attributes, &why) < 0)
		die(RC_BROKEN, "%s", why.s);
	if (strcmp(*argv, copy) != 0 && copycontrol(&job, *argv) < 0)
		jobbroken(&job, "control");
	if (jobended(&job))
		return;
	if (resumeclose(&again) < 0)
		die(RC_BROKEN, "%s: what was open cannot be closed: %s", path,
		    strerror(errno));
	if (before && jobline(&job, 1, "INFO", NULL, before) < 0)
		jobbroken(&job, job.log);
	if (again.abort.len == 0)
		jobaborted(&job, &again.abort);
	if (resumecount(&again) < 0)
		jobbroken(&job, "state");
	if (reservemake(&job) < 0)
		jobbroken(&job, ".reserve");
}

/* the directory of the job to resume; NULL: begin a new job in dir */
static const char *
resumable(char *argv[])
{
	const char *given = dir ? dir : tagged();
	long pid = 0;
	int i, r = 0, there = jobopen(&job, given) == 0;

	if (!there && errno != ENOENT && errno != ENOTDIR)
		die(RC_BROKEN, "%s:", given);
	/* twice: the job may end in between */
	for (i = 0; there && i < 2; i++) {
		if (accessin(job.dir.fd, ".autoserv_execute", F_OK) == 0) {
			warning("%s: nothing to resume", given);
			exit(RC_NO);
		}
		if (i > 0)
			break;
		if ((r = resumeread(&again, &job)) < 0)
			die(RC_BROKEN, "%s/state:", given);
		if (r > 0 && (pid = resumelock(&job)) < 0)
			die(RC_BROKEN, "%s/tmp/lock:", given);
		if (pid > 0)
			die(RC_BROKEN, "%s: its at-job is running, "
			    "process %ld", given, pid);
	}
	if (r > 0)
		return given;
	if (!*argv || (there && !isempty()))
		die(RC_BROKEN, "%s: no job to resume", given);
	if (tag)
		dir = given;
	resuming = 0;
	return NULL;
}

static void
setenvironment(struct env *e)
{
	envcopy(e);
	envclean(e);
	envset(e, "AT_JOBDIR", job.dir.path);
	envset(e, "AT_STATUS_LOG", join(job.dir.path, job.log));
	envsetnum(e, "AT_STATUS_LEVEL", job.level);
	envpath(e, bin);
}

/* warn that tests of the job outlive the control file */
static void
waiting(void)
{
	if (!quiet)
		warning("%s: the control file ended, waiting for what it "
		    "left running", job.dir.path);
}

/* the reason why the job ends with ABORT, or NULL */
static char *
abortreason(const char *control, int status, int why, int sig)
{
	static struct buf reason;
	int rc = shellstatus(status);

	if (why == LATE)
		return strfmt("%s: " JOBLATE, control);
	if (sig)
		return strfmt("at-job: ended by %s", signame(sig));
	if (jobaborted(&job, &reason))
		return reason.s;
	if (WIFSIGNALED(status))
		return strfmt("%s: killed by %s", control,
		    signame(WTERMSIG(status)));
	if (rc == RC_NOEXEC || rc == RC_NOTFOUND)
		return strfmt("%s: exit %d", control, rc);
	return NULL;
}

/* signal the control file, KILL it after GRACE ns; pid 0: it has ended */
static void
endcontrol(pid_t pid, int sig, int *status)
{
	if (pid == 0)
		return;
	if (sig)
		kill(pid, sig);
	if (await(pid, status, NULL, nanoseconds() + GRACE, NULL, NULL) ==
	    ENDED)
		return;
	kill(pid, SIGKILL);
	forgetsignal();
	while (await(pid, status, NULL, 0, NULL, NULL) == CAUGHT)
		forgetsignal();
}

/* end the control file and all tests; each at-run cleans up its test */
static void
stop(pid_t pid, int sig, int *status)
{
	int typed = fromterminal(), r;

	jobabort(&job, sig ? signame(sig) : "time limit of the job");
	if (!sig)
		sig = SIGTERM;
	signalowners(&job, NULL, sig);
	forgetsignal();
	endcontrol(pid, typed ? 0 : sig, status);
	while ((r = salvagewait(&job, NULL, KILLED, nanoseconds() + GRACE,
	    NULL)) == CAUGHT || r == LATE) {
		/* a second signal skips the cleanup */
		signalowners(&job, NULL, r == LATE ? SIGCONT : caughtsignal());
		forgetsignal();
	}
	if (r < 0)
		jobbroken(&job, job.log);
}

/* 1: the line tells of a test whose at-run was killed */
static int
iskilled(void *arg, const struct statusline *l)
{
	(void)arg;
	return !l->end && l->subdir && strcmp(l->code, "ABORT") == 0 &&
	    strcmp(l->reason, KILLED) == 0;
}

/* end processes that tests left and their at-run could not end */
static void
contain(void)
{
	struct buf names = { 0 }, stuck = { 0 };
	char *info;
	int n;

	if (countleftovers() == 0)
		return;
	sparesession();
	sparejob(logfind(job.dir.fd, job.log, iskilled, NULL) > 0);
	if (countleftovers() == 0 || (n = listleftovers(&names)) == 0)
		return;
	endleftovers(GRACE, &stuck);
	info = leaktext("", n, &names, &stuck);
	if (jobline(&job, 1, "INFO", NULL, info) < 0)
		jobbroken(&job, job.log);
	if (!quiet)
		warning("%s: %s", job.dir.path, info);
}

/* write END and remove the files that only a running job needs */
static int
finish(const char *abort, int control_exit)
{
	int rc;

	reservedrop(&job);	/* its space is for the last lines */
	rc = jobfinish(&job, abort, strict, control_exit);
	resumeend(&job);
	return rc;
}

/* 1: the machine goes down for a reboot step */
static int
leaving(pid_t pid)
{
	if (!openowner(&job, isreboot) || fromterminal())
		return 0;
	if (caughtsignal()) {
		/* the control file must not continue after the step */
		kill(pid, caughtsignal());
		signalowners(&job, NULL, caughtsignal());
	}
	return 1;
}

/* leave the job without END, to be resumed after the reboot */
static int
leave(int *sig)
{
	if (!quiet)
		warning("%s: the machine reboots; -R resumes the job",
		    job.dir.path);
	*sig = caughtsignal();
	return RC_BROKEN;
}

/* drop caches, run the hooks before the control file; 0: the job ends */
static int
prelude(struct env *e, long long until, struct outcome *o)
{
	if (switched("AT_DROP_CACHES", 0) && dropcaches(job.dir.path) > 0 &&
	    jobline(&job, 1, "WARN", NULL, UNCACHED) < 0)
		jobbroken(&job, job.log);
	return jobhooksrun(&job, e, until, o);
}

/* end a job whose control file did not run; the exit status */
static int
unstarted(const char *abort)
{
	warning("%s", abort);
	return finish(abort, -1);
}

static int unnoted;	/* why the control file's process is not noted */

/*
 * Note the process of the control file before it does anything: at-job -R
 * ends it if we are killed, also at once.
 */
static void
note(void)
{
	unnoted = resumecontrol(&job, getpid()) < 0 ? errno : 0;
}

/* run the control file; the exit status, and in *sig our signal or 0 */
static int
run(char *argv[], int *sig)
{
	static struct env e;
	static struct outcome o;
	/* output to standard error: standard output names the directory */
	struct child c = { NULL, NULL, -1, 2, -1, 0, NULL, note };
	long long until = limit ? nanoseconds() + limit : 0;
	int rc, status = 0, why;
	char *abort;
	pid_t pid;

	c.argv = controlargv(argv);
	setenvironment(&e);
	if (!prelude(&e, until, &o)) {
		*sig = o.signal;
		return unstarted(o.late ? strfmt("%s: " JOBLATE,
		    o.reason.s) : o.reason.s);
	}
	c.env = e.v;
	if ((pid = spawn(&c)) < 0)
		return unstarted(strfmt("%s: %s", argv[0], strerror(errno)));
	if ((errno = unnoted))
		warning("%s/tmp/control:", job.dir.path);
	why = await(pid, &status, NULL, until, NULL, NULL);
	if (why != LATE && leaving(pid))
		return leave(sig);
	if (why == ENDED) {
		pid = 0;
		why = salvagewait(&job, NULL, KILLED, until, waiting);
	}
	if (why < 0)
		jobbroken(&job, job.log);
	*sig = why == CAUGHT ? caughtsignal() : 0;
	if (why != ENDED)
		stop(pid, *sig, &status);
	contain();
	if (!*sig)
		*sig = caughtsignal();	/* caught since then */
	abort = abortreason(argv[0], status, why, *sig);
	rc = finish(abort, shellstatus(status));
	if (abort && !quiet)
		warning("%s: ABORT: %s", job.dir.path, abort);
	return rc;
}

/* finish a resumed job that had ended or was aborted; 1; 0: run it */
static int
finished(int *rc)
{
	const char *why = again.abort.len ? again.abort.s : NULL;

	if (!resuming || (!why && !jobended(&job)))
		return 0;
	*rc = finish(why, -1);
	if (why && !quiet)
		warning("%s: ABORT: %s", job.dir.path, why);
	return 1;
}

int
main(int argc, char *argv[])
{
	const char *made = NULL;
	char *s;
	int rc, sig = 0;

	progname = "at-job";
	failstatus = RC_BROKEN;
	bin = programdir(argv[0]);
	options(argc, argv);
	argv += optnext;
	if (!*argv && !resuming)
		badusage(usage);
	/* the shell would take a leading '-' for an option */
	if (*argv && **argv == '-')
		*argv = join(".", *argv);
	umask(022);
	catchsignals();
	adoptorphans();
	if (limit)
		lockpatience(limit);
	if (resuming && (made = resumable(argv))) {
		argv = controlagain(argv);
		waitliving(made);
		if (!again.rebooted)
			endbefore(made);
		takeup(argv);
	} else {
		switched("AT_DROP_CACHES", 0);
		switched("AT_HOOKS", 1);
		syncing();
		made = start(argv);
	}
	livebeside(&job);
	if (verbose)
		warning("%s", job.dir.path);
	if (!finished(&rc))
		rc = run(argv, &sig);
	s = strfmt("%s\n", made);
	writeout(s, strlen(s));
	if (sig)
		dieby(sig);
	return rc;
}
