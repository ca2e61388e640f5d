/* caches.h - start from cold page, dentry and inode caches */

/*
 * Write what is dirty and drop the caches (Linux: 3 into
 * /proc/sys/vm/drop_caches, for root).  0, or -1 with errno.
 */
int dropcaches(void);
