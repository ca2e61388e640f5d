/* require.h - what a test requires of the machine, see at-test(5) */

struct manifest;

/*
 * NULL if all requirements are met, else the first that is not, `requires
 * the program fio', until the next call.
 */
const char *unmet(const struct manifest *);
