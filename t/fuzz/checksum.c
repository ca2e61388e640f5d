/*
 * checksum - a file's name, a newline, then a list of checksums
 *
 * What is found is a checksum, and a line more for the file is what is
 * found then.
 */
#include "base.h"
#include "../../cmd/install/local.h"
#include "fuzz.h"

static void
check(const char *sum)
{
	size_t n = strlen(sum);
	char *again = checksumof(sum, n);

	CLAIM(n == MD5DIGITS || n == SHA256DIGITS);
	CLAIM(again && strcmp(again, sum) == 0);
	free(again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const char sum[] = "0123456789abcdef0123456789abcdef";
	const char *s = (const char *)data;
	size_t len = n ? linelen(s, n) : 0;
	char *file = copyof(s, len), *got;
	char *list = copyof(s + len, n - len);
	struct buf b = { 0 };

	if ((got = listedsum(list, file)))
		check(got);
	free(got);
	if ((got = checksumof(s, len)))
		check(got);
	free(got);
	/* a name that md5sum(1) would write as it is */
	if (*file && *file != '*' && !strchr(" \t", *file)) {
		buffmt(&b, "%s\n%s  %s\n", list, sum, file);
		got = listedsum(b.s, file);
		CLAIM(got && strcmp(got, sum) == 0);
		free(got);
	}
	free(file);
	free(list);
	buffree(&b);
	return 0;
}
