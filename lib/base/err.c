/* err.c - one line on standard error, `program: object: reason' */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base.h"

const char *progname = "at";
int failstatus = RC_TROUBLE;
void (*dying)(const char *);
void (*beforewarning)(void);

static struct buf b;	/* the last warning */

int
tellerrno(struct buf *why, const char *object)
{
	buffmt(why, "%s: %s", object, strerror(errno));
	return -1;
}

static void
vwarning(const char *fmt, va_list ap)
{
	int err = errno;
	size_t n = strlen(fmt);

	bufclear(&b);
	buffmt(&b, "%s: ", progname);
	bufvfmt(&b, fmt, ap);
	if (n > 0 && fmt[n - 1] == ':')
		buffmt(&b, " %s", strerror(err));
	maskcontrol(b.s, b.len);
	bufputc(&b, '\n');
	if (beforewarning)
		beforewarning();
	/* one write keeps the lines of parallel programs whole */
	writeall(2, b.s, b.len);
	errno = err;
}

void
warning(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vwarning(fmt, ap);
	va_end(ap);
}

void
die(int status, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vwarning(fmt, ap);
	va_end(ap);
	quit(status, fmt);
}

void
quit(int status, const char *why)
{
	void (*last)(const char *) = dying;
	size_t skip = strlen(progname) + 2;

	dying = NULL;
	if (last)
		last(b.len > skip ? strfmt("%.*s", (int)(b.len - skip - 1),
		    b.s + skip) : why);
	exit(status);
}
