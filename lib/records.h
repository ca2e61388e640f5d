/*
 * records.h - what one run recorded: gathered, joined, judged
 *
 * Hooks append records to a file through at-keyval and at-perf -k.  What
 * the runner adds joins the last of them, or the records of a run become
 * one record elsewhere (at-iterate -o).
 */
/* needs keyval.h before it */

struct records {
	const char *path;	/* where hooks write */
	int to;			/* -o: one record a run goes here; or -1 */
	const char *toname;	/* its name */
	int stream;		/* it is standard output: no locks */
	int watched;		/* begin must look how long path is */
	/* who wants the perf values; or NULL */
	void (*value)(void *, const char *key, const char *value);
	void *arg;
	long long from;		/* its length when the run began */
	long long seen;		/* value has got so much of it */
};

/* a run begins.  0, or -1 with errno */
int recordsbegin(struct records *);

/*
 * A run ended: extra is what the runner has to say of it.  If somebody
 * wants them, the perf values recorded since the last time are handed to
 * value; with skip, those of this run are not.  0, or -1 with errno.
 */
int recordsend(struct records *, struct record *extra, int skip);
