/* parse.c - the constraint language: tokens, grammar, code */
#include <stdlib.h>
#include <string.h>

#include "expr.h"

enum token {
	/* first the operators of value.c, in the same order */
	TPLUS, TMINUS, TSTAR, TSLASH, TFLOOR, TPERCENT, TPOWER,
	TLT, TLE, TEQ, TNE, TGT, TGE, TIN,
	TNOT, TAND, TOR, TIF, TELSE, TTRUE, TFALSE,
	TOPEN, TCLOSE, TCOMMA,
	TNUMBER, TSTRING, TNAME,
	TEND, TBAD
};

struct lexer {
	const char *text;	/* the expression; set this, the rest 0 */
	size_t at, n;		/* offset and bytes of the token */
	size_t next;		/* offset after the token */
	unsigned depth;		/* open parentheses: newlines are blanks */
	enum token token;
	const char *why;	/* TBAD: the error in the n bytes at at */
};

/* the words of the tokens from TPLUS to TCOMMA */
static const char *const words[] = {
	"+", "-", "*", "/", "//", "%", "**", "<", "<=", "==", "!=", ">", ">=",
	"in", "not", "and", "or", "if", "else", "True", "False", "(", ")", ",",
};

static void
bad(struct lexer *l, const char *why)
{
	l->token = TBAD;
	l->why = why;
}

/* the offset of the next byte that is not a blank or in a comment */
static size_t
skipblanks(const char *s, size_t i, int newlines)
{
	for (;; i++) {
		if (s[i] == '#')
			i += strcspn(s + i, "\n");
		if (s[i] == '\\' && s[i + 1] == '\n')
			i++;
		else if (s[i] == '\0' || !strchr(" \t\r\f", s[i]))
			if (s[i] != '\n' || !newlines)
				return i;
	}
}

/* the token of a word of n bytes, or other if it is not in the table */
static enum token
wordtoken(const char *s, size_t n, enum token other)
{
	int i = wordindex(words, LEN(words), s, n);

	return i < 0 ? other : (enum token)i;
}

/* length of a number with all bytes of a name or number after it */
static size_t
numberspan(const char *s)
{
	size_t i = 0;

	while (s[i] && (strchr(WORDBYTES ".", s[i]) || (i > 0 &&
	    strchr("+-", s[i]) && strchr("eE", s[i - 1]))))
		i++;
	return i;
}

static size_t
stringspan(const char *s)
{
	size_t i;

	for (i = 1; s[i] && s[i] != '\n' && s[i] != *s; i++)
		if (s[i] == '\\' && s[i + 1])
			i++;
	return s[i] == *s ? i + 1 : 0;
}

static void
word(struct lexer *l, const char *s)
{
	if (digitspan(s + (*s == '.'), 1)) {
		l->n = numberspan(s);
		l->token = TNUMBER;
	} else if ((l->n = strspn(s, WORDBYTES))) {
		l->token = wordtoken(s, l->n, TNAME);
	} else if (*s == '"' || *s == '\'') {
		l->token = TSTRING;
		if (!(l->n = stringspan(s)))
			bad(l, "text without its closing quote");
	} else if ((l->n = strspn(s, "<>=!&|^~"))) {
		/* comparison operators, and unknown ones */
		if ((l->token = wordtoken(s, l->n, TBAD)) == TBAD)
			bad(l, "unknown operator");
	} else {
		/* an operator of two bytes, else of one */
		l->n = 2;
		if (!s[1] || (l->token = wordtoken(s, 2, TBAD)) == TBAD)
			l->token = wordtoken(s, l->n = 1, TBAD);
		if (l->token == TBAD) {
			/* show a whole character that is not ASCII */
			while ((unsigned char)s[0] >= 0x80 &&
			    (unsigned char)s[l->n] >= 0x80)
				l->n++;
			bad(l, "unexpected");
		}
	}
}

