/* base.h - what libc lacks */
#ifndef AT_BASE_H
#define AT_BASE_H

#include <sys/stat.h>
#include <sys/types.h>

#include <dirent.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stddef.h>

/* what compilers are told about a function, where they listen */
#ifdef __GNUC__
#define PRINTF(f, a)	__attribute__((__format__(__printf__, f, a)))
#define NORETURN	__attribute__((__noreturn__))
#else
#define PRINTF(f, a)
#define NORETURN
#endif

#define LEN(a)	(sizeof (a) / sizeof *(a))

/* exit statuses, documented once in at(7) */
enum {
	RC_OK = 0,		/* done; or the answer is yes */
	RC_NO = 1,		/* the answer is no; the test failed */
	RC_TROUBLE = 2,		/* bad usage, bad input, failed I/O */
	RC_TIMEOUT = 124,	/* a runner ended its command at a time limit */
	RC_BROKEN = 125,	/* a runner failed before its command ran */
	RC_NOEXEC = 126,	/* command found but not executable */
	RC_NOTFOUND = 127,	/* command not found */
	RC_SIGNAL = 128		/* plus the signal that ended the command */
};

/*
 * buf.c - byte strings that grow
 *
 * {0} is a valid empty one.  Out of memory is fatal, so nothing here
 * returns an error.  After any call on it, s is NUL-terminated (the NUL
 * is not counted in len), and moves when the string grows.
 */

struct buf {
	char *s;
	size_t len, cap;
};

void *xmalloc(size_t);			/* at least one byte; dies */
void *xrealloc(void *, size_t);
char *xstrdup(const char *);

/*
 * The array v of n elements of that size, with room for one more; *cap is
 * how many it has room for, at first 0.
 */
void *growarray(void *v, size_t n, size_t *cap, size_t size);

void bufroom(struct buf *, size_t);	/* make room for n more bytes */
void bufadd(struct buf *, const char *, size_t);
void bufputs(struct buf *, const char *);
void bufputc(struct buf *, int);
void bufclear(struct buf *);		/* empty it, keep the memory */
void bufshorten(struct buf *, size_t);	/* to that length, or not at all */
void buffree(struct buf *);		/* free its memory, keep errno */

/*
 * The suite's only formatter.  Conversions: %s, %.*s, %c, %d, %u, %ld,
 * %lu, %lld, %zu, %%, and a field width of digits, with a leading 0 for
 * zeros, for the numbers.  Anything else stops the program.
 */
void buffmt(struct buf *, const char *, ...) PRINTF(2, 3);
void bufvfmt(struct buf *, const char *, va_list);

/* a fresh string made by buffmt; the caller owns it */
char *strfmt(const char *, ...) PRINTF(1, 2);

/*
 * A string made by buffmt that nobody frees: it lasts until the eighth
 * call after this one.  For a path that one system call takes.
 */
char *tempfmt(const char *, ...) PRINTF(1, 2);

/*
 * buf.c - sort an array
 *
 * As qsort(3), but equal elements keep their order, so that the result is
 * the same with every libc.
 */
void sort(void *, size_t n, size_t size,
    int (*compare)(const void *, const void *));

/*
 * err.c - one line on standard error, `program: object: reason'
 *
 * The formats are those of buffmt; strerror(errno) is appended to one
 * that ends in ':'.  Control bytes become '?', so that no file name can
 * move the cursor or forge a second line.
 */

extern const char *progname;	/* set first thing in main */
extern int failstatus;		/* exit status when memory runs out */

/* die calls it once, with its message without the program's name */
extern void (*dying)(const char *why);

/* called before each line on standard error, if not NULL */
extern void (*beforewarning)(void);

void warning(const char *, ...) PRINTF(1, 2);
void die(int, const char *, ...) PRINTF(2, 3) NORETURN;

/* opt.c - options and usage lines, the same way in every program */

/*
 * The next option letter of argv, -1 after the last.  The letters are
 * getopt(3)'s, and so are the rules: options come first, `--' ends them.
 * -h prints the usage on standard output and exits 0, -V the version; they
 * need not be among the letters.  An unknown letter or a missing value is
 * a message and the usage line on standard error, and exit failstatus.
 * The first call opens /dev/null for each of 0, 1 and 2 that is closed.
 */
int option(int, char *[], const char *letters, const char *usage);

