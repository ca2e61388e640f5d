/* at-keyval - append and read records */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base.h"
#include "format.h"

#define BATCH	(256 * 1024)	/* bytes of whole records in one write */

static const char usage[] =
    "at-keyval [-o file] key=value ...\n"
    "       at-keyval [-o file] {-a key=value | -p key=value} ...\n"
    "       at-keyval [-o file] -i [-t attr | perf]\n"
    "       at-keyval -g key [file ...]";

static const char *output;	/* -o */
static const char *type;	/* -t */
static const char *wanted;	/* -g */
static int input;		/* -i */
static int pairs;		/* number of -a and -p */
static int fd = -1;		/* of the output; 1: standard output */
static struct record record;

/* path, or path/keyval if path is a directory; a fresh string */
static char *
keyvalfile(const char *path)
{
	return direxists(path) ? join(path, "keyval") : xstrdup(path);
}

/* the default file; die if the variable is not set */
static char *
defaultfile(const char *dirvar)
{
	const char *dir = setting(dirvar);

	if (!dir)
		badusage(usage);
	return join(dir, "keyval");
}

/* the output: -o, the records of at-iterate, or the results */
static const char *
outputfile(int iteration)
{
	const char *records = setting("AT_RECORDS");

	if (output)
		return strcmp(output, "-") == 0 ? output : keyvalfile(output);
	if (!iteration)
		return defaultfile("AT_OUTPUTDIR");
	return records ? records : defaultfile("AT_RESULTSDIR");
}

static void
openoutput(const char *path)
{
	struct stat in, out;

	fd = strcmp(path, "-") == 0 ? 1 : openin(HERE, path,
	    O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW);
	if (fd < 0)
		die(RC_TROUBLE, "%s:", path);
	/* at-keyval would read its own output for ever */
	if (input && fstat(0, &in) == 0 && fstat(fd, &out) == 0 &&
	    S_ISREG(in.st_mode) && in.st_dev == out.st_dev &&
	    in.st_ino == out.st_ino)
		die(RC_TROUBLE, "%s: input file is output file", path);
}

/* append whole records, and empty b */
static void
flush(const char *path, struct buf *b, int gap)
{
	if (b->len == 0)
		return;
	if (fd < 0)
		openoutput(path);
	if (fd == 1)
		writeout(b->s, b->len);
	else if (appendfd(fd, HERE, path, b->s, b->len, gap) < 0)
		die(RC_TROUBLE, "%s:", path);
	bufclear(b);
}

static void
endrecord(struct buf *out)
{
	if (record.n == 0)
		return;
	recordtext(&record, out, 1);
	recordclear(&record);
}

/* 1: the buffer does not hold a whole next line */
static int
dry(const struct reader *in)
{
	return in->at == in->len ||
	    !memchr(in->s + in->at, '\n', in->len - in->at);
}

/*
 * -i: with -t, write all whole records before each wait for more input.
 * Without, gather the lines: all are checked first, then written at once.
 */
static void
readinput(struct reader *in, const char *path)
{
	static struct buf out;
	const char *s, *why;
	size_t blanks, n;

	while ((s = readline(in, &n))) {
		blanks = n > 0 && *s <= ' ' ? strspn(s, " \t\r\f\v") : 0;
		if (blanks == n) {
			if (type)
				endrecord(&out);
			if (out.len >= BATCH || dry(in))
				flush(path, &out, 1);
			continue;
		}
		if (s[blanks] == '#')
			continue;
		why = in->torn ? "torn last line" :
		    recordline(&record, s, n, type);
		if (why) {
			flush(path, &out, 1);
			die(RC_TROUBLE, "%s:%lu: %s", in->name, in->lineno,
			    why);
		}
	}
	if (type)
		endrecord(&out);
	flush(path, &out, 1);
}

/* set value to the last value of the key in a file; 1; 0: no such key */
static int
look(const char *path, struct buf *value)
{
	static struct buf key;
	struct reader in;
	struct keyval kv;
	int c, found = 0;

	if (openlines(&in, path) < 0) {
		if (errno == ENOENT)
			return 0;
		die(RC_TROUBLE, "%s:", path);
	}
	while ((c = readkeyval(&in, &kv)) > 0) {
		bufclear(&key);
		bufputs(&key, kv.key);
		if (kv.type)
			buffmt(&key, "{%s}", kv.type);
		if (strcmp(key.s, wanted) != 0)
			continue;
		found = 1;
		bufclear(value);
		bufadd(value, kv.value, kv.len);
	}
	if (c < 0)
		die(RC_TROUBLE, "%s:%lu: Invalid format line: %s", in.name,
		    in.lineno, kv.key);
	if (in.torn)
		warning("%s:%lu: torn last line skipped", in.name, in.lineno);
	closelines(&in);
	return found;
}

static int
get(char *file[])
{
	static struct buf value;
	const char *brace = strchr(wanted, '{');
	int found = 0;

	if (!keyok(wanted, brace ? (size_t)(brace - wanted) :
	    strlen(wanted)) || (brace && strcmp(brace, "{attr}") != 0 &&
	    strcmp(brace, "{perf}") != 0))
		die(RC_TROUBLE, "Invalid key: %s", wanted);
	if (!*file)
		found = look(defaultfile("AT_OUTPUTDIR"), &value);
	for (; *file; file++)
		found |= look(keyvalfile(*file), &value);
	if (!found)
		return RC_NO;
	bufputc(&value, '\n');
	writeout(value.s, value.len);
	return RC_OK;
}

static void
take(const char *pair, const char *as)
{
	const char *why = recordpair(&record, pair, as);

	if (why)
		die(RC_TROUBLE, "%s", why);
}

/* die unless the options select exactly one way of working */
static void
checkusage(int operands)
{
	if (wanted) {
		if (output || input || pairs || type)
			badusage(usage);
		return;
	}
	if ((operands > 0) + (pairs > 0) + input != 1 || (type && !input))
		badusage(usage);
	if (type && strcmp(type, "attr") != 0 && strcmp(type, "perf") != 0)
		die(RC_TROUBLE, "Invalid type tag: %s", type);
}

int
main(int argc, char *argv[])
{
	static struct buf b;
	static struct reader in = { .fd = 0, .name = "standard input" };
	static const char *path;
	int c;

	progname = "at-keyval";
	while ((c = option(argc, argv, "o:a:p:it:g:", usage)) != -1)
		switch (c) {
		case 'o': output = optvalue; break;
		case 'a': take(optvalue, "attr"); pairs++; break;
		case 'p': take(optvalue, "perf"); pairs++; break;
		case 'i': input = 1; break;
		case 't': type = optvalue; break;
		case 'g': wanted = optvalue; break;
		}
	argv += optnext;
	checkusage(argc - optnext);
	if (wanted)
		return get(argv);

	path = outputfile(pairs || type);
	for (; *argv; argv++)
		take(*argv, NULL);
	if (input)
		readinput(&in, path);
	if (record.n > 0)
		recordtext(&record, &b, pairs > 0);
	flush(path, &b, pairs > 0);
	if (fd > 1 && close(fd) < 0)
		die(RC_TROUBLE, "%s:", path);
	return RC_OK;
}
