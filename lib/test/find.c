/* find.c - find or install the test that a name stands for */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "test.h"

int
pathlike(const char *s)
{
	return *s == '/' || strncmp(s, "./", 2) == 0 ||
	    strncmp(s, "../", 3) == 0;
}

/* 1 if the text names an archive or a URL */
static int
archivelike(const char *s)
{
	static const char *const ends[] = { ".tar.bz2", ".tar.gz", ".tar.xz" };
	size_t i, n = strlen(s);

	if (textfind(s, "://"))
		return 1;
	for (i = 0; i < LEN(ends); i++)
		if (n > strlen(ends[i]) &&
		    strcmp(s + n - strlen(ends[i]), ends[i]) == 0)
			return 1;
	return 0;
}

/* use the directory or plain file at path, and own path; 0: none */
static int
take(struct hooks *h, char *path, char **bindir)
{
	struct stat st;
	static char *argv[2];
	char *s;

	if (statpath(path, &st) < 0)
		return 0;
	if (!S_ISDIR(st.st_mode)) {
		argv[0] = path;
		h->command = argv;
		return 1;
	}
	*bindir = path;
	s = join(path, "test.sh");
	if (statpath(s, &st) == 0 && S_ISREG(st.st_mode))
		h->shell = s;
	else
		h->dir = path;
	return 1;
}

static int
search(struct hooks *h, const char *name, const char *path, char **bindir)
{
	const char *dir;

	while ((dir = nextdir(&path)))
		if (take(h, abspath(tempfmt("%s/%s", dir, name)), bindir))
			return 1;
	return 0;
}

static int
find(struct hooks *h, const char *name, char **bindir, struct buf *why)
{
	const char *path = setting("AT_TESTPATH");
	char *p, *rel = xstrdup(name);
	int found;

	*bindir = NULL;
	if (pathlike(name)) {
		found = take(h, abspath(name), bindir);
	} else {
		for (p = rel; (p = strchr(p, ':'));)
			*p = '/';
		found = search(h, rel, path, bindir);
	}
	if (!found)
		buffmt(why, "%s: test does not exist", name);
	return found;
}

/* read the manifest, check the requirements, find the hooks */
static int
examine(struct test *t, struct hooks *h, struct buf *why)
{
	char *path = NULL;
	int ok;

	if (t->bindir) {
		path = join(t->bindir, "manifest");
		envset(&h->env, "AT_BINDIR", t->bindir);
		envset(&h->env, "AT_SRCDIR", join(t->bindir, "src"));
	}
	ok = manifestread(&t->manifest, path, why) == 0;
	t->manifest.anyparam |= !t->bindir;
	if (!ok || hooksfind(h, why) < 0)
		return 0;
	if (havehook(h, "run_once") || havehook(h, "execute"))
		return 1;
	buffmt(why, "%s: no run_once", t->name);
	return 0;
}

int
testfind(struct test *t, struct hooks *h, struct outcome *o)
{
	struct buf why = { 0 };
	int ok = 1;

	h->judged = 0;
	if (t->command) {
		h->command = t->command;
	} else {
		ok = find(h, t->operand, &t->bindir, &why);
		h->judged = t->bindir != NULL;
	}
	ok = ok && examine(t, h, &why);
	if (!ok)
		outcomeset(o, ERROR, "%s", why.s);
	return ok;
}

int
mustinstall(const struct test *t)
{
	return !t->command && (archivelike(t->operand) ||
	    (!pathlike(t->operand) && setting("AT_REPOSITORY")));
}

int
testinstall(struct test *t, struct hooks *h, const char *tmpdir,
    struct outcome *o)
{
	char at[] = "at-install", *argv[] = { at, t->operand, NULL };
	char *answer = join(tmpdir, ".installed");
	struct buf b = { 0 };
	int ok, out = h->out;

	h->out = openin(HERE, answer, O_RDWR | O_CREAT | O_EXCL);
	if (h->out < 0) {
		outcomeset(o, ERROR, "%s: %s", answer, strerror(errno));
		h->out = out;
		return 0;
	}
	ok = runas(h, at, argv, ERROR, o);
	if (ok && archivelike(t->operand) &&
	    readtail(h->out, 65536, &b) == 0 && b.len > 1) {
		b.s[strcspn(b.s, "\n")] = '\0';
		t->operand = abspath(b.s);
	}
	close(h->out);
	unlinkin(HERE, answer);
	h->out = out;
	/* if at-install fails for a name, an installed test is used */
	return ok || !archivelike(t->operand);
}

/* requirements of a test */

/* 1 if the program exists; a plain name is looked up in PATH */
static int
programfound(const char *name)
{
	return strchr(name, '/') ? executable(name) :
	    programfind(name) != NULL;
}

/* 1 if the kernel was built with the option; -1: unknown */
static int
configured(const char *option)
{
	struct buf b = { 0 }, path = { 0 };

	bufputs(&path, "/boot/config-");
	bufkernel(&path);
	/* /proc/config.gz would need a program to unpack it */
	if (readfile(path.s, &b) < 0 && readfile("/proc/config", &b) < 0)
		return -1;
	return b.s && textfind(b.s, strchr(option, '=') ?
	    tempfmt("\n%s\n", option) : tempfmt("\n%s=", option));
}

/* 0, or 1 and why the requirement is not met */
static int
missing(const char *what, const char *name, const char *package,
    struct buf *why)
{
	int root = strcmp(what, "root") == 0;
	int program = strcmp(what, "program") == 0;
	int file = strcmp(what, "file") == 0;
	int found = root ? *name == '0' || geteuid() == 0 :
	    program ? programfound(name) :
	    file ? accessin(HERE, name, F_OK) == 0 : configured(name);

	if (found > 0)
		return 0;
	if (root)
		bufputs(why, "requires root");
	else
		buffmt(why, "requires the %s %s", program || file ? what :
		    "kernel option", name);
	if (found < 0)
		bufputs(why, ": the kernel's configuration cannot be read");
	if (package && (program || file))
		buffmt(why, " (package %s)", package);
	return 1;
}

const char *
unmet(const struct manifest *m)
{
	static struct buf why;
	size_t i, n;
	char *s;

	bufclear(&why);
	for (i = 0; i < m->require.n; i++)
		for (s = m->require.v[i].value; *(s += strspn(s, " \t,"));
		    s += n) {
			n = strcspn(s, " \t,");
			if (missing(m->require.v[i].name, strfmt("%.*s",
			    (int)n, s), m->package, &why))
				return why.s;
		}
	return NULL;
}
