/* record.c - records of runs: reading, writing, which records count */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "format.h"

#define SHOWN	200		/* bytes of a malformed line, at most */

/* 1 for a line whose key of n bytes ends in {perf} */
static int
perfok(const char *s, size_t n)
{
	return n > 6 && s[n - 1] == '}' && memcmp(s + n - 6, "{perf}", 6) == 0;
}

/* order by the bytes before `='; attr comes before perf */
static int
byline(const char *a, const char *b)
{
	size_t i, na, nb;
	int perfa, perfb;

	for (i = 0; a[i] == b[i] && a[i] != '='; i++)
		continue;
	if (a[i] == b[i])
		return 0;
	na = i + strcspn(a + i, "=");
	nb = i + strcspn(b + i, "=");
	perfa = perfok(a, na);
	perfb = perfok(b, nb);
	if (perfa != perfb)
		return perfa - perfb;
	if (i < na && i < nb)
		return (unsigned char)a[i] - (unsigned char)b[i];
	return (na > nb) - (na < nb);
}

static const char *sorting;	/* the text of the lines, for byoffset */

static int
byoffset(const void *a, const void *b)
{
	return byline(sorting + *(const size_t *)a,
	    sorting + *(const size_t *)b);
}

/* sort the lines, and keep the last line of each key; sort() is stable */
static void
settle(struct record *r)
{
	struct buf b = { 0 };
	const char *end, *s;
	size_t i, n = 0;

	sorting = r->text.s;
	sort(r->line, r->n, sizeof *r->line, byoffset);
	for (i = 0; i < r->n; i++) {
		s = sorting + r->line[i];
		if (i + 1 < r->n && byline(s, sorting + r->line[i + 1]) == 0)
			continue;
		/* a value may hold a NUL, never a newline */
		end = memchr(s, '\n', sorting + r->text.len - s);
		r->line[n++] = b.len;
		bufadd(&b, s, end + 1 - s);
	}
	r->n = n;
	r->mixed = 0;
	buffree(&r->text);
	r->text = b;
}

/* make room for one line */
static void
grow(struct record *r)
{
	if (r->n < r->cap)
		return;
	/* first drop repeated keys: memory is for different keys */
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
	struct buf *b = &r->text;
	char *s;
	size_t at;

	grow(r);
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

	if (keyok(key, n) && !memchr(value, '\n', len)) {
		put(r, key, n, type, value, len);
		return NULL;
	}
	bufclear(&why);
	if (keyok(key, n))
		buffmt(&why, "%.*s: newline in value", (int)n, key);
	else
		buffmt(&why, type ? "Invalid key: %.*s{%s}" :
		    "Invalid key: %.*s", (int)n, key, type);
	return why.s;
}

const char *
recordadd(struct record *r, const char *key, size_t n, const char *type,
    const char *value)
{
	return add(r, key, n, type, value, strlen(value));
}

/* the type at the end of a key of *n bytes, cut off; or NULL */
static const char *
keytype(const char *key, size_t *n)
{
	const char *end = key + *n;

	if (*n < 6 || (memcmp(end - 6, "{attr}", 6) != 0 &&
	    memcmp(end - 6, "{perf}", 6) != 0))
		return NULL;
	*n -= 6;
	return end[-5] == 'a' ? "attr" : "perf";
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

	/* the fast way for good lines; pair() reports errors */
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
	bufadd(b, r->text.s, r->text.len);
	if (blank)
		bufputc(b, '\n');
}

void
recordclear(struct record *r)
{
	bufshorten(&r->text, 0);
	r->n = 0;
	r->mixed = 0;
}

/* reading records */

/* does a record with this attribute count? no other code decides this */
static enum counting
attrcounting(const char *key, const char *value)
{
	if (strcmp(key, "try") == 0 || strcmp(key, "warmup") == 0 ||
	    strcmp(key, "precision") == 0)
		return LEFTOUT;
	return strcmp(key, "exit") == 0 && strcmp(value, "0") != 0 ?
	    FAILEDRUN : COUNTS;
}

