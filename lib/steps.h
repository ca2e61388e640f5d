/*
 * steps.h - the steps of a job: JOB/steps, NAME=STATUS, a line a step done
 *
 * A step that runs has a link JOB/tmp/steps/NAME to the number of its
 * process.
 */
/* needs state.h before it */

/* 1 and the status of a step that is done; 0; -1 with errno */
int stepsfind(const char *jobdir, const char *name, unsigned long *status);

/* it is done now, on the disk unless AT_SYNC=none.  0, or -1 with errno */
int stepsrecord(const char *jobdir, const char *name, int status);

/* it begins, it ended.  0, or -1 with errno */
int stepsbegin(const char *jobdir, const char *name);
int stepsend(const char *jobdir, const char *name);

/* add the steps that have begun and are not done, under the key open */
void stepsopen(const char *jobdir, struct state *);

/* the process of one that is alive, or 0 */
long stepsliving(const char *jobdir);

/* forget those that have begun */
void stepsclear(const char *jobdir);
