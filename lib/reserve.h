/*
 * reserve.h - room on the disk for the last words of a job
 *
 * at-job keeps JOB/.reserve, 4 KiB that are really there.  The first line
 * that ends something and finds the disk full takes them.
 */
#include <stddef.h>

/* 0, or -1 with errno; one that is there already is fine */
int reservemake(const char *jobdir);

/* give it back to the disk, whatever for; none there is fine */
void reservedrop(const char *jobdir);

/*
 * errno says that the disk is full: give it back.  1 if that made room,
 * so that trying again makes sense; else 0, errno is what it was.
 */
int reservehelps(const char *jobdir);
