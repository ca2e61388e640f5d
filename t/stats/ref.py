#!/usr/bin/env python3
"""ref.py - write scipy.table, by SciPy, or the slow and obvious way

Needs SciPy (Debian: python3-scipy); the tests need only the table.  Run it
with no argument; the table comes out on standard output and is always the
same.  What SciPy has is SciPy's own: of the bootstrap, only the numbers
that choose what is drawn come from here.
"""
import math
import random
import statistics
from fractions import Fraction

import numpy
from scipy import special, stats
from scipy.stats import _resampling

rng = random.Random(20261123)


class Pcg:
    """O'Neill's PCG32, XSH RR, in Python's whole numbers"""
    def __init__(self, seed, stream=0):
        self.state, self.step = 0, 2 * stream + 1
        self.next()
        self.state = (self.state + seed) % 2 ** 64
        self.next()

    def next(self):
        old = self.state
        self.state = (old * 6364136223846793005 + self.step) % 2 ** 64
        bits, turn = (old // 2 ** 18 ^ old) // 2 ** 27 % 2 ** 32, old >> 59
        return (bits >> turn | bits << (32 - turn)) % 2 ** 32

    def below(self, n):
        while True:
            r = self.next()
            if r >= 2 ** 32 % n:
                return r % n


def text(values):
    return ' '.join(repr(float(v)) for v in values)


def row(name, want, args=(), x=(), y=()):
    want = ['none' if math.isinf(w) else repr(float(w)) for w in want]
    print(name, *want, '/', text(args), '/', text(x), '/', text(y))


def tquantile(p, df):
    """SciPy's, which is good to 1e-9 or so, and two steps of Newton's"""
    if p > 0.5:
        return -tquantile(1 - p, df)
    t = stats.t.ppf(p, df) if p < 0.5 else 0.0
    for _ in range(2 if p < 0.5 else 0):
        t -= (stats.t.cdf(t, df) - p) / stats.t.pdf(t, df)
    return t


def around(m, error, df, level):
    far = -tquantile((1 - level) / 2, df) * error
    return m - far, m + far


def normal(n, mean=0.0, sd=1.0):
    return [round(rng.gauss(mean, sd), 4) for _ in range(n)]


def coarse(n, mean=5):
    return [float(round(rng.gauss(mean, 2))) for _ in range(n)]


def lognormal(n):
    return [round(math.exp(rng.gauss(0, 1)), 4) for _ in range(n)]


# --- distributions

for z in (-40, -8, -3.3, -1, -1e-9, 0, 1e-9, 0.1, 0.5, 1, 2, 5, 12, 37):
    row('normalbeyond', [stats.norm.sf(z)], [z])
for p in (1e-300, 1e-100, 1e-20, 1e-5, 0.025, 0.31, 0.4999999, 0.5, 0.6, 0.9,
          0.975, 0.999999):
    row('normalquantile', [special.ndtri(p)], [p])
for a, b in ((0.5, 0.5), (1, 1), (0.01, 3), (5, 0.5), (2, 3), (20, 30),
             (500, 0.5), (200, 300), (1000, 2), (5000, 5001), (50000, 50000)):
    for x in (0, 1 / 1024, 0.25, 0.4375, 0.5, 0.53125, 0.75, 1023 / 1024, 1):
        want = special.betainc(a, b, x)
        if want == 0 and x > 0 or 0 < want < 1e-290:
            continue    # SciPy's underflows at other places
        row('betabelow', [want], [a, b, x])
for df in (0.7, 1, 2, 3.25, 5, 10, 29, 120, 1000, 99999):
    for t in (-3, 0, 1e-7, 0.3, 1, 1.96, 4, 15, 500):
        want = stats.t.sf(t, df)
        if want > 1e-290:
            row('tbeyond', [want], [t, df])
    for p in (1e-9, 0.005, 0.025, 0.25, 0.5, 0.6, 0.975, 0.9995):
        row('tquantile', [tquantile(p, df)], [p, df])

# --- one sample

for n in (2, 3, 4, 5, 6, 7, 8, 10, 15, 40, 101):
    for x in (normal(n), coarse(n), lognormal(n), normal(n, 1e6, 1e-2)):
        f = [Fraction(v) for v in x]
        m = sum(f) / n
        row('mean', [m], (), x)
        row('sd', [math.sqrt(sum((v - m) ** 2 for v in f) / (n - 1))], (), x)
        if len(set(x)) > 1:
            row('lag1', [sum((v - m) * (w - m) for v, w in zip(f, f[1:])) /
                         sum((v - m) ** 2 for v in f)], (), x)
        for level in (0.5, 0.95, 0.999):
            row('tinterval', around(float(m), stats.sem(x), n - 1, level),
                [level], x)
        q = numpy.percentile(x, [25, 75])
        iqr = stats.iqr(x)
        for k in (1.5, 3):
            low, high = q[0] - k * iqr, q[1] + k * iqr
            row('tukey', [low, high, sum(v < low or v > high for v in x)],
                [k], x)
        m = statistics.median(x)
        far = stats.median_abs_deviation(x, scale='normal')
        low, high = ((m - 3.5 * far, m + 3.5 * far) if far
                     else (-math.inf, math.inf))
        row('madfences', [low, high, sum(v < low or v > high for v in x)],
            [3.5], x)


def medianinterval(x, level):
    """Hettmansperger & Sheather (1986), from the binomial distribution"""
    x, n = sorted(x), len(x)

    def covers(d):
        return 1 - 2 * stats.binom.cdf(d - 1, n, 0.5)
    if covers(1) < level:
        return -math.inf, math.inf
    d = max(d for d in range(1, n // 2 + 1) if covers(d) >= level)
    part = (covers(d) - level) / (covers(d) - covers(d + 1))
    part = (n - d) * part / (d + (n - 2 * d) * part)
    return ((1 - part) * x[d - 1] + part * x[d],
            (1 - part) * x[n - d] + part * x[n - d - 1])


for n in (1, 2, 5, 6, 7, 10, 11, 25, 40, 151, 400):
    for level in (0.3, 0.8, 0.95, 0.9999):
        x = lognormal(n)
        row('medianinterval', medianinterval(x, level), [level], x)


def bootstrap(x, statistic, level, draws, seed):
    """SciPy's, with our numbers for what to draw

    numpy.mean would take draws of the same values for different ones.
    """
    g = Pcg(seed)

    def integers(_, low, high, size):
        return numpy.array([g.below(high) for _ in range(math.prod(size))]
                           ).reshape(size)
    was, _resampling.rng_integers = _resampling.rng_integers, integers
    try:
        got = stats.bootstrap((sorted(x),), statistic, n_resamples=draws,
                              confidence_level=level, method='BCa',
                              vectorized=False).confidence_interval
    finally:
        _resampling.rng_integers = was
    return got.low, got.high


for n in (2, 3, 5, 8, 20, 60):
    for level, draws, seed in ((0.95, 999, 1), (0.8, 200, 2026)):
        for x in (normal(n, 5), lognormal(n)):
            want = bootstrap(x, statistics.fmean, level, draws, seed)
            if not math.isnan(want[0]):
                row('bootmean', want, [level, draws, seed], x)
            if n >= 8:
                row('bootmedian', bootstrap(x, statistics.median, level, draws,
                                            seed), [level, draws, seed], x)

# --- two samples

for m, n in ((2, 2), (2, 7), (5, 5), (10, 12), (40, 25)):
    for x, y in ((normal(m), normal(n, 0.5, 3)), (lognormal(m), normal(n)),
                 (coarse(m), coarse(n, 7))):
        delta = sum((b > a) - (b < a) for a in x for b in y)
        row('cliffdelta', [Fraction(delta, m * n)], (), x, y)
        vx, vy = stats.sem(x) ** 2, stats.sem(y) ** 2
        if vx + vy == 0:
            continue
        t, p = stats.ttest_ind(y, x, equal_var=False)
        df = (vx + vy) ** 2 / (vx ** 2 / (m - 1) + vy ** 2 / (n - 1))
        by = statistics.fmean(y) - statistics.fmean(x)
        row('welch', [by, t, df, p,
                      *around(by, math.sqrt(vx + vy), df, 0.95)],
            [0.95], x, y)

# --- in the order of time


def drift(y, level):
    """Theil-Sen by making all slopes; Mann-Kendall"""
    n = len(y)
    f = [Fraction(v) for v in y]
    slopes = sorted((f[j] - f[i]) / (j - i) for i in range(n)
                    for j in range(i + 1, n))
    by = statistics.median(slopes)
    assert math.isclose(by, stats.theilslopes(y)[0], abs_tol=1e-12)
    s = sum((v > 0) - (v < 0) for v in slopes)
    var = n * (n - 1) * (2 * n + 5) - sum(
        t * (t - 1) * (2 * t + 5) for t in map(y.count, set(y)))
    sd = math.sqrt(var / 18)
    k = math.floor((len(slopes) - stats.norm.isf((1 - level) / 2) * sd) / 2)
    low, high = (slopes[k - 1], slopes[-k]) if k >= 1 else (math.inf,) * 2
    p = 2 * stats.norm.sf((abs(s) - 1) / sd) if abs(s) > 1 else 1
    return by, low, high, p


for n in (2, 3, 4, 5, 8, 10, 15, 33, 80):
    for by in (0, 0.1, -1):
        for x in (normal(n), coarse(n), normal(n, 1e6, 1e-2)):
            x = [round(v + i * by, 4) for i, v in enumerate(x)]
            row('drift', drift(x, 0.95), [0.95], x)
row('drift', drift([3.0] * 7, 0.95), [0.95], [3.0] * 7)
row('drift', drift([float(v) for v in range(12)], 0.9), [0.9], range(12))


def cut(x):
    """where the t statistic of the two sides is largest, and r squared"""
    n, m = len(x), sum(map(Fraction, x)) / len(x)
    best = (Fraction(0), 0)
    for i in range(1, n):
        s = sum(map(Fraction, x[:i])) - i * m
        best = max(best, (s * s / (i * (n - i)), -i))
    return best[0], -best[1]


def warmup(x, seed):
    g, d = Pcg(seed), [float(v) for v in x]
    largest, at = cut(x)
    beyond = 0
    for _ in range(999):
        for n in range(len(d), 1, -1):
            i = g.below(n)
            d[i], d[n - 1] = d[n - 1], d[i]
        c = [v - statistics.fmean(x) for v in d]
        sums = numpy.cumsum(c)[:-1]
        k = numpy.arange(1, len(d))
        beyond += max(sums ** 2 / (k * (len(d) - k))) > float(largest) * (
            1 - 1e-9)
    return at, (beyond + 1) / 1000


for n, first, more in ((2, 1, 5), (5, 1, 9), (12, 3, 4), (40, 1, 9),
                       (40, 6, 1.5), (60, 0, 0), (25, 20, 2)):
    x = [round(v + (more if i < first else 0), 4)
         for i, v in enumerate(normal(n, 10))]
    row('warmup', warmup(x, n), [n], x)
x = [9.0, 8.0] + coarse(20, 3)
row('warmup', warmup(x, 5), [5], x)

# --- many


def fdr(p):
    """by what it means: the least rate at which the step-up takes each"""
    n = len(p)

    def taken(rate):
        k = max([i for i, v in enumerate(sorted(p), 1)
                 if Fraction(v) <= Fraction(i, n) * rate], default=0)
        return sorted(p)[k - 1] if k else -1
    rates = sorted({min(Fraction(1), Fraction(v) * n / i) for v in p
                    for i in range(1, n + 1)})
    return [next(r for r in rates if taken(r) >= v) for v in p]


for n in (1, 2, 5, 9, 20):
    for power in (1, 3):
        p = [round(rng.random() ** power, 6) for _ in range(n)]
        row('fdr', fdr(p), (), p)
row('fdr', fdr([0.01, 0.01, 0.04, 0.03, 1.0]), (),
    [0.01, 0.01, 0.04, 0.03, 1.0])


def components(groups):
    """by expected mean squares, in fractions"""
    k, n = len(groups), sum(map(len, groups))
    f = [[Fraction(v) for v in g] for g in groups]
    means = [sum(g) / len(g) for g in f]
    m = sum(map(sum, f)) / n
    within = sum((v - c) ** 2 for g, c in zip(f, means) for v in g) / (n - k)
    between = sum(len(g) * (c - m) ** 2 for g, c in zip(f, means)) / (k - 1)
    n0 = (n - Fraction(sum(len(g) ** 2 for g in f), n)) / (k - 1)
    if within:
        ratio = stats.f_oneway(*groups)[0]
        assert math.isclose(ratio, between / within, rel_tol=1e-6)
    return within, max(Fraction(0), (between - within) / n0)


for sizes in ((2, 2), (5, 5, 5), (1, 4, 2, 7), (3, 1, 1, 1), (10, 20, 5, 8)):
    for sd in (0, 0.5, 4):
        groups = [normal(n, rng.gauss(10, sd) if sd else 10) for n in sizes]
        row('components', components(groups), sizes, sum(groups, []))

# --- random numbers: every third or so of the 32 bits cannot be used

for seed, n in ((1, 3 * 10 ** 9), (2 ** 53, 2 ** 31 + 1)):
    g = Pcg(seed, 7)
    row('pcgbelow', [g.below(n) for _ in range(20)], [seed, 7, 0, 20, n])
