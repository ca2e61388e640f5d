/* crash.c - a report on a hook that died by a signal */
#define _DEFAULT_SOURCE	/* syscall */
#include <sys/resource.h>
#include <sys/wait.h>

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/syscall.h>
#endif

#include "proc.h"

#define PATIENCE (15 * SECOND)	/* ns with gdb */
#define SLACK	(2 * SECOND)	/* ns; a file's date may be that late */
#define REPORTS	16		/* of one test; each may come with a core */
#define LARGEST	(1LL << 30)	/* bytes of a core, unless more is allowed */
#define LONGEST	(1 << 20)	/* bytes of a report */

/* by prlimit(2): musl's setrlimit(3) brings thread locks */
static void
limitcores(const struct rlimit *r)
{
#ifdef SYS_prlimit64
	if (sizeof r->rlim_cur == 8)
		syscall(SYS_prlimit64, 0L, (long)RLIMIT_CORE, r, (void *)0);
	else
#endif
		setrlimit(RLIMIT_CORE, r);
}

void
allowcores(void)
{
	struct rlimit r;

	if (getrlimit(RLIMIT_CORE, &r) < 0)
		return;
	if (r.rlim_cur < LARGEST && r.rlim_cur < r.rlim_max) {
		r.rlim_cur = r.rlim_max < LARGEST ? r.rlim_max : LARGEST;
		limitcores(&r);
	}
}

/* the pid of the core; 0: any, a shell reports the end of its child */
static pid_t
deadpid(const struct crash *c)
{
	return WIFSIGNALED(c->status) ? c->pid : 0;
}

/* does the kernel write a core for it? */
static int
dumps(int sig)
{
	static const int ones[] = { SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS,
	    SIGFPE, SIGSEGV, SIGSYS, SIGXCPU, SIGXFSZ };
	size_t i;

	for (i = 0; i < LEN(ones); i++)
		if (ones[i] == sig)
			return 1;
	return 0;
}

/* only digits to the end, and equal to pid, if not 0? */
static int
ispid(const char *s, pid_t pid)
{
	return *s && s[strspn(s, "0123456789")] == '\0' &&
	    (!pid || numberin(s, NULL) == (long)pid);
}

/*
 * 1 if the pattern may have made the name: %p is the pid, if not 0, %% is
 * %, any other % matches any text; with core_uses_pid .PID follows.  Else
 * 0, or -1 if a later part of the name cannot match either.
 */
static int
fits(const char *pattern, const char *name, pid_t pid)
{
	size_t n;
	int r;

	for (; *pattern && (*pattern != '%' || pattern[1] == '%'); name++) {
		if (*name != *pattern)
			return 0;
		pattern += *pattern == '%' ? 2 : 1;
	}
	if (!*pattern)
		return !*name || (*name == '.' && ispid(name + 1, pid));
	if (pattern[1] == 'p' && pid) {
		n = strspn(name, "0123456789");
		return n > 0 && numberin(name, NULL) == (long)pid ?
		    fits(pattern + 2, name + n, pid) : 0;
	}
	pattern += pattern[1] ? 2 : 1;
	do
		r = fits(pattern, name, pid);
	while (r == 0 && *name++);
	return r > 0 ? 1 : -1;
}

/*
 * Was the file changed since the hook was started?  The test may have its
 * own file of that name: check for ELF.
 */
static int
iscore(const char *path, long long began)
{
	int fd = openin(HERE, path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW), is;
	struct stat st;
	char s[18];

	if (fd < 0)
		return 0;
	is = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    (timestamp() - st.st_mtime) * SECOND <=
	    nanoseconds() - began + SLACK &&
	    read(fd, s, sizeof s) == sizeof s &&
	    memcmp(s, "\177ELF", 4) == 0 && s[16] + s[17] == 4;
	close(fd);
	return is;
}

/* the core in the directory, a fresh string, or NULL */
static char *
findin(const struct crash *c, const char *dir, const char *pattern)
{
	char *found = NULL, *path;
	DIR *d = listin(HERE, dir);
	const char *name;

	while (d && !found && (name = listnext(d))) {
		if (fits(pattern, name, deadpid(c)) <= 0)
			continue;
		path = join(dir, name);
		if (iscore(path, c->began))
			found = path;
		else
			free(path);
	}
	if (d)
		closedir(d);
	return found;
}

