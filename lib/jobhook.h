/*
 * jobhook.h - the hooks of a job: the suite's own, and before_job.d
 *
 * The suite's are in SHARE/hooks: in a directory there of the same name as
 * one in JOB/hooks is a link for each hook that is to run then.  A job gets
 * links to them, JOB/hooks/WHEN.d/NAME, through one link, JOB/hooks/share,
 * to all of SHARE, where they find what else they need.
 */

struct env;
struct outcome;

/*
 * Make the links; those that are there already are fine, and so is a suite
 * without hooks.  0, or -1 with errno.
 */
int jobhookslink(const char *jobdir, const char *share);

/*
 * Run what is in before_job.d, in name order, with this environment, in
 * sessions of their own, standard output to ours for errors.  1: all were
 * good; 0: *o says what was not.  Until the monotonic clock has passed
 * deadline nanoseconds, 0: for ever.
 */
int jobhooksrun(const char *jobdir, struct env *, const char *raised,
    long long deadline, struct outcome *o);
