/* require.c - what a test requires of the machine */
#include <sys/utsname.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "buf.h"
#include "file.h"
#include "manifest.h"
#include "require.h"

/* 1 if PATH has the program */
static int
programfound(const char *name)
{
	const char *path = getenv("PATH"), *end;
	char *s;
	int found = 0;

	if (strchr(name, '/'))
		return access(name, X_OK) == 0;
	for (; !found && path && *path; path = end + (*end == ':')) {
		end = path + strcspn(path, ":");
		s = strfmt("%.*s/%s", (int)(end - path), path, name);
		found = access(s, X_OK) == 0 && !direxists(s);
		free(s);
	}
	return found;
}

/* 1 if the kernel was built with the option; -1: there is no telling */
static int
configured(const char *option)
{
	struct utsname u;
	struct buf b = { 0 };
	char *path, *want;
	int found = -1;

	uname(&u);
	path = strfmt("/boot/config-%s", u.release);
	/* /proc/config.gz would need a program to unpack it */
	if (readfile(path, &b) == 0 ||
	    readfile("/proc/config", &b) == 0) {
		want = strchr(option, '=') ? strfmt("\n%s\n", option) :
		    strfmt("\n%s=", option);
		found = b.s && strstr(b.s, want) != NULL;
		free(want);
	}
	free(path);
	buffree(&b);
	return found;
}

/* what would help */
static void
install(const struct manifest *m, const char *what, struct buf *why)
{
	if (m->package && (strcmp(what, "program") == 0 ||
	    strcmp(what, "file") == 0))
		buffmt(why, " (package %s)", m->package);
}

/* NULL, or why the requirement is not met */
static const char *
missing(const char *what, const char *name, struct buf *why)
{
	if (strcmp(what, "root") == 0) {
		if (*name == '0' || geteuid() == 0)
			return NULL;
		bufputs(why, "requires root");
	} else if (strcmp(what, "program") == 0) {
		if (programfound(name))
			return NULL;
		buffmt(why, "requires the program %s", name);
	} else if (strcmp(what, "file") == 0) {
		if (access(name, F_OK) == 0)
			return NULL;
		buffmt(why, "requires the file %s", name);
	} else {
		switch (configured(name)) {
		case 1: return NULL;
		case 0: buffmt(why, "requires the kernel option %s", name);
			break;
		default: buffmt(why, "requires the kernel option %s: "
		    "the kernel's configuration cannot be read", name);
		}
	}
	return why->s;
}

const char *
unmet(const struct manifest *m)
{
	static struct buf why;
	size_t i, n;
	char *s;

	bufclear(&why);
	for (i = 0; i < m->require.n; i++)
		for (s = m->require.v[i].value; *s; s += n) {
			char *word;
			const char *r;

			s += strspn(s, " \t,");
			if ((n = strcspn(s, " \t,")) == 0)
				break;
			word = strfmt("%.*s", (int)n, s);
			r = missing(m->require.v[i].name, word, &why);
			free(word);
			if (!r)
				continue;
			install(m, m->require.v[i].name, &why);
			return why.s;
		}
	return NULL;
}
