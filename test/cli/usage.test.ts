import { afterEach, describe, expect, it } from 'vitest';
import { CLEAN, onlyRules, PRIVILEGED, PRIVILEGED_ONLY, Sandbox } from './cli';

let box: Sandbox;
function sandbox(files: Readonly<Record<string, string>> = {}): Sandbox {
  return (box = new Sandbox(files));
}
afterEach(() => box.remove());

/** The exit code of `holdfast check`. */
const code = async (...words: string[]) => (await box.holdfast(['check', ...words])).code;

describe('the exit code', () => {
  const levels = ['error', 'warning', 'info', 'hint'] as const;

  it.each(levels)('with a finding of severity %s depends on --fail-on', async (severity) => {
    sandbox({ 'compose.yaml': PRIVILEGED, 'holdfast.yaml': onlyRules({ 'compose/privileged-container': severity }) });
    const rank = levels.indexOf(severity);
    for (const [index, failOn] of levels.entries()) {
      expect([failOn, await code('--fail-on', failOn)]).toEqual([failOn, rank <= index ? 1 : 0]);
    }
    expect(await code('--fail-on', 'never')).toBe(0);
    expect(await code()).toBe(severity === 'error' ? 1 : 0);
  });

  it('is 0 where nothing is found', async () => {
    sandbox({ 'compose.yaml': CLEAN, 'holdfast.yaml': PRIVILEGED_ONLY });
    expect(await code('--fail-on', 'hint')).toBe(0);
  });

  it('is 2 where something named is not there, whatever else is found', async () => {
    sandbox({ 'compose.yaml': PRIVILEGED, 'holdfast.yaml': PRIVILEGED_ONLY });
    const { code: status, stdout, stderr } = await box.holdfast(['check', '.', 'gone', '--fail-on', 'never']);
    expect(status).toBe(2);
    expect(stderr).toBe('holdfast: gone was skipped: it does not exist (or the link leads nowhere)\n');
    expect(stdout).toContain('compose/privileged-container');
  });
});

describe('a wrong call', () => {
  it.each([
    [['chekc'], 'command cannot be "chekc"; did you mean check?'],
    [['lint'], 'command cannot be "lint": it is one of check, status, smoke, backups, help, version'],
    [['check', '--formt', 'json'], 'there is no option --formt; did you mean --format?'],
    [['check', '--whatever'], 'there is no option --whatever'],
    [['check', '-x'], 'there is no option -x'],
    [['check', '--format', 'jsn'], '--format cannot be "jsn"; did you mean json?'],
    [['check', '--format', 'xml'], '--format cannot be "xml": it is one of text, json'],
    [['check', '--preset', 'strikt'], '--preset cannot be "strikt"; did you mean strict?'],
    [['check', '--fail-on', 'warnings'], '--fail-on cannot be "warnings"; did you mean warning?'],
    [['check', '--fix=revew'], '--fix cannot be "revew"; did you mean review?'],
    [['check', '--diff', '--format', 'json'], '--diff prints a diff, so it goes with --format text only'],
    [['check', '--format'], "Option '--format <value>' argument missing"],
    [['check', '--diff=yes'], "Option '--diff' does not take an argument"],
  ])('%j is told why', async (words, message) => {
    sandbox({ 'compose.yaml': PRIVILEGED });
    expect(await box.holdfast(words)).toEqual({
      code: 2,
      stdout: '',
      stderr: `holdfast: ${message}\nTry \`holdfast --help\`.\n`,
    });
  });

  it('may not be one: words behind -- are paths', async () => {
    sandbox({ '--fix/compose.yaml': PRIVILEGED, '--fix/holdfast.yaml': PRIVILEGED_ONLY });
    expect(await code('--', '--fix')).toBe(1);
    expect(box.read('--fix/compose.yaml')).toBe(PRIVILEGED);
  });
});

describe('--preset', () => {
  it('overrules holdfast.yaml, whose other settings stay', async () => {
    sandbox({
      'compose.yaml': PRIVILEGED,
      'holdfast.yaml': 'preset: recommended\nrules: {compose/privileged-container: off}\n',
    });
    const rules = async (...words: string[]) =>
      new Set((await box.json(words)).files.flatMap(({ findings }) => findings.map(({ rule }) => rule)));
    const [recommended, all] = [await rules(), await rules('--preset', 'all')];
    expect(all.size).toBeGreaterThan(recommended.size);
    expect(all).not.toContain('compose/privileged-container');
  });
});