extern char *optvalue;	/* the value of the option returned last */
extern int optnext;	/* the first operand's index after -1; 1 starts anew */

/* the usage line on standard error, and exit with failstatus */
void badusage(const char *usage) NORETURN;

/* env.c - the environment that a child gets, and where the suite is */

/* NAME=VALUE strings with a NULL at the end; {0} is empty */
struct env {
	char **v;
	char *own;	/* a flag each: the string was made by envset */
	size_t n, cap;
};

/* add our own environment; it shares the strings: no setenv(3) after it */
void envcopy(struct env *);

/* set NAME, or with a NULL value remove it */
void envset(struct env *, const char *name, const char *value);
void envsetnum(struct env *, const char *name, unsigned long value);

/* remove the variables of the test or job around us; settings stay */
void envclean(struct env *);

/* 1 if the variable NAME is one that envclean removes */
int envours(const char *name);

/* a variable of ours that is set and not empty, or NULL */
const char *setting(const char *name);

/* the setting NAME as 0 or 1; dflt if it is not set; else it is fatal */
int switched(const char *name, int dflt);

/*
 * Make the paths in AT_TESTPATH, AT_PROFILERPATH, AT_CACHEDIR, AT_DEPDIR,
 * AT_REPOSITORY, AT_SHARE, AT_STATUS_FIFO, AT_PSTORE, AT_DISTURBED and
 * AT_WITNESS_ROOT absolute, in our own environment, since hooks run
 * elsewhere; the first and AT_DEPDIR get their defaults if they are not
 * set.
 */
void envabsolute(const char *share);

/*
 * The next directory of a list such as PATH, empty ones left out: *list
 * is behind it then.  NULL: there are no more, or *list is NULL.  Made by
 * tempfmt, as the next one is.
 */
char *nextdir(const char **list);

/* the path of the program of that name in PATH, or NULL */
const char *programfind(const char *name);

/*
 * Where this program was found (argv[0], looked up in PATH if it has no
 * slash), absolute; NULL if it is not found.  Call it before the working
 * directory changes.
 */
const char *programdir(const char *argv0);

/*
 * The directory of the suite's tests, profilers and hooks: AT_SHARE, or
 * share/at or share beside the programs' directory.  NULL: there is none.
 */
const char *sharedir(const char *bindir);

/* put the directory of the programs first in PATH */
void envpath(struct env *, const char *bindir);

/* num.c - numbers from text and back, without a locale */

/* how many of the first n bytes are digits */
size_t digitspan(const char *, size_t n);

/*
 * How many of the first n bytes are a decimal number as decimal() takes
 * it, or an exponent such as `e-05'; 0 if they do not begin so.
 */
size_t decimalspan(const char *, size_t n);
size_t exponentspan(const char *, size_t n);

/* the value of a hexadecimal digit, or -1 */
int hexdigit(int c);

/*
 * The number that a text begins with, digits only: where they end, or
 * NULL if there are none or it is more than max.
 */
const char *readwhole(const char *, long long max, long long *n);

/*
 * A whole decimal number, digits only, at most max.  Anything else is
 * fatal: die(failstatus, "WHAT 'TEXT': want a whole number up to MAX").
 */
unsigned long number(const char *text, unsigned long max, const char *what);

/* the same, but 1 and the number in *n, or 0; never fatal */
int wholenumber(const char *text, unsigned long max, unsigned long *n);

/*
 * The whole number, maybe with a minus, at the start of the text, after
 * blanks; 0 if there is none.  A number that is too large becomes the
 * largest.  *end, if end is not NULL, is the place behind the number.
 */
long long numberin(const char *text, const char **end);

/*
 * Seconds, digits with at most one point ("1.5", ".25"), at most 10 years,
 * in nanoseconds.  Anything else is fatal in the same way.
 */
long long seconds(const char *text, const char *what);

/* the time that a text begins with: where it ends, or NULL */
const char *readseconds(const char *, long long *ns);

/* as seconds(), but 1 and the time in *ns, or 0; never fatal */
int secondsok(const char *text, long long *ns);

/*
 * A decimal number as Python's float() takes it, without blanks around:
 * sign, digits, point, exponent.  No hexadecimal, no inf, no nan, nothing
 * that overflows.  1 and the value in *d, or 0.
 */
int decimal(const char *s, size_t n, double *d);

/*
 * A fast way for at most 15 digits without an exponent: 2 and the number
 * in *i and *d if it has no point, 1 and the number in *d if it has one.
 * 0: decimal() has to look at the text.
 */
