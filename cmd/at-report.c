/* at-report - show what a job did */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "job.h"
#include "report/local.h"

static const char usage[] =
    "at-report [-qsv] [-f format] [-o file] job ...\n"
    "       at-report -F job";

static const char *outname;	/* -o, unless it is standard output */
static char *tmp;		/* temporary file, renamed to outname */
static struct report r;

/* width and colour: from the terminal, or from COLUMNS */
static void
setstyle(void)
{
	const char *no = getenv("NO_COLOR");

	if (outname)
		return;
	r.width = terminalwidth(1);
	r.colour = (!no || !*no) && terminalable(1);
}

/* remove an unfinished report */
static void
giveup(void)
{
	if (tmp)
		unlinkin(HERE, tmp);
}

/* open the output; a device is written, not replaced */
static void
openout(void)
{
	struct stat st;

	r.fd = 1;
	r.name = outname ? outname : "standard output";
	if (!outname)
		return;
	if (statpath(outname, &st) == 0 && !S_ISREG(st.st_mode))
		r.fd = openin(HERE, outname, O_WRONLY);
	else
		r.fd = beginin(HERE, outname, &tmp);
	if (r.fd < 0)
		die(RC_TROUBLE, "%s:", outname);
	if (tmp)
		atexit(giveup);
}

/* report all jobs; 0, or an error of readjobtests() */
static int
report(const struct format *f, char *const *job)
{
	int bad = 0;

	if (f->begin)
		f->begin(&r);
	for (; *job; job++)
		bad |= reportjob(&r, f, *job);
	if (f->end)
		f->end(&r);
	reportflush(&r, 0);
	return bad;
}

/*
 * The filter share/report/NAME; NULL: none.  It reads tsv, unless its head
 * has the line `# reads: jsonl' or `# reads: full jsonl'.
 */
static char *
findfilter(const char *name, const char *bin, const struct format **form)
{
	const char *share = sharedir(bin);
	char *path, head[513];
	ssize_t n;
	int fd;

	if (!share || !*name || *name == '.' || strchr(name, '/'))
		return NULL;
	path = join(join(share, "report"), name);
	if ((fd = openin(HERE, path, O_RDONLY)) < 0)
		return NULL;
	n = read(fd, head, sizeof head - 1);
	close(fd);
	head[n > 0 ? n : 0] = '\0';
	*form = textfind(head, "\n# reads: jsonl\n") ? &jsonlformat :
	    textfind(head, "\n# reads: full jsonl\n") ? &fulljsonlformat :
	    &tsvformat;
	return path;
}

/* report through a filter; returns as report() */
static int
filtered(const struct format *f, char *path, char *const *job)
{
	char *argv[] = { NULL, NULL };
	struct child c = { argv, NULL, -1, r.fd, -1, 0, NULL, NULL };
	int bad, p[2], status = 0;
	pid_t pid;

	argv[0] = path;
	if (pipe(p) < 0)
		die(RC_TROUBLE, "pipe:");
	catchsignals();
	c.in = p[0];
	if ((pid = spawn(&c)) < 0)
		die(RC_TROUBLE, "%s:", path);
	close(p[0]);
	r.fd = p[1];
	r.filter = 1;
	r.name = path;
	bad = report(f, job);
	close(p[1]);
	if (await(pid, &status, NULL, 0, NULL, NULL) == CAUGHT) {
		giveup();
		dieby(caughtsignal());
	}
	if (status)
		die(RC_TROUBLE, "%s: exit %d", path, shellstatus(status));
	return bad;
}

/* -F: a line for each test, then one for the whole job */
static void
follow(const char *job)
{
	int ended = followjob(job);

	if (ended < 0)
		die(RC_TROUBLE, "%s/status.log:", job);
	if (!ended)
		die(RC_TROUBLE, "%s: no at-job runs it, and it has no end",
		    job);
	r.quiet = 1;
}

/* -s: the worst exit status that at-job gives for one of the jobs */
static int
verdicts(char *const *job)
{
	struct counts c = { 0 };
	int dir, rc = RC_OK, status;

	for (; *job; job++) {
		dir = openin(HERE, *job, O_RDONLY | O_DIRECTORY);
		if (dir < 0 || (status = jobverdict(dir, 0)) < 0 ||
		    countjob(&c, *job, 1) < 0)
			die(RC_TROUBLE, "%s:", *job);
		close(dir);
		/* at-run without at-job was killed, or still runs */
		if (c.open && status <= RC_NO)
			status = verdictexit(ABORT);
		rc = status > rc ? status : rc;
	}
	return rc;
}

int
main(int argc, char *argv[])
{
	const struct format *f = NULL;
	const char *bin = programdir(argv[0]), *name = "text";
	char *filter = NULL;
	int bad, c, fd, following = 0, judging = 0, other = 0;

	progname = "at-report";
	failstatus = RC_TROUBLE;
	while ((c = option(argc, argv, "Ff:o:qsv", usage)) != -1) {
		switch (c) {
		case 'F': following = 1; break;
		case 'f': name = optvalue; break;
		case 'o': outname = optvalue; break;
		case 'q': r.quiet = 1; break;
		case 's': judging = 1; break;
		case 'v': r.verbose = 1; break;
		}
		other |= c != 'F';
	}
	argc -= optnext;
	argv += optnext;
	if (argc == 0 || (following && (other || argc > 1)))
		badusage(usage);
	if (following)
		follow(*argv);
	if (!(f = builtinformat(name)) &&
	    !(filter = findfilter(name, bin, &f)))
		die(RC_TROUBLE, "format '%s': not known", name);
	if (outname && strcmp(outname, "-") == 0)
		outname = NULL;
	r.job = argv;
	r.several = argc > 1;
	setstyle();
	openout();
	fd = r.fd;
	bad = filter ? filtered(f, filter, argv) : report(f, argv);
	/* a report without one of its jobs does not replace an older report */
	if (tmp && bad >= 0) {
		char *done = tmp;

		tmp = NULL;
		if (endin(fd, HERE, done, outname) < 0)
			die(RC_TROUBLE, "%s:", outname);
	}
	return bad ? RC_TROUBLE : judging ? verdicts(argv) : RC_OK;
}
