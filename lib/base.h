/* base.h - functions that libc lacks */
#ifndef AT_BASE_H
#define AT_BASE_H

#include <sys/stat.h>
#include <sys/types.h>

#include <dirent.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stddef.h>

/* attributes of functions, for compilers that know them */
#ifdef __GNUC__
#define PRINTF(f, a)	__attribute__((__format__(__printf__, f, a)))
#define NORETURN	__attribute__((__noreturn__))
#else
#define PRINTF(f, a)
#define NORETURN
#endif

#define LEN(a)	(sizeof (a) / sizeof *(a))

/* exit statuses, documented in at(7) */
enum {
	RC_OK = 0,		/* done, or the answer is yes */
	RC_NO = 1,		/* the answer is no, or the test failed */
	RC_TROUBLE = 2,		/* bad usage, bad input, failed I/O */
	RC_TIMEOUT = 124,	/* a runner ended its command at a time limit */
	RC_BROKEN = 125,	/* a runner failed before its command ran */
	RC_NOEXEC = 126,	/* command found but not executable */
	RC_NOTFOUND = 127,	/* command not found */
	RC_SIGNAL = 128		/* plus the signal that ended the command */
};

/*
 * buf.c - strings and arrays that grow, a formatter, a stable sort
 *
 * {0} is a valid empty buffer.  After any call, s ends in a NUL that len
 * does not count.  s moves when the buffer grows.  Running out of memory
 * is fatal, therefore no function here returns an error.
 */

struct buf {
	char *s;
	size_t len, cap;
};

void *xmalloc(size_t);			/* allocates at least one byte */
void *xrealloc(void *, size_t);
char *xstrdup(const char *);

/*
 * Return the array v of n elements of `size' bytes with room for one more.
 * *cap is the number of elements that v has room for, at first 0.
 */
void *growarray(void *v, size_t n, size_t *cap, size_t size);

void bufroom(struct buf *, size_t);	/* make room for n more bytes */
void bufadd(struct buf *, const char *, size_t);
void bufputs(struct buf *, const char *);
void bufputc(struct buf *, int);
void bufclear(struct buf *);		/* empty it, keep the memory */
void bufshorten(struct buf *, size_t);	/* cut to n bytes if it is longer */
void buffree(struct buf *);		/* free its memory, keep errno */

/*
 * The suite's only formatter.  Conversions: %s, %.*s, %c, %d, %u, %ld,
 * %lu, %lld, %zu, %%.  Numbers may have a field width of digits; a leading
 * 0 fills it with zeros.  Any other conversion stops the program.
 */
void buffmt(struct buf *, const char *, ...) PRINTF(2, 3);
void bufvfmt(struct buf *, const char *, va_list);

/* a new string made by buffmt; the caller frees it */
char *strfmt(const char *, ...) PRINTF(1, 2);

/* the same, not to be freed; it lasts until the eighth call after this one */
char *tempfmt(const char *, ...) PRINTF(1, 2);

/* as qsort(3), but equal elements keep their order, with every libc */
void sort(void *, size_t n, size_t size,
    int (*compare)(const void *, const void *));
void sortnames(char *v[], size_t n);	/* by strcmp(3); v may be NULL */

/*
 * err.c - one line on standard error, `program: object: reason'
 *
 * The formats are those of buffmt.  A format that ends in ':' gets
 * strerror(errno) appended.  Control bytes become '?': no file name can
 * move the cursor or forge a second line.
 */

extern const char *progname;	/* the first statement of main sets it */
extern int failstatus;		/* exit status when memory runs out */

/* quit calls it once, with the last warning, without the program's name */
extern void (*dying)(const char *why);

/* called before each line on standard error, if not NULL */
extern void (*beforewarning)(void);

/* append `OBJECT: reason' by errno; -1 */
int tellerrno(struct buf *why, const char *object);

/* warning() keeps errno */
void warning(const char *, ...) PRINTF(1, 2);
void die(int, const char *, ...) PRINTF(2, 3) NORETURN;

