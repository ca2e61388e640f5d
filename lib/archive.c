/* archive.c - compressed tar archives: .tar.bz2, .tar.gz, .tar.xz */
#include <sys/stat.h>
#include <sys/wait.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "archive.h"
#include "buf.h"
#include "child.h"
#include "file.h"
#include "untar.h"

const char *const archiveends[] = { ".tar.bz2", ".tar.gz", ".tar.xz", NULL };

/* the second is there where busybox was built only to unpack */
static char tools[][2][8] = {
	{ "bzip2", "bunzip2" }, { "gzip", "gunzip" }, { "xz", "unxz" },
};

size_t
archiveend(const char *name, size_t n)
{
	size_t end, i;

	for (i = 0; archiveends[i]; i++) {
		end = strlen(archiveends[i]);
		if (n > end && memcmp(name + n - end, archiveends[i],
		    end) == 0)
			return end;
	}
	return 0;
}

/* what it says on standard error is left out: why has the one line */
static pid_t
decompress(char tool[2][8], int in, int out)
{
	static char opts[] = "-dc";
	char *argv[] = { tool[0], opts, NULL };
	struct child c = { argv, NULL, in, out, -1, 0 };
	pid_t pid;
	int err;

	c.err = open("/dev/null", O_WRONLY | O_CLOEXEC);
	if ((pid = spawn(&c)) < 0 && errno == ENOENT) {
		argv[0] = tool[1];
		pid = spawn(&c);
	}
	err = errno;
	if (c.err >= 0)
		close(c.err);
	errno = err;
	return pid;
}

/* from fd through the decompressor to untar() */
static int
unpack(int fd, char tool[2][8], struct untar *t, struct buf *why)
{
	struct buf reason = { 0 };
	int p[2], r, status = 1;
	pid_t pid;

	if (lseek(fd, 0, SEEK_SET) < 0 || pipe(p) < 0) {
		bufputs(why, strerror(errno));
		return -1;
	}
	fcntl(p[0], F_SETFD, FD_CLOEXEC);
	fcntl(p[1], F_SETFD, FD_CLOEXEC);
	if ((pid = decompress(tool, fd, p[1])) < 0)
		buffmt(why, "%s: %s", tool[0], strerror(errno));
	close(p[1]);
	t->in = p[0];
	r = pid < 0 ? -1 : untar(t, &reason);
	close(p[0]);	/* ends it by SIGPIPE if there was more to come */
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	if (pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) != 0) {
		buffmt(why, "%s cannot decompress it", tool[0]);
		r = -1;
	} else if (reason.len > 0)
		bufputs(why, reason.s);
	buffree(&reason);
	return r;
}

/* the name of the only thing in the directory, if it is a directory */
static char *
onlydir(const char *dir)
{
	struct dirent *e;
	struct stat st;
	char *name = NULL, *path;
	DIR *d = opendir(dir);
	int n = 0;

	while (d && (e = readdir(d)))
		if (strcmp(e->d_name, ".") != 0 &&
		    strcmp(e->d_name, "..") != 0 && n++ == 0)
			name = xstrdup(e->d_name);
	if (d)
		closedir(d);
	path = n == 1 ? join(dir, name) : NULL;
	if (!path || lstat(path, &st) < 0 || !S_ISDIR(st.st_mode)) {
		free(name);
		name = NULL;
	}
	free(path);
	return name;
}

static char *
choose(const char *dir, const char *const names[], const struct untar *t,
    struct buf *why)
{
	char *name = onlydir(dir), *tree = NULL;
	int i;

	for (i = 0; name && names[i] && strcmp(name, names[i]) != 0;)
		i++;
	if (t->members == 0)
		bufputs(why, "empty archive");
	else if (!name || !names[i])
		tree = xstrdup(dir);
	else if (t->climber)	/* dir will be somebody else's directory */
		buffmt(why, "%s: link that leads out of the archive",
		    t->climber);
	else
		tree = join(dir, name);
	free(name);
	return tree;
}

char *
unarchive(int fd, const char *file, const char *dir,
    const char *const names[], struct buf *why)
{
	size_t n = strlen(file);
	const char *end = file + n - archiveend(file, n);
	struct untar t = { .in = -1 };
	char *tree = NULL;
	int i;

	for (i = 0; archiveends[i] && strcmp(end, archiveends[i]) != 0;)
		i++;
	t.dir = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (t.dir < 0 || !archiveends[i])
		bufputs(why, t.dir < 0 ? strerror(errno) : "no archive");
	else if (unpack(fd, tools[i], &t, why) == 0)
		tree = choose(dir, names, &t, why);
	if (t.dir >= 0)
		close(t.dir);
	free(t.climber);
	return tree;
}