int shortnumber(const char *s, size_t n, long long *i, double *d);

/* a decimal number, 0 or more, and `%': 1 and the part of 1, or 0 */
int percentage(const char *text, double *part);

/*
 * The shortest text that reads back as the same double, written as
 * Python's repr does: `5.0', `0.1', `1e+16', `1e-05'; inf, -inf, nan.
 */
void bufdouble(struct buf *, double);

/*
 * For people: rounded to so many significant digits (1 to 17), but whole
 * numbers below 10^15 as they are: `0.0333', `12.5', `1048576'.
 */
void bufrounded(struct buf *, double, int digits);

/* nanoseconds as seconds with nine decimals less trailing zeros: `1.25' */
void bufseconds(struct buf *, long long ns);

/* nanoseconds as seconds, rounded to so many decimals: `0.120' */
void bufdecimals(struct buf *, long long ns, int decimals);

/* a number as short as it can be read back from: 3, 0.1, 1e+20 */
void bufplain(struct buf *, double);

/* exact.c - doubles and their decimal digits, rounded once */

/*
 * The first want digits, 1 to 17, of d, finite and above 0, rounded
 * half-even: dig gets the digits and a NUL, *exp10 the power of ten of the
 * first digit.
 */
void exactdigits(double d, int want, char *dig, int *exp10);

/*
 * The double nearest to n digits, half-even; the first digit counts
 * 10^exp10.  One point among the digits is skipped.  Infinite if the
 * number is too large.
 */
double exactdouble(const char *digits, size_t n, long long exp10);

/* exact.c - checked arithmetic of whole numbers */

/* 1 and the result in *r, or 0 if it does not fit */
int addchecked(long long a, long long b, long long *r);
int subchecked(long long a, long long b, long long *r);
int mulchecked(long long a, long long b, long long *r);
int powchecked(long long a, long long b, long long *r);	/* 0 if b < 0 too */

/* the quotient rounded down, the remainder with b's sign; b is not 0 */
int floorchecked(long long a, long long b, long long *r);
int modchecked(long long a, long long b, long long *r);

/* less than, equal to or greater than 0 as i is to d, exactly; d no nan */
int comparewhole(long long i, double d);

/*
 * exact.c - powers and logarithms
 *
 * The error is at most 0.501 units of the last digit, 0.75 on an x87; the
 * result is infinite where a double is too small.
 */

/* the natural logarithm of x, above 0 and finite */
double ln(double x);

/* e to the power of x; infinities do as well */
double etothe(double x);

/*
 * x to the power of y.  y is finite; x is not below 0 unless y is whole,
 * nor 0 or infinite if y is below 0.  A NaN stays one, but to the power 0.
 */
double power(double x, double y);

/* text.c - the first place of part in s; NULL: there is none */
char *textfind(const char *s, const char *part);

/* text.c - characters in UTF-8 */

/*
 * The character at the start of n bytes: its length in bytes, and the
 * character in *c; 0 if there is none (an overlong form, past U+10FFFF,
 * cut short).  Surrogates are characters here.
 */
size_t utf8char(const char *s, size_t n, unsigned long *c);

/* 1 if all n bytes are UTF-8, without surrogates */
int utf8ok(const char *s, size_t n);

/* a character, surrogate or not, in UTF-8 */
void bufutf8(struct buf *, unsigned long c);

/*
 * text.c - text from outside, made fit for a terminal
 *
 * A character that is not printable becomes '?': control bytes, bytes that
 * are no UTF-8, and characters that turn the direction of writing.  Each
 * code point counts as one column.
 */

/* each control byte of ASCII becomes '?', in place */
void maskcontrol(char *, size_t n);

/* append the n bytes, made printable; a tab becomes a space */
void bufprintable(struct buf *, const char *, size_t n);

/* the columns of n bytes of printable text */
size_t columns(const char *, size_t n);

/* append the text cut to so many columns, "..." at its end if it was */
void bufcut(struct buf *, const char *, size_t n, size_t cols);

/* text.c - text from outside, in XML and HTML */

/*
 * Append the n bytes for an element or a quoted attribute, escaped.  Bytes
 * that are no UTF-8 or no character of XML 1.0 become U+FFFD.
 */
void bufmarkup(struct buf *, const char *, size_t n);

