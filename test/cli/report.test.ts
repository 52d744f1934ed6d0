import { afterEach, describe, expect, it } from 'vitest';
import { version } from '../../package.json';
import { CLEAN, onlyRules, PRIVILEGED, PRIVILEGED_ONLY, Sandbox } from './cli';

let box: Sandbox;
function sandbox(files: Readonly<Record<string, string>> = {}): Sandbox {
  return (box = new Sandbox(files));
}
afterEach(() => box.remove());

describe('--format json', () => {
  it('is one object, exactly so', async () => {
    sandbox({ 'compose.yaml': PRIVILEGED, 'app/compose.yaml': CLEAN, 'notes.yaml': 'hello: world\n' });
    box.write({ 'configuration.yaml': PRIVILEGED_ONLY });
    const { stdout, stderr, code } = await box.holdfast([
      'check',
      '--format',
      'json',
      '--config',
      'configuration.yaml',
    ]);
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      files: [
        { path: 'app/compose.yaml', format: 'compose', findings: [] },
        {
          path: 'compose.yaml',
          format: 'compose',
          findings: [
            {
              rule: 'compose/privileged-container',
              severity: 'error',
              message: expect.stringContaining('"web" runs privileged'),
              range: { start: { line: 3, character: 16 }, end: { line: 3, character: 20 } },
              fix: 'review',
            },
          ],
        },
      ],
      summary: { files: 2, findings: 1, error: 1, warning: 0, info: 0, hint: 0 },
    });
    expect(Object.keys(JSON.parse(stdout) as object)).toEqual(['version', 'files', 'summary']);
    expect(stdout.endsWith('}\n')).toBe(true);
    expect([stderr, code]).toEqual(['', 1]);
  });

  it('lists findings one by one in the order of the text, with the kind of their fix', async () => {
    sandbox({
      'compose.yaml': 'version: "3"\nservices:\n  web:\n    image: nginx\n    privileged: true\n    restart: always\n',
      'holdfast.yaml': onlyRules({
        'compose/missing-memory-limit': 'warning',
        'compose/missing-cpu-limit': 'hint',
        'compose/obsolete-version': 'info',
        'compose/privileged-container': 'error',
        'compose/unpinned-image': 'warning',
      }),
    });
    const { files, summary } = await box.json(['compose.yaml']);
    expect(files[0]?.findings.map(({ rule, severity, fix }) => `${rule} ${severity} ${fix}`)).toEqual([
      'compose/obsolete-version info safe',
      'compose/missing-memory-limit warning review',
      'compose/missing-cpu-limit hint review',
      'compose/unpinned-image warning manual',
      'compose/privileged-container error review',
    ]);
    expect(summary).toEqual({ files: 1, findings: 5, error: 1, warning: 2, info: 1, hint: 1 });
  });

  it('names what was skipped, and only then has a key for it', async () => {
    sandbox({ 'compose.yaml': CLEAN });
    expect((await box.json(['compose.yaml', 'gone.yaml'])).skipped).toEqual([
      { path: 'gone.yaml', reason: expect.stringContaining('does not exist') },
    ]);
  });

  it('has paths from the working folder, and whole ones outside of it', async () => {
    sandbox({ 'a/compose.yaml': CLEAN, 'b/x.txt': '' });
    expect((await box.json(['../a'], { cwd: 'b' })).files[0]?.path).toBe(box.at('a/compose.yaml'));
    expect((await box.json([box.at('a')], { cwd: 'a' })).files[0]?.path).toBe('compose.yaml');
  });

  it('is the same wherever the run finds nothing at all', async () => {
    sandbox({ 'readme.md': '' });
    expect(await box.json()).toEqual({
      version: 1,
      files: [],
      summary: { files: 0, findings: 0, error: 0, warning: 0, info: 0, hint: 0 },
    });
  });
});

describe('--format text', () => {
  it('shows what one service lacks on one line, and what can be done at the end', async () => {
    sandbox({
      'compose.yaml': 'services:\n  web:\n    image: nginx:1.29.1\n    restart: always\n',
      'holdfast.yaml': onlyRules({ 'compose/missing-memory-limit': 'warning', 'compose/missing-cpu-limit': 'info' }),
    });
    const { stdout, code } = await box.holdfast(['check']);
    expect(stdout.split('\n')).toEqual([
      'compose.yaml',
      '  2:3  warning  "web" has no memory limit or CPU limit.  compose/missing-memory-limit, compose/missing-cpu-limit',
      '',
      '2 findings (0 errors, 1 warning, 1 info, 0 hints), 2 files checked.',
      '2 with --fix=review, which changes behaviour.',
      '',
    ]);
    expect(code).toBe(0);
  });

  it('says that all is well, or that there was nothing', async () => {
    sandbox({ 'compose.yaml': CLEAN, 'holdfast.yaml': PRIVILEGED_ONLY, 'empty/x.txt': '' });
    expect((await box.holdfast(['check'])).stdout).toBe('2 files checked, nothing found.\n');
    const nothing = await box.holdfast(['check', 'empty']);
    expect(nothing).toEqual({
      code: 0,
      stdout: 'Nothing to check: no Compose, Kubernetes or Prometheus file was found.\n',
      stderr: '',
    });
  });
});