/* exit; why is for dying() if there was no warning */
void quit(int status, const char *why) NORETURN;

/*
 * opt.c - options and usage lines
 *
 * Return the next option letter of argv, or -1 after the last.  The
 * letters and rules are those of getopt(3): options come first, `--' ends
 * them.  -h prints the usage on standard output and exits 0; -V prints the
 * version.  Neither has to be among the letters.  An unknown letter or a
 * missing value prints a message and the usage line on standard error and
 * exits with failstatus.  The first call opens /dev/null for each of the
 * descriptors 0, 1 and 2 that is closed.
 */
int option(int, char *[], const char *letters, const char *usage);

extern char *optvalue;	/* the value of the option returned last */
extern int optnext;	/* after -1, the first operand's index; 1 restarts */

/* print the usage line on standard error and exit with failstatus */
void badusage(const char *usage) NORETURN;

/* env.c - environments of child processes, settings, paths of the suite */

/* NAME=VALUE strings with a NULL at the end; {0} is empty */
struct env {
	char **v;
	size_t n, cap;
};

/* add copies of this process's strings */
void envcopy(struct env *);

/* set NAME; a NULL value removes it */
void envset(struct env *, const char *name, const char *value);
void envsetnum(struct env *, const char *name, unsigned long value);

/* remove the variables of the enclosing test or job; 1 if NAME is one */
void envclean(struct env *);
int envours(const char *name);

/* the value of an AT_ variable that is set and not empty, or NULL */
const char *setting(const char *name);

/* the setting NAME, 0 or 1; dflt if it is not set; other values are fatal */
int switched(const char *name, int dflt);

/*
 * Hooks run in other directories: make the paths in AT_TESTPATH,
 * AT_PROFILERPATH, AT_CACHEDIR, AT_DEPDIR, AT_REPOSITORY, AT_SHARE,
 * AT_STATUS_FIFO, AT_PSTORE, AT_DISTURBED and AT_WITNESS_ROOT absolute, in
 * this process's environment.  AT_TESTPATH and AT_DEPDIR get their
 * defaults if they are not set.
 */
void envabsolute(const char *share);

/*
 * The next directory of a list such as PATH, without empty entries; *list
 * moves behind it and may be NULL.  The path of a program that PATH leads
 * to.  Both strings are tempfmt's.  NULL: there is none.
 */
char *nextdir(const char **list);
const char *programfind(const char *name);

/*
 * The absolute directory of this program, or NULL if it is not found.
 * An argv[0] without a slash is looked up in PATH.  Call it before the
 * working directory changes.
 */
const char *programdir(const char *argv0);

/*
 * The directory of the suite's tests, profilers and hooks: AT_SHARE, or
 * share/at or share beside the programs' directory, or NULL.
 */
const char *sharedir(const char *bindir);

/* put the directory of the programs first in PATH */
void envpath(struct env *, const char *bindir);

/* num.c - numbers from text and back, without a locale */

/* how many bytes at the start, of n, are digits */
size_t digitspan(const char *, size_t n);

/* the same for a number that decimal() accepts, an exponent such as `e-05' */
size_t decimalspan(const char *, size_t n);
size_t exponentspan(const char *, size_t n);

/* the value of a hexadecimal digit, or -1 */
int hexdigit(int c);

/*
 * Read digits at the start of a text into *n.  Return the end of the
 * digits, or NULL if there are none or the number is above max.
 */
const char *readwhole(const char *, long long max, long long *n);

/*
 * Read a text that is a whole decimal number, digits only, at most max.
 * number() makes other texts fatal: die(failstatus, "WHAT 'TEXT': want a
 * whole number up to MAX").  wholenumber(): 1 and the number, or 0.
 */
unsigned long number(const char *text, unsigned long max, const char *what);
int wholenumber(const char *text, unsigned long max, unsigned long *n);

