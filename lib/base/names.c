/* names.c - names of tests and tags, which become directories */
#include <string.h>

#include "base.h"

#define LONGEST	240	/* bytes; a log is called NAME.DEBUG */

const char *
namebad(const char *name)
{
	const char *p;
	size_t n;

	for (p = name; *p; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			return "control character in the name";
	if (!*name)
		return "empty name";
	if (*name == '/')
		return "name begins with '/'";
	/* Autotest's parser ignores the line, or the name */
	if (*name == ' ')
		return "name begins with a blank";
	if (strcmp(name, "----") == 0)
		return "'----' stands for no name";
	for (p = name;; p += n + 1) {
		n = strcspn(p, "/");
		if (n == 0)
			return "empty component in the name";
		if ((n == 1 && *p == '.') ||
		    (n == 2 && p[0] == '.' && p[1] == '.'))
			return "'.' or '..' in the name";
		if (n > LONGEST)
			return "name too long";
		if (!p[n])
			return NULL;
	}
}

int
reserved(const char *name)
{
	static const char *const files[] = {
		".autoserv_execute", ".reserve", "aborted", "control",
		"debug", "hooks", "keyval", "profilers", "profiling",
		"results", "state", "status.log", "steps", "sysinfo", "tmp",
	};

	return wordindex(files, LEN(files), name, strcspn(name, "/")) >= 0;
}

void
bufsafename(struct buf *b, const char *name)
{
	size_t begin = 1, i;
	int c;

	for (i = 0; i < 200 && name[i]; i++) {
		c = (unsigned char)name[i];
		if (c < ' ' || c == 0x7f || (i == 0 && c == ' ') ||
		    (begin && (c == '/' || c == '.')))
			c = '?';
		begin = c == '/';
		bufputc(b, c);
	}
	if (i == 0)
		bufputc(b, '?');
}
