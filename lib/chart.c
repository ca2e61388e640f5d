/* chart.c - results-chart.json, made from RESULTSDIR/perf */
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "buf.h"
#include "chart.h"
#include "err.h"
#include "file.h"
#include "json.h"
#include "series.h"

struct chart {
	char *path;		/* results-chart.json */
	char *perf, *merged;
	struct buf text;	/* the chart as it was */
	struct buf lines;	/* of perf that are new */
	struct series series;
	long long from, to;	/* where in perf those are */
};

static int
fail(struct buf *why, const char *path)
{
	buffmt(why, "%s: %s", path, strerror(errno));
	return -1;
}

/* a regular file that may be missing, and is no link */
static int
readplain(const char *path, struct buf *b)
{
	struct stat st;
	int err, fd, r = -1;

	bufclear(b);
	fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? 0 : -1;
	if (fstat(fd, &st) == 0) {
		errno = EINVAL;
		if (S_ISREG(st.st_mode))
			r = readtail(fd, st.st_size, b);
	}
	err = errno;
	close(fd);
	errno = err;
	return r;
}

/* a sum that differs when the text does; as a positive number */
static long long
checksum(const struct buf *b)
{
	unsigned long long h = 0xcbf29ce484222325 ^ b->len, w;
	const unsigned char *s = (const unsigned char *)b->s;
	size_t i, n;
	int k;

	for (i = 0; i < b->len; i += n) {
		n = b->len - i < 8 ? b->len - i : 8;
		for (w = 0, k = n; k > 0; k--)
			w = w << 8 | s[i + k - 1];
		h = (h ^ w) * 0x9e3779b97f4a7c15;
		h ^= h >> 32;
	}
	return h & 0x7fffffffffffffff;
}

static int
readnumber(const char **s, long long *n)
{
	const long long max = 0x7fffffffffffffff;
	int d;

	if (**s < '0' || **s > '9')
		return 0;
	for (*n = 0; **s >= '0' && **s <= '9'; ++*s) {
		d = **s - '0';
		if (*n > (max - d) / 10)
			return 0;
		*n = *n * 10 + d;
	}
	*s += **s == ' ';
	return 1;
}

/* how much of perf is in the chart, from perf.merged */
static int
readmerged(struct chart *c, struct buf *why)
{
	struct buf b = { 0 };
	const char *s;
	long long from = 0, old = 0, sum = checksum(&c->text), new = 0, to = 0;
	int r;

	c->from = 0;
	if (readplain(c->merged, &b) < 0)
		return fail(why, c->merged);
	s = b.s;
	r = b.len > 0 && !(readnumber(&s, &from) && readnumber(&s, &old) &&
	    readnumber(&s, &to) && readnumber(&s, &new) && *s == '\n');
	if (r)
		buffmt(why, "%s: broken; remove it and the chart to have "
		    "all values merged again", c->merged);
	else if (c->text.len > 0)
		c->from = sum == old && sum != new ? from : to;
	buffree(&b);
	return -r;
}

static void
names(struct chart *c, const char *dir)
{
	memset(c, 0, sizeof *c);
	c->path = join(dir, "results-chart.json");
	c->perf = join(dir, "perf");
	c->merged = join(dir, "perf.merged");
}

/* what is in the chart file, if there is one */
static int
load(struct chart *c, struct buf *why)
{
	if (readplain(c->path, &c->text) < 0)
		return fail(why, c->path);
	buffmt(why, "%s: ", c->path);
	if (c->text.len > 0 && (jsoncheck(c->text.s, c->text.len, why) < 0 ||
	    seriesparse(&c->series, c->text.s, why) < 0))
		return -1;
	bufclear(why);
	return 0;
}

static void
unload(struct chart *c)
{
	free(c->path);
	free(c->perf);
	free(c->merged);
	buffree(&c->text);
	buffree(&c->lines);
	seriesfree(&c->series);
}

/* which line of perf begins at a place; 0 if that cannot be told */
static unsigned long
lineno(int fd, long long at)
{
	char part[4096];
	unsigned long n = 1;
	long long i;
	ssize_t k, r;

	for (i = 0; i < at; i += r) {
		if ((r = pread(fd, part, sizeof part, i)) <= 0)
			return 0;
		for (k = 0; k < r && i + k < at; k++)
			n += part[k] == '\n';
	}
	return n;
}

/*
 * Whole lines into the chart: how many bytes they are, in *done; or -1,
 * why, and where the line begins that did it
 */
static int
addlines(struct chart *c, const char *s, size_t n, size_t *done,
    struct buf *why)
{
	const char *end = s + n, *nl, *p;

	*done = 0;
	for (p = s; p < end && (nl = memchr(p, '\n', end - p)); p = nl + 1) {
		if (nl > p && seriesadd(&c->series, p, nl - p, why) < 0)
			return -1;
		*done = nl + 1 - s;
	}
	return 0;
}

