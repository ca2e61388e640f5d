/*
 * cgroup.h - a control group of Linux (version 2) for what a runner starts
 *
 * AT_CGROUP is the directory of one that is ours to write.  The runner
 * makes another in it, in which its commands begin; to end all that is in
 * it is then one step of the kernel's, whoever owns it and however fast it
 * forks.  Without AT_CGROUP nothing here does anything.
 */

/* make it.  0, or -1 with errno: AT_CGROUP is none that we may write */
int cgroupmake(void);

/* its directory, for the AT_CGROUP of runners in ours; NULL: none */
const char *cgroupdir(void);

/* a child of ours goes into it; between vfork(2) and exec(3).  0, or -1 */
int cgroupenter(void);

/* KILL for all in it, if the kernel can (Linux 5.14) */
void cgroupkill(void);

/* when all in it have ended.  0, or -1 with errno */
int cgroupremove(void);
