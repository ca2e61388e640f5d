#!/usr/bin/env python3
"""constraint.py - constraint.table from the original's constraint vectors

usage: constraint.py constraint.json >constraint.table
"""
import json
import sys

# What differs on purpose, with our results for each evaluation, a letter an
# expression: m met, n not met, c could not be evaluated.
# D1: constraints were Python 2; a number in a record is a number, also where
# the original's test had put it there as text.
# D2: all values since the last judgement count, not the last record's alone.
DIFFERS = {
    'D1': '''
        expr/ltgt-operator c, expr/div-int-neg-floors n, expr/hex-literal c,
        expr/octal-literal c, expr/binary-literal c, expr/complex-literal c,
        expr/str-gt-number-true c, expr/numeric-string-eq-number m,
        expr/str-mod c, expr/str-index c, expr/str-method c,
        expr/str-startswith c, expr/str-unicode-literal c, expr/list-in c,
        expr/tuple-in c, expr/list-index c, expr/dict-literal c,
        expr/tuple-truthy c, expr/empty-tuple-falsy c, expr/none-literal c,
        expr/true-name n, expr/true-alone m, expr/not-false m, expr/lambda c,
        expr/listcomp c, expr/backquote c, expr/is c, expr/bit-and c,
        expr/bit-and-paren c, expr/bit-xor c, expr/shift-left c,
        expr/attr-escape c, expr/attr-escape-subclasses c,
        expr/int-attr-real c, key/key-True n, key/key-None m,
        value/string-value-cmp mmcn, value/none-value cmc,
        value/nan-value mccnc, value/list-value ccc, value/long-value mmn,
        multi/constraint-with-colon c, multi/listcomp-leaks-variable ccc''',
    'D2': '''
        iter/perf-then-attr-hides-perf m,
        iter/last-record-drops-earlier-keys mm''',
}

# rows with an expression that at-constraint does not even read records for
REFUSED = set('''
    expr/ltgt-operator expr/hex-literal expr/octal-literal
    expr/binary-literal expr/complex-literal expr/bad-octal expr/str-index
    expr/str-method expr/str-startswith expr/str-unicode-literal expr/list-in
    expr/tuple-in expr/list-index expr/dict-literal expr/tuple-truthy
    expr/empty-tuple-falsy expr/lambda expr/listcomp expr/backquote expr/is
    expr/bit-and expr/bit-and-paren expr/bit-xor expr/shift-left
    expr/shift-float expr/builtin-abs expr/builtin-max expr/builtin-len
    expr/builtin-float expr/builtin-round expr/builtin-import
    expr/builtin-open expr/attr-escape expr/attr-escape-subclasses
    expr/int-attr-real expr/embedded-newline expr/empty expr/only-space
    expr/semicolon expr/augassign expr/eq-gt expr/triple-eq expr/double-amp
    expr/bang expr/unbalanced-paren expr/dangling-op expr/leading-op
    expr/print-statement expr/statement-if expr/yield
    expr/unicode-literal-name expr/question expr/percent-literal
    expr/units-suffix expr/colon key/key-with-dot key/key-with-dot-shadow
    key/key-keyword key/key-non-ascii-cannot-be-written value/list-value
    multi/several-mixed multi/constraint-with-colon
    multi/listcomp-leaks-variable'''.split())

LETTER = {'met': 'm', 'not_met': 'n', 'could_not_evaluate': 'c'}


def ours():
    """name: why it differs, results"""
    all = {}
    for why, rows in DIFFERS.items():
        for row in rows.split(','):
            name, results = row.split()
            all[name] = why, [results]
    return all


def field(text):
    """text as a field of the table"""
    s = ''.join(chr(c) if 32 <= c < 127 and c not in b'\\|' else '\\0%03o' % c
                for c in text.encode())
    return s[:-1] + '\\0040' if s.endswith(' ') else s or '\\c'


def line(*fields):
    print('|'.join(field(f) for f in fields))


def value(v):
    """as Python prints it, which is what the writer did"""
    if isinstance(v, dict):
        return str(next(iter(v.values())))
    return v if isinstance(v, str) else repr(v)


def lines(values, suffix):
    return ''.join('%s%s=%s\n' % (k, suffix, value(v))
                   for k, v in sorted(values.items()))


def message(constraints, results):
    """the original's line about all evaluations, empty if all were met"""
    text = ''
    for i, letters in enumerate(results):
        bad = [e + ': constraint was not met' if r == 'n' else
               'could not evaluate constraint: ' + e
               for e, r in zip(constraints, letters) if r != 'm']
        if bad:
            text += 'iteration %d:%s  ' % (i, ','.join(bad))
    return text


def summary(constraints, results):
    """what a runner says instead: each constraint once (D30)"""
    parts, many = [], len(results) > 1
    for n, e in enumerate(constraints):
        for how, text in (('n', e + ': not met'),
                          ('e', 'could not evaluate constraint: ' + e)):
            bad = [i for i, letters in enumerate(results)
                   if (letters[n] if letters[n] in 'mn' else 'e') == how]
            if bad and many:
                text += ' in %d of %d iterations, first in iteration %d' % (
                    len(bad), len(results), bad[0] + 1)
            parts += [text] if bad else []
    return '; '.join(parts)


def main():
    differs, seen = ours(), set()
    print('# made by constraint.py; run.bash says what the lines mean, and')
    print('# golden-constraint.bats has the commands')
    for v in json.load(open(sys.argv[1])):
        name, exprs, iterations = v['name'], v['constraints'], v['iterations']
        results = [''.join(LETTER[r] for r in i['results'])
                   for i in v['expect']['iterations'] if i['evaluated']]
        assert message(exprs, results) == (v['expect']['fail_message'] or '')
        kind = 'met'
        if name in differs:
            assert differs[name][1] != results, name
            kind = 'differs ' + differs[name][0]
            results = differs[name][1]
        seen.add(name)
        text = message(exprs, results)
        simple = all(len(i) == 1 for i in iterations)
        if text and kind == 'met' and (not simple or not exprs):
            kind = 'differs D30'
        line('row', name, kind)
        want = '1' if text else '0', text + '\n' if text else '', ''
        if simple:
            line('file', 'records', '\n'.join(
                lines(i[0][1], '{%s}' % i[0][0]) for i in iterations) + '\n')
        if simple and name in REFUSED:
            line('run', '2', '', '', 'filter', *exprs)
        elif simple and exprs:
            line('run', *want, 'filter', *exprs)
            continue
        for i, calls in enumerate(iterations, 1):
            for k, (kind, values) in enumerate(calls):
                line('file', '%d.%d.%s' % (i, k, kind), lines(values, ''))
        if text:
            want = '1', summary(exprs, results) + '\n', ''
        line('run', *want, 'job', str(len(iterations)), *exprs)
    assert seen >= set(differs) | REFUSED


main()
