/* status.c - status lines and verdicts */
#include <string.h>
#include <unistd.h>

#include "format.h"

/* 1 if a byte would end a line or a column */
static int
breaks(const char *s)
{
	return s && s[strcspn(s, "\t\n\r\v\f")];
}

/* 1 if the parser takes the column for a field: word=something */
static int
fieldlike(const char *s, size_t n)
{
	size_t i = 0;	/* strspn(3) makes a table of the bytes each time */

	while (i < n && (s[i] == '_' || (s[i] >= '0' && s[i] <= '9') ||
	    ((s[i] | 32) >= 'a' && (s[i] | 32) <= 'z')))
		i++;
	return i > 0 && i + 1 < n && s[i] == '=';
}

static const char *
column(const char *s)
{
	return s && *s ? s : "----";
}

/* append the text as Python's repr writes it */
static void
shown(struct buf *b, const char *s, size_t n)
{
	static const char from[] = "\t\n\r", to[] = "tnr";
	const char *p;

	bufputc(b, '\'');
	for (; n > 0; n--, s++)
		if (*s && (p = strchr(from, *s)))
			buffmt(b, "\\%c", to[p - from]);
		else if (*s == '\v' || *s == '\f')
			buffmt(b, "\\x0%c", *s == '\v' ? 'b' : 'c');
		else
			bufputc(b, *s);
	bufputc(b, '\'');
}

static const char *
badfields(const struct entry *e, struct buf *why)
{
	const char *const *f;
	const char *eq;

	for (f = e->fields; f && *f; f++) {
		eq = strchr(*f, '=');
		if (!breaks(*f))
			continue;
		bufputs(why, "Invalid character in ");
		shown(why, *f, eq - *f);
		bufputc(why, '=');
		shown(why, eq + 1, strlen(eq + 1));
		bufputs(why, " field");
		return why->s;
	}
	return NULL;
}

static const char *
badentry(const struct entry *e)
{
	static struct buf why;

	bufclear(&why);
	if (!codeok(e->code)) {
		buffmt(&why, "status code '%s' is not valid", e->code);
		return why.s;
	}
	if (breaks(e->subdir))
		return "Invalid character in subdir string";
	if (breaks(e->operation))
		return "Invalid character in operation string";
	return badfields(e, &why);
}

/* the end of the line at s; *next is the begin of the next line, or NULL */
static const char *
lineend(const char *s, const char **next)
{
	const char *e = s + strcspn(s, "\r\n");

	*next = !*e ? NULL : e[0] == '\r' && e[1] == '\n' ? e + 2 : e + 1;
	return e;
}

static void
addmessage(struct buf *b, const char *s)
{
	const char *e, *next;

	if (!s)
		s = "";
	e = lineend(s, &next);
	/* tabs become blanks, since a tab ends a field */
	if (fieldlike(s, e - s))
		bufputs(b, "reason: ");
	for (; s < e; s++)
		if (*s == '\t')
			bufputs(b, "        ");
		else
			bufputc(b, *s == '\v' || *s == '\f' ? ' ' : *s);
	bufputc(b, '\n');
	/* a newline at the very end does not begin another line */
	while ((s = next) && *s) {
		e = lineend(s, &next);
		bufputs(b, "  ");
		bufadd(b, s, e - s);
		bufputc(b, '\n');
	}
}

const char *
bufentry(struct buf *b, const struct entry *e)
{
	long long stamp = e->stamp < 0 ? timestamp() : e->stamp;
	const char *const *f, *why;
	int i;

	if ((why = badentry(e)))
		return why;
	for (i = 0; i < e->indent; i++)
		bufputc(b, '\t');
	buffmt(b, "%s\t%s\t%s\ttimestamp=%lld\t", e->code, column(e->subdir),
	    column(e->operation), stamp);
	for (f = e->fields; f && *f; f++)
		if (strncmp(*f, "timestamp=", 10) != 0 &&
		    strncmp(*f, "localtime=", 10) != 0)
			buffmt(b, "%s\t", *f);
	bufputs(b, "localtime=");
	buflocaltime(b, stamp);
	bufputc(b, '\t');
	addmessage(b, e->message);
	return NULL;
}

const char *
field(const struct statusline *l, const char *name, size_t *n)
{
	size_t len = strlen(name);
	const char *p;

	for (p = l->fields; *p; p += *n + (p[*n] == '\t')) {
		*n = strcspn(p, "\t");
		if (*n > len && strncmp(p, name, len) == 0 && p[len] == '=') {
			*n -= len + 1;
			return p + len + 1;
		}
	}
	return NULL;
}

