/* keyval.c - lines KEY=VALUE, and the keyval file of a test */
#include <string.h>

#include "format.h"

/* A-Za-z0-9_.- are 1; a table, since every byte of a key is checked */
static const unsigned char keybyte[256] = {
	['-'] = 1, ['.'] = 1, ['_'] = 1,
	['0'] = 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
	['A'] = 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
	1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
	['a'] = 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
	1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
};

size_t
keyspan(const char *s)
{
	size_t n = 0;

	while (keybyte[(unsigned char)s[n]])
		n++;
	return n;
}

int
keyok(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!keybyte[(unsigned char)s[i]])
			return 0;
	return n > 0;
}

/* 1 if the n bytes at s begin with the 7 bytes of tag */
static int
tagged(const char *s, size_t n, const char *tag)
{
	return n >= 7 && *s == '{' && memcmp(s, tag, 7) == 0;
}

int
parsekeyval(char *s, size_t n, struct keyval *kv)
{
	size_t k = keyspan(s), w;

	if (k == 0) {
		w = strspn(s, " \t\r\f\v");
		return w == n || s[w] == '#' ? 0 : -1;
	}
	kv->key = s;
	kv->type = NULL;
	kv->value = s + k;
	if (tagged(s + k, n - k, "{perf}="))
		kv->type = "perf";
	else if (tagged(s + k, n - k, "{attr}="))
		kv->type = "attr";
	else if (*kv->value != '=')
		return -1;
	*kv->value = '\0';
	kv->value += kv->type ? 7 : 1;
	kv->len = s + n - kv->value;
	return 1;
}

int
readkeyval(struct reader *r, struct keyval *kv)
{
	size_t n;
	char *s;
	int c;

	while ((s = readline(r, &n)) && !r->torn) {
		if ((c = parsekeyval(s, n, kv)) > 0)
			return 1;
		kv->key = s;
		if (c < 0)
			return -1;
	}
	return 0;
}

/* the keyvals of a test */

/* keep the first error */
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
	testkeyval(t, tempfmt("param-%s", name), value);
}

int
testkeyvalswrite(struct testkeyvals *t, struct buf *why)
{
	struct buf b = { 0 };
	int r;

	if (t->bad) {
		bufputs(why, t->bad);
		return -1;
	}
	recordtext(&t->record, &b, 0);
	if ((r = appendin(HERE, t->path, b.s, b.len, 0)) < 0)
		tellerrno(why, t->path);
	buffree(&b);
	return r;
}

void
testkeyvaladd(const struct testkeyvals *t, const char *key,
    const char *value)
{
	const char *s = tempfmt("%s=%s\n", key, value);

	if (appendin(HERE, t->path, s, strlen(s), 0) < 0)
		warning("%s:", t->path);
}
