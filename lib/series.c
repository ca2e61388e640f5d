/* series.c - the performance values of a chart, in memory */
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "json.h"
#include "perfline.h"
#include "pretty.h"
#include "series.h"
#include "utf8.h"

/* nodes whose hash begins in the same way */
struct slot {
	struct node *first;
};

/* the chart, a graph or name in it, or an entry in that */
struct node {
	struct node *chain;	/* another one in the same slot */
	struct node *next;	/* what came after it in the same node */
	struct node *first, *last;
	const struct node *in;
	char *key;
	size_t n;
	const char *json;	/* as it came in the file, and still so */
	struct buf values;	/* of an entry, as they will be written */
	struct span units;	/* s is NULL: none */
	int set, list, up;
};

static struct node *
newnode(const struct node *in, const char *key, size_t n)
{
	struct node *node = xmalloc(sizeof *node);

	memset(node, 0, sizeof *node);
	node->in = in;
	node->key = xmalloc(n);
	memcpy(node->key, key, n);
	node->n = n;
	return node;
}

static size_t
hash(const struct node *in, const char *key, size_t n)
{
	unsigned long h = 2166136261u ^ (unsigned long)(size_t)in >> 4;

	for (; n > 0; n--)
		h = (h ^ (unsigned char)*key++) * 16777619u;
	return h ^ h >> 15;
}

/* twice the slots, a power of two: how many nodes share one stays small */
static void
widen(struct series *s)
{
	struct slot *old = s->slot;
	struct node *next, *node;
	size_t i, n = s->nslots;

	s->nslots = n ? 2 * n : 64;
	s->slot = xmalloc(s->nslots * sizeof *s->slot);
	for (i = 0; i < s->nslots; i++)
		s->slot[i].first = NULL;
	while (n > 0)
		for (node = old[--n].first; node; node = next) {
			next = node->chain;
			i = hash(node->in, node->key, node->n) &
			    (s->nslots - 1);
			node->chain = s->slot[i].first;
			s->slot[i].first = node;
		}
	free(old);
}

/* the node of that name, made if need be */
static struct node *
lookup(struct series *s, struct node *in, const char *key, size_t n)
{
	struct node *node = in->first;
	struct slot *slot;

	/* `summary' is alone in most of them */
	if (node && node->n == n && memcmp(node->key, key, n) == 0)
		return node;
	if (s->n >= s->nslots)
		widen(s);
	slot = &s->slot[hash(in, key, n) & (s->nslots - 1)];
	for (node = slot->first; node; node = node->chain)
		if (node->in == in && node->n == n &&
		    memcmp(node->key, key, n) == 0)
			return node;
	node = newnode(in, key, n);
	node->chain = slot->first;
	slot->first = node;
	s->n++;
	if (in->last)
		in->last->next = node;
	else
		in->first = node;
	in->last = node;
	return node;
}

static struct node *
root(struct series *s)
{
	if (!s->root)
		s->root = newnode(NULL, "", 0);
	return s->root;
}

/* the members of the object at p, as nodes; the last of a name counts */
static void
members(struct series *s, struct node *in, const char *p)
{
	struct buf name = { 0 };
	const char *key, *value;
	struct node *node;

	while (jsonnext(&p, &key, &value)) {
		bufclear(&name);
		jsonstring(key, &name);
		node = lookup(s, in, name.s, name.len);
		node->json = value;
	}
	buffree(&name);
}

int
seriesparse(struct series *s, const char *json, struct buf *why)
{
	struct node *node;

	json = jsonblanks(json);
	if (*json != '{') {
		bufputs(why, "want an object");
		return -1;
	}
	members(s, root(s), json);
	for (node = s->root->first; node; node = node->next)
		if (*node->json == '{') {
			members(s, node, node->json);
			node->json = NULL;
		}
	return 0;
}

/* behind the values that are there, if any */
static void
comma(struct node *e)
{
	if (e->values.len == 0)
		return;
	bufputc(&e->values, ',');
	bufindent(&e->values, 4);
}

/* the member of the object at p, the last one of that name; or NULL */
static const char *
member(const char *p, const char *want)
{
	struct buf name = { 0 };
	const char *found = NULL, *key, *value;

	while (jsonnext(&p, &key, &value)) {
		bufclear(&name);
		jsonstring(key, &name);
		if (name.len == strlen(want) && strcmp(name.s, want) == 0)
			found = value;
	}
	buffree(&name);
	return found;
}

