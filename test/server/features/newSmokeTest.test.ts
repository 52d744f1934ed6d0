import { describe, expect, it } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { parseYaml } from '../../../server/src/document/parse';
import { Checker } from '../../../server/src/features/checker';
import { newSmokeTestIn } from '../../../server/src/features/newSmokeTest';
import { readSmoke } from '../../../server/src/formats/holdfast';
import { SMOKE_KINDS, type NewSmokeTestParams, type SmokeKind } from '../../../server/src/protocol';
import { MemoryDisk } from '../../support/memoryDisk';

const STACK = `services:
  db:
    image: postgres:17
    environment: { POSTGRES_USER: shop, POSTGRES_DB: shop }
  plain-db: { image: postgres:17, environment: { POSTGRES_PASSWORD_FILE: /run/secrets/db } }
  cache: { image: valkey/valkey:8.1 }
  web: { image: nginx:1.29, ports: ["8000:80/tcp"] }
  dashboards: { image: grafana/grafana:12.2.0 }
  syslog: { image: example/syslog:1, ports: ["514:5514/udp", "601:6601"] }
  "on": { build: . }
`;
const STACKS = (() => {
  const checker = new Checker(new MemoryDisk({ '/w/compose.yaml': STACK }), ({ error }) => {
    throw error;
  });
  checker.setRoots(['file:///w']);
  return checker.declaredStacks();
})();
const SERVICES = ['db', 'plain-db', 'cache', 'web', 'dashboards', 'syslog', 'on'];

function added(text: string, params: Partial<NewSmokeTestParams>, stacks = STACKS) {
  const all = { folder: 'file:///w', kind: 'container', ...params } as const;
  const { edits, id, position } = newSmokeTestIn(text, all, stacks);
  const document = TextDocument.create('file:///w/holdfast.yaml', 'yaml', 0, text);
  const after = TextDocument.applyEdits(
    document,
    edits.map(({ range, newText }) => ({ range, newText })),
  );
  return { after, id, position, edits };
}

/** The test that was written, as it is read; throws where our own reader finds fault with it. */
function readAgain(after: string, id: string) {
  const [slot, ...more] = parseYaml('/w/holdfast.yaml', after).documents;
  if (!slot || more.length > 0 || slot.document.problems.length > 0) throw new Error(`no good YAML:\n${after}`);
  const { tests, problems } = readSmoke(slot.document.root, () => new Set(SERVICES));
  const test = tests.find((one) => one.id === id)?.test;
  if (problems.length > 0 || !test) throw new Error(`${problems.map(({ message }) => message).join('\n')}\n${after}`);
  return test;
}

const COMBINATIONS = SMOKE_KINDS.flatMap((kind) =>
  [undefined, ...SERVICES].map((service): [SmokeKind, string | undefined] => [kind, service]),
);

/** What may be there before. */
const FILES = {
  nothing: '',
  'a comment': '# ours\n',
  'a comment without a line break': '# ours',
  'a file of Windows': '# ours\r\npreset: strict\r\n',
  'other settings': 'preset: strict\nrules:\n    compose/unpinned-image: off # for now\n',
  'other settings without a line break': 'preset: strict',
  'an empty section': 'smoke:\npreset: strict\n',
  'an empty section with a comment': 'smoke: # soon\n',
  'an empty mapping': 'smoke: {}\npreset: strict\n',
  'a flow mapping': 'smoke: { a: { command: { argv: [df] } } }\n',
  'other tests':
    'smoke:\n    # disks\n    a:\n        command: { argv: [df] } # every time\n\npreset: strict # enough\n',
  'a document marker': '---\npreset: strict\n',
  'a document end': 'preset: strict\n...\n',
} as const;

