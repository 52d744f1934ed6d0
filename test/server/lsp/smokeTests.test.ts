import { afterEach, describe, expect, it } from 'vitest';
import { CancellationTokenSource, LSPErrorCodes, type Position } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import {
  NEW_SMOKE_TEST,
  SMOKE_TESTS,
  SMOKE_TESTS_CHANGED,
  type DeclaredSmokeTests,
  type NewSmokeTestParams,
  type NewSmokeTestResult,
} from '../../../server/src/protocol';
import { onlyRules, TestClient, uriOf } from './testClient';

const COMPOSE = 'services:\n  web: { image: "nginx:1.29.1" }\n';
const CONFIGURATION = uriOf('/w/holdfast.yaml');
const testing = (...names: string[]) =>
  `smoke:\n${names.map((name) => `  ${name}: { container: { service: web }, expect: { state: running } }\n`).join('')}`;

let client: TestClient;
let changes = 0;
let told: () => void = () => undefined;
const nextChange = () => new Promise<void>((resolve) => (told = resolve));
async function start(files: Readonly<Record<string, string>> = {}): Promise<void> {
  client = await TestClient.start({
    files: { '/w/compose.yaml': COMPOSE, ...files },
    settings: onlyRules('holdfast/invalid-configuration'),
  });
  changes = 0;
  client.connection.onNotification(SMOKE_TESTS_CHANGED, () => {
    changes++;
    told();
  });
}
afterEach(() => client.dispose());

const ask = async () => (await client.connection.sendRequest<DeclaredSmokeTests>(SMOKE_TESTS)).files;
const ids = async () => (await ask()).flatMap(({ tests }) => tests.map(({ id }) => id));

describe('holdfast/smokeTests', () => {
  it('answers from the disk, and from what is typed before it is saved', async () => {
    await start({ '/w/holdfast.yaml': testing('saved') });
    expect(await ids()).toEqual(['saved']);
    const changed = nextChange();
    await client.open(CONFIGURATION, testing('saved', 'typed'));
    await changed;
    expect(await ids()).toEqual(['saved', 'typed']);
  });

  it('sends whole tests as plain data, and says what is wrong with the others', async () => {
    await start({
      '/w/holdfast.yaml': `${testing('good')}  bad: { container: { service: wbe }, expect: { state: up } }\n`,
    });
    const [file, ...more] = await ask();
    expect(more).toEqual([]);
    expect(file).toMatchObject({ uri: CONFIGURATION, stacks: ['compose:file:///w/compose.yaml'] });
    const stacks = ['compose:file:///w/compose.yaml'];
    expect(file?.tests).toMatchObject([
      {
        id: 'good',
        stacks,
        probe: { kind: 'container', service: 'web' },
        expect: [{ subject: 'state', matcher: { equals: 'running' } }],
        timeoutMs: 10_000,
        source: { uri: CONFIGURATION, range: { start: { line: 1, character: 2 }, end: { line: 1, character: 6 } } },
      },
      { id: 'bad', problem: expect.stringContaining('`state` cannot be `up`') as string },
    ]);
    expect(file?.tests[0]).not.toHaveProperty('problem');
    expect(file?.tests[1]).not.toHaveProperty('probe');
  });

  it('says that a test behind an error of the file cannot be read', async () => {
    await start({ '/w/holdfast.yaml': `${testing('whole')}  half: { container: {, expect: { state: running }\n` });
    const [file] = await ask();
    expect(file?.tests).toMatchObject([
      { id: 'whole', probe: { kind: 'container' } },
      { id: 'half', problem: 'The file cannot be read from line 3 on: mend it there first.' },
    ]);
  });

  it('says once for several changes when to ask again, and not for files that matter to no test', async () => {
    await start({ '/w/holdfast.yaml': testing('a') });
    await ids();
    await client.write({ '/w/notes.yaml': 'a: b\n' });
    const changed = nextChange();
    await client.write({ '/w/holdfast.yaml': testing('b'), '/w/compose.yaml': COMPOSE });
    await client.open(CONFIGURATION, testing('c'));
    await client.change(CONFIGURATION, testing('d'));
    await changed;
    expect(await ids()).toEqual(['d']);
    expect(changes).toBe(1);
  });

  it('tells of a file that comes and goes, and of text that was not saved', async () => {
    await start();
    expect(await ids()).toEqual([]);
    let changed = nextChange();
    await client.write({ '/w/holdfast.yaml': testing('new') });
    await changed;
    expect(await ids()).toEqual(['new']);
    changed = nextChange();
    await client.open(CONFIGURATION, testing('other'));
    await changed;
    expect(await ids()).toEqual(['other']);
    changed = nextChange();
    await client.close(CONFIGURATION);
    await changed;
    expect(await ids()).toEqual(['new']);
    changed = nextChange();
    await client.write({ '/w/holdfast.yaml': undefined });
    await changed;
    expect(await ids()).toEqual([]);
  });

  it('is silent to who never asked', async () => {
    await start({ '/w/holdfast.yaml': testing('a') });
    await client.write({ '/w/holdfast.yaml': testing('b') });
    // Both would be told of the change below, and this one first.
    await client.open(uriOf('/w/compose.yaml'), COMPOSE);
    expect(await ids()).toEqual(['b']);
    expect(changes).toBe(0);
  });

  it('stops reading when nobody wants the answer any more', async () => {
    await start(Object.fromEntries(Array.from({ length: 150 }, (_, n) => [`/w/${n}/compose.yaml`, COMPOSE])));
    const cancellation = new CancellationTokenSource();
    const asked = client.connection.sendRequest(SMOKE_TESTS, cancellation.token);
    const refused = expect(asked).rejects.toMatchObject({ code: LSPErrorCodes.RequestCancelled });
    cancellation.cancel();
    await refused;
    expect(client.disk.reads.length).toBeLessThan(150);
  });
});

