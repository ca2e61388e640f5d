/*
 * pstore.h - the last words of a kernel that went down
 *
 * Linux keeps them in /sys/fs/pstore (AT_PSTORE).  They stay there, so
 * what was there already when the job began is noted, `NAME SIZE MTIME',
 * in its state under the key pstore.
 */
/* needs state.h before it */

/* note what is there now, instead of what was noted */
void pstorenote(struct state *);

/*
 * Copy what was not noted to the directory, which is made.  How many
 * files; what cannot be copied is a warning.
 */
int pstorecopy(const struct state *, const char *to);
