/*
 * state.h - what at-job -R has to know of a job (JOB/state)
 *
 * KEY=VALUE lines in the order in which they were added; a key may be
 * there many times.  In a value a newline is written \n, a backslash \\,
 * so that it may be any text.
 */
#include <stddef.h>

struct statepair {
	char *key, *value;
};

struct state {
	struct statepair *v;
	size_t n;
};

void stateadd(struct state *, const char *key, const char *value);
void stateaddnum(struct state *, const char *key, unsigned long value);

/* remove all pairs with the key */
void statedrop(struct state *, const char *key);

/* the first value of the key, or NULL; the number, 0 if there is none */
const char *stateget(const struct state *, const char *key);
unsigned long statenum(const struct state *, const char *key);

/* 1 if one of the values of the key is this one */
int statehas(const struct state *, const char *key, const char *value);

/* replace the file as a whole.  0, or -1 with errno */
int statewrite(const struct state *, const char *path);

/* what is no pair is left out.  0, or -1 with errno */
int stateread(struct state *, const char *path);

void statefree(struct state *);
