#!/usr/bin/env python3
"""status.py STATUS.JSON - the status vectors as a table for golden-status.bats

A row is `row NAME', `kind KIND', `op OP', then its input: `arg TEXT' for each
argument of unit, `file PATH' with lines behind a tab, or `file control' with
a script; then `want' and the lines that must come out.  Texts are for
printf %b.
"""
import json
import sys

# a job that says with our programs what the vector's records say.  The
# message of a GOOD line is the suite's own.
CONTROL = {
    'empty-job': ':',
    'one-fail': "at-run t -- at-raise FAIL 'bad\nline2'",
    'two-tests': 'at-run a -- true\nat-run -g x b -- at-raise ERROR e',
    'subtest': 'at-run a -- at-run b -- true',
    'abort': "at-run t -- sh -c "
    "'at-record -s t -O t ABORT why; at-raise ABORT why'",
    'bad-record-then-good': 'mkdir "$AT_JOBDIR/t"\n'
    'at-record -s t -O t BOGUS m\nat-record -s t -O t GOOD m',
}
LEFT = {
    'render/field-long-typeerror': 'a field has no type but text',
    'render/field-bool-typeerror': 'a field has no type but text',
    'render/nul-byte': 'an argument cannot hold a NUL',
    'render/ts-negative': '-1 stands for now',
    'log/unbalanced-end': 'no program writes an END line alone',
    'log/missing-subdir': 'no program writes a START line alone',
    'log/reboot': 'it takes a reboot',
    'tko_log/host-keyvals': 'host_keyvals are the server\'s',
    'tko_log/host-keyvals-board': 'host_keyvals are the server\'s',
}
# what differs, and how
DIFFERS = {
    "valid/'GOOD\\n'": 'D3',
    'render/equals-in-message': 'D19',
    'render/message-looks-like-field': 'D19',
    'log/empty-job': 'D16',
    'log/bad-record-then-good': 'D16',
    'log/subtest': 'D15',       # a subtest's block is in its parent's log too
}
# what our log says of the trouble that the control file had
STAMP = 'timestamp=1500000000\tlocaltime=Jul 14 02:40:00'
SAID = {
    'log/empty-job': '\tERROR\t----\t----\t' + STAMP + '\tno tests',
    'log/bad-record-then-good': '\tERROR\t----\tat-record\t' + STAMP +
    "\tstatus code 'BOGUS' is not valid",
}
KEYVAL = ('status_version=1\nhostname=h1\njob_started=1499999999\n'
          'job_finished=1500000100\n')


def esc(text):
    """text for printf %b"""
    out = ''
    for b in text.encode():
        c = chr(b)
        if c == '\\':
            out += '\\\\'
        elif c == '\t':
            out += '\\t'
        elif c == '\n':
            out += '\\n'
        elif ' ' <= c <= '~':
            out += c
        else:
            out += '\\0%03o' % b
    return out[:-1] + '\\0040' if out.endswith(' ') else out


def lines(text):
    """the lines of a text behind a tab; \\c: the last has no newline"""
    *whole, last = text.split('\n')
    out = ''.join('\t%s\n' % esc(line) for line in whole)
    return out + ('\t%s\\c\n' % esc(last) if last else '')


def arg(text):
    return 'arg %s\n' % esc(text)


def none(x):
    return 'None' if x is None else str(x)


def render(v):
    i, e = v['input'], v['expect']
    out = arg(str(i['indent'])) + arg(i['status_code'])
    out += arg(i['subdir'] or '') + arg(i['operation'] or '')
    out += arg(str(i['timestamp'])) + arg(i['message'])
    fields = ['%s=%s' % f for f in (i['fields'] or {}).items()]
    out += ''.join(arg(f) for f in fields)
    if e['error']:
        return out + 'want\n' + lines('error: %s\n' % e['error']['message'])
    # the order of fields is free: ours is timestamp, others, localtime
    first, *extra = e['text'].split('\n')
    col = first.split('\t')
    at = len(first) - len(first.lstrip('\t')) + 3
    count = len(e['fields'])
    mine = col[at:at + count]
    mine.sort(key=lambda f: (f.startswith('localtime='),
                             not f.startswith('timestamp='),
                             fields.index(f) if f in fields else 0))
    message = '\t'.join(col[at + count:])
    if v['name'] in DIFFERS:
        message = 'reason: ' + message
    first = '\t'.join(col[:at] + mine + [message])
    return out + 'want\n' + lines('\n'.join([first] + extra) + '\n')


