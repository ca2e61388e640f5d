#!/usr/bin/env python3
"""sequence.py - vectors of whole jobs to the table that bats runs

usage: sequence.py sequence.json >sequence.table

The control file of a vector becomes a shell control file, the actions of
its test shell text, and what the original wrote what we must write.  The
form of the table is told in seqtest/rows.

What is the same for all rows is not a difference: `status' is called
status.log (D15); there is one log in debug (D20), no control.state, no
job_report.html, no client logs (D27); perf values stand in results/perf
too, beside the chart (D6, D23).  Of the trace:
- sysinfo.per_reboot is left out: a recorder in place of the original's
  collector at job start, which is a hook here, none of the core's steps;
- PROFILER.initialize and .setup are one call, `setup';
- the profiler manager's own calls are known by its profilers' calls:
  profilers.before_start is a before_start of each, the others are left out.
"""
import ast
import json
import re
import sys

WHY = '''#
# Why a row differs: Dn is a number in the list of differences; else
# block	a test's status.log has its whole block, also lines without subdir
#	and the blocks of the tests that it ran
# control	a control file's own status is no verdict
# operands	an argument without a name never reaches a test
# usage	what can be no argument is a usage error, before anything is run
# warned	a hook's WARN line comes before the test's outcome
'''
STAMP = 'timestamp=1500000000'
LOCAL = 'localtime=Jul 14 02:40:00'
EXITS = {'GOOD': 0, 'FAIL': 1, 'WARN': 76, 'TEST_NA': 77, 'ABORT': 98,
         'ERROR': 99}
RAISES = {'TestFail': 'FAIL', 'UnhandledTestFail': 'FAIL',
          'TestError': 'ERROR', 'PackageError': 'ERROR',
          'CmdError': 'ERROR',
          'TestWarn': 'WARN', 'TestNAError': 'TEST_NA',
          'TestFailRetry': 'RETRY', 'JobError': 'ABORT',
          'InstallError': 'ABORT', 'HostInstallTimeoutError': 'ABORT'}
# exceptions that are no verdict: how a hook ends that means the same
ENDS = {'AutotestError': 99, 'AutotestRunError': 99, 'JobContinue': 5,
        'JobComplete': 1}
SIGNALS = {9: 'KILL', 15: 'TERM'}
PYTHON = 3      # the exit status that stands for any other exception


# ---- the table

class Row:
    """One row: what is run, what must come out, why it is not as it was."""

    def __init__(self, name):
        self.name = name
        self.tags = set()       # of what differs
        self.left = None
        self.heads = []         # lines before the files
        self.notes = []
        self.files = []         # (word, path, text)
        self.control = ''
        self.exit = 0
        self.control_exit = None
        self.log = []           # lines as shown
        self.records = {}       # path below the job: text
        self.others = []        # names of the tests' other files
        self.src = None
        self.trace = None

    def want(self):
        out = ['exit %d' % self.exit, 'control_exit %d' % self.control_exit]
        shown = dict(self.records)
        shown['status.log'] = '\n'.join(self.log) + '\n'
        for path in sorted(shown, key=lambda s: s.encode()):
            out.append('== ' + path)
            out += shown[path].split('\n')[:-1]
        if self.others:
            out.append('== files')
            out += sorted(self.others, key=lambda s: s.encode())
        if self.src is not None:
            out.append('== src')
            out += self.src
        if self.trace:
            out.append('== trace')
            out += self.trace
        return '\n'.join(endshown(s) for s in out) + '\n'

    def text(self):
        kind = 'met'
        if self.left:
            kind = 'left ' + self.left
        elif self.tags:
            kind = 'differs ' + ' '.join(sorted(self.tags, key=tagorder))
        out = ['row ' + self.name, 'kind ' + kind]
        out += ['# ' + s for s in self.notes]
        if not self.left:
            out += self.heads
            files = self.files + [('file', 'control', self.control)]
            for word, path, text in files:
                out += ['%s %s' % (word, path)] + indented(text)
            out += ['want'] + indented(self.want())
        return '\n'.join(out) + '\n\n'


def tagorder(tag):
    number = re.sub(r'\D', '', tag)
    return (number == '', int(number or 0), tag)


def indented(text):
    if text and not text.endswith('\n'):
        sys.exit('no newline at the end of: ' + text)
    return ['\t' + s for s in text.split('\n')[:-1]]


