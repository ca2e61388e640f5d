/* salvage.c - close the open blocks of a job whose owners have died */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "job.h"

#define SETTLE	1000000000LL	/* ns from a fork to an at-run, at most */
#define LOOK	20000000LL	/* ns between two looks until then */

/* the open blocks that were read last, the deepest first */
static struct open {
	struct block b;		/* its strings, except mark, are in text */
	char *text;
} *opens;
static size_t nopens, cap;

/*
 * The length of the job's path in the path of a block's log:
 * JOB/SUBDIR/status.log, or JOB/tmp/FILE for a group; 0: neither form.
 */
static size_t
joblength(const char *log, const char *subdir)
{
	const char *end = *subdir ? tempfmt("/%s/status.log", subdir) :
	    tempfmt("/tmp/%s", lastpart(log));
	size_t n = strlen(log), len = strlen(end);

	return n > len && strcmp(log + n - len, end) == 0 ? n - len : 0;
}

/* split the text of a mark; 0: its paths are not paths of the job */
static int
parsemark(struct block *b, char *s)
{
	char *part[5];
	unsigned long level;
	size_t i = 0, n;
	char *end;

	for (; s && i < LEN(part); s = end) {
		part[i++] = s;
		if ((end = strchr(s, '\n')))
			*end++ = '\0';
	}
	if (i < LEN(part) || !wholenumber(part[2], 10000, &level) ||
	    (n = joblength(part[0], part[3])) == 0 ||
	    strncmp(part[0], part[1], n + 1) != 0 ||
	    namebad(part[0] + n + 1) || namebad(part[1] + n + 1))
		return 0;
	b->log = part[0] + n + 1;
	b->outer = part[1] + n + 1;
	b->level = level;
	b->subdir = *part[3] ? part[3] : NULL;
	b->name = part[4];
	return 1;
}

/* read PID.N.open of block.c; 0: another file, or another user's */
static int
readmark(struct open *o, const struct job *j, const char *dir,
    const char *name)
{
	const char *dot = textfind(name, ".open");
	struct buf b = { 0 };
	struct stat st, top;

	memset(o, 0, sizeof *o);
	if (!dot || dot[5] || (o->b.owner = numberin(name, NULL)) <= 0)
		return 0;
	o->b.job = j;
	o->b.begun = 1;
	o->b.mark = join(dir, name);
	if (statin(j->dir.fd, o->b.mark, &st) == 0 &&
	    fstat(j->dir.fd, &top) == 0 && st.st_uid == top.st_uid &&
	    readlinkin(j->dir.fd, o->b.mark, &b) == 0 &&
	    parsemark(&o->b, o->text = b.s))
		return 1;
	free(o->b.mark);
	buffree(&b);
	return 0;
}

static int
readmarks(const struct job *j, int inner)
{
	const char *dir = markdir(inner), *name;
	DIR *d = listin(j->dir.fd, dir);
	struct open o;
	size_t i;

	if (!d)
		return errno != ENOENT && errno != ENOTDIR ? -1 : 0;
	while ((name = nextname(&d))) {
		if (!readmark(&o, j, dir, name))
			continue;
		opens = growarray(opens, nopens, &cap, sizeof *opens);
		for (i = nopens++; i > 0 && opens[i - 1].b.level < o.b.level;
		    i--)
			opens[i] = opens[i - 1];
		opens[i] = o;
	}
	return 0;
}

/* read the open blocks inside outer, and maybe more */
static int
readopens(const struct job *j, const char *outer)
{
	while (nopens > 0) {
		free(opens[--nopens].b.mark);
		free(opens[nopens].text);
	}
	return !outer && readmarks(j, 0) < 0 ? -1 : readmarks(j, 1);
}

/* is the block inside the log, at any depth? */
static int
inside(const struct block *b, const char *outer)
{
	size_t k;

	if (!outer || strcmp(b->outer, outer) == 0)
		return 1;
	for (k = 0; k < nopens; k++)
		if (opens[k].b.level < b->level &&
		    strcmp(opens[k].b.log, b->outer) == 0)
			return inside(&opens[k].b, outer);
	return 0;
}

