/* at-perf - append performance values to the chart */
#include <sys/mman.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base.h"
#include "format.h"

#define NAMEMAX		256	/* larger lines take the slow path, */
#define UNITSMAX	32	/* whose checks give the message */

static const char usage[] =
    "at-perf [-d resultsdir] [-u units] [-H | -L] [-G graph]"
    " [-R replacement] [-l] [-k]\n"
    "               name value ...\n"
    "       at-perf [-d resultsdir] [-R replacement] [-k] -i\n"
    "       at-perf [-d resultsdir] -j";

static const char *dir;			/* -d */
static const char *units = "";		/* -u */
static const char *graph = "";		/* -G */
static const char *replacement = "_";	/* -R */
static int up = -1;			/* -H 1, -L 0 */
static int list;			/* -l */
static int keep;			/* -k */
static int input;			/* -i */
static int chart;			/* -j */
static int now;				/* outside a test: chart at once */
static struct record record;		/* the record for -k */
static struct buf doubt;		/* a warning, printed on success */

/* 1: dir is the results directory of the environment */
static int
ourresults(void)
{
	const char *results = getenv("AT_RESULTSDIR");
	struct stat a, b;

	return !results || statpath(dir, &a) < 0 || statpath(results, &b) < 0 ||
	    (a.st_dev == b.st_dev && a.st_ino == b.st_ino);
}

/* the perf file of the current iteration, which may not count; or NULL */
static const char *
tryfile(void)
{
	const char *perf = setting("AT_PERF");

	return perf && ourresults() ? perf : NULL;
}

/* 1: no test makes the chart of these results at its end */
static int
outside(void)
{
	return !tryfile() && (!setting("AT_OUTPUTDIR") || !ourresults());
}

/* -k: add the last value of a line to the record, for constraints */
static const char *
keepvalue(struct span name, struct span value)
{
	static struct buf b;

	bufclear(&b);
	bufmasked(&b, name, replacement);
	bufputc(&b, '=');
	bufadd(&b, value.s, value.n);
	return recordline(&record, b.s, b.len, "perf");
}

/* the value after the last comma */
static struct span
thevalue(const struct buf *values)
{
	struct span v;
	size_t n = values->len;

	while (n > 0 && values->s[n - 1] != ',')
		n--;
	v.s = values->s + n;
	v.n = values->len - n;
	return v;
}

/* last checks, then append the line; NULL, or the error */
static const char *
finish(struct buf *out, struct perfline *l, const struct buf *values)
{
	const char *why;

	if (!utf8ok(l->graph.s, l->graph.n))
		return "graph: not UTF-8";
	if (l->graph.n > 0 && memchr(l->graph.s, '\n', l->graph.n))
		return "graph: newline in name";
	if (keep && values->len > 0 &&
	    (why = keepvalue(l->name, thevalue(values))))
		return why;
	bufperfline(out, l, values->s, replacement);
	return NULL;
}

/* die; an error in the chart comes first, as in Autotest */
static void
refuse(const char *where, unsigned long line, const char *why)
{
	static struct buf b;

	if (now && chartcheck(dir, &b) < 0)
		die(RC_TROUBLE, "%s", b.s);
	if (where)
		die(RC_TROUBLE, "%s:%lu: %s", where, line, why);
	die(RC_TROUBLE, "%s", why);
}

/* the operands: a name and its values */
static void
operands(struct buf *out, char *argv[])
{
	static struct buf values;
	static struct perfline l;
	const char *why;

	l.name.s = *argv++;
	l.name.n = strlen(l.name.s);
	l.units.s = *units ? units : NULL;
	l.units.n = strlen(units);
	l.graph.s = graph;
	l.graph.n = strlen(graph);
	l.list = list || (argv[0] && argv[1]);
	l.up = up;
	if ((why = perfrefused(l.name.n, l.units.n, replacement)))
		die(RC_TROUBLE, "%s", why);
	bufclear(&values);
	for (; *argv; argv++)
		if ((why = perfvalue(&values, *argv, strlen(*argv))))
			refuse(NULL, 0, why);
	if ((why = finish(out, &l, &values)))
		refuse(NULL, 0, why);
	if (up < 0)
		buffmt(&doubt, "%s: neither -H nor -L: lower is better",
		    l.name.s);
}

/* append an input line that needs changes or has an error */
static const char *
addline(struct buf *out, const char *s, size_t n, int *undirected)
{
	static struct buf values, why;
	struct perfline l;
	struct span v;
	const char *msg;

	bufclear(&why);
	bufclear(&values);
	if (perfcut(&l, s, n, &why) < 0)
		return why.s;
	if ((msg = perfrefused(l.name.n, l.units.n, replacement)))
		return msg;
	while (perfnext(&l, &v))
		if ((msg = perfvalue(&values, v.s, v.n)))
			return msg;
	*undirected = l.up < 0;
	return finish(out, &l, &values);
}

/* a plain number from p on, or NULL */
static const char *
plainnumber(const char *p)
{
	size_t n;

	p += *p == '-';
	if ((n = digitspan(p, NAMEMAX)) == 0)
		return NULL;
	if (p[n] == '.')
		n += 1 + digitspan(p + n + 1, NAMEMAX);
	return n < NAMEMAX ? p + n : NULL;
}

