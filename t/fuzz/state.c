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
	struct pairs a, b;
	char *copy = copyof(data, n);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	size_t i;

	CLAIM(fd >= 0 && writeall(fd, copy, n) == 0);
	close(fd);
	CLAIM(stateread(&a, HERE, path) == 0);
	pairadd(&a, "text", copy);
	CLAIM(statewrite(&a, HERE, path) == 0 && stateread(&b, HERE, path) == 0);
	CLAIM(a.n == b.n);
	for (i = 0; i < a.n; i++)
		CLAIM(strcmp(a.v[i].name, b.v[i].name) == 0 &&
		    strcmp(a.v[i].value, b.v[i].value) == 0);
	CLAIM(pairthere(&b, "text", copy));
	pairdrop(&b, "text");
	CLAIM(!pairvalue(&b, "text"));
	pairsfree(&a);
	pairsfree(&b);
	free(copy);
	return 0;
}
