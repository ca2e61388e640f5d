#!/usr/bin/env python3
"""tap.py TAP.JSON - the TAP vectors as a table for golden-tap.bats

The rows are as status.py's: a job's log, or the calls that wrote keyvals,
and the files that the original made of them.  `call KIND K=V...' is one write
of keyvals, KIND `-' without a type tag; `line CODE N TEXT' one line of TAP.
"""
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True
from status import esc, lines  # noqa: E402

def kind(v):
    """an empty dictionary is a write of nothing, which leaves nothing"""
    if v['op'] == 'keyval' and not all(c['keyval'] for c in v['calls']):
        return 'differs S8'
    return 'met'


def log(records):
    """what the records write, as at-job would"""
    level, out = 0, ''
    for code, subdir, operation, *message in records:
        if code.startswith('END'):
            level -= 1
        out += '%s%s\t%s\t%s\ttimestamp=1500000000\t%s%s\n' % (
            '\t' * max(level, 0), code, subdir or '----', operation or '----',
            'localtime=Jul 14 02:40:00\t', message[0] if message else '')
        if code == 'START':
            level += 1
    return out


def want(files):
    out = 'want\n'
    for path, text in sorted(files.items()):
        out += '\t== %s\n' % path + lines(text)
    return out


def call(c):
    values = ' '.join(esc('%s=%s' % f) for f in c['keyval'].items())
    path = c.get('path')
    return 'call %s %s%s\n' % (c['type_tag'] or '-',
                               path + ': ' if path else '', values)


def main():
    print('# tap.table - made by tap.py, not by hand')
    for v in json.load(open(sys.argv[1])):
        print('\nrow %s\nkind %s\nop %s' % (v['name'], kind(v), v['op']))
        if v['op'] == 'line':
            print('line %s %d %s' % (v['status_code'], v['counter'],
                                     v['message']))
            print('want\n' + lines(v['expect'] + '\n'), end='')
            continue
        if not v.get('enabled', True):
            print('off')
        if v['op'] == 'report':
            print('file %s' % v['global_filename'])
            print(lines(log(v['records'])), end='')
        else:
            print(''.join(call(c) for c in v['calls']), end='')
        print(want(v['expect']['files']), end='')
        for e in v['expect'].get('errors', []):
            if e:
                print('\terror: ' + esc(e['message']))


main()
