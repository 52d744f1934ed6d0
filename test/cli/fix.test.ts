import { chmodSync, readFileSync, statSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { CLEAN, onlyRules, PRIVILEGED, Sandbox } from './cli';

let box: Sandbox;
function sandbox(files: Readonly<Record<string, string | Buffer>> = {}): Sandbox {
  return (box = new Sandbox({ 'holdfast.yaml': RULES, ...files }));
}
afterEach(() => box.remove());

const RULES = onlyRules({
  'compose/obsolete-version': 'warning',
  'compose/privileged-container': 'error',
  'compose/unpinned-image': 'warning',
});
/** Has a safe, a review and a manual fix. */
const ALL = 'version: "3.8" # old\nservices:\n  web:\n    image: nginx\n    privileged: true # why not\n';
const SAFE = ALL.replace('version: "3.8" # old\n', '');
const REVIEW = SAFE.replace('    privileged: true # why not\n', '');

describe('--fix', () => {
  it('applies what is safe and reports what is left', async () => {
    sandbox({ 'compose.yaml': ALL });
    const run = await box.holdfast(['check', '--fix']);
    expect(box.read('compose.yaml')).toBe(SAFE);
    expect(run.code).toBe(1);
    expect(run.stdout).not.toContain('obsolete-version');
    expect(run.stdout).toContain('compose/privileged-container');
  });

  it('=review applies also what changes behaviour, and never what is left to complete', async () => {
    sandbox({ 'compose.yaml': ALL });
    const run = await box.holdfast(['check', '--fix=review']);
    expect(box.read('compose.yaml')).toBe(REVIEW);
    expect(run.code).toBe(0);
    expect(run.stdout).toContain('compose/unpinned-image');
  });

  it('goes with --format json, which tells what is left', async () => {
    sandbox({ 'compose.yaml': ALL });
    const { files } = await box.json(['--fix=review', 'compose.yaml']);
    expect(files[0]?.findings.map(({ rule }) => rule)).toEqual(['compose/unpinned-image']);
  });

  it.each(['--fix', '--fix=review'])('%s writes nothing the second time', async (fix) => {
    sandbox({ 'compose.yaml': ALL });
    await box.holdfast(['check', fix]);
    const [text, { mtimeNs }] = [box.read('compose.yaml'), statSync(box.at('compose.yaml'), { bigint: true })];
    await box.holdfast(['check', fix]);
    expect(box.read('compose.yaml')).toBe(text);
    expect(statSync(box.at('compose.yaml'), { bigint: true }).mtimeNs).toBe(mtimeNs);
  });

  it('does not touch files in which there is nothing to do', async () => {
    sandbox({ 'compose.yaml': CLEAN, 'other/compose.yaml': ALL });
    const { mtimeNs } = statSync(box.at('compose.yaml'), { bigint: true });
    await box.holdfast(['check', '--fix']);
    expect(statSync(box.at('compose.yaml'), { bigint: true }).mtimeNs).toBe(mtimeNs);
    expect(box.read('other/compose.yaml')).toBe(SAFE);
  });

  it('keeps file modes, Windows line ends and the missing last line break', async () => {
    const windows = (text: string) => text.replaceAll('\n', '\r\n').trimEnd();
    sandbox({ 'compose.yaml': windows(ALL) });
    chmodSync(box.at('compose.yaml'), 0o640);
    await box.holdfast(['check', '--fix']);
    expect(box.read('compose.yaml')).toBe(windows(SAFE));
    if (process.platform !== 'win32') expect(statSync(box.at('compose.yaml')).mode & 0o777).toBe(0o640);
  });

  it('keeps a byte order mark', async () => {
    sandbox({ 'compose.yaml': `\uFEFF${PRIVILEGED}` });
    await box.holdfast(['check', '--fix=review']);
    expect(box.read('compose.yaml')).toBe(`\uFEFF${CLEAN}`);
  });

  it('leaves a file alone that is not valid UTF-8, and says so', async () => {
    const bytes = Buffer.concat([Buffer.from(ALL), Buffer.from('# gr\xfc\xdfe\n', 'latin1')]);
    sandbox({ 'compose.yaml': bytes });
    const run = await box.holdfast(['check', '--fix=review']);
    expect(readFileSync(box.at('compose.yaml')).equals(bytes)).toBe(true);
    expect(run.stderr).toBe('holdfast: compose.yaml was not changed: it is not valid UTF-8\n');
    expect(run.stdout).toContain('compose/obsolete-version');
    expect(run.code).toBe(2);
  });

  it('writes a file that holds a replacement character of its own', async () => {
    sandbox({ 'compose.yaml': `${ALL}# \uFFFD\n` });
    await box.holdfast(['check', '--fix']);
    expect(box.read('compose.yaml')).toBe(`${SAFE}# \uFFFD\n`);
  });

  it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'tells of a file that may not be written',
    async () => {
      sandbox({ 'compose.yaml': ALL });
      chmodSync(box.at('compose.yaml'), 0o444);
      const run = await box.holdfast(['check', '--fix']);
      expect(run).toMatchObject({
        code: 2,
        stderr: 'holdfast: compose.yaml was not changed: you have no permission\n',
      });
      expect(run.stdout).toContain('compose/obsolete-version');
    },
  );

  it('does not touch what does not parse', async () => {
    const broken = `${ALL}  db: "\n`;
    sandbox({ 'compose.yaml': broken });
    await box.holdfast(['check', '--fix']);
    expect(box.read('compose.yaml').endsWith('  db: "\n')).toBe(true);
  });
});

