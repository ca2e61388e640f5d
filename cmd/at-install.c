/* at-install - put a test, dependency or profiler in place */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base.h"
#include "proc.h"
#include "test.h"
#include "install/local.h"

static const char usage[] = "at-install [-l] [-d testdir] [-s checksum] "
    "[-r repository]... [-T test|dep|profiler] "
    "name | file.tar.{bz2,gz,xz} | URL";

static const char *type;		/* -T */
static const char *testdir;		/* -d */
static char *wanted;			/* -s */
static char **repositories;		/* -r, or AT_REPOSITORY */
static size_t nrepositories;

static int
list(const struct package *p)
{
	struct buf b = { 0 };
	struct stat st;
	const char *state = placestamp(p->target, &b) ? "installed" :
	    statin(HERE, p->target, &st) == 0 ? "local" : "absent";

	bufclear(&b);
	buffmt(&b, "%s\t%s\t%s\t%s\t%s\t%s\n", p->type,
	    p->group ? p->group : "-", p->name,
	    p->archive ? p->operand : p->file, p->target, state);
	writeout(b.s, b.len);
	return *state == 'a' ? RC_NO : RC_OK;
}

/* die unless the file has this checksum */
static void
verify(int fd, const char *place, const char *sum)
{
	char *found = checksumread(fd, place, strlen(sum));

	if (strcmp(found, sum) != 0)
		die(RC_TROUBLE, "%s: checksum is %s, want %s", place, found,
		    sum);
}

/* install the checked file open on fd; messages name place */
static void
install(const struct package *p, int fd, const char *file, const char *place,
    const char *sum)
{
	const char *names[] = { lastpart(p->target), p->base, p->stem, NULL };
	struct place to = { .target = p->target, .type = p->type };
	struct buf why = { 0 };
	char *tree = NULL;
	int r;

	if ((r = placebegin(&to, sum, &why)) == 0) {
		buffmt(&why, "%s: ", place);
		if ((tree = unarchive(fd, file, to.dir, names, &why))) {
			bufclear(&why);
			r = placetake(&to, tree, sum, &why);
		} else
			r = -1;
	}
	if (placeend(&to) < 0)
		warning("%s: what was unpacked beside it:", p->target);
	if (r < 0)
		die(RC_TROUBLE, "%s", why.s);
	if (r == 0 && strcmp(p->type, "test") == 0)
		setupforget(p->target, p->name, setting("AT_CACHEDIR"));
}

/* append the checksum list of the repository; 1; 0: no list */
static int
readlist(const char *repository, struct buf *b)
{
	char *place = join(repository, "packages.checksum");
	int fd = openplace(place);

	if (fd < 0)
		return 0;
	if (readtail(fd, (size_t)-1 / 2, b) < 0)
		die(RC_TROUBLE, "%s:", place);
	close(fd);
	return 1;
}

/* install the file of a repository; 1; 0: no such file */
static int
fromlist(const struct package *p, const char *repository,
    const struct buf *list, const char *file)
{
	char *place, *sum = list ? listedsum(list->s, file) : NULL;
	const char *want = wanted ? wanted : sum;
	int fd;

	if (list && !want)
		return 0;
	if (want && placecurrent(p->target, want))
		return 1;
	place = join(repository, file);
	if ((fd = openplace(place)) >= 0) {
		if (!want)
			die(RC_TROUBLE, "%s: no packages.checksum beside it; "
			    "-s gives its checksum", place);
		if (sum)
			verify(fd, place, sum);
		if (wanted)
			verify(fd, place, wanted);
		install(p, fd, file, place, want);
		close(fd);
	}
	return fd >= 0;
}

static int
fromrepository(const struct package *p, const char *repository)
{
	struct buf b = { 0 }, *l = readlist(repository, &b) ? &b : NULL;
	char *file;
	int i, found = 0;

	if (p->archive)
		found = fromlist(p, repository, l, p->file);
	for (i = 0; !p->archive && !found && archiveends[i]; i++) {
		file = strfmt("%s%s", p->base, archiveends[i]);
		found = fromlist(p, repository, l, file);
	}
	return found;
}

/* try the repositories, the last added first; the messages are Autotest's */
static void
fromrepositories(const struct package *p)
{
	struct buf b = { 0 };
	size_t i;

	for (i = nrepositories; i > 0; i--)
		if (fromrepository(p, repositories[i - 1]))
			return;
	if (!p->archive)
		buffmt(&b, "Installation of %s(type:%s) failed : ", p->name,
		    p->type);
	if (nrepositories == 0) {
		bufputs(&b, "No repository urls specified");
	} else {
		buffmt(&b, "%s could not be fetched from any of the repos [",
		    p->file);
		for (i = 0; i < nrepositories; i++)
			buffmt(&b, "%s'%s'", i ? ", " : "", repositories[i]);
		bufputc(&b, ']');
	}
	die(RC_TROUBLE, "%s", b.s);
}