/* is the line the START or END of the block? */
static int
itsown(const struct statusline *l, const struct block *b)
{
	return l->indent == b->level && l->operation &&
	    strcmp(l->operation, b->name) == 0 &&
	    (b->subdir ? l->subdir && strcmp(l->subdir, b->subdir) == 0 :
	    !l->subdir);
}

static int
isstart(void *b, const struct statusline *l)
{
	return l->start && itsown(l, b);
}

static int
isend(void *b, const struct statusline *l)
{
	return l->end && itsown(l, b);
}

/* does a log have its START line, or its END line?  -1: it is unreadable */
static int
haveline(struct block *b, const char *log, int end)
{
	int r = logfind(b->job->dir.fd, log, end ? isend : isstart, b);

	return r < 0 && errno == ENOENT ? 0 : r;
}

/* does the enclosing log have the block already?  -1: it is unreadable */
static int
handedover(struct block *b)
{
	struct buf all = { 0 }, mine = { 0 };
	const char *s;
	int yes = haveline(b, b->subdir ? b->outer : b->log, 1);

	if (b->subdir || yes <= 0)
		return yes;
	/* groups may share a name: compare the whole text */
	yes = readin(b->job->dir.fd, b->log, &mine) < 0 ||
	    (readin(b->job->dir.fd, b->outer, &all) < 0 && errno != ENOENT) ?
	    -1 : 0;
	for (s = all.s; s && !yes; s = (s = strchr(s, '\n')) ? s + 1 : NULL)
		yes = strncmp(s, mine.s, mine.len) == 0;
	buffree(&all);
	buffree(&mine);
	return yes;
}

/*
 * Offset where an incomplete hand-over begins, or -1; *to is the offset of
 * lines that other blocks appended since.
 */
static long long
cutfrom(const struct block *b, int fd, long long *to)
{
	long long at = 0, from = -1;
	struct reader r = { .fd = fd, .name = b->outer };
	struct statusline l;
	size_t n;
	char *s;

	*to = -1;
	while (*to < 0 && (s = readline(&r, &n))) {
		if (parsestatus(s, n, &l) == 1 && l.indent <= b->level) {
			if (from >= 0 && l.end && itsown(&l, b))
				from = -1;
			else if (from >= 0)
				*to = at;
			else if (l.start && itsown(&l, b))
				from = at;
		}
		at += n + 1;
	}
	free(r.s);	/* closing a file would end our lock on it */
	return from;
}

/* in place: the owner of the log has it open */
static int
cutout(int fd, long long from, long long to)
{
	struct buf rest = { 0 };
	struct stat st;
	int r = 0;

	if (to >= 0 && (r = fstat(fd, &st)) == 0)
		r = readtail(fd, st.st_size - to, &rest);
	if (r == 0 && rest.len > 0 &&
	    pwrite(fd, rest.s, rest.len, from) != (ssize_t)rest.len)
		r = -1;
	if (r == 0)
		r = ftruncate(fd, from + (long long)rest.len);
	buffree(&rest);
	return r;
}

/* remove an incomplete hand-over: the whole block is appended again */
static int
dropcut(const struct block *b)
{
	long long from, to;
	int fd = openin(b->job->dir.fd, b->outer, O_RDWR), r;

	if (fd < 0)
		return errno == ENOENT ? 0 : -1;
	if ((r = lockfile(fd, b->outer)) == 0 &&
	    (from = cutfrom(b, fd, &to)) >= 0)
		r = cutout(fd, from, to);
	closekeep(fd);
	return r;
}

/* write what the log of the block lacks, and hand it over */
static int
complete(struct block *b, const struct salvager *how, const char *reason)
{
	int r, has = haveline(b, b->log, 0), ended = haveline(b, b->log, 1);

	r = has < 0 || ended < 0 ? -1 : has ? 0 : blockstart(b, NULL);
	if (r == 0 && !ended)
		r = how ? how->finish(how->arg, b) :
		    blockfail(b, "ABORT", reason);
	if (r == 0 && (r = dropcut(b)) == 0)
		return blockclose(b, NULL, NULL);
	close(b->fd);
	return r;
}

/*
 * Close the block in place of its owner.  A test may have removed its own
 * log: then it gets another one.
 */