/*
 * 1 and the number if the text, n bytes before a byte that is no digit, is
 * digits with an optional sign, and fits; or 0
 */
int wholetext(const char *text, size_t n, long long *i);

/*
 * The whole number at the start of the text, after blanks, a minus
 * allowed; 0 if there is none.  A number that is too large becomes the
 * largest.  *end is the place behind the number; end may be NULL.
 */
long long numberin(const char *text, const char **end);

/*
 * Read seconds, digits with at most one point ("1.5", ".25"), at most 10
 * years, in nanoseconds.  seconds() makes other texts fatal, as number()
 * does.  secondsok(): 1 and the time, or 0.  readseconds() reads the start
 * of a text: the end of the number, or NULL.
 */
long long seconds(const char *text, const char *what);
int secondsok(const char *text, long long *ns);
const char *readseconds(const char *, long long *ns);

/*
 * Read a decimal number as Python's float() does, without blanks around:
 * sign, digits, point, exponent.  No hexadecimal, no inf, no nan, no
 * number that overflows.  1 and the value in *d, or 0.
 */
int decimal(const char *s, size_t n, double *d);

/*
 * A faster decimal() for at most 15 digits without an exponent.  2: no
 * point, the number is in *i and *d.  1: a point, the number is in *d.
 * 0: call decimal().
 */
int shortnumber(const char *s, size_t n, long long *i, double *d);

/* read a decimal number, 0 or more, and `%': 1 and 1/100 of it, or 0 */
int percentage(const char *text, double *part);

/*
 * Append the shortest text that reads back as the same double, written as
 * Python's repr does: `5.0', `0.1', `1e+16', `1e-05'; inf, -inf, nan.
 */
void bufdouble(struct buf *, double);

/*
 * Append a number for people: rounded to 1 to 17 significant digits, but
 * whole numbers below 10^15 in full: `0.0333', `12.5', `1048576'.
 */
void bufrounded(struct buf *, double, int digits);

/*
 * Append ns as seconds: nine decimals less trailing zeros, `1.25'; rounded
 * to this many decimals: `0.120'.
 */
void bufseconds(struct buf *, long long ns);
void bufdecimals(struct buf *, long long ns, int decimals);

/* append the shortest text of the same double: 3, 0.1, 1e+20 */
void bufplain(struct buf *, double);

/* exact.c - exact digits, checked integers, accurate powers */

/*
 * Round d, finite and above 0, half-even to its first want (1 to 17)
 * digits.  dig gets the digits and a NUL, *exp10 the power of ten of the
 * first digit.
 */
void exactdigits(double d, int want, char *dig, int *exp10);

/*
 * The double nearest to n digits, half-even; the first digit counts
 * 10^exp10.  One point among the digits is skipped.  Infinite if the
 * number is too large.
 */
double exactdouble(const char *digits, size_t n, long long exp10);

/* 1 and the result in *r, or 0 if it does not fit */
int addchecked(long long a, long long b, long long *r);
int subchecked(long long a, long long b, long long *r);
int mulchecked(long long a, long long b, long long *r);
int powchecked(long long a, long long b, long long *r);	/* 0 if b < 0 too */

/* the quotient rounded down, the remainder with b's sign; b is not 0 */
int floorchecked(long long a, long long b, long long *r);
int modchecked(long long a, long long b, long long *r);

/* below, equal to or above 0 as i is to d, exactly; d is not NaN */
int comparewhole(long long i, double d);

/*
 * powers and logarithms
 *
 * The error is at most 0.501 units of the last digit, 0.75 on an x87.  A
 * result that is too large for a double is infinite.
 */

double ln(double x);		/* natural, of x above 0 and finite */
double etothe(double x);	/* x may be infinite */

/*
 * x to the power of y.  y is finite.  If x is below 0, y is whole.  If x
 * is 0 or infinite, y is not below 0.  A NaN gives a NaN, unless y is 0.
 */
double power(double x, double y);

/* text.c - search; UTF-8; text for terminals, XML and HTML */

