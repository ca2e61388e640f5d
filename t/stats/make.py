#!/usr/bin/env python3
"""make.py - write computed.table, by other means than lib/

Everything is done the slow and obvious way: medians and percentiles by
Python's statistics module, probabilities by going through all ways in
which ranks can fall (or, for larger samples, by counting these ways with
whole numbers), differences by making and sorting them all.  Run it with
no argument; the table comes out on standard output and is always the same.
"""
import itertools
import math
import random
import statistics
from fractions import Fraction

rng = random.Random(20261122)


def text(values):
    return ' '.join(repr(v) for v in values)


def row(name, want, args=(), x=(), y=()):
    want = ['none' if w is None else repr(w) for w in want]
    print(name, *want, '/', text(args), '/', text(x), '/', text(y))


def u_of(x, y):
    return float(sum(Fraction(2 * (b > a) + (b == a), 2)
                     for a in x for b in y))


def ways_enumerated(m, n):
    """how often each U comes up among all ways to draw m of m + n ranks"""
    count = [0] * (m * n + 1)
    for c in itertools.combinations(range(1, m + n + 1), m):
        count[sum(c) - m * (m + 1) // 2] += 1
    return count


def ways_counted(m, n):
    """the same by adding one rank after the other to subsets, in integers"""
    m, n = min(m, n), max(m, n)
    top = m * (m + 2 * n + 1) // 2
    have = [[0] * (top + 1) for _ in range(m + 1)]
    have[0][0] = 1
    for rank in range(1, m + n + 1):
        for k in range(min(rank, m), 0, -1):
            src, dst = have[k - 1], have[k]
            for s in range(top, rank - 1, -1):
                if src[s - rank]:
                    dst[s] += src[s - rank]
    low = m * (m + 1) // 2
    return have[m][low:]


cache = {}


def ways(m, n):
    if (m, n) not in cache:
        small = math.comb(m + n, m) <= 200000
        cache[m, n] = (ways_enumerated if small else ways_counted)(m, n)
    return cache[m, n]


def p_exact(m, n, u):
    count = ways(m, n)
    u = int(min(u, m * n - u))
    return float(min(1, 2 * Fraction(sum(count[:u + 1]), sum(count))))


def p_normal(x, y):
    m, n = len(x), len(y)
    both = sorted(x + y)
    ties = sum(t ** 3 - t for t in
               (len(list(g)) for _, g in itertools.groupby(both)))
    var = Fraction(m * n, 12) * (m + n + 1 -
                                 Fraction(ties, (m + n) * (m + n - 1)))
    far = abs(u_of(x, y) - m * n / 2)
    if var == 0 or far <= 0.5:
        return 1.0
    return min(1.0, 2 * statistics.NormalDist().cdf(
        -(far - 0.5) / math.sqrt(var)))


def bounds(m, n, level):
    """the number c of the difference that is the lower end, 0 for none"""
    half = (1 - Fraction(level)) / 2
    if m * n <= 2500:
        count, c, below = ways(m, n), 0, 0
        while (below + count[c]) <= half * sum(count):
            below += count[c]
            c += 1
        return c
    z = statistics.NormalDist().inv_cdf(1 - float(half))
    return max(0, math.floor(m * n / 2 + 0.5 -
                             z * math.sqrt(m * n * (m + n + 1) / 12)))


def do_shift(x, y, level):
    d = sorted(b - a for a in x for b in y)
    c = bounds(len(x), len(y), level)
    row('shift', [statistics.median(d), d[c - 1] if c else None,
                  d[len(d) - c] if c else None], [float(level)], x, y)


def do_pair(x, y):
    m, n = len(x), len(y)
    exact = len(set(x + y)) == m + n and m * n <= 2500
    u = u_of(x, y)
    row('mannwhitney', [u, p_exact(m, n, u) if exact else p_normal(x, y)],
        (), x, y)


def normal(n, mean=0.0):
    return [round(rng.gauss(mean, 1), 4) for _ in range(n)]


def coarse(n, mean=5):
    return [float(round(rng.gauss(mean, 2))) for _ in range(n)]


print('# made by make.py: see README')
for n in [1, 2, 3, 4, 5, 6, 7, 10, 29]:
    for x in (normal(n), coarse(n), [round(math.exp(v), 3) for v in normal(n)]):
        m = statistics.median(x)
        row('median', [m], (), x)
        row('mad', [statistics.median(abs(v - m) for v in x)], (), x)
        for p in (0, 5, 25, 75, 99, 100):
            if n == 1:
                q = x[0]
            elif p in (0, 100):
                q = (min if p == 0 else max)(x)
            else:
                q = statistics.quantiles(x, n=100, method='inclusive')[p - 1]
            row('percentile', [q], [float(p)], x)

sizes = [(1, 1), (1, 2), (2, 1), (2, 2), (1, 5), (3, 3), (3, 4), (5, 5),
         (5, 8), (8, 5), (7, 7), (8, 8), (4, 15), (10, 10), (20, 20),
         (1, 39), (1, 120), (30, 12)]
for m, n in sizes:
    for by, level in ((0, '0.95'), (0.7, '0.99'), (-2, '0.9999')):
        x, y = normal(m), normal(n, by)
        do_pair(x, y)
        do_shift(x, y, level)
    x, y = coarse(m), coarse(n, 6)
    do_pair(x, y)
    do_shift(x, y, '0.95')
do_pair([3.0] * 6, [3.0] * 4)
do_shift([3.0] * 6, [3.0] * 4, '0.95')
do_pair(list(range(1, 6)), list(range(6, 11)))
for m, n, level in ((50, 50, '0.95'), (51, 50, '0.95'), (60, 60, '0.999'),
                    (8, 313, '0.95'), (50, 49, '0.95')):
    # so many digits that there are no ties
    x, y = [[round(rng.gauss(mu, 1), 7) for _ in range(k)] for k, mu in
            ((m, 0), (n, 0.3))]
    assert len(set(x + y)) == m + n
    do_pair(x, y)
    do_shift(x, y, level)

for m in range(1, 15):
    for n in range(m, 15):
        for level in ('0.95', '0.99', '0.9975'):
            c = bounds(m, n, level)
            row('critical', [c - 1.0 if c else None], [m, n, float(level)])
