/*
 * leave - be what a test should not leave running
 *
 * leave chain	ignore TERM; fork, and end, over and over
 * leave chains	the same, with a session for each
 * leave term	at TERM fork, and let the child go on so
 * leave thread	end the first thread, not the second
 * leave root	become root, if it is setuid, and stay
 *
 * Each ends by itself after 30 seconds.
 */
#define _DEFAULT_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static time_t last;

static void
chain(int sessions)
{
	signal(SIGTERM, SIG_IGN);
	while (time(NULL) < last) {
		if (fork() > 0)
			_exit(0);
		if (sessions)
			setsid();
	}
}

static void
again(int sig)
{
	(void)sig;
	if (fork() > 0)
		_exit(0);
}

static void *
stay(void *arg)
{
	while (time(NULL) < last)
		usleep(50000);
	exit(0);
	return arg;
}

int
main(int argc, char *argv[])
{
	const char *what = argc > 1 ? argv[1] : "";
	pthread_t t;

	last = time(NULL) + 30;
	if (strncmp(what, "chain", 5) == 0) {
		chain(what[5] == 's');
	} else if (strcmp(what, "term") == 0) {
		signal(SIGTERM, again);
		stay(NULL);
	} else if (strcmp(what, "thread") == 0) {
		if (pthread_create(&t, NULL, stay, NULL) == 0)
			pthread_exit(NULL);
	} else if (strcmp(what, "root") == 0 && setuid(0) == 0 &&
	    write(1, "up\n", 3) == 3) {
		stay(NULL);
	}
	return 1;
}
