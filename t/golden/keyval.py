#!/usr/bin/env python3
"""keyval.py - keyval.table from the original's keyval vectors

usage: keyval.py keyval.json >keyval.table
"""
import json
import sys

# rows that differ on purpose, and why; the others must be met
DIFFERS = {
    # D3: a call is checked whole, then written whole; no newline in values
    'D3': '''write/value-newline-not-escaped write/key-empty
        write/key-slash write/key-colon write/key-inner-newline write/key-utf8
        write/key-plus write/key-percent write/bad-key-after-good
        write/bad-key-sorts-first write/tag-double-suffix
        write/tag-only-suffix write/tag-invalid-creates-file
        write/tag-empty-string write/tag-suffix-newline
        iteration/bad-perf-key iteration/bad-attr-key-then-perf-not-written
        iteration/good-attr-bad-perf iteration/newline-value
        iteration/test-keyval-bad iteration/test-keyval-brace''',
    # D4: text is kept as given, and cut nowhere when it is read
    'D4': '''write/value-float-more write/value-unicode-nonascii
        write/value-unicode-nonascii-after-good iteration/float-format
        read/trailing-ws read/float read/float-leading0
        read/int-trailing-ws read/value-hash-start''',
    # S7: a typed call is a record and ends in an empty line; a torn line
    # is moved away
    'S7': '''write/append-existing-no-newline write/tag-perf
        write/tag-sorting''',
    # S8: the type is added by us; the first `=' ends the key; nothing to
    # write is a usage error, or no file
    'S8': '''write/key-equals write/empty-dict-attr write/tag-missing-suffix
        iteration/empty-both iteration/empty-then-perf''',
    # S12: a key is looked for as it is written in the file
    'S12': 'read/tagged-line-untyped-read read/tag-perf-sees-plain',
}
WHY = {name: why for why, names in DIFFERS.items() for name in names.split()}

USAGE = b'''usage: at-keyval [-o file] key=value ...
       at-keyval [-o file] {-a key=value | -p key=value} ...
       at-keyval [-o file] -i [-t attr | perf]
       at-keyval -g key [file ...]
'''


def field(b):
    """bytes as a field of the table"""
    if isinstance(b, str):
        b = b.encode()
    s = ''.join(chr(c) if 32 <= c < 127 and c not in b'\\|' else '\\0%03o' % c
                for c in b)
    return s[:-1] + '\\0040' if s.endswith(' ') else s or '\\c'


def line(*fields):
    return '|'.join(field(f) for f in fields)


def plain(v):
    """what stands for bytes in the vectors"""
    if isinstance(v, dict):
        return bytes.fromhex(v['$hex'])
    return v.encode()


def text(v):
    """a value as our caller would write it"""
    if isinstance(v, dict):
        if '$hex' in v:
            return plain(v)
        if '$tuple' in v:
            return repr(tuple(v['$tuple'])).encode()
        return next(iter(v.values())).encode()
    return v.encode() if isinstance(v, str) else repr(v).encode()


def message(s):
    """an error line of ours: control bytes are shown as ?"""
    b = s if isinstance(s, bytes) else s.encode()
    return bytes(63 if c < 32 or c == 127 else c for c in b)


def key_ok(k):
    return k != '' and all(c.isascii() and (c.isalnum() or c in '_.-')
                           for c in k)


class Row:
    """commands, what we make of them, and what the original makes"""

    def __init__(self, name):
        self.name = name
        self.steps = []
        self.ours = {}          # path -> bytes, what we leave behind
        self.errors = []        # what we say, call by call

    def file(self, path, content):
        self.ours[path] = content
        self.steps.append(line('file', path, content))

    def dir(self, path):
        self.steps.append(line('dir', path))

    def run(self, status, out, err, *args):
        self.steps.append(line('run', str(status), out, err, *args))

    def refuse(self, err, *args):
        self.errors.append(err)
        self.run(2, b'', b'at-keyval: ' + message(err) + b'\n', *args)

    def append(self, path, new, *args):
        old = self.ours.get(path, b'')
        self.errors.append(None)
        whole = old[:old.rfind(b'\n') + 1]
        if whole != old:
            self.ours[path + '.torn'] = old[len(whole):] + b'\n'
        self.ours[path] = whole + new
        self.run(0, b'', b'', *args)

    def done(self, met, *paths):
        for path in sorted(set(paths) | set(self.ours)):
            if path in self.ours:
                self.steps.append(line('is', path, self.ours[path]))
            else:
                self.steps.append(line('no', path))
        why = WHY.pop(self.name, None)
        if met == (why is not None):
            sys.exit('%s: met is %s but %s' % (self.name, met, why))
        print(line('row', self.name, 'met' if met else 'differs ' + why))
        print('\n'.join(self.steps))