/* letters, digits and `_', for strspn(3) */
#define WORDBYTES	"abcdefghijklmnopqrstuvwxyz_0123456789" \
			"ABCDEFGHIJKLMNOPQRSTUVWXYZ"

/* the index in a list of words of the word of n bytes, or -1 */
int wordindex(const char *const *words, size_t nwords, const char *s,
    size_t n);

/* a hash of n bytes, for tables in memory */
size_t hashbytes(const char *, size_t n);

/* the first place of part in s, or NULL */
char *textfind(const char *s, const char *part);

/*
 * Put the character at the start of n bytes in *c and return its length in
 * bytes.  0: no character (an overlong form, past U+10FFFF, cut short).
 * Surrogates are characters here.
 */
size_t utf8char(const char *s, size_t n, unsigned long *c);

/* 1 if all n bytes are UTF-8, without surrogates */
int utf8ok(const char *s, size_t n);

/* append a character in UTF-8; a surrogate is allowed */
void bufutf8(struct buf *, unsigned long c);

/*
 * text from outside, for a terminal
 *
 * Characters that are not printable become '?': control bytes, bytes that
 * are not UTF-8, and characters that change the direction of writing.
 * Each code point counts as one column.
 */

/* replace each ASCII control byte by '?', in place */
void maskcontrol(char *, size_t n);

/* append the n bytes, made printable; a tab becomes a space */
void bufprintable(struct buf *, const char *, size_t n);

/* the columns of n bytes of printable text */
size_t columns(const char *, size_t n);

/* append at most cols columns of the text; a text cut ends in "..." */
void bufcut(struct buf *, const char *, size_t n, size_t cols);

/*
 * Append the n bytes, escaped for an XML or HTML element or a quoted
 * attribute.  Bytes that are not UTF-8 and characters that XML 1.0 forbids
 * become U+FFFD.
 */
void bufmarkup(struct buf *, const char *, size_t n);

/*
 * line.c - read a stream line by line, fast; lines of at most 64 MiB
 *
 *	struct reader r = { .fd = 0, .name = "standard input" };
 *	while ((s = readline(&r, &n)))
 *		...
 */

struct reader {
	int fd;
	const char *name;	/* for messages */
	unsigned long lineno;	/* of the line returned last, from 1 */
	int torn;		/* the line returned last had no newline */
	char *s;
	size_t at, len, cap;
	int eof;
	int keep;		/* 1: the bytes between from and at stay, */
	size_t from;		/* which the caller sets */
};

/*
 * Return the next line, a NUL in place of its newline, its length in *n;
 * NULL at the end.  The caller may change the line; it lasts until the next
 * call.  A read error is fatal: die(failstatus, "NAME:").  So is a longer
 * line: EFBIG.
 */
char *readline(struct reader *, size_t *n);

/*
 * Open a file for readline: a regular one in an open directory (see
 * file.c), or a path; "-" is standard input.  0, or -1 with errno.
 */
int openlinesin(struct reader *, int at, const char *name);
int openlines(struct reader *, const char *path);

void closelines(struct reader *);

/*
 * file.c - files, locks, directories, trees
 *
 * No other file of lib and cmd opens, makes, renames or removes a file by
 * its name (t/lint.paths).  at is the descriptor of an open directory, and
 * name a file below it; a link at the end of the name is not followed.
 * With HERE the name is a path that the user gave, and a link is followed.
 * Every int function returns 0 (open functions: a descriptor), or -1 with
 * errno.  Records written before a failure stay readable.
 */

#define HERE	AT_FDCWD

/* an open directory; path, absolute, is for messages and hooks */
struct dir {
	int fd;
	char *path;
};

/* open the directory that the user names; sets path even if it fails */
int diropen(struct dir *, const char *path);

/* write-protect it from other users; a directory of another user is fatal */
int dirtrust(const struct dir *);

/* open(2), close-on-exec, with mode 0666 for a new file */
int openin(int at, const char *name, int flags);

