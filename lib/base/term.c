/* term.c - terminals and tables */
#define _DEFAULT_SOURCE	/* TIOCGWINSZ */
#include <sys/ioctl.h>

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base.h"

int
terminalwidth(int fd)
{
	const char *s = getenv("COLUMNS");
	struct winsize w;

	/* a COLUMNS that is no number is ignored */
	if (s && *s && strlen(s) < 5 && s[strspn(s, "0123456789")] == '\0')
		return numberin(s, NULL);
	if (ioctl(fd, TIOCGWINSZ, &w) == 0 && w.ws_col > 0)
		return w.ws_col;
	return isatty(fd) ? 80 : 0;
}

int
terminalable(int fd)
{
	const char *term = getenv("TERM");

	return term && *term && strcmp(term, "dumb") != 0 && isatty(fd);
}

int
terminalready(int fd)
{
	struct pollfd p = { fd, POLLOUT, 0 };
	pid_t front = tcgetpgrp(fd);

	return (front < 0 || front == getpgrp()) && poll(&p, 1, 0) > 0;
}

/* rows of cells in aligned columns */

void
tablecell(struct table *t, char *s)
{
	t->cell = growarray(t->cell, t->n, &t->cap, sizeof *t->cell);
	t->cell[t->n++] = s;
}

static void
row(struct buf *b, char *const *cell, const size_t *width, const char *align)
{
	size_t i, len, gap = 0;

	for (i = 0; align[i]; i++) {
		if (width[i] == 0)
			continue;
		len = columns(cell[i], strlen(cell[i]));
		if (align[i] == 'r')
			gap += width[i] - len;
		if (len > 0) {
			for (; gap > 0; gap--)
				bufputc(b, ' ');
			bufputs(b, cell[i]);
		}
		gap += 2 + (align[i] == 'l' ? width[i] - len : 0);
	}
	bufputc(b, '\n');
}

/* the width of each column; 0 if all its cells are empty */
static size_t *
widths(const struct table *t, size_t cols)
{
	size_t i, len, *width = xmalloc(cols * sizeof *width);

	memset(width, 0, cols * sizeof *width);
	for (i = 0; i < t->n; i++) {
		len = columns(t->cell[i], strlen(t->cell[i]));
		if (width[i % cols] < len)
			width[i % cols] = len;
	}
	return width;
}

static void
empty(struct table *t, size_t *width)
{
	while (t->n > 0)
		free(t->cell[--t->n]);
	free(width);
}

void
tabletext(struct table *t, struct buf *b)
{
	size_t i, cols = strlen(t->align), *width = widths(t, cols);

	for (i = 0; i + cols <= t->n; i += cols)
		row(b, t->cell + i, width, t->align);
	empty(t, width);
}

void
bufmarkdown(struct buf *b, const char *s, size_t n)
{
	for (; n > 0; s++, n--) {
		if (strchr("\\`*_{}[]<>()#!|~&", *s))
			bufputc(b, '\\');
		bufputc(b, *s);
	}
}

void
tablemarkdown(struct table *t, struct buf *b)
{
	size_t i, k, cols = strlen(t->align), *width = widths(t, cols);

	for (i = 0; i + cols <= t->n; i += cols) {
		for (k = 0; k < cols; k++) {
			if (width[k] == 0)
				continue;
			bufputs(b, "| ");
			bufmarkdown(b, t->cell[i + k], strlen(t->cell[i + k]));
			bufputc(b, ' ');
		}
		bufputs(b, "|\n");
		for (k = 0; i == 0 && k < cols; k++)
			if (width[k] > 0)
				bufputs(b, t->align[k] == 'r' ? "|--:" :
				    "|---");
		bufputs(b, i == 0 ? "|\n" : "");
	}
	empty(t, width);
}
