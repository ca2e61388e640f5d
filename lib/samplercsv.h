/* samplercsv.h - what samplers wrote beside a test: CSV with a header */
#include <stddef.h>

struct buf;

/*
 * Append a picture of each column of numbers, over the first one if that
 * ascends, of each profiling/iteration.N/FILE.csv of a test: subdir is
 * below the job's directory.  How many pictures.
 */
size_t bufsamplers(struct buf *, int jobdir, const char *subdir);