/*
 * An entry from the file gets a value: it becomes ours, a list of those
 * it has.  A new list may take the place of an entry without any.  NULL,
 * or why it cannot.
 */
static const char *
takeover(struct node *e, int list)
{
	const char *key, *p, *value;

	if (*e->json != '{')
		return "not an object";
	if ((p = member(e->json, "values"))) {
		if (*p != '[')
			return "'values' is not a list";
		while (jsonnext(&p, &key, &value)) {
			comma(e);
			bufpretty(&e->values, value, 4);
		}
	} else if ((p = member(e->json, "value")))
		bufpretty(&e->values, p, 4);
	else if (!list)
		return "neither 'values' nor 'value'";
	e->json = NULL;
	e->set = 1;
	return NULL;
}

/* the entry where the line belongs, ours now; NULL and why */
static struct node *
entry(struct series *s, const struct perfline *l, struct buf *why)
{
	struct span first = l->name, second = { "summary", 7 };
	struct node *e, *in;
	const char *msg;

	if (l->graph.n > 0) {
		first = l->graph;
		second = l->name;
	}
	in = lookup(s, root(s), first.s, first.n);
	e = in->json ? NULL : lookup(s, in, second.s, second.n);
	msg = !e ? "not an object" : e->json ? takeover(e, l->list) : NULL;
	if (!msg)
		return e;
	buffmt(why, "%.*s%s%.*s: %s", (int)first.n, first.s,
	    e ? "/" : "", e ? (int)second.n : 0, second.s, msg);
	return NULL;
}

int
seriesadd(struct series *s, const char *line, size_t n, struct buf *why)
{
	struct perfline l;
	struct span v;
	struct node *e;

	if (perfcut(&l, line, n, why) < 0)
		return -1;
	if (!utf8ok(line, n)) {
		bufputs(why, "not UTF-8");
		return -1;
	}
	if (!(e = entry(s, &l, why)))
		return -1;
	e->list = l.list || e->set;
	e->set = 1;
	e->units = l.units;
	e->up = l.up == 1;
	while (perfnext(&l, &v)) {
		comma(e);
		if (bufnumber(&e->values, v.s, v.n))
			continue;
		buffmt(why, "'%.*s': want a number", (int)v.n, v.s);
		return -1;
	}
	return 0;
}

static void
label(struct buf *b, const char *name)
{
	bufindent(b, 3);
	buffmt(b, "\"%s\": ", name);
}

static void
entrytext(struct buf *b, const struct node *e)
{
	bufputc(b, '{');
	label(b, "type");
	bufputs(b, e->list ? "\"list_of_scalar_values\"," : "\"scalar\",");
	label(b, "units");
	if (!e->units.s)
		bufputs(b, "null");
	else
		bufjson(b, e->units.s, e->units.n);
	bufputc(b, ',');
	label(b, e->list ? "values" : "value");
	if (e->list)
		bufputc(b, '[');
	if (e->list && e->values.len > 0)
		bufindent(b, 4);
	bufadd(b, e->values.s, e->values.len);
	if (e->list && e->values.len > 0)
		bufindent(b, 3);
	bufputs(b, e->list ? "]," : ",");
	label(b, "improvement_direction");
	bufputs(b, e->up ? "\"up\"" : "\"down\"");
	bufindent(b, 2);
	bufputc(b, '}');
}

/* the members of a node, depth levels deep */
static void
nodetext(struct buf *b, const struct node *in, int depth)
{
	const struct node *node;

	bufputc(b, '{');
	for (node = in->first; node; node = node->next) {
		if (node != in->first)
			bufputc(b, ',');
		bufindent(b, depth);
		bufjson(b, node->key, node->n);
		bufputs(b, ": ");
		if (node->json)
			bufpretty(b, node->json, depth);
		else if (depth == 2)
			entrytext(b, node);
		else
			nodetext(b, node, depth + 1);
	}
	if (in->first)
		bufindent(b, depth - 1);
	bufputc(b, '}');
}

void
seriestext(struct series *s, struct buf *b)
{
	nodetext(b, root(s), 1);
	bufputc(b, '\n');
}

void
seriesfree(struct series *s)
{
	struct node *next, *node;
	size_t i;

	for (i = 0; i < s->nslots; i++)
		for (node = s->slot[i].first; node; node = next) {
			next = node->chain;
			free(node->key);
			buffree(&node->values);
			free(node);
		}
	if (s->root)
		free(s->root->key);
	free(s->root);
	free(s->slot);
	memset(s, 0, sizeof *s);
}