static int
closefor(struct block *b, const struct salvager *how, const char *reason)
{
	int flags = O_RDWR | O_APPEND | (b->subdir ? O_CREAT : 0), over, r;

	/* the owner may have died after the hand-over, with the link left */
	if ((over = handedover(b)) < 0)
		return -1;
	b->fd = over ? -1 : openin(b->job->dir.fd, b->log, flags);
	if (b->fd >= 0)
		r = complete(b, how, reason);
	else
		r = over || errno == ENOENT ? unmark(b) : -1;
	if (r == 0 && !b->subdir)	/* a group has no directory for it */
		unlinkin(b->job->dir.fd, b->log);
	return r;
}

static int
alive(long pid)
{
	return kill(pid, 0) == 0 || errno == EPERM;
}

/* close open blocks if no owner lives; early: close none */
static int
look(const struct job *j, const char *outer, const char *reason, int early)
{
	size_t i;
	int living = readopens(j, outer);

	for (i = 0; living >= 0 && i < nopens; i++)
		living += inside(&opens[i].b, outer) &&
		    alive(opens[i].b.owner);
	/* blocks with a living owner inside must wait */
	for (i = 0; living == 0 && !early && i < nopens; i++)
		if (inside(&opens[i].b, outer) &&
		    closefor(&opens[i].b, NULL, reason) < 0)
			living = -1;
	return living;
}

int
salvage(const struct job *j, const char *outer, const char *reason)
{
	return look(j, outer, reason, 0);
}

int
salvageall(const struct job *j, const struct salvager *how)
{
	size_t i;
	int r = readopens(j, NULL);

	for (i = 0; r == 0 && i < nopens; i++)
		if ((r = closefor(&opens[i].b, how, NULL)) == 0)
			how->closed(how->arg, &opens[i].b);
	return r;
}

long
openowner(const struct job *j, int (*is)(const struct block *))
{
	size_t i;

	readopens(j, NULL);
	for (i = 0; i < nopens; i++)
		if (is(&opens[i].b))
			return opens[i].b.owner;
	return 0;
}

static int
ownerlives(const struct block *b)
{
	return processlives(b->owner);
}

long
livingowner(const struct job *j)
{
	return openowner(j, ownerlives);
}

int
salvagewait(const struct job *j, const char *outer, const char *reason,
    long long deadline, void (*told)(void))
{
	long long now, settled = nanoseconds() + SETTLE;
	int early, living;

	for (;;) {
		/* a dead owner that is not reaped would look alive */
		reapchildren();
		now = nanoseconds();
		/* an at-run may not have opened its block yet */
		early = now < settled && countleftovers() > 0;
		living = look(j, outer, reason, early);
		if (living < 0 || (living == 0 && !early))
			return living < 0 ? -1 : ENDED;
		if (living > 0 && told) {
			told();
			told = NULL;
		}
		if (caughtsignal())
			return CAUGHT;
		if (deadline && now >= deadline)
			return LATE;
		/* the end of a child wakes us */
		now += living > 0 ? SETTLE : LOOK;
		doze(deadline && deadline < now ? deadline : now);
	}
}

void
signalowners(const struct job *j, const char *outer, int sig)
{
	size_t i;

	readopens(j, outer);
	for (i = 0; i < nopens; i++)
		if (inside(&opens[i].b, outer)) {
			kill(opens[i].b.owner, sig);
			/* a test may have stopped it */
			kill(opens[i].b.owner, SIGCONT);
		}
}

/* the open blocks inside a log, each before the blocks inside it */
static void
findopen(const char *outer, int level,
    void (*found)(void *, const struct block *), void *arg)
{
	struct block *b;
	size_t i;

	for (i = 0; i < nopens; i++) {
		b = &opens[i].b;
		if (b->level <= level || strcmp(b->outer, outer) != 0 ||
		    handedover(b))
			continue;
		found(arg, b);
		findopen(b->log, b->level, found, arg);
	}
}

void
openblocks(const struct job *j, void (*found)(void *, const struct block *),
    void *arg)
{
	readopens(j, NULL);
	findopen(j->log, -1, found, arg);
}