describe('colour', () => {
  const files = { 'compose.yaml': PRIVILEGED, 'holdfast.yaml': PRIVILEGED_ONLY };
  const isColoured = async (env: Readonly<Record<string, string>>) =>
    (await box.holdfast(['check'], { env })).stdout.includes('\x1b[');

  it('is for terminals, unless the environment says otherwise', async () => {
    sandbox(files);
    expect(await isColoured({})).toBe(false);
    expect(await isColoured({ FORCE_COLOR: '1' })).toBe(true);
    expect(await isColoured({ FORCE_COLOR: '0' })).toBe(false);
    expect(await isColoured({ FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(false);
    expect(await isColoured({ FORCE_COLOR: '1', NO_COLOR: '' })).toBe(true);
  });

  it('never reaches JSON', async () => {
    sandbox(files);
    const { stdout } = await box.holdfast(['check', '--format', 'json'], { env: { FORCE_COLOR: '1' } });
    expect(stdout).not.toContain('\x1b');
  });

  const hasTerminals = process.platform === 'linux';
  it.skipIf(!hasTerminals)('and progress appear on a terminal', async () => {
    sandbox(files);
    const { code, stdout } = await onTerminal({});
    expect(code).toBe(1);
    expect(stdout).toContain('\r\x1b[KChecking 1 of 2 files');
    // The report begins where the progress was.
    expect(stdout).toContain('files\r\x1b[K');
    expect(stdout).toContain('\x1b[31merror');
    expect((await onTerminal({ NO_COLOR: '1' })).stdout).not.toContain('\x1b[31m');
    expect((await onTerminal({ TERM: 'dumb' })).stdout).not.toContain('\x1b[31m');
  });

  it('and progress appear nowhere else', async () => {
    sandbox(files);
    expect((await box.holdfast(['check'])).stderr).toBe('');
  });

  /** Runs in a pseudo terminal, whose one stream holds standard output and standard error. */
  function onTerminal(env: Readonly<Record<string, string>>) {
    const program = `import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))`;
    return box.run('python3', ['-c', program, process.execPath, box.program, 'check'], {
      env: { TERM: 'xterm', ...env },
    });
  }
});

describe('the reader of the report', () => {
  it.skipIf(process.platform === 'win32')('may go away early', async () => {
    const services = Array.from({ length: 3000 }, (_, index) => `  s${index}: {image: x, privileged: true}\n`);
    sandbox({ 'compose.yaml': `services:\n${services.join('')}`, 'holdfast.yaml': PRIVILEGED_ONLY });
    const pipeline = `set -o pipefail; "${process.execPath}" "${box.program}" check | head -1; echo "status \${PIPESTATUS[0]}"`;
    const { stdout, stderr } = await box.run('bash', ['-c', pipeline]);
    expect(stdout).toBe('compose.yaml\nstatus 1\n');
    expect(stderr).toBe('');
  });

  it('gets all of it through a pipe', async () => {
    const services = Array.from({ length: 5000 }, (_, index) => `  s${index}: {image: x, privileged: true}\n`);
    sandbox({ 'compose.yaml': `services:\n${services.join('')}`, 'holdfast.yaml': PRIVILEGED_ONLY });
    const report = await box.json();
    expect(report.summary.findings).toBe(5000);
  });
});

describe('help and version', () => {
  it('are printed', async () => {
    sandbox();
    expect(await box.holdfast(['--version'])).toEqual({ code: 0, stdout: `holdfast ${version}\n`, stderr: '' });
    expect((await box.holdfast(['version'])).stdout).toBe(`holdfast ${version}\n`);
    for (const words of [[], ['help'], ['--help'], ['-h'], ['check', '--help']]) {
      const { code, stdout } = await box.holdfast(words);
      expect(code).toBe(0);
      for (const option of ['--format', '--preset', '--fail-on', '--config', '--fix', '--diff'])
        expect(stdout).toContain(option);
    }
  });
});
