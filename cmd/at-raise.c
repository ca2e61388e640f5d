/* at-raise - end a hook with a verdict and a reason */
#include "base.h"
#include "format.h"

static const char usage[] =
    "at-raise FAIL|ERROR|WARN|TEST_NA|RETRY|ABORT [reason ...]";

int
main(int argc, char *argv[])
{
	const char *path, *word;
	static struct buf reason;
	enum verdict v;
	int retry;

	progname = "at-raise";
	while (option(argc, argv, "", usage) != -1)
		continue;
	argv += optnext;
	if (!(word = *argv) || !raisedword(word, &v, &retry))
		badusage(usage);
	bufclear(&reason);
	while (*++argv) {
		bufputs(&reason, reason.len ? " " : "");
		bufputs(&reason, *argv);
	}
	/* outside a test or job the exit status alone says it */
	path = setting("AT_RAISED");
	if (path && raisedwrite(path, word, reason.s) < 0)
		warning("%s:", path);
	return retry ? 75 : verdictexit(v);
}
