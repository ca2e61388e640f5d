/* witness.c - load and state of the machine during a run */
#include <sys/resource.h>

#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "proc.h"

#define APART	(SECOND / 4)	/* a tick is 4 % of this on one CPU */
#define SAME	(SECOND / 1000)	/* ns; no new look within this time */
#define NONE	LLONG_MIN

/* in the order of their names */
enum {
	FOREIGN, STEAL, FREQUENCY, LOAD_AFTER, LOAD_BEFORE, PRESSURE_CPU,
	PRESSURE_IO, PRESSURE_MEMORY, SWAPPED, TEMPERATURE, THROTTLED, ALL
};

static const char *const names[ALL] = {
	"cpu_foreign", "cpu_steal", "frequency_mhz", "load_after",
	"load_before", "pressure_cpu", "pressure_io", "pressure_memory",
	"swapped_pages", "temperature_celsius", "throttled",
};

static const char *const pressures[] = { "cpu", "io", "memory" };

/* the same file of each processor or sensor */
struct files {
	int fd[128];		/* the first ones on a large machine */
	size_t n;
};

/* one look at the slow values: counts since boot, and states */
struct look {
	long long when;
	struct ticks ticks;	/* all is 0: unknown, as is -1 below */
	long long ours;		/* processor time of our children and us, ns */
	long long swapped, throttled;
	long long load;		/* thousandths */
};

struct witness {
	int stat, loadavg, vmstat, pressure[LEN(pressures)];
	struct files frequency, temperature, core, package;
	struct look look;	/* the last one */
	long long asked;	/* when pressure was read */
	long long waited[LEN(pressures)];	/* its values, or -1 */
	long long value[ALL];	/* in billionths, or NONE */
	long long limit[ALL];
	struct buf blind;
};

static int
openfile(const char *dir, const char *name)
{
	return openin(HERE, tempfmt("%s/%s", dir, name), O_RDONLY);
}

/* open FILE in each directory WORDn of dir */
static void
openfiles(struct files *f, const char *root, const char *dir,
    const char *word, const char *file)
{
	size_t n = strlen(word);
	const char *name;
	DIR *all = listin(HERE, tempfmt("%s%s", root, dir));

	while ((name = nextname(&all)))
		if (f->n < LEN(f->fd) && strncmp(name, word, n) == 0 &&
		    digitspan(name + n, 1)) {
			f->fd[f->n] = openfile(tempfmt("%s%s/%s", root, dir,
			    name), file);
			f->n += f->fd[f->n] >= 0;
		}
}

static void
openall(struct witness *w)
{
	const char *s = setting("AT_WITNESS_ROOT"), *root = s ? s : "";
	size_t i;

	w->stat = openfile(root, "proc/stat");
	w->loadavg = openfile(root, "proc/loadavg");
	w->vmstat = openfile(root, "proc/vmstat");
	for (i = 0; i < LEN(pressures); i++)
		w->pressure[i] = openfile(root, tempfmt("proc/pressure/%s",
		    pressures[i]));
	openfiles(&w->frequency, root, "/sys/devices/system/cpu/cpufreq",
	    "policy", "scaling_cur_freq");
	openfiles(&w->package, root, "/sys/devices/system/cpu", "cpu",
	    "thermal_throttle/package_throttle_count");
	openfiles(&w->core, root, "/sys/devices/system/cpu", "cpu",
	    "thermal_throttle/core_throttle_count");
	openfiles(&w->temperature, root, "/sys/class/thermal",
	    "thermal_zone", "temp");
	if (w->temperature.n == 0)
		openfiles(&w->temperature, root, "/sys/class/hwmon", "hwmon",
		    "temp1_input");
}

/* the useful part of the file; lasts until the next call */
static const char *
text(int fd, int whole)
{
	static char s[16384];
	size_t n = 0;
	ssize_t r;

	/* the kernel makes the text anew for each read: one read if possible */
	while (fd >= 0 && n < sizeof s - 1 &&
	    (r = pread(fd, s + n, sizeof s - 1 - n, n)) > 0) {
		n += r;
		if (!whole)
			break;
	}
	s[n] = '\0';
	return s;
}

/* the greatest number in the files, or their sum; NONE: there is none */
static long long
gather(const struct files *f, int sum)
{
	long long all = NONE, n;
	size_t i;

	for (i = 0; i < f->n; i++) {
		if (!sysvalue(text(f->fd[i], 0), &n))
			continue;	/* the sensor sleeps */
		if (all == NONE)
			all = n;
		else if (sum)
			all += n;
		else if (n > all)
			all = n;
	}
	return all;
}

static long long
used(int who)
{
	struct rusage r;

	if (getrusage(who, &r) < 0)
		return 0;
	return timevalue(r.ru_utime) + timevalue(r.ru_stime);
}

