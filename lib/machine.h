/* machine.h - this machine since it was booted */

struct buf;

/* the kernel's number for this boot, appended; nothing where there is none */
void bufboot(struct buf *);

/* the space that process numbers are of: a container has its own */
void bufpidspace(struct buf *);

/* the kernel's release, as uname -r tells it */
void bufkernel(struct buf *);

/* lines `cpus N' and `mount ID PLACE' for each disk that is mounted */
void bufmachine(struct buf *);

/*
 * What of the machine is another than before (both as bufmachine tells
 * it), in Autotest's words, appended: 1; 0 if nothing is.
 */
int machinechange(const char *before, const char *now, struct buf *);