/* a variable of the hook's, or NULL */
static const char *
hookenv(const struct crash *c, const char *name)
{
	size_t i, n = strlen(name);

	for (i = 0; c->env[i]; i++)
		if (strncmp(c->env[i], name, n) == 0 && c->env[i][n] == '=')
			return c->env[i] + n + 1;
	return NULL;
}

/*
 * Search a directory for the cores of all programs only if the name
 * identifies ours.  The working directory of the dead process is unknown:
 * for a relative pattern, search the directories where hooks work.
 */
static char *
findcore(const struct crash *c, const char *pattern)
{
	const char *name = lastpart(pattern);
	char *dir = strfmt("%.*s", (int)(name - pattern), pattern);
	char *found = NULL, *here = abspath(".");
	const char *places[] = { c->home ? c->home : here,
	    hookenv(c, "AT_TMPDIR"), hookenv(c, "AT_SRCDIR") };
	size_t i;

	if (*dir == '/' && deadpid(c) && textfind(name, "%p"))
		found = findin(c, dir, name);
	for (i = 0; *dir != '/' && !found && i < LEN(places); i++)
		if (places[i])
			found = findin(c, tempfmt("%s/%s", places[i], dir),
			    name);
	free(dir);
	free(here);
	return found;
}

/* open the first free DIR/crash.N.txt; its name without .txt, or NULL */
static char *
openreport(const char *dir, int *fd)
{
	char *path;
	int n;

	for (n = 1; n <= REPORTS; n++) {
		path = tempfmt("%s/crash.%d.txt", dir, n);
		*fd = openin(HERE, path, O_RDWR | O_APPEND | O_CREAT |
		    O_EXCL);
		/* at-iterate may run in a test of another kind */
		if (*fd < 0 && errno != EEXIST && errno != ENOENT)
			warning("%s:", path);
		if (*fd >= 0)
			return strfmt("%s/crash.%d", dir, n);
		if (errno != EEXIST)
			break;
	}
	return NULL;
}

/* why there is no core */
static void
nocore(struct buf *b, const struct crash *c, const char *pattern)
{
	struct rlimit r;

	bufputs(b, "no core: ");
	if (!dumps(WTERMSIG(c->status)))
		bufputs(b, "the signal makes none\n");
	else if (*pattern == '|' || *pattern == '@')
		buffmt(b, "the kernel gives it to somebody: %s\n", pattern);
	else if (getrlimit(RLIMIT_CORE, &r) == 0 && r.rlim_cur == 0)
		bufputs(b, "its limit is 0, and cannot be raised\n");
	else
		buffmt(b, "the kernel's name for it is %s%s\n", pattern,
		    *pattern == '/' ? "" : ", but there is no new one "
		    "in the working directory");
}

/*
 * Move a core from the test's directory beside the report, if possible.
 * The report names the place of the core.
 */
static char *
keepcore(struct buf *b, const char *core, const char *stem, int own)
{
	char *to = strfmt("%s.core", stem);
	struct stat st;

	if (!own || accessin(HERE, to, F_OK) == 0 || renamein(HERE, core, to) < 0) {
		free(to);
		to = xstrdup(core);
	}
	buffmt(b, "core: %s", to);
	if (statpath(to, &st) == 0)
		buffmt(b, ", %lld bytes", (long long)st.st_size);
	bufputc(b, '\n');
	if (syncing() && syncin(HERE, to) < 0)
		warning("%s:", to);
	return to;
}

static void
heading(struct buf *b, const struct crash *c)
{
	size_t from, i;

	bufnow(b);
	buffmt(b, "%s\ncommand:", c->title);
	from = b->len;
	for (i = 0; c->argv[i]; i++)
		buffmt(b, " %s", c->argv[i]);
	maskcontrol(b->s + from, b->len - from);
	bufputc(b, '\n');
}

