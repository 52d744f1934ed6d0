import { afterEach, describe, expect, it } from 'vitest';
import type { SnippetTextEdit, TextEdit } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { LIVE_FIX, type LiveFix, type LiveFixParams, type LiveFixResult } from '../../../server/src/protocol';
import { TestClient, uriOf, VSCODE } from './testClient';

const COMPOSE = uriOf('/w/compose.yaml');
const NO_CURL: LiveFix = { kind: 'replace probe', missing: 'curl' };
const TO_1_GIB: LiveFix = { kind: 'raise memory limit', bytes: 2 ** 30 };

let client: TestClient;
async function start(files: Readonly<Record<string, string>>): Promise<void> {
  client = await TestClient.start({ files });
}
afterEach(() => client.dispose());

function ask(fix: LiveFix, service = 'web'): Promise<LiveFixResult | null> {
  const params: LiveFixParams = { stack: COMPOSE, service, fix };
  return client.connection.sendRequest<LiveFixResult | null>(LIVE_FIX, params);
}

/** Texts by path after the edit; undefined where none was offered. */
function applied(
  answer: LiveFixResult | null,
  texts: Readonly<Record<string, string>>,
): Record<string, string> | undefined {
  if (!answer) return undefined;
  const result = { ...texts };
  for (const change of answer.edit.documentChanges ?? []) {
    if (!('edits' in change)) throw new Error('only texts are edited');
    const path = change.textDocument.uri.replace('file://', '');
    const edits = change.edits.map((edit): TextEdit => {
      const { snippet, newText } = edit as Partial<SnippetTextEdit & TextEdit>;
      return { range: edit.range, newText: newText ?? snippet?.value ?? '' };
    });
    result[path] = TextDocument.applyEdits(TextDocument.create('', '', 0, texts[path] ?? ''), edits);
  }
  return result;
}

/** What becomes of one compose file; undefined where no edit is offered. */
async function mended(text: string, fix: LiveFix, service?: string): Promise<string | undefined> {
  await start({ '/w/compose.yaml': text });
  return applied(await ask(fix, service), { '/w/compose.yaml': text })?.['/w/compose.yaml'];
}

const service = (...lines: string[]) => `services:\n  web:\n${lines.map((line) => `    ${line}\n`).join('')}`;
const probed = (image: string, ...test: string[]) =>
  service(`image: ${image}`, 'healthcheck:', ...test.map((line) => `  ${line}`), '  interval: 7s # often');

