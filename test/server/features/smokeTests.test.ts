import { describe, expect, it } from 'vitest';
import { Checker } from '../../../server/src/features/checker';
import type { SmokeFile } from '../../../server/src/protocol';
import { MemoryDisk } from '../../support/memoryDisk';

const declaring = (...names: string[]) => `services:\n${names.map((name) => `  ${name}: { image: a:1 }\n`).join('')}`;
const testing = (...names: string[]) =>
  `smoke:\n${names.map((name) => `  ${name}: { container: { service: ${name} }, expect: { state: running } }\n`).join('')}`;
const EVERY = 'smoke:\n  every: { container: {}, expect: { state: running } }\n';

function checkerOf(files: Readonly<Record<string, string>>, roots = ['/w'], highest?: string): Checker {
  const checker = new Checker(new MemoryDisk(files), ({ error }) => {
    throw error;
  });
  checker.setRoots(
    roots.map((root) => `file://${root}`),
    highest === undefined ? undefined : () => highest,
  );
  return checker;
}

function filesOf(files: Readonly<Record<string, string>>, roots?: string[], highest?: string): SmokeFile[] {
  return checkerOf(files, roots, highest).smokeTests();
}

/** What is wrong with each test, by its name. */
function problems(
  files: Readonly<Record<string, string>>,
  roots?: string[],
  highest?: string,
): Record<string, unknown> {
  const all = filesOf(files, roots, highest).flatMap(({ tests }) => tests);
  return Object.fromEntries(all.map(({ id, problem }) => [id, problem]));
}

/** The stacks that each test is run against, without what all ids have in common. */
function stacks(files: Readonly<Record<string, string>>, roots?: string[], highest?: string): Record<string, unknown> {
  const all = filesOf(files, roots, highest).flatMap(({ tests }) => tests);
  return Object.fromEntries(all.map((test) => [test.id, test.stacks.map((id) => id.replace('compose:file://', ''))]));
}

const unknown = (name: string, hint: string) => `No compose file here declares a service \`${name}\`. ${hint}`;

