/*
 * jsonpath.h - the values that a path leads to in a JSON document
 *
 *	.end.sum_sent.bytes	members of objects; the first point may go
 *	."99.000000"		a key with other bytes than A-Za-z0-9_-
 *	.jobs[0]		an element of an array, from 0
 *	.jobs[]			all of them, or all members of an object
 *	.jobs[jobname=x].read	those that are objects with such a member
 */

struct buf;

/* NULL, or what is wrong with the path */
const char *pathwrong(const char *path);

/*
 * Call found for each place in the document, which jsoncheck() has found
 * good, that the path, which is good, leads to.
 */
void pathwalk(const char *doc, const char *path,
    void (*found)(void *, const char *value), void *);
