/*
 * hash.h - checksums of files: MD5 (RFC 1321) and SHA-256 (FIPS 180-4)
 *
 * Both are told apart by the number of hexadecimal digits.
 */
#include <stddef.h>

enum { MD5DIGITS = 32, SHA256DIGITS = 64 };

/* the n bytes as a checksum, a fresh string in lower case; NULL: none */
char *checksumof(const char *s, size_t n);

/*
 * The file's checksum in the text of a list, lines `HEX NAME' as md5sum
 * and sha256sum write them, the last one of several: a fresh string, or
 * NULL.  Lines of another form are passed over.
 */
char *listedsum(const char *list, const char *file);

/*
 * The checksum of what is left to read of fd, as so many lower-case
 * digits, with a NUL after them.  0, or -1 with errno.
 */
int hashfd(int fd, size_t digits, char hex[SHA256DIGITS + 1]);