static void
clearrecord(struct recordreader *r)
{
	r->n = 0;
	r->counts = COUNTS;
	r->complete = 0;
}

void
recordsfrom(struct recordreader *r, struct reader *in)
{
	clearrecord(r);
	r->in = in;
	in->keep = 1;
	r->torn = 0;
}

/* order by key, attributes first */
static int
bykey(const void *va, const void *vb)
{
	const struct recordline *a = va, *b = vb;

	return a->attr != b->attr ? b->attr - a->attr :
	    strcmp(a->key, b->key);
}

static int
byplace(const void *va, const void *vb)
{
	const struct recordline *a = va, *b = vb;

	return (a->at > b->at) - (a->at < b->at);
}

/* keep only the last line of each key, in the order of the file */
static void
dropearlier(struct recordreader *r)
{
	size_t i, n = 0;

	sort(r->line, r->n, sizeof *r->line, bykey);	/* stable */
	for (i = 0; i < r->n; i++)
		if (i + 1 == r->n || bykey(&r->line[i], &r->line[i + 1]) != 0)
			r->line[n++] = r->line[i];
	r->n = n;
	sort(r->line, r->n, sizeof *r->line, byplace);
}

/* set the strings of the lines, now that the text does not move */
static int
completerecord(struct recordreader *r)
{
	const char *text = r->in->s + r->in->from;
	struct recordline *l;
	int ordered = 1;

	for (l = r->line; l < r->line + r->n; l++) {
		l->key = text + l->at;
		l->value = text + l->valueat;
		if (l->attr && attrcounting(l->key, l->value) > r->counts)
			r->counts = attrcounting(l->key, l->value);
		if (l > r->line && (l[-1].attr != l->attr ||
		    *l[-1].key >= *l->key) && bykey(l - 1, l) >= 0)
			ordered = 0;
	}
	if (!ordered)
		dropearlier(r);
	r->complete = 1;
	return 1;
}

static void
addline(struct recordreader *r, const struct keyval *kv)
{
	const char *text = r->in->s + r->in->from;
	struct recordline *l;

	if (r->n == r->cap)
		r->line = growarray(r->line, r->n, &r->cap, sizeof *r->line);
	l = &r->line[r->n++];
	l->attr = kv->type && *kv->type == 'a';
	l->at = kv->key - text;
	l->valueat = kv->value - text;
	l->keylen = kv->value - kv->key - (kv->type ? 7 : 1);
	l->len = kv->len;
	l->lineno = r->in->lineno;
}

int
readrecord(struct recordreader *r)
{
	struct keyval kv;
	char *s;
	size_t n;

	if (r->complete)
		clearrecord(r);
	for (;;) {
		if (r->n == 0)
			r->in->from = r->in->at;
		if (!(s = readline(r->in, &n)) || (r->torn = r->in->torn))
			break;
		switch (n > 0 ? parsekeyval(s, n, &kv) : 0) {
		case -1:
			bufclear(&r->why);
			buffmt(&r->why, "%s:%lu: Invalid format line: %.*s%s",
			    r->in->name, r->in->lineno,
			    (int)(n < SHOWN ? n : SHOWN), s,
			    n < SHOWN ? "" : "...");
			return -1;
		case 0:
			if (r->n > 0 && (!n || s[strspn(s, " \t\r\f\v")] != '#'))
				return completerecord(r);
			break;
		default:
			if (kv.type || r->plain)
				addline(r, &kv);
		}
	}
	return r->n > 0 && completerecord(r);
}

const char *
recordattr(const struct recordreader *r, const char *key)
{
	size_t i;

	for (i = 0; i < r->n; i++)
		if (r->line[i].attr && strcmp(r->line[i].key, key) == 0)
			return r->line[i].value;
	return NULL;
}