def endshown(line):
    return line + '$' if line == '' or line.endswith(' ') else line


def quoted(text):
    """a word of the shell"""
    if re.fullmatch(r'[A-Za-z0-9_./:=,+-]+', text):
        return text
    return "'" + text.replace("'", "'\\''") + "'"


def shownline(line):
    """a status line as rows show it"""
    line = line.replace('\t' + STAMP + '\t', '\t@\t')
    line = line.replace('\t' + LOCAL + '\t', '\t@\t')
    return line.replace('\t', '|')


def status(level, code, subdir, name, reason='', field=''):
    """a status line as rows show it, from its parts"""
    cols = [code, subdir or '----', name or '----', '@']
    if field:
        cols.append(field)
    first, *more = reason.split('\n')
    return ['|' * level + '|'.join(cols + ['@', first])] + \
        ['  ' + s for s in more]


def block(log, subdir):
    """a subdir's lines in the log of a job: its whole block"""
    out, depth = [], None
    for line in log:
        bare = line.lstrip('|')
        col = bare.split('|')
        mine = not line.startswith('  ') and len(col) > 1 and \
            col[1] == subdir
        if depth is None and mine and col[0] == 'START':
            depth = len(line) - len(bare)
        if depth is not None:
            out.append(line)
            if mine and col[0].startswith('END') and \
                    len(line) - len(bare) == depth:
                return out
    return out


def named(log, subdir):
    """the lines of the log that name the subdir, as the original has it"""
    out, mine = [], False
    for line in log:
        if not line.startswith('  '):
            mine = line.lstrip('|').split('|')[1] == subdir
        if mine:
            out.append(line)
    return out


# ---- the test

def words(kind, text):
    """what a hook says that ends as an exception of this kind"""
    if kind != 'CmdError':
        return quoted(text) if text else "''"
    lines = ['Command <%s> failed, rc=3' % text, '* Command: ', '    cmd',
             'Exit status: 3', 'Duration: @SECONDS@']
    return '"$(printf \'%s\\n\' ' + ' \\\n    '.join(
        quoted(s) for s in lines) + ')"'


def raising(kind, text):
    """shell text that ends a hook as the exception does"""
    if kind in RAISES:
        return 'exec at-raise %s %s\n' % (RAISES[kind], words(kind, text))
    if kind == 'KeyboardInterrupt':
        return 'kill -INT $$\n'
    return 'echo %s >&2\nexit %d\n' % (quoted(text), ENDS.get(kind, PYTHON))


def pairs(option, values):
    return ' '.join('%s %s' % (option, quoted('%s=%s' % kv))
                    for kv in sorted(values.items()))


SLOW = 4    # seconds for each second of test_length: machines are slow, too


def action(act):
    """shell text for one action of a hook"""
    verb, *args = act
    if verb == 'raise':
        return raising(*args)
    if verb == 'sleep' and args[0] >= 1:
        return 'sleep %s\n' % args[0]
    if verb == 'sleep':
        # the vector's 0.7 s twice in a second: here the first run is
        # short, and the second one, which a slow machine begins in time,
        # takes all of it
        return '[ "$AT_ITERATION" = 1 ] || sleep %d\n' % SLOW
    if verb == 'perf_keyval':
        return 'at-keyval %s || exit\n' % pairs('-p', args[0])
    if verb == 'attr_keyval':
        return 'at-keyval %s || exit\n' % pairs('-a', args[0])
    if verb == 'iteration_keyval':
        return 'at-keyval %s %s || exit\n' % (pairs('-a', args[0]),
                                              pairs('-p', args[1]))
    if verb == 'test_keyval':
        return 'at-keyval%s || exit\n' % pairs('', args[0])
    if verb == 'perf_value':
        name, value, units = args[:3]
        up = '-H ' if args[3:] == [True] else ''
        values = value if isinstance(value, list) else [value]
        return 'at-perf %s-u %s %s %s || exit\n' % (
            up, units, name, ' '.join(map(str, values)))
    if verb == 'subtest':
        tag = '-g %s ' % args[1]['tag'] if args[1] else ''
        # a test that is refused was an error of its parent
        return ('at-run %s%s\ncase $? in 99) exit 99; esac\n'
                % (tag, args[0]))
    if verb == 'record':
        return 'at-record %s %s || exit\n' % (args[0], quoted(args[3]))
    if verb == 'mkdir_src':
        return 'mkdir -p "$AT_SRCDIR"\n'
    if verb == 'assert_':
        return '' if args[0] else "exec at-raise ERROR 'Assertion failed.'\n"
    if verb == '_exit':
        return 'exit %d\n' % args[0]
    if verb == 'kill':
        return 'kill -%s $$\n' % SIGNALS[args[0]]
    sys.exit('no shell for ' + verb)