/* step to the next token; it stays TEND at the end, TBAD after an error */
static void
lex(struct lexer *l)
{
	const char *s;

	if (l->token == TBAD)
		return;
	/* newlines may only be around an expression or in parentheses */
	l->at = skipblanks(l->text, l->next, l->depth > 0 || l->next == 0);
	s = l->text + l->at;
	if (*s == '\n' && !s[skipblanks(s, 0, 1)])
		s += strlen(s);
	l->n = 0;
	if (!*s)
		l->token = TEND;
	else if (*s == '\n')
		bad(l, "a newline outside parentheses");
	else
		word(l, s);
	l->depth += l->token == TOPEN;
	l->depth -= l->token == TCLOSE && l->depth > 0;
	l->next = l->at + l->n;
}

/* append a TSTRING without escapes.  NULL, or the error at at, n bytes */
static const char *
unquote(struct lexer *l, struct buf *b)
{
	static const char from[] = "\\'\"ntr", to[] = "\\'\"\n\t\r";
	const char *s = l->text + l->at + 1, *e = l->text + l->next - 1, *p;

	for (; s < e; s++) {
		if (*s != '\\') {
			bufputc(b, *s);
		} else if (*++s == 'x' && hexdigit(s[1]) >= 0 &&
		    hexdigit(s[2]) >= 0) {
			bufputc(b, hexdigit(s[1]) * 16 + hexdigit(s[2]));
			s += 2;
		} else if ((p = strchr(from, *s))) {
			bufputc(b, to[p - from]);
		} else if (*s != '\n') {
			l->at = s - 1 - l->text;
			l->n = 2;
			return "unknown escape";
		}
	}
	return NULL;
}

/* grammar and code */

#define DEEP	200

struct parser {
	struct lexer l;
	struct symbols *symbols;
	struct expr *e;
	struct buf *why;
	int failed;
	int named;		/* the expression has a NAME */
	unsigned deep;
	long high, highest;	/* values on the stack: now, at most */
};

/* report an error at the token; only the first one counts */
static void
complain(struct parser *p, const char *what)
{
	struct lexer *l = &p->l;

	if (p->failed)
		return;
	p->failed = 1;
	bufputs(p->why, what);
	if (l->n > 0)
		buffmt(p->why, " '%.*s'", (int)l->n, l->text + l->at);
	buffmt(p->why, " at %zu", l->at + 1);
	l->token = TBAD;	/* lex() stays here, and the loops end */
}

static void
unexpected(struct parser *p)
{
	complain(p, p->l.token == TBAD ? p->l.why :
	    p->l.token == TEND ? "unexpected end" : "unexpected");
}

/* step over the token t; another token is an error */
static void
expect(struct parser *p, enum token t)
{
	if (p->l.token != t)
		unexpected(p);
	lex(&p->l);
}

/* add an instruction that grows the stack by grow; returns its index */
static size_t
emit(struct parser *p, int code, size_t arg, size_t at, int grow)
{
	struct expr *e = p->e;

	e->op = growarray(e->op, e->n, &e->cap, sizeof *e->op);
	e->op[e->n].code = code;
	e->op[e->n].how = 0;
	e->op[e->n].arg = arg;
	e->op[e->n].at = at;
	p->high += grow;
	if (p->high > p->highest)
		p->highest = p->high;
	return e->n++;
}

/*
 * Set the target of a chain of jumps to the next instruction.  Before, arg
 * of each jump is 1 + the index of the previous jump, or 0.
 */
static void
land(struct expr *e, size_t list)
{
	size_t i;

	while (list > 0) {
		i = list - 1;
		list = e->op[i].arg;
		e->op[i].arg = e->n - i;
	}
}

static void
constant(struct parser *p, const struct value *v)
{
	struct expr *e = p->e;

	e->constant = growarray(e->constant, e->nconstant, &e->constantcap,
	    sizeof *e->constant);
	e->constant[e->nconstant] = *v;
	emit(p, CONSTANT, e->nconstant++, p->l.at, 1);
}

/* parse one level deeper */
static void
nest(struct parser *p, void (*parse)(struct parser *))
{
	if (p->deep == DEEP) {
		complain(p, "nested too deep");
		return;
	}
	p->deep++;
	parse(p);
	p->deep--;
}

