/*
 * steps - JOB/steps as at-step finds it, whatever it holds
 *
 * A step that is recorded is on record from then on, with its status, and
 * so is each that was before.
 */
#include <fcntl.h>
#include <unistd.h>

#include "base.h"
#include "format.h"
#include "job.h"
#include "fuzz.h"

#define NAMES	4

/* a program that records a step is about to exit, and frees nothing */
const char *__asan_default_options(void);

const char *
__asan_default_options(void)
{
	return "detect_leaks=0";
}

/* the names of the first lines, as many as there are */
static size_t
names(const uint8_t *data, size_t n, char *name[NAMES])
{
	const char *s = (const char *)data;
	size_t k = 0, len;

	for (; n > 0 && k < NAMES; s += len, n -= len) {
		len = linelen(s, n);
		name[k++] = strfmt("%.*s", (int)(keyspan(s) < len ?
		    keyspan(s) : len), s);
		len += len < n;
	}
	return k;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct job job;
	unsigned long was[NAMES], now;
	char *copy = copyof(data, n), *name[NAMES];
	int fd, had[NAMES];
	size_t i, k = names((uint8_t *)copy, n, name);

	setenv("AT_SYNC", "none", 1);
	job.dir.fd = HERE;
	job.dir.path = ".";
	fd = open("steps", O_WRONLY | O_CREAT | O_TRUNC, 0666);
	CLAIM(fd >= 0 && writeall(fd, copy, n) == 0);
	close(fd);
	for (i = 0; i < k; i++)
		had[i] = stepsfind(&job, name[i], &was[i]);
	CLAIM(stepsrecord(&job, "this.one", n % 256) == 0);
	CLAIM(stepsfind(&job, "this.one", &now) == 1 && now == n % 256);
	for (i = 0; i < k; i++) {
		if (had[i] && strcmp(name[i], "this.one") != 0)
			CLAIM(stepsfind(&job, name[i], &now) == 1 &&
			    now == was[i]);
		free(name[i]);
	}
	free(copy);
	return 0;
}
