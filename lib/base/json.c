/* json.c - JSON text: check it, walk through it */
#include <string.h>

#include "base.h"

struct text {
	const char *s;
	size_t at, n;
	const char *msg;	/* the fault */
	size_t bad;		/* the place of the fault */
};

static int
wrong(struct text *t, const char *msg, size_t at)
{
	/* if the text ends too early, the place is its last byte */
	if (at >= t->n && t->n > 0) {
		at = t->n - 1;
		if (strncmp(msg, "Expecting", 9) == 0)
			msg = "Expecting object";
	}
	t->msg = msg;
	t->bad = at;
	return -1;
}

const char *
jsonblanks(const char *p)
{
	while (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r')
		p++;
	return p;
}

static void
blanks(struct text *t)
{
	t->at = jsonblanks(t->s + t->at) - t->s;
}

/* step over blanks, and over the byte c if it comes next: 1; else 0 */
static int
stepover(struct text *t, int c)
{
	blanks(t);
	if (t->s[t->at] != c)
		return 0;
	t->at++;
	return 1;
}

/* the value of four hexadecimal digits, or -1; stops at a NUL */
static long
hexquad(const char *s)
{
	long c = 0;
	int d, i;

	for (i = 0; i < 4; i++) {
		if ((d = hexdigit((unsigned char)s[i])) < 0)
			return -1;
		c = c << 4 | d;
	}
	return c;
}

static int
checkstring(struct text *t)
{
	size_t begin = t->at++, k;
	unsigned long c;
	int ch;

	for (; t->at < t->n; t->at += k) {
		ch = (unsigned char)t->s[t->at];
		k = 1;
		if (ch == '"') {
			t->at++;
			return 0;
		}
		if (ch < ' ')
			return wrong(t, "Invalid control character at", t->at);
		if (ch == '\\') {
			if (t->at + 1 == t->n)
				break;
			ch = t->s[t->at + 1];
			k = 2;
			if (ch == 'u' && hexquad(t->s + t->at + 2) < 0)
				return wrong(t, "Invalid \\uXXXX escape",
				    t->at + 1);
			if (ch == 'u')
				k = 6;
			else if (ch == '\0' || !strchr("\"\\/bfnrt", ch))
				return wrong(t, "Invalid \\escape", t->at);
		} else if (ch >= 0x80 && ((k = utf8char(t->s + t->at,
		    t->n - t->at, &c)) == 0 || (c >= 0xd800 && c < 0xe000)))
			return wrong(t, "Not UTF-8", t->at);
	}
	return wrong(t, "Unterminated string starting at", begin);
}

static int
checknumber(struct text *t)
{
	const char *s = t->s + t->at, *end = t->s + t->n;
	size_t n;

	s += *s == '-';
	if ((n = digitspan(s, end - s)) == 0 || (*s == '0' && n > 1))
		return wrong(t, "Expecting object", t->at);
	s += n;
	if (*s == '.') {
		if ((n = digitspan(s + 1, end - s - 1)) == 0)
			return wrong(t, "Expecting object", t->at);
		s += n + 1;
	}
	if (*s == 'e' || *s == 'E') {
		s++;
		s += *s == '+' || *s == '-';
		if ((n = digitspan(s, end - s)) == 0)
			return wrong(t, "Expecting object", t->at);
		s += n;
	}
	t->at = s - t->s;
	return 0;
}

static int
checkword(struct text *t)
{
	static const char *const words[] = { "true", "false", "null" };
	size_t i, n;

	for (i = 0; i < LEN(words); i++) {
		n = strlen(words[i]);
		if (strncmp(t->s + t->at, words[i], n) == 0) {
			t->at += n;
			return 0;
		}
	}
	return wrong(t, "Expecting object", t->at);
}

static int checkvalue(struct text *, int);

/* the rest of an object or array, from its bracket */
static int
checkmembers(struct text *t, int close, int depth)
{
	t->at++;
	if (stepover(t, close))
		return 0;
	do {
		blanks(t);
		if (close == '}') {
			if (t->s[t->at] != '"')
				return wrong(t, "Expecting property name",
				    t->at);
			if (checkstring(t) < 0)
				return -1;
			if (!stepover(t, ':'))
				return wrong(t, "Expecting : delimiter",
				    t->at);
			blanks(t);
		}
		if (checkvalue(t, depth) < 0)
			return -1;
		if (stepover(t, close))
			return 0;
	} while (stepover(t, ','));
	return wrong(t, "Expecting , delimiter", t->at);
}

static int
checkvalue(struct text *t, int depth)
{
	int c = t->s[t->at];

	if (c == '"')
		return checkstring(t);
	if (c == '-' || (c >= '0' && c <= '9'))
		return checknumber(t);
	if (c != '{' && c != '[')
		return checkword(t);
	if (depth == JSONDEPTH)
		return wrong(t, "Nested too deeply", t->at);
	return checkmembers(t, c == '{' ? '}' : ']', depth + 1);
}

int
jsoncheck(const char *s, size_t n, struct buf *why)
{
	struct text t = { s, 0, n, NULL, 0 };
	size_t column = 1, i, line = 1;

	blanks(&t);
	if (t.at == n) {
		bufputs(why, "No JSON object could be decoded");
		return -1;
	}
	if (checkvalue(&t, 0) == 0) {
		blanks(&t);
		if (t.at == n)
			return 0;
		wrong(&t, "Extra data", t.at);
	}
	for (i = 0; i < t.bad; i++, column++)
		if (s[i] == '\n') {
			line++;
			column = 0;
		}
	buffmt(why, "%s: line %zu column %zu (char %zu)", t.msg, line,
	    column, t.bad);
	return -1;
}

/* the place behind the string at p */
static const char *
skipstring(const char *p)
{
	for (p++; *p != '"'; p++)
		p += *p == '\\';
	return p + 1;
}

const char *
jsonskip(const char *p)
{
	int depth = 0;

	do {
		if (*p == '"') {
			p = skipstring(p);
			continue;
		}
		if (*p == '{' || *p == '[')
			depth++;
		else if (*p == '}' || *p == ']')
			depth--;
		else if (depth == 0)
			return p + strcspn(p, " \t\r\n,]}");
		p++;
	} while (depth > 0);
	return p;
}

int
jsonnext(const char **p, const char **key, const char **value)
{
	const char *after, *s = jsonblanks(*p);

	*key = NULL;
	if (*s == '{' || *s == '[' || *s == ',')
		s = jsonblanks(s + 1);
	if (*s == '}' || *s == ']')
		return 0;
	/* a string is a key if a colon follows it */
	if (*s == '"' && *(after = jsonblanks(skipstring(s))) == ':') {
		*key = s;
		s = jsonblanks(after + 1);
	}
	*value = s;
	*p = jsonblanks(jsonskip(s));
	return 1;
}

/* the character of the \uXXXX at p, or of a pair */
static unsigned long
escaped(const char **p)
{
	unsigned long c = hexquad(*p + 2);
	long low;

	*p += 6;
	if (c >= 0xd800 && c < 0xdc00 && (*p)[0] == '\\' && (*p)[1] == 'u' &&
	    (low = hexquad(*p + 2)) >= 0xdc00 && low < 0xe000) {
		*p += 6;
		c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
	}
	return c;
}

void
jsonstring(const char *p, struct buf *b)
{
	static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
	const char *e;

	if (*p != '"') {
		bufadd(b, p, jsonskip(p) - p);
		return;
	}
	for (p++;; ) {
		e = p + strcspn(p, "\\\"");
		bufadd(b, p, e - p);
		p = e;
		if (*p == '"')
			break;
		if (p[1] == 'u') {
			bufutf8(b, escaped(&p));
			continue;
		}
		e = strchr(from, p[1]);
		bufputc(b, e ? to[e - from] : p[1]);
		p += 2;
	}
}

/* paths that lead to values of a JSON document */

struct step {
	enum { KEY, INDEX, ALL, WHERE } kind;
	const char *key, *value;
	size_t keylen, valuelen;
	long long index;
};

/* read a key, quoted or not: the place behind it, or NULL */
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
	t->keylen = strspn(p, WORDBYTES "-");
	return t->keylen > 0 ? p + t->keylen : NULL;
}

