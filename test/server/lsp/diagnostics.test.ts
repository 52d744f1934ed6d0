import { afterEach, describe, expect, it, vi } from 'vitest';
import { CancellationTokenSource, DiagnosticSeverity, DiagnosticTag, LSPErrorCodes } from 'vscode-languageserver/node';
import { FORMATS } from '../../../server/src/formats';
import { client, COMPOSE, PRIVILEGED, PRIVILEGED_ONLY, start } from './actions';
import { onlyRules, place, PLAIN, uriOf } from './testClient';

afterEach(() => vi.restoreAllMocks());

/** The visitor of a rule, to count its calls or to make it fail. */
function visitorOf(id: string, visitor: string) {
  const rule = FORMATS.flatMap(({ rules }) => rules).find((one) => one.id === id);
  if (!rule?.on[visitor]) throw new Error(`${id} visits no ${visitor}`);
  return vi.spyOn(rule.on as Record<string, () => undefined>, visitor);
}

describe('the server introduces itself', () => {
  it('to an editor that pulls', async () => {
    await start();
    expect(client.initialized.serverInfo).toMatchObject({ name: 'Holdfast', version: expect.stringMatching(/^\d+\./) });
    expect(client.initialized.capabilities).toMatchObject({
      textDocumentSync: { openClose: true, change: 2 },
      hoverProvider: true,
      codeActionProvider: {
        codeActionKinds: ['quickfix', 'source.fixAll.holdfast', 'refactor.rewrite.holdfast'],
        resolveProvider: true,
      },
      diagnosticProvider: { interFileDependencies: true, workspaceDiagnostics: false },
      workspace: { workspaceFolders: { supported: true } },
    });
    await client.until(() => client.registrations.length === 2);
    expect(client.registrations.map(({ method }) => method).sort()).toEqual([
      'workspace/didChangeConfiguration',
      'workspace/didChangeWatchedFiles',
    ]);
  });

  it('to an editor that cannot, without offering what it would not understand', async () => {
    await start({ capabilities: PLAIN });
    expect(client.initialized.capabilities.diagnosticProvider).toBeUndefined();
    expect(client.registrations).toEqual([]);
  });
});