/* the lines of perf that are not in the chart yet; sets from and to */
static int
addnew(struct chart *c, int fd, struct buf *why)
{
	struct buf msg = { 0 };
	struct stat st;
	size_t done;
	char last = '\n';
	int r;

	if (readmerged(c, why) < 0)
		return -1;
	if (fstat(fd, &st) < 0)
		return fail(why, c->perf);
	if (c->from > st.st_size || (c->from > 0 &&
	    (pread(fd, &last, 1, c->from - 1) != 1 || last != '\n')))
		c->from = 0;
	if (readtail(fd, st.st_size - c->from, &c->lines) < 0)
		return fail(why, c->perf);
	r = addlines(c, c->lines.s, c->lines.len, &done, &msg);
	c->to = c->from + done;
	if (r < 0)
		buffmt(why, "%s:%lu: %s", c->perf, lineno(fd, c->to), msg.s);
	else if (c->to < st.st_size)
		warning("%s:%lu: torn last line skipped", c->perf,
		    lineno(fd, c->to));
	buffree(&msg);
	return r;
}

/* lines that are not in perf yet */
static int
addgiven(struct chart *c, const char *s, size_t n, struct buf *why)
{
	size_t done;

	buffmt(why, "%s: ", c->path);
	if (addlines(c, s, n, &done, why) < 0)
		return -1;
	bufclear(why);
	return 0;
}

/* first what the chart will be, then the chart; see chart.h */
static int
save(struct chart *c, struct buf *why)
{
	struct buf b = { 0 }, mark = { 0 };
	int r = -1;

	seriestext(&c->series, &b);
	buffmt(&mark, "%lld %lld %lld %lld\n", c->from, checksum(&c->text),
	    c->to, checksum(&b));
	if (replacefile(c->merged, mark.s, mark.len) < 0)
		fail(why, c->merged);
	else if (replacefile(c->path, b.s, b.len) < 0)
		fail(why, c->path);
	else
		r = 0;
	buffree(&b);
	buffree(&mark);
	return r;
}

/* lines that the chart did not take leave perf again */
static void
takeback(struct chart *c, int fd, long long end)
{
	struct buf b = { 0 };

	if (readplain(c->path, &b) == 0 &&
	    checksum(&b) == checksum(&c->text) && ftruncate(fd, end) < 0)
		warning("%s:", c->perf);
	buffree(&b);
}

/* all of it, perf being open and locked */
static int
update(struct chart *c, int fd, const char *s, size_t n, struct buf *why)
{
	long long end;

	if (addnew(c, fd, why) < 0 ||
	    (n > 0 && addgiven(c, s, n, why) < 0))
		return -1;
	if (n == 0 && c->to == c->from)
		return 0;
	end = c->to;
	if (n > 0 && appendlocked(fd, c->perf, s, n, 0) < 0)
		return fail(why, c->perf);
	c->to += n;
	if (fsync(fd) < 0)
		fail(why, c->perf);
	else if (save(c, why) == 0)
		return 0;
	if (n > 0)
		takeback(c, fd, end);
	return -1;
}

/* as chartadd; with flags 0 a perf that is missing stays so */
static int
withperf(const char *dir, int flags, const char *s, size_t n,
    struct buf *why)
{
	struct chart c;
	struct stat st;
	int fd, missing, r = -1;

	names(&c, dir);
	fd = open(c.perf, O_RDWR | O_APPEND | O_NOFOLLOW | O_NONBLOCK |
	    O_CLOEXEC | flags, 0666);
	missing = fd < 0 && errno == ENOENT && flags == 0;
	if (missing)
		r = 0;
	else if (fd < 0 || lockfile(fd) < 0 || fstat(fd, &st) < 0)
		fail(why, c.perf);
	else if (!S_ISREG(st.st_mode))
		buffmt(why, "%s: not a regular file", c.perf);
	else if (load(&c, why) == 0)
		r = update(&c, fd, s, n, why);
	/* closing gives the lock back */
	if (fd >= 0 && close(fd) < 0 && r == 0)
		r = fail(why, c.perf);
	unload(&c);
	return r;
}

int
chartupdate(const char *dir, struct buf *why)
{
	bufclear(why);
	return withperf(dir, 0, NULL, 0, why);
}

/* would the chart take the lines? */
static int
try(const char *dir, const char *s, size_t n, struct buf *why)
{
	struct chart c;
	int r;

	bufclear(why);
	names(&c, dir);
	if ((r = load(&c, why)) == 0 && c.text.len > 0 && n > 0)
		r = addgiven(&c, s, n, why);
	unload(&c);
	return r;
}

int
chartcheck(const char *dir, struct buf *why)
{
	return try(dir, NULL, 0, why);
}

int
chartadd(const char *dir, const char *s, size_t n, struct buf *why)
{
	char *perf = join(dir, "perf");
	int missing = access(perf, F_OK) < 0;

	free(perf);
	/* perf is made only for lines that will stay in it */
	if (missing && try(dir, s, n, why) < 0)
		return -1;
	bufclear(why);
	return withperf(dir, O_CREAT, s, n, why);
}