/*
 * Open a regular file for reading.  Never waits, as for a FIFO.  EISDIR: a
 * directory; EOPNOTSUPP: not a regular file.
 */
int openregular(int at, const char *name);

/* the same; no directory in the path may be a link either: ELOOP, ENOTDIR */
int openbelow(int at, const char *path);

/* close, and keep errno, unless close itself fails */
int closekeep(int fd);

/* lstat(2), and stat(2) for a path */
int statin(int at, const char *name, struct stat *);
int statpath(const char *path, struct stat *);

/* access(2); 1 if path is a directory, or an executable program, else 0 */
int accessin(int at, const char *name, int mode);
int direxists(const char *path);
int executable(const char *path);

/*
 * mkdir(2), chmod(2), unlink(2), rmdir(2), rename(2), symlink(2).  chmodin
 * follows links: use it only in a directory that nobody else can write.
 */
int mkdirin(int at, const char *name, mode_t);
int chmodin(int at, const char *name, mode_t);
int unlinkin(int at, const char *name);
int rmdirin(int at, const char *name);
int renamein(int at, const char *from, const char *to);
int linkin(const char *target, int at, const char *name);

/* append the target of a link to b */
int readlinkin(int at, const char *name, struct buf *b);

/* make the file empty; a link is not followed */
int emptyfile(const char *path);

/*
 * Make a directory of mode 0700, or a file without a name, by a path whose
 * XXXXXX at the end becomes a free name.
 */
int tempdir(char *path);
int tempfile(char *path);

/* list a directory: the next name except `.' and `..', or NULL */
DIR *listin(int at, const char *name);
const char *listnext(DIR *);

/* the same; NULL is an empty list; the end closes the list, sets NULL */
const char *nextname(DIR **);

/* write all n bytes; short writes and EINTR are retried */
int writeall(int fd, const char *s, size_t n);

/* the same on standard output; a failure is fatal */
void writeout(const char *s, size_t n);

/* append the file's bytes to b; of an open file, the bytes to come */
int readfd(int fd, struct buf *b);
int readin(int at, const char *name, struct buf *b);
int readfile(const char *path, struct buf *b);

/* append the last want bytes of a seekable file, or all if fewer, to b */
int readtail(int fd, size_t want, struct buf *b);

/*
 * Append in one write under a lock of the whole file; a missing file is
 * created.  A last line without newline, from a writer that died, is first
 * moved to NAME.torn.  A short write is undone.  With gap, a file that does
 * not end in an empty line gets one first: a record that lacks only its
 * blank line is whole.  Local file systems only.  A link is not followed.
 */
int appendin(int at, const char *name, const char *s, size_t n, int gap);

/* the same on an O_RDWR descriptor; at and name are for the .torn file */
int appendfd(int fd, int at, const char *name, const char *s, size_t n,
    int gap);

/* the same for a caller that holds the lock, and keeps it */
int appendlocked(int fd, int at, const char *name, const char *s, size_t n,
    int gap);

/* replace the file as a whole: .NAME.tmp beside it, fsync, rename */
int writein(int at, const char *name, const char *s, size_t n);

/*
 * The same in two steps, for a file that is too long for memory.  beginin
 * returns a descriptor to write to, and *tmp for endin.  endin renames the
 * new file to name, or removes it if name is NULL: -1, errno as before.
 */
int beginin(int at, const char *name, char **tmp);
int endin(int fd, int at, char *tmp, const char *name);

/*
 * Wait for the fcntl(2) write lock on the whole file, 10 s, or the least
 * number of nanoseconds that lockpatience() got.  EAGAIN: a warning, with
 * path, has named the process that holds the lock.
 */
int lockfile(int fd, const char *path);
void lockpatience(long long ns);

/*
 * As lockfile(), until the monotonic clock passes deadline (0: no limit);
 * the warning comes after the wait of lockfile().  If stop is not NULL, no
 * signal is blocked; EINTR: stop() was true.
 */
