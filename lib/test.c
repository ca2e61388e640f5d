/* test.c - the test that a name stands for, found or installed */
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "buf.h"
#include "child.h"
#include "env.h"
#include "file.h"
#include "manifest.h"
#include "verdict.h"
#include "hook.h"
#include "test.h"

int
pathlike(const char *s)
{
	return *s == '/' || strncmp(s, "./", 2) == 0 ||
	    strncmp(s, "../", 3) == 0;
}

/* an archive or a URL */
static int
archivelike(const char *s)
{
	static const char *const ends[] = { ".tar.bz2", ".tar.gz", ".tar.xz" };
	size_t i, n = strlen(s);

	if (strstr(s, "://"))
		return 1;
	for (i = 0; i < LEN(ends); i++)
		if (n > strlen(ends[i]) &&
		    strcmp(s + n - strlen(ends[i]), ends[i]) == 0)
			return 1;
	return 0;
}

/* the directory or plain file at path, which becomes ours; 0: none */
static int
take(struct hooks *h, char *path, char **bindir)
{
	struct stat st;
	char *s, **argv;

	if (stat(path, &st) < 0) {
		free(path);
		return 0;
	}
	if (!S_ISDIR(st.st_mode)) {
		argv = xmalloc(2 * sizeof *argv);
		argv[0] = path;
		argv[1] = NULL;
		h->command = argv;
		return 1;
	}
	*bindir = path;
	s = join(path, "test.sh");
	if (stat(s, &st) == 0 && S_ISREG(st.st_mode)) {
		h->shell = s;
	} else {
		h->dir = path;
		free(s);
	}
	return 1;
}

static int
search(struct hooks *h, const char *name, const char *path, char **bindir)
{
	const char *end;
	char *rel, *s;

	for (; *path; path = end + (*end == ':')) {
		end = path + strcspn(path, ":");
		if (end == path)
			continue;
		rel = strfmt("%.*s/%s", (int)(end - path), path, name);
		s = abspath(rel);
		free(rel);
		if (take(h, s, bindir))
			return 1;
	}
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
		found = path && search(h, rel, path, bindir);
	}
	free(rel);
	if (!found)
		buffmt(why, "%s: test does not exist", name);
	return found;
}

/* what of itself and of the machine the test says; its hooks */
static int
examine(struct test *t, struct hooks *h, struct buf *why)
{
	char *path = NULL, *src;
	int ok;

	if (t->bindir) {
		path = join(t->bindir, "manifest");
		src = join(t->bindir, "src");
		envset(&h->env, "AT_BINDIR", t->bindir);
		envset(&h->env, "AT_SRCDIR", src);
		free(src);
	}
	ok = manifestread(&t->manifest, path, why) == 0;
	t->manifest.anyparam |= !t->bindir;
	free(path);
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
	buffree(&why);
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
	char at[] = "at-install", *argv[3], *answer;
	struct buf b = { 0 };
	int ok, out = h->out;

	argv[0] = at;
	argv[1] = t->operand;
	argv[2] = NULL;
	answer = join(tmpdir, ".installed");
	h->out = open(answer, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC |
	    O_NOFOLLOW, 0600);
	if (h->out < 0) {
		outcomeset(o, ERROR, "%s: %s", answer, strerror(errno));
		h->out = out;
		free(answer);
		return 0;
	}
	ok = runas(h, at, argv, ERROR, o);
	if (ok && archivelike(t->operand) &&
	    readtail(h->out, 65536, &b) == 0 && b.len > 1) {
		b.s[strcspn(b.s, "\n")] = '\0';
		t->operand = abspath(b.s);
	}
	close(h->out);
	unlink(answer);
	h->out = out;
	buffree(&b);
	free(answer);
	/* of what is only looked for, the one that is here will do */
	return ok || !archivelike(t->operand);
}