describe('services that tests speak of', () => {
  it('are those of the project in the folder of the file, of all its compose files', () => {
    const files = {
      '/w/compose.yaml': declaring('web', 'db'),
      '/w/compose.override.yaml': declaring('mail'),
      '/w/compose.prod.yaml': `include: [extra.yaml]\n${declaring('web', 'backup')}`,
      '/w/extra.yaml': declaring('extra'),
      '/w/holdfast.yaml': testing('web', 'mail', 'backup', 'extra', 'wbe'),
    };
    expect(problems(files)).toEqual({
      web: undefined,
      mail: undefined,
      backup: undefined,
      extra: undefined,
      wbe: unknown('wbe', 'Did you mean `web`?'),
    });
  });

  it('may be included from elsewhere, and switched by profiles', () => {
    const files = {
      '/w/compose.yaml': `include: [monitoring/compose.yaml]\nservices:\n  db: { image: a:1, profiles: [full] }\n`,
      '/w/monitoring/compose.yaml': declaring('prometheus'),
      '/w/holdfast.yaml': testing('db', 'prometheus'),
    };
    expect(problems(files)).toEqual({ db: undefined, prometheus: undefined });
    expect(stacks(files)).toEqual({ db: ['/w/compose.yaml'], prometheus: ['/w/compose.yaml'] });
  });

  it('are also those of folders below that have no file of their own', () => {
    const files = {
      '/w/compose.yaml': declaring('web'),
      '/w/tools/compose.yaml': declaring('registry', 'web'),
      '/w/other/compose.yaml': declaring('foreign'),
      '/w/other/holdfast.yaml': 'preset: all\n',
      '/w/holdfast.yaml': testing('web', 'registry', 'foreign'),
    };
    expect(problems(files)).toEqual({
      web: undefined,
      registry: undefined,
      foreign: unknown('foreign', 'There are web, registry.'),
    });
    expect(stacks(files)).toEqual({ web: ['/w/compose.yaml'], registry: ['/w/tools/compose.yaml'], foreign: [] });
  });

  it('are those of all folders below where the own one declares nothing', () => {
    const files = {
      '/w/a/compose.yaml': declaring('web'),
      '/w/b/compose.yaml': declaring('db', 'web'),
      '/w/holdfast.yaml': testing('web', 'db') + EVERY.replace('smoke:\n', ''),
    };
    expect(problems(files)).toEqual({ web: undefined, db: undefined, every: undefined });
    const both = ['/w/a/compose.yaml', '/w/b/compose.yaml'];
    expect(stacks(files)).toEqual({ web: both, db: ['/w/b/compose.yaml'], every: both });
  });

  it('are not known where a part of a project cannot be read', () => {
    const files = (compose: string, more: Readonly<Record<string, string>> = {}) => ({
      '/w/compose.yaml': compose,
      '/w/holdfast.yaml': testing('somewhere'),
      ...more,
    });
    const silent = { somewhere: undefined };
    expect(problems(files(`include: [gone.yaml]\n${declaring('web')}`))).toEqual(silent);
    expect(problems(files(`include: [oci://registry.example.com/a]\n${declaring('web')}`))).toEqual(silent);
    expect(problems(files(declaring('web'), { '/w/.env': 'COMPOSE_FILE=compose.yaml:gone.yaml\n' }))).toEqual(silent);
    expect(problems(files('services:\n  web: { image: a:1\n  mail: {}\n'))).toEqual(silent);
    expect(problems(files(declaring('web'), { '/w/compose.prod.yaml': 'services:\n  web: [\n' }))).toEqual(silent);
  });

  it('count from the moment their name is typed', () => {
    const files = {
      '/w/compose.yaml': `${declaring('web')}  mail:\n`,
      '/w/holdfast.yaml': testing('mail'),
    };
    expect(problems(files)).toEqual({ mail: undefined });
  });

  it('are not known without any compose file', () => {
    expect(problems({ '/w/holdfast.yaml': testing('web') })).toEqual({ web: undefined });
    const kubernetes = 'apiVersion: v1\nkind: Service\nmetadata: { name: api }\n';
    expect(problems({ '/w/holdfast.yaml': testing('web'), '/w/api.yaml': kubernetes })).toEqual({ web: undefined });
  });

  it('may stand outside of the opened folder where the file does', () => {
    const files = {
      '/w/holdfast.yaml': testing('web', 'elsewhere'),
      '/w/app/compose.yaml': declaring('web'),
      '/w/other/compose.yaml': declaring('elsewhere'),
    };
    expect(problems(files, ['/w/app'], '/w')).toEqual({ web: undefined, elsewhere: undefined });
    expect(stacks(files, ['/w/app'], '/w')).toMatchObject({ web: ['/w/app/compose.yaml'] });
  });
});

describe('files with tests', () => {
  it('are found in every opened folder, each once', () => {
    const files = {
      '/w/holdfast.yaml': EVERY,
      '/w/compose.yaml': declaring('web'),
      '/w/sub/.holdfast.yml': testing('db'),
      '/w/sub/compose.yaml': declaring('db'),
      '/x/holdfast.yaml': 'preset: all\n',
    };
    const found = filesOf(files, ['/w', '/w/sub', '/x']);
    expect(found.map(({ uri }) => uri).sort()).toEqual(['file:///w/holdfast.yaml', 'file:///w/sub/.holdfast.yml']);
    expect(found.flatMap(({ stacks: ids }) => ids).sort()).toEqual([
      'compose:file:///w/compose.yaml',
      'compose:file:///w/sub/compose.yaml',
    ]);
  });

  it('are those in force: the first of several names', () => {
    const files = { '/w/holdfast.yaml': testing('a'), '/w/.holdfast.yaml': testing('b') };
    expect(Object.keys(problems(files))).toEqual(['a']);
  });

  it('tell where each test stands', () => {
    const [file] = filesOf({ '/w/holdfast.yaml': `# Ünïcode 🙂\n${EVERY}` });
    expect(file?.tests[0]?.source).toEqual({
      uri: 'file:///w/holdfast.yaml',
      range: { start: { line: 2, character: 2 }, end: { line: 2, character: 7 } },
    });
  });

  it('need one stack only for what goes to a fixed address', () => {
    const files = {
      '/w/a/compose.yaml': declaring('web'),
      '/w/b/compose.yaml': declaring('web'),
      '/w/holdfast.yaml': `smoke:
  url: { http: { url: http://127.0.0.1/ }, expect: { status: 200 } }
  program: { command: { argv: [df] } }
  query: { promql: { query: up }, expect: { value: 1 } }
`,
    };
    const [one, two] = ['/w/a/compose.yaml', '/w/b/compose.yaml'];
    expect(stacks(files)).toEqual({ url: [one], program: [one], query: [one, two] });
  });
});