/* an archive without a checksum list; -s may give its checksum */
static void
fromplace(const struct package *p, int fd)
{
	char *sum = wanted;

	if (wanted)
		verify(fd, p->operand, wanted);
	else
		sum = checksumread(fd, p->operand, MD5DIGITS);
	if (!placecurrent(p->target, sum))
		install(p, fd, p->file, p->operand, sum);
}

/* die if the target was not put there by at-install */
static void
keepothers(const struct package *p)
{
	struct buf b = { 0 };
	struct stat st;

	if (!placestamp(p->target, &b) && statin(HERE, p->target, &st) == 0)
		die(RC_TROUBLE, "%s: not put there by at-install; "
		    "move it away first", p->target);
}

static void
get(const struct package *p)
{
	int fd;

	if (p->group && direxists(p->target) &&
	    (!wanted || placecurrent(p->target, wanted)))
		return;		/* keep a downloaded target */
	keepothers(p);
	if (!p->archive) {
		fromrepositories(p);
		return;
	}
	fd = openplace(p->operand);
	if (fd < 0 && p->group)
		die(RC_TROUBLE, "%s could not be fetched from any of the "
		    "repos ['%.*s']", p->file,
		    (int)(strcspn(p->operand, "?#") - strlen(p->file) - 1),
		    p->operand);
	if (fd >= 0) {
		fromplace(p, fd);
		close(fd);
	} else if (errno == ENOENT && nrepositories > 0 &&
	    strcmp(p->operand, p->file) == 0)
		fromrepositories(p);
	else
		die(RC_TROUBLE, "%s:", p->operand);
}

static void
addrepository(const char *s, size_t n)
{
	char *r;

	while (n > 1 && s[n - 1] == '/')
		n--;
	r = strfmt("%.*s", (int)n, s);
	if (n == 0 || (!localpath(r) && !remote(r)))
		die(RC_TROUBLE, "'%s': want a directory, or a file:, http: or "
		    "https: URL", r);
	repositories = xrealloc(repositories,
	    (nrepositories + 1) * sizeof *repositories);
	repositories[nrepositories++] = r;
}

static void
defaultrepositories(void)
{
	const char *s = setting("AT_REPOSITORY");
	size_t n;

	for (; s && *(s += strspn(s, " \t\n")); s += n) {
		n = strcspn(s, " \t\n");
		addrepository(s, n);
	}
}

/* signals end at-install at once; the next installation cleans up */
static void
plainsignals(void)
{
	static const int ends[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM };
	struct sigaction was[LEN(ends)];
	sigset_t mask;
	size_t i;

	for (i = 0; i < LEN(ends); i++)
		sigaction(ends[i], NULL, &was[i]);
	sigprocmask(SIG_BLOCK, NULL, &mask);
	catchsignals();
	for (i = 0; i < LEN(ends); i++)
		sigaction(ends[i], &was[i], NULL);
	sigprocmask(SIG_SETMASK, &mask, NULL);
}

int
main(int argc, char *argv[])
{
	static struct package p;
	static struct buf why;
	char *path;
	int c, listing = 0;

	progname = "at-install";
	failstatus = RC_TROUBLE;
	while ((c = option(argc, argv, "ld:r:s:T:", usage)) != -1)
		switch (c) {
		case 'l': listing = 1; break;
		case 'd':
			if (!*(testdir = optvalue))
				die(RC_TROUBLE, "-d '': want a directory");
			break;
		case 'r': addrepository(optvalue, strlen(optvalue)); break;
		case 's':
			if (!(wanted = checksumof(optvalue, strlen(optvalue))))
				die(RC_TROUBLE, "-s '%s': want 32 or 64 "
				    "hexadecimal digits", optvalue);
			break;
		case 'T':
			if (!(type = packagetype(optvalue, strlen(optvalue))))
				die(RC_TROUBLE, "-T '%s': want test, dep or "
				    "profiler", optvalue);
		}
	if (argc - optnext != 1)
		badusage(usage);
	if (nrepositories == 0)
		defaultrepositories();
	plainsignals();
	if (packageof(&p, argv[optnext], type, testdir, &why) < 0)
		die(RC_TROUBLE, "%s", why.s);
	if (listing)
		return list(&p);
	get(&p);
	/* absolute: at-run(1) takes a relative path for a name */
	path = strfmt("%s\n", abspath(p.target));
	writeout(path, strlen(path));
	return RC_OK;
}
