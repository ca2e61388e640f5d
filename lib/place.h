/*
 * place.h - put a whole directory in the place of another
 *
 * What is in place carries a stamp, the checksum of what it was made
 * from, as the one line of its file .checksum.  The new tree is made in
 * a directory .NAME-TYPE-new beside it, that nobody else can enter, and
 * then renamed, so that what is in place is always whole; what is left of
 * an installation that was killed is cleared by the next one.  The lock
 * is .NAME-TYPE-lock beside it.
 */

struct buf;

struct place {
	const char *target;	/* the directory to be */
	const char *type;	/* for the names above */
	char *dir;		/* the one to fill; the rest is our own */
	char *tmp, *old;
	int lock;
};

/* 1 and the stamp of what is in place, appended; 0: nothing, or no stamp */
int placestamp(const char *target, struct buf *);

/* 1 if what is in place has this stamp */
int placecurrent(const char *target, const char *stamp);

/*
 * Take the lock and make the empty directory dir; or, when after waiting
 * for the lock what is in place has the stamp, do nothing more: 1.  0
 * otherwise, or -1 and why, `OBJECT: reason'.
 */
int placebegin(struct place *, const char *stamp, struct buf *why);

/*
 * Stamp tree, which is dir or a directory in it, and put it in place.
 * What was in place is gone then.  0, or -1 and why, `OBJECT: reason',
 * and it is still there.
 */
int placetake(struct place *, const char *tree, const char *stamp,
    struct buf *why);

/* remove what is left, give up the lock; -1 with errno: some is left */
int placeend(struct place *);
