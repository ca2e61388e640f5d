/* measuredir.h - what runs measured, from the directories they left */
/* needs measured.h before it */

/*
 * Add what the operand holds: a file of records (`-': standard input), a
 * results directory, a test's or a job's, as at-results(5) tells them.
 * Returns how many records and logs of tests that is, 0 if there is
 * nothing; what cannot be read is fatal, as in measuredrecords().
 */
size_t measuredread(struct measured *, const char *operand, int side,
    size_t run);
