/* plot.c - a small plot of numbers, as SVG in a page */
#include "base.h"
#include "local.h"

#define WIDTH	400		/* units of the picture */
#define HEIGHT	120
#define LEFT	58		/* room for the numbers of the y axis, */
#define BELOW	16		/* and of the x axis */
#define MARGIN	8
#define COLUMNS	500		/* of more points, only extremes are drawn */

/* values at the edges of the picture */
struct frame {
	double x0, x1, y0, y1;
};

static double
xof(const struct plot *p, size_t i)
{
	return p->x ? p->x[i] : (double)i + 1;
}

static void
widen(double *low, double *high, double v)
{
	if (v < *low)
		*low = v;
	if (v > *high)
		*high = v;
}

static struct frame
framed(const struct plot *p)
{
	struct frame f;
	size_t i;

	f.x0 = xof(p, 0);
	f.x1 = xof(p, p->n - 1);
	f.y0 = f.y1 = p->y[0];
	for (i = 0; i < p->n; i++)
		widen(&f.y0, &f.y1, p->y[i]);
	if (p->middle) {
		widen(&f.y0, &f.y1, p->low);
		widen(&f.y0, &f.y1, p->high);
	}
	return f;
}

/* the position of v between from and to, 0 to 1; 0.5 if both are equal */
static double
share(double v, double from, double to)
{
	/* halves: a difference of large numbers may overflow */
	return to > from ? (v / 2 - from / 2) / (to / 2 - from / 2) : 0.5;
}

static void
tenth(struct buf *b, double v)
{
	long t = (long)(v * 10 + 0.5);

	buffmt(b, "%ld", t / 10);
	if (t % 10)
		buffmt(b, ".%ld", t % 10);
}

static double
across(const struct frame *f, double x)
{
	return LEFT + share(x, f->x0, f->x1) * (WIDTH - LEFT - MARGIN);
}

static double
down(const struct frame *f, double y)
{
	return MARGIN + (1 - share(y, f->y0, f->y1)) *
	    (HEIGHT - BELOW - 2 * MARGIN);
}

static void
point(struct buf *b, const struct plot *p, const struct frame *f, size_t i,
    int first)
{
	bufputc(b, p->line && !first ? 'L' : 'M');
	tenth(b, across(f, xof(p, i)));
	bufputc(b, ' ');
	tenth(b, down(f, p->y[i]));
	if (!p->line)
		bufputs(b, "h0");
}

/* draw the lowest and highest point from i to end - 1, in their order */
static void
extremes(struct buf *b, const struct plot *p, const struct frame *f,
    size_t i, size_t end)
{
	size_t low = i, high = i, from = i;

	for (; i < end; i++) {
		if (p->y[i] < p->y[low])
			low = i;
		if (p->y[i] > p->y[high])
			high = i;
	}
	point(b, p, f, low < high ? low : high, from == 0);
	if (low != high)
		point(b, p, f, low < high ? high : low, 0);
}

static void
points(struct buf *b, const struct plot *p, const struct frame *f)
{
	size_t i, step = (p->n + COLUMNS - 1) / COLUMNS;

	buffmt(b, "<path class=\"p%s\" d=\"", p->line ? " l" : "");
	for (i = 0; i < p->n; i += step)
		if (step == 1)
			point(b, p, f, i, i == 0);
		else
			extremes(b, p, f, i, i + step < p->n ? i + step : p->n);
	bufputs(b, "\"/>");
}

static void
label(struct buf *b, double x, double y, const char *anchor, double v)
{
	bufputs(b, "<text x=\"");
	tenth(b, x);
	bufputs(b, "\" y=\"");
	tenth(b, y);
	buffmt(b, "\" text-anchor=\"%s\">", anchor);
	bufrounded(b, v, 4);
	bufputs(b, "</text>");
}

static void
middle(struct buf *b, const struct plot *p, const struct frame *f)
{
	double top = down(f, p->high), low = down(f, p->low);

	buffmt(b, "<rect class=\"i\" x=\"%d\" y=\"", LEFT);
	tenth(b, top);
	buffmt(b, "\" width=\"%d\" height=\"", WIDTH - LEFT - MARGIN);
	tenth(b, low - top > 1 ? low - top : 1);
	buffmt(b, "\"/><path class=\"m\" d=\"M%d ", LEFT);
	tenth(b, down(f, p->median));
	buffmt(b, "H%d\"/>", WIDTH - MARGIN);
}

void
bufplot(struct buf *b, const struct plot *p)
{
	struct frame f = framed(p);

	buffmt(b, "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%zu "
	    "points\">", WIDTH, HEIGHT, p->n);
	if (p->middle)
		middle(b, p, &f);
	points(b, p, &f);
	label(b, LEFT - 6, down(&f, f.y1) + 4, "end", f.y1);
	if (f.y1 > f.y0)
		label(b, LEFT - 6, down(&f, f.y0) + 4, "end", f.y0);
	label(b, LEFT, HEIGHT - 3, "start", f.x0);
	if (f.x1 > f.x0)
		label(b, WIDTH - MARGIN, HEIGHT - 3, "end", f.x1);
	bufputs(b, "</svg>");
}
