/* at-record - write one status line */
#include <signal.h>
#include <string.h>

#include "job.h"

static const char usage[] = "at-record [-s subdir] [-O operation] "
    "[-F field=value]... status message";

static const char **fields;	/* -F, NULL at the end */

static void
addfield(const char *s)
{
	static size_t n;
	const char *eq = strchr(s, '=');

	if (!eq || eq == s)
		die(RC_TROUBLE, "bad field '%s': want field=value", s);
	fields = xrealloc(fields, (n + 2) * sizeof *fields);
	fields[n++] = s;
	fields[n] = NULL;
}

/* the log of the named test, if that is not our test */
static char *
otherlog(const struct job *j, const char *subdir)
{
	const char *bad;
	struct stat st;
	char *log;

	if (!subdir)
		return NULL;
	if ((bad = namebad(subdir)))
		die(RC_TROUBLE, "%s: %s", subdir, bad);
	if (statin(j->dir.fd, subdir, &st) < 0 || !S_ISDIR(st.st_mode))
		die(RC_TROUBLE, "%s: no such test in %s", subdir,
		    j->dir.path);
	log = join(subdir, "status.log");
	return strcmp(log, j->log) != 0 ? log : NULL;
}

int
main(int argc, char *argv[])
{
	struct entry e = { 0, NULL, NULL, NULL, NULL, -1, NULL };
	static struct buf line;
	static struct job j;
	const char *other, *why;
	int c;

	progname = "at-record";
	jobwatch();
	while ((c = option(argc, argv, "s:O:F:", usage)) != -1)
		switch (c) {
		case 's': e.subdir = optvalue; break;
		case 'O': e.operation = optvalue; break;
		case 'F': addfield(optvalue); break;
		}
	argv += optnext;
	if (!argv[0] || !argv[1] || argv[2])
		badusage(usage);
	e.code = argv[0];
	e.message = argv[1];
	e.fields = fields;
	if (strcmp(e.code, "START") == 0 || strncmp(e.code, "END", 3) == 0)
		die(RC_TROUBLE, "%s: blocks come from at-job, at-group and "
		    "at-run", e.code);
	jobneed(&j);
	e.indent = j.level;
	if ((why = bufentry(&line, &e)))
		die(RC_TROUBLE, "%s", why);
	other = otherlog(&j, e.subdir);
	signal(SIGPIPE, SIG_IGN);	/* a listener may leave at any time */
	if (logline(&j, line.s, line.len) < 0)
		die(RC_TROUBLE, "%s/%s:", j.dir.path, j.log);
	if (other && appendin(j.dir.fd, other, line.s, line.len, 0) < 0)
		die(RC_TROUBLE, "%s/%s:", j.dir.path, other);
	return RC_OK;
}