/*
 * line.c - read a stream line by line, fast and without a length limit
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
};

/*
 * The next line without its newline, NUL-terminated, its length in *n;
 * it is the caller's to change until the next call.  NULL at the end.
 * A read error is fatal: die(failstatus, "NAME:").
 */
char *readline(struct reader *, size_t *n);

/* open a file for readline; "-" is standard input.  -1: errno */
int openlines(struct reader *, const char *path);

/* the same for a file in an open directory; see file.c */
int openlinesin(struct reader *, int at, const char *name);

void closelines(struct reader *);

/*
 * file.c - the door to the file system: files, locks, directories, trees
 *
 * No other file of lib and cmd opens, makes, renames or removes a file by
 * its name (t/lint.paths).  at is the descriptor of an open directory, and
 * name a file below it: no link at the end of the name is followed.  With
 * HERE the name is a path that the user gave: a link is followed there.
 * Every int function returns 0 (openin and those like it a descriptor), or
 * -1 with errno; what was recorded before a failure stays readable.
 */

#define HERE	AT_FDCWD

/* a directory that is open; path, absolute, is for messages and hooks */
struct dir {
	int fd;
	char *path;
};

/* open the directory that the user names; path is set in any case */
int diropen(struct dir *, const char *path);

/*
 * Take the right to write in it from group and others.  A directory of
 * another user is fatal.
 */
int dirtrust(const struct dir *);

/* open(2), close-on-exec, with mode 0666 for a new file */
int openin(int at, const char *name, int flags);

/* close, and keep errno, unless close itself fails */
int closekeep(int fd);

/* lstat(2), and stat(2) for a path */
int statin(int at, const char *name, struct stat *);
int statpath(const char *path, struct stat *);

/* access(2); 1 if path is a directory, or a program that we may run */
int accessin(int at, const char *name, int mode);
int direxists(const char *path);
int executable(const char *path);

/*
 * mkdir(2), chmod(2), unlink(2), rmdir(2), rename(2), symlink(2).  chmod
 * follows links: it is for a file in a directory that only we can write.
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
 * A fresh directory of mode 0700, or the descriptor of a fresh file that
 * has no name any more: XXXXXX at the end of path becomes a free name.
 */
int tempdir(char *path);
int tempfile(char *path);

/* list a directory: the next name but `.' and `..', or NULL */
DIR *listin(int at, const char *name);
const char *listnext(DIR *);

/* all n bytes, through short writes and EINTR */
int writeall(int fd, const char *s, size_t n);

/* append the file's bytes to b */
int readin(int at, const char *name, struct buf *b);
int readfile(const char *path, struct buf *b);

/*
 * The last want bytes at most (fewer: the whole file) from a descriptor
 * that can be positioned, appended to b.
 */
int readtail(int fd, size_t want, struct buf *b);

/*
 * Append in one write under a lock of the whole file, which is made if it
 * is missing.  A last line without its newline, left by a writer that
 * died, is first moved to NAME.torn.  A short write is taken back.  With
 * gap, a file that does not end in an empty line gets one first: a record
 * that lacks only its blank line is whole.  Local file systems only; a
 * link is not followed.
 */
int appendin(int at, const char *name, const char *s, size_t n, int gap);
int appendfile(const char *path, const char *s, size_t n, int gap);

/* the same on an O_RDWR descriptor; at and name are for the .torn file */
int appendfd(int fd, int at, const char *name, const char *s, size_t n,
    int gap);

/* the same for a caller that holds the lock, and keeps it */
int appendlocked(int fd, int at, const char *name, const char *s, size_t n,
    int gap);

/* replace the file as a whole: .NAME.tmp beside it, fsync, rename */
int writein(int at, const char *name, const char *s, size_t n);
int replacefile(const char *path, const char *s, size_t n);

/*
 * The same in two steps, for a file that is too long for memory: a
 * descriptor to write to, and *tmp for endin(), which puts the new file in
 * place or, with name NULL, removes it.
 */
int beginin(int at, const char *name, char **tmp);
int endin(int fd, int at, char *tmp, const char *name);

/*
 * Wait for the fcntl(2) write lock on the whole file, 10 s or as long as
 * lockpatience() says.  EAGAIN: a warning has named the process that holds
 * it.  path is for that warning.
 */
int lockfile(int fd, const char *path);

/* wait so many nanoseconds at most from now on, if that is less */
void lockpatience(long long ns);

