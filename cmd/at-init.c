/* at-init - be process 1 of an image that only tests */
#define _DEFAULT_SOURCE	/* Linux' mount and reboot */
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/wait.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "proc.h"

static const char usage[] = "at-init [at.name=value ...]";

static const char *control;		/* at.control= */
static const char *args;		/* at.args=, its arguments */
static const char *dir = "/tmp/job";	/* at.dir= */
static const char *results;		/* at.results=, a device */
static const char *next = "poweroff";	/* at.next= */

static int status = RC_BROKEN;		/* exit status of the job */

static const struct {
	const char *name;
	int how;
} nexts[] = {
	{ "poweroff", RB_POWER_OFF },
	{ "reboot", RB_AUTOBOOT },
	{ "halt", RB_HALT_SYSTEM },
};

/* the argument of reboot() for the word; -1: unknown word */
static int
nexthow(const char *word)
{
	size_t i;

	for (i = 0; i < LEN(nexts); i++)
		if (strcmp(nexts[i].name, word) == 0)
			return nexts[i].how;
	return -1;
}

static void
mountat(const char *path, const char *type)
{
	struct stat root, st;

	mkdirin(HERE, path, 0755);	/* mount reports the error */
	if (statpath("/", &root) == 0 && statpath(path, &st) == 0 &&
	    st.st_dev != root.st_dev)
		return;		/* already mounted */
	if (mount(type, path, type, 0, NULL) < 0)
		warning("%s:", path);
}
/* atexit: the kernel panics if process 1 exits */
static void
down(void)
{
	warning("exit %d", status);
	tcdrain(2);
	kill(-1, SIGKILL);	/* end all writers */
	sync();
	reboot(nexthow(next));
	warning("at.next=%s:", next);
}

/* open /dev/console as 0 to 2 if the kernel did not */
static void
openconsole(void)
{
	while (fcntl(2, F_GETFD) < 0)
		if (fcntl(openin(HERE, "/dev/console", O_RDWR | O_NOCTTY),
		    F_SETFD, 0) < 0)
			return;
}

static void
set(char *word)
{
	const struct {
		const char *name, **value;
	} known[] = {
		{ "at.control=", &control },
		{ "at.args=", &args },
		{ "at.dir=", &dir },
		{ "at.results=", &results },
		{ "at.next=", &next },
	};
	size_t i, n;

	if (strncmp(word, "at.", 3) != 0)
		return;		/* a word of another program */
	for (i = 0; i < LEN(known); i++) {
		n = strlen(known[i].name);
		if (strncmp(word, known[i].name, n) == 0) {
			*known[i].value = word + n;
			return;
		}
	}
	die(RC_BROKEN, "%s: want at.control=, at.args=, at.dir=, "
	    "at.results= or at.next=", word);
}

/* the next word by the kernel's rules for quotes; NULL: no more */
static char *
word(char **line)
{
	char *s = *line + strspn(*line, " \n"), *to = s, *w = s;
	int quoted = 0;

	if (!*s)
		return NULL;
	for (; *s && (quoted || (*s != ' ' && *s != '\n')); s++)
		if (*s == '"')
			quoted = !quoted;
		else
			*to++ = *s;
	*line = *s ? s + 1 : s;
	*to = '\0';
	return w;
}

static void
settings(char *operands[])
{
	static struct buf b;
	char *line, *w;

	if (readfile("/proc/cmdline", &b) < 0)
		warning("/proc/cmdline:");
	bufputc(&b, '\n');
	for (line = b.s; (w = word(&line)); )
		set(w);
	while (*operands)
		set(*operands++);
	if (nexthow(next) < 0) {
		w = strfmt("%s", next);
		next = "poweroff";
		die(RC_BROKEN, "at.next=%s: want poweroff, reboot or halt", w);
	}
	if (!control || !*control)
		die(RC_BROKEN, "at.control=: not on the kernel's command line");
}

/* at-job -R -d DIR CONTROL ARG... */
static char **
jobargv(const char *bin)
{
	static char resume[] = "-R", d[] = "-d";
	char *line = xstrdup(args ? args : ""), *w, **argv = NULL;
	size_t n = 0;

	argv = xmalloc((6 + strlen(line)) * sizeof *argv);
	argv[n++] = bin ? join(bin, "at-job") : xstrdup("at-job");
	argv[n++] = resume;
	argv[n++] = d;
	argv[n++] = xstrdup(dir);
	argv[n++] = xstrdup(control);
	while ((w = word(&line)))
		argv[n++] = w;
	argv[n] = NULL;
	return argv;
}

/* reap all orphans until the job ends; its exit status */
static int
reap(pid_t job)
{
	pid_t pid;
	int st;

	for (;;) {
		while ((pid = waitpid(-1, &st, WNOHANG)) > 0)
			if (pid == job)
				return shellstatus(st);
		if (pid < 0)
			return RC_BROKEN;
		doze(0);
		if (!caughtsignal())
			continue;
		/* a signal to process 1 asks for a reboot */
		next = "reboot";
		kill(job, SIGTERM);
		forgetsignal();
	}
}

static void
run(char *argv[])
{
	int null = openin(HERE, "/dev/null", O_RDONLY);
	struct child c = { argv, NULL, null, -1, -1, 0, NULL, NULL };
	pid_t pid;

	setenv("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", 0);
	setenv("AT_STATUS_FIFO", "/proc/1/fd/2", 0);
	setenv("TERM", "dumb", 1);	/* the console is no terminal */
	if ((pid = spawn(&c)) < 0)
		die(RC_BROKEN, "%s:", *argv);
	status = reap(pid);
	close(null);
}

/* a terminal that passes bytes unchanged */
static void
rawline(int fd)
{
	struct termios t;

	if (tcgetattr(fd, &t) < 0)
		return;		/* no terminal */
	t.c_iflag = 0;
	t.c_oflag = 0;
	t.c_lflag = 0;
	t.c_cflag &= ~(CSIZE | PARENB | CSTOPB);
	t.c_cflag |= CS8 | CLOCAL | CREAD;
	cfsetispeed(&t, B115200);
	cfsetospeed(&t, B115200);
	tcsetattr(fd, TCSANOW, &t);
}

static void
deliver(void)
{
	struct buf what = { 0 };
	char *path = strfmt("%s%s", *results == '/' ? "" : "/dev/", results);
	/* O_NONBLOCK only for open(), which could wait for a carrier */
	int fd = openin(HERE, path, O_WRONLY | O_NOCTTY | O_NONBLOCK);

	if (fd < 0)
		die(status = RC_BROKEN, "%s:", path);
	rawline(fd);
	fcntl(fd, F_SETFL, 0);
	if (tartree(fd, dir, "job", &what) < 0) {
		status = RC_BROKEN;
		warning("%s:", what.len ? what.s : path);
	}
	tcdrain(fd);
	close(fd);
}

int
main(int argc, char *argv[])
{
	const char *bin;

	progname = "at-init";
	failstatus = RC_BROKEN;
	if (getpid() == 1) {
		mountat("/proc", "proc");
		mountat("/sys", "sysfs");
		mountat("/dev", "devtmpfs");
		mountat("/tmp", "tmpfs");
		openconsole();
		atexit(down);
	}
	bin = programdir(*argv);
	while (option(argc, argv, "", usage) != -1)
		continue;
	if (getpid() != 1)
		die(RC_BROKEN, "want to be process 1");
	settings(argv + optnext);
	run(jobargv(bin));
	if (results && direxists(dir))
		deliver();
	return status;
}
