/*
 * control.h - the control file: a script that a shell has to run
 */

/*
 * Refuse one that cannot be read, or that its shell (sh, or the one its
 * first line names if it is executable) finds an error in with -n: die()
 * with the shell's first line.  What another interpreter runs is taken as
 * it is.
 */
void checkcontrol(char *path);

/*
 * JOBDIR/control is a copy for who resumes the job, executable if the
 * control file is.  0, or -1 with errno.
 */
int copycontrol(const char *jobdir, const char *path);

/*
 * The arguments to run it by: the file itself if it is executable, else
 * sh before it.  argv is of the control file and ends with NULL, and so
 * does what is returned, which is never freed.
 */
char **controlargv(char *argv[]);