describe('pulled diagnostics', () => {
  it('carry everything an editor shows', async () => {
    await start({ settings: PRIVILEGED_ONLY });
    await client.open(COMPOSE, PRIVILEGED);
    expect(await client.pull(COMPOSE)).toEqual([
      {
        range: { start: { line: 3, character: 16 }, end: { line: 3, character: 20 } },
        severity: DiagnosticSeverity.Error,
        source: 'Holdfast',
        code: 'compose/privileged-container',
        codeDescription: {
          href: expect.stringMatching(/^https:.*\/v\d.*\/docs\/rules\/compose\/privileged-container\.md$/),
        },
        message: expect.stringContaining('"web" runs privileged'),
      },
    ]);
  });

  it('have every severity', async () => {
    await start();
    await client.open(COMPOSE, PRIVILEGED);
    for (const [level, severity] of [
      ['error', DiagnosticSeverity.Error],
      ['warning', DiagnosticSeverity.Warning],
      ['info', DiagnosticSeverity.Information],
      ['hint', DiagnosticSeverity.Hint],
    ] as const) {
      await client.configure({ rules: { '*': 'off', 'compose/privileged-container': level } });
      expect((await client.pull(COMPOSE)).map((one) => one.severity)).toEqual([severity]);
    }
  });

  it('have tags', async () => {
    await start({ settings: onlyRules('compose/privileged-container', 'holdfast/unused-suppression') });
    await client.open(COMPOSE, '# holdfast-ignore compose/privileged-container -- no longer\nservices: {}\n');
    expect(await client.pull(COMPOSE)).toMatchObject([
      { code: 'holdfast/unused-suppression', tags: [DiagnosticTag.Unnecessary] },
    ]);
  });

  it('have related places', async () => {
    await start({ settings: onlyRules('compose/duplicate-key') });
    await client.open(COMPOSE, 'services:\n  web:\n    image: a:1\n    image: b:1\n');
    expect(await client.pull(COMPOSE)).toMatchObject([
      {
        range: { start: { line: 3, character: 4 } },
        relatedInformation: [
          {
            location: { uri: COMPOSE, range: { start: { line: 2, character: 4 }, end: { line: 2, character: 9 } } },
            message: expect.any(String),
          },
        ],
      },
    ]);
  });

  it('show what one service lacks as one', async () => {
    await start({ settings: onlyRules('compose/missing-memory-limit', 'compose/missing-cpu-limit') });
    await client.open(COMPOSE, 'services:\n  api.v2:\n    image: nginx:1.29.1\n    restart: always\n');
    const diagnostics = await client.pull(COMPOSE);
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]?.code).toMatch(/^compose\/missing-\w+-limit \+1$/);
    expect(diagnostics[0]?.message).toMatch(/^"api\.v2" has no .* limit or .* limit\.$/);
    expect(diagnostics[0]?.range).toEqual({ start: { line: 1, character: 2 }, end: { line: 1, character: 8 } });
  });

  it('count characters as UTF-16 does, and any line break as one', async () => {
    await start({ settings: PRIVILEGED_ONLY });
    const line = '  "w😀b": {image: "x:1", privileged: true}';
    await client.open(COMPOSE, `services:\r\n${line}\r\n`);
    const character = line.indexOf('true');
    expect((await client.pull(COMPOSE)).map(({ range }) => range)).toEqual([
      { start: { line: 1, character }, end: { line: 1, character: character + 4 } },
    ]);
  });

  it('are empty for what is none of ours', async () => {
    await start();
    for (const [name, text] of [
      ['notes.txt', PRIVILEGED],
      ['other.yaml', 'hello: world\n'],
      ['empty.yaml', ''],
      ['compose.yaml', ''],
      ['compose.yml', 'services:\n  web:\0'],
      ['chart/templates/deployment.yaml', 'apiVersion: {{ .Values.api }}\nkind: Pod\n'],
    ] as const) {
      await client.open(uriOf(`/w/${name}`), text, name.endsWith('txt') ? 'plaintext' : 'yaml');
      expect(await client.pull(uriOf(`/w/${name}`))).toEqual([]);
    }
    expect(await client.pull(uriOf('/w/never-opened.yaml'))).toEqual([]);
  });

  it('tell of the readable part of a text that is half typed', async () => {
    await start({ settings: onlyRules('compose/privileged-container', 'compose/syntax-error') });
    await client.open(COMPOSE, `${PRIVILEGED}  db:\n    image: "postgres\n`);
    expect(await client.found(COMPOSE)).toEqual(['3:compose/privileged-container', '5:compose/syntax-error']);
  });

  it('are limited in number', async () => {
    await start({ settings: PRIVILEGED_ONLY });
    const services = Array.from({ length: 1200 }, (_, index) => `  s${index}: {image: x, privileged: true}\n`);
    await client.open(COMPOSE, `services:\n${services.join('')}`);
    expect(await client.pull(COMPOSE)).toHaveLength(1000);
  });

  it('say that a text is too large to be checked, and nothing else about it', async () => {
    await start();
    await client.open(COMPOSE, `${PRIVILEGED}${'  # words\n'.repeat(500_000)}`);
    const diagnostics = await client.pull(COMPOSE);
    expect(diagnostics.map(place)).toEqual(['0:compose/syntax-error']);
    expect(diagnostics[0]).toMatchObject({
      severity: DiagnosticSeverity.Information,
      message: expect.stringContaining('was not checked'),
    });
  });

  it('are followed by a summary for the status bar', async () => {
    await start({ settings: PRIVILEGED_ONLY, files: { '/w/holdfast.yaml': '' } });
    await client.open(COMPOSE, PRIVILEGED);
    await client.pull(COMPOSE);
    await client.until(() => client.checked.length > 0);
    expect(client.checked).toEqual([
      {
        uri: COMPOSE,
        format: 'Docker Compose',
        error: 1,
        warning: 0,
        info: 0,
        hint: 0,
        configuration: '/w/holdfast.yaml',
      },
    ]);
  });
});