/*
 * The same, until the monotonic clock has passed deadline (0: no limit);
 * the warning comes after 10 s.  With stop, any signal is let in, and
 * EINTR says that stop() was true.
 */
int lockuntil(int fd, const char *path, long long deadline,
    int (*stop)(void));

/* take it if it is free; the process that holds it, 0: none, -1: errno */
int trylock(int fd);
pid_t lockholder(int fd);

/* mkdir -p; a directory that is there already is fine */
int mkdirsin(int at, const char *name, mode_t);
int mkdirs(const char *path, mode_t);

/*
 * rm -rf, at any depth; a missing name is fine.  Each directory is entered
 * only if it is the one that was seen before, and never through a link.
 */
int removein(int at, const char *name);
int removetree(const char *path);

/* path, made absolute by the working directory; a fresh string */
char *abspath(const char *path);

/* dir "/" name, a fresh string */
char *join(const char *dir, const char *name);

/* the part behind the last '/' */
const char *lastpart(const char *path);

/*
 * sync.c - what has to be on the disk, and when (AT_SYNC)
 *
 * end, the default: the files of a test are on the disk before its END
 * line is, and that line before at-run ends.  record: each record and
 * status line, too, as it is written.  none: the system decides.
 */

/* 1 unless AT_SYNC is none; an unknown word is fatal */
int syncing(void);

/* fsync(2) a file or directory; a missing one is fine.  -1 with errno */
int syncin(int at, const char *name);

/* the directory name, those above it and top; a failure is fatal */
void syncup(const struct dir *top, const char *name);

/*
 * The files that the suite writes for a test, but for the logs, then the
 * directories that hold them; a failure is fatal.
 */
void synctest(const struct dir *test);

/* clock.c - durations and dates */

/* CLOCK_MONOTONIC in nanoseconds: for durations and limits only */
long long nanoseconds(void);

/*
 * A time limit of ns nanoseconds times so many thousandths; at most 10
 * years, and 0 only for nothing.
 */
long long scaled(long long ns, long long thousandths);

/* seconds since the epoch, CLOCK_REALTIME: for time stamps only */
long long timestamp(void);

/* `Jul 14 02:40:00', local time: the localtime field of a status line */
void buflocaltime(struct buf *, long long stamp);

/* `2017-07-14 02:40:00.123', local time, now: the log's border lines */
void bufnow(struct buf *);

/*
 * json.c - JSON text: check it, walk through it
 *
 * There is no tree.  A value is a place in a text that jsoncheck() has
 * found good and that ends in a NUL, as a struct buf does; the functions
 * that walk trust it.  Texts are UTF-8; numbers keep their spelling.
 */

#define JSONDEPTH	100	/* how deep a text may be nested */

/*
 * 0 if the n bytes are one JSON value by RFC 8259, in UTF-8; or -1 and
 * the fault and its place appended to why, in the words of Python's json:
 * `Expecting property name: line 1 column 2 (char 1)'.
 */
int jsoncheck(const char *s, size_t n, struct buf *why);

/* the place behind the blanks at p */
const char *jsonblanks(const char *p);

/* the place behind the value that begins at p */
const char *jsonskip(const char *p);

/*
 * The members of the object, or elements of the array, at p: call it
 * first with *p at the bracket, then with what it left there.  1 and the
 * key (NULL in an array) and value; 0 when there are no more.
 */
int jsonnext(const char **p, const char **key, const char **value);

/*
 * The value of the last member with that key of the object at p; NULL if
 * there is none or p is no object.
 */
const char *jsonmember(const char *p, const char *key);

/*
 * The bytes of the string at p, added to b.  An unpaired surrogate
 * becomes the three bytes that UTF-8 forbids, and bufjson takes them.
 */
void jsonstring(const char *p, struct buf *b);

/*
 * json.c - the values that a path leads to in a JSON document
 *
 *	.end.sum_sent.bytes	members of objects; the first point may go
 *	."99.000000"		a key with other bytes than A-Za-z0-9_-
 *	.jobs[0]		an element of an array, from 0
 *	.jobs[]			all of them, or all members of an object
 *	.jobs[jobname=x].read	those that are objects with such a member
 */

/* NULL, or what is wrong with the path */
const char *pathwrong(const char *path);

/*
 * Call found for each place in the document, which jsoncheck() has found
 * good, that the path, which is good, leads to.
 */
