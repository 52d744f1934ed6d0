import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { DiagnosticSeverity, ErrorCodes, type Diagnostic } from 'vscode-languageserver/node';
import { client, COMPOSE, PRIVILEGED, PRIVILEGED_ONLY, start } from './actions';
import { place, uriOf, VSCODE } from './testClient';

afterEach(() => vi.restoreAllMocks());

describe('incremental changes', () => {
  const base = [
    'version: "3.8"',
    'services:',
    '  web:',
    '    image: nginx',
    '    privileged: true',
    '    ports: ["8080:80"]',
    '  db: &db',
    '    image: postgres:17.6',
    '    environment:',
    '      POSTGRES_PASSWORD: "geheim"',
    '  copy:',
    '    <<: *db',
    '',
  ].join('\n');

  const edit = fc.record({
    from: fc.nat(400),
    length: fc.oneof({ weight: 4, arbitrary: fc.nat(6) }, fc.nat(80)),
    text: fc.oneof(
      fc.constantFrom(
        '',
        '\n',
        '\r\n',
        '  ',
        ':',
        '- ',
        '"',
        '#',
        '---\n',
        '    privileged: true\n',
        '*db',
        '&x ',
        '😀',
      ),
      fc.string({ maxLength: 8 }),
    ),
  });

  it('give the same diagnostics as the full text', { timeout: 120_000 }, async () => {
    await start({ settings: { preset: 'all' }, folders: ['/a', '/b'] });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 6 }), async (edits) => {
        run++;
        const [stepwise, whole] = [uriOf(`/a/${run}/compose.yaml`), uriOf(`/b/${run}/compose.yaml`)];
        let text = base;
        await client.open(stepwise, text);
        await client.open(whole, text);
        for (const { from, length, text: inserted } of edits) {
          const start = Math.min(from, text.length);
          const end = Math.min(start + length, text.length);
          const range = { start: positionIn(text, start), end: positionIn(text, end) };
          // An editor never puts a cursor between the two characters of a Windows line break.
          if (offsetIn(text, range.start) !== start || offsetIn(text, range.end) !== end) continue;
          text = text.slice(0, start) + inserted + text.slice(end);
          await client.change(stepwise, { range, text: inserted });
          await client.change(whole, text);
          const [one, other] = await Promise.all([client.pull(stepwise), client.pull(whole)]);
          expect(withoutUris(one)).toEqual(withoutUris(other));
        }
        await client.close(stepwise);
        await client.close(whole);
      }),
      { numRuns: 60 },
    );
    expect(client.logs).toEqual([]);
  });

  it('may come several in one notification, each upon the other', async () => {
    await start({ settings: PRIVILEGED_ONLY });
    await client.open(COMPOSE, 'services:\n  web:\n    image: a\n');
    const end = { line: 3, character: 0 };
    await client.change(
      COMPOSE,
      { range: { start: end, end }, text: '    privileged: false\n' },
      { range: { start: { line: 3, character: 16 }, end: { line: 3, character: 21 } }, text: 'true' },
    );
    expect(await client.found(COMPOSE)).toEqual(['3:compose/privileged-container']);
  });
});