describe('a test about a service', () => {
  it('is judged anew when the service is renamed in another file', async () => {
    await start({ '/w/holdfast.yaml': testing('a') });
    await client.open(CONFIGURATION, testing('a'));
    expect(await client.found(CONFIGURATION)).toEqual([]);
    await client.open(uriOf('/w/compose.yaml'), COMPOSE.replace('web', 'wep'));
    expect(await client.found(CONFIGURATION)).toEqual(['1:holdfast/invalid-configuration']);
    const [diagnostic] = await client.pull(CONFIGURATION);
    expect(diagnostic?.message).toContain('No compose file here declares a service `web`. Did you mean `wep`?');
    expect(diagnostic?.range).toEqual({ start: { line: 1, character: 29 }, end: { line: 1, character: 32 } });
    const changed = nextChange();
    expect((await ask())[0]?.tests[0]?.problem).toContain('Did you mean `wep`?');
    await client.change(uriOf('/w/compose.yaml'), COMPOSE);
    await changed;
    expect((await ask())[0]?.tests[0]?.problem).toBeUndefined();
  });

  it('is mended by an action', async () => {
    const text = testing('a').replace('service: web', 'service: wbe');
    await start({ '/w/holdfast.yaml': text });
    await client.open(CONFIGURATION, text);
    const [diagnostic] = await client.pull(CONFIGURATION);
    if (!diagnostic) throw new Error('nothing was found');
    const actions = await client.codeActions(CONFIGURATION, diagnostic.range, { diagnostics: [diagnostic] });
    expect(actions.map(({ title }) => title)).toContain('Change to `web`');
  });
});

describe('holdfast/newSmokeTest', () => {
  const add = (params: Partial<NewSmokeTestParams>) =>
    client.connection.sendRequest<NewSmokeTestResult | null>(NEW_SMOKE_TEST, {
      folder: uriOf('/w'),
      kind: 'container',
      service: 'web',
      ...params,
    });
  function applied(text: string, result: NewSmokeTestResult | null): string {
    const edits = (result?.edits ?? []).map(({ range, newText }) => ({
      range: range as { start: Position; end: Position },
      newText,
    }));
    return TextDocument.applyEdits(TextDocument.create('', '', 0, text), edits);
  }

  it('goes into a new file where there is none', async () => {
    await start();
    const result = await add({});
    expect(result).toMatchObject({ uri: CONFIGURATION, exists: false, id: 'web-healthy' });
    expect(result?.position).toEqual({ line: 1, character: 2 });
    const text = applied('', result);
    await client.write({ '/w/holdfast.yaml': text });
    expect((await ask())[0]?.tests).toMatchObject([
      { id: 'web-healthy', probe: { kind: 'container', service: 'web' } },
    ]);
  });

  it('goes into the file in force, as it stands in the editor', async () => {
    await start({ '/w/holdfast.yaml': 'preset: all\n', '/w/sub/compose.yaml': COMPOSE });
    const typed = `# typed\n${testing('web-healthy')}`;
    await client.open(CONFIGURATION, typed);
    const result = await add({ folder: uriOf('/w/sub/') });
    expect(result).toMatchObject({ uri: CONFIGURATION, exists: true, id: 'web-healthy-2' });
    await client.change(CONFIGURATION, applied(typed, result));
    expect(await ids()).toEqual(['web-healthy', 'web-healthy-2']);
    expect(await client.found(CONFIGURATION)).toEqual([]);
  });

  it('goes into a file of another name', async () => {
    await start({ '/w/.holdfast.yml': '' });
    expect(await add({})).toMatchObject({ uri: uriOf('/w/.holdfast.yml'), exists: true });
  });

  it('brings no edits for a file that has to be mended first, and nothing for a folder of no disk', async () => {
    await start({ '/w/holdfast.yaml': 'smoke: { a: [\n' });
    expect(await add({})).toMatchObject({ uri: CONFIGURATION, exists: true, edits: [] });
    expect(await add({ folder: 'untitled:folder' })).toBeNull();
  });
});
