/* reboot.c - the block of a reboot that at-step -b asked for */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "block.h"
#include "buf.h"
#include "file.h"
#include "job.h"
#include "machine.h"
#include "reboot.h"

/* the file beside the log */
static char *
machinefile(const struct block *b)
{
	return strfmt("%.*smachine", (int)strlen(b->log) - 3, b->log);
}

int
rebootopen(struct block *b, const struct job *j, const char *step,
    struct buf *what)
{
	struct buf now = { 0 };
	char *path;
	int r;

	memset(b, 0, sizeof *b);
	b->log = strfmt("%s/tmp/reboot.%s.log", j->dir, step);
	b->outer = j->log;
	b->level = j->level;
	b->name = xstrdup("reboot");
	bufmachine(&now);
	path = machinefile(b);
	bufputs(what, path);
	r = replacefile(path, now.s, now.len);
	if (r == 0) {
		r = blockopen(b, j->dir, NULL);
		if (r == 0)
			r = blockline(b, "GOOD", NULL, "reboot.start", NULL,
			    NULL);
		bufclear(what);
		bufputs(what, b->bad);
	}
	free(path);
	buffree(&now);
	return r;
}

void
rebootdone(const struct block *b)
{
	char *path = machinefile(b);

	unlink(b->log);
	unlink(path);
	free(path);
}

int
isreboot(const struct block *b)
{
	return !b->subdir && strcmp(b->name, "reboot") == 0 &&
	    strncmp(lastpart(b->log), "reboot.", 7) == 0;
}

int
rebootfinish(struct block *b, struct buf *why)
{
	struct buf before = { 0 }, now = { 0 }, kernel = { 0 }, text = { 0 };
	char *path = machinefile(b);
	int changed, r;

	bufputs(&kernel, "kernel=");
	bufkernel(&kernel);
	bufmachine(&now);
	changed = readfile(path, &before) == 0 && before.len > 0 &&
	    machinechange(before.s, now.s ? now.s : "", &text);
	r = blockline(b, "GOOD", NULL, "reboot.verify", NULL, NULL);
	if (r == 0 && changed) {
		buffmt(why, "Reboot failed: %s", text.s);
		r = blockline(b, "ABORT", NULL, "reboot.verify_config", NULL,
		    text.s);
	}
	if (r == 0)
		r = blockend(b, changed ? "ABORT" : "GOOD", kernel.s, NULL);
	buffree(&before);
	buffree(&now);
	buffree(&kernel);
	buffree(&text);
	free(path);
	return r;
}
