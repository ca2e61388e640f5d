/* markup.c - text from outside, in XML and HTML */
#include <string.h>

#include "buf.h"
#include "markup.h"
#include "utf8.h"

/* the entity or reference for a character, or NULL */
static const char *
escape(unsigned long c)
{
	switch (c) {
	case '&': return "&amp;";
	case '<': return "&lt;";
	case '>': return "&gt;";	/* of ]]>, too */
	case '"': return "&quot;";
	case '\'': return "&#39;";
	case '\t': case '\n': return NULL;
	case '\r': return "&#13;";
	}
	if (c < ' ' || (c >= 0x7f && c < 0xa0) || (c >= 0xd800 && c < 0xe000) ||
	    (c >= 0xfdd0 && c < 0xfdf0) || (c & 0xfffe) == 0xfffe)
		return "\357\277\275";
	return NULL;
}

void
bufmarkup(struct buf *b, const char *s, size_t n)
{
	const char *e;
	unsigned long c;
	size_t i, len, plain = 0;

	for (i = 0; i < n; i += len) {
		/* most are plain ASCII */
		if ((s[i] >= '(' && s[i] <= ';') || s[i] == ' ' ||
		    (s[i] >= '?' && s[i] <= '~')) {
			len = 1;
			continue;
		}
		if ((len = utf8char(s + i, n - i, &c)) == 0) {
			c = 0xfffe;
			len = 1;
		}
		if ((e = escape(c))) {
			bufadd(b, s + plain, i - plain);
			bufputs(b, e);
			plain = i + len;
		}
	}
	if (n > plain)
		bufadd(b, s + plain, n - plain);
}
