/* unit - lib's reader and writer of status lines, for golden-status.bats */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base.h"
#include "format.h"
#include "proc.h"
#include "tko.h"
#include "../cmd/report/local.h"

static const char usage[] = "unit render level code subdir operation stamp "
    "message [field=value ...] | parse line | tko_line line | tko_log dir | "
    "json file | valid code | worse status status | proc name text | "
    "tapline code number text | doubles count | "
    "options letters [argument ...]";

static struct buf out;

/* why nothing comes out, in the original's words where it has some */
static void
failure(const char *why)
{
	bufclear(&out);
	buffmt(&out, "error: %s\n", why);
}

static const char *
orblank(const char *s)
{
	return s && *s ? s : NULL;
}

static const char *
ornone(const char *s)
{
	return s ? s : "None";
}

static long long
stampof(const char *s)
{
	const char *end;
	long long stamp = numberin(s, &end);

	if (!*s || *end)
		die(failstatus, "stamp '%s': want a whole number", s);
	return stamp;
}

static void
render(char *argv[])
{
	struct entry e;
	const char *why;

	memset(&e, 0, sizeof e);
	e.indent = number(argv[0], 99, "level");
	e.code = argv[1];
	/* what ends a block stands where its START does */
	if (strncmp(e.code, "END ", 4) == 0 && e.indent > 0)
		e.indent--;
	e.subdir = orblank(argv[2]);
	e.operation = orblank(argv[3]);
	e.stamp = stampof(argv[4]);
	e.message = argv[5];
	e.fields = (const char *const *)argv + 6;
	if ((why = bufentry(&out, &e)))
		failure(why);
}

/* the fields of a line, one a line */
static void
putfields(const char *s)
{
	size_t n;

	for (; *s; s += n + (s[n] == '\t')) {
		n = strcspn(s, "\t");
		buffmt(&out, "field %.*s\n", (int)n, s);
	}
}

/*
 * The reader of Autotest's client, which is stricter than that of the
 * result parser: what lib writes must please both.  Cuts s up.
 */
static void
parse(char *s)
{
	char *col[3], *message, *p;
	long long stamp = -1;
	size_t n;
	int i;

	if (strncmp(s, "  ", 2) == 0) {
		bufputs(&out, "None\n");
		return;
	}
	p = s + strspn(s, "\t");
	p[strcspn(p, "\n")] = '\0';
	for (i = 0; i < 3; i++, p += n + 1) {
		n = strcspn(p, "\t");
		if (!p[n]) {
			failure("not a valid status line");
			return;
		}
		p[n] = '\0';
		col[i] = p;
	}
	if (!codeok(col[0])) {
		failure("status code is not valid");
		return;
	}
	buffmt(&out, "%s\n%s\n%s\n", col[0],
	    strcmp(col[1], "----") == 0 ? "None" : col[1],
	    strcmp(col[2], "----") == 0 ? "None" : col[2]);
	message = strrchr(p, '\t') ? strrchr(p, '\t') + 1 : p;
	for (; p < message; p += n + 1) {
		p[n = strcspn(p, "\t")] = '\0';
		if (!strchr(p, '=')) {
			failure("a field without =");
			return;
		}
		if (strncmp(p, "localtime=", 10) == 0)
			continue;
		if (strncmp(p, "timestamp=", 10) != 0) {
			buffmt(&out, "field %s\n", p);
			continue;
		}
		if (p[10] == '\0' || p[10 + strspn(p + 10, "0123456789")]) {
			failure("a timestamp that is no number");
			return;
		}
		stamp = stampof(p + 10);
	}
	if (stamp >= 0) {
		buffmt(&out, "field timestamp=%lld\nfield localtime=", stamp);
		buflocaltime(&out, stamp);
		bufputc(&out, '\n');
	} else
		bufputs(&out, "now\n");
	buffmt(&out, "message %s\n", message);
}

static void
tkoline(char *s)
{
	struct statusline l;
	size_t n = strlen(s);
	int info, rc;

	if (n > 0 && s[n - 1] == '\n')
		s[--n] = '\0';
	if ((rc = parsestatus(s, n, &l)) <= 0) {
		if (rc == 0)
			bufputs(&out, "None\n");
		else
			failure("");
		return;
	}
	info = strcmp(l.code, "INFO") == 0;
	buffmt(&out, "%s\n%d\n%s\n%s\n%s\n%s\n", l.start ? "START" : l.end ?
	    "END" : info ? "INFO" : "STATUS", l.indent,
	    ornone(l.start || info ? NULL : l.code),
	    ornone(info ? NULL : l.subdir), ornone(info ? NULL : l.operation),
	    ornone(info ? NULL : l.reason));
	putfields(l.fields);
}

