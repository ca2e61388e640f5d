/*
 * state - JOB/state as at-job -R reads it
 *
 * What was read and is written again reads as the same, any text among it.
 */
#include <fcntl.h>
#include <unistd.h>

#include "base.h"
#include "format.h"
#include "fuzz.h"

static const char path[] = "state";

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct state a, b;
	char *copy = copyof(data, n);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	size_t i;

	CLAIM(fd >= 0 && writeall(fd, copy, n) == 0);
	close(fd);
	CLAIM(stateread(&a, path) == 0);
	stateadd(&a, "text", copy);
	CLAIM(statewrite(&a, path) == 0 && stateread(&b, path) == 0);
	CLAIM(a.n == b.n);
	for (i = 0; i < a.n; i++)
		CLAIM(strcmp(a.v[i].key, b.v[i].key) == 0 &&
		    strcmp(a.v[i].value, b.v[i].value) == 0);
	CLAIM(statehas(&b, "text", copy));
	statedrop(&b, "text");
	CLAIM(!stateget(&b, "text"));
	statefree(&a);
	statefree(&b);
	free(copy);
	return 0;
}