def pairs(keyval, tag):
    """the lines of one call, and the first error; tag may be None"""
    suffix = '{%s}' % tag if tag else ''
    lines, options, error = {}, [], None
    for key, value in keyval.items():
        if tag and key.endswith(suffix):
            key = key[:-len(suffix)]
        value = text(value)
        if tag:
            options.append('-' + tag[0])
        options.append(key.encode() + b'=' + value)
        # a key with a `=' in it is, to us, another key and value
        if '=' in key:
            key, rest = key.split('=', 1)
            value = rest.encode() + b'=' + value
        if not key_ok(key):
            error = error or 'Invalid key: ' + key + suffix
        elif b'\n' in value:
            error = error or key + ': newline in value'
        lines[key + suffix] = value
    if options and options[0][0] == 45 and not tag:
        options.insert(0, b'--')
    body = b''.join(k.encode() + b'=' + lines[k] + b'\n'
                    for k in sorted(lines, key=str.encode))
    return body, options, error


def write(v):
    row = Row(v['name'])
    target, path = 'f', 'f'
    if v['path_kind'] == 'dir':
        target, path = 'd', 'd/keyval'
        row.dir('d')
    if v['pre_content'] is not None:
        row.file(path, plain(v['pre_content']))
    for call in v['calls']:
        tag = call['type_tag']
        command = ['at-keyval', '-o', target]
        if tag not in (None, 'attr', 'perf'):
            row.refuse('Invalid type tag: ' + tag, *command, '-i', '-t', tag)
            continue
        body, options, error = pairs(call['keyval'], tag)
        if not options:
            row.errors.append(None)
            row.run(0, b'', b'', *command, '-i', '-t', tag)
        elif error:
            row.refuse(error, *command, *options)
        else:
            row.append(path, body + (b'\n' if tag else b''), *command,
                       *options)
    expect = v['expect']
    errors = [e and e['message'] for e in expect['errors']]
    met = row.errors == errors and row.ours == {path: plain(expect['content'])}
    row.done(met, path)


def iteration(v):
    row = Row(v['name'])
    row.dir('o/results')
    env = ['env', 'AT_OUTPUTDIR=o', 'AT_RESULTSDIR=o/results', 'at-keyval']
    for kind, *keyvals in v['calls']:
        if kind == 'test':
            body, options, error = pairs(keyvals[0], None)
            path = 'o/keyval'
        else:
            attr = keyvals[0] if kind in ('attr', 'both') else {}
            perf = keyvals[-1] if kind in ('perf', 'both') else {}
            a, p = pairs(attr, 'attr'), pairs(perf, 'perf')
            body, options, error = (a[0] + p[0] + b'\n', a[1] + p[1],
                                    a[2] or p[2])
            path = 'o/results/keyval'
        if not options:
            row.errors.append('usage')
            row.run(2, b'', USAGE, *env)
        elif error:
            row.refuse(error, *env, *options)
        else:
            row.append(path, body, *env, *options)
    expect = v['expect']
    original = {}
    for path, name in (('o/keyval', 'test_keyval'),
                       ('o/results/keyval', 'results_keyval')):
        if expect[name] is not None:
            original[path] = plain(expect[name])
    errors = [e and e['message'] for e in expect['errors']]
    row.done(row.errors == errors and row.ours == original,
             'o/keyval', 'o/results/keyval')


def read(v):
    row = Row(v['name'])
    target, path = ('d', 'd/keyval') if v['path_kind'] == 'dir' else ('f', 'f')
    if target == 'd':
        row.dir('d')
    lines = []
    if v['content'] is not None:
        row.file(path, plain(v['content']))
        lines = plain(v['content']).split(b'\n')[:-1]
    suffix = '{%s}' % v['type_tag'] if v['type_tag'] else ''
    expect = v['expect']
    met = True
    for key in expect['keyval'] or ['a']:
        key += suffix
        bad = value = None
        for number, s in enumerate(lines, 1):
            if s.strip() == b'' or s.strip().startswith(b'#'):
                continue
            name, eq, rest = s.partition(b'=')
            stem = name[:-6] if name[-6:] in (b'{attr}', b'{perf}') else name
            if not eq or not key_ok(stem.decode('latin-1')):
                bad = bad or (number, s)
            elif name == key.encode():
                value = rest
        command = ['at-keyval', '-g', key, target]
        if bad:
            error = b'Invalid format line: ' + bad[1]
            row.run(2, b'', b'at-keyval: %s:%d: %s\n' % (
                path.encode(), bad[0], error), *command)
            met = met and expect['error'] is not None and \
                expect['error']['message'].encode() == error
        elif value is None:
            row.run(1, b'', b'', *command)
            met = met and expect['keyval'] == {}
        else:
            row.run(0, value + b'\n', b'', *command)
            met = met and expect['keyval'] is not None and \
                text(expect['keyval'][key[:len(key) - len(suffix)]]) == value
    row.done(met, path)


def main():
    print('# made by keyval.py; run.bash says what the lines mean')
    with open(sys.argv[1], encoding='utf-8') as f:
        vectors = json.load(f)
    for v in vectors:
        {'write': write, 'iteration': iteration, 'read': read}[v['op']](v)
    if WHY:
        sys.exit('no such rows: %s' % ' '.join(WHY))


main()
