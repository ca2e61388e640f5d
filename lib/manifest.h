/* manifest.h - what a test says of itself, see at-test(5) */
#include <stddef.h>

struct buf;

struct pair {
	char *name, *value;
};

struct pairs {
	struct pair *v;
	size_t n, cap;
};

struct manifest {
	char *version;			/* "1" unless it says otherwise */
	int preserve_srcdir;
	int network_destabilizing;
	int postprocess_profiled_run;
	int split_stderr;
	long long timeout;		/* ns, 0: none */
	long long grace;		/* ns */
	char *deps;			/* names with blanks between, or NULL */
	struct pairs limits;		/* hook: seconds, checked */
	struct pairs require;		/* root, program, file, config: what */
	char *package;			/* has those programs and files, or NULL */
	struct pairs params;		/* name: default */
	int anyparam;
};

/*
 * Read the file; NULL or a missing one leaves the defaults.  An unknown
 * key is a warning.  0, or -1 and why, `FILE:LINE: reason', appended.
 */
int manifestread(struct manifest *, const char *path, struct buf *why);

/* the time limit of a hook in ns, dflt if there is none */
long long hooklimit(const struct manifest *, const char *hook, long long dflt);

/* the name of a parameter: [a-z][A-Za-z0-9_]* */
int paramok(const char *, size_t n);

/* the value of name, or NULL */
const char *pairvalue(const struct pairs *, const char *name);
void pairadd(struct pairs *, const char *name, const char *value);
