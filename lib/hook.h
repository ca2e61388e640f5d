/*
 * hook.h - the executables that a test consists of, and running one
 *
 * A test is a directory of executables, a directory with a test.sh whose
 * functions are the hooks, or a command or plain file, which is the one
 * hook run_once (at-test(5)).
 */
/* needs buf.h, child.h, env.h and verdict.h before it */

struct crash;

/* how a hook, or all of them together, ended */
struct outcome {
	enum verdict verdict;
	int retry;		/* at-raise RETRY */
	int status;		/* as a shell tells it */
	int late;		/* a time limit was reached */
	int signal;		/* the runner caught it meanwhile */
	struct buf reason;
};

/* executables of a .d directory, in name order */
struct hookdir {
	char **path;
	size_t n;
};

/* where hooks come from and what they run in */
struct hooks {
	const char *dir;	/* a directory of executables, or NULL */
	const char *shell;	/* a test.sh, or NULL */
	char *const *command;	/* run_once, when neither is there */
	unsigned have;		/* a bit per hook, set by hooksfind */
	struct env env;
	const char *raised;	/* the file that AT_RAISED names, or NULL */
	int in, out, err;	/* -1: the runner's */
	int log;		/* O_RDWR|O_APPEND, or -1: no border lines */
	const char *debug;	/* for what these two keep, or NULL */
	char *(*hung)(const char *dir, const char *title, pid_t, int log);
	char *(*crashed)(const struct crash *);
	int session;		/* each hook in a session of its own */
	int verbose;		/* border lines on standard error too */
	int judged;		/* at-raise's exit statuses count (at(7)) */
	long long deadline;	/* of the whole test, monotonic ns; 0: none */
	long long scale;	/* of the hooks' own limits, thousandths */
	long long grace;
	const struct manifest *manifest;	/* limits of hooks, or NULL */
	unsigned long iteration;	/* for the border lines */
	int lost;		/* out: errno, a border line is not written */
	struct usage used;	/* by the hook that ran last */
	int left;		/* children of ours that hooks left running */
	void (*tick)(void *);	/* called once a second while one runs */
	void *arg;
};

/*
 * Look once which hooks there are.  0, or -1 and why appended: a hook
 * that is not executable.
 */
int hooksfind(struct hooks *, struct buf *why);
int havehook(const struct hooks *, const char *name);

/*
 * What is in DIR/SUB, executables and links to them; missing: empty.
 * What cannot be read is fatal.
 */
void hookdirread(struct hookdir *, const char *dir, const char *sub);
void hookdirfree(struct hookdir *);

void outcomeclear(struct outcome *);

/* set verdict and reason, as if a hook had ended so */
void outcomeset(struct outcome *, enum verdict, const char *, ...)
    PRINTF(3, 4);

/*
 * Run the hook, if there is one, into *o.  1: it ended GOOD or is not
 * there; 0: anything else, and any other step must not follow.
 */
int runhook(struct hooks *, const char *name, struct outcome *o);

/*
 * Run one executable as the hook `name', with the exit status judged in
 * the same way: what runhook and .d directories and profilers use.
 */
int runas(struct hooks *, const char *name, char *const argv[],
    enum verdict other, struct outcome *o);

/*
 * Run a .d directory, forwards or backwards, until one fails.  other is
 * the verdict of an exit status that is none of at-raise's.
 */
int runhookdir(struct hooks *, const struct hookdir *, const char *name,
    int backwards, enum verdict other, struct outcome *o);

/* a border line in the log, if there is one: `@ DATE TEXT' */
void border(struct hooks *, const char *text, ...) PRINTF(2, 3);
