/*
 * init - the kernel's command line, as at-init reads it
 *
 * Its words hold no quotes, and no blanks but quoted ones; they become the
 * settings, and at.args= the operands of at-job, in their order.
 */
#define main at_init_main
#include "../../cmd/at-init.c"
#undef main
#include "fuzz.h"

/* jobargv() keeps its memory until at-init ends */
const char *__asan_default_options(void);
const char *
__asan_default_options(void)
{
	return "detect_leaks=0";
}

/* die() would end the target: only words that at-init knows */
static int
knownword(const char *s)
{
	static const char *const known[] = { "at.control=", "at.args=",
	    "at.dir=", "at.results=", "at.next=" };
	size_t i;

	for (i = 0; i < LEN(known); i++)
		if (strncmp(s, known[i], strlen(known[i])) == 0)
			return 1;
	return strncmp(s, "at.", 3) != 0;
}

static void
operands(void)
{
	char **argv = jobargv("/bin"), *copy, *line, *w;
	size_t n = 5;

	copy = line = xstrdup(args ? args : "");
	while ((w = word(&line)))
		CLAIM(argv[n] && strcmp(argv[n++], w) == 0);
	CLAIM(!argv[n]);
	free(copy);
	free(argv[0]);
	free(argv[3]);
	free(argv[4]);
	free(argv);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char *copy = copyof(data, n), *line = copy, *w;

	control = "/control";
	dir = "/job";
	args = results = NULL;
	next = "halt";
	while ((w = word(&line))) {
		CLAIM(!strchr(w, '"'));
		CLAIM(w >= copy && w + strlen(w) <= copy + n);
		if (knownword(w))
			set(w);
	}
	nexthow(next);
	operands();
	free(copy);
	return 0;
}
