/*
 * evidence.h - what a test that hangs is doing, for who looks at it later
 */
#include <sys/types.h>

/*
 * A time limit has struck; nothing is ended yet.  Append to DIR/hang.txt
 * the title; what the hook's process, all that hooks left running, and
 * all that is below them do, by /proc: a section each,
 * with its threads and open files; the last 64 KiB of the log (a
 * descriptor, -1: none); the load of the system.  What cannot be read is
 * left out, what keeps us waiting is given up, and all of it after three
 * seconds or some megabytes.  The file's name, to be freed, or NULL with
 * one warning.
 */
char *hangwrite(const char *dir, const char *title, pid_t hook, int log);
