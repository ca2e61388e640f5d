/*
 * code.h - what expr.c makes of an expression and eval.c runs
 *
 * Code for a stack of values: an operator of value.h takes two and leaves
 * one.
 */
/* needs symbol.h and token.h before it */

/* after value.h's operators, which take two values and leave one */
enum {
	CONSTANT = NOTIN + 1,	/* push constant[arg] */
	NAME,			/* push the value of symbol arg */
	CALL,			/* push what its tally says to how */
	PERCENTILE,		/* the same, for the per cent on top */
	MINUS, PLUS, INVERT,	/* change the value on top */
	AND, OR,		/* if it decides keep it and jump, else drop it */
	UNLESS,			/* drop it; jump if it is false */
	JUMP,
	CHAIN			/* compare by how: jump, or leave the second */
};

struct op {
	unsigned char code, how;
	size_t arg;		/* of a jump: how far from here */
	size_t at;		/* where in the text, for messages */
};

struct expr {
	struct op *op;
	size_t n, cap;
	struct value *constant;
	size_t nconstant, constantcap;
	struct value *stack;
	int overall;		/* it has a CALL, and no NAME */
};