int lockuntil(int fd, const char *path, long long deadline,
    int (*stop)(void));

/* lock without waiting; the process with the lock, 0: none, -1: errno */
int trylock(int fd);
pid_t lockholder(int fd);

/* mkdir -p; an existing directory is no error */
int mkdirsin(int at, const char *name, mode_t);

/*
 * rm -rf, at any depth; a missing name is no error.  Links are not
 * followed, and a directory that was exchanged meanwhile is not entered.
 */
int removein(int at, const char *name);

/* new strings: path, made absolute by the working directory; dir "/" name */
char *abspath(const char *path);
char *join(const char *dir, const char *name);

/* the part behind the last '/' */
const char *lastpart(const char *path);

/*
 * sync.c - write files to the disk (AT_SYNC)
 *
 * end, the default: the files of a test reach the disk before its END
 * line, and the END line before at-run ends.  record: each record and
 * status line too, when it is written.  none: the system decides.
 */

/* 1 unless AT_SYNC is none; an unknown word is fatal */
int syncing(void);

/* fsync(2) a file or directory; a missing one is no error.  -1 with errno */
int syncin(int at, const char *name);

/* sync the directory name, its parents and top; a failure is fatal */
void syncup(const struct dir *top, const char *name);

/*
 * Sync the files that the suite writes for a test, except the logs, then
 * their directories.  A failure is fatal.
 */
void synctest(const struct dir *test);

/* clock.c - durations and dates */

#define SECOND	1000000000LL	/* in nanoseconds */

/* CLOCK_MONOTONIC in nanoseconds: for durations and limits only */
long long nanoseconds(void);

/*
 * A time limit of ns nanoseconds times thousandths / 1000, at most 10
 * years; 0 only if a factor is 0.
 */
long long scaled(long long ns, long long thousandths);

/* seconds since the epoch, CLOCK_REALTIME: for time stamps only */
long long timestamp(void);

/*
 * Append local time, for the localtime field of a status line and, now, for
 * the begin of a border line: `Jul 14 02:40:00', `@ 2017-07-14 02:40:00.123 '.
 */
void buflocaltime(struct buf *, long long stamp);
void bufnow(struct buf *);

/*
 * json.c - JSON text: check it, walk through it
 *
 * There is no tree.  A value is a place in a text that jsoncheck() has
 * accepted and that ends in a NUL, as a struct buf does; the other
 * functions do not check again.  Texts are UTF-8; numbers keep their
 * spelling.
 */

#define JSONDEPTH	100	/* the deepest nesting of a text */

/*
 * 0 if the n bytes are one JSON value by RFC 8259, in UTF-8.  Else -1, and
 * the fault and its place appended to why, in the words of Python's json:
 * `Expecting property name: line 1 column 2 (char 1)'.
 */
int jsoncheck(const char *s, size_t n, struct buf *why);

/* the place behind the blanks, or the value, at p */
const char *jsonblanks(const char *p);
const char *jsonskip(const char *p);

/*
 * The next member of an object, or element of an array.  *p is at the
 * bracket in the first call; each call moves it.  1, the key (NULL in an
 * array) and the value; 0: no more.
 */
int jsonnext(const char **p, const char **key, const char **value);

/*
 * The value of the last member with that key of the object at p; NULL if
 * there is none or p is no object.
 */
const char *jsonmember(const char *p, const char *key);

/*
 * Append the bytes of the string, or the text of another value, at p to b.
 * An unpaired surrogate becomes three bytes that UTF-8 forbids and bufjson
 * accepts.
 */
void jsonstring(const char *p, struct buf *b);

/*
 * paths that lead to values of a JSON document
 *
 *	.end.sum_sent.bytes	members of objects; the first point may go
 *	."99.000000"		a key with other bytes than A-Za-z0-9_-
 *	.jobs[0]		an element of an array, from 0
 *	.jobs[]			all elements, or all members of an object
 *	.jobs[jobname=x].read	elements that are objects with this member
 */

