/* keyval.c - key=value lines and records */
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base.h"
#include "format.h"

/* A-Za-z0-9_.- are 1: a million keys are looked at byte by byte */
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

/* 1 for a line whose key of n bytes ends in {perf} */
static int
perfok(const char *s, size_t n)
{
	return n > 6 && s[n - 1] == '}' && memcmp(s + n - 6, "{perf}", 6) == 0;
}

/* the bytes before `=' decide; attr comes before perf */
static int
byline(const char *a, const char *b)
{
	size_t i, na, nb;
	int perfa, perfb;

	for (i = 0; a[i] == b[i] && a[i] != '='; i++)
		continue;
	if (a[i] == b[i])
		return 0;
	for (na = i; a[na] != '='; na++)
		continue;
	for (nb = i; b[nb] != '='; nb++)
		continue;
	perfa = perfok(a, na);
	perfb = perfok(b, nb);
	if (perfa != perfb)
		return perfa - perfb;
	if (i < na && i < nb)
		return (unsigned char)a[i] - (unsigned char)b[i];
	return (na > nb) - (na < nb);
}

static const char *sorting;	/* the text whose lines qsort moves about */

/* the later of two lines with one key comes later */
static int
byplace(const void *va, const void *vb)
{
	size_t a = *(const size_t *)va, b = *(const size_t *)vb;
	int r = byline(sorting + a, sorting + b);

	return r ? r : (a > b) - (a < b);
}

/* put the lines in order, the last one of each key alone */
static void
settle(struct record *r)
{
	struct buf b = { 0 };
	const char *end, *s;
	size_t i, n = 0;

	sorting = r->text->s;
	sort(r->line, r->n, sizeof *r->line, byplace);
	for (i = 0; i < r->n; i++) {
		s = sorting + r->line[i];
		if (i + 1 < r->n && byline(s, sorting + r->line[i + 1]) == 0)
			continue;
		/* a value may hold a NUL, never a newline */
		end = memchr(s, '\n', sorting + r->text->len - s);
		r->line[n++] = b.len;
		bufadd(&b, s, end + 1 - s);
	}
	r->n = n;
	r->mixed = 0;
	buffree(r->text);
	*r->text = b;
}

/* room for one more line */
static void
grow(struct record *r)
{
	if (!r->text) {
		r->text = xmalloc(sizeof *r->text);
		memset(r->text, 0, sizeof *r->text);
	}
	if (r->n < r->cap)
		return;
	/* one key given a million times is one line */
	if (r->mixed)
		settle(r);
	if (r->n < r->cap / 2)
		return;
	r->cap = r->cap ? 2 * r->cap : 8;
	r->line = xrealloc(r->line, r->cap * sizeof *r->line);
}

static void
put(struct record *r, const char *key, size_t n, const char *type,
    const char *value, size_t len)
{
	struct buf *b;
	char *s;
	size_t at;

	grow(r);
	b = r->text;
	at = b->len;
	bufroom(b, n + len + 8);
	s = b->s + at;
	memcpy(s, key, n);
	s += n;
	if (type) {
		*s++ = '{';
		memcpy(s, type, 4);
		s[4] = '}';
		s += 5;
	}
	*s++ = '=';
	memcpy(s, value, len);
	s += len;
	*s++ = '\n';
	*s = '\0';
	b->len = s - b->s;
	if (r->n > 0 && byline(b->s + r->line[r->n - 1], b->s + at) >= 0)
		r->mixed = 1;
	r->line[r->n++] = at;
}

static const char *
add(struct record *r, const char *key, size_t n, const char *type,
    const char *value, size_t len)
{
	static struct buf why;
	const char *open = type ? "{" : "", *close = type ? "}" : "";

	if (keyok(key, n) && !memchr(value, '\n', len)) {
		put(r, key, n, type, value, len);
		return NULL;
	}
	bufclear(&why);
	if (keyok(key, n))
		buffmt(&why, "%.*s: newline in value", (int)n, key);
	else
		buffmt(&why, "Invalid key: %.*s%s%s%s", (int)n, key, open,
		    type ? type : "", close);
	return why.s;
}

