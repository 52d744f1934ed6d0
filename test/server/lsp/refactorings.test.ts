import { afterEach, describe, expect, it } from 'vitest';
import {
  CodeActionKind,
  CodeActionTriggerKind,
  TextDocumentEdit,
  type CodeAction,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { onlyRules, PLAIN, TestClient, uriOf, type TestClientOptions } from './testClient';

const COMPOSE = uriOf('/w/compose.yaml');
const LIMITS = onlyRules('compose/missing-memory-limit', 'compose/missing-cpu-limit', 'compose/missing-pids-limit');

let client: TestClient;
afterEach(() => client.dispose());

/** Titles and edits of what is offered in a line (zero-based) of a compose file. */
async function offered(text: string, line: number, options: TestClientOptions = {}): Promise<CodeAction[]> {
  client = await TestClient.start(options);
  await client.open(COMPOSE, text);
  return client.codeActions(COMPOSE, pointIn(line), { only: [CodeActionKind.Refactor] });
}

function pointIn(line: number) {
  return { start: { line, character: 4 }, end: { line, character: 4 } };
}

/** What becomes of files when every choice is taken, or those with some words in their label only. */
function taken(edit: WorkspaceEdit, texts: Readonly<Record<string, string>>, only = ''): Record<string, string> {
  const result: Record<string, string> = { ...texts };
  for (const change of edit.documentChanges ?? []) {
    if (!TextDocumentEdit.is(change)) {
      if (change.kind === 'create') result[change.uri] ??= '';
      continue;
    }
    const { uri } = change.textDocument;
    const edits = change.edits.filter(
      (one) => only === '' || ('annotationId' in one && one.annotationId.includes(only)),
    );
    const document = TextDocument.create(uri, 'yaml', 0, result[uri] ?? '');
    result[uri] = TextDocument.applyEdits(
      document,
      edits.flatMap((one) => ('newText' in one ? [one] : [])),
    );
  }
  return result;
}

async function editOf(actions: readonly CodeAction[], start: string): Promise<WorkspaceEdit> {
  const action = actions.find(({ title }) => title.startsWith(start));
  if (!action) throw new Error(`none of ${actions.map(({ title }) => title).join('; ')} starts with ${start}`);
  const { edit } = await client.resolve(action);
  if (!edit) throw new Error(`${action.title} has no edit`);
  return edit;
}

const TWO = ['services:', '  web: # the shop', '    image: nginx:1.29.1', '  db:', '    image: postgres:17.6', ''].join(
  '\n',
);

describe('harden this service', () => {
  it('is offered in the service and nowhere else', async () => {
    const titles = (await offered(TWO, 2, { settings: LIMITS })).map(({ title }) => title);
    expect(titles).toEqual(['Harden service "web"…', 'Harden this file…']);
    const outside = await client.codeActions(COMPOSE, pointIn(0), { only: [CodeActionKind.Refactor] });
    expect(outside.map(({ title }) => title)).toEqual(['Harden this file…']);
  });

  it('lets each part be taken or left', async () => {
    const edit = await editOf(await offered(TWO, 2, { settings: LIMITS }), 'Harden service');
    const annotations = Object.values(edit.changeAnnotations ?? {});
    expect(annotations.length).toBe(3);
    const all = taken(edit, { [COMPOSE]: TWO })[COMPOSE];
    expect(all).toMatch(/web: # the shop\n {4}image: nginx:1\.29\.1\n( {4}\w+: \S+\n){3} {2}db:\n/);
    for (const { label } of annotations) {
      const one = taken(edit, { [COMPOSE]: TWO }, label)[COMPOSE];
      expect(one?.split('\n').length).toBe(TWO.split('\n').length + 1);
    }
  });

  it('is shown before it is made, with everything ticked', async () => {
    const edit = await editOf(
      await offered(TWO, 2, { settings: LIMITS, files: { '/w/compose.yaml': TWO } }),
      'Harden service',
    );
    const asking = Object.entries(edit.changeAnnotations ?? {}).flatMap(([id, { needsConfirmation }]) =>
      needsConfirmation ? id : [],
    );
    expect(asking.length).toBe(1);
    const changes = (edit.documentChanges ?? []).filter((change) => JSON.stringify(change).includes(asking[0] ?? ''));
    // To make a file that is there makes nothing.
    expect(changes).toEqual([
      { kind: 'create', uri: COMPOSE, options: { ignoreIfExists: true }, annotationId: asking[0] },
    ]);
  });

  it('has every part ticked by hand where nothing else makes the editor show it', async () => {
    const edit = await editOf(await offered(TWO, 2, { settings: LIMITS }), 'Harden service');
    expect(Object.values(edit.changeAnnotations ?? {}).map(({ needsConfirmation }) => needsConfirmation)).toEqual([
      true,
      true,
      true,
    ]);
  });

  it('keeps together what cannot stand alone', async () => {
    const swarm = TWO.replace('postgres:17.6', 'postgres:17.6\n    deploy: {mode: global}').replace(
      'nginx:1.29.1',
      'nginx:1.29.1\n    deploy:\n      mode: global',
    );
    const edit = await editOf(await offered(swarm, 2, { settings: LIMITS }), 'Harden service');
    for (const { label } of Object.values(edit.changeAnnotations ?? {})) {
      await client.change(COMPOSE, taken(edit, { [COMPOSE]: swarm }, label)[COMPOSE] ?? '');
      expect(await client.found(COMPOSE)).not.toContain('compose/syntax-error');
    }
    await client.change(COMPOSE, taken(edit, { [COMPOSE]: swarm })[COMPOSE] ?? '');
    const left = await client.pull(COMPOSE);
    expect(left.map(({ range }) => range.start.line).filter((line) => line < 6)).toEqual([]);
  });

  it('is made at once by an editor without previews', async () => {
    client = await TestClient.start({ capabilities: PLAIN });
    await client.open(COMPOSE, TWO);
    const actions = await client.codeActions(COMPOSE, pointIn(2), { only: [CodeActionKind.Refactor] });
    const harden = actions.find(({ title }) => title.startsWith('Harden service'));
    expect(harden?.edit?.changes?.[COMPOSE]?.length).toBeGreaterThan(0);
    expect(actions.map(({ title }) => title)).not.toContain('Move secrets to files…');
  });
});

describe('harden this file', () => {
  it('names each choice once for all services', async () => {
    const edit = await editOf(await offered(TWO, 0, { settings: LIMITS }), 'Harden this file');
    expect(Object.keys(edit.changeAnnotations ?? {}).length).toBeLessThanOrEqual(4);
    await client.change(COMPOSE, taken(edit, { [COMPOSE]: TWO })[COMPOSE] ?? '');
    expect(await client.found(COMPOSE)).toEqual([]);
  });
});

describe('a light bulb', () => {
  it('is not lit by refactorings alone', async () => {
    client = await TestClient.start({ settings: LIMITS });
    await client.open(COMPOSE, TWO);
    const unasked = { triggerKind: CodeActionTriggerKind.Automatic };
    expect(await client.codeActions(COMPOSE, pointIn(2), unasked)).toEqual([]);
  });
});

describe('move secrets to files', () => {
  const text = [
    'services:',
    '  db:',
    '    image: postgres:17.6',
    '    environment:',
    '      POSTGRES_PASSWORD: pq8vn3xT0L # of the shop',
    '  other:',
    '    image: postgres:17.6',
    '    environment:',
    '      POSTGRES_PASSWORD: Yt51mVv0aa',
    '',
  ].join('\n');
  const settings = onlyRules('compose/plaintext-secret');

  it('writes each value into a file of its own, which git does not see', async () => {
    const edit = await editOf(await offered(text, 0, { settings, files: { '/w/.gitignore': 'node_modules' } }), 'Move');
    const result = taken(edit, { [COMPOSE]: text, [uriOf('/w/.gitignore')]: 'node_modules' });
    expect(result[uriOf('/w/secrets/db_postgres_password')]).toBe('pq8vn3xT0L');
    expect(result[uriOf('/w/secrets/other_postgres_password')]).toBe('Yt51mVv0aa');
    expect(result[uriOf('/w/.gitignore')]).toBe('node_modules\n/secrets/\n');
    expect(result[COMPOSE]).not.toContain('pq8vn3xT0L');
    expect(result[COMPOSE]).toContain('POSTGRES_PASSWORD_FILE: /run/secrets/db_postgres_password # of the shop');
    await client.change(COMPOSE, result[COMPOSE] ?? '');
    expect(await client.found(COMPOSE)).toEqual([]);
  });

  it('leaves alone what git ignores already, and a file that is there', async () => {
    const files = {
      '/w/.git/HEAD': '',
      '/w/.gitignore': 'secrets/\n',
      '/w/secrets/db_postgres_password': 'another one',
    };
    const edit = await editOf(await offered(text, 0, { settings, files }), 'Move');
    const result = taken(edit, { [COMPOSE]: text });
    expect(Object.keys(result)).toEqual([COMPOSE, uriOf('/w/secrets/other_postgres_password')]);
    expect(result[COMPOSE]).toContain('pq8vn3xT0L');
  });

  it('writes a value that services share once', async () => {
    const shared = text.replace('Yt51mVv0aa', 'pq8vn3xT0L');
    const edit = await editOf(await offered(shared, 0, { settings }), 'Move');
    const result = taken(edit, { [COMPOSE]: shared });
    expect(result[uriOf('/w/secrets/postgres_password')]).toBe('pq8vn3xT0L');
    expect(result[uriOf('/w/.gitignore')]).toBe('/secrets/\n');
  });

  it('is not offered where there is nothing to move', async () => {
    expect((await offered(TWO, 2, { settings })).map(({ title }) => title)).toEqual([]);
  });
});

describe('segment the networks', () => {
  it('is offered under every preset, and takes the stores out of the network of all', async () => {
    const text = [
      'services:',
      '  web:',
      '    image: nginx:1.29.1',
      '    ports: ["443:443"]',
      '  api:',
      '    image: example/api:1.4',
      '    depends_on: [db]',
      '  db:',
      '    image: postgres:17.6',
      '',
    ].join('\n');
    const edit = await editOf(await offered(text, 0), 'Segment');
    const result = taken(edit, { [COMPOSE]: text })[COMPOSE];
    expect(result).toContain('    depends_on: [db]\n    networks:\n      - default\n      - backend\n');
    expect(result).toMatch(/networks:\n {6}- backend\nnetworks:\n {2}backend:\n {4}internal: true\n$/);
  });
});