static void
takelook(const struct witness *w, struct look *l)
{
	const char *s;
	long long a, b;

	l->when = nanoseconds();
	if (!systicks(text(w->stat, 0), &l->ticks))
		l->ticks.all = 0;
	l->ours = used(RUSAGE_CHILDREN) + used(RUSAGE_SELF);
	l->load = sysload(text(w->loadavg, 0));
	s = text(w->vmstat, 1);
	a = sysfield(s, "pswpin");
	b = sysfield(s, "pswpout");
	l->swapped = a < 0 || b < 0 ? -1 : a + b;
	a = gather(&w->core, 1);
	b = gather(&w->package, 1);
	l->throttled = a == NONE && b == NONE ? -1 :
	    (a == NONE ? 0 : a) + (b == NONE ? 0 : b);
}

/* a / b, between 0 and 1, to a thousandth */
static long long
share(double a, double b)
{
	if (!(a > 0 && b > 0))
		return 0;	/* the counts may be off by a tick */
	return a < b ? (long long)(1000 * a / b + 0.5) * (SECOND / 1000) :
	    SECOND;
}

/* the increase of a count; unknown if the count began anew */
static long long
more(long long was, long long now)
{
	return was >= 0 && now >= was && now - was < SECOND ?
	    (now - was) * SECOND : NONE;
}

/* the values between two looks */
static void
compare(long long *value, const struct look *was, const struct look *now)
{
	double tick = 1e9 / sysconf(_SC_CLK_TCK);
	long long all = now->ticks.all - was->ticks.all;

	value[FOREIGN] = value[STEAL] = NONE;
	if (was->ticks.all > 0 && now->ticks.all > 0 && all > 0) {
		value[FOREIGN] = share((now->ticks.busy - was->ticks.busy) *
		    tick - (now->ours - was->ours), all * tick);
		value[STEAL] = share(now->ticks.stolen - was->ticks.stolen,
		    all);
	}
	value[SWAPPED] = more(was->swapped, now->swapped);
	value[THROTTLED] = more(was->throttled, now->throttled);
}

/* a look, if the last one was long enough ago */
static void
look(struct witness *w, long long now)
{
	struct look was = w->look;
	long long n;

	if (was.when && now - was.when < APART)
		return;
	takelook(w, &w->look);
	if (!was.when)
		was.load = w->look.load;
	else
		compare(w->value, &was, &w->look);
	w->value[LOAD_BEFORE] = was.load < 0 ? NONE : was.load * 1000000;
	w->value[LOAD_AFTER] = w->look.load < 0 ? NONE :
	    w->look.load * 1000000;
	n = gather(&w->frequency, 0);		/* kHz; others may be idle */
	w->value[FREQUENCY] = n == NONE ? n : n / 1000 * SECOND;
	n = gather(&w->temperature, 0);		/* thousandths of a degree */
	w->value[TEMPERATURE] = n == NONE ? n : n * (SECOND / 1000);
}

void
witnessbegin(struct witness *w)
{
	long long now;
	size_t i;

	if (!w)
		return;
	now = nanoseconds();
	look(w, now);
	if (w->asked && now - w->asked < SAME)
		return;
	w->asked = nanoseconds();
	for (i = 0; i < LEN(pressures); i++)
		w->waited[i] = syspressure(text(w->pressure[i], 0));
}

void
witnessend(struct witness *w)
{
	long long now, n;
	size_t i;

	if (!w)
		return;
	now = nanoseconds();
	for (i = 0; i < LEN(pressures); i++) {
		n = syspressure(text(w->pressure[i], 0));
		w->value[PRESSURE_CPU + i] = n < 0 || w->waited[i] < 0 ?
		    NONE : share(1e3 * (n - w->waited[i]), now - w->asked);
		w->waited[i] = n;
	}
	w->asked = now;
	look(w, now);
}

/* is the value above its limit, or a frequency below its limit? */
static int
beyond(const struct witness *w, int i)
{
	if (w->value[i] == NONE || w->limit[i] == NONE)
		return 0;
	return i == FREQUENCY ? w->value[i] < w->limit[i] :
	    w->value[i] > w->limit[i];
}

void
witnessadd(const struct witness *w, struct record *r)
{
	struct buf b = { 0 }, why = { 0 };
	int i;

	for (i = 0; i < ALL; i++) {
		if (w->value[i] == NONE)
			continue;
		bufclear(&b);
		bufseconds(&b, w->value[i]);
		recordadd(r, names[i], strlen(names[i]), "attr", b.s);
		if (!beyond(w, i))
			continue;
		buffmt(&why, "%s%s %s %s ", why.len ? ", " : "", names[i],
		    b.s, i == FREQUENCY ? "<" : ">");
		bufseconds(&why, w->limit[i]);
	}
	if (why.len)
		recordadd(r, "disturbed", 9, "attr", why.s);
	buffree(&b);
	buffree(&why);
}