const char *
recordadd(struct record *r, const char *key, size_t n, const char *type,
    const char *value)
{
	return add(r, key, n, type, value, strlen(value));
}

/* the type that the key of n bytes ends in, and *n without it; or NULL */
static const char *
keytype(const char *key, size_t *n)
{
	if (*n < 6)
		return NULL;
	if (strncmp(key + *n - 6, "{attr}", 6) == 0) {
		*n -= 6;
		return "attr";
	}
	if (strncmp(key + *n - 6, "{perf}", 6) == 0) {
		*n -= 6;
		return "perf";
	}
	return NULL;
}

static const char *
pair(struct record *r, const char *s, size_t n, const char *type, int typed)
{
	static struct buf why;
	const char *eq = memchr(s, '=', n), *has;
	size_t k;

	if (!eq) {
		bufclear(&why);
		buffmt(&why, "bad pair '%.*s': want key=value", (int)n, s);
		return why.s;
	}
	k = eq - s;
	if (typed && (has = keytype(s, &k)))
		type = has;
	return add(r, s, k, type, eq + 1, s + n - eq - 1);
}

const char *
recordpair(struct record *r, const char *s, const char *type)
{
	return pair(r, s, strlen(s), type, 0);
}

const char *
recordline(struct record *r, const char *s, size_t n, const char *type)
{
	size_t k = keyspan(s);

	/* nearly every line; pair() says what is wrong with the others */
	if (k == 0 || s[k] != '=')
		return pair(r, s, n, type, type != NULL);
	put(r, s, k, type, s + k + 1, n - k - 1);
	return NULL;
}

void
recordtext(struct record *r, struct buf *b, int blank)
{
	if (r->mixed)
		settle(r);
	if (r->n > 0)
		bufadd(b, r->text->s, r->text->len);
	if (blank)
		bufputc(b, '\n');
}

void
recordclear(struct record *r)
{
	if (r->text)
		bufclear(r->text);
	r->n = 0;
	r->mixed = 0;
}

void
recordfree(struct record *r)
{
	if (r->text)
		buffree(r->text);
	free(r->text);
	free(r->line);
	memset(r, 0, sizeof *r);
}

/* does the text that n bytes are left of begin with the 7 of tag? */
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
	return 1;
}

int
appendrecord(const char *path, struct record *r)
{
	struct buf b = { 0 };
	int err, rc;

	recordtext(r, &b, 1);
	rc = appendfile(path, b.s, b.len, 1);
	err = errno;
	buffree(&b);
	errno = err;
	return rc;
}

/* write the text over the last byte, which is the empty line */
static int
overwrite(int fd, long long at, const struct buf *b)
{
	ssize_t n = pwrite(fd, b->s, b->len, at);
	int err = n < 0 ? errno : ENOSPC;

	if (n == (ssize_t)b->len)
		return 0;
	if (n > 0 && (ftruncate(fd, at) < 0 || pwrite(fd, "\n", 1, at) < 0))
		err = errno;
	errno = err;
	return -1;
}

int
joinrecord(const char *path, long long from, struct record *r)
{
	struct buf b = { 0 };
	struct stat st;
	char last[2];
	int err, fd, rc;

	/* no O_APPEND: on Linux it would make pwrite append */
	fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return errno == ENOENT ? appendrecord(path, r) : -1;
	rc = lockfile(fd);
	if (rc == 0 && fstat(fd, &st) == 0 && st.st_size > from &&
	    st.st_size > 1 && pread(fd, last, 2, st.st_size - 2) == 2 &&
	    last[0] == '\n' && last[1] == '\n') {
		recordtext(r, &b, 1);
		rc = overwrite(fd, st.st_size - 1, &b);
		err = errno;
		close(fd);
		buffree(&b);
		errno = err;
		return rc;
	}
	close(fd);
	return rc < 0 ? -1 : appendrecord(path, r);
}

/* what one run recorded: gathered, joined, judged */

/* how long the file is; a missing one is empty; -1 with errno */
static long long
length(const char *path)
{
	struct stat st;

	if (stat(path, &st) == 0)
		return st.st_size;
	return errno == ENOENT ? 0 : -1;
}

