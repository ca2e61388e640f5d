/* checksum.c - checksums of files: MD5 and SHA-256 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "proc.h"
#include "local.h"

char *
checksumread(int fd, const char *place, size_t digits)
{
	static char md5[] = "md5sum", sha256[] = "sha256sum";
	char *argv[] = { digits == MD5DIGITS ? md5 : sha256, NULL };
	char hex[SHA256DIGITS + 1] = "", *sum = NULL;
	size_t n = 0;
	ssize_t r;
	pid_t pid;
	int out;

	/* the program would not tell why it cannot read the file */
	if (pread(fd, hex, 1, 0) < 0 || lseek(fd, 0, SEEK_SET) < 0)
		die(failstatus, "%s:", place);
	if ((pid = toolstart(argv, fd, -1, 0, &out)) < 0)
		die(failstatus, errno == ENOENT ? "%s: not found in PATH; "
		    "nothing is installed unchecked" : "%s:", argv[0]);
	/* with the blank behind the digits */
	while (n <= digits && (r = read(out, hex + n, digits + 1 - n)) != 0)
		if (r > 0)
			n += r;
		else if (errno != EINTR)
			break;
	close(out);
	if (childend(pid) == 0 && n > digits && hex[digits] == ' ')
		sum = checksumof(hex, digits);
	if (!sum)
		die(failstatus, "%s: no checksum from %s", place, argv[0]);
	return sum;
}

char *
checksumof(const char *s, size_t n)
{
	char *sum;
	size_t i;

	if (n != MD5DIGITS && n != SHA256DIGITS)
		return NULL;
	for (i = 0; i < n; i++)
		if (hexdigit(s[i]) < 0)
			return NULL;
	sum = strfmt("%.*s", (int)n, s);
	for (i = 0; i < n; i++)
		sum[i] = "0123456789abcdef"[hexdigit(s[i])];
	return sum;
}

char *
listedsum(const char *list, const char *file)
{
	const char *name, *s;
	char *sum = NULL;
	size_t len = strlen(file), n;

	for (s = list; *s; s += *s != '\0') {
		n = strcspn(s, " \t\n");
		name = s + n + strspn(s + n, " \t");
		name += *name == '*';	/* md5sum(1)'s mark of binary files */
		if (strncmp(name, file, len) == 0 &&
		    (name[len] == '\n' || !name[len])) {
			free(sum);
			sum = checksumof(s, n);
		}
		s += strcspn(s, "\n");
	}
	return sum;
}