describe('--config', () => {
  it('takes the place of every holdfast.yaml', async () => {
    sandbox({
      'compose.yaml': PRIVILEGED,
      'deep/compose.yaml': PRIVILEGED,
      'holdfast.yaml': 'rules: {"*": off}\n',
      'deep/holdfast.yaml': 'rules: {"*": off}\n',
      'elsewhere/ci.yaml': `${PRIVILEGED_ONLY}ignore: [deep]\n`,
    });
    const { files } = await box.json(['--config', 'elsewhere/ci.yaml']);
    const found = files.flatMap(({ path, findings }) => findings.map(({ rule }) => `${path} ${rule}`));
    expect(found).toEqual(['compose.yaml compose/privileged-container']);
  });

  it.each([
    [
      'rules:\n  compose/unpined-image: off\n',
      '2:3: `rules` knows no `compose/unpined-image`. Did you mean `compose/unpinned-image`?',
    ],
    ['\npreset: strikt\n', '2:9: `preset` cannot be `strikt`'],
    ['- a\n', '1:1: `holdfast.yaml` must be a mapping'],
    ['rules: [\n', '1:8: This "[" is never closed'],
  ])('with the mistakes of %j ends the run before it begins', async (text, message) => {
    sandbox({ 'compose.yaml': PRIVILEGED, 'ci.yaml': text });
    const run = await box.holdfast(['check', '--config', 'ci.yaml', '--fix=review']);
    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toContain(`holdfast: the configuration ci.yaml is not understood at ${message}`);
    expect(box.read('compose.yaml')).toBe(PRIVILEGED);
  });

  it('may be empty, or name rules about Holdfast itself', async () => {
    sandbox({
      'compose.yaml': CLEAN,
      'empty.yaml': '',
      'own.yaml': onlyRules({ 'holdfast/unused-suppression': 'error' }),
    });
    expect(await code('--config', 'empty.yaml', '--fail-on', 'never')).toBe(0);
    expect(await code('--config', 'own.yaml')).toBe(0);
  });

  it('must be there', async () => {
    sandbox({ 'compose.yaml': CLEAN });
    expect(await box.holdfast(['check', '--config', 'gone.yaml'])).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'holdfast: the configuration gone.yaml cannot be read: it does not exist (or the link leads nowhere)\nTry `holdfast --help`.\n',
    });
    expect((await box.holdfast(['check', '--config', '.'])).stderr).toContain('it is a folder');
  });
});

describe('the holdfast.yaml in force', () => {
  it('is the nearest one, up to the root of the repository', async () => {
    sandbox({
      '.git/HEAD': '',
      'holdfast.yaml': PRIVILEGED_ONLY,
      'a/compose.yaml': PRIVILEGED,
      'a/quiet/holdfast.yaml': 'rules: {"*": off}\n',
      'a/quiet/compose.yaml': PRIVILEGED,
    });
    expect((await box.json(['a/compose.yaml'])).summary.findings).toBe(1);
    expect((await box.json(['compose.yaml'], { cwd: 'a' })).summary.findings).toBe(1);
    expect((await box.json(['a/quiet'])).summary.findings).toBe(0);
    expect((await box.json(['.'], { cwd: 'a/quiet' })).summary.findings).toBe(0);
  });

  it('is looked for up to the working folder where there is no repository', async () => {
    sandbox({ 'holdfast.yaml': PRIVILEGED_ONLY, 'a/b/compose.yaml': PRIVILEGED, 'other/x.txt': '' });
    expect((await box.json(['a/b/compose.yaml'])).summary.findings).toBe(1);
    expect((await box.json(['b/compose.yaml'], { cwd: 'a' })).summary.findings).not.toBe(1);
    expect((await box.json(['../a/b'], { cwd: 'other' })).summary.findings).not.toBe(1);
  });

  it('with mistakes is reported as a file, with exit code 2 whatever --fail-on says', async () => {
    sandbox({ 'compose.yaml': PRIVILEGED, 'holdfast.yaml': `${PRIVILEGED_ONLY}  holdfast/*: error\ntarget: moon\n` });
    const run = await box.holdfast(['check', '--format', 'json', '--fail-on', 'never']);
    expect(run.code).toBe(2);
    expect(run.stdout).toContain('"rule":"holdfast/invalid-configuration"');
    expect(run.stdout).toContain('"rule":"compose/privileged-container"');
  });

  it('with mistakes outside of what is checked is told, and the rest of it counts', async () => {
    sandbox({ 'app/compose.yaml': PRIVILEGED, 'holdfast.yaml': `${PRIVILEGED_ONLY}target: moon\n` });
    const run = await box.holdfast(['check', 'app']);
    expect(run.code).toBe(2);
    expect(run.stderr).toBe(
      'holdfast: the configuration holdfast.yaml is not understood at 4:9: `target` cannot be `moon`: it is one of development, staging, production.\n',
    );
    expect(run.stdout).toContain('1 finding (1 error');
  });
});