def registered(verb, name, kind=None):
    """a file of the test's own iteration hooks"""
    text = '#!/bin/sh\necho "reg.%s iteration=$AT_ITERATION" ' \
        '>>"$GOLDEN/trace"\n' % name
    if kind:
        text += raising(kind, 'hook ' + name)
    return ('exec', 'tests/tseq/%s_iteration.d/%s' % (verb[4:], name), text)


def addtest(row, test, names):
    """the traced test, under each of the names"""
    manifest = ''
    for key in ('version', 'preserve_srcdir', 'postprocess_profiled_run'):
        if key in test:
            value = test[key]
            manifest += '%s=%s\n' % (
                key, int(value) if isinstance(value, bool) else value)
    row.heads += ['test ' + s for s in names]
    if manifest:
        row.files.append(('file', 'tests/tseq/manifest', manifest))
    for hook, acts in sorted(test.get('actions', {}).items()):
        text = ''
        for act in acts:
            if act[0].startswith('reg_'):
                row.files.append(registered(*act))
            else:
                text += action(act)
        if text or '#' in hook:
            row.files.append(('file', 'act/' + hook.replace('#', '.'), text))


# ---- the control file

def operands(call):
    """options and operands of at-run for a call of job.run_test"""
    args = [ast.literal_eval(a) for a in call.args]
    kw = {}
    for k in call.keywords:
        value = ast.literal_eval(k.value)
        kw.update({k.arg: value} if k.arg else value)
    opts, params = [], [quoted(str(a)) for a in args[1:]]
    letters = {'iterations': '-n', 'test_length': '-l', 'tag': '-g',
               'subdir_tag': '-G', 'timeout': '-t'}
    for key, value in sorted(kw.items()):
        if key == 'test_length':
            value *= SLOW
        if key in letters:
            if value is not None:
                opts.append('%s %s' % (letters[key], quoted(str(value))))
        elif key == 'constraints':
            opts += ['-c ' + quoted(c) for c in value]
        elif key == 'profile_only':
            opts += ['-P only'] if value else []
        elif key == 'postprocess_profiled_run':
            if value is not None:
                opts.append('-p ' + ('yes' if value else 'no'))
        elif key == 'run_cleanup':
            opts += [] if value else ['-C']
        elif key == 'test_attributes':
            opts += ['-k ' + quoted('%s=%s' % kv)
                     for kv in sorted(value.items())]
        else:
            params.append(quoted('%s=%s' % (key, value)))
    return ' '.join(['at-run'] + opts + [args[0]] + params)


SETTINGS = {'test_retry': 'AT_TEST_RETRY',
            'default_profile_only': 'AT_DEFAULT_PROFILE_ONLY',
            'run_test_cleanup': 'AT_RUN_TEST_CLEANUP'}


def control(text):
    """a control file of job.x calls and assignments in shell, or None"""
    out = ''
    for node in ast.parse(text).body:
        src = ast.unparse(node)
        if src.startswith('job.run_test('):
            out += operands(node.value) + '\n'
        elif src.startswith('job.profilers.add('):
            out += 'at-profile add %s\n' % ast.literal_eval(
                node.value.args[0])
        elif isinstance(node, ast.Assign) and src.startswith('job.') and \
                node.targets[0].attr in SETTINGS:
            name = SETTINGS[node.targets[0].attr]
            value = int(ast.literal_eval(node.value))
            out += '%s=%d; export %s\n' % (name, value, name)
        else:
            return None
    return out


RETURN = ("job.record('INFO',None,'ret',repr(x))\n",
          'at-record -O ret INFO "$x"\n')

