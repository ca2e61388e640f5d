/*
 * manifest - a test's manifest, as a file of the working directory
 *
 * Reading it twice gives the same; what is refused is refused in one
 * line; the limits and parameters that are kept are good ones.
 */
#include <fcntl.h>
#include <unistd.h>

#include "base.h"
#include "format.h"
#include "fuzz.h"

static const char path[] = "manifest";

static void
freemanifest(struct manifest *m)
{
	free(m->version);
	free(m->deps);
	free(m->package);
	pairsfree(&m->limits);
	pairsfree(&m->require);
	pairsfree(&m->params);
}

static void
check(const struct manifest *m)
{
	long long ns;
	size_t i;

	CLAIM(m->version && m->timeout >= 0 && m->grace >= 0);
	for (i = 0; i < m->limits.n; i++) {
		CLAIM(secondsok(m->limits.v[i].value, &ns) && ns >= 0);
		CLAIM(hooklimit(m, m->limits.v[i].name, -1) >= 0);
	}
	for (i = 0; i < m->params.n; i++) {
		CLAIM(paramok(m->params.v[i].name,
		    strlen(m->params.v[i].name)));
		CLAIM(pairvalue(&m->params, m->params.v[i].name));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct manifest a, b;
	struct buf why = { 0 }, again = { 0 };
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	int r;

	CLAIM(fd >= 0 && writeall(fd, (const char *)data, n) == 0);
	close(fd);
	r = manifestread(&a, path, &why);
	CLAIM(manifestread(&b, path, &again) == r && same(&why, &again));
	CLAIM((r < 0) == (why.len > 0));
	CLAIM(!memchr(why.len ? why.s : "", '\n', why.len));
	if (r == 0)
		check(&a);
	CLAIM(strcmp(a.version, b.version) == 0 &&
	    a.timeout == b.timeout && a.grace == b.grace &&
	    a.params.n == b.params.n);
	freemanifest(&a);
	freemanifest(&b);
	buffree(&why);
	buffree(&again);
	return 0;
}