/* a row of the parser, complete as it will be printed */
struct tkorow {
	size_t id;
	struct buf text;
};

static struct {
	const char *dir;
	struct tkorow *row;
	size_t n;
	struct buf kernel;	/* of the last row */
	struct buf abortreason;	/* from a field of an INFO line */
	struct buf why;		/* the parser would die of this */
} tko;

static void
putstamp(struct buf *b, long long stamp)
{
	if (stamp < 0)
		bufputs(b, "\tNone");
	else
		buffmt(b, "\t%lld", stamp);
}

/* a test keyval: malformed lines and typed keys are fatal */
static void
attributes(struct buf *b, const char *path)
{
	struct reader r;
	struct keyval kv;
	size_t n;
	char *s;
	int c;

	if (openlines(&r, path) < 0)
		return;
	while ((s = readline(&r, &n))) {
		n = strcspn(s, "#");
		while (n > 0 && strchr(" \t\r\f\v", s[n - 1]))
			n--;
		s[n] = '\0';
		if (n == 0)
			continue;
		c = parsekeyval(s, n, &kv);
		if (c < 0 || kv.type)
			buffmt(&tko.why, "Invalid format line: %s", s);
		else if (c > 0)
			buffmt(b, "attr\t%s\t%s\n", kv.key, kv.value);
	}
	closelines(&r);
}

static void
putiteration(struct buf *b, int index, struct record *rec)
{
	buffmt(b, "iteration %d\n", index);
	recordtext(rec, b, 0);
	recordclear(rec);
}

/* a record is an iteration; perf values are numbers, others are lost */
static void
iterations(struct buf *b, const char *path)
{
	static struct record rec;
	struct buf value = { 0 };
	struct reader r;
	struct keyval kv;
	size_t n;
	char *s;
	int index = 1, perf;
	double d;

	if (openlines(&r, path) < 0)
		return;
	while ((s = readline(&r, &n))) {
		if (s[strspn(s, " \t\r\f\v")] == '\0') {
			putiteration(b, index++, &rec);
			continue;
		}
		if (parsekeyval(s, n, &kv) <= 0)
			continue;
		perf = !kv.type || strcmp(kv.type, "perf") == 0;
		if (perf && !decimal(kv.value, strlen(kv.value), &d))
			continue;
		bufclear(&value);
		if (perf)
			bufdouble(&value, d);
		else
			bufputs(&value, kv.value);
		recordadd(&rec, kv.key, strlen(kv.key),
		    perf ? "perf" : "attr", value.s);
	}
	if (rec.n > 0)
		putiteration(b, index, &rec);
	closelines(&r);
	buffree(&value);
}

/* the next member if there is an object at all */
static int
member(const char **p, const char **key, const char **value)
{
	return strchr("{,}", **p) && jsonnext(p, key, value);
}

/* chart NAME, NAME, key, value: the text of the last as it stands */
static void
chart(struct buf *b, const char *path)
{
	static struct buf json;
	const char *p1, *p2, *p3, *k1, *k2, *k3, *v1, *v2, *v3;

	bufclear(&json);
	if (readfile(path, &json) < 0 || json.len == 0)
		return;
	if (jsoncheck(json.s, json.len, &tko.why) < 0)
		return;
	for (p1 = jsonblanks(json.s); member(&p1, &k1, &v1); )
		for (p2 = v1; member(&p2, &k2, &v2); )
			for (p3 = v2; member(&p3, &k3, &v3); ) {
				bufputs(b, "chart\t");
				jsonstring(k1, b);
				bufputc(b, '\t');
				jsonstring(k2, b);
				bufputc(b, '\t');
				jsonstring(k3, b);
				buffmt(b, "\t%.*s\n",
				    (int)(jsonskip(v3) - v3), v3);
			}
}

static void
done(struct tkolog *log, const struct tkoblock *l)
{
	struct tkorow *r;
	struct buf *b;
	char *s;

	(void)log;
	if (!l->row)
		return;
	tko.row = xrealloc(tko.row, (tko.n + 1) * sizeof *tko.row);
	r = &tko.row[tko.n++];
	memset(r, 0, sizeof *r);
	r->id = l->id;
	bufclear(&tko.kernel);
	bufputs(&tko.kernel, l->kernel);
	b = &r->text;
	buffmt(b, "%s\t%s\t%s\t%s", l->rowname, ornone(l->rowsubdir),
	    l->rowstatus, l->kernel);
	putstamp(b, l->started);
	putstamp(b, l->finished);
	buffmt(b, "\t%s\n", l->rowreason);
	if (!l->rowsubdir)
		return;
	attributes(b, s = strfmt("%s/%s/keyval", tko.dir, l->rowsubdir));
	free(s);
	iterations(b, s = strfmt("%s/%s/results/keyval", tko.dir,
	    l->rowsubdir));
	free(s);
	chart(b, s = strfmt("%s/%s/results/results-chart.json", tko.dir,
	    l->rowsubdir));
	free(s);
}