/* cut off the column at *s; NULL: no tab after it, empty, or blank first */
static char *
cutcolumn(char **s)
{
	char *tab, *col = *s;

	if (strchr(" \r\v\f", *col) || !(tab = strchr(col, '\t')) || tab == col)
		return NULL;
	*tab = '\0';
	*s = tab + 1;
	return col;
}

int
parsestatus(char *line, size_t n, struct statusline *l)
{
	const char *stamp;
	char *p = line;
	size_t len;

	memset(l, 0, sizeof *l);
	l->stamp = -1;
	for (; *p == '\t'; p++)
		l->indent++;
	if (!(l->code = cutcolumn(&p)) || !(l->subdir = cutcolumn(&p)) ||
	    !(l->operation = cutcolumn(&p)))
		return 0;
	for (l->fields = p; (len = strcspn(p, "\t")), fieldlike(p, len); ) {
		p += len;
		if (*p != '\t')
			break;
		p++;
	}
	l->reason = p;
	if (p > l->fields && p[-1] == '\t')
		p[-1] = '\0';
	else if (p == l->fields)
		l->fields = line + n;	/* no fields: the NUL at the end */
	if (!codeok(l->code))
		return -1;
	l->start = strcmp(l->code, "START") == 0;
	l->end = strncmp(l->code, "END ", 4) == 0;
	l->code += l->end ? 4 : 0;
	if (strcmp(l->subdir, "----") == 0)
		l->subdir = NULL;
	if (strcmp(l->operation, "----") == 0)
		l->operation = NULL;
	if ((stamp = field(l, "timestamp", &len)) &&
	    (*stamp == '+' || !wholetext(stamp, len, &l->stamp)))
		return -1;
	return 1;
}

/* verdicts: severity and exit status */

static const char *const verdicts[] = {
	[GOOD] = "GOOD", [TEST_NA] = "TEST_NA", [WARN] = "WARN",
	[FAIL] = "FAIL", [ERROR] = "ERROR", [ABORT] = "ABORT",
};

/* the order of Autotest's result parser, the least bad first */
static const char *const parsers[STATUSES] = {
	"NOSTATUS", "RUNNING", "ALERT", "GOOD", "WARN", "FAIL", "ERROR",
	"ABORT", "TEST_NA",
};

const char *
verdictname(enum verdict v)
{
	return verdicts[v];
}

int
verdictexit(enum verdict v)
{
	static const unsigned char exits[] = {
		[GOOD] = 0, [TEST_NA] = 77, [WARN] = 76, [FAIL] = 1,
		[ERROR] = 99, [ABORT] = 98,
	};

	return exits[v];
}

int
verdictof(const char *name, enum verdict *v)
{
	int i = wordindex(verdicts, LEN(verdicts), name, strlen(name));

	if (i >= 0)
		*v = i;
	return i >= 0;
}

int
badness(const char *status)
{
	return wordindex(parsers, LEN(parsers), status, strlen(status));
}

int
codeok(const char *s)
{
	if (strcmp(s, "START") == 0 || strcmp(s, "INFO") == 0)
		return 1;
	if (strncmp(s, "END ", 4) == 0)
		s += 4;
	return badness(s) >= 0;
}

/* the verdict that at-raise leaves for the runner */

int
raisedword(const char *word, enum verdict *v, int *retry)
{
	*retry = strcmp(word, "RETRY") == 0;
	*v = FAIL;
	return *retry || (verdictof(word, v) && *v != GOOD);
}

int
raisedwrite(const char *path, const char *word, const char *reason)
{
	const char *s;
	int fd, r;

	/* others can write in this directory: never block, follow no link */
	fd = openin(HERE, path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW |
	    O_NONBLOCK);
	if (fd < 0)
		return -1;
	s = tempfmt("%s\n%s", word, reason);
	r = writeall(fd, s, strlen(s));
	return close(fd) < 0 ? -1 : r;
}

int
raisedread(const char *path, enum verdict *v, int *retry, struct buf *reason)
{
	struct buf b = { 0 };
	struct stat st;
	char *nl;
	int fd, ok = 0;

	if ((fd = openin(HERE, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)) < 0)
		return 0;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    st.st_uid == geteuid() &&	/* no other user may set a verdict */
	    readtail(fd, st.st_size, &b) == 0 &&
	    (nl = memchr(b.s, '\n', b.len))) {
		*nl = '\0';
		if ((ok = raisedword(b.s, v, retry)))
			bufputs(reason, nl + 1);
	}
	close(fd);
	buffree(&b);
	return ok;
}
