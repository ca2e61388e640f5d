/* testkeyval.c - the keyvals of a test */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "err.h"
#include "file.h"
#include "keyval.h"
#include "testkeyval.h"

/* the first thing that was wrong is what is told */
static void
blame(struct testkeyvals *t, const char *why)
{
	if (why && !t->bad)
		t->bad = xstrdup(why);
}

void
testpair(struct testkeyvals *t, const char *pair)
{
	blame(t, recordpair(&t->record, pair, NULL));
}

void
testkeyval(struct testkeyvals *t, const char *key, const char *value)
{
	blame(t, recordadd(&t->record, key, strlen(key), NULL, value));
}

void
testparam(struct testkeyvals *t, const char *name, const char *value)
{
	char *key = strfmt("param-%s", name);

	testkeyval(t, key, value);
	free(key);
}

int
testkeyvalswrite(struct testkeyvals *t, struct buf *why)
{
	struct buf b = { 0 };
	int ok = !t->bad;

	if (t->bad)
		bufputs(why, t->bad);
	recordtext(&t->record, &b, 0);
	if (ok && appendfile(t->path, b.s, b.len, 0) < 0) {
		buffmt(why, "%s: %s", t->path, strerror(errno));
		ok = 0;
	}
	buffree(&b);
	return ok ? 0 : -1;
}

void
testkeyvaladd(const struct testkeyvals *t, const char *key,
    const char *value)
{
	char *s = strfmt("%s=%s\n", key, value);

	if (appendfile(t->path, s, strlen(s), 0) < 0)
		warning("%s:", t->path);
	free(s);
}