static void
line(struct tkolog *log, const struct tkoblock *b,
    const struct statusline *l)
{
	size_t n;
	const char *s = field(l, "job_abort_reason", &n);

	(void)log;
	(void)b;
	if (s && strcmp(l->code, "INFO") == 0) {
		bufclear(&tko.abortreason);
		bufadd(&tko.abortreason, s, n);
	}
}

/* the job keyvals that matter here; "": it is not there */
static struct {
	const char *key;
	char *value;
} jobkeys[] = {
	{ "status_version", NULL }, { "job_started", NULL },
	{ "job_finished", NULL }, { "aborted_by", NULL },
	{ "aborted_on", NULL },
};

static const char *
jobkeyval(const char *key)
{
	size_t i;

	for (i = 0; i < LEN(jobkeys); i++)
		if (strcmp(jobkeys[i].key, key) == 0 && jobkeys[i].value)
			return jobkeys[i].value;
	return "";
}

static void
readjobkeyval(void)
{
	struct reader r;
	struct keyval kv;
	size_t i, n;
	char *s, *path = strfmt("%s/keyval", tko.dir);

	if (openlines(&r, path) < 0)
		die(RC_TROUBLE, "%s:", path);
	while ((s = readline(&r, &n))) {
		if (parsekeyval(s, n, &kv) != 1)
			continue;
		for (i = 0; i < LEN(jobkeys); i++)
			if (strcmp(jobkeys[i].key, kv.key) == 0) {
				free(jobkeys[i].value);
				jobkeys[i].value = xstrdup(kv.value);
			}
	}
	closelines(&r);
	free(path);
}

/* by the second line of .autoserv_execute, which is a wait status */
static const char *
serverstatus(void)
{
	struct buf b = { 0 };
	char *path = strfmt("%s/.autoserv_execute", tko.dir);
	const char *s;
	size_t n = 0;
	int status = -1;

	if (readfile(path, &b) == 0 && (s = strchr(b.s, '\n'))) {
		n = strspn(++s, "0123456789");
		b.s[s - b.s + n] = '\0';
		if (n > 0 && n < 7)
			status = number(s, 999999, "status");
	}
	free(path);
	buffree(&b);
	if (status < 0)
		return "ABORT";
	return !WIFEXITED(status) ? "ABORT" : WEXITSTATUS(status) ? "FAIL" :
	    "GOOD";
}