describe('a probe that cannot run', () => {
  const ALPINE = 'node:24-alpine';

  it.each([
    // The form, the quotes and the words that stay.
    [
      'test: ["CMD", "curl", "-f", "http://localhost:8080/x"]',
      'test: ["CMD", "wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8080/x"]',
    ],
    [
      "test: ['CMD', 'curl', '-f', 'http://a/x'] # why",
      "test: ['CMD', 'wget', '-q', '-O', '/dev/null', 'http://a/x'] # why",
    ],
    ['test: [CMD, curl, -f, http://a/x]', 'test: [CMD, wget, -q, -O, /dev/null, http://a/x]'],
    [
      'test: [CMD-SHELL, "curl -f http://a/x || exit 1"]',
      'test: [CMD-SHELL, "wget -q -O /dev/null http://a/x || exit 1"]',
    ],
    ['test: curl -f http://a/x || exit 1 # why', 'test: wget -q -O /dev/null http://a/x || exit 1 # why'],
    ['test: "curl --fail \'http://a/x\'"', 'test: "wget -q -O /dev/null http://a/x"'],
    // A shell would take the address apart.
    ['test: curl -f "http://a/x?a=1&b=2"', 'test: ["CMD", "wget", "-q", "-O", "/dev/null", "http://a/x?a=1&b=2"]'],
  ])('asks the same address with what the image has: %s', async (before, after) => {
    expect(await mended(probed(ALPINE, before), NO_CURL)).toBe(probed(ALPINE, after));
  });

  it('keeps lists of several lines, and the comments beside what stays', async () => {
    const before = probed(ALPINE, 'test:', '  - CMD # no shell', '  - curl', '  - -f', '  - http://a/x # the door');
    const after = probed(
      ALPINE,
      'test:',
      '  - CMD # no shell',
      '  - wget',
      '  - -q',
      '  - -O',
      '  - /dev/null',
      '  - http://a/x # the door',
    );
    expect(await mended(before, NO_CURL)).toBe(after);
    client.dispose();
    expect(await mended(before.replaceAll('\n', '\r\n'), NO_CURL)).toBe(after.replaceAll('\n', '\r\n'));
  });

  it('leaves words alone that a comment explains', async () => {
    expect(
      await mended(probed(ALPINE, 'test:', '  - CMD', '  - curl', '  # no', '  - -f', '  - http://b/'), NO_CURL),
    ).toBeUndefined();
  });

  it.each([
    ['postgres:17.6', 'test: ["CMD", "curl", "localhost"]', 'pg_isready'],
    ['redis:8.2', 'test: ["CMD", "curl", "localhost"]', 'redis-cli'],
  ])('uses what %s is known to have', async (image, test, program) => {
    await start({ '/w/compose.yaml': probed(image, test) });
    const answer = await ask(NO_CURL);
    expect(answer?.title).toBe(`Let the health check of "web" use ${program}`);
    const text = applied(answer, { '/w/compose.yaml': probed(image, test) })?.['/w/compose.yaml'];
    expect(text).toMatch(new RegExp(`test: \\["CMD(?:-SHELL)?", "${program}`));
    expect(text).toContain('interval: 7s # often');
  });

  it('leaves to the person where the program of a runtime answers', async () => {
    const text = probed('node:24-slim', 'test: ["CMD", "curl", "-d", "x", "http://localhost:1234/"]');
    expect(await mended(text, NO_CURL)).toMatch(/test: \["CMD", "node", "-e", "\$\{1:fetch\(/);
  });

  it.each([
    ['node:24-slim', `"node", "-e", "fetch('http://127.0.0.1:81/up',{`],
    ['python:3.13-slim', `"python", "-c", "import urllib.request as u;u.urlopen('http://127.0.0.1:81/up',`],
  ])('asks the same address with the runtime of %s', async (image, words) => {
    const text = probed(image, 'test: ["CMD-SHELL", "curl -sf http://localhost:81/up || exit 1"]');
    expect(await mended(text, NO_CURL)).toContain(`test: ["CMD", ${words}`);
  });

  it('does not take apart what asks for more than an address', async () => {
    const text = probed(ALPINE, 'test: curl -f -H X-Key:1 http://a/x');
    expect(await mended(text, NO_CURL)).toMatch(/test: \["CMD", "node"/);
  });

  it('is replaced below the service where the image or its Dockerfile brings it', async () => {
    const text = service('build: .', 'restart: always');
    const files = { '/w/compose.yaml': text, '/w/Dockerfile': 'FROM postgres:17.6\nHEALTHCHECK CMD curl localhost\n' };
    await start(files);
    const after = applied(await ask(NO_CURL), files)?.['/w/compose.yaml'];
    expect(after).toMatch(
      /^services:\n {2}web:\n {4}build: \.\n {4}restart: always\n {4}healthcheck:\n {6}test: \["CMD.*pg_isready.*\]\n$/,
    );
  });

  it('is replaced in the file of the project that says it', async () => {
    const files = {
      '/w/compose.yaml': service(`image: ${ALPINE}`, 'extends: {file: base.yaml, service: base}'),
      '/w/base.yaml': 'services:\n  base:\n    image: x\n    healthcheck:\n      test: wget http://a/x\n',
      '/w/compose.override.yaml': service('healthcheck: {test: [CMD, curl, http://a/x]}'),
    };
    await start(files);
    const answer = await ask(NO_CURL);
    expect(applied(answer, files)).toEqual({
      ...files,
      '/w/compose.override.yaml': files['/w/compose.override.yaml'].replace('curl', 'wget, -q, -O, /dev/null'),
    });
    await client.write({ '/w/compose.override.yaml': service('restart: always') });
    await client.write({ '/w/base.yaml': files['/w/base.yaml'].replace('wget', 'curl') });
    const base = { '/w/base.yaml': files['/w/base.yaml'].replace('wget', 'curl') };
    expect(applied(await ask(NO_CURL), base)?.['/w/base.yaml']).toContain('test: wget -q -O /dev/null http://a/x\n');
  });

  it('is overruled where a service that works otherwise has it from the same place', async () => {
    const base = 'services:\n  base: {image: alpine, healthcheck: {test: [CMD, curl, http://a/x]}}\n';
    const users = ['web', 'db'].map(
      (name) => `  ${name}:\n    extends: base\n    image: ${name === 'db' ? 'redis:8.2' : 'traefik:v3.1'}\n`,
    );
    const text = base + users.join('');
    const after = await mended(text, NO_CURL, 'db');
    expect(after?.startsWith(text)).toBe(true);
    expect(after?.slice(text.length)).toMatch(/^ {4}healthcheck:\n {6}test: \["CMD.*redis-cli/);
    client.dispose();
    // A merge key would hide the rest of what stands beside it.
    const merged = `x-base: &base\n  healthcheck: {test: [CMD, curl, http://a/x]}\nservices:\n${['web', 'db']
      .map((name) => `  ${name}: {<<: *base, image: ${name === 'db' ? 'redis:8.2' : 'traefik:v3.1'}}\n`)
      .join('')}`;
    expect(await mended(merged, NO_CURL, 'db')).toBeUndefined();
  });

  it('has no fix where none is certain, or the file says something else by now', async () => {
    await start({ '/w/compose.yaml': probed('example/own:1', 'test: curl x') });
    expect(await ask(NO_CURL)).toBeNull();
    expect(await ask(NO_CURL, 'gone')).toBeNull();
    await client.write({ '/w/compose.yaml': probed('redis:8.2', 'test: redis-cli ping') });
    expect(await ask(NO_CURL)).toBeNull();
    expect(await ask({ kind: 'replace probe', missing: 'redis-cli' })).toBeNull();
    await client.write({ '/w/compose.yaml': undefined });
    expect(await ask(NO_CURL)).toBeNull();
  });

  it('is mended in the text as it is typed, for that version', async () => {
    const text = probed(ALPINE, 'test: [CMD, curl, http://a/x]');
    await start({ '/w/compose.yaml': text });
    expect((await ask(NO_CURL))?.edit.documentChanges).toMatchObject([
      { textDocument: { uri: COMPOSE, version: null } },
    ]);
    await client.open(COMPOSE, text);
    const moved = `# one\n# two\n${text}`;
    await client.change(COMPOSE, moved);
    const answer = await ask(NO_CURL);
    expect(answer?.edit.documentChanges).toMatchObject([{ textDocument: { uri: COMPOSE, version: 2 } }]);
    expect(applied(answer, { '/w/compose.yaml': moved })?.['/w/compose.yaml']).toBe(
      moved.replace('curl', 'wget, -q, -O, /dev/null'),
    );
  });

  it('is mended for an editor that knows no versions', async () => {
    const files = { '/w/compose.yaml': probed(ALPINE, 'test: [CMD, curl, http://a/x]') };
    client = await TestClient.start({ files, capabilities: { ...VSCODE, workspace: {} } });
    expect(Object.keys((await ask(NO_CURL))?.edit.changes ?? {})).toEqual([COMPOSE]);
  });
});

describe('a memory limit that is too low', () => {
  it.each([
    ['mem_limit: 512m # enough', 'mem_limit: 1024m # enough'],
    ['mem_limit: "0.5 GB"', 'mem_limit: "1 GB"'],
    ["mem_limit: '512MiB'", "mem_limit: '1024MiB'"],
    ['mem_limit: 536870912', 'mem_limit: 1073741824'],
    ['mem_limit: "536870912"', 'mem_limit: "1073741824"'],
    ['mem_limit: ${MEMORY:-512m}', 'mem_limit: ${MEMORY:-1024m}'],
    [
      'deploy: {resources: {limits: {memory: 512M, cpus: "1"}}}',
      'deploy: {resources: {limits: {memory: 1024M, cpus: "1"}}}',
    ],
  ])('is raised in the unit it is written in: %s', async (before, after) => {
    expect(await mended(service('image: a', before), TO_1_GIB)).toBe(service('image: a', after));
  });

  it('grows together with what has to fit it', async () => {
    const text = service(
      'image: a',
      'mem_limit: 512m',
      'memswap_limit: 600m',
      'deploy: {resources: {limits: {memory: 512M}}}',
    );
    expect(await mended(text, TO_1_GIB)).toBe(
      text.replace('512m', '1024m').replace('600m', '1024m').replace('512M', '1024M'),
    );
    client.dispose();
    const unlimited = service('image: a', 'mem_limit: 512m', 'memswap_limit: -1');
    expect(await mended(unlimited, TO_1_GIB)).toBe(unlimited.replace('512m', '1024m'));
  });

  it('is raised for the service alone where others share it', async () => {
    const text =
      'x-base: &base {mem_limit: 512m}\nservices:\n  web:\n    <<: *base\n    image: a\n  db: {<<: *base, image: b}\n';
    expect(await mended(text, TO_1_GIB)).toBe(text.replace('image: a\n', 'image: a\n    mem_limit: 1024m\n'));
  });

  it('is left alone where a variable decides, or it was raised already', async () => {
    const files = { '/w/compose.yaml': service('image: a', 'mem_limit: ${MEMORY:-512m}'), '/w/.env': 'MEMORY=256m\n' };
    await start(files);
    expect(await ask(TO_1_GIB)).toBeNull();
    for (const line of [
      'mem_limit: ${MEMORY}',
      'mem_limit: 1g',
      'mem_limit: much',
      'mem_limit: 0',
      'restart: always',
    ]) {
      await client.write({ '/w/compose.yaml': service('image: a', line), '/w/.env': undefined });
      expect([line, await ask(TO_1_GIB)]).toEqual([line, null]);
    }
  });
});
