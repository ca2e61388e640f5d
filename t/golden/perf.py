#!/usr/bin/env python3
"""perf.py - perf.table from the original's vectors of performance values

usage: perf.py perf.json >perf.table
"""
import json
import re
import sys

# rows that differ on purpose, and why; the others must be met
DIFFERS = {
    # D5: NaN and infinities are refused; a broken chart is told in our
    # words where the original's are those of its language
    'D5': '''value-neg-inf value-nan value-str-inf value-str-neg-inf
        value-str-nan value-str-neg-nan value-str-1e400
        list-inf-nan inf-then-scalar-reloads nan-then-scalar-reloads
        pre-null-first-level pre-string-second-level''',
    # S12: lengths are counted, and illegal ones replaced, in bytes
    'S12': 'desc-unicode-astral desc-unicode-256-chars',
}
WHY = {name: why for why, names in DIFFERS.items() for name in names.split()}

# what operands, which are texts, cannot say
LEFT = {
    'value-none': 'no operand is None',
    'value-dict': 'no operand is a dictionary',
    'tuple': 'no operand is a tuple',
    'list-none-element': 'no operand is None',
    'repl-none': 'no option argument is None',
}

CHART = 'd/results-chart.json'
LEGAL = re.compile(rb'[^-.\w]')


def field(b):
    """bytes as a field of the table"""
    if isinstance(b, str):
        b = b.encode()
    s = ''.join(chr(c) if 32 <= c < 127 and c not in b'\\|' else '\\0%03o' % c
                for c in b)
    return s[:-1] + '\\0040' if s.endswith(' ') else s or '\\c'


def line(*fields):
    return '|'.join(field(f) for f in fields)


def text(v):
    """a value as our caller would write it"""
    if isinstance(v, dict):
        if '$hex' in v:
            return bytes.fromhex(v['$hex'])
        return next(iter(v.values())).encode('utf-16', 'surrogatepass') \
            .decode('utf-16').encode()
    if isinstance(v, str):
        return v.encode()
    return repr(int(v) if isinstance(v, bool) else v).encode()


def shown(b):
    """in an error line of ours control bytes are ?"""
    return bytes(63 if c < 32 or c == 127 else c for c in b)


class Number(str):
    """a number in a file, as it is spelled there"""


def number(b):
    """bytes as float() takes them in the original, or what it says"""
    s = b.decode('latin-1').strip(' \t\n\r\f\v')
    whole = re.compile(r'[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?|'
                       r'[-+]?(inf(inity)?|nan)', re.I).match(s)
    if whole and whole.end() == len(s):
        x = float(s)
        if x - x != 0:
            raise ValueError(b"value '%s': want a finite number" %
                             s.encode('latin-1'))
        return Number(repr(x)), s.encode('latin-1')
    raise ValueError((b'invalid literal for float(): ' if whole else
                      b'could not convert string to float: ') +
                     b.lstrip(b' \t\n\r\f\v'))


def dumps(v, depth=0):
    """our spelling of a chart"""
    if isinstance(v, Number):
        return v
    if isinstance(v, (dict, list)):
        pad = '\n' + '  ' * (depth + 1)
        parts = [dumps(e, depth + 1) for e in v] if isinstance(v, list) else [
            json.dumps(k) + ': ' + dumps(e, depth + 1) for k, e in v.items()]
        a, b = '[]' if isinstance(v, list) else '{}'
        return a + ','.join(pad + p for p in parts) + (
            '\n' + '  ' * depth if parts else '') + b
    return json.dumps(v)


def data(v):
    """a chart of the vectors or of ours as data, 1 and 1.0 apart"""
    if isinstance(v, dict):
        if len(v) == 1 and '$int' in v:
            return int(v['$int'])
        return {k: data(e) for k, e in v.items()}
    if isinstance(v, list):
        return [data(e) for e in v]
    if isinstance(v, Number):
        return float(v) if re.search('[.eE]', v) else int(v)
    return v


def exact(v):
    """so that -0.0 is not 0, nor 1 the same as 1.0"""
    if isinstance(v, dict):
        return sorted((k, exact(e)) for k, e in v.items())
    if isinstance(v, list):
        return [exact(e) for e in v]
    return repr(v)


class Refused(Exception):
    """a call that is refused, and what we say"""


# what we say of the charts that the vectors call broken
BROKEN = {
    ' \n': 'No JSON object could be decoded',
    '{not json': 'Expecting property name: line 1 column 2 (char 1)',
    '{': 'Expecting object: line 1 column 1 (char 0)',
}


