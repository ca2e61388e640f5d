/* live.c - a line on a terminal that shows the progress of a test */
#include <string.h>
#include <unistd.h>

#include "job.h"

#define CLEAR	"\r\033[K"

static struct live *ours;	/* the line of this program */
static const struct job *job;	/* of this program */

static void
out(const char *s, size_t n)
{
	if (write(2, s, n) < 0)
		return;		/* the terminal is gone */
}

/* -1: no at-job made the job, no control file to lock */
static int
openlock(void)
{
	return openin(job->dir.fd, "control", O_RDWR);
}

/* does another test of the job show its line? */
static int
theirs(void)
{
	/* closing the file would release our own lock */
	int mine = ours && ours->lock >= 0;
	int fd = mine ? ours->lock : openlock();
	pid_t holder = fd < 0 ? 0 : lockholder(fd);

	if (fd >= 0 && !mine)
		close(fd);
	return holder > 0;
}

/* clear the line, for other output */
static void
clear(void)
{
	if (!terminalable(2) || !terminalready(2))
		return;
	if ((ours && ours->drawn) || theirs())
		out(CLEAR, sizeof CLEAR - 1);
	if (ours)
		ours->drawn = 0;
}

void
livebeside(const struct job *j)
{
	job = j;
	beforewarning = clear;
}

void
liveopen(struct live *l)
{
	l->lock = -1;
	l->on = terminalable(2);
	l->next = l->began + SECOND;
	if (l->on)
		ours = l;
}

/* do we show the line? */
static int
have(struct live *l)
{
	if (l->lock < 0)
		l->lock = openlock();
	return l->lock < 0 || trylock(l->lock) == 0;
}

/* `12 s', `3:07', `1:02:03' */
static void
duration(struct buf *b, long long ns)
{
	long long s = (ns > 0 ? ns : 0) / SECOND;

	if (s < 60)
		buffmt(b, "%lld s", s);
	else if (s < 3600)
		buffmt(b, "%lld:%02lld", s / 60, s % 60);
	else
		buffmt(b, "%lld:%02lld:%02lld", s / 3600, s / 60 % 60,
		    s % 60);
}

/* append the time left, if known */
static void
left(struct buf *b, const struct live *l, long long now)
{
	long long rest;

	if (l->length)
		rest = l->first + l->length - now;
	else if (l->done > 0)
		rest = (l->last - l->first) / l->done * l->of -
		    (now - l->first);
	else
		return;
	bufputs(b, ", ");
	duration(b, rest);
	bufputs(b, " left");
}

/* count the job's tests, no subtests; reads only new lines of the log */
static void
verdicts(struct buf *b)
{
	static unsigned long n[ABORT + 1];
	static off_t from;
	struct statusline l;
	struct reader r;
	enum verdict v;
	const char *sep = "  ";
	char *s;
	size_t len;

	if (openlinesin(&r, job->dir.fd, "status.log") == 0) {
		lseek(r.fd, from, SEEK_SET);
		while ((s = readline(&r, &len)) && !r.torn) {
			from += len + 1;
			if (parsestatus(s, len, &l) == 1 && l.end &&
			    l.subdir && !strchr(l.subdir, '/') &&
			    verdictof(l.code, &v))
				n[v]++;
		}
		closelines(&r);
	}
	for (v = GOOD; v <= ABORT; v++)
		if (n[v] > 0) {
			buffmt(b, "%s%lu %s", sep, n[v], verdictname(v));
			sep = ", ";
		}
}

static void
line(struct buf *b, const struct live *l, long long now)
{
	bufprintable(b, l->name, strlen(l->name));
	if (l->iteration > 0) {
		buffmt(b, "  iteration %lu", l->iteration);
		if (!l->length && l->of > 0)
			buffmt(b, " of %lu", l->of);
	}
	bufputs(b, "  ");
	duration(b, now - l->began);
	if (l->iteration > 0 && (l->length || l->of > 1))
		left(b, l, now);
	verdicts(b);
}

void
livedraw(struct live *l)
{
	static struct buf b, text;
	long long now;
	int width;

	if (!l->on)
		return;
	now = nanoseconds();
	if (now < l->next || !terminalready(2) || !have(l))
		return;
	bufclear(&text);
	line(&text, l, now);
	bufclear(&b);
	bufputc(&b, '\r');
	/* the last column would make some terminals begin a new line */
	width = terminalwidth(2);
	bufcut(&b, text.s, text.len, (width > 0 ? width : 80) - 1);
	bufputs(&b, "\033[K");
	out(b.s, b.len);
	l->drawn = 1;
	l->next = now + SECOND / 4;
}

void
liveclose(struct live *l)
{
	if (l->drawn)
		clear();
	l->on = 0;
	ours = NULL;
	if (l->lock >= 0)
		close(l->lock);
}
