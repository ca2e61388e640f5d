/*
 * expr.h - the constraint language, see at-constraint(1)
 *
 * An expression is parsed once, into code for a stack, and evaluated many
 * times; nothing is allocated then, but for texts made by + and *.  One
 * with calls, min() and such, is of all records: it is evaluated when the
 * symbols have tallied them.
 */

struct buf;
struct expr;
struct symbols;

/*
 * The expression that is the text, its names added to the symbols.  NULL
 * and why not, `unknown operator '>>=' at 3' (bytes, from 1), appended.
 * Whatever nests, nests at most 200 deep.
 */
struct expr *newexpr(const char *text, struct symbols *, struct buf *why);

/*
 * 1 if it is true of the symbols' values, 0 if not, -1 if that cannot be
 * told; then why gets the reason, `division by zero at 3', appended.
 */
int evaluate(struct expr *, const struct symbols *, struct buf *why);

/* 1 if it is of all records, 0 if of each */
int overall(const struct expr *);

void freeexpr(struct expr *);