class Chart:
    """what we make of a row"""

    def __init__(self, pre):
        self.pre = pre
        self.chart = None
        self.perf = b''
        if pre and pre not in BROKEN:
            self.chart = json.loads(pre, parse_float=Number, parse_int=Number)

    def content(self):
        """the file's bytes, or None"""
        if self.perf:
            return dumps(self.chart) + '\n'
        return self.pre

    def add(self, call):
        """one call; the line on standard error, or None"""
        name = text(call['description'])
        units = text(call['units']) if call.get('units') else None
        mask = text(call.get('replacement', '_'))
        graph = text(call['graph']) if call.get('graph') else None
        if len(name) > 256:
            raise Refused(b'The description must be at most 256 characters.')
        if units and len(units) > 32:
            raise Refused(b'The units must be at most 32 characters.')
        if LEGAL.search(mask):
            raise Refused(b'Invalid replacement string to mask illegal '
                          b'characters. May only contain letters, numbers, '
                          b'periods, dashes, and underscores. replacement: ' +
                          mask)
        if self.pre in BROKEN:
            raise Refused(b'%s: %s' % (CHART.encode(),
                                       BROKEN[self.pre].encode()))
        value, many = call['value'], isinstance(call['value'], list)
        try:
            values = [number(text(v)) for v in (value if many else [value])]
        except ValueError as e:
            raise Refused(e.args[0]) from None
        raw, name = name, LEGAL.sub(mask, name)
        units = units and LEGAL.sub(mask, units)
        up = call.get('higher_is_better')
        self.merge(name, graph, units, [v for v, _ in values], many, up)
        column = b','.join(t for _, t in values)
        self.perf += b'\t'.join(
            [name, column + (b',' if many and len(values) < 2 else b''),
             b'' if units is None else units or b'""',
             b'up' if up else b'down'] + ([graph] if graph else [])) + b'\n'
        return None if up is not None else \
            shown(raw) + b': neither -H nor -L: lower is better'

    def merge(self, name, graph, units, values, many, up):
        first, second = (graph, name) if graph else (name, b'summary')
        chart = dict(self.chart or {})
        group = chart.get(first.decode(), {})
        where = '%s: ' % CHART
        if not isinstance(group, dict):
            raise Refused((where + first.decode() +
                           ': not an object').encode())
        group, new = dict(group), values
        old = group.get(second.decode())
        where += first.decode() + '/' + second.decode()
        if old is not None:
            if not isinstance(old, dict):
                raise Refused((where + ': not an object').encode())
            if 'values' in old:
                new = old['values'] + values
            elif 'value' in old:
                new = [old['value']] + values
            elif not many:
                raise Refused((where + ": neither 'values' nor "
                               "'value'").encode())
            many = True
        entry = {'type': 'list_of_scalar_values' if many else 'scalar',
                 'units': None if units is None else units.decode()}
        entry['values' if many else 'value'] = new if many else new[0]
        entry['improvement_direction'] = 'up' if up else 'down'
        group[second.decode()] = entry
        chart[first.decode()] = group
        self.chart = chart


def like(said, original):
    """the original's message; of a chart, we say which one it is"""
    return said == original or (said.startswith(CHART.encode() + b': ') and
                                said.endswith(b' ' + original))


def command(call):
    args = [b'at-perf', b'-d', b'd']
    up = call.get('higher_is_better')
    if up is not None:
        args.append(b'-H' if up else b'-L')
    for key, option in (('units', b'-u'), ('graph', b'-G'),
                        ('replacement', b'-R')):
        if call.get(key) is not None:
            args += [option, text(call[key])]
    value = call['value']
    if isinstance(value, list):
        if len(value) < 2:
            args.append(b'-l')
        return args + [text(call['description'])] + [text(v) for v in value]
    return args + [text(call['description']), text(value)]


def row(v):
    name, expect, met = v['name'], v['expect'], True
    if name in LEFT:
        print(line('row', name, 'left ' + LEFT.pop(name)))
        return
    chart, steps = Chart(v['pre_content']), [line('dir', 'd')]
    if v['pre_content'] is not None:
        steps.append(line('file', CHART, v['pre_content']))
    for call, error in zip(v['calls'], expect['errors']):
        try:
            said = chart.add(call)
            status = 0
            met = met and error is None
        except Refused as e:
            said, status = e.args[0], 2
            met = met and error is not None and \
                like(said, error['message'].encode())
            said = shown(said)
        err = b'at-perf: ' + said + b'\n' if said else b''
        steps.append(line('run', str(status), b'', err, *command(call)))
    content = chart.content()
    steps.append(line('no', CHART) if content is None else
                 line('is', CHART, content))
    steps.append(line('is', 'd/perf', chart.perf) if chart.perf else
                 line('no', 'd/perf'))
    if expect['file_exists'] != (content is not None):
        met = False
    elif content and v['pre_content'] not in BROKEN:
        ours = json.loads(content, parse_float=Number, parse_int=Number)
        met = met and exact(data(ours)) == exact(data(expect['charts']))
    elif content != v['pre_content']:
        met = False
    why = WHY.pop(name, None)
    if met == (why is not None):
        sys.exit('%s: met is %s but %s' % (name, met, why))
    print(line('row', name, 'met' if met else 'differs ' + why))
    print('\n'.join(steps))


def main():
    print('# made by perf.py; run.bash says what the lines mean')
    with open(sys.argv[1], encoding='utf-8') as f:
        vectors = json.load(f)
    for v in vectors:
        row(v)
    if WHY or LEFT:
        sys.exit('no such rows: %s' % ' '.join(list(WHY) + list(LEFT)))


main()
