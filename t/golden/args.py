#!/usr/bin/env python3
"""args.py - vectors of the arguments of tests to the table that bats runs

usage: args.py args.json >args.table

The form of the table is told in seqtest/rows; each row is a job.  What
the original binds to Python functions, hooks see in the environment; what
it writes of an argument as Python would, we write as it was given.
"""
import json
import sys

from sequence import WHY, Row, pairs, quoted, status

UNNAMED = ('Unnamed arguments not accepted. Please call job.run_test with '
           'named args only')
QUIET = '#!/bin/sh\n:\n'


def shows(names, before=''):
    """a hook that notes the parameters of these names"""
    say = ' '.join('%s=${%s-none}' % (n, n) for n in names)
    return '#!/bin/sh\necho "%s%s" >>"$GOLDEN/trace"\n' % (before, say)


def test(row, subdir, name, keyval='version=1\n', verdict='GOOD',
         reason='completed successfully', trace=(), hooks=True, level=1,
         inner=()):
    """a test's block, its files and its trace are wanted"""
    inner_log = [s for log, _ in inner for s in log]
    log = status(level, 'START', subdir, name) + inner_log + \
        status(level + 1, verdict, subdir, name, reason) + \
        status(level, 'END ' + verdict, subdir, name)
    row.records[subdir + '/keyval'] = keyval
    row.records[subdir + '/status.log'] = '\n'.join(log) + '\n'
    row.others.append('%s/debug/%s.DEBUG' % (subdir, subdir.split('/')[-1]))
    lines = ['hook.before_test']
    if verdict == 'GOOD':
        lines.append('hook.before_iteration iteration=1')
        lines += list(trace) + [s for _, t in inner for s in t]
        lines += ['hook.after_iteration iteration=1',
                  'hook.after_test success=True']
    else:
        lines.append('hook.after_test success=False')
    if level == 1:
        row.log += log
        row.trace = (row.trace or []) + lines
        row.control_exit = {'GOOD': 0, 'ERROR': 99}[verdict]
        row.exit = max(row.exit, int(verdict != 'GOOD'))
    return log, lines


def given(value):
    """the text of an argument as somebody types it"""
    if isinstance(value, dict) and '$unicode' in value:
        return value['$unicode']
    return value if isinstance(value, str) else str(value)


def operands(vector):
    """operands of at-run for the arguments"""
    return [given(a) for a in vector['args']] + [
        '%s=%s' % (k, given(v)) for k, v in sorted(vector['dargs'].items())]


def keyval(words):
    out, n = {'version': '1'}, 0
    for word in words:
        name, eq, value = word.partition('=')
        if not eq:
            name, value, n = str(n), word, n + 1
        out['param-' + name] = value
    return ''.join('%s=%s\n' % kv for kv in sorted(out.items()))


def manifest(row, text):
    if text:
        row.files.append(('file', 'tests/t/manifest', text))


def control(row, words, options=''):
    row.control += ' '.join(['at-run'] + options.split() + ['t'] +
                            [quoted(w) for w in words]) + '\n'


def cherry_pick(row, vector):
    """which arguments a function gets: which variables a hook sees"""
    words, func = operands(vector), vector['func']
    names = sorted(set(vector['dargs']) | set(func['params'][1:])) or ['a']
    kept = vector['expect']['dargs']
    if func['varkw']:
        manifest(row, 'params=any\n')
    else:
        manifest(row, ''.join('param.%s=\n' % n for n in func['params'][1:]
                              if n in vector['dargs']))
    row.files.append(('exec', 'tests/t/run_once', shows(names)))
    control(row, words)
    if vector['args']:
        # positional arguments never reach a test
        row.tags.add('operands')
        test(row, 't', 't', keyval(words), 'ERROR', UNNAMED)
    elif kept != vector['dargs']:
        row.tags.add('D7')
        test(row, 't', 't', keyval(words), 'ERROR', 'Unknown parameter: ' +
             sorted(set(vector['dargs']) - set(kept))[0])
    else:
        test(row, 't', 't', keyval(words), trace=[' '.join(
            '%s=%s' % (n, kept.get(n, 'none')) for n in names)])


def validate(row, vector):
    """which arguments are accepted: those the manifest declares"""
    words, error = operands(vector), vector['expect']['error']
    known = sorted({p for f in vector['funcs'] for p in f['params'][1:]
                    if p in vector['dargs']})
    # the stock execute takes any; a manifest has to say so
    stock = any('constraints' in f['params'] for f in vector['funcs'])
    anything = not stock and any(f['varkw'] for f in vector['funcs'])
    manifest(row, 'params=any\n' if anything else
             ''.join('param.%s=\n' % p for p in known))
    row.files.append(('exec', 'tests/t/run_once',
                      shows(sorted(vector['dargs']) or ['a'])))
    control(row, words)
    if error:
        test(row, 't', 't', keyval(words), 'ERROR', error['message'])
    elif stock or 'self' in vector['dargs']:
        row.tags.add('D7')
        test(row, 't', 't', keyval(words), 'ERROR', 'Unknown parameter: ' +
             list(vector['dargs'])[0])
    else:
        test(row, 't', 't', keyval(words), trace=[' '.join(
            '%s=%s' % kv for kv in sorted(vector['dargs'].items()))])


