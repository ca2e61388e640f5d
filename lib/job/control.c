/* control.c - the control file: a script that a shell has to run */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "job.h"

/* the shell in the first line, a fresh string; NULL: no known shell */
static char *
shellof(const char *control)
{
	static const char *const shells[] = { "sh", "ash", "bash", "dash",
	    "ksh", "mksh", "posh", "yash", "zsh" };
	struct reader r;
	char *s, *word = NULL;
	size_t i, n;

	if (openlines(&r, control) < 0)
		die(failstatus, "%s:", control);
	s = readline(&r, &n);
	if (s && strncmp(s, "#!", 2) == 0) {
		s += 2 + strspn(s + 2, " \t");
		s[strcspn(s, " \t\r")] = '\0';
		for (i = 0; i < LEN(shells) && !word; i++)
			if (strcmp(lastpart(s), shells[i]) == 0)
				word = xstrdup(s);
	} else {
		word = xstrdup("sh");
	}
	closelines(&r);
	return word;
}

/* run the shell; its first line but for warnings of setlocale, or NULL */
static char *
complaint(char *argv[])
{
	struct child c = { argv, NULL, -1, -1, -1, 0, NULL, NULL };
	struct reader r = { 0 };
	char *first = NULL, *s;
	size_t n;
	pid_t pid;

	if ((pid = spawnpipe(&c, 1, &r.fd)) < 0)
		die(failstatus, "%s: %s: %s", argv[2], argv[0],
		    strerror(errno));
	r.name = argv[0];
	while ((s = readline(&r, &n)))
		if (!first && !textfind(s, "setlocale: "))
			first = xstrdup(s);
	closelines(&r);
	if (childend(pid) != 0)
		return first ? first : strfmt("%s: syntax error", argv[2]);
	free(first);
	return NULL;
}

void
checkcontrol(char *control)
{
	char option_n[] = "-n", *why;
	char *argv[] = { NULL, option_n, control, NULL };

	if (direxists(control)) {
		errno = EISDIR;
		die(failstatus, "%s:", control);
	}
	if (accessin(HERE, control, R_OK) < 0)
		die(failstatus, "%s:", control);
	argv[0] = executable(control) ? shellof(control) : xstrdup("sh");
	if (argv[0] && (why = complaint(argv)))
		die(failstatus, "%s", why);
}

int
copycontrol(const struct job *j, const char *control)
{
	struct buf b = { 0 };
	int fd;

	bufclear(&b);
	if (readfile(control, &b) < 0 ||
	    writein(j->dir.fd, "control", b.s, b.len) < 0)
		return -1;
	if (!executable(control))
		return 0;
	if ((fd = openin(j->dir.fd, "control", O_RDONLY)) < 0)
		return -1;
	return fchmod(fd, 0755) < 0 || close(fd) < 0 ? -1 : 0;
}

char **
controlargv(char *argv[])
{
	int own = executable(argv[0]);
	static char **v;
	size_t n = 1;

	while (argv[n])
		n++;
	v = xmalloc((n + 2) * sizeof *v);
	v[0] = own ? abspath(argv[0]) : xstrdup("sh");
	memcpy(v + 1, argv + own, (n + 1 - own) * sizeof *v);
	return v;
}