describe('a file that is being typed', () => {
  const BEFORE = 'smoke:\n  first: { command: { argv: [df] } }\n';
  const told = (text: string) => problems({ '/w/holdfast.yaml': text });
  const message = (line: number) => `The file cannot be read from line ${line} on: mend it there first.`;

  it('keeps the tests in front of an error', () => {
    expect(told(`${BEFORE}  second: { command: { argv: [df }\n  third: { command: { argv: [df] } }\n`)).toEqual({
      first: undefined,
      second: message(3),
      third: message(3),
    });
    expect(told(`${BEFORE}  second:\n    command: { argv: [df] }\n   expect: { exitCode: 0 }\n`)).toMatchObject({
      first: undefined,
      second: message(5),
    });
  });

  it('runs nothing that an open quote may have swallowed', () => {
    const text = `${BEFORE}  second: { title: "open, command: { argv: [df] } }\n  third: { title: "x", command: { argv: [df] } }\n`;
    expect(told(text)).toMatchObject({ first: undefined });
    expect(Object.values(told(text)).filter((problem) => problem === undefined)).toHaveLength(1);
  });

  it('runs nothing behind an error above all tests', () => {
    expect(told(`rules: { a: \n${BEFORE}`)).not.toMatchObject({ first: undefined });
  });

  it('says what is wrong with a test that is not complete, and runs the others', () => {
    expect(told(`${BEFORE}  second: {}\n  third: { http: { url: http://a/ } }\n`)).toEqual({
      first: undefined,
      second: expect.stringContaining('`second` needs one of http, tcp') as string,
      third: expect.stringContaining('Nothing is expected') as string,
    });
  });
});

describe('a configuration that changes', () => {
  it('makes nobody read the stacks again for a test', () => {
    const disk = new MemoryDisk({ '/w/compose.yaml': declaring('web'), '/w/holdfast.yaml': testing('web') });
    const checker = new Checker(disk, ({ error }) => {
      throw error;
    });
    checker.setRoots(['file:///w']);
    checker.smokeTests();
    disk.reads.length = 0;
    disk.write('/w/holdfast.yaml', testing('web', 'wbe'));
    checker.textChanged('file:///w/holdfast.yaml');
    const [file] = checker.smokeTests();
    expect(file?.tests.map(({ problem }) => problem)).toEqual([undefined, unknown('wbe', 'Did you mean `web`?')]);
    expect(disk.reads.filter((path) => path.endsWith('compose.yaml'))).toEqual([]);
  });

  it('still acts on everything when its settings do', () => {
    const disk = new MemoryDisk({ '/w/compose.yaml': declaring('web'), '/w/holdfast.yaml': testing('web') });
    const checker = new Checker(disk, ({ error }) => {
      throw error;
    });
    checker.setRoots(['file:///w']);
    const startup = () => checker.declaredStacks()[0]?.objectives?.startup;
    expect(startup()).toBeUndefined();
    disk.write('/w/holdfast.yaml', `objectives: { startup: 5s }\n${testing('web')}`);
    checker.textChanged('file:///w/holdfast.yaml');
    expect(startup()).toBe(5_000);
    disk.write('/w/holdfast.yaml', undefined);
    checker.fileChanged('file:///w/holdfast.yaml');
    expect(startup()).toBeUndefined();
    expect(checker.smokeTests()).toEqual([]);
  });
});