def tag(row, vector):
    """Sequence numbers and automatic tags are the control file's."""
    name, dargs = vector['testname'], dict(vector['dargs'])
    row.files.append(('exec', 'tests/%s/run_once' % name, QUIET))
    parent = dargs.pop('master_testpath', None)
    number = vector['sequence_number']
    params = {k: v for k, v in dargs.items()
              if k not in ('tag', 'subdir_tag')}
    if dargs.get('tag', 1) == 0:
        row.notes.append('what is false in Python is the empty tag')
    if params:
        manifest(row, 'params=any\n')
    run = ''
    for n, expect in enumerate(vector['expect']):
        parts = []
        if 'tag' in dargs:
            parts.append(str(dargs['tag']) if dargs['tag'] else '')
        if number is not None:
            parts.append('_%02d_' % (number + n))
        if vector['automatic_test_tag']:
            parts.append(vector['automatic_test_tag'])
        words = ['at-run']
        if parts:
            words += ['-g', quoted('.'.join(parts)) if parts != [''] else
                      "''"]
        if 'subdir_tag' in dargs:
            words += ['-G', quoted(dargs['subdir_tag'])]
        run += ' '.join(words + [name] + [
            quoted('%s=%s' % kv) for kv in sorted(params.items())]) + '\n'
        if parent:
            continue
        test(row, expect['subdir'], expect['testname'])
    if parent:
        row.files.append(('exec', 'tests/%s/run_once' % parent,
                          '#!/bin/sh\n' + run))
        inner = test(row, expect['subdir'], expect['testname'],
                     keyval('%s=%s' % kv for kv in params.items()), level=2)
        test(row, parent, parent, inner=[inner])
        run = 'at-run %s\n' % parent
    row.control = run


def job_args(row, vector):
    """The shell makes words; at-job hands them on as they are."""
    text, words = vector['input'], vector['expect']
    if text.split() != words:
        row.left = 'shell quoting'
        return
    row.heads += ['operand ' + w for w in words]
    row.control = 'for word; do echo "$word" >>"$GOLDEN/trace"; done\n'
    row.trace = list(words)
    row.control_exit = 0
    row.log += status(1, 'ERROR', None, None, 'no tests')
    row.exit = 1
    row.tags.add('D16')


def param_keyval(row, vector):
    dargs = dict(vector['dargs'])
    options = pairs('-k', vector['test_attributes'])
    count = dargs.pop('iterations', None)
    texts = dargs.pop('constraints', [])
    words = operands(dict(vector, dargs=dargs))
    manifest(row, 'params=any\n')
    row.files.append(('exec', 'tests/t/run_once', QUIET))
    row.control = ' '.join(
        s for s in ['at-run', options] + ['-c ' + quoted(t) for t in texts] +
        ['-n %d' % count if count else '', 't'] +
        [quoted(w) for w in words] if s) + '\n'
    lines = keyval(words)
    if count:
        lines = 'param-constraints=%s\nparam-iterations=%d\n' % (
            ', '.join(texts), count) + lines
    lines = ''.join(sorted(
        ['%s=%s\n' % (k, v) for k, v in vector['test_attributes'].items()
         if k != 'version' and k != 'param-a'])) + lines
    wrong = any('\n' in w for w in words)
    if wrong:
        # a newline in a value is refused, and nothing written
        row.tags.add('D3')
        test(row, 't', 't', '', 'ERROR', 'param-s: newline in value')
        del row.records['t/keyval']
        return
    if lines != vector['expect']['content']:
        row.tags.add('D25')
    if vector['args']:
        test(row, 't', 't', lines, 'ERROR', UNNAMED)
    else:
        test(row, 't', 't', lines)
    if count:
        at = row.trace.index('hook.after_test success=True')
        row.trace[1:at] = [
            'hook.%s_iteration iteration=%d' % (when, n + 1)
            for n in range(count) for when in ('before', 'after')]


def disk_usage(row, vector):
    """the suite's hook, with the free space and the time from a file"""
    def state(free, seconds):
        return 'echo %r %r >"$GOLDEN/disk"\n' % (free / 1024, seconds)

    def shown(word):
        return '#!/bin/sh\nread -r free time <"$GOLDEN/disk"\n%s\n' % word

    row.heads.append('env AT_DISK_RATE=%s' % vector['max_mb_per_hour'])
    row.files = [
        ('exec', 'bin/df', shown('echo "Filesystem 1024-blocks Used '
                                 'Available Capacity Mounted on"\n'
                                 'echo "rootfs 0 0 $free 0% /"')),
        ('exec', 'bin/date', shown('echo "$time"')),
        ('exec', 'tests/t/run_once', '#!/bin/sh\n' + state(
            vector['free_after'], vector['elapsed_s']))]
    row.control = (
        'at=$(command -v at-run)\n'
        'for when in before after; do\n'
        '\tln -s "${at%/cmd/at-run}/share/hooks/diskuse" '
        '"$AT_JOBDIR/hooks/${when}_test.d"\n'
        'done\n' + state(vector['free_before'], 0.0) +
        'PATH=$GOLDEN/bin:$PATH at-run t\n')
    warnings = vector['expect']['warnings']
    if warnings:
        row.tags.add('warned')
    test(row, 't', 't', inner=[(status(2, 'WARN', 't', 't', text), [])
                               for text in warnings])


OPS = {'cherry_pick': cherry_pick, 'validate': validate, 'tag': tag,
       'job_args': job_args, 'param_keyval': param_keyval,
       'disk_usage': disk_usage}


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.split('\n\n')[1])
    with open(sys.argv[1], encoding='utf-8') as f:
        vectors = json.load(f)
    print('# args.table - made by args.py, not by hand')
    print(WHY)
    for vector in vectors:
        row = Row(vector['name'])
        row.log = status(0, 'START', None, None)
        OPS[vector['op']](row, vector)
        row.log += status(0, 'END GOOD', None, None)
        sys.stdout.write(row.text())


if __name__ == '__main__':
    main()
