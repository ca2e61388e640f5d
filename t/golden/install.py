#!/usr/bin/env python3
"""install.py - install.table from the original's setup and package vectors

usage: install.py install.json >install.table

run.bash says what the lines mean, golden-install.bats has the commands.
What the original keeps of a download (packages/, packages.checksum) has
no counterpart; where it keeps its lock is not compared.
"""
import json
import pickle
import sys

MISSING = 'want a name that ends in .tar.bz2, .tar.gz or .tar.xz'
FOREIGN = 'want a path, or a file:, http: or https: URL'

# D13: what our rule makes of an operand: group and name, or why it is none
NAMES = {
    'http-trailing-slash': MISSING,
    'http-dotted-name': ('host_dir', 'my.test'),
    'http-two-numbers': ('host_d', 'mytest.1.2'),
    'http-query': ('host_dir', 'mytest'),
    'http-no-slash': MISSING,
    'http-prefix-type': ('host_d', 'mytest'),
    'ftp-is-not-url': FOREIGN,
    'upper-http-is-not-url': ('host_dir', 'mytest'),
    'absolute-tarball': ('', 'mytest'),
    'relative-dir-tarball': ('', 'mytest'),
    'tarball-digits-middle': ('', 'mytest1.2x'),
    'tarball-dots': ('', 'my.te.st'),
    'dot-slash': ('', 'mytest'),
    'file-url': ('', 'mytest'),
    'tar-gz': ('', 'mytest'),
    'type-profiler': ('h_d', 'x'),
}


def field(s):
    """a text as a field of the table"""
    s = ''.join(chr(c) if 32 <= c < 127 and c not in b'\\|' else '\\0%03o' % c
                for c in s.encode())
    return s[:-1] + '\\0040' if s.endswith(' ') else s or '\\c'


def line(*fields):
    return '|'.join(field(f) for f in fields)


def row(name, kind, *lines):
    print(line('row', name, kind))
    for fields in lines:
        print(line(*fields))


def run(status, out, err, *words):
    return ('run', str(status), out, err) + words


def listed(kind, group, name, file):
    """what at-install -l prints of something that is not there"""
    place = '%ss/%s%s' % (kind, 'download/%s/' % group if group else '',
                          name.replace(':', '/'))
    return run(1, '\t'.join([kind, group or '-', name, file, place,
                             'absent']) + '\n', '',
               'at-install', '-l', '-T', kind, '--')


def package_name(v):
    name, url, kind = v['name'], v['url'], v['pkg_type']
    ours = NAMES.get(name.split('/')[1])
    if isinstance(ours, str):
        row(name, 'differs D13',
            run(2, '', 'at-install: %s: %s\n' % (url, ours),
                'at-install', '-l', '-T', kind, url))
        return
    archive = bool(ours) or v['expect']['is_tarball_url']
    group, short = ours or v['expect']['group_name']
    file = url if archive else '%s-%s.tar.bz2' % (kind, short)
    row(name, 'differs D13' if ours else 'met',
        listed(kind, group, short, file) + (url,))


def tarball_name(v):
    kind, package = v['pkg_type'], v['package']
    if kind not in ('test', 'dep', 'profiler'):
        row(v['name'], 'met' if v['expect']['error'] else 'differs S8',
            run(2, '', "at-install: -T '%s': want test, dep or profiler\n" %
                kind, 'at-install', '-l', '-T', kind, package))
    elif not package:
        row(v['name'], 'differs D13',
            run(2, '', 'at-install: : empty name\n',
                'at-install', '-l', '-T', kind, package))
    else:
        row(v['name'], 'met',
            listed(kind, '', package, v['expect']['filename']) + (package,))


def parse_tarball(v):
    file, want = v['filename'], v['expect']['name_type']
    bad = {'-x.tar.bz2': "name begins with '.' or '-'"}
    # no name is an error: it is one of a test
    ours = {'noprefix.tar.bz2': ('noprefix', file),
            'test-x.tar.gz': ('x', file),
            'test-x.tar.bz2.tmp': (file, 'test-' + file + '.tar.bz2')}
    if file in bad:
        row(v['name'], 'differs D13',
            run(2, '', 'at-install: %s: %s\n' % (file, bad[file]),
                'at-install', '-l', '--', file))
        return
    name, archive = ours.get(file) or (want[0], file)
    want = listed(want[1] if want else 'test', '', name, archive)
    row(v['name'], 'met' if file not in ours else 'differs D13',
        want[:4] + ('at-install', '-l', file))


