/* jsonpath.c - the values that a path leads to in a JSON document */
#include <string.h>

#include "buf.h"
#include "json.h"
#include "jsonpath.h"
#include "keyval.h"

struct step {
	enum { KEY, INDEX, ALL, WHERE } kind;
	const char *key, *value;
	size_t keylen, valuelen;
	size_t index;
};

struct walk {
	void (*found)(void *, const char *);
	void *arg;
};

/* a key in quotes or not; behind it, or NULL */
static const char *
pathkey(const char *p, struct step *t)
{
	const char *end;

	t->kind = KEY;
	t->key = p;
	if (*p == '"') {
		t->key = ++p;
		if (!(end = strchr(p, '"')))
			return NULL;
		t->keylen = end - p;
		return end + 1;
	}
	for (end = p; *end != '.' && keyok(end, 1); end++)
		continue;
	t->keylen = end - p;
	return end > p ? end : NULL;
}

/* what stands in brackets; behind them, or NULL */
static const char *
bracket(const char *p, struct step *t)
{
	const char *end;

	if (*p == ']') {
		t->kind = ALL;
		return p + 1;
	}
	if (*p >= '0' && *p <= '9') {
		t->kind = INDEX;
		for (t->index = 0; *p >= '0' && *p <= '9'; p++) {
			if (t->index > 99999999)
				return NULL;
			t->index = t->index * 10 + (*p - '0');
		}
		return *p == ']' ? p + 1 : NULL;
	}
	if (!(p = pathkey(p, t)) || *p != '=')
		return p && *p == ']' && p[-1] == '"' ? p + 1 : NULL;
	t->kind = WHERE;
	t->value = ++p;
	if (!(end = strchr(p, ']')))
		return NULL;
	t->valuelen = end - p;
	return end + 1;
}

/* behind the step at p, or NULL */
static const char *
nextstep(const char *p, struct step *t, int first)
{
	if (*p == '[')
		return bracket(p + 1, t);
	if (*p == '.')
		return p[1] == '[' ? bracket(p + 2, t) : pathkey(p + 1, t);
	return first ? pathkey(p, t) : NULL;
}

const char *
pathwrong(const char *path)
{
	const char *p = path;
	struct step t;
	int first = 1;

	for (; *p; first = 0)
		if (!(p = nextstep(p, &t, first)))
			return "want .key, .\"key\", [number], [] "
			    "or [key=value]";
	return NULL;
}

/* is the string, or whatever it is, at value these bytes? */
static int
equal(const char *value, const char *s, size_t n)
{
	struct buf b = { 0 };
	int same;

	bufclear(&b);
	if (*value == '"')
		jsonstring(value, &b);
	else
		bufadd(&b, value, jsonskip(value) - value);
	same = b.len == n && memcmp(b.s, s, n) == 0;
	buffree(&b);
	return same;
}

/* the last member of that key, or NULL: as JSON's readers have it */
static const char *
member(const char *object, const char *s, size_t n)
{
	const char *found = NULL, *key, *value;

	if (*object != '{')
		return NULL;
	while (jsonnext(&object, &key, &value))
		if (equal(key, s, n))
			found = value;
	return found;
}

static void
walk(const struct walk *w, const char *doc, const char *path, int first)
{
	const char *all = doc, *key, *value;
	struct step t;
	size_t i = 0;

	if (!*path) {
		w->found(w->arg, doc);
		return;
	}
	/* never, since the path is good */
	if (!(path = nextstep(path, &t, first)))
		return;
	if (t.kind == KEY) {
		if ((value = member(doc, t.key, t.keylen)))
			walk(w, value, path, 0);
		return;
	}
	if (*doc != '[' && (*doc != '{' || t.kind == INDEX))
		return;
	for (; jsonnext(&all, &key, &value); i++) {
		if (t.kind == INDEX && i != t.index)
			continue;
		if (t.kind == WHERE && (!(key = member(value, t.key,
		    t.keylen)) || !equal(key, t.value, t.valuelen)))
			continue;
		walk(w, value, path, 0);
	}
}

void
pathwalk(const char *doc, const char *path,
    void (*found)(void *, const char *), void *arg)
{
	struct walk w = { found, arg };

	walk(&w, jsonblanks(doc), path, 1);
}