static int
byid(const void *a, const void *b)
{
	const struct tkorow *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

/* why the parser says unfinished blocks are; NULL: its usual words */
static const char *
abortedby(void)
{
	static struct buf b;
	const char *by = jobkeyval("aborted_by");

	if (!*by)
		return NULL;
	buffmt(&b, "Job aborted by %s at ", by);
	buflocaltime(&b, stampof(jobkeyval("aborted_on")));
	return b.s;
}

static void
tkolog(const char *dir)
{
	struct tkolog log;
	struct reader r;
	int dirfd;
	size_t i;

	tko.dir = dir;
	readjobkeyval();
	if (strcmp(jobkeyval("status_version"), "1") != 0) {
		failure("status_version is not 1");
		return;
	}
	memset(&log, 0, sizeof log);
	memset(&r, 0, sizeof r);
	if ((dirfd = open(dir, O_RDONLY | O_DIRECTORY)) < 0 ||
	    (r.fd = openjoblog(dirfd)) < 0)
		die(RC_TROUBLE, "%s:", dir);
	log.done = done;
	log.line = line;
	log.unfinished = abortedby();
	bufclear(&tko.why);
	bufclear(&tko.abortreason);
	readtkolog(&log, &r);
	closelines(&r);
	close(dirfd);
	if (tko.why.len || log.bad) {
		failure(tko.why.len ? tko.why.s : "a bad status line");
		return;
	}
	if (tko.n > 1)
		qsort(tko.row, tko.n, sizeof *tko.row, byid);
	buffmt(&out, "SERVER_JOB\t----\t%s\t%s\t%s\t%s\t%s\n",
	    serverstatus(), tko.n ? tko.kernel.s : "UNKNOWN", *jobkeyval("job_started") ?
	    jobkeyval("job_started") : "None", *jobkeyval("job_finished") ?
	    jobkeyval("job_finished") : "None", tko.abortreason.s);
	for (i = 0; i < tko.n; i++)
		bufputs(&out, tko.row[i].text.s);
}

/* what is wrong with a chart file: text, objects in an object; or nothing */
static void
json(const char *path)
{
	static struct buf b;
	const char *p, *k, *v;

	if (readfile(path, &b) < 0)
		die(RC_TROUBLE, "%s:", path);
	if (jsoncheck(b.s, b.len, &out) < 0)
		bufputc(&out, '\n');
	else if (*(p = jsonblanks(b.s)) != '{')
		bufputs(&out, "no object\n");
	else
		while (jsonnext(&p, &k, &v))
			if (*v != '{')
				buffmt(&out, "%.*s is no object\n",
				    (int)(jsonskip(k) - k), k);
}

/* the numbers in a text of the kernel's, or none */
static void
proc(const char *name, const char *text)
{
	struct ticks t;
	long long n = -1;

	if (strcmp(name, "stat") == 0) {
		if (systicks(text, &t))
			buffmt(&out, "%lld %lld %lld\n", t.busy, t.stolen,
			    t.all);
		return;
	}
	if (strcmp(name, "pressure") == 0)
		n = syspressure(text);
	else if (strcmp(name, "loadavg") == 0)
		n = sysload(text);
	else if (strcmp(name, "value") != 0)
		n = sysfield(text, name);
	else if (!sysvalue(text, &n))
		bufputs(&out, "no ");
	buffmt(&out, "%lld\n", n);
}

/* any bits that are a number, a few of them digits */
static double
anydouble(unsigned long long *state)
{
	double d;

	do {
		*state = *state * 6364136223846793005ULL +
		    1442695040888963407ULL;
		memcpy(&d, state, sizeof d);
	} while (d - d != 0);
	return *state >> 7 & 1 ? d :
	    (double)(*state >> 40) / (double)(1 << (*state >> 9 & 15));
}

/* what is read and written is what libc reads, to the last bit */
static void
doubles(unsigned long count)
{
	unsigned long long state = 1;
	struct buf text = { 0 };
	char wide[40];
	double d, ours, libcs;

	while (count-- > 0) {
		d = anydouble(&state);
		bufclear(&text);
		bufdouble(&text, d);
		libcs = strtod(text.s, NULL);
		if (memcmp(&d, &libcs, sizeof d) != 0)
			buffmt(&out, "written: %s\n", text.s);
		snprintf(wide, sizeof wide, "%.*e", (int)(state >> 60), d);
		libcs = strtod(wide, NULL);
		if (decimal(wide, strlen(wide), &ours) !=
		    (libcs - libcs == 0) ||
		    (libcs - libcs == 0 &&
		    memcmp(&ours, &libcs, sizeof ours) != 0))
			buffmt(&out, "read: %s\n", wide);
	}
	bufputs(&out, "done\n");
	buffree(&text);
}

/* each option and its value, then the operands */
static void
options(int argc, char *argv[], const char *letters)
{
	int c;

	while ((c = option(argc, argv, letters, usage)) != -1) {
		buffmt(&out, "%c", c);
		if (optvalue)
			buffmt(&out, "=%s", optvalue);
		bufputc(&out, ' ');
		optvalue = NULL;
	}
	bufputc(&out, '|');
	while (optnext < argc)
		buffmt(&out, " %s", argv[optnext++]);
	bufputc(&out, '\n');
}

int
main(int argc, char *argv[])
{
	const char *op;

	progname = "unit";
	failstatus = RC_TROUBLE;
	if (argc < 3)
		badusage(usage);
	op = argv[1];
	bufclear(&out);
	if (strcmp(op, "render") == 0 && argc >= 8)
		render(argv + 2);
	else if (strcmp(op, "parse") == 0)
		parse(argv[2]);
	else if (strcmp(op, "tko_line") == 0)
		tkoline(argv[2]);
	else if (strcmp(op, "tko_log") == 0)
		tkolog(argv[2]);
	else if (strcmp(op, "json") == 0)
		json(argv[2]);
	else if (strcmp(op, "proc") == 0 && argc == 4)
		proc(argv[2], argv[3]);
	else if (strcmp(op, "options") == 0)
		options(argc - 2, argv + 2, argv[2]);
	else if (strcmp(op, "doubles") == 0)
		doubles(number(argv[2], 100000000, "count"));
	else if (strcmp(op, "valid") == 0)
		bufputs(&out, codeok(argv[2]) ? "yes\n" : "no\n");
	else if (strcmp(op, "tapline") == 0 && argc == 5)
		buftapline(&out, argv[2], number(argv[3], 99, "number"),
		    argv[4]);
	else if (strcmp(op, "worse") == 0 && argc == 4)
		buffmt(&out, "%s %s\n", badness(argv[2]) > badness(argv[3]) ?
		    "yes" : "no", badness(argv[2]) >= badness(argv[3]) ?
		    "yes" : "no");
	else
		badusage(usage);
	if (writeall(1, out.s, out.len) < 0)
		die(RC_TROUBLE, "standard output:");
	return RC_OK;
}
