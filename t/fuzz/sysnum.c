/* sysnum - a text of the kernel's, taken for each of those that are read */
#include "base.h"
#include "proc.h"
#include "fuzz.h"

#define MOST	1000000000000000LL

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char *text = copyof(data, n);
	struct buf b = { 0 };
	struct ticks t;
	long long v;

	if (systicks(text, &t)) {
		CLAIM(t.busy >= 0 && t.stolen >= 0 && t.all > 0);
		CLAIM(t.all >= t.busy + t.stolen && t.all <= 8 * MOST);
	}
	v = syspressure(text);
	CLAIM(v >= -1 && v <= MOST);
	v = sysload(text);
	CLAIM(v >= -1 && v <= MOST);
	if (sysvalue(text, &v))
		CLAIM(v <= MOST / 1000 && v >= -MOST / 1000);
	v = sysfield(text, "pswpin");
	CLAIM(v >= -1 && v <= MOST);
	/* one that is there is found behind anything else */
	if (v < 0 && !strstr(text, "pswpin")) {
		buffmt(&b, "%s\npswpin 7\n", text);
		CLAIM(sysfield(b.s, "pswpin") == 7);
	}
	buffree(&b);
	free(text);
	return 0;
}
