/*
 * others - what another user does to a job, for t/others-rows.bats
 *
 *	others exchange DIR VICTIM NAME...
 *		in DIR make a large tree whose files are called like those in
 *		VICTIM; when it is being removed, put a link to VICTIM there
 *	others lock FILE SECONDS
 *		hold a read lock on all of the file
 */
#define _POSIX_C_SOURCE 200809L
#include <sys/stat.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define FILES	400
#define LONGEST	20	/* seconds to wait for the removal */

static int
fail(const char *what)
{
	perror(what);
	return 1;
}

static int
touch(const char *path)
{
	int fd = open(path, O_CREAT | O_WRONLY, 0666);

	return fd < 0 ? -1 : close(fd);
}

static const char *
filler(int i)
{
	static char path[32];

	snprintf(path, sizeof path, "a/filler%d", i);
	return path;
}

static int
plant(int n, char *names[])
{
	char path[256];
	int i;

	if (mkdir("mine", 0777) < 0 || chdir("mine") < 0 ||
	    mkdir("a", 0777) < 0)
		return fail("mine");
	for (i = 0; i < FILES; i++)
		if (touch(filler(i)) < 0)
			return fail(filler(i));
	for (i = 0; i < n; i++) {
		snprintf(path, sizeof path, "a/%s", names[i]);
		if (touch(path) < 0)
			return fail(path);
	}
	puts("planted");
	return fflush(stdout);
}

static int
exchange(const char *dir, const char *victim, int n, char *names[])
{
	time_t end = time(NULL) + LONGEST;
	int i;

	if (chdir(dir) < 0)
		return fail(dir);
	if (plant(n, names) != 0)
		return 1;
	for (i = 0; access(filler(i), F_OK) == 0; i = (i + 97) % FILES)
		if (time(NULL) > end)
			return fail("nothing was removed");
	if (rename("a", "z") < 0 || symlink(victim, "a") < 0)
		return fail("a");
	puts("exchanged");
	return 0;
}

static int
hold(const char *path, const char *seconds)
{
	struct flock l = { .l_type = F_RDLCK, .l_whence = SEEK_SET };
	int fd = open(path, O_RDONLY);

	if (fd < 0 || fcntl(fd, F_SETLK, &l) < 0)
		return fail(path);
	puts("locked");
	fflush(stdout);
	sleep(atoi(seconds));
	return 0;
}

int
main(int argc, char *argv[])
{
	if (argc > 4 && strcmp(argv[1], "exchange") == 0)
		return exchange(argv[2], argv[3], argc - 4, argv + 4);
	if (argc == 4 && strcmp(argv[1], "lock") == 0)
		return hold(argv[2], argv[3]);
	fputs("usage: others exchange dir victim name... | "
	    "lock file seconds\n", stderr);
	return 2;
}