/* NULL, or the fault of the path */
const char *pathwrong(const char *path);

/*
 * Call found for each value of the document that the path leads to.
 * jsoncheck() has accepted the document, pathwrong() the path.
 */
void pathwalk(const char *doc, const char *path,
    void (*found)(void *, const char *value), void *);

/*
 * jsonout.c - write JSON: ASCII, indented by 2, no blanks at the end of a
 * line, `{}' and `[]' for empty objects and arrays
 */

/*
 * Append n bytes of UTF-8 as a JSON string, with its quotes.  Bytes that
 * are not UTF-8 become U+FFFD; surrogates are escaped.
 */
void bufjson(struct buf *, const char *s, size_t n);

/* append the value at p (json.c); lines after the first: 2 * depth deeper */
void bufpretty(struct buf *, const char *p, int depth);

/* append a newline and 2 * depth blanks */
void bufindent(struct buf *, int depth);

/*
 * Members of an object in one line, after its first: append a comma, the
 * key and a colon; a string as bufjson does, but with U+FFFD for surrogates,
 * which strict readers refuse; both; a key and a number as bufplain writes
 * it, or null if it is not finite.
 */
void memberkey(struct buf *, const char *key);
void memberstring(struct buf *, const char *, size_t n);
void membertext(struct buf *, const char *key, const char *s);
void membernumber(struct buf *, const char *key, double);

/* term.c - terminals and tables */

/*
 * The number of columns: COLUMNS if that is a number up to 9999, else the
 * terminal's own number, else 80.  0 if fd is no terminal and COLUMNS is no
 * such number.
 */
int terminalwidth(int fd);

/* 1 if fd is a terminal that can move its cursor, by TERM */
int terminalable(int fd);

/*
 * 1 if a write would not block or disturb: this process is not in the
 * terminal's background, and the terminal is not stopped (Ctrl-S).  A file
 * that is no terminal is ready unless it is full.
 */
int terminalready(int fd);

/* rows of cells in aligned columns */
struct table {
	const char *align;	/* a letter a column: l or r */
	char **cell;
	size_t n, cap;
};

/* add the next cell, row by row: printable text, which the table frees */
void tablecell(struct table *, char *);

/*
 * Append the rows, with two blanks between columns and none at the end, or
 * as Markdown with the first row as its head.  Empty columns are left out.
 * Afterwards the table is empty.
 */
void tabletext(struct table *, struct buf *);
void tablemarkdown(struct table *, struct buf *);

/* append the n bytes, escaped for Markdown */
void bufmarkdown(struct buf *, const char *, size_t n);

/* tar.c - write a tar archive (POSIX ustar, GNU's way for long names) */

/* append a file of n bytes at s, with its date in seconds since 1970 */
void buftarfile(struct buf *, const char *name, const char *s, size_t n,
    long long date);

/* append the end of the archive */
void buftarend(struct buf *);

/*
 * Write the directory dir to fd, as an archive of the directory `name'.
 * Links stay links.  Sockets, FIFOs and devices are left out.  A file that
 * grows meanwhile is cut; a file that shrinks is filled up with NULs.
 *
 * 0, or -1 with errno.  After -1 an empty *what says that the archive
 * cannot be written.  Else *what names the first file that cannot be read,
 * and the archive holds all the others.
 */
int tartree(int fd, const char *dir, const char *name, struct buf *what);

/* names.c - names of tests and tags, which become directories */

/*
 * NULL if the name may be a path below a directory of the suite, else the
 * fault: control bytes, an empty, `.' or `..' component, a component of
 * more than 240 bytes, a leading `/' or blank, `----'.
 */
const char *namebad(const char *name);

/* 1 if the first component is a file name that the suite itself uses */
int reserved(const char *name);

/* append the name, `?' for bytes that namebad() refuses, at most 200 bytes */
void bufsafename(struct buf *, const char *name);

#endif