describe('--diff', () => {
  it('shows what --fix would write, and writes nothing', async () => {
    sandbox({ 'app/compose.yaml': ALL });
    const run = await box.holdfast(['check', '--diff']);
    expect(box.read('app/compose.yaml')).toBe(ALL);
    expect(run.code).toBe(1);
    expect(run.stdout.split('\n').map((line) => line.trimEnd())).toEqual([
      '--- a/app/compose.yaml',
      '+++ b/app/compose.yaml',
      '@@ -1,4 +1,3 @@',
      '-version: "3.8" # old',
      ' services:',
      '   web:',
      '     image: nginx',
      '',
    ]);
  });

  it('shows also what changes behaviour, when asked', async () => {
    sandbox({ 'compose.yaml': ALL });
    expect((await box.holdfast(['check', '--diff', '--fix=review'])).stdout).toContain(
      '-    privileged: true # why not',
    );
    expect(box.read('compose.yaml')).toBe(ALL);
  });

  it('is empty where there is nothing to do', async () => {
    sandbox({ 'compose.yaml': CLEAN });
    expect((await box.holdfast(['check', '--diff'])).stdout).toBe('');
  });

  it.skipIf(process.platform === 'win32').each([
    ['one', ALL],
    ['Windows line ends', ALL.replaceAll('\n', '\r\n')],
    ['a byte order mark', `\uFEFF${ALL}`],
    ['no last line break', PRIVILEGED.trimEnd()],
  ])('can be applied with patch: %s', async (_, text) => {
    sandbox({ 'a b/compose.yaml': text, 'compose.yaml': text });
    const patch = await box.holdfast(['check', '--diff', '--fix=review']);
    box.write({ 'the.patch': patch.stdout });
    const applied = await box.run('patch', ['-p1', '--binary', '-i', 'the.patch']);
    expect(applied).toMatchObject({ code: 0, stderr: '' });
    const patched = [box.read('compose.yaml'), box.read('a b/compose.yaml')];
    box.write({ 'a b/compose.yaml': text, 'compose.yaml': text });
    await box.holdfast(['check', '--fix=review']);
    expect(patched).toEqual([box.read('compose.yaml'), box.read('a b/compose.yaml')]);
  });
});