/* gdb in a new process group, to the descriptor.  0, or -1 with errno */
static int
gdb(const struct crash *c, int fd, const char *command, const char *program,
    const char *core, long long until)
{
	const char *argv[] = { "gdb", "-nx", "-batch", "-iex",
	    "set debuginfod enabled off", "-ex", command, program, core,
	    NULL };
	struct child g = { (char *const *)argv, c->env, c->in, fd, fd, 1,
	    NULL, NULL };
	int status, why;
	pid_t pid;

	if ((pid = spawn(&g)) < 0)
		return -1;
	why = await(pid, &status, NULL, until, NULL, NULL);
	if (why == ENDED)
		return 0;
	endprocess(pid, 1, &status, NULL, 0);
	errno = why == LATE ? ETIMEDOUT : EINTR;
	return -1;
}

/* the file in the first line of gdb's list of mapped files */
static char *
firstmapped(const char *s)
{
	size_t n, start;

	for (; *s; s += n + (s[n] == '\n')) {
		n = strcspn(s, "\n");
		start = strcspn(s, "/");
		if (strncmp(s + strspn(s, " "), "0x", 2) == 0 && start < n)
			return strfmt("%.*s", (int)(n - start), s + start);
	}
	return NULL;
}

/*
 * The program of the core may differ from argv[0]: an interpreter, or a
 * command of the script.  gdb's answer is removed from the report again.
 */
static char *
programof(const struct crash *c, int fd, const char *core, long long until)
{
	off_t at = lseek(fd, 0, SEEK_END);
	struct buf b = { 0 };
	char *s = NULL;

	if (gdb(c, fd, "info proc mappings", "-c", core, until) < 0)
		return NULL;
	if (readtail(fd, lseek(fd, 0, SEEK_END) - at, &b) == 0)
		s = firstmapped(b.s);
	buffree(&b);
	/* an answer that stays does no harm */
	return ftruncate(fd, at) < 0 || s ? s : xstrdup(*c->argv);
}

/* endless recursion or a thousand threads make a long backtrace */
static void
cut(int fd)
{
	static const char s[] = "\n... and more, which is cut\n";

	if (lseek(fd, 0, SEEK_END) > LONGEST && ftruncate(fd, LONGEST) == 0)
		writeall(fd, s, sizeof s - 1);
}

static void
backtrace(const struct crash *c, int fd, const char *core)
{
	long long until = nanoseconds() + PATIENCE;
	char *program = programof(c, fd, core, until);
	struct buf b = { 0 };
	int ok = program != NULL;

	if (ok) {
		buffmt(&b, "\n== gdb %s\n", program);
		ok = writeall(fd, b.s, b.len) == 0 && gdb(c, fd,
		    "thread apply all bt full 64", program, core, until) == 0;
	}
	bufclear(&b);
	buffmt(&b, "no backtrace: gdb: %s\n", errno == ETIMEDOUT ?
	    "takes too long" : strerror(errno));
	cut(fd);
	if (!ok)
		writeall(fd, b.s, b.len);
	free(program);
	buffree(&b);
}

static int
report(const struct crash *c, int fd, const char *stem, const char *core,
    const char *pattern)
{
	struct buf b = { 0 };
	char *kept = NULL;
	int r;

	heading(&b, c);
	if (core)
		kept = keepcore(&b, core, stem, *pattern != '/');
	else
		nocore(&b, c, pattern);
	r = writeall(fd, b.s, b.len);
	if (r == 0 && kept)
		backtrace(c, fd, kept);
	free(kept);
	buffree(&b);
	return r;
}

char *
crashwrite(const struct crash *c)
{
	char *core = NULL, *path = NULL, *stem;
	struct buf pattern = { 0 };
	int fd, sig = shellstatus(c->status) - RC_SIGNAL;

	if (sig <= 0 || (!WIFSIGNALED(c->status) && !dumps(sig)))
		return NULL;
	if (readfile("/proc/sys/kernel/core_pattern", &pattern) < 0 ||
	    pattern.len == 0)
		bufputs(&pattern, "core");
	bufshorten(&pattern, strcspn(pattern.s, "\n"));
	if (dumps(sig) && *pattern.s != '|' && *pattern.s != '@')
		core = findcore(c, pattern.s);
	if ((core || WIFSIGNALED(c->status)) &&
	    (stem = openreport(c->dir, &fd))) {
		path = strfmt("%s.txt", stem);
		if (report(c, fd, stem, core, pattern.s) < 0)
			warning("%s:", path);
		close(fd);
		free(stem);
	}
	free(core);
	buffree(&pattern);
	return path;
}
