/* pstore.c - the last words of a kernel that went down */
#include <sys/stat.h>

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "buf.h"
#include "env.h"
#include "err.h"
#include "file.h"
#include "state.h"
#include "pstore.h"

static const char *
place(void)
{
	const char *s = setting("AT_PSTORE");

	return s ? s : "/sys/fs/pstore";
}

/* call take for each file, with its note; how many it took */
static int
eachfile(int (*take)(void *, const char *path, const char *note), void *arg)
{
	struct dirent *e;
	struct stat st;
	char *note, *path;
	int n = 0;
	DIR *d;

	d = opendir(place());
	while (d && (e = readdir(d))) {
		path = join(place(), e->d_name);
		if (lstat(path, &st) == 0 && S_ISREG(st.st_mode)) {
			note = strfmt("%s %lld %lld", e->d_name,
			    (long long)st.st_size, (long long)st.st_mtime);
			n += take(arg, path, note);
			free(note);
		}
		free(path);
	}
	if (d)
		closedir(d);
	return n;
}

static int
note(void *arg, const char *path, const char *text)
{
	(void)path;
	stateadd(arg, "pstore", text);
	return 1;
}

void
pstorenote(struct state *s)
{
	statedrop(s, "pstore");
	eachfile(note, s);
}

struct copying {
	const struct state *state;
	const char *to;
};

static int
copy(void *arg, const char *path, const char *text)
{
	const struct copying *c = arg;
	struct buf b = { 0 };
	char *to;
	int ok, n = 0;

	if (statehas(c->state, "pstore", text))
		return 0;
	to = join(c->to, lastpart(path));
	while (access(to, F_OK) == 0) {
		free(to);
		to = strfmt("%s/%s.%d", c->to, lastpart(path), ++n);
	}
	bufclear(&b);
	ok = mkdirs(c->to, 0777) == 0 && readfile(path, &b) == 0 &&
	    replacefile(to, b.s, b.len) == 0;
	if (!ok)
		warning("%s: %s:", path, to);
	buffree(&b);
	free(to);
	return ok;
}

int
pstorecopy(const struct state *s, const char *to)
{
	struct copying c;

	c.state = s;
	c.to = to;
	return eachfile(copy, &c);
}
