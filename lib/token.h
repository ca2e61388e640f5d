/* token.h - the words of an expression, see at-constraint(1) */
#include <stddef.h>

struct buf;

enum token {
	/* the operators that value.h names first, in its order */
	TPLUS, TMINUS, TSTAR, TSLASH, TFLOOR, TPERCENT, TPOWER,
	TLT, TLE, TEQ, TNE, TGT, TGE, TIN,
	TNOT, TAND, TOR, TIF, TELSE, TTRUE, TFALSE,
	TOPEN, TCLOSE, TCOMMA,
	TNUMBER, TSTRING, TNAME,
	TEND, TBAD
};

struct lexer {
	const char *text;	/* the whole of it; set this, the rest 0 */
	size_t at, n;		/* where the token is, its bytes */
	size_t next;		/* where to look for the one after */
	unsigned depth;		/* parentheses open: newlines are blanks */
	enum token token;
	const char *why;	/* TBAD: what is wrong with the bytes at at */
};

/*
 * Step to the next token.  It stays TEND at the end, and TBAD after what
 * is none.
 */
void lex(struct lexer *);

/*
 * The bytes of a TSTRING, escapes undone, appended.  NULL, or what is
 * wrong with it; then at and n are the place.
 */
const char *unquote(struct lexer *, struct buf *);
