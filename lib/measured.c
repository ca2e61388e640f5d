/* measured.c - a list of all that runs measured, and how they ended */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "err.h"
#include "keyval.h"
#include "line.h"
#include "measured.h"
#include "num.h"
#include "sort.h"

/* the record being read */
struct current {
	size_t first;		/* where its numbers begin */
	int any;		/* it has an attribute or a number */
	int left;		/* it is left out */
	int failed;		/* its run failed */
	int disturbed;
};

/* one copy of each key; records have the same ones in the same order */
static const char *
intern(const char *key)
{
	static char **keys;
	static size_t n, cap, at;
	size_t i;

	for (i = 0; i < n; i++) {
		at = at + 1 < n ? at + 1 : 0;
		if (strcmp(keys[at], key) == 0)
			return keys[at];
	}
	if (n == cap) {
		cap = cap ? 2 * cap : 64;
		keys = xrealloc(keys, cap * sizeof *keys);
	}
	at = n;
	return keys[n++] = xstrdup(key);
}

void
measuredadd(struct measured *m, const struct datum *like, const char *key,
    enum what what, double value)
{
	struct datum *d;

	if (m->n == m->cap) {
		m->cap = m->cap ? 2 * m->cap : 256;
		m->v = xrealloc(m->v, m->cap * sizeof *m->v);
	}
	d = &m->v[m->n++];
	*d = *like;
	d->key = intern(key);
	d->what = what;
	d->value = value;
}

void
measuredfact(struct measured *m, int side, const char *key,
    const char *value)
{
	struct fact *f;

	for (f = m->fact; f < m->fact + m->nfacts; f++)
		if (f->side == side && strcmp(f->key, key) == 0 &&
		    strcmp(f->value, value) == 0)
			return;
	m->fact = xrealloc(m->fact, (m->nfacts + 1) * sizeof *f);
	f = &m->fact[m->nfacts++];
	f->side = side;
	f->key = xstrdup(key);
	f->value = xstrdup(value);
}

static void
attribute(struct current *c, const struct keyval *kv)
{
	if (strcmp(kv->key, "try") == 0 || strcmp(kv->key, "warmup") == 0 ||
	    strcmp(kv->key, "precision") == 0)
		c->left = 1;
	else if (strcmp(kv->key, "exit") == 0 && strcmp(kv->value, "0") != 0)
		c->failed = 1;
	else if (strcmp(kv->key, "disturbed") == 0)
		c->disturbed = 1;
}

static void
addnumber(struct measured *m, const struct datum *like, size_t first,
    const struct keyval *kv, const struct reader *r)
{
	double d;
	size_t i;

	if (!decimal(kv->value, strlen(kv->value), &d)) {
		warning("%s:%lu: %s: not a number: %s", r->name, r->lineno,
		    kv->key, kv->value);
		d = NAN;
	}
	measuredadd(m, like, kv->key, NUMBER, d);
	/* twice in one record: the last one wins */
	for (i = first; i < m->n - 1; i++)
		if (m->v[i].key == m->v[m->n - 1].key) {
			m->v[i] = m->v[--m->n];
			return;
		}
}

static void
endrecord(struct measured *m, const struct datum *like, struct current *c)
{
	if (c->left || c->failed)
		m->n = c->first;
	if (c->any && !c->left)
		measuredadd(m, like, "", RECORD, c->failed);
	if (c->disturbed && !c->left)
		measuredadd(m, like, "", DISTURBED, 1);
	memset(c, 0, sizeof *c);
	c->first = m->n;
}

void
measuredrecords(struct measured *m, const struct datum *like,
    const char *path)
{
	struct current c = { 0 };
	struct keyval kv;
	struct reader r;
	size_t n;
	char *s;

	if (openlines(&r, path) < 0)
		die(failstatus, "%s:", path);
	c.first = m->n;
	while ((s = readline(&r, &n))) {
		if (r.torn) {
			warning("%s:%lu: torn last line skipped", r.name,
			    r.lineno);
			break;
		}
		if (s[strspn(s, " \t\r\f\v")] == '\0') {
			endrecord(m, like, &c);
			continue;
		}
		switch (parsekeyval(s, n, &kv)) {
		case -1:
			die(failstatus, "%s:%lu: Invalid format line: %s",
			    r.name, r.lineno, s);
		case 0:
			continue;
		}
		if (!kv.type)
			continue;	/* of a test or a job, not of a run */
		c.any = 1;
		if (strcmp(kv.type, "attr") == 0)
			attribute(&c, &kv);
		else
			addnumber(m, like, c.first, &kv, &r);
	}
	endrecord(m, like, &c);
	closelines(&r);
}

static int
byall(const void *va, const void *vb)
{
	const struct datum *a = va, *b = vb;
	int c;

	if ((c = strcmp(a->test, b->test)) != 0 ||
	    (a->key != b->key && (c = strcmp(a->key, b->key)) != 0))
		return c;
	if (a->what != b->what)
		return a->what < b->what ? -1 : 1;
	if (a->side != b->side)
		return a->side < b->side ? -1 : 1;
	if (a->run != b->run)
		return a->run < b->run ? -1 : 1;
	if (a->value != a->value || b->value != b->value)
		return (a->value != a->value) - (b->value != b->value);
	return (a->value > b->value) - (a->value < b->value);
}

void
measuredsort(struct measured *m)
{
	if (m->n > 0)
		sort(m->v, m->n, sizeof *m->v, byall);
}