def parse(v):
    e = v['expect']
    out = arg(v['line']) + 'want\n'
    if e['error']:
        return out + '\terror\n'
    if e['entry'] is None:
        return out + '\tNone\n'
    e = e['entry']
    text = '%s\n%s\n%s\n' % (e['status_code'], none(e['subdir']),
                             none(e['operation']))
    if '$now' in e['fields']:
        text += 'now\n'
    else:
        own = [k for k in e['fields'] if k not in ('timestamp', 'localtime')]
        for k in sorted(own) + ['timestamp', 'localtime']:
            text += 'field %s=%s\n' % (k, e['fields'][k])
    return out + lines(text + 'message %s\n' % e['message'])


def tko_line(v):
    e = v['expect']
    out = arg(v['line']) + 'want\n'
    if e['error']:
        return out + '\terror\n'
    if e['line'] is None:
        return out + '\tNone\n'
    e = e['line']
    text = [none(e[k]) for k in (
        'type', 'indent', 'status', 'subdir', 'testname', 'reason')]
    # fields as they stand in the line
    for f in v['line'].split('\t'):
        k, eq, x = f.partition('=')
        if eq and e['optional_fields'].get(k) == x:
            text.append('field ' + f)
    return out + ''.join('\t%s\n' % esc(s) for s in text)


def tko_log(v):
    e = v['expect']
    out = ''
    files = {'keyval': v['keyval'] or KEYVAL,
             '.autoserv_execute': v['autoserv_execute'],
             'status.log': v['text']}
    files.update(v['files'])
    for path, text in files.items():
        out += 'file %s\n' % path + lines(text)
    out += 'want\n'
    if e['error']:
        message = e['error']['message']
        if 'takes exactly 12 arguments' in message:
            message = 'status_version is not 1'
        return out + lines('error: %s\n' % message)
    for t in e['tests']:
        text = '\t'.join(none(t[k]) for k in (
            'testname', 'subdir', 'status', 'kernel', 'started', 'finished',
            'reason')) + '\n'
        for k, x in sorted(t['attributes'].items()):
            text += 'attr\t%s\t%s\n' % (k, x)
        for i in t['iterations']:
            text += 'iteration %d\n' % i['index']
            for kind in ('attr', 'perf'):
                for k, x in sorted(i[kind].items()):
                    text += '%s{%s}=%s\n' % (k, kind, x)
        if t['perf_values']:
            have = json.loads(
                v['files'][t['subdir'] + '/results/results-chart.json'])
            assert have == t['perf_values']
            for g, inner in have.items():
                for n, entry in inner.items():
                    for k, x in entry.items():
                        text += 'chart\t%s\t%s\t%s\t%s\n' % (
                            g, n, k, json.dumps(x))
        out += lines(text)
    return out


def log(v):
    out = 'file control\n'
    out += lines(CONTROL[v['name'].split('/')[1]] + '\n') + 'want\n'
    for path, text in sorted(v['expect']['files'].items()):
        if v['name'] in DIFFERS and path == 'a/status':
            text = '\n'.join(v['expect']['files']['status'].split('\n')[1:-2])
            text += '\n'
        text = text.replace('\tok\n', '\tcompleted successfully\n')
        if v['name'] in SAID and path == 'status':
            start, rest = text.split('\n', 1)
            text = '\n'.join([start, SAID[v['name']], rest])
        out += '\t== %s\n' % path.replace('status', 'status.log')
        out += lines(text)
    return out


def valid(v):
    good = v['expect'] and v['name'] not in DIFFERS
    return arg(v['status']) + 'want\n\t%s\n' % ('yes' if good else 'no')


def worse(v):
    e = v['expect']
    return arg(v['lhs']) + arg(v['rhs']) + 'want\n\t%s %s\n' % tuple(
        'yes' if e[k] else 'no' for k in ('worse', 'worse_or_equal'))


def main():
    print('# status.table - made by status.py, not by hand')
    for v in json.load(open(sys.argv[1])):
        kind = 'met'
        if v['name'] in DIFFERS:
            kind = 'differs ' + DIFFERS[v['name']]
        if v['name'] in LEFT:
            kind = 'left ' + LEFT[v['name']]
        print('\nrow %s\nkind %s\nop %s' % (esc(v['name']), kind, v['op']))
        if v['name'] not in LEFT:
            print(globals()[v['op']](v), end='')


if __name__ == '__main__':
    main()
