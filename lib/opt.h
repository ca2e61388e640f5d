/* opt.h - options and usage lines, the same way in every program */
#include "attr.h"

/*
 * getopt(3), and what all programs do around it: -h prints the usage on
 * standard output and exits 0, -V prints the version, anything unknown
 * or incomplete is the usage line on standard error and failstatus.
 * The first call also sees to it that 0, 1 and 2 are taken.
 * The letters h and V need not be in the option string.
 */
int option(int, char *[], const char *letters, const char *usage);

/* the usage line on standard error, and exit with failstatus */
void badusage(const char *usage) NORETURN;
