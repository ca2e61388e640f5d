/* symbol.c - the names in expressions, and the values they have now */
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "symbol.h"
#include "tally.h"

/* eight bytes at a time; some of the last eight may be seen twice */
static size_t
hash(const char *s, size_t n)
{
	const unsigned long long k = 0x9e3779b97f4a7c15;	/* 2^64 / phi */
	unsigned long long h = n, w = 0;
	size_t i;

	if (n < sizeof w) {
		for (i = 0; i < n; i++)
			w = w << 8 | (unsigned char)s[i];
		return (h ^ w) * k >> 32;
	}
	for (i = 0; i + sizeof w < n; i += sizeof w) {
		memcpy(&w, s + i, sizeof w);
		h = (h ^ w) * k;
		h ^= h >> 32;
	}
	memcpy(&w, s + n - sizeof w, sizeof w);
	return (h ^ w) * k >> 32;
}

static int
named(const struct symbol *s, const char *name, size_t n)
{
	return s->n == n && memcmp(s->name, name, n) == 0;
}

/* its entry in the table: 0 and where it belongs if it is not there */
static size_t *
find(const struct symbols *t, const char *name, size_t n)
{
	size_t i, k;

	for (i = hash(name, n); ; i++) {
		k = t->table[i & t->mask];
		if (k == 0 || named(&t->v[k - 1], name, n))
			return t->table + (i & t->mask);
	}
}

/* at least half of the table is free, so that find() ends soon */
static void
grow(struct symbols *t)
{
	size_t i;

	t->cap = t->cap ? 2 * t->cap : 8;
	t->v = xrealloc(t->v, t->cap * sizeof *t->v);
	t->mask = 2 * t->cap - 1;
	t->table = xrealloc(t->table, 2 * t->cap * sizeof *t->table);
	memset(t->table, 0, 2 * t->cap * sizeof *t->table);
	for (i = 0; i < t->n; i++)
		*find(t, t->v[i].name, t->v[i].n) = i + 1;
}

size_t
symbol(struct symbols *t, const char *name, size_t n)
{
	struct symbol *s;
	size_t *k;

	if (t->n == t->cap)
		grow(t);
	if (*(k = find(t, name, n)))
		return *k - 1;
	s = &t->v[t->n];
	memset(s, 0, sizeof *s);
	s->name = strfmt("%.*s", (int)n, name);
	s->n = n;
	s->round = t->round - 1;
	*k = ++t->n;
	return t->n - 1;
}

static void
settext(struct symbol *s, const char *value, size_t n)
{
	if (s->cap <= n) {
		s->cap = n + 1 > 2 * s->cap ? n + 1 : 2 * s->cap;
		s->text = xrealloc(s->text, s->cap);
	}
	memcpy(s->text, value, n);
	s->value.kind = TEXT;
	s->value.u.t.s = s->text;
	s->value.u.t.n = n;
}

void
symbolset(struct symbols *t, const char *name, size_t n, const char *value,
    size_t vn)
{
	struct symbol *s;
	size_t k;

	if (t->n == 0)
		return;
	/* records are alike: what came after the last one will again */
	k = t->v[t->last].next;
	if (!named(&t->v[k], name, n)) {
		if ((k = *find(t, name, n)) == 0)
			return;
		t->v[t->last].next = --k;
	}
	t->last = k;
	s = &t->v[k];
	s->round = t->round;
	if (!numbervalue(value, vn, &s->value))
		settext(s, value, vn);
}

void
symbolstally(struct symbols *t)
{
	struct symbol *s;

	for (s = t->v; t->tallies && s < t->v + t->n; s++)
		if (s->tally && s->round == t->round)
			tallyadd(s->tally, &s->value);
}

void
symbolsforget(struct symbols *t)
{
	t->round++;
}