/* begin to read the records in b, which are cut up */
static struct recordreader *
recordsin(struct buf *b, int plain)
{
	static struct recordreader r;
	static struct reader in;

	memset(&in, 0, sizeof in);
	in.fd = -1;
	in.s = b->s;
	in.len = b->len;
	in.eof = 1;
	r.plain = plain;
	recordsfrom(&r, &in);
	return &r;
}

/* skip malformed lines and records that count less: 1; 0 at the end */
static int
nextrecord(struct recordreader *r, enum counting least)
{
	int c;

	while ((c = readrecord(r)) != 0)
		if (c > 0 && r->counts <= least)
			return 1;
	return 0;
}

/* appending records to a file, or lines to its last record */

int
appendrecord(const char *path, struct record *r)
{
	struct buf b = { 0 };
	int rc;

	recordtext(r, &b, 1);
	rc = appendin(HERE, path, b.s, b.len, 1);
	buffree(&b);
	return rc;
}

/* write the text over the byte at the offset, the empty line at the end */
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

/* append the attributes that make a run not count, as lines */
static void
bufmarks(struct buf *b, struct record *extra)
{
	struct buf text = { 0 };
	struct recordreader *r;
	struct recordline *l;

	recordtext(extra, &text, 1);
	r = recordsin(&text, 0);
	if (readrecord(r) > 0)
		for (l = r->line; l < r->line + r->n; l++)
			if (l->attr && attrcounting(l->key, l->value) !=
			    COUNTS)
				buffmt(b, "%s{attr}=%s\n", l->key, l->value);
	buffree(&text);
}

/*
 * Copy the lines of records to b, with last added to the last record and
 * marks to each other record.  Returns how many records there are; 0 if
 * the last record has no empty line, or is not at the end.
 */
static size_t
markrecords(struct buf *b, const struct buf *lines, const struct buf *marks,
    const struct buf *last)
{
	const char *s = lines->s, *end = s + lines->len, *nl;
	size_t count = 0;
	int in = 0, joined = 0;

	for (; s < end && (nl = memchr(s, '\n', end - s)); s = nl + 1) {
		if (nl > s || !in) {
			in |= keyspan(s) > 0;
			bufadd(b, s, nl + 1 - s);
			continue;
		}
		joined = nl + 1 == end;
		bufadd(b, joined ? last->s : marks->s,
		    joined ? last->len : marks->len);
		if (!joined)
			bufputc(b, '\n');
		in = 0;
		count++;
	}
	if (in) {
		bufadd(b, marks->s, marks->len);
		bufputc(b, '\n');
	}
	if (!joined)
		bufadd(b, last->s, last->len);
	return joined ? count : 0;
}

/* 1: the lines were added; 0: append them as a record; -1 with errno */
static int
joinlocked(int fd, const char *path, long long from, struct record *r)
{
	struct buf all = { 0 }, lines = { 0 }, marks = { 0 }, text = { 0 };
	struct stat st;
	size_t count = 1;
	int rc = 0;

	if (lockfile(fd, path) < 0 || lseek(fd, 0, SEEK_END) < 0 ||
	    appendlocked(fd, HERE, path, "", 0, 0) < 0 || fstat(fd, &st) < 0)
		return -1;
	if (st.st_size <= from)
		return 0;
	recordtext(r, &text, 1);
	bufmarks(&marks, r);
	if (readtail(fd, marks.len > 0 ? st.st_size - from : 2, &lines) < 0)
		rc = -1;
	else if (marks.len > 0)
		count = markrecords(&all, &lines, &marks, &text);
	/* a crash after ftruncate() loses only records that count nowhere */
	if (rc == 0 && count != 1)
		rc = ftruncate(fd, from) < 0 || lseek(fd, 0, SEEK_END) < 0 ||
		    appendlocked(fd, HERE, path, all.s, all.len, 1) < 0 ?
		    -1 : 1;
	else if (rc == 0 && st.st_size > 1 && lines.s[lines.len - 1] == '\n' &&
	    lines.s[lines.len - 2] == '\n')
		rc = overwrite(fd, st.st_size - 1, &text) < 0 ? -1 : 1;
	buffree(&all);
	buffree(&lines);
	buffree(&marks);
	buffree(&text);
	return rc;
}

