/*
 * resume.h - a job that is taken up again after it, or the machine, died
 *
 * JOB/state has what that needs: how the job was started (dir, control,
 * arg, env), in which boot (boot, pids), what the kernel had kept of
 * older ones (pstore), and of the last resume how much had finished
 * (finished), how many resumes in a row had finished nothing (stalled),
 * and the steps that were open each time (open).
 */
/* needs state.h before it */
#include <sys/types.h>

struct buf;
struct job;

struct resume {
	struct state state;
	const char *dir;	/* the job's, absolute */
	char **argv;		/* of the control file */
	int rebooted;		/* the machine is in another boot */
	struct buf abort;	/* why the job ends at once, if not empty */
};

/*
 * Write the state of a job that begins: the working directory, the
 * control file, its arguments and the AT_ settings.  0, or -1 with errno.
 */
int resumebegin(const char *jobdir, char *const argv[]);

/* note the process of the control file.  0, or -1 with errno */
int resumecontrol(const char *jobdir, pid_t);

/*
 * Only one at-job at a time has the job: 0, and it is ours until we end;
 * the process that has it; or -1 with errno.
 */
long resumelock(const char *jobdir);

/* the job has ended: what is above and what finished is of no use now */
void resumeend(const char *jobdir);

/* read the state: 1; 0 if no at-job began the job; -1 with errno */
int resumeread(struct resume *, const char *jobdir);

/* the job's copy of the control file, and the arguments it had */
char **resumeargv(struct resume *);

/* another control file, or other arguments, from now on */
void resumeargs(struct resume *, char *const argv[]);

/* the AT_ settings and the working directory.  0, or -1 with errno */
int resumeplace(const struct resume *);

/* a process that the job left and that is alive, or 0 */
long resumeliving(const struct resume *);

/*
 * Close what was open, and remove what a test left that had not begun.
 * 0, or -1 with errno.
 */
int resumeclose(struct resume *);

/*
 * What finished is given back from now on.  A step that was open in three
 * runs in a row of which two, resumes, finished nothing is skipped, or
 * the job ends if there is none.  The state is written.  0, or -1: errno.
 */
int resumecount(struct resume *, struct job *);