/* read the inside of brackets: the place behind them, or NULL */
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
		p = readwhole(p, 999999999, &t->index);
		return p && *p == ']' ? p + 1 : NULL;
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

/* read the step at p: the place behind it, or NULL */
static const char *
nextstep(const char *p, struct step *t)
{
	if (*p == '[')
		return bracket(p + 1, t);
	if (*p == '.')
		return p[1] == '[' ? bracket(p + 2, t) : pathkey(p + 1, t);
	return pathkey(p, t);
}

const char *
pathwrong(const char *path)
{
	const char *p = path;
	struct step t;

	while (*p)
		if ((p > path && *p != '.' && *p != '[') ||
		    !(p = nextstep(p, &t)))
			return "want .key, .\"key\", [number], [] "
			    "or [key=value]";
	return NULL;
}

/* 1 if the value, a string or not, has these bytes */
static int
equal(const char *value, const char *s, size_t n)
{
	static struct buf b;

	bufclear(&b);
	jsonstring(value, &b);
	return b.len == n && memcmp(b.s, s, n) == 0;
}

static const char *
member(const char *object, const char *s, size_t n)
{
	const char *found = NULL, *key, *value;

	if (*object != '{')
		return NULL;
	while (jsonnext(&object, &key, &value))
		if (key && equal(key, s, n))
			found = value;
	return found;
}

const char *
jsonmember(const char *object, const char *key)
{
	return member(object, key, strlen(key));
}

void
pathwalk(const char *doc, const char *path,
    void (*found)(void *, const char *), void *arg)
{
	const char *all, *key, *value;
	struct step t;
	long long i = 0;

	all = doc = jsonblanks(doc);
	if (!*path) {
		found(arg, doc);
		return;
	}
	/* cannot fail: pathwrong() accepted the path */
	if (!(path = nextstep(path, &t)))
		return;
	if (t.kind == KEY) {
		if ((value = member(doc, t.key, t.keylen)))
			pathwalk(value, path, found, arg);
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
		pathwalk(value, path, found, arg);
	}
}
