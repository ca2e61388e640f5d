/* times - N command with @ for the number: run it N times, one by one */
#define _DEFAULT_SOURCE
#include <sys/wait.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int
main(int argc, char *argv[])
{
	int i, k, n = argc > 2 ? atoi(argv[1]) : 0, status;
	char number[16];
	pid_t pid;

	for (k = 2; k < argc && strcmp(argv[k], "@") != 0; k++)
		continue;
	for (i = 0; i < n; i++) {
		snprintf(number, sizeof number, "%d", i);
		if (k < argc)
			argv[k] = number;
		if ((pid = vfork()) == 0) {
			execv(argv[2], argv + 2);
			_exit(127);
		}
		if (waitpid(pid, &status, 0) != pid || status != 0)
			return 1;
	}
	return 0;
}