describe('documents', () => {
  it('may be closed and opened again with another text or another language', async () => {
    await start({ settings: PRIVILEGED_ONLY });
    await client.open(COMPOSE, PRIVILEGED);
    expect(await client.pull(COMPOSE)).toHaveLength(1);
    await client.close(COMPOSE);
    expect(await client.pull(COMPOSE)).toEqual([]);
    await client.open(COMPOSE, PRIVILEGED.replace('true', 'false'));
    expect(await client.pull(COMPOSE)).toEqual([]);
    await client.close(COMPOSE);
    await client.open(COMPOSE, PRIVILEGED, 'dockercompose');
    expect(await client.pull(COMPOSE)).toHaveLength(1);
  });

  it('that read the same are told apart', async () => {
    await start({ settings: PRIVILEGED_ONLY });
    const other = uriOf('/w/other/compose.yaml');
    await client.open(COMPOSE, PRIVILEGED);
    await client.open(other, PRIVILEGED);
    expect(await client.pull(COMPOSE)).toEqual(await client.pull(other));
    await client.change(other, PRIVILEGED.replace('web', 'api'));
    const messages = [...(await client.pull(COMPOSE)), ...(await client.pull(other))].map(({ message }) => message);
    expect(messages).toEqual([expect.stringContaining('"web"'), expect.stringContaining('"api"')]);
  });

  it('that are in no file are judged by their text alone', async () => {
    await start({
      settings: PRIVILEGED_ONLY,
      files: { '/w/holdfast.yaml': 'rules: {"*": off}\n', '/repo/holdfast.yaml': 'rules: {"*": off}\n' },
    });
    const remote = 'vscode-vfs://github/owner/repo/compose.yaml';
    await client.open(remote, PRIVILEGED);
    expect(await client.found(remote)).toEqual(['3:compose/privileged-container']);
    expect(client.disk.reads).toEqual([]);
    await client.open('untitled:Untitled-1', PRIVILEGED);
    expect(await client.found('untitled:Untitled-1')).toEqual(['3:compose/privileged-container']);
    await client.open('untitled:Untitled-2', PRIVILEGED, 'dockercompose');
    expect(await client.found('untitled:Untitled-2')).toEqual(['3:compose/privileged-container']);
  });

  it('that show what a file used to be are left alone', async () => {
    await start({ settings: PRIVILEGED_ONLY });
    const old = 'git:/w/compose.yaml?%7B%22ref%22%3A%22HEAD%22%7D';
    await client.open(old, PRIVILEGED);
    expect(await client.pull(old)).toEqual([]);
  });

  it('that somebody calls YAML are read whatever their name is', async () => {
    await start({ settings: PRIVILEGED_ONLY });
    const uri = uriOf('/w/stack.tmpl');
    await client.open(uri, PRIVILEGED);
    expect(await client.pull(uri)).toHaveLength(1);
    await client.close(uri);
    await client.open(uri, PRIVILEGED, 'plaintext');
    expect(await client.pull(uri)).toEqual([]);
  });

  it('may have names that URIs escape', async () => {
    await start({
      settings: PRIVILEGED_ONLY,
      files: { '/w/ä b/holdfast.yaml': 'rules: {compose/privileged-container: hint}\n' },
    });
    const uri = 'file:///w/%C3%A4%20b/compose.yaml';
    await client.open(uri, PRIVILEGED);
    expect(await client.pull(uri)).toMatchObject([{ severity: DiagnosticSeverity.Hint }]);
  });
});

describe('a client that answers with errors', () => {
  it('does not bring the server down', async () => {
    await start({
      capabilities: { ...VSCODE },
      settingsOf: () => {
        throw new Error('no settings');
      },
    });
    client.connection.onRequest('client/registerCapability', () => {
      throw new Error('cannot register');
    });
    client.connection.onRequest('workspace/diagnostic/refresh', () => {
      throw new Error('cannot refresh');
    });
    await client.write({ '/w/x.yaml': '' });
    await client.until(() => client.logs.some((line) => line.includes('cannot refresh')));
    await client.open(COMPOSE, PRIVILEGED);
    expect(await client.found(COMPOSE)).toContain('3:compose/privileged-container');
  });

  it('and asks for something unknown is told so', async () => {
    await start();
    await expect(client.connection.sendRequest('holdfast/unknown', {})).rejects.toMatchObject({
      code: ErrorCodes.MethodNotFound,
    });
  });
});

function withoutUris(diagnostics: readonly Diagnostic[]): unknown {
  return diagnostics.map((one) => ({
    ...one,
    place: place(one),
    relatedInformation: one.relatedInformation?.map(({ location: { range }, message }) => ({ range, message })),
  }));
}

function positionIn(text: string, offset: number) {
  const lines = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
}

function offsetIn(text: string, { line, character }: { readonly line: number; readonly character: number }): number {
  const starts = [0, ...[...text.matchAll(/\r\n|\r|\n/g)].map(({ index, 0: lineBreak }) => index + lineBreak.length)];
  return (starts[line] ?? text.length) + character;
}
