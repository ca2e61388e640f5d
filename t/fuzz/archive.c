/*
 * archive - a line that is where a symbolic link leads, then the names that
 * tar lists
 *
 * What is let through stays inside: no name and no link, followed component
 * by component, is ever above the top; and nothing is below what is no
 * directory.
 */
#include "../../cmd/install/archive.c"
#include "fuzz.h"

/* how far above its beginning the path leads at most */
static int
above(const char *path)
{
	int depth = 0, least = 0;
	size_t n;

	for (; *path; path += n + (path[n] != '\0')) {
		n = strcspn(path, "/");
		if (n == 2 && memcmp(path, "..", 2) == 0)
			depth--;
		else if (n > 0 && !(n == 1 && *path == '.'))
			depth++;
		if (depth < least)
			least = depth;
	}
	return -least;
}

static void
links(const char *to)
{
	int depth;

	unlink("link");
	if (symlink(to, "link") < 0)
		return;
	for (depth = 0; depth < 4; depth++)
		if (linkok(HERE, "link", depth)) {
			CLAIM(*to != '/');
			CLAIM(above(to) <= depth);
		}
}

/* is b below a, which is no directory? */
static int
below(const char *a, const char *b)
{
	size_t n = strlen(a);

	return a[n - 1] != '/' && strncmp(a, b, n) == 0 && b[n] == '/';
}

static void
listed(const char *s, size_t n)
{
	struct names list = { 0 };
	struct buf why = { 0 };
	size_t i, k;
	int fd[2], ok;

	CLAIM(pipe(fd) == 0);
	CLAIM(write(fd[1], s, n) == (ssize_t)n);
	close(fd[1]);
	readnames(fd[0], &list);
	close(fd[0]);
	ok = namesok(&list, &why);
	CLAIM(ok == (why.len == 0));
	for (i = 0; ok && i < list.n; i++) {
		CLAIM(*list.v[i] != '/');
		CLAIM(above(list.v[i]) == 0);
		for (k = 0; k < list.n; k++)
			CLAIM(!below(list.v[i], list.v[k]));
	}
	for (i = 0; i < list.n; i++)
		free(list.v[i]);
	free(list.v);
	buffree(&why);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *copy = copyof(data, size);
	size_t n = linelen(copy, size);

	if (n < size)
		listed(copy + n + 1, size - n - 1);
	copy[n] = '\0';
	links(copy);
	free(copy);
	return 0;
}
