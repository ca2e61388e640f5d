/* names.h - names of tests and tags, which become directories */

struct buf;

/*
 * NULL if the name may be a path below a directory of ours; else why
 * not: control bytes, an empty, `.' or `..' component, one of more than
 * 240 bytes, a leading `/' or blank, `----'.
 */
const char *namebad(const char *name);

/* 1 if the first component is a name of a job's or test's own files */
int reserved(const char *name);

/* the name with `?' for what namebad() would refuse, at most 200 bytes */
void bufsafename(struct buf *, const char *name);
