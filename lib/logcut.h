/* logcut.h - keep a log that grows without end within bounds */

/*
 * If the log is longer than max bytes, keep its head and its tail, half
 * of max together, and say between them what was cut.  The descriptor is
 * O_RDWR|O_APPEND.  What is written during the cut may be lost.
 * 0, or -1 with errno.
 */
int logcut(int fd, long long max);