# control files that a program cannot turn into shell as well as we can
CONTROLS = {
    # a negative count is a usage error; what it did, 0 does
    'basic/iterations-negative': 'at-run -n -1 tseq\nat-run -n 0 tseq\n',
    'basic/return-values':
    'at-run -g a tseq && x=True || x=False\n' + RETURN[1],
    'basic/return-value-false':
    'at-run -g a tseq && x=True || x=False\n' + RETURN[1],
    'basic/run-test-detail-good':
    "at-run -g a tseq\ncase $? in 0) x=\"'GOOD'\" ;; *) x=$? ;; esac\n" +
    RETURN[1],
    # nobody reads the manager's own flag, here either
    'profile/profilers-only-flag-is-unused':
    'at-profile add ptrace1\nat-run tseq\n',
    'profile/missing-profiler':
    'why=$(at-profile add nosuch 2>&1) ||\n'
    '    exec at-raise ABORT "${why#at-profile: }"\nat-run tseq\n',
    # automatic tags are the control file's business
    'name/automatic-tag': 'at-run -g auto tseq\nat-run -g z.auto tseq\n',
    'job/empty-control': ':\n',
    'job/control-exception': "echo 'ctl bad' >&2\nexit 3\n",
    'job/control-JobError': "exec at-raise ABORT 'stop here'\n",
    'job/control-TestNAError':
    "exec at-raise TEST_NA 'not here'\nat-run tseq\n",
    'job/control-TestFail': 'exec at-raise FAIL tf\n',
    'job/control-sys-exit': 'exit 7\n',
    'job/run-group': 'at-group g at-run tseq\n',
    'job/run-group-exception':
    "at-group g sh -c 'echo grp bad >&2; exit 3'\n",
    'job/run-group-test-error': "at-group g at-raise ERROR 'grp err'\n",
    'job/parallel-two': 'at-run tseq &\nat-run tseq2 &\nwait\n',
    'job/parallel-one-raises':
    'sh -c \'echo par >&2; exit 3\' &\nat-run tseq &\nwait\n',
    'steps/init-only': 'at-step step_init at-run tseq\n',
    # the queue in the order in which it came to run
    'steps/append-and-prepend':
    'at-step a at-record -O a INFO x\nat-step b at-record -O b INFO x\n'
    'at-step z at-record -O z INFO x\n',
    'steps/args': 'at-step b at-record -O b INFO "1 \'v\'"\n',
    'steps/na-in-step-continues':
    "at-step b at-record -O b TEST_NA 'skip me'\n"
    'at-step c at-record -O c INFO ran\n',
    'steps/unknown-step': 'at-step nope ./nope\n',
}


# ---- what must come out

def worst(log):
    """ABORT if the job ended so, else the worst at the job's own level"""
    if log[-1].startswith('END ABORT') or any(
            s.startswith('END ABORT') for s in log):
        return 'ABORT'
    codes = re.findall(r'^\|(?:END )?(GOOD|TEST_NA|WARN|FAIL|ERROR)\|',
                       '\n'.join(log), re.M)
    return max(codes, key='GOOD TEST_NA WARN FAIL ERROR'.split().index,
               default='GOOD')


def exitof(log):
    return {'ABORT': 98, 'FAIL': 1, 'ERROR': 1}.get(worst(log), 0)


def reasons(row, vector):
    """reasons that were Python's become those of a hook's end (D10)"""
    acts = vector['input']['test'].get('actions', {})
    text = '\n'.join(row.log)

    def ours(m):
        what = m.group(2)
        for hook, done in acts.items():
            for act in done:
                if act[0] == 'raise' and act[2] == what.strip("'"):
                    row.tags.add('D10')
                    return '%s: exit %d: %s' % (
                        hook.split('#')[0], ENDS.get(act[1], PYTHON), act[2])
        return m.group(0)

    text = re.sub(r'Unhandled (\w+): (.*)\n  @TRACEBACK@', ours, text)
    row.log = text.split('\n')


def constraints(row):
    """each constraint is told once; its names are all 0 here (D30)"""
    runs = sum(s.startswith('run_once iteration=') for s in row.trace)
    many = runs > 1 and not row.name.startswith('tap/')

    def ours(m):
        seen = {}
        for i, bad in re.findall(r'iteration (\d+):(.*?)  ', m.group(1)):
            for what in bad.split(','):
                seen.setdefault(what, []).append(int(i))
        told = []
        for what, where in seen.items():
            often = many and ' in %d of %d iterations' % (len(where), runs)
            first = many and ', first in iteration %d' % (where[0] + 1)
            expr = what.replace(': constraint was not met', '')
            told.append('%s%s%s%s%s' % (
                expr, ': not met' if expr != what else '', often or '',
                ' (0)' if expr != what else '', first or ''))
        row.tags.add('D30')
        return '|@|@|' + '; '.join(told)

    row.log = [re.sub(r'\|@\|@\|(iteration \d+:.*  )$', ours, s)
               for s in row.log]


