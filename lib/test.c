/* test.c - finding the test that a name stands for */
#include <sys/stat.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "buf.h"
#include "child.h"
#include "env.h"
#include "file.h"
#include "verdict.h"
#include "hook.h"
#include "test.h"

int
pathlike(const char *s)
{
	return *s == '/' || strncmp(s, "./", 2) == 0 ||
	    strncmp(s, "../", 3) == 0;
}

int
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

	if (stat(path, &st) < 0)
		return 0;
	if (!S_ISDIR(st.st_mode)) {
		argv = xmalloc(2 * sizeof *argv);
		argv[0] = path;
		argv[1] = NULL;
		h->command = argv;
		return 1;
	}
	*bindir = path;
	s = join(path, "test.sh");
	if (access(s, F_OK) == 0) {
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
		free(s);
	}
	return 0;
}

int
testfind(struct hooks *h, const char *name, char **bindir, struct buf *why)
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
	return found ? 0 : -1;
}