/*
 * Most lines need no change: the begin of the next line, or NULL.  The text
 * ends in a NUL, which no part of a line may contain.
 */
static const char *
unchanged(const char *s, struct span *name, struct span *last)
{
	const char *p = s + keyspan(s);

	name->s = s;
	name->n = p - s;
	if (*p != '\t' || p == s || p - s > NAMEMAX)
		return NULL;
	do {
		last->s = ++p;
		if (!(p = plainnumber(p)))
			return NULL;
		last->n = p - last->s;
	} while (*p == ',');
	if (*p != '\t')
		return NULL;
	s = p + 1;
	p = s + keyspan(s);
	if (*p != '\t' || p - s > UNITSMAX)
		return NULL;
	if (strncmp(p, "\tup\n", 4) == 0)
		return p + 4;
	return strncmp(p, "\tdown\n", 6) == 0 ? p + 6 : NULL;
}

/*
 * Map a file instead of copying it.  A NUL written to the last page, unless
 * that is full, makes a private copy of it; appended data does not show.
 */
static int
mapinput(struct buf *b)
{
	off_t at = lseek(0, 0, SEEK_CUR);
	struct stat st;
	char *s;

	if (at < 0 || fstat(0, &st) < 0 || !S_ISREG(st.st_mode) ||
	    st.st_size <= at || st.st_size > PTRDIFF_MAX ||
	    st.st_size % sysconf(_SC_PAGESIZE) == 0)
		return 0;
	s = mmap(NULL, st.st_size, PROT_READ | PROT_WRITE, MAP_PRIVATE, 0, 0);
	if (s == MAP_FAILED)
		return 0;
	s[st.st_size] = '\0';
	b->s = s + at;
	b->len = st.st_size - at;
	lseek(0, 0, SEEK_END);
	return 1;
}

/* -i: the lines to write for the input */
static const struct buf *
readinput(struct buf *in)
{
	static struct buf out;
	static const char from[] = "standard input";
	const char *end, *nl, *p, *run, *why;
	struct span last, name;
	unsigned long n = 0;
	int undirected;

	if ((why = perfrefused(0, 0, replacement)))
		die(RC_TROUBLE, "%s", why);
	if (!mapinput(in) && readfd(0, in) < 0)
		die(RC_TROUBLE, "%s:", from);
	for (run = p = in->s, end = p + in->len; p < end && ++n; p = nl) {
		if ((nl = unchanged(p, &name, &last))) {
			if (keep)
				keepvalue(name, last);
			continue;
		}
		if (!(nl = memchr(p, '\n', end - p)))
			refuse(from, n, "torn last line");
		bufadd(&out, run, p - run);
		undirected = 0;
		if (nl > p)
			why = addline(&out, p, nl - p, &undirected);
		if (why)
			refuse(from, n, why);
		if (undirected && doubt.len == 0)
			buffmt(&doubt, "%s:%lu: neither up nor down: "
			    "lower is better", from, n);
		run = ++nl;
	}
	if (run == in->s)
		return in;
	bufadd(&out, run, end - run);
	return &out;
}

static void
add(const struct buf *b)
{
	static struct buf why;
	const char *path = setting("AT_RECORDS"), *perf = tryfile();

	if (!perf)
		perf = join(dir, "perf");
	if (now && b->len > 0 && chartadd(dir, b->s, b->len, &why) < 0)
		die(RC_TROUBLE, "%s", why.s);
	if (!now && appendin(HERE, perf, b->s, b->len, 0) < 0)
		die(RC_TROUBLE, "%s:", perf);
	if (!path)
		path = join(dir, "keyval");
	if (record.n > 0 && appendrecord(path, &record) < 0)
		die(RC_TROUBLE, "%s:", path);
}

static void
checkusage(int n)
{
	int ways = (n > 0) + input + chart;

	if (ways != 1 || (n == 1 && !list))
		badusage(usage);
	if (n == 0 && (list || up >= 0 || *units || *graph))
		badusage(usage);
	if ((chart && keep) || !dir || !*dir)
		badusage(usage);
}

int
main(int argc, char *argv[])
{
	static struct buf b;
	int c;

	progname = "at-perf";
	dir = getenv("AT_RESULTSDIR");
	while ((c = option(argc, argv, "d:u:HLG:R:lkij", usage)) != -1)
		switch (c) {
		case 'd': dir = optvalue; break;
		case 'u': units = optvalue; break;
		case 'H': case 'L':
			if (up == (c != 'H'))
				badusage(usage);
			up = c == 'H';
			break;
		case 'G': graph = optvalue; break;
		case 'R': replacement = optvalue; break;
		case 'l': list = 1; break;
		case 'k': keep = 1; break;
		case 'i': input = 1; break;
		case 'j': chart = 1; break;
		}
	checkusage(argc - optnext);
	now = outside();
	if (chart && chartupdate(dir, &b) < 0)
		die(RC_TROUBLE, "%s", b.s);
	if (chart)
		return RC_OK;
	if (!input)
		operands(&b, argv + optnext);
	add(input ? readinput(&b) : &b);
	if (doubt.len > 0)
		warning("%s", doubt.s);
	return RC_OK;
}