def keyvals(row, text):
    """parameters are text as given; an option not given is not there"""
    text = re.sub(r'(?m)^(param-test_length=)([0-9]+)$',
                  lambda m: m.group(1) + str(int(m.group(2)) * SLOW), text)
    out = ''
    for line in text.split('\n')[:-1]:
        key, value = line.split('=', 1)
        if key.startswith('param-'):
            value = ast.literal_eval(value)
            if value is None or key == 'param-postprocess_profiled_run' or \
                    (key == 'param-profile_only' and value is False):
                continue
            if isinstance(value, list):
                value = ', '.join(value)
            if key == 'param-profile_only':
                value = 'only'
        out += '%s=%s\n' % (key, value)
    if out != text:
        row.tags.add('D25')
    return out


def tracelines(row, trace, adds):
    out = []
    for line in trace:
        phase = re.fullmatch(r'profilers\.(\w+)( .*)?', line)
        if line == 'sysinfo.per_reboot' or line.endswith('.initialize'):
            continue
        if phase:
            if phase.group(1) == 'before_start':
                out += ['%s.before_start%s' % (p, phase.group(2))
                        for p in adds]
            continue
        out.append(line)
    return out


def timed(row):
    """iterations count from 1 in timed mode too (D11)"""
    n, out = 0, []
    for line in row.trace:
        if line == 'hook.before_iteration iteration=0':
            n += 1
        if line.endswith('iteration=0'):
            line = line[:-1] + str(n)
        elif line.endswith('iteration=1'):
            line = line[:-1] + str(n + 1)
        out.append(line)
    row.trace = out
    row.others = [s.replace('iteration.1', 'iteration.%d' % (n + 1))
                  for s in row.others]
    row.tags.add('D11')


def setuponce(row):
    """setup of one version runs once, also without src (D14)"""
    seen = False
    out = []
    for before, line in zip([''] + row.trace, row.trace):
        if line == 'setup' and seen:
            row.tags.add('D14')
            continue
        seen = seen or before == 'setup' and line == 'warmup'
        out.append(line)
    row.trace = out


def chart(data):
    """the chart without blanks, the keys of a value in our order (D6)"""
    order = ('type', 'units', 'value', 'values', 'improvement_direction')
    ours = {graph: {name: {k: e[k] for k in order if k in e}
                    for name, e in names.items()}
            for graph, names in data.items()}
    return json.dumps(ours, separators=(',', ':')) + '\n'


def fromoriginal(row, vector):
    """what must come out, by what the original's job left"""
    expect, test = vector['expect'], vector['input']['test']
    row.log = [shownline(s) for s in expect['status'].split('\n')[:-1]]
    adds = re.findall(r"profilers\.add\('(\w+)'\)",
                      vector['input']['control'])
    row.trace = tracelines(row, expect['trace'], adds)
    for subdir, files in expect['subdirs'].items():
        if 'keyval' in files:
            row.records[subdir + '/keyval'] = keyvals(row, files['keyval'])
        if 'results_keyval' in files:
            row.records[subdir + '/results/keyval'] = files['results_keyval']
        if 'charts' in files:
            row.records[subdir + '/results/results-chart.json'] = \
                chart(files['charts'])
            row.others += [subdir + '/results/perf',
                           subdir + '/results/perf.merged']
    row.others += [s for s in expect['files']
                   if re.search(r'/profiling/|[^/]/debug/.*\.DEBUG$', s)]
    if test.get('preserve_srcdir') or 'extra_files' in vector['input']:
        row.src = expect['srcdir_after']
    reasons(row, vector)
    constraints(row)
    if row.name.startswith('length/') and 'zero' not in row.name:
        timed(row)
    if not row.name.startswith(('hooks/', 'retry/')):
        setuponce(row)
    if re.search(r'raise.*TestFailRetry', json.dumps(test)):
        retried(row)


def retried(row):
    """a try that failed has a record of it (D12)"""
    tries = [int(n) for n in re.findall(r'\|Run (\d+) failed with',
                                        '\n'.join(row.log))]
    path = 'tseq/results/keyval'
    for n in tries:
        row.tags.add('D12')
        row.records[path] = row.records.get(path, '') + 'try{attr}=%d\n\n' % n