static void
parsenumber(struct parser *p)
{
	const char *s = p->l.text + p->l.at;
	struct value v;

	/* 010 could mean 8: it was octal in old Python */
	if (!numbervalue(s, p->l.n, &v) ||
	    (*s == '0' && p->l.n > 1 && strspn(s, "0123456789") == p->l.n))
		complain(p, "bad number");
	else
		constant(p, &v);
}

static void
string(struct parser *p)
{
	struct buf b = { 0 };
	struct value v = { TEXT, { 0 } };
	const char *bad;

	bufclear(&b);
	if ((bad = unquote(&p->l, &b))) {
		buffree(&b);
		complain(p, bad);
		return;
	}
	v.u.t.s = b.s;
	v.u.t.n = b.len;
	constant(p, &v);
}

/* parse the 95 in p(key, 95); the percentile will replace it on the stack */
static void
percent(struct parser *p)
{
	struct value v, most = { WHOLE, { 100 } };

	expect(p, TCOMMA);
	if (p->l.token != TNUMBER) {
		unexpected(p);
		return;
	}
	parsenumber(p);
	if (p->failed)
		return;
	v = p->e->constant[p->e->nconstant - 1];
	operate(LE, &v, &most);
	if (!truth(&v))
		complain(p, "more than 100 per cent:");
	lex(&p->l);
}

/* parse the arguments of a call at an offset */
static void
call(struct parser *p, enum tallied which, size_t at)
{
	const char *s;
	size_t i, n;

	lex(&p->l);
	if (p->l.token != TNAME) {
		unexpected(p);
		return;
	}
	s = p->l.text + p->l.at;
	n = p->l.n;
	lex(&p->l);
	if (which == ALLP)
		percent(p);
	expect(p, TCLOSE);
	i = symbol(p->symbols, s, n);
	tallywant(&p->symbols->v[i].tally, which);
	p->symbols->tallies = 1;
	p->e->overall = 1;
	i = emit(p, which == ALLP ? PERCENTILE : CALL, i, at, which != ALLP);
	p->e->op[i].how = which;
}

/* parse a key or a call */
static void
name(struct parser *p)
{
	struct lexer l = p->l;
	const char *s = l.text + l.at;
	enum tallied which;
	int called;

	lex(&p->l);
	called = p->l.token == TOPEN && tallied(s, l.n, &which);
	if (called ? p->named : p->e->overall) {
		p->l = l;
		complain(p, called ? "of all records, not of each:" :
		    "of each record, not of all:");
	} else if (called) {
		call(p, which, l.at);
	} else {
		p->named = 1;
		emit(p, NAME, symbol(p->symbols, s, l.n), l.at, 1);
	}
}

static void expression(struct parser *);

static void
atom(struct parser *p)
{
	struct value v = { WHOLE, { 0 } };

	switch (p->l.token) {
	case TNUMBER: parsenumber(p); break;
	case TSTRING: string(p); break;
	case TNAME: name(p); return;
	case TTRUE: v.u.i = 1; constant(p, &v); break;
	case TFALSE: constant(p, &v); break;
	case TOPEN:
		lex(&p->l);
		nest(p, expression);
		expect(p, TCLOSE);
		return;
	default: unexpected(p);
	}
	lex(&p->l);
}

/* -2 ** 2 is -4, 2 ** -1 is a half, 2 ** 3 ** 2 is 512 */
static void
factor(struct parser *p)
{
	enum token t = p->l.token;
	size_t at = p->l.at;

	if (t == TPLUS || t == TMINUS) {
		lex(&p->l);
		nest(p, factor);
		emit(p, t == TMINUS ? MINUS : PLUS, 0, at, 0);
		return;
	}
	atom(p);
	at = p->l.at;
	if (p->l.token == TPOWER) {
		lex(&p->l);
		nest(p, factor);
		emit(p, POW, 0, at, -1);
	}
}

