/* form.c - the list of built-in forms and their shared functions */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "local.h"

static const struct format *const formats[] = {
	&textformat, &failedformat, &jsonlformat, &tsvformat,
	&tapformat, &tap13format, &ktapformat, &tapfilesformat,
	&junitformat, NULL,
};

const struct format *
builtinformat(const char *name)
{
	const struct format *const *f;

	for (f = formats; *f; f++)
		if (strcmp((*f)->name, name) == 0)
			break;
	return *f;
}

int
reportjob(struct report *r, const struct format *f, const char *path)
{
	struct jobtests j = f->read;

	if (f->job)
		return f->job(r, path);
	j.path = path;
	j.report = r;
	return readjobtests(&j);
}

const char *
kindname(enum logkind kind)
{
	static const char *const names[] = { "job", "group", "test", "line" };

	return names[kind];
}

static const char *const statuses[STATUSES] = {
	"GOOD", "TEST_NA", "WARN", "FAIL", "ERROR", "ABORT", "ALERT",
	"RUNNING", "NOSTATUS",
};

const char *
statusname(int status)
{
	return statuses[status];
}

int
statusof(const char *word)
{
	int i = 0;

	while (strcmp(statuses[i], word) != 0)
		i++;
	return i;
}

int
statusfails(int status)
{
	return status >= FAIL && status <= ABORT;
}

const char *
pointname(const struct jobtest *t)
{
	return t->kind == TESTBLOCK ? t->block->subdir : t->name;
}

void
reportflush(struct report *r, size_t limit)
{
	if (r->out.len <= limit)
		return;
	if (!r->closed && writeall(r->fd, r->out.s, r->out.len) < 0) {
		if (!r->filter || errno != EPIPE)
			die(failstatus, "%s:", r->name);
		r->closed = 1;
	}
	bufclear(&r->out);
}

/* a keyval of the job, whole seconds since 1970 */
static long long
stamp(int dir, const char *key)
{
	static struct buf v;
	const char *end;
	long long at;

	bufclear(&v);
	if (!lastvalue(dir, "", key, &v))
		return -1;
	at = numberin(v.s, &end);
	return end > v.s && !*end && at <= 99999999999 ? at : -1;
}

void
readorigin(struct origin *o, const char *path)
{
	int dir = openin(HERE, path, O_RDONLY | O_DIRECTORY);

	bufclear(&o->host);
	o->start = o->finish = -1;
	if (dir < 0)
		return;
	lastvalue(dir, "", "hostname", &o->host);
	o->start = stamp(dir, "job_started");
	o->finish = stamp(dir, "job_finished");
	close(dir);
}

const char *
logpath(const char *path, const char *subdir)
{
	return tempfmt("%s/%s/%s", path, subdir, logname(subdir));
}

/* 1 for a line of the suite about a hook that starts or succeeds */
static int
dull(const char *s)
{
	size_t n = strlen(s);

	return s[0] == '@' && s[1] == ' ' && s[2] >= '0' && s[2] <= '9' &&
	    (textfind(s, ": exit 0, ") ||
	    (n > 7 && strcmp(s + n - 7, ": start") == 0));
}

size_t
lastlines(char *s, size_t to, int cut, struct logline *line, size_t max)
{
	size_t all = to, from, n = 0;

	while (to > 0 && n < max) {
		if (s[to - 1] == '\n')
			s[--to] = '\0';
		for (from = to; from > 0 && s[from - 1] != '\n'; from--)
			continue;
		if (!dull(s + from) && (from > 0 || !cut || to + 1 >= all)) {
			line[n].from = from;
			line[n++].to = to;
		}
		to = from;
	}
	return n;
}
