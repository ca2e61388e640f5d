/* caches.h - start from cold page, dentry and inode caches */

#define UNCACHED	"caches cannot be dropped: want root"

/*
 * Write what is dirty and drop the caches (Linux: 3 into
 * /proc/sys/vm/drop_caches, for root).  0; -1, it cannot be done; or 1,
 * it cannot, and UNCACHED is to be told: nobody did in this job before
 * (NULL: no job).
 */
int dropcaches(const char *jobdir);