def version(v):
    """a version as the text that a manifest has"""
    if isinstance(v, dict):
        v = tuple(v['$tuple'])
    return str(v)


def stamp(text):
    """the pickle of a version as our stamp; what is none as it is"""
    try:
        return version(pickle.loads(text.encode(), encoding='ascii')) + '\n'
    except (EOFError, KeyError, pickle.UnpicklingError):
        return text


def action(a):
    if a[0] == 'mkdir':
        return 'mkdir "$AT_SRCDIR"\n'
    if a[0] == 'write':
        return "printf '%%s' '%s' >\"$AT_SRCDIR/%s\"\n" % (a[2], a[1])
    return "exec at-raise ERROR '%s'\n" % a[1]


def update_version(v):
    short, want, before = v['name'].split('/')[1], v['expect'], None
    ours = version(v['version'])
    called, error, after = want['install_called'], want['error'], \
        want['srcdir_after']
    pickled = bool(after and '.version' in after)
    if after is not None:
        after = {k: stamp(t) if k == '.version' else t
                 for k, t in after.items()}
    # D14: the version is compared as text, and noted without src too
    if short == 'string-vs-int':
        called, after = False, {'.version': '1\n', 'old': 'o'}
    if short in ('float-equals-int', 'empty-version-file',
                 'garbage-version-file'):
        called, error, after = True, None, None
    bare = called and after is None
    hook = 'echo called >>"$AT_BINDIR/../../called"\n' + \
        ''.join(action(a) for a in v['install_actions'])
    lines = [
        ('dir', 'tests/u'),
        ('file', 'tests/u/manifest', 'version=%s\n%s' % (
            ours, 'preserve_srcdir=1\n' if v['preserve_srcdir'] else '')),
        ('file', 'tests/u/setup', '#!/bin/sh\n' + hook),
        ('file', 'tests/u/run_once', '#!/bin/sh\n:\n'),
        run(0, '', '', 'chmod', '+x', 'tests/u/setup', 'tests/u/run_once'),
    ]
    if v['srcdir_before'] is not None:
        before = dict(v['srcdir_before'])
        if v['version_file_before'] is not None:
            before['.version'] = stamp(v['version_file_before'])
        lines.append(('dir', 'tests/u/src'))
        lines += [('file', 'tests/u/src/' + k, t)
                  for k, t in sorted(before.items())]
    lines.append(run(99 if error else 0, 'ERROR %s\n' % error['message']
                     if error else 'GOOD completed successfully\n', '',
                     'verdict', 'u'))
    lines.append(('is', 'called', 'called\n') if called else
                 ('no', 'called'))
    lines.append(run(0, tree('tests/u/src', after or {}), '', 'listing',
                     'tests/u/src'))
    if bare:
        lines += [('is', 'tests/u.version', ours + '\n'),
                  run(0, 'GOOD completed successfully\n', '', 'verdict',
                      'u'),
                  ('is', 'called', 'called\n')]
    else:
        lines.append(('no', 'tests/u.version'))
    row(v['name'], 'differs D14' if pickled or bare else 'met', *lines)


def tree(top, files):
    """what the command listing shows of them"""
    return ''.join('%s/%s: %s\n' % (top, k, files[k]) for k in sorted(files))


def repository(repo, files, package, checksum=None):
    """lines that make it, or make it anew"""
    made = [('dir', repo)]
    if files is None:
        return made
    if isinstance(files, str):
        made.append(('file', '%s/%s' % (repo, package), files))
    else:
        made.append(run(0, '', '', 'rm', '-rf', repo + '.files'))
        for k in sorted(files):
            made += [('dir', '/'.join([repo + '.files'] +
                                      k.split('/')[:-1])),
                     ('file', '%s.files/%s' % (repo, k), files[k])]
        made.append(run(0, '', '', 'pack', repo, package))
    made.append(run(0, '', '', 'list', repo) +
                ((checksum,) if checksum else ()))
    return made


