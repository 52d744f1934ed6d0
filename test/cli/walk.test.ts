import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { CLEAN, pathsOf, PRIVILEGED, PRIVILEGED_ONLY, Sandbox } from './cli';

let box: Sandbox;
function sandbox(files: Readonly<Record<string, string | Buffer>> = {}): Sandbox {
  return (box = new Sandbox(files));
}
afterEach(() => box.remove());

const isRoot = process.getuid?.() === 0;
const isWindows = process.platform === 'win32';

describe('a folder', () => {
  it('is searched for files that are ours, by name and by content', async () => {
    sandbox({
      'compose.yaml': CLEAN,
      'a/b/stack.YML': CLEAN,
      'a/notes.yaml': 'hello: world\n',
      'a/readme.txt': CLEAN,
      '.hidden/compose.yaml': CLEAN,
      'node_modules/x/compose.yaml': CLEAN,
      '.git/compose.yaml': CLEAN,
      'empty.yaml': '',
    });
    mkdirSync(box.at('folder.yaml'));
    expect(pathsOf(await box.json())).toEqual(['.hidden/compose.yaml', 'a/b/stack.YML', 'compose.yaml']);
  });

  it('may be given several times, with a file inside', async () => {
    sandbox({ 'a/compose.yaml': CLEAN, 'b/compose.yaml': CLEAN });
    expect(pathsOf(await box.json(['a', 'a/compose.yaml', './a', 'b', '.']))).toEqual([
      'a/compose.yaml',
      'b/compose.yaml',
    ]);
  });

  it('is one workspace: its files see each other', async () => {
    const scraping = (host: string) =>
      `scrape_configs:\n  - job_name: web\n    static_configs:\n      - targets: ["${host}:80"]\n`;
    const services =
      'services:\n  prometheus:\n    image: prom/prometheus:v3.5.1\n    volumes:\n      - ./prometheus.yml:/etc/prometheus/prometheus.yml\n  web:\n    image: a:1\n';
    sandbox({
      'one/compose.yaml': services,
      'one/prometheus.yml': scraping('wbe'),
      'holdfast.yaml': 'rules: {"*": off, prometheus/unknown-scrape-target: error}\n',
    });
    expect((await box.json(['one'])).summary.findings).toBe(1);
    expect((await box.json(['one/prometheus.yml'])).summary.findings).toBe(1);
    box.write({ 'one/prometheus.yml': scraping('web') });
    expect((await box.json(['one'])).summary.findings).toBe(0);
  });
});

describe('.gitignore', () => {
  it('leaves files and folders out, deeper ones overruling upper ones', async () => {
    sandbox({
      '.git/HEAD': '',
      '.gitignore': '*.gen.yaml\n/build/\nvendor/*\n!vendor/ours\n# words\n\n',
      'compose.yaml': CLEAN,
      'compose.gen.yaml': CLEAN,
      'build/compose.yaml': CLEAN,
      'app/build/compose.yaml': CLEAN,
      'vendor/theirs/compose.yaml': CLEAN,
      'vendor/ours/compose.yaml': CLEAN,
      'app/.gitignore': '!compose.gen.yaml\nlocal.yaml\n',
      'app/compose.gen.yaml': CLEAN,
      'app/local.yaml': CLEAN,
      'local.yaml': CLEAN,
    });
    expect(pathsOf(await box.json())).toEqual([
      'app/build/compose.yaml',
      'app/compose.gen.yaml',
      'compose.yaml',
      'local.yaml',
      'vendor/ours/compose.yaml',
    ]);
  });

  it('cannot bring back what lies in an ignored folder', async () => {
    sandbox({ '.gitignore': 'build/\n!build/compose.yaml\n', 'build/compose.yaml': CLEAN, 'build/.gitignore': '!*\n' });
    expect(pathsOf(await box.json())).toEqual([]);
  });

  it('of the folders above counts within the repository', async () => {
    sandbox({ '.git/HEAD': '', '.gitignore': 'gone.yaml\napp/too.yaml\n' });
    box.write({ 'app/gone.yaml': CLEAN, 'app/too.yaml': CLEAN, 'app/compose.yaml': CLEAN });
    expect(pathsOf(await box.json(['app']))).toEqual(['app/compose.yaml']);
    expect(pathsOf(await box.json(['.'], { cwd: 'app' }))).toEqual(['compose.yaml']);
  });

  it('of the folders above does not count beyond the repository', async () => {
    sandbox({
      '.gitignore': '*.yaml\n',
      'inner/.git/HEAD': '',
      'inner/compose.yaml': CLEAN,
      'plain/compose.yaml': CLEAN,
    });
    expect(pathsOf(await box.json(['inner']))).toEqual(['inner/compose.yaml']);
    expect(pathsOf(await box.json(['plain']))).toEqual(['plain/compose.yaml']);
  });

  it('does not stand against a file or a folder that is named', async () => {
    sandbox({ '.git/HEAD': '', '.gitignore': '/build/\n*.gen.yaml\n' });
    box.write({ 'build/compose.yaml': CLEAN, 'compose.gen.yaml': CLEAN });
    expect(pathsOf(await box.json(['compose.gen.yaml']))).toEqual(['compose.gen.yaml']);
    expect(pathsOf(await box.json(['build']))).toEqual(['build/compose.yaml']);
    expect(pathsOf(await box.json(['build/compose.yaml']))).toEqual(['build/compose.yaml']);
  });

  it('may be anything', async () => {
    sandbox({ 'compose.yaml': CLEAN, '.gitignore': Buffer.from([0xff, 0x00, 0x5b, 0x0a, 0x21, 0x0a]) });
    mkdirSync(box.at('sub/.gitignore'), { recursive: true });
    box.write({ 'sub/compose.yaml': CLEAN });
    expect(pathsOf(await box.json())).toEqual(['compose.yaml', 'sub/compose.yaml']);
  });
});

