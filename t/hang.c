/*
 * hang - be a process that hangs
 *
 * hang FILE READY	two threads, and five bytes into FILE
 * hang N READY		N more open files
 *
 * READY is made when it is so.  Each ends by itself after 30 seconds.
 */
#define _GNU_SOURCE
#include <sys/prctl.h>

#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

static const char *ready;

static void *
worker(void *arg)
{
	if (arg)
		prctl(PR_SET_NAME, "worker");
	alarm(30);
	close(open(ready, O_WRONLY | O_CREAT, 0666));
	for (;;)
		pause();
	return arg;
}

int
main(int argc, char *argv[])
{
	char s[5];
	pthread_t t;
	int fd, n;

	if (argc < 3)
		return 2;
	ready = argv[2];
	if (*argv[1] != '/') {
		for (n = atoi(argv[1]); n > 0; n--)
			if (dup(0) < 0)
				return 1;
		worker(NULL);
	}
	if ((fd = open(argv[1], O_RDONLY)) < 0 || read(fd, s, sizeof s) != 5)
		return 1;
	return pthread_create(&t, NULL, worker, s) != 0 ||
	    pthread_join(t, NULL) != 0;
}
