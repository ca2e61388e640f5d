/* hash.c - checksums of files: MD5 (RFC 1321) and SHA-256 (FIPS 180-4) */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base.h"
#include "local.h"

#define BLOCK	64	/* block size of both, in bytes */
#define ROTL(x, n)	((x) << (n) | (x) >> (32 - (n)))
#define ROTR(x, n)	((x) >> (n) | (x) << (32 - (n)))

struct hash {
	uint32_t h[8];
	int sha;		/* 1: SHA-256; 0: MD5, which uses four of h */
};

static const uint32_t md5k[64] = {
	0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf,
	0x4787c62a, 0xa8304613, 0xfd469501, 0x698098d8, 0x8b44f7af,
	0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e,
	0x49b40821, 0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa,
	0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8, 0x21e1cde6,
	0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8,
	0x676f02d9, 0x8d2a4c8a, 0xfffa3942, 0x8771f681, 0x6d9d6122,
	0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
	0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039,
	0xe6db99e5, 0x1fa27cf8, 0xc4ac5665, 0xf4292244, 0x432aff97,
	0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d,
	0x85845dd1, 0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1,
	0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391,
};

static const uint32_t shak[64] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b,
	0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01,
	0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7,
	0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc,
	0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152,
	0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
	0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc,
	0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
	0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819,
	0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08,
	0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f,
	0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
	0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static void
md5block(uint32_t h[8], const unsigned char *p)
{
	static const unsigned char turn[4][4] = {
		{ 7, 12, 17, 22 }, { 5, 9, 14, 20 },
		{ 4, 11, 16, 23 }, { 6, 10, 15, 21 },
	};
	uint32_t a = h[0], b = h[1], c = h[2], d = h[3], f, w[16];
	int g, i;

	for (i = 0; i < 16; i++, p += 4)
		w[i] = p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
		    (uint32_t)p[3] << 24;
	for (i = 0; i < 64; i++) {
		switch (i / 16) {
		case 0: f = (b & c) | (~b & d); g = i; break;
		case 1: f = (d & b) | (~d & c); g = 5 * i + 1; break;
		case 2: f = b ^ c ^ d; g = 3 * i + 5; break;
		default: f = c ^ (b | ~d); g = 7 * i; break;
		}
		f += a + md5k[i] + w[g % 16];
		a = d;
		d = c;
		c = b;
		b += ROTL(f, turn[i / 16][i % 4]);
	}
	h[0] += a;
	h[1] += b;
	h[2] += c;
	h[3] += d;
}

static void
shablock(uint32_t h[8], const unsigned char *p)
{
	uint32_t s[8], t, u, w[64];
	int i;

	for (i = 0; i < 16; i++, p += 4)
		w[i] = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
		    (uint32_t)p[2] << 8 | p[3];
	for (; i < 64; i++) {
		t = w[i - 15];
		u = w[i - 2];
		w[i] = w[i - 16] + w[i - 7] +
		    (ROTR(t, 7) ^ ROTR(t, 18) ^ t >> 3) +
		    (ROTR(u, 17) ^ ROTR(u, 19) ^ u >> 10);
	}
	memcpy(s, h, sizeof s);
	for (i = 0; i < 64; i++) {
		t = s[7] + shak[i] + w[i] + ((s[4] & s[5]) ^ (~s[4] & s[6])) +
		    (ROTR(s[4], 6) ^ ROTR(s[4], 11) ^ ROTR(s[4], 25));
		u = ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2])) +
		    (ROTR(s[0], 2) ^ ROTR(s[0], 13) ^ ROTR(s[0], 22));
		memmove(s + 1, s, 7 * sizeof *s);
		s[4] += t;
		s[0] = t + u;
	}
	for (i = 0; i < 8; i++)
		h[i] += s[i];
}

static void
start(struct hash *x, int sha)
{
	static const uint32_t md5[8] = {
		0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0, 0, 0, 0,
	}, sha256[8] = {
		0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
		0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
	};

	memcpy(x->h, sha ? sha256 : md5, sizeof x->h);
	x->sha = sha;
}

static void
block(struct hash *x, const unsigned char *p)
{
	if (x->sha)
		shablock(x->h, p);
	else
		md5block(x->h, p);
}

/* hash the last n < BLOCK bytes, a 1 bit, zeros and the length in bits */
static void
finish(struct hash *x, const unsigned char *p, size_t n, uint64_t total)
{
	unsigned char last[2 * BLOCK] = { 0 };
	size_t i, len = n < BLOCK - 8 ? BLOCK : 2 * BLOCK;

	memcpy(last, p, n);
	last[n] = 0x80;
	total *= 8;
	for (i = 0; i < 8; i++, total >>= 8)
		last[x->sha ? len - 1 - i : len - 8 + i] = total & 0xff;
	block(x, last);
	if (len > BLOCK)
		block(x, last + BLOCK);
}

static void
spell(const struct hash *x, size_t digits, char *hex)
{
	size_t byte, i;
	int shift;

	for (i = 0; i < digits; i++) {
		byte = i / 2 % 4;
		shift = 8 * (x->sha ? 3 - byte : byte) + (i % 2 ? 0 : 4);
		hex[i] = "0123456789abcdef"[x->h[i / 8] >> shift & 15];
	}
	hex[digits] = '\0';
}

int
hashfd(int fd, size_t digits, char hex[SHA256DIGITS + 1])
{
	static unsigned char part[256 * BLOCK];
	struct hash x;
	uint64_t total = 0;
	size_t at, have = 0;
	ssize_t n;

	start(&x, digits == SHA256DIGITS);
	while ((n = read(fd, part + have, sizeof part - have)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		have += n;
		total += n;
		for (at = 0; have - at >= BLOCK; at += BLOCK)
			block(&x, part + at);
		memmove(part, part + at, have - at);
		have -= at;
	}
	finish(&x, part, have, total);
	spell(&x, digits, hex);
	return 0;
}

char *
checksumof(const char *s, size_t n)
{
	char *sum;
	size_t i;

	if (n != MD5DIGITS && n != SHA256DIGITS)
		return NULL;
	for (i = 0; i < n; i++)
		if (!s[i] || !strchr("0123456789abcdefABCDEF", s[i]))
			return NULL;
	sum = strfmt("%.*s", (int)n, s);
	for (i = 0; i < n; i++)
		if (sum[i] >= 'A' && sum[i] <= 'F')
			sum[i] += 'a' - 'A';
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
