/*
 * sync.h - what has to be on the disk, and when (AT_SYNC)
 *
 * end, the default: what a test wrote is on the disk before its END line
 * is, and that before at-run ends.  record: each record and status line
 * too, as it is written.  none: the system decides.
 */

/* 1 unless AT_SYNC is none; a word it does not know is fatal */
int syncing(void);

/* fsync(2) a file or directory; a missing one is fine.  -1 with errno */
int syncpath(const char *path);

/* the directory, and all that hold it, up to top; a failure is fatal */
void syncup(const char *dir, const char *top);

/*
 * The files that the suite writes for a test in dir, but for the logs,
 * then the directories in dir that hold them; a failure is fatal.
 */
void synctest(const char *dir);