/* parse operands between operators from first to last */
static void
chain(struct parser *p, enum token first, enum token last,
    void (*operand)(struct parser *))
{
	enum token t;
	size_t at;

	operand(p);
	while ((t = p->l.token) >= first && t <= last) {
		at = p->l.at;
		lex(&p->l);
		operand(p);
		emit(p, t, 0, at, -1);
	}
}

static void
term(struct parser *p)
{
	chain(p, TSTAR, TPERCENT, factor);
}

static void
sum(struct parser *p)
{
	chain(p, TPLUS, TMINUS, term);
}

/* step over a comparison operator and return it; -1 if there is none */
static int
relation(struct parser *p, size_t *at)
{
	enum token t = p->l.token;

	*at = p->l.at;
	if (t != TNOT && (t < TLT || t > TIN))
		return -1;
	lex(&p->l);
	if (t != TNOT)
		return t;
	expect(p, TIN);
	return NOTIN;
}

/* a < b < c is a < b and b < c, with b evaluated once */
static void
comparison(struct parser *p)
{
	size_t at, nextat, list = 0;
	int next, op;

	sum(p);
	op = relation(p, &at);
	while (op >= 0) {
		sum(p);
		next = relation(p, &nextat);
		if (next < 0) {
			emit(p, op, 0, at, -1);
		} else {
			list = emit(p, CHAIN, list, at, -1) + 1;
			p->e->op[list - 1].how = op;
		}
		op = next;
		at = nextat;
	}
	land(p->e, list);
}

static void
inversion(struct parser *p)
{
	size_t at = p->l.at;

	if (p->l.token != TNOT) {
		comparison(p);
		return;
	}
	lex(&p->l);
	nest(p, inversion);
	emit(p, INVERT, 0, at, 0);
}

/* parse operands of and, or: an operand may decide the value alone */
static void
alternatives(struct parser *p, enum token t, int op,
    void (*operand)(struct parser *))
{
	size_t list = 0;

	operand(p);
	while (p->l.token == t) {
		list = emit(p, op, list, p->l.at, -1) + 1;
		lex(&p->l);
		operand(p);
	}
	land(p->e, list);
}

static void
conjunction(struct parser *p)
{
	alternatives(p, TAND, AND, inversion);
}

static void
disjunction(struct parser *p)
{
	alternatives(p, TOR, OR, conjunction);
}

/*
 * value if condition else other: the condition is written second but runs
 * first.  Jumps are relative, so code can be moved.
 */
static void
expression(struct parser *p)
{
	size_t start = p->e->n, mid, n, jump;
	struct op *value, *op;

	disjunction(p);
	if (p->l.token != TIF)
		return;
	mid = p->e->n;
	n = mid - start;
	lex(&p->l);
	p->high--;
	disjunction(p);
	emit(p, UNLESS, n + 2, 0, -1);
	jump = emit(p, JUMP, 0, 0, 0);
	op = p->e->op;
	value = xmalloc(n * sizeof *value);
	memcpy(value, op + start, n * sizeof *value);
	memmove(op + start, op + mid, (jump - mid) * sizeof *value);
	memcpy(op + jump - n, value, n * sizeof *value);
	free(value);
	expect(p, TELSE);
	nest(p, expression);
	land(p->e, jump + 1);
}

struct expr *
newexpr(const char *text, struct symbols *symbols, struct buf *why)
{
	struct parser p;

	memset(&p, 0, sizeof p);
	p.l.text = text;
	p.symbols = symbols;
	p.why = why;
	p.e = xmalloc(sizeof *p.e);
	memset(p.e, 0, sizeof *p.e);
	lex(&p.l);
	expression(&p);
	if (p.l.token != TEND)
		unexpected(&p);
	if (p.failed) {
		freeexpr(p.e);
		return NULL;
	}
	p.e->stack = xmalloc(p.highest * sizeof *p.e->stack);
	return p.e;
}

void
freeexpr(struct expr *e)
{
	while (e->nconstant-- > 0)
		if (e->constant[e->nconstant].kind == TEXT)
			free((char *)e->constant[e->nconstant].u.t.s);
	free(e->constant);
	free(e->stack);
	free(e->op);
	free(e);
}
