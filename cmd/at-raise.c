/* at-raise - end a hook with a verdict and a reason */
#include "job.h"

static const char usage[] =
    "at-raise FAIL|ERROR|WARN|TEST_NA|RETRY|ABORT [reason ...]";

int
main(int argc, char *argv[])
{
	const char *word;
	static struct buf reason;
	enum verdict v;
	int retry;

	progname = "at-raise";
	if (!setting("AT_HOOK"))
		jobwatch();
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
	jobraise(word, reason.s);
	return retry ? 75 : verdictexit(v);
}