describe.skipIf(isWindows)('links', () => {
  it('to folders are not followed, so that loops end', async () => {
    sandbox({ 'a/compose.yaml': CLEAN });
    symlinkSync('..', box.at('a/up'));
    symlinkSync('a', box.at('b'));
    symlinkSync('self', box.at('self'));
    expect(pathsOf(await box.json())).toEqual(['a/compose.yaml']);
  });

  it('to a folder are followed where they are named', async () => {
    sandbox({ 'real/compose.yaml': CLEAN });
    symlinkSync('real', box.at('link'));
    expect(pathsOf(await box.json(['link']))).toEqual(['link/compose.yaml']);
  });

  it('to files are followed, also when fixing', async () => {
    sandbox({ 'real/stack.txt': PRIVILEGED, 'holdfast.yaml': PRIVILEGED_ONLY });
    symlinkSync('real/stack.txt', box.at('compose.yaml'));
    await box.holdfast(['check', '--fix=review']);
    expect(box.read('real/stack.txt')).toBe(CLEAN);
    expect(box.read('compose.yaml')).toBe(CLEAN);
  });

  it('that lead nowhere, or to themselves, are told and skipped', async () => {
    sandbox({ 'compose.yaml': PRIVILEGED, 'holdfast.yaml': PRIVILEGED_ONLY });
    symlinkSync('nowhere', box.at('dangling.yaml'));
    symlinkSync('self.yaml', box.at('self.yaml'));
    symlinkSync('nowhere', box.at('dangling.txt'));
    const { code, stderr, stdout } = await box.holdfast(['check']);
    expect(code).toBe(1);
    expect(stderr.split('\n')).toEqual([
      'holdfast: dangling.yaml was skipped: it does not exist (or the link leads nowhere)',
      'holdfast: self.yaml was skipped: the link leads to itself',
      '',
    ]);
    expect(stdout).toContain('2 files checked, 2 skipped');
  });
});

describe('what cannot be read', () => {
  it.skipIf(isWindows)('may be a pipe, which nobody waits for', async () => {
    sandbox({ 'compose.yaml': CLEAN });
    execFileSync('mkfifo', [box.at('pipe.yaml')]);
    expect(await box.holdfast(['check', '--fail-on', 'never'])).toMatchObject({ code: 0, stderr: '' });
    const named = await box.holdfast(['check', 'pipe.yaml']);
    expect(named.code).toBe(2);
    expect(named.stderr).toBe('holdfast: pipe.yaml was skipped: it is neither a file nor a folder\n');
  });

  it.skipIf(isWindows || isRoot)('may be a file or a folder without permission', async () => {
    sandbox({
      'compose.yaml': PRIVILEGED,
      'shut.yaml': CLEAN,
      'closed/compose.yaml': CLEAN,
      'holdfast.yaml': PRIVILEGED_ONLY,
    });
    chmodSync(box.at('shut.yaml'), 0);
    chmodSync(box.at('closed'), 0);
    const { code, stderr } = await box.holdfast(['check']);
    chmodSync(box.at('closed'), 0o755);
    expect(code).toBe(1);
    expect(stderr.split('\n').sort()).toEqual([
      '',
      'holdfast: closed was skipped: you have no permission',
      'holdfast: shut.yaml was skipped: you have no permission',
    ]);
  });

  it('may be too large', async () => {
    const large = `services:\n${'  # words\n'.repeat(500_000)}`;
    sandbox({ 'compose.yaml': large, 'other/compose.yaml': CLEAN });
    const report = await box.json();
    expect(pathsOf(report)).toEqual(['other/compose.yaml']);
    expect(report.skipped).toEqual([
      { path: 'compose.yaml', reason: expect.stringContaining('more than 1500000 characters') },
    ]);
  });
});

describe('odd contents', () => {
  it('never end a run', async () => {
    sandbox({
      'a/compose.yaml': Buffer.from([0x00, 0x01, 0xff, 0xfe]),
      'b/compose.yaml': Buffer.from('services:\n  web:\n    image: \xff\xfe\n    privileged: true\n', 'latin1'),
      'c/compose.yaml': '',
      'd/compose.yaml': '\uFEFF',
      'e/compose.yaml': '['.repeat(20_000),
      'f/compose.yaml': 'services:\n\tweb: {}\n',
      'g/compose.yaml': '- a\n- b\n',
      'h/compose.yaml': 'a: &a [*a]\n',
      'i/compose.yaml': '---\n---\n---\n',
      'j/compose.yaml': 'null',
      'z/compose.yaml': PRIVILEGED,
    });
    const run = await box.holdfast(['check', '--preset', 'all', '--format', 'json']);
    expect(run.stderr).toBe('');
    expect(run.code).toBe(1);
    expect(run.stdout).toContain('z/compose.yaml');
  });

  it('may be an empty folder', async () => {
    sandbox();
    mkdirSync(box.at('empty'));
    expect((await box.json(['empty'])).summary.files).toBe(0);
  });
});