def subdirlogs(row, subdirs):
    for subdir in subdirs:
        lines = block(row.log, subdir)
        row.records[subdir + '/status.log'] = '\n'.join(lines) + '\n'
        if lines != named(row.log, subdir):
            row.tags.add('block')


def finish(row, vector):
    """what follows from the log that must come out"""
    subdirs = [s for s in vector['expect']['subdirs']
               if block(row.log, s)]
    subdirlogs(row, subdirs)
    row.exit = exitof(row.log)
    if row.exit != vector['expect']['exit_codes'][-1]:
        row.tags.add('D16')
    if 'unordered' in row.heads:
        blocks = [block(row.log, s) for s in subdirs]
        row.log[1:-1] = [s for b in sorted(blocks) for s in b]
    if row.control_exit is not None:
        return
    ends = re.findall(r'^\|END (\w+)\|', '\n'.join(row.log), re.M)
    last = row.control.split('\n')[-2]
    row.control_exit = EXITS[ends[-1]] if ends and last.startswith(
        ('at-run', 'at-group', 'at-step step_init')) else 0


# ---- rows that are told one by one

def relog(row, old, new, tag):
    """replace in the log"""
    text = '\n'.join(row.log)
    if old not in text:
        sys.exit('%s: no %r in the log' % (row.name, old))
    row.log = text.replace(old, new).split('\n')
    row.tags.add(tag)


def goon(row, tag):
    """the job goes on to END GOOD"""
    at = max(i for i, s in enumerate(row.log) if s.startswith('END'))
    row.log[at:] = status(0, 'END GOOD', None, None)
    row.tags.add(tag)


def goodafter(row, tag):
    """a failure of the original's that is none: the test is GOOD"""
    row.log = [re.sub(r'\|FAIL\|(.*)\|@\|@\|.*', r'|GOOD|\1|@|@|'
                      'completed successfully', s).replace(
                          'END FAIL', 'END GOOD') for s in row.log]
    row.trace = [s.replace('success=False', 'success=True')
                 for s in row.trace]
    row.tags.add(tag)


def ended(row, code, reason, tag):
    """the test ended otherwise, after its hooks ran"""
    row.log = [re.sub(r'(\|)ERROR(\|.*\|@\|@\|).*',
                      lambda m: m.group(1) + code + m.group(2) + reason,
                      s).replace('END ERROR', 'END ' + code)
               for s in row.log]
    for line in ('hook.after_iteration iteration=1', 'cleanup',
                 'hook.after_test success=False'):
        if line not in row.trace:
            row.trace.append(line)
    row.trace.sort(key=lambda s: (s.startswith('hook.after_test'),
                                  s == 'cleanup'))
    row.tags.add(tag)


