/*
 * scan.h - find the values of all rules in a text, line by line
 *
 * Nothing of the text is kept but what was found, and a JSON document
 * while it is read: from a line that begins with { or [ on to the bracket
 * that closes it.  Needs rule.h before it.
 */

struct scan {
	struct rule *rule;
	size_t n;
	const char *name;	/* of the text, for messages */
	unsigned long line;	/* over all texts */
	unsigned long lineno;	/* in this one; the caller counts both */
	int json;		/* there are rules for it */

	struct buf doc;		/* a document so far */
	unsigned long docline;
	int depth, string, escape;

	struct buf why;		/* what could not be understood, or empty */
	struct buf broken;	/* the first document that is none */
};

/*
 * The next line, n bytes that end in a NUL; it may be changed.  A value
 * that is no number is told in why.
 */
void scanline(struct scan *, char *s, size_t n);

/* the text is over: so are its tables and documents */
void scanend(struct scan *);
