/*
 * follow.h - the tests of a job, a line each, as they end
 */

/*
 * Those that have ended, then each that ends, on standard output, until
 * the job has: verdict, name, seconds, and the reason if it is not GOOD.
 * What a group or a test ran comes before it, indented.  1; 0 if the job
 * has not ended, but no at-job runs it; -1 with errno: its log cannot be
 * read.  A signal, or nobody who reads, ends the program.
 */
int followjob(const char *jobdir);