int
recordsbegin(struct records *r)
{
	if (!r->watched || r->to >= 0)
		return 0;
	return (r->from = length(r->path)) < 0 ? -1 : 0;
}

/* call take for each line of the file between two offsets */
static int
lines(const char *path, long long from, long long end,
    void (*take)(void *, struct keyval *), void *arg)
{
	struct buf b = { 0 };
	struct keyval kv;
	char *nl, *s;
	int fd;

	if (end <= from)
		return 0;
	fd = open(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return -1;
	bufroom(&b, end - from);
	if (pread(fd, b.s, end - from, from) != end - from) {
		close(fd);
		buffree(&b);
		errno = EIO;
		return -1;
	}
	close(fd);
	b.s[end - from] = '\0';
	for (s = b.s; (nl = strchr(s, '\n')); s = nl + 1) {
		*nl = '\0';
		if (parsekeyval(s, nl - s, &kv) == 1)
			take(arg, &kv);
	}
	buffree(&b);
	return 0;
}

static void
intovalue(void *arg, struct keyval *kv)
{
	struct records *r = arg;

	if (kv->type && strcmp(kv->type, "perf") == 0)
		r->value(r->arg, kv->key, kv->value);
}

static void
intorecord(void *r, struct keyval *kv)
{
	recordadd(r, kv->key, strlen(kv->key), kv->type ? kv->type : "perf",
	    kv->value);
}

/* what is in a record that was never written to path; cuts it up */
static void
handvalues(struct records *r, struct buf *b)
{
	struct keyval kv;
	char *nl, *s;

	for (s = b->s; (nl = strchr(s, '\n')); s = nl + 1) {
		*nl = '\0';
		if (parsekeyval(s, nl - s, &kv) == 1)
			intovalue(r, &kv);
	}
}

/* -o: everything the run recorded, and extra, as one record */
static int
onerecord(struct records *r, struct record *extra, int skip)
{
	static struct buf b;
	long long n = length(r->path);
	int err, rc;

	if (n < 0 || (n > 0 && (lines(r->path, 0, n, intorecord, extra) < 0 ||
	    truncate(r->path, 0) < 0)))
		return -1;
	if (extra->n == 0)
		return 0;
	bufclear(&b);
	recordtext(extra, &b, 1);
	rc = r->stream ? writeall(r->to, b.s, b.len) :
	    appendfd(r->to, r->toname, b.s, b.len, 1);
	err = errno;
	if (r->value && !skip)
		handvalues(r, &b);
	errno = err;
	return rc;
}

int
recordsend(struct records *r, struct record *extra, int skip)
{
	long long end;

	if (r->to >= 0)
		return onerecord(r, extra, skip);
	if (extra->n > 0 && joinrecord(r->path, r->from, extra) < 0)
		return -1;
	if (!r->value)
		return 0;
	if ((end = length(r->path)) < 0 ||
	    lines(r->path, r->seen, skip ? r->from : end, intovalue,
	    r) < 0)
		return -1;
	r->seen = end;
	return 0;
}

/* the keyvals of a test */

/* the first thing that was wrong is what is told */
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
	char *key = strfmt("param-%s", name);

	testkeyval(t, key, value);
	free(key);
}

int
testkeyvalswrite(struct testkeyvals *t, struct buf *why)
{
	struct buf b = { 0 };
	int ok = !t->bad;

	if (t->bad)
		bufputs(why, t->bad);
	recordtext(&t->record, &b, 0);
	if (ok && appendfile(t->path, b.s, b.len, 0) < 0) {
		buffmt(why, "%s: %s", t->path, strerror(errno));
		ok = 0;
	}
	buffree(&b);
	return ok ? 0 : -1;
}

void
testkeyvaladd(const struct testkeyvals *t, const char *key,
    const char *value)
{
	char *s = strfmt("%s=%s\n", key, value);

	if (appendfile(t->path, s, strlen(s), 0) < 0)
		warning("%s:", t->path);
	free(s);
}