def install_pkg(v):
    name, kind = v['package'], v['pkg_type']
    file = '%s-%s.tar.bz2' % (kind, name)
    if v['preserve_install_dir']:
        row(v['name'], 'left no option unpacks over what is there')
        return
    lines, words = [], ['atdir', 'at-install', '-d', 'tests', '-T', kind]
    for i, r in enumerate(v['repos']):
        lines += repository('repo%d' % i, r.get('raw', r.get('files')), file,
                            r.get('checksum'))
        words += ['-r', '@DIR@/repo%d' % i]
    if v['local_checksum_file']:
        lines.append(('file', 'packages.checksum', v['local_checksum_file']))
    after = {k: t for k, t in v['expect']['tree'].items()
             if k.startswith('tests/')}
    ours = {
        'bad-checksum-still-installs':
            'checksum is @MD5:repo0@, want %s' % ('0' * 32),
        'corrupt-tarball': 'bzip2 cannot decompress it',
    }.get(v['name'].split('/')[1])
    if ours:
        after = {}
    for i, error in enumerate(v['expect']['errors']):
        if i > 0:
            for a in v['between_calls']:
                if a[0] == 'edit_installed':
                    lines.append(('file', 'tests/%s/%s' % (name, a[1]), a[2]))
                elif a[0] == 'replace_repo0':
                    lines += repository('repo0', a[1], file)
        text = '@DIR@/repo0/%s: %s' % (file, ours) if ours else \
            error and error['message']
        lines.append(run(2, '', 'at-install: %s\n' % text, *words, name)
                     if text else
                     run(0, '@DIR@/tests/%s\n' % name, '', *words, name))
    lines.append(run(0, ''.join(
        '%s: %s\n' % (k, after[k].replace('repo0b', 'repo0'))
        for k in sorted(after)), '', 'listing', 'tests'))
    row(v['name'], 'differs D13' if ours else 'met', *lines)


def installtest(v):
    """D13: an archive goes where other packages do, under its own name"""
    url, files = v['url'], v['repo_files']
    name = url[:-len('.tar.bz2')]
    lines = repository('repo', files, url)
    for k in sorted(v['tree_before']):
        lines += [('dir', k.rsplit('/', 1)[0]),
                  ('file', k, v['tree_before'][k])]
    words = ['atdir', 'at-install', '-r', '@DIR@/repo', url]
    after = dict(v['tree_before'])
    if files is None:
        lines.append(run(2, '', 'at-install: %s could not be fetched from '
                         "any of the repos ['@DIR@/repo']\n" % url, *words))
    else:
        lines.append(run(0, '@DIR@/tests/%s\n' % name, '', *words))
        after.update({'tests/%s/%s' % (name, k): t for k, t in files.items()})
        after['tests/%s/.checksum' % name] = '@MD5:repo@\n'
    lines.append(run(0, ''.join('%s: %s\n' % (k, after[k])
                                for k in sorted(after)), '', 'listing',
                     'tests'))
    row(v['name'], 'differs D13', *lines)


def installtest_http(v):
    """no __init__.py, which Python's import wanted; D13: names keep dots"""
    path, files = v['path'], v['repo_files']
    url = 'http://127.0.0.1:8000/' + path
    base = path.rsplit('/', 1)[-1]
    want = v['expect']['calls'][0]
    group = 'download/127_0_0_1_8000' + ('_d' if '/' in path else '')
    place = 'tests/%s/%s' % (group, base[:-len('.tar.bz2')])
    lines = repository('repo', files, base)
    lines.append(run(0, '', '', 'publish', path))
    for call in v['expect']['calls']:
        error = call['error']
        lines.append(
            run(2, '', 'at-install: %s\n' % error['message'].replace(
                '@PORT@', '8000'), 'at-install', url) if error else
            run(0, '@DIR@/%s\n' % place, '', 'atdir', 'at-install', url))
    after = {}
    if not want['error']:
        after = {'%s/%s' % (place, k): t for k, t in files.items()}
        after[place + '/.checksum'] = '@MD5:repo@\n'
    lines.append(run(0, ''.join('%s: %s\n' % (k, after[k])
                                for k in sorted(after)), '', 'listing',
                     'tests'))
    row(v['name'], 'differs D13', *lines)


def main():
    print('# made by install.py; run.bash says what the lines mean')
    for v in json.load(open(sys.argv[1], encoding='utf-8')):
        globals()[v['op']](v)


if __name__ == '__main__':
    main()