describe('a new smoke test', () => {
  it.each(COMBINATIONS)('of kind %s about %s is accepted as it is written', (kind, service) => {
    const { after, id } = added('', { kind, ...(service === undefined ? {} : { service }) });
    const { probe } = readAgain(after, id);
    expect(probe.kind).toBe(kind);
    if (service !== undefined && !['promql', 'loki', 'command'].includes(kind))
      expect(probe).toMatchObject({ service });
  });

  it.each(Object.entries(FILES))('goes into %s, which stays as it is', (_, text) => {
    for (const kind of SMOKE_KINDS) {
      const { after, id, position, edits } = added(text, { kind, service: 'db' });
      readAgain(after, id);
      const document = TextDocument.create('', '', 0, after);
      expect(after.slice(document.offsetAt(position))).toMatch(new RegExp(`^${id}:`));
      // Everything that was there is there, in its order.
      let at = 0;
      for (const word of text.split(/\s+/).filter((part) => part !== '{}')) {
        const found = after.indexOf(word, at);
        expect(found, `${word} in\n${after}`).toBeGreaterThanOrEqual(0);
        at = found + word.length;
      }
      expect(after.includes('\r\n')).toBe(text.includes('\r\n'));
      if (text.includes('\r\n')) expect(after).not.toMatch(/[^\r]\n/);
      expect(edits.length).toBeGreaterThan(0);
    }
  });

  it.each([
    'smoke: { a: [ }\n',
    'a: b\n---\nc: d\n',
    '- a\n',
    'just text\n',
    'smoke: [a]\n',
    'smoke: text\n',
    'smoke:\n\ta: b\n',
  ])('is not put into %j, which has to be mended first', (text) => {
    expect(added(text, { kind: 'http' }).edits).toEqual([]);
  });

  it('is named after what it is about, and like no other', () => {
    const text = 'smoke:\n  db-backup: {}\n  db-backup-2: {}\n';
    const names = (params: Partial<NewSmokeTestParams>) => added(text, params).id;
    expect(names({ kind: 'backup', service: 'db' })).toBe('db-backup-3');
    expect(names({ kind: 'backup' })).toBe('backup');
    expect(names({ kind: 'http', id: 'is it up?' })).toBe('is-it-up-');
    expect(names({ kind: 'http', id: '/-' })).toBe('new');
    expect(names({ kind: 'http', id: 'defaults' })).toBe('defaults-2');
    expect(names({ kind: 'http', id: 'db-backup' })).toBe('db-backup-3');
  });

  it('knows what is known about the image', () => {
    const probe = (kind: SmokeKind, service: string) => {
      const { after, id } = added('', { kind, service });
      return readAgain(after, id).probe;
    };
    expect(probe('tcp', 'web')).toMatchObject({ port: 80 });
    expect(probe('tcp', 'db')).toMatchObject({ port: 5432 });
    expect(probe('tcp', 'cache')).toMatchObject({ port: 6379 });
    expect(probe('tcp', 'syslog')).toMatchObject({ port: 6601 });
    expect(probe('http', 'dashboards')).toMatchObject({ port: 3000, path: '/api/health' });
    expect(probe('exec', 'cache')).toMatchObject({
      argv: ['sh', '-c', 'valkey-cli -h 127.0.0.1 ping | grep -q PONG'],
    });
    expect(probe('http', 'web')).toMatchObject({ port: 80, path: '/' });
    // What is meant for the shell in the container stays its own.
    const script = 'pg_isready -h 127.0.0.1 -U "$${POSTGRES_USER:-postgres}"';
    expect(probe('exec', 'db')).toMatchObject({ argv: ['sh', '-c', expect.stringContaining(script) as unknown] });
    expect(probe('persistence', 'cache')).toMatchObject({ read: ['valkey-cli', 'get', 'holdfast-smoke'] });
    const statement = 'select marker from holdfast_smoke';
    expect(probe('persistence', 'db')).toMatchObject({
      read: ['psql', '-U', '${POSTGRES_USER:-postgres}', '-d', '${POSTGRES_DB:-postgres}', '-Atc', statement],
    });
    expect(probe('persistence', 'plain-db')).toMatchObject({
      read: ['psql', '-U', 'postgres', '-d', 'postgres', '-Atc', statement],
    });
  });

  it('takes the service of the folder where several stacks have one of that name', () => {
    const checker = new Checker(
      new MemoryDisk({
        '/w/a/compose.yaml': 'services: { db: { image: "redis:8" } }\n',
        '/w/b/compose.yaml': 'services: { db: { image: "postgres:17" } }\n',
      }),
      ({ error }) => {
        throw error;
      },
    );
    checker.setRoots(['file:///w']);
    const stacks = checker.declaredStacks();
    const port = (folder: string) => {
      const { after, id } = added('', { folder, kind: 'tcp', service: 'db' }, stacks);
      return readAgain(after, id).probe;
    };
    expect(port('file:///w/b')).toMatchObject({ port: 5432 });
    expect(port('file:///w/a')).toMatchObject({ port: 6379 });
  });

  it('runs nothing destructive by accident', () => {
    for (const kind of SMOKE_KINDS) {
      const { after, id } = added('', { kind, service: 'db' });
      expect(readAgain(after, id).destructive).toBe(kind === 'persistence');
    }
  });
});