def special(row, vector):
    name = row.name
    if name == 'basic/iterations-negative':
        row.records['tseq/keyval'] = 'param-iterations=0\nversion=1\n'
        row.tags.add('usage')
        row.notes.append('-n -1 is refused, -n 0 is what -1 was')
    elif name == 'constraint/attr-hides-perf':
        goodafter(row, 'D2')
    elif name.startswith('retry/failed-try-keyvals'):
        goodafter(row, 'D12')
        row.records['tseq/results/keyval'] = 'a{perf}=0\ntry{attr}=0\n\n'
    elif name in ('exc/run_once-KeyboardInterrupt', 'exc/killed-9',
                  'exc/killed-15'):
        sig = {'9': 'KILL', '5': 'TERM'}.get(name[-1], 'INT')
        ended(row, 'FAIL', 'run_once: killed by SIG' + sig, 'D10')
        row.others.append('tseq/debug/crash.1.txt')
    elif name in ('exc/run_once-JobContinue', 'exc/run_once-JobComplete'):
        kind = name.split('-')[1]
        ended(row, 'FAIL', 'run_once: exit %d: msg %s' % (ENDS[kind], kind),
              'D10')
    elif name == 'exc/sys-exit-0-passes':
        row.trace += ['after_run_once iteration=1',
                      'postprocess_iteration iteration=1',
                      'hook.after_iteration iteration=1',
                      'postprocess iteration=2', 'cleanup',
                      'hook.after_test success=True']
        row.tags.add('D10')
    elif name == 'timeout/hit-cleanup-not-run':
        ended(row, 'ERROR', 'Test timeout expired in run_once', 'D9')
        row.control_exit = 124
        row.records['tseq.x/keyval'] += 'timed_out=1\n'
        row.others.append('tseq.x/debug/hang.txt')
    elif name == 'name/execute-override':
        row.files.append(('exec', 'tests/odd/execute', '#!/bin/sh\n:\n'))
    elif name == 'name/execute-override-unknown-arg':
        row.files += [('exec', 'tests/odd/execute', '#!/bin/sh\n:\n'),
                      ('file', 'tests/odd/manifest', 'param.a=1\n')]
        relog(row, 'Unhandled AutotestError: Unknown parameter: zz\n'
              '  @TRACEBACK@', 'Unknown parameter: zz', 'D7')
    elif name == 'name/import-error':
        unloadable(row, '. ./nosuchmodule_x\n')
    elif name == 'name/syntax-error':
        unloadable(row, 'if then\n')
    elif name in ('name/nested-dir', 'name/colon'):
        row.files.append(('exec', 'tests/grp/tsub/run_once',
                          '#!/bin/sh\n:\n'))
    elif name.startswith('subtest/'):
        row.files.append(('exec', 'tests/tsub/run_once', '#!/bin/sh\n:\n'))
        if name == 'subtest/twice-same-name':
            twicesub(row)
    elif name == 'params/seconds-name':
        row.files.append(('file', 'tests/tseq/manifest', 'params=any\n'))
    elif name in ('params/test-attributes-bad-key', 'params/bad-param-name'):
        row.files.append(('file', 'tests/tseq/manifest', 'params=any\n'))
        del row.records['tseq/keyval']
        relog(row, 'Unhandled ValueError: ', '', 'D3')
        relog(row, '\n  @TRACEBACK@', '', 'D3')
    elif name == 'setup/preinstalled-src-version-matches':
        row.tags.add('D14')
    elif name == 'data/bad-perf-value-fails-test':
        relog(row, 'Unhandled ValueError: could not convert string to '
              'float: abc\n  @TRACEBACK@', 'run_once: exit 2: at-perf: '
              'could not convert string to float: abc', 'D10')
    elif name == 'data/bad-key-fails-test':
        del row.records['tseq/results/keyval']
        row.tags.add('D3')
        relog(row, 'Unhandled ValueError: Invalid key: a b{perf}\n'
              '  @TRACEBACK@', 'run_once: exit 2: at-keyval: '
              'Invalid key: a b{perf}', 'D10')
    elif name == 'job/record-bad-status':
        relog(row, "Unhandled ValueError: status code 'PASS' is not valid\n"
              '  @TRACEBACK@', "run_once: exit 2: at-record: "
              "status code 'PASS' is not valid", 'D10')
    elif name == 'hooks/before-raises-valueerror':
        relog(row, 'Unhandled ValueError: hook b1\n  @TRACEBACK@',
              'before_iteration: exit 3: hook b1', 'D10')
    elif name.startswith('name/missing'):
        row.others.append('nosuch/debug/nosuch.DEBUG')
        row.tags.add('D20')
    elif name.startswith('tap/'):
        row.tags.add('D27')
    elif name == 'name/same-test-twice':
        twice(row)


ALREADY = ('%s already exists; multiple tests cannot run with the same '
           'subdirectory; give it a tag with -g')


def unloadable(row, text):
    """a shell file of hooks that a shell cannot read: its first hook fails"""
    row.files.append(('file', 'tests/odd/test.sh',
                      text + 'initialize() { :; }\nrun_once() { :; }\n'))
    row.log = [re.sub(r'Unhandled .*', 'initialize: exit @', s)
               for s in row.log if s != '  @TRACEBACK@']
    row.heads.append(r'mask s/\(initialize: exit \).*/\1@/')
    row.records['odd/keyval'] = 'version=1\n'
    row.others.append('odd/debug/odd.DEBUG')
    row.trace = ['hook.before_test', 'hook.after_test success=False']
    row.tags.add('D10')


def twice(row):
    goon(row, 'D8')
    dup = 'tseq.dup.1'
    lines = status(1, 'START', dup, dup) + status(
        2, 'ERROR', dup, dup, ALREADY % 'tseq') + status(
            1, 'END ERROR', dup, dup)
    row.log[-1:-1] = lines
    row.records[dup + '/status.log'] = '\n'.join(lines) + '\n'