void pathwalk(const char *doc, const char *path,
    void (*found)(void *, const char *value), void *);

/*
 * jsonout.c - JSON written one way: ASCII, indented by 2, nothing behind
 * a comma but the newline, `{}' and `[]' for what is empty
 */

/*
 * Bytes in UTF-8 as a JSON string, with its quotes; what is not UTF-8
 * becomes U+FFFD, and surrogates are escaped as they are.
 */
void bufjson(struct buf *, const char *s, size_t n);

/* the value at p, see json.c; its lines but the first 2 * depth deeper */
void bufpretty(struct buf *, const char *p, int depth);

/* a newline and 2 * depth blanks */
void bufindent(struct buf *, int depth);

/* jsonout.c - the members of an object in a line of JSON, but for the first */

/* append a comma, the key and a colon */
void memberkey(struct buf *, const char *key);

/*
 * n bytes as a JSON string, with its quotes: what is no UTF-8, surrogates
 * among it, is U+FFFD.
 */
void memberstring(struct buf *, const char *, size_t n);

/* a member that is such a string */
void membertext(struct buf *, const char *key, const char *s);

/* one that is a number as bufplain() has it; null if it is not finite */
void membernumber(struct buf *, const char *key, double);

/* term.c - what a terminal can show */

/*
 * Its columns: COLUMNS, if that is a number up to 9999, or the terminal's
 * own number, or 80.  0 if the descriptor is no terminal and COLUMNS is
 * not a number.
 */
int terminalwidth(int fd);

/* 1 if it is a terminal that can do more than print, by TERM */
int terminalable(int fd);

/*
 * 1 if a write to it would not block or disturb: we are not in the
 * background of the terminal, and the terminal is not stopped (Ctrl-S).
 * A file that is no terminal is ready unless it is full.
 */
int terminalready(int fd);

/* term.c - rows of cells, in columns that line up */

struct table {
	const char *align;	/* a letter a column: l or r */
	char **cell;
	size_t n, cap;
};

/* the next cell, row by row: printable text, which the table frees */
void tablecell(struct table *, char *);

/*
 * Append the rows, with two blanks between columns and none at the end;
 * empty columns are left out.  Afterwards the table is empty.
 */
void tabletext(struct table *, struct buf *);

/* the same as Markdown, the first row as its head */
void tablemarkdown(struct table *, struct buf *);

/* append the n bytes, escaped for Markdown */
void bufmarkdown(struct buf *, const char *, size_t n);

/* tar.c - write a tar archive (POSIX ustar, GNU's way for long names) */

enum { TARFILE = '0', TARLINK = '2', TARDIR = '5' };

struct tarmember {
	const char *name;	/* a directory's ends with '/' */
	int type;
	mode_t mode;
	const char *link;	/* where a TARLINK leads, else NULL */
	unsigned long long size;	/* of a TARFILE, else 0 */
	long long date;		/* seconds since 1970 */
};

/*
 * Append what comes before the contents of a member; these follow, and
 * then buftarpad() with their size.
 */
void buftarmember(struct buf *, const struct tarmember *);
void buftarpad(struct buf *, unsigned long long size);

/* append a file of n bytes at s, dated so many seconds since 1970 */
void buftarfile(struct buf *, const char *name, const char *s, size_t n,
    long long date);

/* append what ends the archive */
void buftarend(struct buf *);

/* tar.c - a directory as a tar archive, written while it is read */

/*
 * Write the directory dir to fd, as an archive of the directory `name'.
 * Links stay links; sockets, FIFOs and devices are left out; a file that
 * grows meanwhile is cut, one that shrinks is filled up with NULs.
 *
 * 0, or -1 with errno.  *what is empty then if the archive cannot be
 * written; else the archive is whole but for the files that cannot be
 * read, the first of which is in *what.
 */
int tartree(int fd, const char *dir, const char *name, struct buf *what);

/* names.c - names of tests and tags, which become directories */

/*
 * NULL if the name may be a path below a directory of ours; else why
 * not: control bytes, an empty, `.' or `..' component, one of more than
 * 240 bytes, a leading `/' or blank, `----'.
 */
const char *namebad(const char *name);

/* 1 if the first component is a name of a job's or test's own files */
int reserved(const char *name);

/* the name with `?' for what namebad() would refuse, at most 200 bytes */
void bufsafename(struct buf *, const char *name);

#endif