/* a line `NAME LIMIT' */
static void
rule(struct witness *w, char *s, const struct reader *r)
{
	size_t n = strcspn(s, " \t");
	char *limit = s + n + strspn(s + n, " \t");
	int i = wordindex(names, ALL, s, n);

	s[n] = '\0';
	if (i < 0)
		die(failstatus, "%s:%lu: %s: the witness has no such value",
		    r->name, r->lineno, s);
	for (n = strlen(limit); n > 0 && strchr(" \t", limit[n - 1]); n--)
		limit[n - 1] = '\0';
	if (!secondsok(limit, &w->limit[i]))
		die(failstatus, "%s:%lu: limit '%s': want a number", r->name,
		    r->lineno, limit);
}

/* 1, or 0 if there are none */
static int
readrules(struct witness *w, const char *share)
{
	const char *own = setting("AT_DISTURBED");
	const char *path = own || !share ? own :
	    tempfmt("%s/rules/disturbed", share);
	struct reader r;
	size_t n;
	char *s;

	if (!path || openlines(&r, path) < 0) {
		if (own)
			die(failstatus, "%s:", path);
		return 0;
	}
	while ((s = readline(&r, &n))) {
		s += strspn(s, " \t");
		if (*s && *s != '#')
			rule(w, s, &r);
	}
	closelines(&r);
	return 1;
}

/* note missing counters; throttling and swapping need two looks */
static void
notice(struct witness *w, int ruled)
{
	int i, blind;

	for (i = 0; i < ALL; i++) {
		blind = w->value[i] == NONE;
		if (i == FOREIGN || i == STEAL)
			blind = w->look.ticks.all == 0;
		else if (i == SWAPPED)
			blind = w->look.swapped < 0;
		else if (i == THROTTLED)
			blind = w->look.throttled < 0;
		if (blind)
			buffmt(&w->blind, "%s%s", w->blind.len ? ", " : "",
			    names[i]);
	}
	if (!ruled)
		buffmt(&w->blind, "%srules/disturbed", w->blind.len ?
		    ", " : "");
}

struct witness *
witnessopen(const char *share)
{
	struct witness *w = xmalloc(sizeof *w);
	int i, ruled;

	memset(w, 0, sizeof *w);
	for (i = 0; i < ALL; i++)
		w->value[i] = w->limit[i] = NONE;
	ruled = readrules(w, share);
	openall(w);
	witnessbegin(w);
	witnessend(w);
	notice(w, ruled);
	return w;
}

const char *
witnessblind(const struct witness *w)
{
	return w->blind.len ? w->blind.s : NULL;
}

/* numbers from the texts of /proc and /sys */

#define MOST	1000000000000000LL	/* 30 years of microseconds */

int
systicks(const char *text, struct ticks *t)
{
	/* user nice system idle iowait irq softirq steal; guest is in user */
	long long v[8] = { 0 };
	int i;

	if (strncmp(text, "cpu ", 4) != 0)
		return 0;
	text += 4;
	for (i = 0; i < 8; i++) {
		text += strspn(text, " ");
		if (*text == '\n')
			break;		/* old kernels have four, or seven */
		if (!(text = readwhole(text, MOST, &v[i])))
			return 0;
	}
	t->busy = v[0] + v[1] + v[2] + v[5] + v[6];
	t->stolen = v[7];
	t->all = t->busy + t->stolen + v[3] + v[4];
	return i >= 4 && t->all > 0;
}

long long
syspressure(const char *text)
{
	const char *end = strchr(text, '\n'), *s = textfind(text, " total=");
	long long n;

	if (strncmp(text, "some ", 5) != 0 || !end || !s || s > end ||
	    readwhole(s + 7, MOST, &n) != end)
		return -1;
	return n;
}

long long
sysfield(const char *text, const char *name)
{
	size_t len = strlen(name);
	const char *end;
	long long n;

	for (; text && *text; text = (end = strchr(text, '\n')) ? end + 1 :
	    NULL)
		if (strncmp(text, name, len) == 0 && text[len] == ' ')
			return (end = readwhole(text + len + 1, MOST, &n)) &&
			    *end == '\n' ? n : -1;
	return -1;
}

long long
sysload(const char *text)
{
	long long whole, part;
	const char *s = readwhole(text, MOST / 1000000, &whole);

	/* always two decimals */
	if (!s || *s++ != '.' || readwhole(s, 99, &part) != s + 2)
		return -1;
	return whole * 1000 + part * 10;
}

int
sysvalue(const char *text, long long *n)
{
	int minus = *text == '-';
	const char *end = readwhole(text + minus, MOST, n);

	if (!end || (*end != '\n' && *end != '\0') || *n > MOST / 1000)
		return 0;
	if (minus)
		*n = -*n;
	return 1;
}