def twicesub(row):
    dup, name = 'tseq/tsub.dup.1', 'tsub.dup.1'
    row.tags.add('D8')
    at = [i for i, s in enumerate(row.log) if s.startswith('||ERROR')][0]
    lines = status(2, 'START', dup, name) + status(
        3, 'ERROR', dup, name, ALREADY % 'tseq/tsub') + status(
            2, 'END ERROR', dup, name)
    row.log[at:at + 1] = lines + status(2, 'ERROR', 'tseq', 'tseq',
                                        'run_once: exit 99@')
    row.records[dup + '/status.log'] = '\n'.join(lines) + '\n'
    row.heads.append(r'mask s/\(run_once: exit 99\).*/\1@/')


# what our log says of the control file's end, and of a program's (D16)
SAID = {
    'basic/iterations-negative':
        ('ERROR', 'at-run', "-n '-1': want a whole number up to 1000000000"),
    'job/control-JobError': ('ABORT', 'control', 'stop here'),
    'job/control-exception': ('ERROR', None, 'control file: exit 3'),
    'job/control-sys-exit': ('ERROR', None, 'control file: exit 7'),
    'job/empty-control': ('ERROR', None, 'no tests'),
    'profile/missing-profiler': ('ABORT', 'control', 'nosuch not present'),
}


def afterwards(row, vector):
    """what differs in the job's end"""
    name = row.name
    if name in ('job/control-exception', 'job/control-TestFail',
                'job/control-sys-exit', 'job/parallel-one-raises',
                'job/run-group-exception', 'job/run-group-test-error'):
        if name == 'job/control-sys-exit':
            row.log.append('END')
        goon(row, 'D27' if 'parallel' in name else
             'D24' if 'group' in name else 'control')
        row.control_exit = {'exception': 3, 'TestFail': 1, 'exit': 7}.get(
            name.split('-')[-1], 0)
    if name == 'job/run-group-exception':
        group(row, 'FAIL', 'exit 3')
    elif name == 'job/run-group-test-error':
        group(row, 'ERROR', 'grp err')
    elif name == 'job/control-TestFail':
        # as any status but ABORT that the control file raises
        row.log[1:1] = status(1, 'FAIL', None, 'control', 'tf')
    elif name == 'job/control-JobError':
        row.control_exit = 98
    elif name == 'job/control-TestNAError':
        row.control_exit = 77
    elif name == 'profile/missing-profiler':
        row.control_exit = 98
    elif name == 'steps/unknown-step':
        relog(row, "Unhandled NameError: name 'nope' is not defined\n"
              '  @TRACEBACK@', '@WORK@/control: exit 127', 'control')
        row.control_exit = 127
    if name in SAID:
        row.log[1:1] = status(1, SAID[name][0], None, *SAID[name][1:])
    if name == 'job/run-group-test-error':
        row.log[2:2] = status(2, 'ERROR', None, 'control', 'grp err')
    elif name == 'job/control-TestNAError':
        relog(row, '@WORK@/control', 'control', 'control')


def group(row, code, reason):
    row.log = [re.sub(r'^\|END \w+\|(.*\|@\|@\|).*',
                      r'|END %s|\1%s' % (code, reason), s)
               for s in row.log if s != '  @TRACEBACK@']
    row.control_exit = EXITS[code]


def convert(vector):
    row = Row(vector['name'])
    given = vector['input']
    if given.get('runs'):
        row.left = 'resume'
        return row
    row.control = CONTROLS.get(row.name) or control(given['control'])
    if row.control is None:
        sys.exit('%s: no shell for its control file' % row.name)
    if given.get('drop_caches'):
        row.heads += ['drops', 'env AT_DROP_CACHES=1']
    if given.get('drop_between'):
        row.heads.append('env AT_DROP_CACHES_BETWEEN_ITERATIONS=1')
    if given.get('unordered_trace'):
        row.heads.append('unordered')
    if 'tseq' in row.control:
        addtest(row, given['test'], given.get('test_names', ['tseq']))
    for path, text in sorted(given.get('extra_files', {}).items()):
        if isinstance(text, str):
            if path.endswith('.version'):
                text = '1'
            row.files.append(('file', path, text + '\n'))
    fromoriginal(row, vector)
    special(row, vector)
    afterwards(row, vector)
    finish(row, vector)
    return row


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.split('\n\n')[1])
    with open(sys.argv[1], encoding='utf-8') as f:
        vectors = json.load(f)
    print('# sequence.table - made by sequence.py, not by hand')
    print(WHY)
    for vector in vectors:
        sys.stdout.write(convert(vector).text())


if __name__ == '__main__':
    main()
