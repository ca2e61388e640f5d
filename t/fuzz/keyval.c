/*
 * keyval - lines of a record, after a byte that chooses their type
 *
 * The record they make is read back as the same record, each key is in it
 * once, and each of its lines is the parts that it is cut into.
 */
#include "base.h"
#include "format.h"
#include "fuzz.h"

/* key{type}=value as it was cut up, beside the line */
static void
rebuilt(const char *line, size_t n, const struct keyval *kv)
{
	size_t key = strlen(kv->key), type = kv->type ? 6 : 0;

	CLAIM(keyok(kv->key, key));
	CLAIM(memcmp(line, kv->key, key) == 0);
	if (kv->type)
		CLAIM(line[key] == '{' && line[key + 5] == '}' &&
		    memcmp(line + key + 1, kv->type, 4) == 0);
	key += type;
	CLAIM(key < n && line[key] == '=');
	CLAIM(memcmp(kv->value, line + key + 1, n - key) == 0);
}

/* 1 if it is a key=value line */
static int
cut(const char *s, size_t n)
{
	char *line = copyof(s, n), *parts = copyof(s, n);
	struct keyval kv;
	int r = parsekeyval(parts, n, &kv);

	if (r == 1)
		rebuilt(line, n, &kv);
	free(line);
	free(parts);
	return r == 1;
}

static void
recordfree(struct record *r)
{
	buffree(&r->text);
	free(r->line);
	memset(r, 0, sizeof *r);
}

/* one line more; the text ends where its memory does */
static void
take(struct record *r, const char *s, size_t n, const char *type)
{
	char *line = copyof(s, n);
	int taken = !recordline(r, line, n, type);
	struct record other = { 0 };

	if (!type && strlen(line) == n) {
		CLAIM(taken == !recordpair(&other, line, NULL));
		recordfree(&other);
	}
	free(line);
}

static void
takeall(struct record *r, const char *s, size_t n, const char *type)
{
	size_t len;

	for (; n > 0; s += len, n -= len) {
		len = linelen(s, n);
		take(r, s, len, type);
		len += len < n;
	}
}

/* bytes of the line up to the value */
static size_t
keylen(const char *line)
{
	return strcspn(line, "=") + 1;
}

static void
checktext(const struct buf *b)
{
	const char *last = NULL, *s = b->s;
	size_t left, n;

	for (left = b->len; left > 0; s += n + 1, left -= n + 1) {
		n = linelen(s, left);
		CLAIM(n < left);
		CLAIM(cut(s, n));
		if (last)
			CLAIM(keylen(last) != keylen(s) ||
			    memcmp(last, s, keylen(s)) != 0);
		last = s;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const char *const types[] = { NULL, "attr", "perf" };
	struct record first = { 0 }, second = { 0 };
	struct buf a = { 0 }, b = { 0 };
	const char *s = (const char *)data, *type;
	size_t len;

	if (n == 0)
		return 0;
	type = types[*data % 3];
	takeall(&first, s + 1, n - 1, type);
	recordtext(&first, &a, 0);
	checktext(&a);
	takeall(&second, a.s, a.len, type);
	recordtext(&second, &b, 0);
	CLAIM(same(&a, &b));
	for (s++, n--; n > 0; s += len, n -= len) {
		len = linelen(s, n);
		cut(s, len);
		len += len < n;
	}
	recordfree(&first);
	recordfree(&second);
	buffree(&a);
	buffree(&b);
	return 0;
}