describe('pushed diagnostics', () => {
  it('come on opening, after changes, and go on closing', async () => {
    await start({ capabilities: PLAIN });
    await client.configure(PRIVILEGED_ONLY);
    await client.open(COMPOSE, PRIVILEGED);
    const first = await client.nextPublished(COMPOSE);
    expect(first).toMatchObject({ version: 1, diagnostics: [{ code: 'compose/privileged-container' }] });
    await client.change(COMPOSE, PRIVILEGED.replace('true', 'false'));
    expect(await client.nextPublished(COMPOSE)).toMatchObject({ version: 2, diagnostics: [] });
    await client.change(COMPOSE, PRIVILEGED);
    expect(await client.nextPublished(COMPOSE)).toMatchObject({ version: 3, diagnostics: [{}] });
    await client.close(COMPOSE);
    expect(await client.nextPublished(COMPOSE)).toEqual({ uri: COMPOSE, diagnostics: [] });
  });

  it('come once for a burst of changes', async () => {
    await start({ capabilities: PLAIN });
    await client.configure(PRIVILEGED_ONLY);
    const visits = visitorOf('compose/privileged-container', 'service');
    await client.open(COMPOSE, PRIVILEGED);
    for (let i = 0; i < 50; i++) await client.change(COMPOSE, PRIVILEGED.replace('web', `web${i}`));
    const published = await client.nextPublished(COMPOSE);
    expect(published.version).toBe(51);
    expect(published.diagnostics[0]?.message).toContain('"web49"');
    expect(visits).toHaveBeenCalledTimes(1);
    expect(client.publishedCount(COMPOSE)).toBe(0);
  });

  it('come for every open document when settings change', async () => {
    await start({ capabilities: PLAIN });
    const other = uriOf('/w/other/compose.yaml');
    await client.open(COMPOSE, PRIVILEGED);
    await client.open(other, PRIVILEGED);
    await client.nextPublished(COMPOSE);
    await client.nextPublished(other);
    await client.configure({ rules: { '*': 'off' } });
    expect((await client.nextPublished(COMPOSE)).diagnostics).toEqual([]);
    expect((await client.nextPublished(other)).diagnostics).toEqual([]);
  });
});

describe('requests that nobody waits for any more', () => {
  it('are refused without any work', async () => {
    await start({ settings: PRIVILEGED_ONLY });
    await client.open(COMPOSE, PRIVILEGED);
    const visits = visitorOf('compose/privileged-container', 'service');
    const source = new CancellationTokenSource();
    const request = client.pull(COMPOSE, source.token);
    source.cancel();
    await expect(request).rejects.toMatchObject({ code: LSPErrorCodes.RequestCancelled });
    expect(visits).not.toHaveBeenCalled();
    expect(await client.pull(COMPOSE)).toHaveLength(1);
    expect(visits).toHaveBeenCalledTimes(1);
  });

  it('do not pile up while somebody types', async () => {
    await start({ settings: PRIVILEGED_ONLY });
    await client.open(COMPOSE, PRIVILEGED);
    const visits = visitorOf('compose/privileged-container', 'service');
    const outcomes: Promise<unknown>[] = [];
    let last = new CancellationTokenSource();
    for (let i = 0; i < 50; i++) {
      last.cancel();
      last = new CancellationTokenSource();
      await client.change(COMPOSE, PRIVILEGED.replace('web', `web${i}`));
      outcomes.push(
        client.pull(COMPOSE, last.token).then(
          ([found]) => found?.message,
          (error: { code: number }) => (error.code === LSPErrorCodes.RequestCancelled ? 'cancelled' : String(error)),
        ),
      );
    }
    const told = await Promise.all(outcomes);
    expect(told.slice(0, -1).filter((one) => one === 'cancelled').length).toBeGreaterThan(0);
    expect(told.at(-1)).toContain('"web49"');
    expect(visits.mock.calls.length).toBeLessThanOrEqual(told.filter((one) => one !== 'cancelled').length);
  });

  it('are answered from one check when nothing changed in between', async () => {
    await start({ settings: PRIVILEGED_ONLY });
    await client.open(COMPOSE, PRIVILEGED);
    const visits = visitorOf('compose/privileged-container', 'service');
    const position = { line: 3, character: 18 };
    await Promise.all([
      client.pull(COMPOSE),
      client.hover(COMPOSE, position),
      client.codeActions(COMPOSE, { start: position, end: position }),
      client.pull(COMPOSE),
    ]);
    expect(visits).toHaveBeenCalledTimes(1);
  });
});

describe('a rule that throws', () => {
  it('costs its own findings and is logged once', async () => {
    await start({ settings: onlyRules('compose/privileged-container', 'compose/unpinned-image') });
    visitorOf('compose/privileged-container', 'service').mockImplementation(() => {
      throw new Error('a trap');
    });
    await client.open(COMPOSE, PRIVILEGED.replace(':1.29.1', ''));
    expect(await client.found(COMPOSE)).toEqual(['2:compose/unpinned-image']);
    await client.change(COMPOSE, PRIVILEGED);
    expect(await client.found(COMPOSE)).toEqual([]);
    await client.until(() => client.logs.length > 0);
    expect(client.logs).toEqual([
      expect.stringMatching(/compose\/privileged-container failed in \/w\/compose\.yaml: .*a trap/),
    ]);
  });
});