/*
 * Add the lines to the last record of the file, by one write over its
 * closing empty line.  A file of at most from bytes gets a new record
 * instead.  Attributes that make a run not count are added to all records
 * after from bytes.  0, or -1 with errno.
 */
static int
joinrecord(const char *path, long long from, struct record *r)
{
	int fd, rc;

	/* no O_APPEND: on Linux pwrite would append */
	fd = openin(HERE, path, O_RDWR | O_NOFOLLOW);
	if (fd < 0)
		return errno == ENOENT ? appendrecord(path, r) : -1;
	rc = joinlocked(fd, path, from, r);
	closekeep(fd);
	return rc < 0 ? -1 : rc > 0 ? 0 : appendrecord(path, r);
}

/* the records of one run */

/* the length of the file, 0 if it is missing; or -1 with errno */
static long long
length(const char *path)
{
	struct stat st;

	if (statpath(path, &st) == 0)
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

/* replace b by the bytes of the file from one offset to another */
static int
readpart(const char *path, long long from, long long end, struct buf *b)
{
	ssize_t n;
	int fd;

	bufclear(b);
	if (end <= from)
		return 0;
	fd = openin(HERE, path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW);
	if (fd < 0)
		return -1;
	bufroom(b, end - from);
	errno = EIO;
	n = pread(fd, b->s, end - from, from);
	closekeep(fd);
	if (n != end - from)
		return -1;
	b->len = n;
	return 0;
}

/* call value for the values that count in the records of b; cuts up b */
static void
handvalues(struct records *r, struct buf *b)
{
	struct recordreader *from = recordsin(b, 0);
	const struct recordline *l;

	while (nextrecord(from, COUNTS))
		for (l = from->line; l < from->line + from->n; l++)
			if (!l->attr)
				r->value(r->arg, l->key, l->value);
}

/* add the records of b that are not LEFTOUT to a record; cuts up b */
static void
mergerecords(struct record *to, struct buf *b)
{
	struct recordreader *from = recordsin(b, 1);
	const struct recordline *l;

	while (nextrecord(from, FAILEDRUN))
		for (l = from->line; l < from->line + from->n; l++)
			recordadd(to, l->key, l->keylen, l->attr ? "attr" :
			    "perf", l->value);
}

/* -o: write all records of the run, and extra, as one record */
static int
onerecord(struct records *r, struct record *extra, int skip)
{
	static struct buf b;
	long long n = length(r->path);
	int err, rc;

	if (n < 0 || readpart(r->path, 0, n, &b) < 0 ||
	    (n > 0 && emptyfile(r->path) < 0))
		return -1;
	mergerecords(extra, &b);
	if (extra->n == 0)
		return 0;
	bufclear(&b);
	recordtext(extra, &b, 1);
	rc = r->stream ? writeall(r->to, b.s, b.len) :
	    appendfd(r->to, HERE, r->toname, b.s, b.len, 1);
	err = errno;
	if (r->value && !skip)
		handvalues(r, &b);
	errno = err;
	return rc;
}

int
recordsend(struct records *r, struct record *extra, int skip)
{
	static struct buf b;
	long long end;

	if (r->to >= 0)
		return onerecord(r, extra, skip);
	if (extra->n > 0 && joinrecord(r->path, r->from, extra) < 0)
		return -1;
	if (!r->value)
		return 0;
	if ((end = length(r->path)) < 0 ||
	    readpart(r->path, r->seen, skip ? r->from : end, &b) < 0)
		return -1;
	if (b.len > 0)
		handvalues(r, &b);
	r->seen = end;
	return 0;
}

int
recordsmark(struct records *r, struct record *marks)
{
	if (r->to >= 0 || length(r->path) <= r->from)
		return 0;
	return joinrecord(r->path, r->from, marks);
}
