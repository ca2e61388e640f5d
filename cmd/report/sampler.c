/* sampler.c - plots of CSV files that samplers wrote during a test */
#include <sys/stat.h>

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base.h"
#include "local.h"

#define COLUMNS	16		/* shown of one file */
#define ROWS	1000000		/* read of one file */

struct samples {
	char *name[COLUMNS];
	double *v[COLUMNS];
	char *given;		/* 1: a row has a number in the column */
	size_t cols, rows, cap;
	int more;		/* 1: some columns are not shown */
};

/* cut off the cell at *s and remove quotes; NULL: no more cells */
static char *
cell(char **s)
{
	char *from = *s, *p, *to;

	if (!from)
		return NULL;
	if (*from != '"') {
		p = from + strcspn(from, ",");
		*s = *p ? p + 1 : NULL;
		*p = '\0';
		return from;
	}
	for (p = to = ++from; *p && (*p != '"' || p[1] == '"'); p++)
		*to++ = *(p += *p == '"');
	p += strcspn(p, ",");
	*s = *p ? p + 1 : NULL;
	*to = '\0';
	return from;
}

static void
header(struct samples *t, char *line)
{
	char *s;

	for (t->cols = 0; (s = cell(&line)); )
		if (t->cols < COLUMNS)
			t->name[t->cols++] = xstrdup(s);
		else
			t->more = 1;
}

static void
row(struct samples *t, char *line)
{
	size_t i;
	char *s;

	if (t->rows == t->cap) {
		t->cap = t->cap ? 2 * t->cap : 256;
		for (i = 0; i < t->cols; i++)
			t->v[i] = xrealloc(t->v[i], t->cap * sizeof **t->v);
		t->given = xrealloc(t->given, t->cap * COLUMNS);
	}
	memset(t->given + t->rows * COLUMNS, 0, COLUMNS);
	for (i = 0; i < t->cols && (s = cell(&line)); i++) {
		s += strspn(s, " ");
		t->given[t->rows * COLUMNS + i] =
		    decimal(s, strcspn(s, " \r"), &t->v[i][t->rows]);
	}
	t->rows++;
}

static void
freetable(struct samples *t)
{
	while (t->cols > 0) {
		free(t->name[--t->cols]);
		free(t->v[t->cols]);
	}
	free(t->given);
}

/* 1 if each row has a number in the first column, none descending */
static int
ascends(const struct samples *t)
{
	size_t i;

	for (i = 0; i < t->rows; i++)
		if (!t->given[i * COLUMNS] ||
		    (i > 0 && t->v[0][i] < t->v[0][i - 1]))
			return 0;
	return t->cols > 1 && t->rows > 0;
}

static void
caption(struct buf *b, const char *file, const char *name)
{
	static struct buf s;

	bufclear(&s);
	buffmt(&s, "%s: %s", file, name);
	bufputs(b, "<figure><figcaption>");
	bufmarkup(b, s.s, s.len);
	bufputs(b, "</figcaption>");
}

static size_t
pictures(struct buf *b, const struct samples *t, const char *file)
{
	size_t i, k, n, count = 0, over = ascends(t);
	double *x = xmalloc(t->rows * sizeof *x);
	double *y = xmalloc(t->rows * sizeof *y);
	struct plot p;

	for (i = over; i < t->cols; i++) {
		for (n = k = 0; k < t->rows; k++)
			if (t->given[k * COLUMNS + i]) {
				x[n] = over ? t->v[0][k] : (double)k + 1;
				y[n++] = t->v[i][k];
			}
		if (n < 2)
			continue;
		memset(&p, 0, sizeof p);
		p.x = x;
		p.y = y;
		p.n = n;
		p.line = 1;
		caption(b, file, t->name[i]);
		bufplot(b, &p);
		bufputs(b, "</figure>\n");
		count++;
	}
	free(x);
	free(y);
	return count;
}

static size_t
readcsv(struct buf *b, int fd, const char *file)
{
	struct reader r = { 0 };
	struct samples t;
	size_t n, count;
	char *s;

	memset(&t, 0, sizeof t);
	r.fd = fd;
	r.name = file;
	if ((s = readline(&r, &n)))
		header(&t, s);
	while (t.cols > 0 && t.rows < ROWS && (s = readline(&r, &n)))
		if (*s && !r.torn)
			row(&t, s);
	closelines(&r);
	count = pictures(b, &t, file);
	if (t.more)
		buffmt(b, "<p>%d columns of it are shown.</p>\n", COLUMNS);
	freetable(&t);
	return count;
}

static int
opendirat(int dir, const char *name, int *fd, DIR **d)
{
	*fd = openin(dir, name, O_RDONLY | O_DIRECTORY);
	if (*fd < 0)
		return 0;
	if (!(*d = fdopendir(*fd)))
		close(*fd);
	return *d != NULL;
}

static size_t
iteration(struct buf *b, int dir, const char *name)
{
	struct dirent *e;
	struct stat st;
	size_t count = 0, n;
	char *file;
	int fd, in;
	DIR *d;

	if (!opendirat(dir, name, &in, &d))
		return 0;
	while ((e = readdir(d))) {
		n = strlen(e->d_name);
		if (n < 5 || strcmp(e->d_name + n - 4, ".csv") != 0)
			continue;
		fd = openin(in, e->d_name, O_RDONLY | O_NONBLOCK);
		if (fd < 0 || fstat(fd, &st) < 0 || !S_ISREG(st.st_mode)) {
			if (fd >= 0)
				close(fd);
			continue;
		}
		file = strfmt("%s/%s", name, e->d_name);
		count += readcsv(b, fd, file);
		free(file);
	}
	closedir(d);
	return count;
}

size_t
bufsamplers(struct buf *b, int jobdir, const char *subdir)
{
	struct dirent *e;
	size_t count = 0;
	char *path;
	DIR *d;
	int fd, any;

	if (namebad(subdir))
		return 0;
	path = join(subdir, "profiling");
	any = opendirat(jobdir, path, &fd, &d);
	free(path);
	if (!any)
		return 0;
	while ((e = readdir(d)))
		if (e->d_name[0] != '.')
			count += iteration(b, fd, e->d_name);
	closedir(d);
	return count;
}
